"""The segments of one domain: their definitions, and who is in them."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Any

from ...exceptions import BadRequestException
from ...rules.segments.ordering import in_order
from ...runtime import clock
from ...state import queries
from ...state.cloudformation import ResourceType
from ...state.components import ResourceComponent, component
from ...state.declarations import Column
from ...state.outbox import ExportFile
from . import errors, sql
from .compiling import profile_value
from .evaluation import Evaluator, LazyCalculator
from .results import location_of
from .sections import SegmentsSection

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import datetime

    from ...rules.segments.export import Members
    from ...rules.segments.spark_sql import Query
    from ...state.domain import Domain
    from ...state.profile import Profile
    from .compiling import Compiled
    from .evaluation import Predicate
    from .results import SegmentEstimate, SegmentSnapshot
    from .streaming import Subscription

#: The limits of one segment together with all of its sources (Administrator Guide, 2026,
#: "troubleshooting customer segments").
MOST_ATTRIBUTES = 60
MOST_CALCULATED_ATTRIBUTES = 10
MOST_DEPTH = 5

# So long does the snapshot of a segment by SQL tell who is in it (Administrator Guide, 2026).
SECONDS_OF_A_YEAR = 365 * 86_400

# So many profiles are evaluated, and so many members named, where a page shows a segment.
_MOST_EVALUATED = 10_000
_MOST_NAMED = 20


@dataclass(slots=True, kw_only=True, eq=False)
class Segment:
    """A segment definition. It never changes, but for its tags."""

    segment_definition_name: str
    segment_definition_arn: str
    display_name: str
    description: str | None
    segment_groups: Mapping[str, Any] | None
    segment_sql_query: str | None
    segment_sort: Mapping[str, Any] | None
    compiled: Compiled
    #: The compiled SegmentSqlQuery; then ``compiled`` finds nobody.
    query: Query | None = None
    created_at: datetime
    # Nothing updates a definition.
    last_updated_at: datetime | None = None
    tags: dict[str, str] = field(default_factory=dict)
    #: The segments of its domain, among which it looks for its sources.
    segments: Segments
    snapshots: dict[str, SegmentSnapshot] = field(default_factory=dict)
    subscription: Subscription | None = None

    @property
    def segment_type(self) -> str:
        """CLASSIC by groups, ENHANCED by a query."""
        return "CLASSIC" if self.segment_sql_query is None else "ENHANCED"


def _is_among(members: Mapping[str, None] | None) -> Predicate:
    known = members or {}
    return lambda evaluation: evaluation.profile.profile_id in known


def _members_shown(segment: Segment) -> list[str] | str:
    return segment.segments.shown_members(segment)


def _subscription_shown(segment: Segment) -> Mapping[str, Any] | None:
    subscription = segment.subscription
    if subscription is None:
        return None
    latest = [
        {"ProfileId": each.profile_id, "Event": each.event, "EventType": each.event_type}
        for each in islice(reversed(subscription.events), _MOST_NAMED)
    ]
    return {"Status": subscription.status, "LatestEvents": latest}


@component
class Segments(ResourceComponent[Segment]):
    """The segment definitions of one domain, by their names."""

    noun = "Segment definition"
    plural = "segment definitions"
    arn_kind = "segment-definitions"
    section = SegmentsSection(
        "SegmentDefinitions", made_by="CreateSegmentDefinition", key="SegmentDefinitionName"
    )
    title = "Segments"
    columns = (
        Column("SegmentDefinitionName", lambda each: each.segment_definition_name),
        Column("DisplayName", lambda each: each.display_name),
        Column("SegmentType", lambda each: each.segment_type),
        Column("SegmentGroups", lambda each: each.segment_groups),
        Column("SegmentSqlQuery", lambda each: each.segment_sql_query),
        Column("Members", _members_shown),
        Column("Subscription", _subscription_shown),
    )
    cloudformation = ResourceType(
        name="SegmentDefinition",
        create="CreateSegmentDefinition",
        read="GetSegmentDefinition",
        update=None,
        delete="DeleteSegmentDefinition",
        key=("DomainName", "SegmentDefinitionName"),
        create_only=("DisplayName", "SegmentGroups", "SegmentSqlQuery"),
        attributes=("CreatedAt", "SegmentDefinitionArn", "SegmentType"),
        arn_kind="segment-definitions",
    )

    def __init__(self, domain: Domain) -> None:
        super().__init__(domain)
        self.estimates: dict[str, SegmentEstimate] = {}

    def remove(self, key: str) -> Segment:
        """Remove a segment with its snapshots. Raises ResourceNotFoundException."""
        removed = super().remove(key)
        self._await_snapshots()
        return removed

    # --- who is in a segment ----------------------------------------------------------------------

    def evaluator_of(self, segment: Segment, calculator: LazyCalculator | None = None) -> Evaluator:
        """What tells who is in a segment: now, or by SQL when its last snapshot was made.

        Whoever asks for several may let them share a ``calculator``. Raises BadRequestException if
        it cannot be evaluated.
        """
        if segment.query is None:
            return self.evaluator(segment.compiled, segment.segment_definition_name, calculator)
        snapshot = self._last_snapshot(segment)
        return Evaluator(
            _is_among(snapshot.members), {}, LazyCalculator(self.domain), snapshot.created_at
        )

    def _last_snapshot(self, segment: Segment) -> SegmentSnapshot:
        """The last snapshot of a segment by SQL that counts. Raises BadRequestException."""
        since = clock.timestamp() - SECONDS_OF_A_YEAR
        for each in reversed(segment.snapshots.values()):
            if each.members is not None and each.status == "COMPLETED" and each.created_at > since:
                return each
        raise errors.no_snapshot(segment.segment_definition_name)

    def _predicate_of(self, segment: Segment) -> Predicate:
        if segment.query is None:
            return segment.compiled.matches
        return _is_among(self._last_snapshot(segment).members)

    def evaluator(
        self,
        compiled: Compiled,
        name: str | None = None,
        calculator: LazyCalculator | None = None,
    ) -> Evaluator:
        """What tells who is in a segment now; ``name`` is that of a definition.

        Raises BadRequestException if a source or a calculated attribute is not there.
        """
        calculator = calculator or LazyCalculator(self.domain)
        sources = self._check_references(compiled, name, calculator)
        predicates: dict[str, Predicate] = {
            each: self._predicate_of(self.resources[each]) for each in sources
        }
        return Evaluator(compiled.matches, predicates, calculator)

    def check(self, compiled: Compiled, name: str | None = None) -> None:
        """Check what a segment refers to, and its limits. Raises BadRequestException."""
        together = [compiled]
        sources = self._check_references(compiled, name, LazyCalculator(self.domain))
        together += [self.resources[each].compiled for each in sources]
        attributes = {name for each in together for name in each.profile_attributes}
        if len(attributes) > MOST_ATTRIBUTES:
            raise errors.too_many_attributes(MOST_ATTRIBUTES)
        calculated = {name for each in together for name in each.calculated_attributes}
        if len(calculated) > MOST_CALCULATED_ATTRIBUTES:
            raise errors.too_many_calculated_attributes(MOST_CALCULATED_ATTRIBUTES)

    def _check_references(
        self, compiled: Compiled, name: str | None, calculator: LazyCalculator
    ) -> set[str]:
        """Check that all that a segment refers to is there; all of its sources, theirs included.

        Raises BadRequestException.
        """
        sources: set[str] = set()
        level, depth = [compiled], 0
        while True:
            for each in level:
                for attribute in sorted(each.calculated_attributes):
                    if attribute not in calculator.names:
                        raise errors.unknown_calculated_attribute(attribute, calculator.names)
            names = {source for each in level for source in each.sources}
            if not names:
                return sources
            if depth == MOST_DEPTH:
                raise errors.too_deep(MOST_DEPTH)
            if name in names:
                raise errors.circular(name)
            for source in sorted(names):
                if source not in self.resources:
                    raise errors.unknown_source(source, self.resources)
            sources |= names
            level, depth = [self.resources[each].compiled for each in names], depth + 1

    def shown_members(self, segment: Segment) -> list[str] | str:
        """The first members of a segment for the page, or why they are not shown."""
        profiles = self.domain.profiles
        if len(profiles) > _MOST_EVALUATED:
            return f"not evaluated: the domain has more than {_MOST_EVALUATED:,} profiles"
        try:
            evaluator = self.evaluator_of(segment)
        except BadRequestException as error:
            return error.message
        members = [each.profile_id for each in evaluator.members(profiles)]
        more = len(members) - _MOST_NAMED
        return members[:_MOST_NAMED] + ([f"and {more:,} more"] if more > 0 else [])

    # --- snapshots --------------------------------------------------------------------------------

    def snapshots(self) -> Iterator[SegmentSnapshot]:
        """The snapshots of all segments."""
        for segment in self.resources.values():
            yield from segment.snapshots.values()

    def poll(self, now: float) -> None:
        """Make the snapshots that moto's transitions have completed."""
        self.carry_out_completed()

    def carry_out_completed(self) -> None:
        """Make the snapshots whose status has become COMPLETED since."""
        for segment in self.resources.values():
            for each in segment.snapshots.values():
                if not each.is_carried_out and each.status == "COMPLETED":
                    self._carry_out(segment, each)
        self._await_snapshots()

    def _await_snapshots(self) -> None:
        """Poll as long as a snapshot waits for moto's transitions."""
        self.polls = any(not each.is_carried_out for each in self.snapshots())

    def loaded(self) -> None:
        """Poll for the snapshots that a state file brought."""
        self._await_snapshots()

    def _carry_out(self, segment: Segment, snapshot: SegmentSnapshot) -> None:
        snapshot.is_carried_out = True
        if segment.query is not None:
            snapshot.is_under_way = True
            sql.carry_out(
                self.domain, segment.query, lambda found: self._found(segment, snapshot, found)
            )
            return
        try:
            evaluator = self.evaluator_of(segment)
        except BadRequestException as error:
            snapshot.fail(error.message)
            return
        self._export(segment, snapshot, list(evaluator.members(self.domain.profiles, has_bar=True)))

    def _found(
        self, segment: Segment, snapshot: SegmentSnapshot, found: list[str] | Exception
    ) -> None:
        """Take what the query of a segment has found, which other requests may have outrun."""
        snapshot.is_under_way = False
        if isinstance(found, Exception):
            snapshot.fail(str(found))
            return
        store = self.domain.profiles
        snapshot.members = dict.fromkeys(each for each in found if each in store)
        self._export(segment, snapshot, [store[each] for each in snapshot.members])

    def _export(
        self, segment: Segment, snapshot: SegmentSnapshot, members: Sequence[Profile]
    ) -> None:
        """Write the profiles of a segment into the files of a snapshot."""
        # Only whoever makes a snapshot needs what writes it.
        from ...rules.segments.export import WRITERS

        try:
            order = self.sort_order(segment.segment_sort)
        except BadRequestException as error:
            snapshot.fail(error.message)
            return
        profiles: list[Members] = [
            {"ProfileId": each.profile_id, **each.set_values()} for each in in_order(members, order)
        ]
        location = location_of(snapshot.given_uri)
        assert location is not None  # it was checked when the snapshot was created
        bucket_name, prefix = location
        folder = f"{prefix.rstrip('/')}/" if prefix.strip("/") else ""
        suffix = snapshot.data_format.lower()
        for name, body in (
            (f"test-{snapshot.snapshot_id}", "cprofiles-mock can write here.\n"),
            (
                f"part-00000-{snapshot.snapshot_id}.{suffix}",
                WRITERS[snapshot.data_format](profiles),
            ),
        ):
            self.domain.region.outbox.append(
                ExportFile(
                    bucket_name,
                    f"{folder}{name}",
                    body,
                    source=f"segment snapshot {snapshot.snapshot_id}",
                    on_failure=snapshot.fail,
                )
            )

    def sort_order(
        self, sort: Mapping[str, Any] | None
    ) -> list[tuple[Mapping[str, str], Callable[[Profile], Any]]]:
        """The attributes of a ``SegmentSort``, each with what reads it.

        Raises BadRequestException if there is no such attribute.
        """
        return [(each, self._sorted_by(each)) for each in (sort or {}).get("Attributes", ())]

    def _sorted_by(self, attribute: Mapping[str, str]) -> Callable[[Profile], Any]:
        name = attribute["Name"]
        if attribute.get("Type", "PROFILE") == "PROFILE":
            return profile_value(name)
        calculator = queries.calculator(self.domain)
        if name not in calculator.names:
            raise errors.unknown_calculated_attribute(name, calculator.names)
        return lambda profile: calculator.value(name, profile, None)


@queries.has_segment.answered_by
def has_segment(domain: Domain, name: str) -> bool:
    """Whether the domain has a segment of that name."""
    segments = domain.existing(Segments)
    return segments is not None and segments.get(name) is not None


@queries.is_in_segment.answered_by
def is_in_segment(domain: Domain, name: str, profile: Profile) -> bool:
    """Whether a profile is in a segment now; nobody is in one that cannot be evaluated."""
    segments = domain.existing(Segments)
    segment = None if segments is None else segments.get(name)
    if segments is None or segment is None:
        return False
    try:
        return segments.evaluator_of(segment).includes(profile)
    except BadRequestException:
        return False
