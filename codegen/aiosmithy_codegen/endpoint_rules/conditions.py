"""Conditions, function calls, references and templates: which expressions they become."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, NoReturn, cast

from attrs import evolve

from ..errors import shown
from ..literals import literal
from ..names import ANNOTATION_NAMES, python_name
from .expressions import (
    ARRAY,
    ATTRIBUTES,
    BOOLEAN,
    CALLS,
    INTEGER,
    STRING,
    Function,
    Scope,
    Test,
    Value,
    as_value,
    split_path,
    test_boolean,
    test_equal,
    test_set,
)
from .templates import problem_with_template, template

_VARIABLE = re.compile(r"[A-Za-z_]*[A-Za-z][A-Za-z0-9_]{0,127}")

_RESERVED = (
    ANNOTATION_NAMES | {call.name for call in CALLS.values()} | {"coalesce", "item"}
)
"""Names that the function body uses, so that no variable may take them."""


def local_name(name: str) -> str:
    """The Python name of a parameter or variable; no two spellings of a function's name are left to it."""
    return python_name(name.lower() if "_" in name else name, _RESERVED)


class NotSetYet(Exception):
    """A parameter or variable that may be unset is used as if it were set.

    The specification forbids it, yet rule sets in use do it (SimpleDB): a condition that cannot be evaluated does not
    match, and an endpoint that cannot be written is an error.
    """

    def __init__(self, value: Value) -> None:
        super().__init__(value.text)
        self.value = value


class ConditionCompiler:
    """Compiles single conditions."""

    def __init__(self, shape: str, file: str) -> None:
        self.shape = shape
        self.file = file
        self._types: dict[str, str] = {}  # Python variable → its one type

    def fail(self, problem: str, remedy: str | None = None) -> NoReturn:
        """Refuse the rule set."""
        raise NotImplementedError

    def unsupported(self, what: str) -> NoReturn:
        """Refuse something that is not implemented."""
        raise NotImplementedError

    # Data of the model, checked

    def mapping(self, value: Any, what: str) -> Mapping[str, Any]:
        """The value as an object."""
        if not isinstance(value, dict):
            self.fail(f"{what} should be an object")
        return cast("Mapping[str, Any]", value)

    def sequence(self, value: Any, what: str) -> Sequence[Any]:
        """The value as an array."""
        if not isinstance(value, list):
            self.fail(f"{what} should be an array")
        return cast("Sequence[Any]", value)

    def text(self, value: Any, what: str) -> str:
        """The value as a string."""
        if not isinstance(value, str):
            self.fail(f"{what} should be a string")
        return value

    # Names

    def reserve(self, python: str, type_: str) -> None:
        """Take a name for an argument."""
        self._types[python] = type_

    def variable(self, name: Any, value: Value, scope: Scope) -> tuple[str, Value]:
        """A variable for the value: one Python name keeps one type throughout the function."""
        name = self.text(name, "assign")
        if _VARIABLE.fullmatch(name) is None:
            self.fail(f"{shown(name)} is not a variable name")
        if name in scope.names:
            self.fail(f"{name} is assigned where it already has a value")
        stem = local_name(name)
        type_ = f"{value.type} | None" if value.optional else value.type
        taken = {visible.text for visible in scope.names.values()}
        python, number = stem, 1
        while python in taken or self._types.setdefault(python, type_) != type_:
            number += 1
            python = f"{stem}_{number}"
        return name, Value(python, value.type, value.optional, frozenset({python}))

    # Conditions

    def test(
        self, call: Mapping[str, Any], scope: Scope, *, negated: bool = False
    ) -> Test | None:
        """The condition as a part of an ``if``; None if it always matches."""
        name, arguments = self._call(call)
        match name, arguments:
            case "not", [{"fn": _}]:
                inner = self.mapping(arguments[0], "not")
                return self.test(inner, scope, negated=not negated)
            case "isSet", [operand]:
                value = self.value(operand, scope)
                if not value.optional and not negated:
                    return None
                return test_set(value, negated=negated)
            case "booleanEquals", [left, right]:
                return self._boolean_equals(left, right, scope, negated)
            case "stringEquals", [left, right]:
                return self._string_equals(left, right, scope, negated)
            case _:
                pass
        value = self.value(arguments[0] if name == "not" else call, scope)
        negated = negated is not (name == "not")
        if value.type != BOOLEAN:
            if not value.optional and not negated:
                return None
            return test_set(value, negated=negated)
        if value.optional and not negated:
            return Test(value.operand, value.names)
        return test_boolean(
            evolve(value, optional=False), expected=True, negated=negated
        )

    def _boolean_equals(
        self, left: Any, right: Any, scope: Scope, negated: bool
    ) -> Test:
        if isinstance(left, bool):
            left, right = right, left
        value = self._typed(left, BOOLEAN, scope, "booleanEquals")
        if isinstance(right, bool):
            return test_boolean(value, expected=right, negated=negated)
        other = self._typed(right, BOOLEAN, scope, "booleanEquals")
        return test_equal(value, other, negated=negated)

    def _string_equals(
        self, left: Any, right: Any, scope: Scope, negated: bool
    ) -> Test:
        first = self._typed(left, STRING, scope, "stringEquals")
        second = self._typed(right, STRING, scope, "stringEquals")
        if first.optional and second.optional:
            self.fail(
                f"stringEquals of {first.text} and {second.text}: both may be unset"
            )
        return test_equal(first, second, negated=negated)

    # Values

    def argument(self, node: Any, type_: str, scope: Scope, what: str) -> Value:
        """A value of that type which is always set."""
        value = self._typed(node, type_, scope, what)
        if value.optional:
            self._need(value, what)
        return value

    def _need(self, value: Value, what: str) -> NoReturn:
        if value.stable:
            raise NotSetYet(value)
        self.fail(
            f"{shown(value.text)} may be unset where {what} needs it",
            remedy="Check it with isSet in a condition before.",
        )

    def _typed(self, node: Any, type_: str, scope: Scope, what: str) -> Value:
        value = self.value(node, scope)
        if value.type != type_:
            self.fail(f"{what} needs {type_}, not {value.type} ({shown(value.text)})")
        return value

    def value(self, node: Any, scope: Scope) -> Value:
        """A constant, template, reference or function call as an expression."""
        match node:
            case bool():
                return Value(str(node), BOOLEAN)
            case int():
                return Value(str(node), INTEGER)
            case str():
                return self.template(node, scope)
            case {"ref": name}:
                return self._reference(self.text(name, "ref"), scope)
            case {"fn": _}:
                return self._function(self.mapping(node, "a call"), scope)
            case _:
                self.fail("an argument is no string, number, boolean, ref or function")

    def template(self, text: str, scope: Scope) -> Value:
        """A template string."""
        if problem := problem_with_template(text):
            self.fail(problem)
        names: set[str] = set()

        def lookup(name: str, path: str) -> str:
            value = self._reference(name, scope)
            if path:
                value = self._attribute(value, path, scope)
            if value.type != STRING:
                self.fail(f"a template needs str, not {value.type} ({value.text})")
            if value.optional:
                self._need(value, "a template")
            names.update(value.names)
            return value.text

        return Value(template(text, lookup), STRING, names=frozenset(names))

    def _reference(self, name: str, scope: Scope) -> Value:
        value = scope.names.get(name)
        if value is None:
            self.fail(f"there is no parameter or variable {shown(name)} here")
        return scope.narrowed(value)

    def _attribute(self, value: Value, path: str, scope: Scope) -> Value:
        steps = split_path(path)
        if steps is None:
            self.fail(f"getAttr {shown(path)} of {value.text} cannot be read")
        if value.optional:
            self._need(value, "getAttr")
        for key, index in steps:
            if key:
                known = ATTRIBUTES.get(value.type, {}).get(key)
                if known is None:
                    self.fail(f"{value.type} has no {shown(key)} ({value.text})")
                value = Value(f"{value.text}.{known[0]}", known[1], names=value.names)
            if index is not None:
                if value.type != ARRAY:
                    self.fail(f"{value.text} is no array, so it has no [{index}]")
                text = f"item({value.text}, {index})"
                names = value.names | {"item"}
                value = Value(text, STRING, optional=True, names=names)
        return scope.narrowed(value)

    # Functions

    def _call(self, call: Mapping[str, Any]) -> tuple[str, Sequence[Any]]:
        name = self.text(call.get("fn"), "fn")
        return name, self.sequence(call.get("argv", []), "argv")

    def _function(self, call: Mapping[str, Any], scope: Scope) -> Value:
        name, arguments = self._call(call)
        if name in CALLS:
            return self._plain_call(CALLS[name], name, arguments, scope)
        match name, arguments:
            case ("isSet" | "not" | "booleanEquals" | "stringEquals"), [_, *_]:
                test = self.test(call, scope)
                return Value("True", BOOLEAN) if test is None else as_value(test)
            case "getAttr", [target, str() as path]:
                return self._attribute(self.value(target, scope), path, scope)
            case "ite", [condition, first, second]:
                return self._if_then_else(condition, first, second, scope)
            case "coalesce", [first, second, *others]:
                return self._coalesce([first, second, *others], scope)
            case _:
                self.unsupported(
                    f"the rules function {shown(name)} with {len(arguments)} arguments"
                )

    def _plain_call(
        self, function: Function, name: str, arguments: Sequence[Any], scope: Scope
    ) -> Value:
        if len(arguments) != len(function.arguments):
            self.fail(f"{name} takes {len(function.arguments)} arguments")
        take = self._typed if function.takes_unset else self.argument
        values = [
            take(node, type_, scope, name)
            for node, type_ in zip(arguments, function.arguments, strict=True)
        ]
        if name == "split" and values[1].text == literal(""):
            self.fail("split needs a delimiter")
        texts = [value.text for value in values]
        if function.keyword:
            last = texts.pop()
            if last != "False":
                texts.append(f"{function.keyword}={last}")
        return Value(
            f"{function.name}({', '.join(texts)})",
            function.result,
            function.optional,
            frozenset({function.name}).union(*(value.names for value in values)),
        )

    def _if_then_else(
        self, condition: Any, first: Any, second: Any, scope: Scope
    ) -> Value:
        test = self._typed(condition, BOOLEAN, scope, "ite")
        yes = self.value(first, scope)
        no = self._typed(second, yes.type, scope, "ite")
        return Value(
            f"{yes.operand} if {test.operand} else {no.operand}",
            yes.type,
            yes.optional or no.optional,
            test.names | yes.names | no.names,
            compound=True,
        )

    def _coalesce(self, nodes: Sequence[Any], scope: Scope) -> Value:
        """The first that is set; nested calls, as the runtime's function takes two."""
        values = [self.value(node, scope) for node in nodes]
        result = values.pop()
        while values:
            value = values.pop()
            if value.type != result.type:
                self.fail(f"coalesce of {value.type} and {result.type}")
            if not value.optional:
                result = value
                continue
            result = Value(
                f"coalesce({value.text}, {result.text})",
                value.type,
                result.optional,
                value.names | result.names | {"coalesce"},
            )
        return result
