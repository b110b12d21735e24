"""What a test can ask of the mock beyond the API, on the handle and over HTTP alike.

A verb is declared here, once: its name, its arguments with their types, and what it does. The
handle inherits it. If it makes sense for clients in other languages, ``over_http`` makes it a
control call of the server, with the same arguments.
"""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any

from ..instruments import reporting
from ..instruments.answers import make_answer
from ..instruments.argument_checks import ITEMS, OBJECTS, TEXT, TEXT_OR_OBJECT, scored_items
from ..instruments.faults import FailRate, make_fail_rate, make_fault
from ..instruments.lag import make_lag
from ..models import backend_of, no_domain_text, reset_backends
from ..resources.domain_object_types import put_domain_objects
from ..resources.event_streams.operations import send_health_check
from ..resources.integrations.running import run_flow
from ..resources.matching.identity_resolution import run_job
from ..resources.recommenders.controlling import fail_recommender, set_recommendations
from ..state.trial import explain, trial_copy
from ..worlds import snapshot
from .over_http import over_http

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ..instruments.answers import CannedAnswer
    from ..instruments.argument_checks import Items
    from ..instruments.controls import Controls
    from ..instruments.explanation import Explanation
    from ..instruments.faults import Fault
    from ..instruments.flow_runs import FlowRun
    from ..instruments.lag import Lag
    from ..instruments.latency import Latencies
    from ..instruments.outcomes import Outcome, When
    from ..models import CustomerProfilesBackend
    from ..worlds import StateKept


class Verbs(ABC):
    """The verbs. Whose controls they work on, a subclass says."""

    def __init__(self) -> None:
        # The faults and answers that were set here.
        self._outcomes: list[Outcome] = []

    @property
    @abstractmethod
    def _active(self) -> Controls:
        """The controls that are in force. Raises RuntimeError if there are none."""

    def _check_place(self) -> None:  # noqa: B027  (only a handle can be elsewhere)
        """Raise RuntimeError if the state is in another process."""

    def backend(
        self, region: str = "us-east-1", account_id: str | None = None
    ) -> CustomerProfilesBackend:
        """The state of one region of one account, to assert on directly.

        ``account_id`` defaults to moto's account: ``MOTO_ACCOUNT_ID`` or 123456789012.
        Raises KeyError for a region where the service is not offered, and TypeError if the region
        or the account is not a string.
        """
        self._check_place()
        TEXT.check(region=region)
        TEXT.check_given(account_id=account_id)
        return backend_of(region, account_id)

    @over_http("POST", "reset")
    def reset(self) -> None:
        """Start afresh: drop the state of every region and account, calls, and what was set here.

        The latter are faults, rates of failures, answers, lag and latency. moto's other services
        stay as they are. Sources that no object had are warned of, as at the end.
        """
        reset_backends()
        self._active.clear()

    def snapshot(self) -> StateKept:
        """Put the state back at the end of a ``with`` block: ``with mock.snapshot(): ...``.

        That is the state of this service in all accounts and regions. Calls, faults, dead letters,
        what was sent to queues and buckets, and the seed of identifiers stay as they are. Inside
        the block there is a copy of the state; making it takes time by its size, however often it
        is done. After the block there is what was there before, as if nobody had touched it.
        Snapshots may be nested.
        """
        # Raises if the mock is not active.
        _ = self._active
        return snapshot()

    @over_http("POST", "faults", lambda fault: fault.as_json())
    def fail_next(
        self,
        operation: str,
        error: str,
        *,
        times: int | None = 1,
        message: str | None = None,
        region: str | None = None,
        when: When | None = None,
        undeclared: bool = False,
        status: int | None = None,
    ) -> Fault:
        """Make the next attempts to call an operation fail; return the fault that is set.

        ``error`` is the code of an error that the operation declares, or a connection failure:
        EndpointConnectionError, ConnectTimeoutError, ConnectionClosedError or ReadTimeoutError.
        With ``undeclared``, any other code is accepted too, such as ExpiredTokenException, with an
        HTTP ``status`` from 400 to 599.

        ``times`` counts attempts, not calls; None lets all fail from now on. How many a client
        makes before it gives up depends on the version of botocore and on its settings, unless the
        client's configuration sets ``retries={"total_max_attempts": 1}``. ``region`` and ``when``
        restrict which requests fail: ``when`` is a function that receives the request's parameters
        and returns whether it fails, or a mapping of the values that some parameters must have.
        Faults happen in the order in which they were set. A request that violates the operation's
        shape fails for that reason, and does not use up the fault.

        An UnusedFaultWarning, at the line of this call, reports a fault that has not happened when
        this handle's activation ends. Raises TypeError for an argument of the wrong type, and
        ValueError for a fault that could never happen, such as one for an unknown operation.
        """
        controls = self._active
        fault = make_fault(
            operation,
            error,
            times=times,
            message=message,
            region=region,
            when=when,
            undeclared=undeclared,
            status=status,
        )
        controls.journal.errors.add(fault.code)
        self._set(fault)
        return fault

    def _set(self, outcome: Outcome) -> None:
        outcome.place = reporting.caller()
        self._active.outcomes.add(outcome)
        self._outcomes.append(outcome)

    @over_http("POST", "answers", lambda answer: answer.as_json())
    def answer_next(
        self,
        operation: str,
        response: Mapping[str, Any],
        *,
        times: int | None = 1,
        when: When | None = None,
        region: str | None = None,
    ) -> CannedAnswer:
        """Answer the next requests of an operation with a response of yours; return the answer set.

        The operation is not carried out: no handler runs, the state stays as it is, and the domain
        need not exist. It can be any operation of the API, also one that the mock does not have.
        ``response`` has the members that boto3 returns, with times as datetimes or as seconds since
        the epoch; ``ResponseMetadata`` is left out. The journal records the response.

        ``times`` counts requests; None answers all from now on. ``region`` and ``when`` are those
        of ``fail_next``. Answers and faults for the same operation wait in one queue, in the order
        in which they were set. A request that violates the operation's shape fails for that
        reason, and does not use up the answer.

        An UnusedAnswerWarning, at the line of this call, reports an answer that was not given when
        this handle's activation ends. Raises ValueError for a response that is not as the
        operation's output shape has it, and for what ``fail_next`` refuses; TypeError for an
        argument of the wrong type.
        """
        # Raises if the mock is not active, whatever the arguments are.
        _ = self._active
        answer = make_answer(operation, response, times=times, when=when, region=region)
        self._set(answer)
        return answer

    @over_http("POST", "fail-rates")
    def fail_rate(
        self,
        operation: str,
        error: str,
        rate: float,
        *,
        seed: int = 0,
        message: str | None = None,
        region: str | None = None,
        when: When | None = None,
        undeclared: bool = False,
        status: int | None = None,
    ) -> None:
        """Make a share of all attempts to call an operation fail from now on, at random.

        ``rate`` is that share, from 0 to 1: 0.1 lets one attempt in ten fail. It takes the place of
        the operation's former rate for the same error; 0 ends it. Which attempts fail is decided
        by ``seed``: with the same seed, and the same attempts in the same order, the same ones
        fail in each run. The other arguments are those of ``fail_next``. What ``fail_next`` and
        ``answer_next`` have set comes first.

        A rate ends with this handle's activation, and nothing is told if no attempt has failed.
        Raises ValueError for a rate out of range, and what ``fail_next`` raises.
        """
        controls = self._active
        new = make_fail_rate(
            operation,
            error,
            rate,
            seed=seed,
            message=message,
            region=region,
            when=when,
            undeclared=undeclared,
            status=status,
        )
        rates = controls.outcomes.listed(FailRate)
        controls.outcomes.discard(each for each in rates if new.replaces(each))
        controls.journal.errors.add(error)
        if rate:
            self._set(new)

    @over_http("POST", "latency", lambda latencies: latencies.as_json())
    def latency(self, seconds: float, operation: str | None = None) -> Latencies:
        """Make all calls take so many seconds from now on, or those of one operation.

        A call is carried out and then waits, in its own thread or task, without holding up others.
        Asynchronous clients await. A client whose ``read_timeout`` is shorter waits as long as that
        and raises ReadTimeoutError; what it asked for has been done all the same. While the clock
        is frozen, nobody waits. In either case the journal has the duration. A connection that
        fails does so at once.

        What is set for an operation prevails over what is set for all. ``latency(0)`` ends all
        latency. Raises ValueError for a negative number and an unknown operation, and TypeError for
        an argument of another type.
        """
        latencies = self._active.latencies
        latencies.set(seconds, operation)
        return latencies

    @over_http("POST", "lag", lambda lag: lag.as_json())
    def lag(self, *, reads: int | None = None, seconds: float | None = None) -> Lag:
        """Hide new data from now on, as the real service does for some seconds; return the lag.

        A new profile, a new key, an ingested object and a match are hidden from the next ``reads``
        calls of SearchProfiles, ListProfileObjects and GetMatches in their domain, all three
        counted together and each page as a call, or for ``seconds`` by the clock. ``lag(reads=0)``
        ends the lag and shows everything. Raises ValueError unless exactly one of the two is given
        and is in range, and TypeError if it is not a number.
        """
        controls = self._active
        lag = make_lag(reads=reads, seconds=seconds)
        controls.lag = lag if lag.reads or lag.seconds else None
        return lag

    @over_http("POST", "explain", lambda explanation: explanation.as_json())
    def explain(
        self,
        object_type_name: str,
        object: str | Mapping[str, Any],  # noqa: A002  (the API's name for it)
        *,
        domain_name: str,
        region: str = "us-east-1",
        account_id: str | None = None,
    ) -> Explanation:
        """Explain what PutProfileObject would do with an object, without doing it.

        The object is a mapping, or JSON as a text. It is ingested into a copy of the domain, by the
        code that ingests all objects, so nothing changes and nothing else can be told than what
        would happen. Copying takes time by the size of the domain. Printed, the Explanation is a
        table of 80 columns: the value, the target and what becomes of each field, the values of
        each key and what they lead to, and why.

        Raises ValueError if there is no such domain, TypeError for an argument of another type or
        an object that is not JSON, and whatever ``backend`` raises. What the service would refuse
        is no error but an Explanation.
        """
        TEXT.check(object_type_name=object_type_name, domain_name=domain_name)
        TEXT_OR_OBJECT.check(object=object)
        text = object if isinstance(object, str) else json.dumps(object, ensure_ascii=False)
        backend = self.backend(region, account_id)
        with backend.lock:
            domain = backend.domains.get(domain_name)
            if domain is None:
                raise ValueError(no_domain_text(domain_name, backend))
            copied = trial_copy(domain)
        return explain(copied, object_type_name, text)

    @over_http("POST", "identity-resolution", lambda job_id: {"JobId": job_id})
    def run_identity_resolution(
        self, domain_name: str, region: str = "us-east-1", account_id: str | None = None
    ) -> str:
        """Run the identity resolution job of a domain now, and return its JobId.

        The job does not count as one of the scheduled jobs. Raises ValueError if there is no such
        domain or its Matching is not enabled, and whatever ``backend`` raises.
        """
        TEXT.check(domain_name=domain_name)
        return run_job(self.backend(region, account_id), domain_name)

    @over_http("POST", "health-check")
    def send_health_check(
        self, domain_name: str, region: str = "us-east-1", account_id: str | None = None
    ) -> None:
        """Send a HEALTH_CHECK record to the event stream of a domain; none comes by itself.

        Raises ValueError if there is no such domain or it has no event stream, and whatever
        ``backend`` raises.
        """
        TEXT.check(domain_name=domain_name)
        send_health_check(self.backend(region, account_id), domain_name)

    @over_http("POST", "flows", lambda done: done.as_json())
    def run_flow(
        self,
        uri: str,
        *,
        domain_name: str,
        region: str = "us-east-1",
        account_id: str | None = None,
    ) -> FlowRun:
        """Run the flow of an integration now: ingest what its source has.

        ``uri`` is that of the integration: a flow's that FlowDefinition has made, a bucket's in
        moto's S3, or a data stream's in its Kinesis. Of a bucket all files below the prefix are
        read, JSON lines or CSV; of a stream what has come since the last run. The maps and filters
        of the flow are applied. Raises ValueError, and ingests nothing, if there is no such domain,
        integration, object type, bucket or stream, if a file cannot be read, or if a task of the
        flow is another one; and whatever ``backend`` raises.
        """
        TEXT.check(uri=uri, domain_name=domain_name)
        return run_flow(self.backend(region, account_id), domain_name, uri)

    @over_http("POST", "domain-objects", lambda ids: {"Ids": ids})
    def put_domain_objects(
        self,
        domain_name: str,
        object_type_name: str,
        objects: Sequence[Mapping[str, Any]],
        region: str = "us-east-1",
        account_id: str | None = None,
    ) -> list[str]:
        """Put objects into a domain object type, and return their Ids.

        The service has no operation for that: an integration brings them. The fields of the type
        map each object to an item of the catalogue; one with an Id that is there replaces it.
        Raises ValueError if there is no such domain or type, or an object has no Id, and puts
        nothing then; TypeError for objects that are no mappings or cannot be JSON; and whatever
        ``backend`` raises.
        """
        TEXT.check(domain_name=domain_name, object_type_name=object_type_name)
        OBJECTS.check(objects=objects)
        backend = self.backend(region, account_id)
        return put_domain_objects(backend, domain_name, object_type_name, objects)

    @over_http("POST", "recommendations")
    def set_recommendations(
        self,
        domain_name: str,
        recommender_name: str,
        items: Items | None,
        profile_id: str | None = None,
        region: str = "us-east-1",
        account_id: str | None = None,
    ) -> None:
        """Set what a recommender answers, for a profile, or for all that have nothing of their own.

        ``items`` are Ids, or pairs of an Id and a score from 0 to 1, the best first; ``[]`` lets
        answers be empty, and None takes back what was set. What the item catalogue has of an item
        is added. The recommender must be ACTIVE all the same; of a request, only the number of
        items and the metadata columns count. State files have what was set.

        Raises ValueError if there is no such domain, recommender or profile, or a score is out of
        range; TypeError for items of another type; and whatever ``backend`` raises.
        """
        TEXT.check(domain_name=domain_name, recommender_name=recommender_name)
        ITEMS.check_given(items=items)
        TEXT.check_given(profile_id=profile_id)
        fixed = None if items is None else scored_items(items)
        backend = self.backend(region, account_id)
        set_recommendations(backend, domain_name, recommender_name, fixed, profile_id)

    @over_http("POST", "recommender-failures")
    def fail_recommender(
        self,
        domain_name: str,
        recommender_name: str,
        reason: str,
        region: str = "us-east-1",
        account_id: str | None = None,
    ) -> None:
        """Let a recommender become FAILED, with a FailureReason, for good.

        An update that is on its way fails too. Raises ValueError if there is no such domain or
        recommender, and whatever ``backend`` raises.
        """
        TEXT.check(domain_name=domain_name, recommender_name=recommender_name, reason=reason)
        backend = self.backend(region, account_id)
        fail_recommender(backend, domain_name, recommender_name, reason)
