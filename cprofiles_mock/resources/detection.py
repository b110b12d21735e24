"""The guess of an object type from example objects."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..rules.ingestion.detection import detect
from ..state.registry import operation

if TYPE_CHECKING:
    from types_boto3_customer_profiles.type_defs import DetectProfileObjectTypeRequestTypeDef

    from ..state.domain import Domain


@operation("DetectProfileObjectType")
def detect_profile_object_type(
    domain: Domain, request: DetectProfileObjectTypeRequestTypeDef
) -> dict[str, Any]:
    """The real service asks a language model; here names and values decide, always alike."""
    detected = detect(request["Objects"])
    return {"DetectedProfileObjectTypes": [] if detected is None else [detected]}
