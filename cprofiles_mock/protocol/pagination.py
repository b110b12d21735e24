"""Paging of listings, and page tokens.

botocore's paginator file covers only half of the paged operations, so paging is derived from the
shapes: an operation with ``NextToken`` in its input has exactly one list in its output.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any, Protocol

from botocore.model import ListShape, OperationModel

from .. import exceptions

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

DEFAULT_PAGE = 100
# The only default that AWS documents.
DEFAULT_PAGES = {"SearchProfiles": 20}

_FINGERPRINT_LENGTH = 16
_LONGEST_NUMBER = 20


#: The account and the region of a listing.
Place = tuple[str, str]


class Listing(Protocol):
    """The result of a paged operation's handler: items in ascending order of their numbers."""

    def after(self, number: int) -> Iterator[tuple[int, Any]]:
        """Yield (number, item) for each item whose number is greater than ``number``, in order.

        A listing whose attribute ``is_projected`` is true yields items in the form of the output,
        which nobody changes afterwards.
        """


@dataclass(frozen=True, slots=True)
class Paging:
    """How one operation is paged."""

    operation_name: str
    result_member: str
    default_page: int

    def page(
        self, result: Any, request: Mapping[str, Any], project: Any, place: Place
    ) -> dict[str, Any]:
        """Project the requested page of the listing; the caller holds the backend's lock.

        Raises BadRequestException for a token of another operation or another listing.
        """
        listing: Listing = result[self.result_member] if isinstance(result, dict) else result
        size = request.get("MaxResults", self.default_page)
        token = request.get("NextToken")
        start = self._number_of(token, request, place) if token is not None else 0
        page = list(islice(listing.after(start), size + 1))
        items = [item for _, item in page[:size]]
        if getattr(listing, "is_projected", False):
            projection: dict[str, Any] = {self.result_member: items}
        else:
            whole = {**result} if isinstance(result, dict) else {}
            whole[self.result_member] = items
            projection = project(whole)
        # The service sends an explicit null (seen in recorded responses).
        projection["NextToken"] = None
        if len(page) > size:
            number = page[size - 1][0]
            projection["NextToken"] = self._token(number, request, place)
        return projection

    def _token(self, number: int, request: Mapping[str, Any], place: Place) -> str:
        text = f"{self._fingerprint(request, place)}{number}"
        return base64.urlsafe_b64encode(text.encode()).decode()

    def _number_of(self, token: str, request: Mapping[str, Any], place: Place) -> int:
        try:
            text = base64.urlsafe_b64decode(token.encode("ascii")).decode("ascii")
        except (ValueError, binascii.Error):
            raise exceptions.invalid_token() from None
        digits = text[_FINGERPRINT_LENGTH:]
        if not (digits.isdigit() and len(digits) < _LONGEST_NUMBER):
            raise exceptions.invalid_token()
        number = int(digits)
        # Accept only what _token produces: decoding passes over what follows the padding, and int()
        # over leading zeros.
        if token != self._token(number, request, place):
            raise exceptions.invalid_token()
        return number

    def _fingerprint(self, request: Mapping[str, Any], place: Place) -> str:
        """A hash of the listing: the operation and its input, paging members aside."""
        criteria = {k: v for k, v in request.items() if k not in ("NextToken", "MaxResults")}
        text = json.dumps(
            [self.operation_name, "/".join(place), criteria], sort_keys=True, default=str
        )
        return hashlib.blake2s(text.encode(), digest_size=_FINGERPRINT_LENGTH // 2).hexdigest()


def paging_of(operation: OperationModel) -> Paging | None:
    """How the operation is paged, or None if it is not."""
    inputs, outputs = operation.input_shape, operation.output_shape
    if inputs is None or outputs is None or "NextToken" not in inputs.members:
        return None
    lists = [name for name, shape in outputs.members.items() if isinstance(shape, ListShape)]
    if len(lists) != 1:
        raise TypeError(f"{operation.name} is paged but has {len(lists)} lists in its output")
    return Paging(
        operation_name=operation.name,
        result_member=lists[0],
        default_page=DEFAULT_PAGES.get(operation.name, DEFAULT_PAGE),
    )
