"""What families may ask of one another.

Families do not import one another. A question that one of them answers and others, or the domain
itself, may ask is a ``Query`` here; the caller imports only this module::

    is_member: Query[bool] = Query(False)           # here: of a domain, a segment and a profile

    @queries.is_member.answered_by                  # in the family that knows
    def _is_member(domain, segment_name, profile): ...

    if queries.is_member(domain, "vip", profile):   # in any other
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, Protocol, TypeVar

if TYPE_CHECKING:
    from ..rules.calculated_attributes.windows import Window
    from .profile import Profile

Answer = TypeVar("Answer")
Answering = TypeVar("Answering", bound=Callable[..., Any])


class Query(Generic[Answer]):
    """A question that one family answers; until one does, the answer is ``default``."""

    def __init__(self, default: Answer) -> None:
        self._default = default
        self._answer: Callable[..., Answer] | None = None

    def answered_by(self, function: Answering) -> Answering:
        """Register the function that answers, as a decorator. Raises ValueError for a second."""
        if self._answer is not None:
            raise ValueError(f"{self._answer} answers this already")
        self._answer = function
        return function

    def __call__(self, *asked: Any) -> Answer:
        """Ask; the first argument is the domain."""
        return self._default if self._answer is None else self._answer(*asked)


class CountedObject(NamedTuple):
    """An object that a calculated attribute counts; ``at`` is its time, since the epoch."""

    object_type_name: str
    #: None for the profile itself.
    profile_object_unique_key: str | None
    at: float


class CalculatedAttribute(NamedTuple):
    """What a calculated attribute comes to for a profile, and the objects that it counts."""

    name: str
    display_name: str | None
    value: str | None
    is_partial: bool
    counted: Sequence[CountedObject]


class Calculator(Protocol):
    """Calculates the calculated attributes of one domain, for a family that asks about many."""

    @property
    def names(self) -> Collection[str]:
        """The names of all definitions, the service's own included."""

    def value(self, name: str, profile: Profile, window: Window | None, /) -> str | None:
        """The value for a profile now, None if it has none.

        ``window``, if given, takes the place of the definition's. Raises ResourceNotFoundException
        if there is no such definition.
        """


class SourceFile(NamedTuple):
    """A file in a bucket; its tag changes with its content."""

    name: str
    tag: str
    body: bytes


class StreamData(NamedTuple):
    """Data of a stream's records, and the position behind it in each shard."""

    records: Sequence[bytes]
    positions: Mapping[str, str]


class _NothingCalculated:
    """The calculator of a domain that has no calculated attributes."""

    names = ()

    def value(self, _: str, __: Profile, ___: Window | None) -> str | None:
        return None


#: The ``Matching`` that a domain shows: the configuration of identity resolution jobs, None if
#: they are off.
matching: Query[Mapping[str, Any] | None] = Query(None)

#: The ``RuleBasedMatching`` that a domain shows: the configuration and its status now, None if it
#: is off.
rule_based_matching: Query[Mapping[str, Any] | None] = Query(None)

#: The Uris of a domain's enabled integrations that name an event trigger, oldest first.
integrations_of_trigger: Query[Sequence[str]] = Query(())

#: Whether a domain has a segment of that name.
has_segment: Query[bool] = Query(False)

#: Whether a profile of a domain is in the segment of that name now, as far as it can be evaluated.
is_in_segment: Query[bool] = Query(False)

#: The items of a domain's item catalogue, by their Ids; the same mapping until they change.
catalog_items: Query[Mapping[str, dict[str, Any]]] = Query({})

#: The names of a domain's recommenders.
recommender_names: Query[Sequence[str]] = Query(())

#: The profiles of a domain that SearchProfiles finds by a key, given by its name and its values.
profiles_of_key: Query[Sequence[Profile]] = Query(())

#: The items of each domain object type of a domain, by the type's name.
catalog_tables: Query[Mapping[str, Collection[Mapping[str, Any]]]] = Query({})

#: Whether a Kinesis data stream, given by its ARN, is there; the host answers.
has_kinesis_stream: Query[bool] = Query(False)

#: The files in a bucket of S3 below a prefix, in the order of their names; None if there is no such
#: bucket. The host answers.
bucket_files: Query[Sequence[SourceFile] | None] = Query(None)

#: What was put into a Kinesis data stream, given by its ARN, behind some positions in its shards;
#: None if there is no such stream. The host answers.
stream_data: Query[StreamData | None] = Query(None)

#: Puts the JSON of objects into a domain object type of that name: how many cannot be put; None if
#: there is no such type.
put_domain_objects: Query[int | None] = Query(None)

#: The address of what takes the files of upload jobs; the host answers.
upload_address: Query[str] = Query("")

#: All calculated attributes of a domain for one of its profiles, by the clock as it is now.
calculated_attributes: Query[Sequence[CalculatedAttribute]] = Query(())

#: What calculates single calculated attributes of a domain; it makes no component.
calculator: Query[Calculator] = Query(_NothingCalculated())
