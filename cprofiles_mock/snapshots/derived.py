"""Values that an object's type derives from it, so that documents need not contain them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from .. import exceptions
from ..rules.ingestion.objects import unique_key
from ..runtime.strict_json import decode_finite

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..rules.key_index import IndexKey
    from ..state.object_types import ObjectType


class Derived(NamedTuple):
    """An object's source, its ProfileObjectUniqueKey, the index keys stored with it, its own time.

    The unique key or the time is None if the object has none.
    """

    source: Mapping[str, Any]
    unique_key: str | None
    index_keys: tuple[IndexKey, ...]
    updated_at: float | None
    # Why there is no unique key; empty if there is one.
    why_no_key: str


def derive(object_type: ObjectType, text: str) -> Derived:
    """Derive an object's values from its JSON text.

    Raises ValueError and RecursionError for a text that PutProfileObject would refuse, too.
    """
    source = decode_finite(text)
    if type(source) is not dict:
        raise ValueError("it is the JSON of something else than an object")
    mapping = object_type.mapping
    try:
        values = mapping.read(source)
    except exceptions.BadRequestException as error:
        # The type's templates are too much work for this object; it was put before they were.
        return Derived(source, None, (), None, error.message)
    index_keys = [key.index_keys(values) for key in mapping.keys]
    unique = index_keys[mapping.unique]
    return Derived(
        source,
        unique_key(object_type.object_type_name, unique[0][1]) if unique else None,
        tuple(each for number in mapping.stored for each in index_keys[number]),
        mapping.updated_at(values),
        "" if unique else object_type.why_no_key(values),
    )
