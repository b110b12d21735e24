"""The ARNs of Kinesis data streams, to which the service sends records."""

from __future__ import annotations

import re

# What Kinesis allows as the name of a stream.
_STREAM_NAME = "[a-zA-Z0-9_.-]{1,128}"
_ANY_DATA_STREAM = re.compile(
    f"arn:aws[a-z-]*:kinesis:[a-z0-9-]+:[0-9]{{12}}:stream/{_STREAM_NAME}"
)


def names_data_stream(arn: str) -> bool:
    """Whether the text is the ARN of a data stream, of whatever account and region."""
    return _ANY_DATA_STREAM.fullmatch(arn) is not None
