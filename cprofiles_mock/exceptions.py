"""The service's exceptions, and every wording of an error text.

Where a text was seen in the real service's answers, its source is ``docs/fidelity.md``. The rest
are ours; they stand together here because they will be corrected as true texts become known.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class ServiceError(Exception):
    """An error that the service answers with: a code, an HTTP status and one ``Message``."""

    code: str
    status: int

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class BadRequestException(ServiceError):
    """The input is invalid; also what the service says when something exists already."""

    code = "BadRequestException"
    status = 400


class AccessDeniedException(ServiceError):
    """The caller may not do this."""

    code = "AccessDeniedException"
    status = 403


class ResourceNotFoundException(ServiceError):
    """What the request names does not exist."""

    code = "ResourceNotFoundException"
    status = 404


class ThrottlingException(ServiceError):
    """Too many requests."""

    code = "ThrottlingException"
    status = 429


class InternalServerException(ServiceError):
    """The service failed."""

    code = "InternalServerException"
    status = 500


class NotImplementedException(ServiceError):
    """Ours, not the service's: the operation has no handler here."""

    code = "NotImplementedException"
    status = 501


SERVICE_EXCEPTIONS: tuple[type[ServiceError], ...] = (
    AccessDeniedException,
    BadRequestException,
    InternalServerException,
    ResourceNotFoundException,
    ThrottlingException,
)


class CustomerProfilesWarning(UserWarning):
    """Base of the warnings that this package gives."""


class UnknownKeyNameWarning(CustomerProfilesWarning):
    """A search by a key name that nothing in the domain defines; it finds nothing."""


class HostWarning(CustomerProfilesWarning):
    """moto or botocore is not as this package knows it."""


# --- the request as a whole ---------------------------------------------------------------------


def invalid_members(violations: list[str]) -> BadRequestException:
    noun = "error" if len(violations) == 1 else "errors"
    return BadRequestException(
        f"{len(violations)} validation {noun} detected: {'; '.join(violations)}"
    )


def malformed_json(reason: str) -> BadRequestException:
    return BadRequestException(f"The request body is not valid JSON: {reason}")


def body_not_an_object() -> BadRequestException:
    return BadRequestException("The request body must be a JSON object")


def body_not_utf8() -> BadRequestException:
    return BadRequestException("The request body is not valid UTF-8")


def path_not_utf8() -> BadRequestException:
    return BadRequestException("The request path or query is not valid percent-encoded UTF-8")


def unsupported_content_type(content_type: str) -> BadRequestException:
    return BadRequestException(
        f"Content type {content_type!r} is not supported; send application/json"
    )


def body_too_large(limit: int) -> BadRequestException:
    return BadRequestException(f"The request body is larger than {limit} bytes")


def unknown_path(method: str, path: str) -> ResourceNotFoundException:
    return ResourceNotFoundException(f"No operation is bound to {method} {path}")


def unknown_method(method: str, path: str, allowed: Iterable[str]) -> BadRequestException:
    return BadRequestException(
        f"Method {method} is not allowed on {path}; allowed: {', '.join(sorted(allowed))}"
    )


def not_implemented(operation_name: str) -> NotImplementedException:
    return NotImplementedException(
        f"cprofiles_mock does not implement {operation_name} yet; "
        "docs/operations.md lists the operations that it covers"
    )


def invalid_token() -> BadRequestException:
    return BadRequestException("The NextToken is not valid for this listing")


def region_not_offered(region: str, offered: Iterable[str]) -> BadRequestException:
    return BadRequestException(not_offered_text(region, offered))


def not_offered_text(where: str, offered: Iterable[str]) -> str:
    """``where`` is a region or a host."""
    return (
        f"Amazon Connect Customer Profiles is not offered at {where}; "
        f"it is offered in {', '.join(sorted(offered))}"
    )


# --- domains and tags ---------------------------------------------------------------------------


def domain_not_found(name: str, account_id: str) -> ResourceNotFoundException:
    return ResourceNotFoundException(f"DomainName {name} is not found in account {account_id}")


def domain_exists(name: str) -> BadRequestException:
    return BadRequestException(f"Domain {name} already exists")


def too_many_domains(limit: int) -> BadRequestException:
    return BadRequestException(f"The account has reached its limit of {limit} domains")


def malformed_arn(arn: str) -> BadRequestException:
    return BadRequestException(f"{arn} is not the ARN of a Customer Profiles resource")


def resource_not_found(arn: str) -> ResourceNotFoundException:
    return ResourceNotFoundException(f"Resource {arn} is not found")


def too_many_tags(limit: int) -> BadRequestException:
    return BadRequestException(f"A resource can have at most {limit} tags")


# --- profiles and their keys --------------------------------------------------------------------


def profile_not_found(profile_id: str, domain_name: str) -> ResourceNotFoundException:
    return ResourceNotFoundException(f"Profile {profile_id} is not found in domain {domain_name}")


def profile_too_large(limit: int) -> BadRequestException:
    return BadRequestException(f"The profile would be larger than {limit} bytes")


def key_without_values(key_name: str) -> BadRequestException:
    return BadRequestException(f"Values of key {key_name} must not be empty")


def profile_key_not_found(key_name: str, profile_id: str) -> ResourceNotFoundException:
    return ResourceNotFoundException(
        f"Key {key_name} with the given values is not found on profile {profile_id}"
    )


def unknown_key_name(key_name: str, nearest: str | None) -> str:
    text = f"SearchProfiles by {key_name!r} finds nothing: no key of that name is defined"
    return text + (f"; did you mean {nearest!r}?" if nearest else "")


# --- object types -------------------------------------------------------------------------------


def object_type_not_found(name: str, domain_name: str) -> ResourceNotFoundException:
    return ResourceNotFoundException(
        f"Profile object type {name} is not found in domain {domain_name}"
    )


def reserved_object_type_name(name: str) -> BadRequestException:
    return BadRequestException(
        f"Object type name {name} is reserved, as are all that start with an underscore"
    )


def too_many_object_types(limit: int) -> BadRequestException:
    return BadRequestException(f"The domain has reached its limit of {limit} object types")


def unknown_template(template_id: str) -> BadRequestException:
    return BadRequestException(f"TemplateId {template_id} does not exist")


def differs_from_template(member: str, template_id: str) -> BadRequestException:
    return BadRequestException(
        f"{member} cannot differ from that of template {template_id}; leave it out, or leave out "
        "TemplateId"
    )


def neither_template_nor_mapping() -> BadRequestException:
    return BadRequestException("Either TemplateId or Fields and Keys must be given")


def too_many_objects_claimed(limit: int) -> BadRequestException:
    return BadRequestException(
        f"MaxProfileObjectCount is too large: a profile has at most {limit} objects"
    )


def too_many_fields(limit: int) -> BadRequestException:
    return BadRequestException(f"An object type can have at most {limit} fields")


def field_name_without_letter(name: str) -> BadRequestException:
    return BadRequestException(f"Field name {name} must start with a letter")


def reserved_field_name(name: str) -> BadRequestException:
    return BadRequestException(f"Field name {name} is reserved")


def field_without_source(name: str) -> BadRequestException:
    return BadRequestException(f"Field {name} has no Source")


def invalid_source(name: str, reason: str) -> BadRequestException:
    return BadRequestException(f"The Source of field {name} is not valid: {reason}")


def invalid_target(name: str, reason: str) -> BadRequestException:
    return BadRequestException(f"The Target of field {name} is not valid: {reason}")


def exclusive_targets(one: str, other: str) -> BadRequestException:
    return BadRequestException(f"Only one of _profile.{one} and _profile.{other} can be a Target")


def target_without_key(name: str, object_name: str, identifier: str) -> BadRequestException:
    return BadRequestException(
        f"The Target of field {name} is in {object_name}: a key with the standard identifier "
        f"{identifier} is required"
    )


def invalid_timestamp_format(reason: str) -> BadRequestException:
    return BadRequestException(f"SourceLastUpdatedTimestampFormat is not valid: {reason}")


def timestamp_without_format(name: str) -> BadRequestException:
    return BadRequestException(
        f"Field {name} is the source's last update: SourceLastUpdatedTimestampFormat is required"
    )


def too_many_keys(limit: int) -> BadRequestException:
    return BadRequestException(f"An object type can have at most {limit} key definitions")


def reserved_key_name(name: str) -> BadRequestException:
    return BadRequestException(f"Key name {name} is reserved")


def unknown_reserved_key(name: str) -> BadRequestException:
    return BadRequestException(
        f"Key name {name} does not exist: a name of your own cannot start with an underscore"
    )


def key_without_definition(name: str) -> BadRequestException:
    return BadRequestException(f"Key {name} has no definition")


def key_without_fields(name: str) -> BadRequestException:
    return BadRequestException(f"Key {name} has no FieldNames")


def key_of_unknown_field(name: str, field_name: str) -> BadRequestException:
    return BadRequestException(f"Key {name} refers to field {field_name}, which Fields lacks")


def key_of_other_content_type(name: str, content_types: Iterable[str]) -> BadRequestException:
    return BadRequestException(
        f"Key {name} exists in this domain with content type {', '.join(content_types)}; a key "
        "name has one content type in all object types"
    )


def identifier_key_not_lookup_only(name: str) -> BadRequestException:
    return BadRequestException(f"Key {name} must have the standard identifier LOOKUP_ONLY")


def unique_key_with(name: str, identifier: str) -> BadRequestException:
    return BadRequestException(f"Key {name} cannot be both UNIQUE and {identifier}")


def not_one_unique_key(count: int) -> BadRequestException:
    return BadRequestException(
        f"Exactly one key definition must have the standard identifier UNIQUE; {count} have it"
    )


def no_profile_key() -> BadRequestException:
    return BadRequestException(
        "At least one key definition must have the standard identifier PROFILE"
    )


def no_key_for_new_profile() -> BadRequestException:
    return BadRequestException(
        "With AllowProfileCreation at least one PROFILE key must be neither LOOKUP_ONLY nor "
        "NEW_ONLY"
    )


# --- objects ------------------------------------------------------------------------------------


class IngestionError(Exception):
    """An object that was accepted, but leads to no profile; it goes to the dead letter queue.

    Not the service's own exception: the caller of PutProfileObject gets no error.
    """


def object_not_json() -> BadRequestException:
    return BadRequestException("Could not parse object string into JSON")


def object_too_large(limit: int) -> BadRequestException:
    return BadRequestException(f"The object is larger than {limit} bytes")


def object_without_key() -> BadRequestException:
    return BadRequestException("The object is missing unique or profile key")


def repeated_item_id(item_id: str) -> BadRequestException:
    return BadRequestException(f"Items has the Id {item_id} more than once")


def profile_object_not_found(unique_key: str, profile_id: str) -> ResourceNotFoundException:
    return ResourceNotFoundException(
        f"Profile object {unique_key} is not found on profile {profile_id}"
    )


def no_filter_for(object_type_name: str) -> BadRequestException:
    return BadRequestException(f"ObjectFilter is not supported for object type {object_type_name}")


def no_filter_by(key_name: str, allowed: Iterable[str]) -> BadRequestException:
    return BadRequestException(
        f"ObjectFilter cannot use key {key_name}; allowed: {', '.join(allowed)}"
    )


def no_profile_found(object_type_name: str) -> str:
    return (
        f"No profile was found for the object, and object type {object_type_name} "
        "does not allow profile creation"
    )


def not_an_object(target: str) -> str:
    return f"The value for _profile.{target} is not a JSON object"


def not_one_of(target: str, allowed: Iterable[str]) -> str:
    return f"The value for _profile.{target} is not one of {', '.join(allowed)}"


def too_long_for(target: str, limit: int) -> str:
    return f"The value for _profile.{target} is longer than {limit} characters"


# --- object type templates ----------------------------------------------------------------------


def template_not_found(template_id: str) -> ResourceNotFoundException:
    return ResourceNotFoundException(f"Profile object type template {template_id} is not found")


# --- integrations and the flows that they make --------------------------------------------------


def integration_not_found(uri: str, domain_name: str) -> ResourceNotFoundException:
    return ResourceNotFoundException(f"Integration {uri} is not found in domain {domain_name}")


def too_many_integrations(limit: int) -> BadRequestException:
    return BadRequestException(f"The domain has reached its limit of {limit} integrations")


def both_given(one: str, other: str) -> BadRequestException:
    return BadRequestException(f"Only one of {one} and {other} can be given")


def neither_given(one: str, other: str) -> BadRequestException:
    return BadRequestException(f"Either {one} or {other} must be given")


def integration_without_object_type() -> BadRequestException:
    return BadRequestException(
        "ObjectTypeName or ObjectTypeNames must be given, unless EventTriggerNames are"
    )


def flow_exists(name: str) -> BadRequestException:
    return BadRequestException(f"Conflict executing request: Flow with name {name} already exists.")


def flow_name_too_long(name: str, limit: int) -> BadRequestException:
    return BadRequestException(
        f"FlowName {name} is too long: the flow's ARN becomes the Uri, which has at most {limit} "
        "characters"
    )


def other_connector_properties(
    connector: str, expected: str, given: Iterable[str]
) -> BadRequestException:
    return BadRequestException(
        f"ConnectorType {connector} needs SourceConnectorProperties with {expected} alone; given: "
        f"{', '.join(given) or 'none'}"
    )


def flow_without_connector_profile(connector: str) -> BadRequestException:
    return BadRequestException(f"ConnectorType {connector} needs a ConnectorProfileName")


def flow_without_tasks() -> BadRequestException:
    return BadRequestException("A flow needs at least one task")


def other_connector_operator(
    connector: str, expected: str, given: Iterable[str]
) -> BadRequestException:
    return BadRequestException(
        f"The ConnectorOperator of a task can only have {expected}, as ConnectorType is "
        f"{connector}; given: {', '.join(given)}"
    )


def scheduled_trigger_without_schedule() -> BadRequestException:
    return BadRequestException("TriggerProps is required for Scheduled Trigger Type.")


def schedule_without_scheduled_trigger(trigger_type: str) -> BadRequestException:
    return BadRequestException(
        f"TriggerProperties.Scheduled cannot be given with TriggerType {trigger_type}"
    )


def unsupported_schedule_expression(expression: str) -> BadRequestException:
    return BadRequestException(f"{expression} is not a supported schedule expression")


def schedule_ends_before_it_starts() -> BadRequestException:
    return BadRequestException("ScheduleEndTime must be after ScheduleStartTime")


# --- detection of object types ------------------------------------------------------------------


def object_string_not_an_object() -> BadRequestException:
    return BadRequestException("The object string is not a JSON object")


def too_many_attributes(limit: int) -> BadRequestException:
    return BadRequestException(f"Breached limit of {limit} attributes")
