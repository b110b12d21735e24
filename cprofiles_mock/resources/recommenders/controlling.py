"""What a test can do to recommenders beyond the API: set what they answer, and let them fail."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from ...models import no_domain_text
from ...runtime import clock
from ...unit_of_work import work_in
from .component import Recommenders

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ...models import CustomerProfilesBackend
    from ...state.domain import Domain
    from .recommender import Fixed, Recommender


def set_recommendations(
    backend: CustomerProfilesBackend,
    domain_name: str,
    recommender_name: str,
    items: Sequence[Fixed] | None,
    profile_id: str | None,
) -> None:
    """Set what a recommender answers, for a profile or for all others; None takes it back.

    Raises ValueError if there is no such domain, recommender or profile.
    """
    with _found(backend, domain_name, recommender_name) as (domain, recommender):
        if profile_id is not None and profile_id not in domain.profiles:
            raise ValueError(f"domain {domain_name!r} has no profile {profile_id!r}")
        if items is None:
            recommender.fixed.pop(profile_id or "", None)
        else:
            recommender.fixed[profile_id or ""] = list(items)


def fail_recommender(
    backend: CustomerProfilesBackend, domain_name: str, recommender_name: str, reason: str
) -> None:
    """Let a recommender become FAILED. Raises ValueError if there is none of that name."""
    with _found(backend, domain_name, recommender_name) as (domain, recommender):
        recommender.fail(reason, clock.timestamp())
        domain.component(Recommenders).carry_out()


@contextmanager
def _found(
    backend: CustomerProfilesBackend, domain_name: str, recommender_name: str
) -> Iterator[tuple[Domain, Recommender]]:
    with work_in(backend, domain_name) as domain:
        if domain is None:
            raise ValueError(no_domain_text(domain_name, backend))
        recommenders = domain.existing(Recommenders)
        found = None if recommenders is None else recommenders.get(recommender_name)
        if found is None:
            raise ValueError(f"domain {domain_name!r} has no recommender {recommender_name!r}")
        yield domain, found
