"""Compiles the groups of a segment, once, into a function that tells who is in it.

Sources: the service model on ``SegmentGroup``; Amazon Pinpoint's documentation of SegmentGroups,
whose shapes these are; ``docs/fidelity.md`` for what is a choice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NamedTuple

from ...protocol.compiled import service_model
from ...rules.calculated_attributes.expressions import InvalidDefinition
from ...rules.calculated_attributes.windows import window_of_override
from ...rules.dimensions import InvalidDimension, combined, compile_dimension
from ...rules.segments.values import compile_referring, references_in
from ...state.profile_fields import attribute_of_member
from . import errors

if TYPE_CHECKING:
    from ...rules.calculated_attributes.windows import Window
    from ...rules.segments.values import Reference
    from ...state.profile import Profile
    from .evaluation import Evaluation, Predicate

#: The value of an attribute of the profile that an evaluation is of; None if it has none.
Getter = Callable[["Evaluation"], Any]

ADDRESSES = ("Address", "ShippingAddress", "MailingAddress", "BillingAddress")


class Compiled(NamedTuple):
    """Groups, compiled."""

    matches: Predicate
    #: What they look at, by name: attributes of profiles, calculated attributes, and segments.
    profile_attributes: frozenset[str]
    calculated_attributes: frozenset[str]
    sources: frozenset[str]


#: What a segment by SQL has instead.
NOTHING = Compiled(lambda _: False, frozenset(), frozenset(), frozenset())


class _Names:
    """The names that the groups use, gathered while they are compiled."""

    def __init__(self) -> None:
        self.profile: set[str] = set()
        self.calculated: set[str] = set()
        self.sources: set[str] = set()


def compile_groups(definition: Mapping[str, Any] | None, place: str) -> Compiled:
    """Compile a ``SegmentGroups``; without groups, everybody is in it.

    ``place`` is the member that it is from, for error texts. Raises BadRequestException.
    """
    names = _Names()
    groups = [
        _group(each, f"{place}.Groups[{number}]", names)
        for number, each in enumerate((definition or {}).get("Groups", ()))
    ]
    include = combined((definition or {}).get("Include", "ALL"))

    def matches(evaluation: Evaluation) -> bool:
        return not groups or include(group(evaluation) for group in groups)

    return Compiled(
        groups[0] if len(groups) == 1 and include is all else matches,
        frozenset(names.profile),
        frozenset(names.calculated),
        frozenset(names.sources),
    )


def _group(group: Mapping[str, Any], place: str, names: _Names) -> Predicate:
    """The profiles of the source segments, filtered by the dimensions."""
    dimensions = [
        _dimension(each, f"{place}.Dimensions[{number}]", names)
        for number, each in enumerate(group.get("Dimensions", ()))
    ]
    sources = []
    for number, source in enumerate(group.get("SourceSegments", ())):
        if "SegmentDefinitionName" not in source:
            raise errors.no_source_name(f"{place}.SourceSegments[{number}]")
        sources.append(source["SegmentDefinitionName"])
    names.sources.update(sources)
    of_dimensions = combined(group.get("Type", "ALL"))
    of_sources = combined(group.get("SourceType", "ALL"))

    def matches(evaluation: Evaluation) -> bool:
        if sources and not of_sources(evaluation.is_in(name) for name in sources):
            return False
        return not dimensions or of_dimensions(test(evaluation) for test in dimensions)

    return matches


def _dimension(dimension: Mapping[str, Any], place: str, names: _Names) -> Predicate:
    """All attributes of one dimension must pass."""
    if len(dimension) != 1:
        raise errors.one_kind_of_attributes(place)
    tests: list[Predicate] = []
    if "CalculatedAttributes" in dimension:
        for name, each in dimension["CalculatedAttributes"].items():
            names.calculated.add(name)
            where = f"{place}.CalculatedAttributes.{name}"
            tests.append(_test(_calculated(name, each, where), each, where, names))
    else:
        for name, each in _named(dimension["ProfileAttributes"]):
            names.profile.add(name)
            where = f"{place}.ProfileAttributes.{name}"
            tests.append(_test(profile_getter(name), each, where, names))
    if not tests:
        raise errors.no_attribute(place)
    if len(tests) == 1:
        return tests[0]
    return lambda evaluation: all(test(evaluation) for test in tests)


def _named(attributes: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The attributes of profiles in a dimension, each with its path: ``Address.City``."""
    for name, each in attributes.items():
        if name in ADDRESSES or name == "Attributes":
            for part, inner in each.items():
                yield f"{name}.{part}", inner
        else:
            yield name, each


def _test(get: Getter, attribute: Mapping[str, Any], place: str, names: _Names) -> Predicate:
    kind, values = attribute["DimensionType"], attribute["Values"]
    try:
        references = references_in(values)
        if references:
            return _referring_test(get, kind, values, references, names)
        test = compile_dimension(kind, values)
    except InvalidDimension as error:
        raise errors.invalid_attribute(place, error) from None
    return lambda evaluation: test(get(evaluation), evaluation.now)


def _referring_test(
    get: Getter, kind: str, values: Sequence[str], references: Sequence[Reference], names: _Names
) -> Predicate:
    test = compile_referring(kind, values)
    getters: dict[Reference, Getter] = {}
    for each in references:
        getters[each] = (
            _calculated_getter(each.name, None) if each.is_calculated else profile_getter(each.name)
        )
        (names.calculated if each.is_calculated else names.profile).add(each.name)

    def matches(evaluation: Evaluation) -> bool:
        return test(
            get(evaluation), evaluation.now, lambda reference: getters[reference](evaluation)
        )

    return matches


# --- attributes -------------------------------------------------------------------------------


@cache
def profile_paths() -> tuple[str, ...]:
    """The attributes of profiles that a segment may name, but for the custom ones."""
    shape: Any = service_model().operation_model("CreateProfile").input_shape
    parts = shape.members["Address"].members
    paths = [*attribute_of_member(), *(f"{each}.{part}" for each in ADDRESSES for part in parts)]
    left_out = {*ADDRESSES, "Attributes", "EngagementPreferences"}
    return tuple(each for each in paths if each not in left_out)


def profile_value(name: str) -> Callable[[Profile], Any]:
    """What reads an attribute of a profile by its path: ``FirstName``, ``Attributes.tier``.

    Raises BadRequestException if profiles have no such attribute.
    """
    member, dot, part = name.partition(".")
    if name not in profile_paths() and not (member == "Attributes" and part):
        raise errors.unknown_profile_attribute(name, profile_paths())
    whole = attrgetter(attribute_of_member()[member])
    if not dot:
        return whole
    return lambda profile: (whole(profile) or {}).get(part)


def profile_getter(name: str) -> Getter:
    """What reads an attribute of the profile that is evaluated. Raises BadRequestException."""
    value = profile_value(name)
    return lambda evaluation: value(evaluation.profile)


def _calculated(name: str, attribute: Mapping[str, Any], place: str) -> Getter:
    overrides = attribute.get("ConditionOverrides", {})
    if "Range" not in overrides:
        return _calculated_getter(name, None)
    try:
        return _calculated_getter(name, window_of_override(overrides["Range"]))
    except InvalidDefinition as error:
        raise errors.invalid_attribute(place, error) from None


def _calculated_getter(name: str, window: Window | None) -> Getter:
    return lambda evaluation: evaluation.calculated(name, window)
