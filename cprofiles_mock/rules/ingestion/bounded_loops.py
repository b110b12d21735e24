"""Handlebars whose loops are bounded, because a template is rendered under the backend's lock.

The engine bounds how deep blocks are nested and how long the output is, but not how often a block
is rendered: three loops within one another over one list of 200 are eight million turns.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic_handlebars import HandlebarsEnvironment
from pydantic_handlebars._compiler import Compiler
from pydantic_handlebars._parser import parse

if TYPE_CHECKING:
    from collections.abc import Callable

#: How many blocks one template may render for one object: each turn of a loop is one.
MOST_BLOCKS = 100_000


class TooManyBlocksError(Exception):
    """A template renders more blocks than that."""


class _BoundedCompiler(Compiler):
    """The engine's own, which counts. One is made for each rendering."""

    _rendered = 0

    def _render_program(self, program: Any, scope: Any) -> str:
        self._rendered += 1
        if self._rendered > MOST_BLOCKS:
            raise TooManyBlocksError
        return super()._render_program(program, scope)


class BoundedEnvironment(HandlebarsEnvironment):
    """An environment that does not escape, and whose templates raise TooManyBlocksError."""

    def _compile_fn(self, source: str) -> Callable[..., str]:
        program = parse(source)
        helpers = dict(self._helpers)

        def template(context: Any = None) -> str:
            return _BoundedCompiler(helpers=helpers, auto_escape=False).render(program, context)

        return template
