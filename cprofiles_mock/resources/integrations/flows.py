"""Runs of flows: objects that integrations bring from S3 and Kinesis.

Sources: the Amazon Connect Administrator Guide (2026), "programmatically integrate Amazon S3";
``docs/fidelity.md`` for what is a choice.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from ... import exceptions
from ...instruments.flow_runs import FlowRun
from ...rules.flow_records import UnreadableSource, records_of_file, records_of_lines
from ...rules.flow_tasks import FlowTasks, InapplicableTask
from ...runtime import strict_json
from ...runtime.gc_pause import no_collection
from ...schema.progress import with_bar
from ...state import queries
from ...state.ingest import put_at, type_of_objects

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from ...state.domain import Domain
    from .integration import Integration

_BUCKET = ":s3:::"


class FlowError(ValueError):
    """A flow cannot be run; nothing has been ingested."""


def reads_bucket(definition: Mapping[str, Any]) -> bool:
    """Whether a flow has its data from a bucket, which moto has too."""
    return bool(definition["SourceFlowConfig"]["ConnectorType"] == "S3")


def run(
    domain: Domain, integration: Integration, at: float, *, only_changed: bool = False
) -> FlowRun:
    """Ingest what an integration's source has, as of a moment, in seconds since the epoch.

    Of a bucket that is all below the prefix, or with ``only_changed`` the files that have changed
    since the last run; of a stream it is what has come since. Raises FlowError.
    """
    if integration.disabled:
        raise FlowError(f"integration {integration.uri} is disabled: its object type was deleted")
    name = _object_type_name(integration)
    tasks = _tasks(integration)
    _check_object_type(domain, integration, name)
    source = _read(domain, integration, only_changed)
    failed = skipped = 0
    texts = []
    for record in source.records:
        made = None
        if record is not None:
            made = record if tasks is None else tasks.apply(record)
            if made is None:
                skipped += 1
        else:
            failed += 1
        if made is not None:
            texts.append(strict_json.unescaped(strict_json.encode(made)))
    refused = _ingest(domain, integration, name, texts, at)
    integration.files_read, integration.positions = source.files_read, source.positions
    return FlowRun(len(texts) - refused, failed + refused, skipped)


def _object_type_name(integration: Integration) -> str:
    if integration.is_unstructured or integration.object_type_name is None:
        raise FlowError(
            f"integration {integration.uri} names no object type for structured objects"
        )
    return integration.object_type_name


def _tasks(integration: Integration) -> FlowTasks | None:
    """The tasks of an integration's flow; None if it has no flow. Raises FlowError."""
    definition = integration.flow_definition
    if definition is None:
        return None
    if not reads_bucket(definition):
        connector = definition["SourceFlowConfig"]["ConnectorType"]
        raise FlowError(
            f"the flow {integration.uri} reads from {connector}, which is not here: put the "
            "objects by PutProfileObject"
        )
    try:
        return FlowTasks(definition)
    except InapplicableTask as error:
        raise FlowError(f"of the flow {integration.uri}, {error}") from None


def _check_object_type(domain: Domain, integration: Integration, name: str) -> None:
    """Raise FlowError if the domain has no object type of that name."""
    if integration.scope == "DOMAIN":
        if queries.put_domain_objects(domain, name, ()) is None:
            raise FlowError(f"domain {domain.domain_name} has no domain object type {name}")
        return
    try:
        type_of_objects(domain, name)
    except exceptions.ServiceError as error:
        raise FlowError(error.message) from None


# --- sources ----------------------------------------------------------------------------------


class _Source(NamedTuple):
    """The records of a source, and how far it has been read."""

    records: Iterable[Mapping[str, Any] | None]
    files_read: dict[str, str]
    positions: dict[str, str]


def _read(domain: Domain, integration: Integration, only_changed: bool) -> _Source:
    definition, uri = integration.flow_definition, integration.uri
    if definition is not None:
        place = definition["SourceFlowConfig"]["SourceConnectorProperties"]["S3"]
        bucket, prefix = place["BucketName"], place.get("BucketPrefix", "")
        return _read_bucket(domain, integration, bucket, prefix, only_changed)
    if _BUCKET in uri:
        bucket, _, prefix = uri.partition(_BUCKET)[2].partition("/")
        return _read_bucket(domain, integration, bucket, prefix, only_changed)
    if ":kinesis:" in uri and ":stream/" in uri:
        return _read_stream(domain, integration)
    raise FlowError(
        f"{uri} is neither a flow that PutIntegration has defined, nor a bucket, nor a data stream"
    )


def _read_bucket(
    domain: Domain, integration: Integration, bucket: str, prefix: str, only_changed: bool
) -> _Source:
    files: Sequence[queries.SourceFile] | None = queries.bucket_files(domain, bucket, prefix)
    if files is None:
        raise FlowError(f"there is no bucket {bucket}")
    before = integration.files_read if only_changed else {}
    records: list[Mapping[str, Any] | None] = []
    for each in files:
        if before.get(each.name) != each.tag:
            try:
                records += records_of_file(each.name, each.body)
            except UnreadableSource as error:
                raise FlowError(f"s3://{bucket}/{each.name}: {error}") from None
    return _Source(records, {each.name: each.tag for each in files}, {})


def _read_stream(domain: Domain, integration: Integration) -> _Source:
    found = queries.stream_data(domain, integration.uri, integration.positions)
    if found is None:
        raise FlowError(f"there is no data stream {integration.uri}")
    texts = (each.decode("utf-8", "replace") for each in found.records)
    records = [record for text in texts for record in records_of_lines(text)]
    return _Source(records, {}, dict(found.positions))


# --- ingestion --------------------------------------------------------------------------------


def _ingest(
    domain: Domain, integration: Integration, name: str, texts: Sequence[str], at: float
) -> int:
    """Ingest objects, given as JSON, and return how many could not be."""
    if integration.scope == "DOMAIN":
        return queries.put_domain_objects(domain, name, texts) or 0
    refused = 0
    object_type = type_of_objects(domain, name)
    with no_collection():
        for text in with_bar(texts, "ingesting", "objects"):
            try:
                refused += not put_at(domain, object_type, text, at)
            except exceptions.ServiceError:
                refused += 1
            # The next object sees what this one led to.
            domain.settle()
    return refused
