"""Stacks of moto's CloudFormation, as far as a resource has to look into its own."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

# What Fn::Sub puts in, up to the dot before an attribute.
_SUBSTITUTED = re.compile(r"\$\{([A-Za-z0-9]+)")

#: What is being made, by stack and logical id, so that a circle of dependencies ends.
_being_made: set[tuple[str, str]] = set()


@dataclass(frozen=True, slots=True)
class Stack:
    """One stack of one account and region. moto's CloudFormation is imported by then."""

    account_id: str
    region_name: str
    stack_id: str

    @classmethod
    def named(cls, name: str, account_id: str, region_name: str) -> Stack:
        """The stack of that name, which exists."""
        from moto.cloudformation.models import cloudformation_backends

        stacks = cloudformation_backends[account_id][region_name].stacks.values()
        return cls(account_id, region_name, next(s.stack_id for s in stacks if s.name == name))

    @property
    def name(self) -> str:
        """Its name, read off its ARN."""
        return self.stack_id.split(":stack/", 1)[-1].rsplit("/", 1)[0]

    @property
    def _found(self) -> Any:
        """The stack as moto has it; None if it is gone, or of a stack set of an organization."""
        from moto.cloudformation.models import cloudformation_backends

        return cloudformation_backends[self.account_id][self.region_name].stacks.get(self.stack_id)

    @property
    def tags(self) -> dict[str, str]:
        """The tags of the stack itself, which all of its resources have."""
        found = self._found
        return {} if found is None else dict(found.tags)

    @property
    def events(self) -> int:
        """How many events the stack has had; each update begins with one."""
        found = self._found
        return 0 if found is None else len(found.events)

    def make_dependencies(self, logical_id: str, definition: Mapping[str, Any]) -> None:
        """Make what DependsOn names. moto itself ignores it in change sets and in Outputs.

        Raises moto's ValidationError for a circle, and for a name that the template does not have.
        """
        named = definition.get("DependsOn", [])
        found = self._found
        if not named or found is None:
            return
        me = (self.stack_id, logical_id)
        if me in _being_made:
            raise refusal(f"Circular dependency between resources: [{logical_id}]")
        _being_made.add(me)
        try:
            for each in [named] if isinstance(named, str) else named:
                self._make(each, found.resource_map)
        finally:
            _being_made.discard(me)

    def _make(self, logical_id: str, resource_map: Any) -> None:
        from moto.cloudformation import parsing

        definition = resource_map._resource_json_map.get(logical_id)
        if definition is None:
            raise refusal(
                f"Template format error: Unresolved resource dependencies [{logical_id}] in the "
                "Resources block of the template"
            )
        # moto: looking up a type that it does not have warns each time; it has warned once.
        if definition["Type"] in parsing.get_model_map():
            _ = resource_map[logical_id]

    def wants(self, definition: Mapping[str, Any]) -> bool:
        """Whether the condition of a resource is true; moto's updates do not look."""
        found, condition = self._found, definition.get("Condition")
        if found is None or condition is None:
            return True
        return bool(found.resource_map.lazy_condition_map[condition])

    def made(self) -> Iterator[tuple[str, Any]]:
        """What the stack has made, by logical id."""
        found = self._found
        made = {} if found is None else found.resource_map._parsed_resources
        for logical_id in [] if found is None else list(found.resource_map._resource_json_map):
            if made.get(logical_id) is not None:
                yield logical_id, made[logical_id]

    def made_in_order(self) -> list[tuple[str, Any]]:
        """What the stack has made, each after what it depends on."""
        place = {name: n for n, name in enumerate(_in_order(self._found.resource_map))}
        return sorted(self.made(), key=lambda each: place[each[0]])

    def definition(self, logical_id: str) -> dict[str, Any]:
        """What the template says of a resource, resolved anew."""
        from moto.cloudformation import parsing

        resource_map = self._found.resource_map
        raw = {"Properties": {}, **resource_map._resource_json_map[logical_id]}
        resolved: dict[str, Any] = parsing.clean_json(raw, resource_map)
        return resolved

    def put(self, logical_id: str, resource: Any) -> None:
        """Let references lead to a resource from now on."""
        self._found.resource_map._parsed_resources[logical_id] = resource


def _in_order(resource_map: Any) -> list[str]:
    """The logical ids of a template, each after those that it depends on."""
    definitions = resource_map._resource_json_map
    needed = {name: [*_named_in(each)] for name, each in definitions.items()}
    ordered: dict[str, None] = {}
    pending: set[str] = set()

    def put(name: str) -> None:
        # What is pending depends on itself, which moto lets pass where it need not follow it.
        if name not in definitions or name in ordered or name in pending:
            return
        pending.add(name)
        for each in needed[name]:
            put(each)
        ordered[name] = None

    for name in definitions:
        put(name)
    return list(ordered)


def _named_in(definition: Any) -> Iterator[str]:
    """What a part of a template names, by DependsOn or a function; parameters among them."""
    if isinstance(definition, list):
        for each in definition:
            yield from _named_in(each)
    elif isinstance(definition, dict):
        for name, value in definition.items():
            texts = value if isinstance(value, list) else [value]
            if name in ("DependsOn", "Ref", "Fn::GetAtt"):
                yield from (str(each).partition(".")[0] for each in texts)
            elif name == "Fn::Sub":
                yield from _SUBSTITUTED.findall(str(texts[0]))
            yield from _named_in(value)


def refusal(text: str) -> Exception:
    """The error for a template that cannot be carried out: a client gets a ValidationError."""
    from moto.cloudformation.exceptions import ValidationError

    error: Exception = ValidationError(message=text)
    return error
