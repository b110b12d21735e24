"""The Handlebars engine with the service's helpers, and with everything that it does counted.

The engine bounds how deep blocks are nested and how long one output is, but not how often anything
is rendered; ``template_work`` says why that matters.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic_handlebars import HandlebarsEnvironment
from pydantic_handlebars._ast_nodes import BlockStatement, PathExpression
from pydantic_handlebars._compiler import Compiler
from pydantic_handlebars._helpers import get_standard_helpers
from pydantic_handlebars._parser import parse

from .accessors import text_of
from .template_work import work

if TYPE_CHECKING:
    from collections.abc import Callable

    from pydantic_handlebars import HelperOptions

# A path is read member by member, and its first name is sought from block to block.
_FREE_PARTS = 4
_FREE_DEPTH = 16


class _BoundedCompiler(Compiler):
    """The engine's own, which counts. One is made for each rendering."""

    def _render_program(self, program: Any, scope: Any) -> str:
        work.step()
        return super()._render_program(program, scope)

    def _render_statement(self, stmt: Any, scope: Any) -> str:
        work.step()
        text = super()._render_statement(stmt, scope)
        if not isinstance(stmt, BlockStatement):  # its own statements have counted
            work.write(len(text))
        return text

    def _render_block(self, stmt: Any, scope: Any) -> str:
        work.step()  # an `else if` is no statement
        return super()._render_block(stmt, scope)

    def _eval_expression(self, expr: Any, scope: Any) -> Any:
        if isinstance(expr, PathExpression):
            work.step(1 + len(expr.parts) // _FREE_PARTS + self._depth // _FREE_DEPTH)
        else:
            work.step()
        return super()._eval_expression(expr, scope)


class BoundedEnvironment(HandlebarsEnvironment):
    """An environment that does not escape.

    Its renderers raise BadRequestException if they are too much work.
    """

    def __init__(self) -> None:
        super().__init__(auto_escape=False)
        self.unregister_helper("log")
        for name, helper in _HELPERS.items():
            self.register_helper(name, helper)

    def renderer(self, source: str) -> Callable[[dict[str, Any]], str]:
        """Compile a template. Its context must be JSON: it is not copied, as the engine would do.

        Raises HandlebarsError.
        """
        program = parse(source)
        helpers = self._helpers

        def render(context: dict[str, Any]) -> str:
            return _BoundedCompiler(helpers=helpers, auto_escape=False).render(program, context)

        return render


def _each(*args: Any, options: HelperOptions) -> str:
    """Like the engine's ``each``, but a null item renders as empty, not as the outer context."""
    context, items = args[0], args[-1]
    if isinstance(items, dict):
        pairs = list(items.items())
    else:
        pairs = list(enumerate(items)) if isinstance(items, list) else []
    if not pairs:
        return options.inverse(context)
    return "".join(
        options.fn(
            "" if item is None else item,
            data={"key": key, "index": i, "first": i == 0, "last": i == len(pairs) - 1},
            block_params=[item, key],
        )
        for i, (key, item) in enumerate(pairs)
    )


def _remove_extra_space(*args: Any, options: HelperOptions) -> str:
    """The service's own helper: ``{{removeExtraSpace _source.a}}``, or a block around text."""
    text = options.fn(*args[:1])
    # A helper without arguments gets the context, which outside `each` and `with` is the root.
    if not text and args and args[0] is not options.data.get("root"):
        text = " ".join(text_of(value) or "" for value in args)
    work.write(len(text))
    return " ".join(text.split())


def _lookup(*args: Any, options: HelperOptions) -> Any:
    """Like the engine's ``lookup``, but a list or an object as the name leads to nothing."""
    name = args[1] if len(args) > 1 else None
    if isinstance(name, list | dict):
        return None
    if isinstance(name, str):
        work.write(len(name))  # the engine tries to read it as a number
    return _LOOKUP_OF_ENGINE(*args, options=options)


_LOOKUP_OF_ENGINE = get_standard_helpers()["lookup"]
_HELPERS: dict[str, Callable[..., Any]] = {
    "each": _each,
    "lookup": _lookup,
    "removeExtraSpace": _remove_extra_space,
}
