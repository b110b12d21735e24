"""The state of the service: one backend for each region of each account."""

from __future__ import annotations

import os
from threading import RLock
from typing import TYPE_CHECKING, Any

from moto.core.base_backend import BackendDict, BaseBackend
from moto.core.models import DEFAULT_ACCOUNT_ID

from . import exceptions
from .instruments.names import region_not_offered
from .protocol.endpoints import offered_regions
from .runtime.forking import renew_in_children
from .runtime.wording import counted, named
from .state.numbered import NumberedResources
from .state.region import Region
from .state.releasing import drop

if TYPE_CHECKING:
    from .state.domain import Domain


class CustomerProfilesBackend(BaseBackend):
    """One region of one account.

    A unit of work holds ``lock`` while it runs. Code that reads the state from elsewhere, while
    other threads make calls, must hold it too; code that changes it opens a unit of work.
    """

    def __init__(self, region_name: str, account_id: str) -> None:
        super().__init__(region_name, account_id)
        self.lock = RLock()
        renew_in_children(self)
        self.region = Region(account_id, region_name, self.partition)
        self.domains: NumberedResources[str, Domain] = NumberedResources()
        #: The domains, ARNs and profiles that were sought here and are elsewhere, each told once.
        self.reported: set[str] = set()

    def __repr__(self) -> str:
        domains = counted(len(self.domains), "domain")
        which = f" ({named(self.domains)})" if self.domains else ""
        return f"<{type(self).__name__}: {self.region_name}, {self.account_id}, {domains}{which}>"

    def renew_locks(self) -> None:
        """Renew the lock, and drop the call that another thread of the parent had under way."""
        self.lock = RLock()
        self.region.abandon_work()
        for domain in self.domains.values():
            domain.changes.clear()

    def domain(self, name: str) -> Domain:
        """The domain of that name. Raises ResourceNotFoundException."""
        found = self.domains.get(name)
        if found is None:
            raise exceptions.domain_not_found(name, self.account_id)
        return found

    def reset(self) -> None:
        """Forget everything.

        moto's own empties ``__dict__`` first, so that a concurrent reader gets an AttributeError.
        """
        self.replace(NumberedResources())

    def replace(self, domains: NumberedResources[str, Domain]) -> None:
        """Forget everything, and have these domains instead; no call meets neither of the two."""
        with self.lock:
            gone = list(self.domains.values())
            self.domains = domains
            self.reported = set()
            drop(gone)


# moto: asking boto3 for the regions at every reset costs a session; the list does not change.
customerprofiles_backends: BackendDict[CustomerProfilesBackend] = BackendDict(
    CustomerProfilesBackend,
    "customer-profiles",
    use_boto3_regions=False,
    additional_regions=list(offered_regions()),
)


class NoBackendError(KeyError):
    """The service is not offered in a region; the text names those in which it is."""

    def __str__(self) -> str:
        # A KeyError shows its text as repr does.
        return str(self.args[0])


def backend_of(region: str, account_id: str | None = None) -> CustomerProfilesBackend:
    """The backend of a region of an account, or of the default account. Raises NoBackendError."""
    try:
        return customerprofiles_backends[account_id or default_account()][region]
    except KeyError:
        raise NoBackendError(region_not_offered(region)) from None


def default_account() -> str:
    """The account of whatever names none, as moto configures it at this moment."""
    return os.environ.get("MOTO_ACCOUNT_ID", DEFAULT_ACCOUNT_ID)


def reset_backends() -> None:
    """Forget the state of every region and account; moto's other services stay as they are."""
    for _, _, backend in all_backends():
        backend.reset()


def all_backends() -> list[tuple[str, str, CustomerProfilesBackend]]:
    """Every backend that exists, with its account and its region, in no particular order."""
    # moto: it types its backends as their base class.
    backends: Any = customerprofiles_backends
    return list(backends.iter_backends())


def existing_backends() -> list[CustomerProfilesBackend]:
    """Every backend that exists, by account and region; none is made."""
    # moto: a BackendDict makes any backend it is asked for; the methods of dict only look.
    found = [
        (account_id, region, backend)
        for account_id, regions in list(dict.items(customerprofiles_backends))
        for region, backend in list(dict.items(regions))
    ]
    return [backend for _, _, backend in sorted(found, key=lambda each: each[:2])]


def place_text(backend: CustomerProfilesBackend, seen_from: CustomerProfilesBackend) -> str:
    """A backend's region, and its account where that is another one than that of ``seen_from``."""
    if backend.account_id == seen_from.account_id:
        return backend.region_name
    return f"{backend.region_name} of account {backend.account_id}"


def places_of(domain_name: str, sought_in: CustomerProfilesBackend) -> str:
    """The other regions and accounts that have a domain of that name; empty if none has."""
    others = [each for each in existing_backends() if domain_name in each.domains]
    return ", ".join(place_text(each, sought_in) for each in others if each is not sought_in)


def domains_with(profile_id: str, sought_in: CustomerProfilesBackend) -> str:
    """The domains, of all regions and accounts, that have the profile; empty if none has."""
    return ", ".join(
        f"domain {name} in {place_text(each, sought_in)}"
        for each in existing_backends()
        for name, domain in list(each.domains.items())
        if profile_id in domain.profiles
    )


def no_domain_text(domain_name: str, backend: CustomerProfilesBackend) -> str:
    """The text that a backend has no such domain, with the names it has, or where there is one."""
    text = f"there is no domain {domain_name!r} in {backend.region_name}"
    places = places_of(domain_name, backend)
    if places:
        return f"{text}; there is one in {places}"
    return f"{text}; there are {', '.join(backend.domains) or 'none'}"


def domains_elsewhere(backend: CustomerProfilesBackend) -> str:
    """The domains of all other regions and accounts, such as ``eu-west-2 (shop)``; or empty."""
    others = [each for each in existing_backends() if each is not backend and each.domains]
    return "; ".join(f"{place_text(each, backend)} ({named(each.domains)})" for each in others)
