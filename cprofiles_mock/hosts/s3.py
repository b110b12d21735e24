"""Files of matches, handed to moto's S3."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..instruments.reporting import logger

if TYPE_CHECKING:
    from ..state.identity_resolution import Export


def write(export: Export, account_id: str, partition: str) -> str | None:
    """Put a file into its bucket, in moto; why not, where there is no such bucket for one.

    Called without any lock of ours: moto's S3 is another service with state of its own.
    """
    # moto: S3 is loaded by the first file, and not by tests that have none.
    from moto.core.exceptions import ServiceException
    from moto.s3.models import s3_backends

    try:
        s3_backends[account_id][partition].put_object(
            # Half of a surrogate pair, out of an object, is no text that a file can hold.
            export.bucket_name,
            export.key,
            export.body.encode("utf-8", "replace"),
        )
    except ServiceException as error:
        text = f"The results could not be written to bucket {export.bucket_name}: {error.message}"
        logger.warning("identity resolution job %s: %s", export.job.job_id, text)
        return text
    return None
