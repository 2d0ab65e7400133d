"""Rules and their conditions: which statements they become.

A rule whose conditions match always returns or raises: endpoint and error rules by nature, and a tree rule because the
specification makes it terminal (rules exhausted below it are an error). So rules are ``if`` after ``if``, never an else,
and what follows a rule without conditions is never reached and not written.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from attrs import evolve

from ..errors import shown
from ..literals import literal
from .conditions import ConditionCompiler, NotSetYet
from .expressions import BOOLEAN, STRING, Scope, Test, Value, test_set
from .statements import (
    Assign,
    If,
    Leave,
    Node,
    guard,
    names_of,
    opened,
    refuse,
    sole_test,
)
from .templates import problem_with_url

EXHAUSTED = '"Rules exhausted: no endpoint for these parameters"'


class RuleCompiler(ConditionCompiler):
    """Compiles lists of rules."""

    def rules(self, rules: Any, scope: Scope) -> tuple[Node, ...]:
        """The rules in their order; the statements always return or raise."""
        nodes: list[Node] = []
        for rule in self.sequence(rules, "rules"):
            new = self._rule(self.mapping(rule, "a rule"), scope)
            nodes.extend(new)
            if new and not isinstance(new[-1], If):
                return tuple(nodes)
            test = sole_test(new)
            if test is not None:
                scope = scope.assuming(test, outcome=False)
        return (*nodes, refuse(EXHAUSTED))

    def _rule(self, rule: Mapping[str, Any], scope: Scope) -> tuple[Node, ...]:
        conditions = self.sequence(rule.get("conditions", []), "conditions")
        return opened(self._conditions(conditions, rule, scope))

    def _conditions(
        self, conditions: Sequence[Any], rule: Mapping[str, Any], scope: Scope
    ) -> tuple[Node, ...]:
        """The rule under these conditions; empty if one of them can never match."""
        if not conditions:
            return self._outcome(rule, scope)
        try:
            return self._condition(conditions, rule, scope)
        except NotSetYet as missing:
            test = test_set(missing.value, negated=False)
            inner = scope.assuming(test, outcome=True)
            body = self._conditions(conditions, rule, inner)
            return guard(test, body, inner.types()) if body else ()

    def _condition(
        self, conditions: Sequence[Any], rule: Mapping[str, Any], scope: Scope
    ) -> tuple[Node, ...]:
        condition = self.mapping(conditions[0], "a condition")
        if "assign" in condition:
            return self._assignment(condition, conditions[1:], rule, scope)
        test = self.test(condition, scope)
        known = None if test is None else scope.known(test)
        if known is False:
            return ()
        if test is None or known:
            return self._conditions(conditions[1:], rule, scope)
        inner = scope.assuming(test, outcome=True)
        body = self._conditions(conditions[1:], rule, inner)
        return guard(test, body, inner.types()) if body else ()

    def _assignment(
        self,
        condition: Mapping[str, Any],
        others: Sequence[Any],
        rule: Mapping[str, Any],
        scope: Scope,
    ) -> tuple[Node, ...]:
        value = self.value(condition, scope)
        may_miss = value.optional or value.type == BOOLEAN
        name, variable = self.variable(condition["assign"], value, scope)
        inside = evolve(variable, optional=False)
        inner = scope.with_name(name, inside)
        body = self._conditions(others, rule, inner)
        used = variable.text in names_of(body)
        if not body or (not may_miss and not used):
            return body
        if not may_miss:
            return (Assign(variable.text, value), *body)
        return guard(assigning(variable.text, value, used=used), body, inner.types())

    def _outcome(self, rule: Mapping[str, Any], scope: Scope) -> tuple[Node, ...]:
        try:
            return self._result(rule, scope)
        except NotSetYet as missing:
            test = test_set(missing.value, negated=True)
            text = literal(f"{missing.value.text} is required for this endpoint")
            refusal = If((test,), (refuse(text),))
            return (refusal, *self._outcome(rule, scope.assuming(test, outcome=False)))

    def _result(self, rule: Mapping[str, Any], scope: Scope) -> tuple[Node, ...]:
        match rule.get("type"):
            case "tree":
                return self.rules(rule.get("rules"), scope)
            case "error":
                text = self.argument(rule.get("error"), STRING, scope, "an error")
                return (refuse(text.text, text.names),)
            case "endpoint":
                details = self.mapping(rule.get("endpoint"), "an endpoint")
                return (self._endpoint(details, scope),)
            case other:
                self.fail(
                    f"a rule of type {shown(other)}; tree, endpoint and error exist"
                )

    def _endpoint(self, endpoint: Mapping[str, Any], scope: Scope) -> Leave:
        given = endpoint.get("url")
        if isinstance(given, str) and (problem := problem_with_url(given)):
            self.fail(problem)
        url = self.argument(given, STRING, scope, "an endpoint's url")
        arguments = [url.text]
        names = set(url.names)
        properties = self.mapping(endpoint.get("properties") or {}, "properties")
        if properties:
            arguments.append(f"properties={self._data(properties, scope, names)}")
        headers = self.mapping(endpoint.get("headers") or {}, "headers")
        if headers:
            arguments.append(f"headers={self._headers(headers, scope, names)}")
        return Leave(f"return Endpoint({', '.join(arguments)})", frozenset(names))

    def _headers(
        self, headers: Mapping[str, Any], scope: Scope, names: set[str]
    ) -> str:
        entries: list[str] = []
        for name, values in headers.items():
            texts: list[str] = []
            for each in self.sequence(values, f"header {shown(name)}"):
                value = self.argument(each, STRING, scope, f"header {shown(name)}")
                names |= value.names
                texts.append(value.text)
            entries.append(f"{literal(name)}: [{', '.join(texts)}]")
        return "{" + ", ".join(entries) + "}"

    def _data(self, data: Any, scope: Scope, names: set[str]) -> str:
        """A property as Python data, the template strings in it resolved."""
        match data:
            case None | bool() | int() | float() | Decimal():
                return literal(data)
            case str():
                value = self.template(data, scope)
                names |= value.names
                return value.text
            case dict():
                entries = self.mapping(data, "a property")
                pairs = (
                    f"{literal(key)}: {self._data(entries[key], scope, names)}"
                    for key in entries
                )
                return "{" + ", ".join(pairs) + "}"
            case list():
                items = self.sequence(data, "a property")
                return f"[{', '.join(self._data(i, scope, names) for i in items)}]"
            case _:
                self.fail(f"a property holds {type(data).__name__}")


def assigning(name: str, value: Value, *, used: bool, negated: bool = False) -> Test:
    """The test of a condition that assigns; nothing is assigned that nobody reads."""
    call = f"({name} := {value.text})" if used else value.operand
    if value.type == BOOLEAN:
        text = f"not {call}" if negated else call
    else:
        text = f"{call} is {'None' if negated else 'not None'}"
    return Test(
        text,
        value.names,
        holds=not negated,
        assign=name if used else "",
        value=value if used else None,
    )
