"""Domain object types: data of a domain that belongs to no profile, such as its item catalogue.

Sources: the API reference of the four operations; the Amazon Connect Administrator Guide (2026),
"item catalog"; ``docs/fidelity.md`` for what is a choice.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from .. import exceptions
from ..exceptions import BadRequestException
from ..models import no_domain_text
from ..rules.catalog_items import InvalidField, ItemMapping
from ..runtime import clock, strict_json
from ..schema.problems import Problem
from ..schema.sections import ResourceSection
from ..state import queries
from ..state.cloudformation import ResourceType
from ..state.components import ResourceComponent, component
from ..state.declarations import Column
from ..state.object_types import name_in_data_store
from ..state.registry import operation
from ..unit_of_work import work_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from types_boto3_customer_profiles.type_defs import (
        DeleteDomainObjectTypeRequestTypeDef,
        GetDomainObjectTypeRequestTypeDef,
        ListDomainObjectTypesRequestTypeDef,
        PutDomainObjectTypeRequestTypeDef,
    )

    from ..models import CustomerProfilesBackend
    from ..rules.catalog_items import Item
    from ..state.domain import Domain
    from ..state.numbered import NumberedResources


@dataclass(slots=True, kw_only=True, eq=False)
class DomainObjectType:
    """A domain object type, and the objects that were put into it."""

    object_type_name: str
    description: str | None = None
    encryption_key: str | None = None
    fields: Mapping[str, Mapping[str, Any]]
    mapping: ItemMapping = field(repr=False)
    # The JSON of the objects, each with another Id, oldest first.
    objects: list[str] = field(default_factory=list, repr=False)
    # The items that the fields make of them, with the objects that they were made of. Whatever puts
    # objects makes a new list of them.
    _made: tuple[list[str], dict[str, Item]] | None = field(default=None, init=False, repr=False)
    created_at: datetime
    last_updated_at: datetime
    tags: dict[str, str] = field(default_factory=dict)

    def items(self) -> dict[str, Item]:
        """The items that the fields make of the objects now, by their Ids.

        The same mapping until objects are put.
        """
        if self._made is None or self._made[0] is not self.objects:
            found = (self.mapping.item(strict_json.decode_finite(each)) for each in self.objects)
            made = {each["Id"]: each for each in found if each is not None}
            self._made = self.objects, made
        return self._made[1]

    def put(self, texts: Iterable[str]) -> list[str]:
        """Put objects, given as JSON; their Ids. One with an Id that is there replaces it.

        Raises ObjectError for the first that is no JSON object or has no Id; nothing is put then.
        """
        by_id: dict[Any, str] = {}
        for number, text in enumerate(self.objects):
            item = self.mapping.item(strict_json.decode_finite(text))
            # One to which the present fields give no Id may get one by the next.
            by_id[number if item is None else item["Id"]] = text
        ids = []
        for number, text in enumerate(texts):
            identifier = self._id_of(number, text)
            by_id[identifier] = text
            ids.append(identifier)
        self.objects = list(by_id.values())
        return ids

    def put_what_fits(self, texts: Iterable[str]) -> int:
        """Put those of the objects that can be put, and return how many cannot."""
        fitting = []
        failed = 0
        for number, text in enumerate(texts):
            try:
                self._id_of(number, text)
            except ObjectError:  # noqa: PERF203  (each object fails on its own)
                failed += 1
            else:
                fitting.append(text)
        self.put(fitting)
        return failed

    def _id_of(self, number: int, text: str) -> str:
        try:
            source = strict_json.decode_finite(text)
        except (ValueError, RecursionError):
            raise ObjectError(number, "is not valid JSON") from None
        if type(source) is not dict:
            raise ObjectError(number, "is no JSON object")
        item = self.mapping.item(source)
        if item is None:
            raise ObjectError(number, "has no value for the field with the Target _catalogItem.Id")
        identifier: str = item["Id"]
        return identifier


_NO_ITEMS: dict[str, Item] = {}


class ObjectError(ValueError):
    """An object cannot be put; ``number`` is its place among the others, from 0."""

    def __init__(self, number: int, reason: str) -> None:
        super().__init__(f"object {number} {reason}")
        self.number = number
        self.reason = reason


class _Section(ResourceSection):
    """The types, with the objects that were put into them."""

    def _make(
        self,
        kind: type[ResourceComponent[Any]],
        backend: CustomerProfilesBackend,
        domain: Domain,
        entry: Any,
    ) -> None:
        super()._make(kind, backend, domain, entry)
        made: DomainObjectType = list(domain.component(DomainObjectTypes).resources.values())[-1]
        texts, made.objects = made.objects, []
        try:
            made.put(texts)
        except ObjectError as error:
            raise Problem(("Objects", error.number), error.reason) from None


@component
class DomainObjectTypes(ResourceComponent[DomainObjectType]):
    """The domain object types of one domain, by their names."""

    noun = "Domain object type"
    plural = "domain object types"
    arn_kind = "domain-object-types"
    section = _Section(
        "DomainObjectTypes",
        made_by="PutDomainObjectType",
        key="ObjectTypeName",
        besides={"Objects": "Texts"},
        defaults={"Objects": []},
    )
    title = "Domain object types"
    columns = (
        Column("ObjectTypeName", lambda each: each.object_type_name),
        Column("Description", lambda each: each.description),
        Column("Fields", lambda each: each.fields),
        Column("Objects", lambda each: str(len(each.objects))),
    )
    cloudformation = ResourceType(
        name="DomainObjectType",
        create="PutDomainObjectType",
        read="GetDomainObjectType",
        update="PutDomainObjectType",
        delete="DeleteDomainObjectType",
        key=("DomainName", "ObjectTypeName"),
        create_only=("Fields",),
        attributes=("CreatedAt", "LastUpdatedAt"),
        arn_kind="domain-object-types",
        create_overwrites=True,
    )

    def __init__(self, domain: Domain) -> None:
        super().__init__(domain)
        # The items of all types, with those of each that they were united of.
        self._united: tuple[list[dict[str, Item]], dict[str, Item]] | None = None

    def items(self) -> dict[str, Item]:
        """The items of all types; of two with one Id that of the newer type.

        The same mapping until one of them changes.
        """
        parts = [each.items() for each in self.resources.values()]
        known = self._united
        if known is None or list(map(id, known[0])) != list(map(id, parts)):
            found: dict[str, Item] = {}
            for part in parts:
                found.update(part)
            self._united = known = parts, found
        return known[1]


@operation("PutDomainObjectType")
def put_domain_object_type(
    domain: Domain, request: PutDomainObjectTypeRequestTypeDef
) -> DomainObjectType:
    """Creates or replaces. Creating one needs the domain's data store. Tags count only when the
    type is new; what else a replacement leaves out is gone. Objects are kept, and read by the new
    fields.

    Not modelled: the encryption key's existence; FeatureType, which is kept and has no effect.
    """
    types = domain.component(DomainObjectTypes)
    name = request["ObjectTypeName"]
    old = types.get(name)
    if old is None and not domain.region.is_loading:
        if not domain.has_data_store:
            raise needs_data_store(domain.domain_name)
        _check_collision(types, name)
    try:
        mapping = ItemMapping(request["Fields"])
    except InvalidField as error:
        raise BadRequestException(str(error)) from None
    now = clock.now()
    new = DomainObjectType(
        object_type_name=name,
        description=request.get("Description"),
        encryption_key=request.get("EncryptionKey") or None,
        fields=request["Fields"],
        mapping=mapping,
        objects=old.objects if old else [],
        created_at=old.created_at if old else now,
        last_updated_at=now,
        tags=old.tags if old else dict(request.get("Tags", {})),
    )
    if old is None:
        types.resources.add(name, new)
    else:
        types.resources.replace(name, new)
    return new


def _check_collision(types: DomainObjectTypes, name: str) -> None:
    """Raise BadRequestException if a new type would have another one's name in the data store."""
    for other in types.resources:
        if name_in_data_store(other) == name_in_data_store(name):
            raise exceptions.object_type_names_collide(name, other)


@operation("GetDomainObjectType")
def get_domain_object_type(
    domain: Domain, request: GetDomainObjectTypeRequestTypeDef
) -> DomainObjectType:
    return domain.component(DomainObjectTypes).find(request["ObjectTypeName"])


@operation("ListDomainObjectTypes")
def list_domain_object_types(
    domain: Domain, request: ListDomainObjectTypesRequestTypeDef
) -> NumberedResources[str, DomainObjectType]:
    """Oldest first, without fields and encryption keys."""
    return domain.component(DomainObjectTypes).resources


@operation("DeleteDomainObjectType")
def delete_domain_object_type(
    domain: Domain, request: DeleteDomainObjectTypeRequestTypeDef
) -> dict[str, str]:
    """Its objects go with it. Refused while the domain has a recommender."""
    types = domain.component(DomainObjectTypes)
    name = types.find(request["ObjectTypeName"]).object_type_name
    recommenders = queries.recommender_names(domain)
    if recommenders:
        raise type_in_use(name, recommenders)
    types.remove(name)
    return {}


@queries.catalog_items.answered_by
def _catalog_items(domain: Domain) -> dict[str, Item]:
    types = domain.existing(DomainObjectTypes)
    return _NO_ITEMS if types is None else types.items()


@queries.catalog_tables.answered_by
def _catalog_tables(domain: Domain) -> dict[str, list[Item]]:
    """The items of each type."""
    types = domain.existing(DomainObjectTypes)
    resources = {} if types is None else types.resources
    return {name: list(each.items().values()) for name, each in resources.items()}


@queries.put_domain_objects.answered_by
def _put_what_fits(domain: Domain, object_type_name: str, texts: Sequence[str]) -> int | None:
    """What an integration of the domain brings."""
    types = domain.existing(DomainObjectTypes)
    found = None if types is None else types.get(object_type_name)
    return None if found is None else found.put_what_fits(texts)


def put_domain_objects(
    backend: CustomerProfilesBackend,
    domain_name: str,
    object_type_name: str,
    objects: Sequence[Mapping[str, Any]],
) -> list[str]:
    """Put objects into a domain object type, and return their Ids.

    Raises ValueError if there is no such domain or type, or an object has no Id or cannot be JSON;
    nothing is put then.
    """
    texts = [strict_json.unescaped(strict_json.encode(dict(each))) for each in objects]
    with work_in(backend, domain_name) as domain:
        if domain is None:
            raise ValueError(no_domain_text(domain_name, backend))
        types = domain.existing(DomainObjectTypes)
        found = None if types is None else types.get(object_type_name)
        if found is None:
            raise ValueError(
                f"domain {domain_name!r} has no domain object type {object_type_name!r}"
            )
        return found.put(texts)


# --- refusals ---------------------------------------------------------------------------------


def needs_data_store(domain_name: str) -> BadRequestException:
    return BadRequestException(
        f"Domain {domain_name} must have its data store enabled before a domain object type is "
        "created"
    )


def type_in_use(name: str, recommenders: Iterable[str]) -> BadRequestException:
    return BadRequestException(
        f"Domain object type {name} cannot be deleted while the domain has recommenders: "
        f"{', '.join(recommenders)}"
    )
