"""The operations on the attributes of object types and of profiles."""

from __future__ import annotations

import json
import re
from itertools import islice
from math import isfinite
from typing import TYPE_CHECKING, Any

from ...protocol.serialization import WithNulls
from ...rules.calculated_attributes.windows import MICROSECOND
from ...rules.dates import SECONDS_OF_A_DAY, on_calendars
from ...rules.distributions import PERCENTILES, mean, percentile, standard_deviation
from ...rules.ingestion.accessors import text_of
from ...rules.ingestion.standard_objects import STANDARD_OBJECTS
from ...rules.json_paths import member_at
from ...rules.numbers import number_of
from ...runtime import clock
from ...state.attributes import AttributeReader, WrittenFloat, created_at
from ...state.numbered import Listing
from ...state.registry import operation
from . import errors
from .saved import objects_at, saved_objects

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from types_boto3_customer_profiles.type_defs import (
        GetObjectTypeAttributeStatisticsRequestTypeDef,
        ListObjectTypeAttributesRequestTypeDef,
        ListObjectTypeAttributeValuesRequestTypeDef,
        ProfileAttributeValuesRequestTypeDef,
    )

    from ...state.domain import Domain
    from ...state.object_types import ObjectType
    from ...state.profile import Profile

#: "Up to 1000 most recent profile attributes" (Administrator Guide, "building segments").
MOST_NAMES = 1000
#: "Values up to the storage limit of approximately 350KB" (service model).
MOST_BYTES = 350 * 1024

# What the service model lets the names and the values in answers be.
_NAME = re.compile(r"[a-zA-Z0-9_-]{1,64}")
_LONGEST_VALUE = 1000
_LONGEST_VALUE_OF_PROFILE = 255

#: A value as text, and when it was last saved, in seconds since the epoch.
Saved = tuple[str, float]


@operation("ListObjectTypeAttributes")
def list_object_type_attributes(
    domain: Domain, request: ListObjectTypeAttributesRequestTypeDef
) -> Listing[dict[str, Any]]:
    """The members at the top of all JSON that was ever saved, the latest first. Names that the
    answer's shape excludes, such as those with blanks, are left out.
    """
    name = request["ObjectTypeName"]
    object_type = _object_type(domain, name)
    if object_type is not None:
        found = _names_of_objects(domain, object_type)
    elif name == "_profile":
        found = (
            (member, _updated_at(profile, (member,)))
            for profile in domain.profiles.values()
            for member in profile.set_values()
        )
    else:
        found = (
            (member, each.ingested_at)
            for profile in domain.profiles.values()
            for each in (profile.standard_objects or {}).get(name, ())
            for member in each.document
        )
    latest = _latest((member, at) for member, at in found if _NAME.fullmatch(member))
    return _listing(
        {"AttributeName": member, "LastUpdatedAt": clock.moment(at)}
        for member, at in latest[:MOST_NAMES]
    )


@operation("ListObjectTypeAttributeValues")
def list_object_type_attribute_values(
    domain: Domain, request: ListObjectTypeAttributeValuesRequestTypeDef
) -> Listing[dict[str, Any]]:
    """The distinct values that objects have now, the latest first. The attribute is a field of the
    type, or else a path in the JSON; nothing has one that is not there.
    """
    type_name, name = request["ObjectTypeName"], request["AttributeName"]
    found: Iterable[Saved]
    _object_type(domain, type_name)
    if type_name == "_profile":
        found = _values_of_profiles(domain, name)
    else:
        found = _values_of_objects(domain, type_name, name)
    return _listing(
        {"Value": text, "LastUpdatedAt": clock.moment(at)}
        for text, at in _newest(found, _LONGEST_VALUE)
    )


@operation("GetObjectTypeAttributeStatistics")
def get_object_type_attribute_statistics(
    domain: Domain, request: GetObjectTypeAttributeStatisticsRequestTypeDef
) -> WithNulls:
    """Of what there was when the last full day since the data store was enabled had passed; null
    before the first has, and of attributes without numbers.

    Not modelled: values of standard objects and of profiles that have been replaced since then;
    they are left out.
    """
    type_name, name = request["ObjectTypeName"], request["AttributeName"]
    object_type = _object_type(domain, type_name)
    since = domain.data_store_since
    if since is None:
        raise errors.no_data_store(domain.domain_name)
    days = (clock.timestamp() - since + MICROSECOND) // SECONDS_OF_A_DAY
    if days < 1:
        return WithNulls(Statistics=_statistics([]), CalculatedAt=None)
    at = since + days * SECONDS_OF_A_DAY
    values: Iterable[Any]
    if object_type is not None:
        values = _values_at(domain, object_type, name, at)
    elif type_name == "_profile":
        values = (text for text, saved_at in _values_of_profiles(domain, name) if saved_at <= at)
    else:
        values = (
            text for text, saved_at in _values_of_objects(domain, type_name, name) if saved_at <= at
        )
    numbers = [float(number) for each in values if (number := number_of(each)) is not None]
    return WithNulls(
        Statistics=_statistics([each for each in numbers if isfinite(each)]),
        CalculatedAt=clock.moment(at),
    )


@operation("ListProfileAttributeValues")
def list_profile_attribute_values(
    domain: Domain, request: ProfileAttributeValuesRequestTypeDef
) -> dict[str, Any]:
    """The distinct values of one field, such as ``FirstName``, ``Address.City`` or
    ``Attributes.tier``, the latest first. Nobody has one that is not there.
    """
    name = request["AttributeName"]
    values = _newest(_values_of_profiles(domain, name), _LONGEST_VALUE_OF_PROFILE)
    return {
        "DomainName": domain.domain_name,
        "AttributeName": name,
        "Items": [{"Value": text} for text, _ in values],
        "StatusCode": 200,
    }


def _object_type(domain: Domain, name: str) -> ObjectType | None:
    """The object type of that name; None if it is the type of a standard object.

    Raises ResourceNotFoundException.
    """
    return None if name in STANDARD_OBJECTS else domain.object_type(name)


# --- names ------------------------------------------------------------------------------------


def _names_of_objects(domain: Domain, object_type: ObjectType) -> Iterator[Saved]:
    made_at = object_type.created_at
    since = 0.0 if made_at is None else made_at.timestamp() - MICROSECOND
    for at, text in saved_objects(domain, object_type.object_type_name, since):
        for member in json.loads(text):
            yield member, at


# --- values -----------------------------------------------------------------------------------


def _values_of_objects(domain: Domain, type_name: str, name: str) -> Iterator[Saved]:
    for profile in domain.profiles.values():
        reader = AttributeReader(keeps_numbers=True)
        records = (
            (profile.standard_objects or {}).get(type_name, ())
            if type_name in STANDARD_OBJECTS
            else profile.objects_of(type_name).values()
        )
        for each in records:
            value = reader.attribute(each, name)
            text = value.text if isinstance(value, WrittenFloat) else text_of(value)
            if text:
                yield text, each.ingested_at


def _values_of_profiles(domain: Domain, name: str) -> Iterator[Saved]:
    member, dot, below = name.partition(".")
    path = (member, below) if dot else (member,)
    for profile in domain.profiles.values():
        value = member_at(profile.set_values(), name)
        if isinstance(value, str) and value:
            yield value, _updated_at(profile, path)


def _values_at(domain: Domain, object_type: ObjectType, name: str, moment: float) -> Iterator[Any]:
    mapping = object_type.mapping
    for text in objects_at(domain, object_type, moment):
        source = json.loads(text)
        if name in mapping.field_names:
            yield mapping.read_field(name, source)
        else:
            yield member_at(source, name)


def _updated_at(profile: Profile, path: tuple[str, ...]) -> float:
    """When a field was last set, or when the profile was created.

    A source may tell of times that are on no calendar.
    """
    found = profile.updated_at(path)
    return found if on_calendars(found) else created_at(profile) or 0.0


# --- together ---------------------------------------------------------------------------------


def _latest(found: Iterable[Saved]) -> list[Saved]:
    """Each text once, with its latest time; the latest first."""
    latest: dict[str, float] = {}
    for text, at in found:
        latest[text] = max(at, latest.get(text, at))
    return sorted(latest.items(), key=lambda each: -each[1])


def _newest(found: Iterable[Saved], longest: int) -> list[Saved]:
    """The latest distinct values, as many as are kept of one attribute."""
    left = MOST_BYTES
    newest = []
    for text, at in _latest((text[:longest], at) for text, at in found):
        left -= len(text.encode("utf-8", "surrogatepass"))
        if left < 0:
            break
        newest.append((text, at))
    return newest


def _listing(items: Iterable[dict[str, Any]]) -> Listing[dict[str, Any]]:
    rows = list(items)
    return Listing(lambda above: islice(enumerate(rows, 1), above, None))


def _statistics(numbers: Sequence[float]) -> WithNulls:
    ordered = sorted(numbers)
    return WithNulls(
        Maximum=ordered[-1] if ordered else None,
        Minimum=ordered[0] if ordered else None,
        Average=mean(ordered) if ordered else None,
        StandardDeviation=standard_deviation(ordered),
        Percentiles=WithNulls(
            {f"P{each}": percentile(ordered, each) if ordered else None for each in PERCENTILES}
        ),
    )
