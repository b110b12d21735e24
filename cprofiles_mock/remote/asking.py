"""Asks one side the questions of a probe."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from botocore.exceptions import ClientError

from ..protocol.compiled import service_model
from .answers import Normaliser, at, filled
from .connection import call
from .errors import RemoteError, message_of
from .kinds import input_members
from .probes.probe import Call, Raw

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from .probes.probe import Probe
    from .progress import Progress

#: What AWS lets an account call once a second; all else it may call five times (Administrator
#: Guide, 2026, "Amazon Connect Customer Profiles API throttling quotas").
ONCE_A_SECOND = frozenset(
    {
        "CreateDomain", "UpdateDomain", "DeleteDomain", "PutProfileObjectType",
        "DeleteProfileObjectType", "PutIntegration", "DeleteIntegration",
        "CreateCalculatedAttributeDefinition", "UpdateCalculatedAttributeDefinition",
        "CreateEventStream", "GetAutoMergingPreview",
    }
)  # fmt: skip

# What a read of AWS's is preceded by, after a write: writes take some time to be seen.
SETTLING = 5.0
# How often a read is made again while it is not yet answered as the mock answers it.
_MOST_READS = 6

_READS = ("Get", "List", "BatchGet", "Search")


@dataclass(frozen=True, slots=True)
class Answered:
    """What one side answered to a probe, one answer to each question.

    ``trouble`` says why it could not be asked; there are no answers then.
    """

    answers: Sequence[Any] = ()
    trouble: str = ""


@dataclass(slots=True)
class Side:
    """One of the two sides.

    ``names`` has what probes may refer to: ``arn``, the ARN of a domain ``<domain>``, and the
    ``partition``, ``region`` and ``account`` that it is in. ``is_aws`` is whether its calls are
    paced and its writes take time to be seen.
    """

    client: Any
    names: Mapping[str, str]
    is_aws: bool
    progress: Progress
    #: The domains that exist because of this side's probes.
    domains: list[str] = field(default_factory=list)
    _written: bool = False

    def ask(self, probe: Probe, domain_name: str, expected: Sequence[Any] = ()) -> Answered:
        """Ask a probe's questions in a domain of its own, which is deleted again.

        ``expected`` is how the other side answered. Raises RemoteError if the domain is there
        already, or if no answer can be had.
        """
        kept, normaliser = {**self.names, "domain": domain_name}, Normaliser()
        kept["arn"] = kept["arn"].replace("<domain>", domain_name)
        made = Call("CreateDomain", {"DefaultExpirationDays": 30, **probe.settings})
        try:
            unknown = _unknown((made, *probe.given, *probe.asked))
            if unknown:
                return Answered(trouble=f"this botocore does not know {unknown}")
            for given in (made, *probe.given):
                trouble = self._prepare(given, kept, normaliser)
                if given is made and "already exists" in trouble:
                    raise RemoteError(
                        f"there is a domain {domain_name} already, which is not this command's "
                        "to delete; choose another --domain-prefix"
                    )
                if trouble:
                    return Answered(trouble=f"{given.operation}: {trouble}")
            answers = []
            for number, step in enumerate(probe.asked):
                likely = expected[number] if number < len(expected) else None
                answers.append(self._question(step, kept, normaliser, likely))
            return Answered(answers)
        finally:
            self.clean_up()

    def clean_up(self) -> None:
        """Delete the domains that this side's probes made; those that stay are in ``domains``."""
        for name in list(self.domains):
            self._before("DeleteDomain")
            try:
                call(self.client, "DeleteDomain", {"DomainName": name})
            except ClientError as error:
                if error.response.get("Error", {}).get("Code") != "ResourceNotFoundException":
                    continue
            except RemoteError:
                continue
            self.domains.remove(name)

    def _prepare(self, step: Call, kept: dict[str, str], normaliser: Normaliser) -> str:
        """Make a call that must succeed; return why it has not, or nothing."""
        for _ in range(_MOST_READS if self.is_aws else 1):
            answer = self._step(step, kept, normaliser)
            if "code" in answer:
                return f"{answer['code']}: {answer['message']}"
            if step.keeps.keys() <= kept.keys():
                return ""
            # What was written may not be found yet.
            self._written = True
        return f"the answer has no {', '.join(step.keeps.values())}"

    def _question(
        self, step: Call | Raw, kept: dict[str, str], normaliser: Normaliser, expected: Any
    ) -> Any:
        """The answer to a question; a read is made again for a while until it is as expected."""
        is_repeated = self.is_aws and expected is not None and step.operation.startswith(_READS)
        for _ in range(_MOST_READS if is_repeated else 1):
            attempt = normaliser.copy()
            answer = self._step(step, kept, attempt)
            if answer == expected:
                break
            self._written = True
        normaliser.adopt(attempt)
        return answer

    def _step(self, step: Call | Raw, kept: dict[str, str], normaliser: Normaliser) -> Any:
        self._before(step.operation)
        try:
            if isinstance(step, Raw):
                return normaliser.answer(self._send(step, kept))
            members = filled(dict(step.members), kept)
            if "DomainName" in input_members(step.operation):
                members.setdefault("DomainName", kept["domain"])
            answer = call(self.client, step.operation, members)
        except ClientError as error:
            return {
                "code": str(error.response["Error"].get("Code", "")),
                "status": error.response["ResponseMetadata"].get("HTTPStatusCode"),
                "message": normaliser.text(message_of(error)),
            }
        if step.operation == "CreateDomain":
            self.domains.append(members["DomainName"])
        for name, path in step.keeps.items():
            if (value := at(answer, path)) is not None:
                kept[name] = str(value)
        return normaliser.answer(answer)

    def _before(self, operation: str) -> None:
        """Keep to the pace of AWS, and let what was written be seen before it is read."""
        self.progress.step()
        if not self.is_aws:
            return
        is_read = operation.startswith(_READS)
        time.sleep(1.0 if operation in ONCE_A_SECOND else 0.2)
        if is_read and self._written:
            time.sleep(SETTLING)
        self._written = not is_read

    def _send(self, request: Raw, kept: dict[str, str]) -> dict[str, Any]:
        """Send a request as it is. Raises as ``call`` does."""

        def replace(params: dict[str, Any], **_: Any) -> None:
            params["method"], params["body"] = request.method, request.body
            params["url"] = urljoin(params["url"], filled(request.path, kept))
            params["headers"]["Content-Type"] = request.content_type

        events = self.client.meta.events
        # A request of the client's own, which this one takes the place of before it is signed.
        events.register_last("before-call", replace)
        try:
            return call(self.client, "ListDomains", {})
        finally:
            events.unregister("before-call", replace)


def _unknown(steps: Iterable[Call | Raw]) -> str:
    """The operations and members that the installed botocore cannot send, if there are any."""
    known = service_model().operation_names
    unknown: list[str] = []
    for step in steps:
        if not isinstance(step, Call):
            continue
        if step.operation not in known:
            unknown.append(step.operation)
            continue
        members = input_members(step.operation)
        unknown += [f"{step.operation}.{name}" for name in step.members if name not in members]
    return ", ".join(dict.fromkeys(unknown))
