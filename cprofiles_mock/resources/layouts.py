"""Domain layouts: how the agent application shows the profiles of a domain.

Sources: the API reference of the five operations; ``docs/fidelity.md`` for what is a choice.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ..runtime import clock
from ..schema.sections import ResourceSection
from ..state.components import ResourceComponent, component
from ..state.declarations import Column
from ..state.registry import operation

if TYPE_CHECKING:
    from datetime import datetime

    from types_boto3_customer_profiles.type_defs import (
        CreateDomainLayoutRequestTypeDef,
        DeleteDomainLayoutRequestTypeDef,
        GetDomainLayoutRequestTypeDef,
        ListDomainLayoutsRequestTypeDef,
        UpdateDomainLayoutRequestTypeDef,
    )

    from ..state.domain import Domain
    from ..state.numbered import NumberedResources


@dataclass(slots=True, kw_only=True, eq=False)
class Layout:
    """A layout; ``layout`` is the text that the Connect admin website stores, and is not parsed."""

    layout_definition_name: str
    description: str
    display_name: str
    layout_type: str
    layout: str
    is_default: bool = False
    # Counted up by each update.
    revision: int = 1
    created_at: datetime
    last_updated_at: datetime
    tags: dict[str, str] = field(default_factory=dict)

    @property
    def version(self) -> str:
        """The Version that the service assigns."""
        return str(self.revision)


@component
class Layouts(ResourceComponent[Layout]):
    """The layouts of one domain, by their names."""

    noun = "Layout"
    plural = "layouts"
    arn_kind = "layouts"
    section = ResourceSection(
        "Layouts",
        made_by="CreateDomainLayout",
        key="LayoutDefinitionName",
        besides={"Revision": "Number"},
        defaults={"IsDefault": False, "Revision": 1},
    )
    title = "Layouts"
    columns = (
        Column("LayoutDefinitionName", lambda each: each.layout_definition_name),
        Column("DisplayName", lambda each: each.display_name),
        Column("LayoutType", lambda each: each.layout_type),
        Column("IsDefault", lambda each: "yes" if each.is_default else ""),
        Column("Version", lambda each: each.version),
    )

    def make_default(self, layout: Layout) -> None:
        """Make a layout the only default of its type."""
        of_type = (e for e in self.resources.values() if e.layout_type == layout.layout_type)
        for each in of_type:
            each.is_default = each is layout


@operation("CreateDomainLayout")
def create_domain_layout(domain: Domain, request: CreateDomainLayoutRequestTypeDef) -> Layout:
    """A new default takes the place of the one before it.

    Not modelled: whether Layout is one that the Connect admin website can show.
    """
    layouts = domain.component(Layouts)
    name = request["LayoutDefinitionName"]
    layouts.check_free(name)
    now = clock.now()
    layout = Layout(
        layout_definition_name=name,
        description=request["Description"],
        display_name=request["DisplayName"],
        layout_type=request["LayoutType"],
        layout=request["Layout"],
        created_at=now,
        last_updated_at=now,
        tags=dict(request.get("Tags", {})),
    )
    layouts.resources.add(name, layout)
    if request.get("IsDefault"):
        layouts.make_default(layout)
    return layout


@operation("GetDomainLayout")
def get_domain_layout(domain: Domain, request: GetDomainLayoutRequestTypeDef) -> Layout:
    return domain.component(Layouts).find(request["LayoutDefinitionName"])


@operation("UpdateDomainLayout")
def update_domain_layout(domain: Domain, request: UpdateDomainLayoutRequestTypeDef) -> Layout:
    """Members that are absent keep their values. Each update increments Version.

    Not modelled: as with CreateDomainLayout.
    """
    layouts = domain.component(Layouts)
    layout = layouts.find(request["LayoutDefinitionName"])
    layout.description = request.get("Description", layout.description)
    layout.display_name = request.get("DisplayName", layout.display_name)
    layout.layout_type = request.get("LayoutType", layout.layout_type)
    layout.layout = request.get("Layout", layout.layout)
    if request.get("IsDefault", layout.is_default):
        layouts.make_default(layout)
    else:
        layout.is_default = False
    layout.revision += 1
    layout.last_updated_at = clock.now()
    return layout


@operation("ListDomainLayouts")
def list_domain_layouts(
    domain: Domain, request: ListDomainLayoutsRequestTypeDef
) -> NumberedResources[str, Layout]:
    """Oldest first, without Layout and Version."""
    return domain.component(Layouts).resources


@operation("DeleteDomainLayout")
def delete_domain_layout(
    domain: Domain, request: DeleteDomainLayoutRequestTypeDef
) -> dict[str, str]:
    """A default can be deleted too; none takes its place."""
    domain.component(Layouts).remove(request["LayoutDefinitionName"])
    return {"Message": "OK"}
