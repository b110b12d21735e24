"""Flows that a test runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...models import no_domain_text
from ...runtime import clock
from ...runtime.suggestions import choice_of
from ...unit_of_work import keep_dead_letters, work_in
from .flows import run
from .state import Integrations

if TYPE_CHECKING:
    from ...instruments.flow_runs import FlowRun
    from ...models import CustomerProfilesBackend


def run_flow(backend: CustomerProfilesBackend, domain_name: str, uri: str) -> FlowRun:
    """Run the flow of a domain's integration now.

    Raises ValueError if there is no such domain or integration, or if it cannot be run; nothing is
    ingested then.
    """
    work = work_in(backend, domain_name)
    with work as domain:
        if domain is None:
            raise ValueError(no_domain_text(domain_name, backend))
        integrations = domain.existing(Integrations)
        known = {} if integrations is None else integrations.resources
        if uri not in known:
            raise ValueError(
                f"domain {domain_name!r} has no integration {uri!r}{choice_of(uri, known)}"
            )
        done = run(domain, known[uri], clock.timestamp())
    keep_dead_letters(work)
    return done
