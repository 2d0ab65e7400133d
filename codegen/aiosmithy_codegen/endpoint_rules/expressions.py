"""Expressions of the rules language: their types, and how each becomes Python.

The types are checked here, before any code exists, as the specification asks; so a rule set that compiles gives code that
mypy accepts. Functions: https://smithy.io/2.0/additional-specs/rules-engine/standard-library.html and
https://smithy.io/2.0/aws/rules-engine/library-functions.html.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from attrs import evolve, field, frozen

STRING, BOOLEAN, INTEGER, ARRAY = "str", "bool", "int", "Sequence[str]"
PARTITION, URL, ARN = "Partition", "ParsedUrl", "Arn"

ATTRIBUTES: Mapping[str, Mapping[str, tuple[str, str]]] = {
    PARTITION: {
        "name": ("name", STRING),
        "dnsSuffix": ("dns_suffix", STRING),
        "dualStackDnsSuffix": ("dual_stack_dns_suffix", STRING),
        "implicitGlobalRegion": ("implicit_global_region", STRING),
        "supportsFIPS": ("supports_fips", BOOLEAN),
        "supportsDualStack": ("supports_dual_stack", BOOLEAN),
    },
    URL: {
        "scheme": ("scheme", STRING),
        "authority": ("authority", STRING),
        "path": ("path", STRING),
        "normalizedPath": ("normalized_path", STRING),
        "isIp": ("is_ip", BOOLEAN),
    },
    ARN: {
        "partition": ("partition", STRING),
        "service": ("service", STRING),
        "region": ("region", STRING),
        "accountId": ("account_id", STRING),
        "resourceId": ("resource_id", ARRAY),
    },
}
"""Type → attribute in the rules → attribute in Python, and its type."""


@frozen
class Function:
    """A function that becomes a plain call of the runtime."""

    module: str
    name: str
    arguments: tuple[str, ...]  # types
    result: str
    optional: bool = False
    takes_unset: bool = False
    # The last argument, a boolean that defaults to False, goes by this name.
    keyword: str = ""


CALLS: Mapping[str, Function] = {
    "aws.partition": Function(
        "partitions", "partition", (STRING,), PARTITION, takes_unset=True
    ),
    "aws.parseArn": Function("endpoints", "parse_arn", (STRING,), ARN, optional=True),
    "parseURL": Function("endpoints", "parse_url", (STRING,), URL, optional=True),
    "uriEncode": Function("endpoints", "uri_encode", (STRING,), STRING),
    "split": Function("endpoints", "split", (STRING, STRING, INTEGER), ARRAY),
    "substring": Function(
        "endpoints",
        "substring",
        (STRING, INTEGER, INTEGER, BOOLEAN),
        STRING,
        optional=True,
        keyword="reverse",
    ),
    "isValidHostLabel": Function(
        "endpoints",
        "is_valid_host_label",
        (STRING, BOOLEAN),
        BOOLEAN,
        keyword="allow_subdomains",
    ),
    "aws.isVirtualHostableS3Bucket": Function(
        "endpoints",
        "is_virtual_hostable_s3_bucket",
        (STRING, BOOLEAN),
        BOOLEAN,
        keyword="allow_subdomains",
    ),
}

OPERATORS = frozenset(
    {"isSet", "not", "booleanEquals", "stringEquals", "getAttr", "ite", "coalesce"}
)
"""Functions that become operators, attributes and conditional expressions."""

_PATH_PART = re.compile(r"([A-Za-z][A-Za-z0-9]*)?(?:\[(-?[0-9]{1,4})\])?")
_STABLE = re.compile(r"[a-z_][a-z0-9_]*(\.[a-z_]+)*")


@frozen
class Value:
    """A Python expression and what is known about it."""

    text: str
    type: str
    optional: bool = False
    names: frozenset[str] = frozenset()  # the variables and functions in it
    compound: bool = False  # needs parentheses as an operand

    @property
    def operand(self) -> str:
        """The expression, in parentheses if it needs them beside an operator."""
        return f"({self.text})" if self.compound else self.text

    @property
    def stable(self) -> bool:
        """Whether it is a name or an attribute: the same value each time, and free of the model's text."""
        return _STABLE.fullmatch(self.text) is not None


@frozen
class Fact:
    """Something that holds, or does not hold, where an expression is evaluated: ``kind`` of ``text``."""

    kind: str  # "set", "true", "false" (an optional boolean that is set and false), or "equals" a constant
    text: str
    constant: str = ""


@frozen
class Test:
    """A condition that becomes a part of an ``if``."""

    text: str
    names: frozenset[str] = frozenset()
    fact: Fact | None = None  # what the test decides ...
    holds: bool = True  # ... and which way it has to be decided for the test to match
    assign: str = ""  # the variable that receives ``value`` on the way
    value: Value | None = None


def test_set(value: Value, *, negated: bool) -> Test:
    """``x is not None``, or ``x is None``."""
    return Test(
        f"{value.operand} is {'None' if negated else 'not None'}",
        value.names,
        Fact("set", value.text) if value.stable else None,
        holds=not negated,
    )


def test_boolean(value: Value, *, expected: bool, negated: bool) -> Test:
    """Whether a boolean equals a constant; one that is not set equals neither."""
    if not value.optional:
        wanted = expected is not negated
        return Test(
            value.operand if wanted else f"not {value.operand}",
            value.names,
            Fact("true", value.text) if value.stable else None,
            holds=wanted,
        )
    return Test(
        f"{value.operand} is{' not' if negated else ''} {expected}",
        value.names,
        Fact(str(expected).lower(), value.text) if value.stable else None,
        holds=not negated,
    )


def test_equal(left: Value, right: Value, *, negated: bool) -> Test:
    """``a == b``."""
    operator = "!=" if negated else "=="
    return Test(
        f"{left.operand} {operator} {right.operand}",
        left.names | right.names,
        _equality(left, right) or _equality(right, left),
        holds=not negated,
    )


def _equality(value: Value, constant: Value) -> Fact | None:
    if value.stable and constant.text[0] in "\"'" and not constant.names:
        return Fact("equals", value.text, constant.text)
    return None


def as_value(test: Test) -> Value:
    """A test where a value is wanted."""
    return Value(test.text, BOOLEAN, names=test.names, compound=True)


def split_path(path: str) -> list[tuple[str, int | None]] | None:
    """``a.b[0]`` → ``[("a", None), ("b", 0)]``; None if it is not such a path."""
    steps: list[tuple[str, int | None]] = []
    for part in path.split("."):
        match = _PATH_PART.fullmatch(part)
        if match is None or not part:
            return None
        steps.append((match[1] or "", None if match[2] is None else int(match[2])))
    return steps


@frozen
class Scope:
    """What is visible at one place of the rules: names, and facts that the conditions around it established."""

    names: Mapping[str, Value] = field(factory=dict[str, Value])
    facts: Mapping[Fact, bool] = field(factory=dict[Fact, bool])

    def known(self, test: Test) -> bool | None:
        """Whether the test is already decided here: True matches, False cannot match."""
        if test.fact is None:
            return None
        if test.fact in self.facts:
            return self.facts[test.fact] is test.holds
        return not test.holds if self._equals_another(test.fact) else None

    def _equals_another(self, fact: Fact) -> bool:
        """Whether what would equal a constant is known to equal another one."""
        return fact.kind == "equals" and any(
            holds and other.kind == "equals" and other.text == fact.text
            for other, holds in self.facts.items()
        )

    def narrowed(self, value: Value) -> Value:
        """The value, not optional any more where it was found to be set."""
        is_set = self.facts.get(Fact("set", value.text))
        return evolve(value, optional=False) if value.optional and is_set else value

    def types(self) -> dict[str, str]:
        """Python variable → what is known of its type here."""
        found = map(self.narrowed, self.names.values())
        return {
            value.text: f"{value.type} | None" if value.optional else value.type
            for value in found
        }

    def assuming(self, test: Test, outcome: bool) -> Scope:
        """The scope in which the test matched, or did not."""
        if test.fact is None:
            return self
        holds = test.holds is outcome
        facts = {**self.facts, test.fact: holds}
        if holds and test.fact.kind in (
            "true",
            "false",
        ):  # it is set, and not the other one
            facts[Fact("set", test.fact.text)] = True
            other = "false" if test.fact.kind == "true" else "true"
            facts[Fact(other, test.fact.text)] = False
        return evolve(self, facts=facts)

    def with_name(self, name: str, value: Value) -> Scope:
        """The scope with one more variable; nothing is known about it yet."""
        facts = {
            fact: holds
            for fact, holds in self.facts.items()
            if fact.text.partition(".")[0] != value.text
        }
        return Scope({**self.names, name: value}, facts)
