"""Object type templates, which are the same in every domain."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .. import exceptions
from ..rules.ingestion.templates import Template, templates
from ..state.registry import operation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from types_boto3_customer_profiles.type_defs import (
        GetProfileObjectTypeTemplateRequestTypeDef,
        ListProfileObjectTypeTemplatesRequestTypeDef,
    )

    from ..models import CustomerProfilesBackend


class TemplateListing:
    """The listing of all templates."""

    def after(self, number: int) -> Iterator[tuple[int, Template]]:
        """The templates whose number is above ``number``, in order."""
        for template in templates().values():
            if template.number > number:
                yield template.number, template


@operation("ListProfileObjectTypeTemplates")
def list_profile_object_type_templates(
    backend: CustomerProfilesBackend, request: ListProfileObjectTypeTemplatesRequestTypeDef
) -> TemplateListing:
    return TemplateListing()


@operation("GetProfileObjectTypeTemplate")
def get_profile_object_type_template(
    backend: CustomerProfilesBackend, request: GetProfileObjectTypeTemplateRequestTypeDef
) -> Template:
    try:
        return templates()[request["TemplateId"]]
    except KeyError:
        raise exceptions.template_not_found(request["TemplateId"]) from None
