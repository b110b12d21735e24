"""What a component declares beside its operations: its columns on the page, its part of a file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


class Column(NamedTuple):
    """A column: its heading, and what it shows of a resource.

    A text is shown as text, a sequence as names, and a mapping as JSON that unfolds; None is empty.
    """

    heading: str
    show: Callable[[Any], Any]


class Section(Protocol):
    """How a component is written into a state document and read back; see ``schema.sections``."""

    @property
    def members(self) -> Mapping[str, str]:
        """The members of a domain's entry that the section writes, with their shapes."""
        ...

    def write(self, component: Any) -> dict[str, Any]:
        """The values of those members; None omits a member."""
        ...

    def read(self, kind: type[Any], backend: Any, domain: Any, members: Mapping[str, Any]) -> None:
        """Restore the component from the members of a domain's entry. Raises Problem."""
        ...
