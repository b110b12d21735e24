"""The state of the service: one backend for each region of each account."""

from __future__ import annotations

from threading import RLock
from typing import TYPE_CHECKING

from moto.core.base_backend import BackendDict, BaseBackend

from .state.numbered import NumberedResources
from .urls import offered_regions

if TYPE_CHECKING:
    from .state.domain import Domain


class CustomerProfilesBackend(BaseBackend):
    """One region of one account.

    ``lock`` is held by dispatch while a handler runs, and must be held by whoever reads or
    changes the state from elsewhere while other threads make calls.
    """

    def __init__(self, region_name: str, account_id: str) -> None:
        super().__init__(region_name, account_id)
        self.lock = RLock()
        self.domains: NumberedResources[str, Domain] = NumberedResources()

    def reset(self) -> None:
        """Forget everything.

        moto's own empties ``__dict__`` first, so that a concurrent reader gets an AttributeError.
        """
        with self.lock:
            self.domains = NumberedResources()


# moto: asking boto3 for the regions at every reset costs a session; the list does not change.
customerprofiles_backends: BackendDict[CustomerProfilesBackend] = BackendDict(
    CustomerProfilesBackend,
    "customer-profiles",
    use_boto3_regions=False,
    additional_regions=list(offered_regions()),
)
