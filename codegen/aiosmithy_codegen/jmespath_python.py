"""JMESPath, as waiters use it, compiled to Python expressions over typed attributes.

The expressions are safe where anything is None and clean for strict type checkers: an
access to ``a.b`` of an optional ``a`` stands behind ``a is not None``. What cannot be
compiled is an :class:`UnsupportedError`. The grammar: https://jmespath.org/specification.html.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from typing import Any

from attrs import evolve

from .errors import shown
from .jmespath_values import LOOSER, Kind, Value, all_of, parenthesized
from .literals import literal
from .model import Member, Model, Shape

_KINDS: Mapping[str, Kind] = {
    "structure": "structure",
    "list": "list",
    "map": "map",
    "string": "string",
    "enum": "string",
    "boolean": "boolean",
    "byte": "number",
    "short": "number",
    "integer": "number",
    "long": "number",
    "float": "number",
    "double": "number",
    "bigInteger": "number",
    "bigDecimal": "number",
    "intEnum": "number",
}
_OPERATORS = {"eq": "==", "ne": "!=", "lt": "<", "lte": "<=", "gt": ">", "gte": ">="}


class PathError(ValueError):
    """The expression is no JMESPath, or does not fit the shapes it is about."""


class UnsupportedPathError(PathError):
    """The expression uses a part of JMESPath that is not compiled."""


def compile_path(
    model: Model,
    attribute: Callable[[Member], str],
    is_optional: Callable[[Member], bool],
    expression: str,
    root: Value,
) -> Value:
    """The expression about ``root``.

    Raises:
        PathError: It cannot be compiled.
    """
    parser: Any = import_module("jmespath.parser")
    errors: Any = import_module("jmespath.exceptions")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # of what is no JSON between backticks
            tree = parser.Parser().parse(expression).parsed
    except (errors.JMESPathError, ValueError, Warning) as error:
        raise PathError(shown(str(error).partition("\n")[0])) from None
    except RecursionError:
        raise UnsupportedPathError("it is nested too deep") from None
    try:
        compiler = _Compiler(model, attribute, is_optional)
        found = compiler.value(tree, root)
    except RecursionError:
        raise UnsupportedPathError("it is nested too deep") from None
    return evolve(found, demands=tuple(compiler.demands))


def root_of(name: str, shape: Shape) -> Value:
    """A structure that the expression finds under a Python name."""
    return Value(name, "structure", shape=shape)


def root_with(**members: Value) -> Value:
    """A root that is no shape: an object with these fields."""
    return Value("", "other", members=members)


_Compile = Callable[[Mapping[str, Any], Value], Value]


class _Compiler:
    def __init__(
        self,
        model: Model,
        attribute: Callable[[Member], str],
        is_optional: Callable[[Member], bool],
    ) -> None:
        self.model = model
        self.attribute = attribute
        self.is_optional = is_optional
        self.depth = 0  # of comprehensions
        self.demands: list[str] = []

    def value(self, node: Mapping[str, Any], current: Value) -> Value:
        kind = str(node["type"])
        method: _Compile | None = getattr(self, f"_{kind}", None)
        if method is None:
            raise self._unsupported(f"a {kind.replace('_', ' ')}")
        return method(node, current)

    def _unsupported(self, what: str) -> UnsupportedPathError:
        return UnsupportedPathError(f"{what} cannot be compiled yet")

    # --- simple expressions

    def _identity(self, node: Mapping[str, Any], current: Value) -> Value:
        return current

    _current = _identity

    def _literal(self, node: Mapping[str, Any], current: Value) -> Value:
        match node["value"]:
            case None:
                return Value("None", "null", optional=True)
            case bool() as truth:
                return Value(str(truth), "boolean")
            case int() | float() as number:
                return Value(literal(number), "number")
            case str() as text:
                return Value(literal(text), "string")
            case _:
                raise self._unsupported("literals of objects and lists")

    def _field(self, node: Mapping[str, Any], current: Value) -> Value:
        name = str(node["value"])
        if name in current.members:
            return current.members[name]
        if current.kind == "map" and current.element is not None:
            guards = (*current.present,)
            code = f"{current.code}.get({literal(name)})"
            return evolve(current.element, code=code, guards=guards, optional=True)
        member = current.shape.members.get(name) if current.shape else None
        if current.kind != "structure" or member is None:
            raise PathError(f"there is no {shown(name)} where it is looked for")
        code = f"{current.code}.{self.attribute(member)}"
        return self._of(member, code, current.present, self.is_optional(member))

    def _of(
        self, member: Member, code: str, guards: tuple[str, ...], optional: bool
    ) -> Value:
        """A value of the member's target."""
        shape = self.model.target(member)
        kind = _KINDS.get(shape.type, "other")
        if kind not in ("list", "map"):
            return Value(code, kind, guards, optional, shape=shape)
        inner = shape.members["member" if kind == "list" else "value"]
        sparse = "smithy.api#sparse" in shape.traits
        element = self._of(inner, "", (), sparse)
        return Value(code, kind, guards, optional, shape=shape, element=element)

    def _subexpression(self, node: Mapping[str, Any], current: Value) -> Value:
        for child in node["children"]:
            current = self.value(child, current)
        return current

    _pipe = _subexpression
    _index_expression = _subexpression

    def _index(self, node: Mapping[str, Any], current: Value) -> Value:
        if current.kind != "list" or current.element is None:
            raise PathError("an index stands where there is no list")
        index = int(node["value"])
        least = index if index >= 0 else -index - 1
        guards = (*current.present, f"len({current.code}) > {least}")
        return evolve(current.element, code=f"{current.code}[{index}]", guards=guards)

    # --- projections

    def _projection(self, node: Mapping[str, Any], current: Value) -> Value:
        left, right = node["children"]
        source = self._list(left, current)
        return self._project(source, source.code, right)

    def _value_projection(self, node: Mapping[str, Any], current: Value) -> Value:
        left, right = node["children"]
        source = self.value(left, current)
        if source.kind != "map" or source.element is None:
            raise self._unsupported("wildcards over anything but a map")
        return self._project(source, f"{source.code}.values()", right)

    def _filter_projection(self, node: Mapping[str, Any], current: Value) -> Value:
        left, right, condition = node["children"]
        source = self._list(left, current)
        return self._project(source, source.code, right, condition)

    def _list(self, node: Mapping[str, Any], current: Value) -> Value:
        source = self.value(node, current)
        if source.kind != "list" or source.element is None:
            raise PathError("a projection stands where there is no list")
        return source

    def _project(
        self,
        source: Value,
        iterable: str,
        right: Mapping[str, Any],
        condition: Mapping[str, Any] | None = None,
    ) -> Value:
        """A comprehension; what is null drops out, and a null source gives null."""
        assert source.element is not None
        item = self._open(source.element)
        tests: list[str] = []
        if condition is not None:
            tests += [*item.present, self.value(condition, item).condition()]
        found = self.value(right, item)
        self.depth -= 1
        tests += [test for test in found.present if test not in tests]
        element = evolve(found, code="", guards=(), optional=False, in_brackets=False)
        if found.code == item.code and not tests and source.kind == "list":
            return evolve(
                source, guards=source.present, optional=False, element=element
            )
        condition_text = f" if {all_of(tests)}" if tests else ""
        code = f"[{found.code} for {item.code} in {iterable}{condition_text}]"
        return Value(code, "list", source.present, element=element, in_brackets=True)

    def _open(self, element: Value) -> Value:
        """The name of an element inside its comprehension."""
        self.depth += 1
        name = "item" if self.depth == 1 else f"item_{self.depth}"
        return evolve(element, code=name, guards=())

    def _flatten(self, node: Mapping[str, Any], current: Value) -> Value:
        source = self.value(node["children"][0], current)
        if source.kind != "list" or source.element is None:
            raise PathError("a flatten operator stands where there is no list")
        inner = source.element
        if inner.kind != "list" or inner.element is None:
            return source
        group = self._open(inner)
        item = self._open(inner.element)
        self.depth -= 2
        loops = f"{group.code} in {source.code}"
        if group.optional:
            loops += f" if {group.code} is not None"
        code = f"[{item.code} for {loops} for {item.code} in {group.code}]"
        element = evolve(inner.element, code="", guards=())
        return Value(code, "list", source.present, element=element, in_brackets=True)

    def _multi_select_list(self, node: Mapping[str, Any], current: Value) -> Value:
        items = [self.value(child, current) for child in node["children"]]
        if len({item.kind for item in items}) != 1 or items[0].kind == "structure":
            raise self._unsupported("lists of values of different types")
        optional = any(item.present for item in items)
        element = evolve(items[0], code="", guards=(), optional=optional)
        code = f"[{', '.join(item.nullable for item in items)}]"
        return Value(code, "list", current.present, element=element, in_brackets=True)

    # --- conditions

    def _comparator(self, node: Mapping[str, Any], current: Value) -> Value:
        left, right = (self.value(child, current) for child in node["children"])
        operator = _OPERATORS[node["value"]]
        if operator in ("==", "!="):
            return Value(self._equality(left, operator, right), "boolean")
        for side in (left, right):
            if side.kind != "number":
                raise PathError(f"{operator} compares numbers only")
        code = f"{left.code} {operator} {right.code}"
        return Value(code, "boolean", (*left.present, *right.present))

    def _equality(self, left: Value, operator: str, right: Value) -> str:
        if "null" in (left.kind, right.kind):
            other = left if right.kind == "null" else right
            present = all_of(other.present) or "True"
            return present if operator == "!=" else f"not {parenthesized(present)}"
        if left.kind != right.kind:  # of different types, hence never equal
            return str(operator == "!=")
        # Where one side is never null, the other's guards may simply be asked before.
        if operator == "==" and not (left.present and right.present):
            equal = f"{parenthesized(left.code)} == {parenthesized(right.code)}"
            return all_of((*left.guards, *right.guards, equal))
        sides = (parenthesized(left.nullable), parenthesized(right.nullable))
        return f" {operator} ".join(sides)

    def _and_expression(self, node: Mapping[str, Any], current: Value) -> Value:
        operands = self._operands(node["children"], current)
        return Value(all_of([test for tests in operands for test in tests]), "boolean")

    def _or_expression(self, node: Mapping[str, Any], current: Value) -> Value:
        found = self._first_text(node["children"], current)
        if found is not None:
            return found
        operands = map(all_of, self._operands(node["children"], current))
        texts = [parenthesized(text, LOOSER[" or "]) for text in operands]
        return Value(" or ".join(texts), "boolean")

    def _first_text(
        self, children: Sequence[Mapping[str, Any]], current: Value
    ) -> Value | None:
        """The first text that is neither null nor empty, if all operands are texts."""
        before, self.demands = self.demands, []
        values = [self.value(child, current) for child in children]
        demanded, self.demands = self.demands, before
        if demanded or any(value.kind != "string" for value in values):
            return None
        code = " or ".join(parenthesized(value.nullable) for value in values)
        return Value(code, "string", optional=bool(values[-1].present))

    def _operands(
        self, children: Sequence[Mapping[str, Any]], current: Value
    ) -> list[Sequence[str]]:
        """What has to hold for each operand; of all but the first, also what it demands: it may never be asked."""
        operands: list[Sequence[str]] = []
        for child in children:
            before, self.demands = self.demands, []
            value = self.value(child, current)
            if self.depth == 0 and value.kind != "boolean":
                raise self._unsupported("&& and || of anything but conditions")
            if operands:
                new = [demand for demand in self.demands if demand not in before]
                operands.append((*new, *value.tests))
                self.demands = before
            else:
                operands.append(value.tests)
                self.demands = before + self.demands
        return operands

    def _not_expression(self, node: Mapping[str, Any], current: Value) -> Value:
        condition = self.value(node["children"][0], current).condition()
        return Value(f"not {parenthesized(condition)}", "boolean")

    def _function_expression(self, node: Mapping[str, Any], current: Value) -> Value:
        arguments = [self.value(child, current) for child in node["children"]]
        match node["value"], arguments:
            case "length", [subject] if subject.kind in ("list", "map", "string"):
                guards = self._demand(subject.present)
                return Value(f"len({subject.code})", "number", guards)
            case "keys", [subject] if subject.kind == "map":
                guards = self._demand(subject.present)
                element = Value("", "string")
                code = f"list({subject.code})"
                return Value(code, "list", guards, element=element)
            case "contains", [subject, search] if subject.kind in ("list", "string"):
                guards = self._demand(subject.present)
                if subject.kind == "string":
                    guards += search.present
                wanted = search.code if subject.kind == "string" else search.nullable
                code = f"{parenthesized(wanted)} in {subject.code}"
                return Value(code, "boolean", guards)
            case name, _:
                raise self._unsupported(f"the function {name}() of these arguments")

    def _demand(self, conditions: tuple[str, ...]) -> tuple[str, ...]:
        """What a function's argument needs: of the whole expression, or of one element as a guard."""
        if self.depth:
            return conditions
        self.demands += conditions
        return ()
