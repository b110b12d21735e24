"""Object type templates, which are the same in every domain."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..exceptions import ResourceNotFoundException
from ..rules.ingestion.templates import Template, templates
from ..runtime.suggestions import did_you_mean
from ..state.numbered import Listing, numbered
from ..state.registry import operation

if TYPE_CHECKING:
    from types_boto3_customer_profiles.type_defs import (
        GetProfileObjectTypeTemplateRequestTypeDef,
        ListProfileObjectTypeTemplatesRequestTypeDef,
    )

    from ..models import CustomerProfilesBackend


@operation("ListProfileObjectTypeTemplates")
def list_profile_object_type_templates(
    backend: CustomerProfilesBackend, request: ListProfileObjectTypeTemplatesRequestTypeDef
) -> Listing[Template]:
    return numbered(templates().values())


@operation("GetProfileObjectTypeTemplate")
def get_profile_object_type_template(
    backend: CustomerProfilesBackend, request: GetProfileObjectTypeTemplateRequestTypeDef
) -> Template:
    try:
        return templates()[request["TemplateId"]]
    except KeyError:
        raise template_not_found(request["TemplateId"]) from None


#: What to say where no template is similar.
LIST_OF_TEMPLATES = "; ListProfileObjectTypeTemplates lists those there are"


def template_not_found(template_id: str) -> ResourceNotFoundException:
    hint = did_you_mean(template_id, templates()) or LIST_OF_TEMPLATES
    return ResourceNotFoundException(
        f"Profile object type template {template_id} is not found{hint}"
    )
