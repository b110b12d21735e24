"""moto's S3: export files are written to it, and flows read theirs from it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..instruments.reporting import logger
from ..state import queries

if TYPE_CHECKING:
    from ..state.domain import Domain
    from ..state.outbox import ExportFile
    from ..state.region import Region


def write(file: ExportFile, region: Region) -> str | None:
    """Put a file into its bucket, in moto; the reason if S3 refuses it.

    A file that is refused, for example because the bucket is missing, is logged. Call this without
    any of our locks: moto's S3 is another service with its own state.
    """
    # moto: the first file loads S3, so that tests without files do not.
    from moto.core.exceptions import ServiceException
    from moto.s3.models import s3_backends

    body = file.body
    if isinstance(body, str):
        # An object can contain half of a surrogate pair, which no file can hold.
        body = body.encode("utf-8", "replace")
    try:
        s3_backends[region.account_id][region.partition].put_object(
            file.bucket_name, file.key, body
        )
    except ServiceException as error:
        text = f"The results could not be written to bucket {file.bucket_name}: {error.message}"
        logger.warning("%s: %s", file.source, text)
        return text
    return None


@queries.bucket_files.answered_by
def files_below(domain: Domain, bucket_name: str, prefix: str) -> list[queries.SourceFile] | None:
    """The files of a bucket below a prefix, which is a folder. This only reads."""
    from moto.core.exceptions import ServiceException
    from moto.s3.models import FakeKey, s3_backends

    region = domain.region
    try:
        bucket = s3_backends[region.account_id][region.partition].get_bucket(bucket_name)
    except ServiceException:
        return None
    folder = f"{prefix.rstrip('/')}/" if prefix.strip("/") else ""
    # moto: a key that was deleted in a bucket with versions is there as a marker.
    return [
        queries.SourceFile(each.name, each.etag, each.value)
        for each in sorted(
            (key for key in bucket.keys.values() if isinstance(key, FakeKey)),
            key=lambda key: key.name,
        )
        if each.name.startswith(folder) and not each.name.endswith("/")
    ]
