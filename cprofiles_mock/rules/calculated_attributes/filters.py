"""Event filters: which objects are included, by their attributes.

Source: the Amazon Connect Administrator Guide (2026), "set up event filters" and "default
calculated attributes"; ``docs/fidelity.md`` for what is a choice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from ..dimensions import InvalidDimension, Test, combined, compile_dimension
from .expressions import InvalidDefinition

#: The value of an attribute of one object, by its name; None if there is none.
Lookup = Callable[[str], Any]
#: Whether an object passes, at the moment at which it is judged, in seconds since the epoch.
Predicate = Callable[[Lookup, float], bool]


def compile_filter(definition: Mapping[str, Any]) -> Predicate:
    """Compile a ``Filter``: Include joins its groups, Type the dimensions of one.

    The attributes of one dimension must all pass. Raises InvalidDefinition.
    """
    groups = [
        (combined(group["Type"]), [list(_tests(each)) for each in group["Dimensions"]])
        for group in definition["Groups"]
    ]
    include = combined(definition["Include"])

    def is_included(lookup: Lookup, now: float) -> bool:
        return include(
            combine(
                all(test(lookup(name), now) for name, test in dimension) for dimension in dimensions
            )
            for combine, dimensions in groups
        )

    return is_included


def attribute_names(definition: Mapping[str, Any]) -> Iterator[str]:
    """The attributes that a ``Filter`` looks at."""
    for group in definition["Groups"]:
        for dimension in group["Dimensions"]:
            yield from dimension["Attributes"]


def _tests(dimension: Mapping[str, Any]) -> Iterator[tuple[str, Test]]:
    return ((name, _test(name, each)) for name, each in dimension["Attributes"].items())


def _test(name: str, attribute: Mapping[str, Any]) -> Test:
    try:
        return compile_dimension(attribute["DimensionType"], attribute["Values"])
    except InvalidDimension as error:
        raise InvalidDefinition(f"The filter of attribute {name} is not valid: {error}") from None
