"""From the rules of a trait to the lines of one Python function, and of what it calls."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, NoReturn

from attrs import evolve

from ..errors import ModelError, UnsupportedError, shown
from ..literals import literal
from .conditions import local_name
from .expressions import (
    ARN,
    ARRAY,
    BOOLEAN,
    CALLS,
    PARTITION,
    STRING,
    URL,
    Scope,
    Value,
    test_set,
)
from .parts import parted
from .rules import RuleCompiler
from .statements import Assign, If, Node, names_of, refuse
from .view import STANDARD_PARAMETERS, EndpointParameter, EndpointsView, Import, Part

_VERSIONS = ("1.0", "1.1", "1.2", "1.3")
_TYPES = {"string": STRING, "boolean": BOOLEAN, "stringarray": ARRAY}
_PARAMETER = re.compile(r"[A-Za-z][A-Za-z0-9]{0,127}")
_MODULES = {
    "coalesce": "aiosmithy.endpoints",
    "item": "aiosmithy.endpoints",
    **{call.name: f"aiosmithy.{call.module}" for call in CALLS.values()},
}
_TYPE_MODULES = {
    ARN: ("aiosmithy.endpoints", "Arn"),
    ARRAY: ("collections.abc", "Sequence"),
    PARTITION: ("aiosmithy.partitions", "Partition"),
    URL: ("aiosmithy.endpoints", "ParsedUrl"),
}

# Python's tokenizer gives up at 100 levels of indentation; each rule takes at most two, and two levels of JSON.
_MAX_DEPTH = 90
_TOO_FAR = "    " * 80

_REMEDIES = {
    "AWS::Region": "pass region= to the client, or set AWS_REGION",
    "SDK::Endpoint": "pass endpoint_url= to the client",
}


def compile_rule_set(
    rule_set: Mapping[str, Any], *, shape: str, file: str
) -> EndpointsView:
    """The rule set as one function.

    Raises:
        ModelError: The rule set breaks the specification.
        UnsupportedError: It uses a version or a function that is not known.
    """
    return _RuleSetCompiler(shape, file).compile(rule_set)


class Compiler(RuleCompiler):
    """Adds what stands around the rules: version, parameters, imports.

    Attributes:
        trait: Where the rules stand.
        kind: What the trait calls them.
        versions: Those that it may have.
    """

    trait: ClassVar[str]
    kind: ClassVar[str]
    versions: ClassVar[Sequence[str]] = _VERSIONS

    def __init__(self, shape: str, file: str) -> None:
        super().__init__(shape, file)
        self.parts: tuple[Part, ...] = ()
        self.used: frozenset[str] = frozenset()  # the names in those parts

    def statements(self, rules: Mapping[str, Any], scope: Scope) -> tuple[Node, ...]:
        """The function after its parameters were checked; it may make parts."""
        raise NotImplementedError

    def compile(self, rules: Mapping[str, Any]) -> EndpointsView:
        """The value of the trait as functions."""
        try:
            return self._compiled(self.mapping(rules, self.trait))
        except RecursionError:
            self.unsupported("so many endpoint rules inside each other")

    def _compiled(self, rules: Mapping[str, Any]) -> EndpointsView:
        self._check_depth(rules)
        version = rules.get("version")
        if not isinstance(version, str) or version not in self.versions:
            self.unsupported(f"endpoint rules of version {shown(version)}")
        declared = self.mapping(rules.get("parameters", {}), "parameters")
        parameters: list[EndpointParameter] = []
        scope = Scope()
        opening: list[Node] = []
        for standard in STANDARD_PARAMETERS:  # no variable of another type takes these
            self.reserve(standard.name, standard.type)
        for name, definition in declared.items():
            details = self.mapping(definition, f"parameter {shown(name)}")
            parameter, value = self._parameter(name, details)
            if any(parameter.name == other.name for other in parameters):
                self.fail(f"two parameters get the Python name {parameter.name!r}")
            parameters.append(parameter)
            scope = scope.with_name(name, value)
            check = self._check(name, value, details)
            if check is not None:
                opening.append(check)
                scope = scope.assuming(check.tests[0], outcome=False)
        nodes = (*opening, *self.statements(rules, scope))
        body, parts = parted(nodes, self.parts)
        every = (*body, *(line for part in parts for line in part.body))
        if any(line.startswith(_TOO_FAR) for line in every):
            self.unsupported("so many endpoint rules and conditions inside each other")
        names = names_of(nodes) | self.used
        return EndpointsView(
            parameters=tuple(
                evolve(each, used=each.name in names) for each in parameters
            ),
            body=body,
            parts=parts,
            imports=_imports(parameters, parts, names),
            call_parameters=tuple(
                (parameter.built_in, parameter.name)
                for parameter in parameters
                if parameter.built_in
            ),
        )

    def _parameter(
        self, name: str, details: Mapping[str, Any]
    ) -> tuple[EndpointParameter, Value]:
        """The argument, and the variable that it is inside."""
        if _PARAMETER.fullmatch(name) is None:
            self.fail(f"{shown(name)} is not a parameter name: letters and digits only")
        type_ = _TYPES.get(str(details.get("type", "")).lower())
        if type_ is None:
            self.fail(f"parameter {name} has no type string, boolean or stringArray")
        default = self._default(name, type_, details.get("default"))
        optional = type_ != BOOLEAN or default is None
        parameter = EndpointParameter(
            name=local_name(name),
            type=f"{type_} | None" if optional else type_,
            default="None" if optional else str(default),
            docs=str(details.get("documentation") or ""),
            built_in=str(details.get("builtIn") or ""),
            source=name,
        )
        self.reserve(parameter.name, parameter.type)
        python = parameter.name
        return parameter, Value(python, type_, optional, frozenset({python}))

    def _check(self, name: str, value: Value, details: Mapping[str, Any]) -> If | None:
        """What to do if the argument is missing: take its default, or refuse."""
        default = self._default(name, value.type, details.get("default"))
        if not value.optional or (default is None and not details.get("required")):
            return None
        missing = (test_set(value, negated=True),)
        if default is not None:
            return If(missing, (Assign(value.text, Value(default, value.type)),))
        text = f"{name} is required to resolve the endpoint"
        remedy = _REMEDIES.get(str(details.get("builtIn")))
        return If(missing, (refuse(literal(f"{text}: {remedy}" if remedy else text)),))

    def _default(self, name: str, type_: str, default: Any) -> str | None:
        match default:
            case None:
                return None
            case bool() if type_ == BOOLEAN:
                return str(default)
            case str() if type_ == STRING:
                return literal(default)
            case list() if type_ == ARRAY:
                items = self.sequence(default, "a default")
                texts = [literal(self.text(item, "a default")) for item in items]
                return f"[{', '.join(texts)}]"
            case _:
                self.fail(f"the default of parameter {name} is not of its type")

    def _check_depth(self, value: Any) -> None:
        level = [value]
        for _ in range(_MAX_DEPTH):
            level = [
                inner
                for outer in level
                if isinstance(outer, (dict, list))
                for inner in (outer.values() if isinstance(outer, dict) else outer)
            ]
            if not level:
                return
        self.unsupported(f"endpoint rules nested deeper than {_MAX_DEPTH} levels")

    def fail(self, problem: str, remedy: str | None = None) -> NoReturn:
        raise ModelError(
            f"the endpoint {self.kind} is wrong: {problem}",
            file=self.file,
            shape=self.shape,
            remedy=remedy or f"Correct {self.trait}.",
        )

    def unsupported(self, what: str) -> NoReturn:
        raise UnsupportedError(
            f"{what}: not supported yet",
            file=self.file,
            shape=self.shape,
            remedy=f"Remove it from {self.trait}, or use a newer aiosmithy.",
        )


class _RuleSetCompiler(Compiler):
    trait = "smithy.rules#endpointRuleSet"
    kind = "rule set"

    def statements(self, rules: Mapping[str, Any], scope: Scope) -> tuple[Node, ...]:
        return self.rules(rules.get("rules"), scope)


def _imports(
    parameters: Sequence[EndpointParameter],
    parts: Sequence[Part],
    used: frozenset[str],
) -> tuple[Import, ...]:
    modules = {**_MODULES, "EndpointError": "aiosmithy.errors"}
    needed = {"aiosmithy.endpoints": {"Endpoint"}}
    for name in used & modules.keys():
        needed.setdefault(modules[name], set()).add(name)
    types = [parameter.type for parameter in parameters]
    types += (type_ for part in parts for _, type_ in part.parameters)
    for type_ in {type_.removesuffix(" | None") for type_ in types}:
        if type_ in _TYPE_MODULES:
            module, name = _TYPE_MODULES[type_]
            needed.setdefault(module, set()).add(name)
    return tuple(
        Import(module, tuple(sorted(names))) for module, names in sorted(needed.items())
    )
