"""Error texts of recommenders, of their filters and schemas, and of recommendations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...exceptions import BadRequestException, ResourceNotFoundException

if TYPE_CHECKING:
    from collections.abc import Iterable


def needs_data_store(domain_name: str) -> BadRequestException:
    return BadRequestException(
        f"Domain {domain_name} must have its data store enabled before a recommender is created"
    )


def wrong_state(name: str, status: str | None, done: str, wanted: str) -> BadRequestException:
    return BadRequestException(
        f"Recommender {name} is {status}; it can be {done} only while it is {wanted}"
    )


def not_active(name: str, status: str | None, reason: str | None) -> BadRequestException:
    why = f" ({reason})" if reason else ""
    return BadRequestException(
        f"Recommender {name} is {status}{why}; only an ACTIVE one makes recommendations"
    )


def being_updated(name: str) -> BadRequestException:
    return BadRequestException(f"Recommender {name} is being updated already")


def config_or_version() -> BadRequestException:
    return BadRequestException(
        "Only one of RecommenderConfig and RecommenderVersionName can be given: a version has the "
        "configuration that it was trained with"
    )


def unknown_version(name: str, version_name: str, known: Iterable[str]) -> BadRequestException:
    return BadRequestException(
        f"Recommender {name} has no version {version_name}, but {', '.join(known)}"
    )


def invalid_config(reason: str) -> BadRequestException:
    return BadRequestException(f"RecommenderConfig is not valid: {reason}")


def invalid_fields(reason: str) -> BadRequestException:
    return BadRequestException(f"Fields are not valid: {reason}")


def invalid_expression(reason: str) -> BadRequestException:
    return BadRequestException(f"RecommenderFilterExpression is not valid {reason}")


def schema_not_found(name: str, domain_name: str) -> ResourceNotFoundException:
    return ResourceNotFoundException(
        f"Recommender schema {name} is not found in domain {domain_name}"
    )


def schema_in_use(name: str, users: Iterable[str]) -> BadRequestException:
    return BadRequestException(
        f"Recommender schema {name} cannot be deleted while it is used by {', '.join(users)}"
    )


def filter_not_active(name: str, status: str | None) -> BadRequestException:
    return BadRequestException(f"Recommender filter {name} is {status}; it must be ACTIVE")


def filter_without_name(member: str) -> BadRequestException:
    return BadRequestException(f"{member} must have the Name of a recommender filter")


def filter_not_usable(name: str, reason: str) -> BadRequestException:
    return BadRequestException(f"Recommender filter {name} {reason}")


def needs_item(recipe: str) -> BadRequestException:
    return BadRequestException(
        f"Recipe {recipe} needs an item: Context must have a value for _catalogItem.Id"
    )


def needs_candidates(recipe: str) -> BadRequestException:
    return BadRequestException(f"Recipe {recipe} needs CandidateIds")


def unknown_cap(name: str) -> BadRequestException:
    return BadRequestException(
        f"The diversity configuration has no value for its placeholder ${name}"
    )


def unknown_metadata_column(name: str) -> BadRequestException:
    return BadRequestException(f"Items have no metadata column {name}")


def no_profile_found(key_name: str, domain_name: str) -> ResourceNotFoundException:
    return ResourceNotFoundException(
        f"No profile is found by key {key_name} in domain {domain_name}"
    )


def several_profiles_found(key_name: str, count: int) -> BadRequestException:
    return BadRequestException(
        f"{count} profiles are found by key {key_name}; it must lead to exactly one"
    )
