"""The statements that rules become, and how they are laid out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from attrs import evolve, field, frozen

from .expressions import BOOLEAN, Test, Value, test_boolean, test_set


@frozen
class If:
    """``if a and b:``; what is below always returns or raises, so there is never an else."""

    tests: tuple[Test, ...]
    body: tuple[Node, ...]
    types: Mapping[str, str] = field(factory=dict[str, str], eq=False)
    """The types of the variables that the body sees when it begins."""

    names: frozenset[str] = field(init=False)

    def __attrs_post_init__(self) -> None:
        names = names_of(self.body).union(*(test.names for test in self.tests))
        object.__setattr__(self, "names", names)


@frozen
class Assign:
    """``name = value``."""

    name: str
    value: Value

    @property
    def names(self) -> frozenset[str]:
        """The variables and functions that it uses."""
        return self.value.names


@frozen
class Leave:
    """A ``return`` or ``raise``."""

    text: str
    names: frozenset[str] = frozenset()


Node = If | Assign | Leave


def refuse(text: str, names: frozenset[str] = frozenset()) -> Leave:
    """``raise EndpointError(text)``."""
    return Leave(f"raise EndpointError({text})", names | {"EndpointError"})


def names_of(nodes: Iterable[Node]) -> frozenset[str]:
    """The variables, functions and classes that the statements use."""
    return frozenset[str]().union(*(node.names for node in nodes))


def guard(
    test: Test, body: tuple[Node, ...], types: Mapping[str, str]
) -> tuple[Node, ...]:
    """The body under one more test: one ``if`` instead of two where that says the same."""
    if len(body) == 1 and isinstance(body[0], If):
        inner = body[0]
        return (If((test, *inner.tests), inner.body, inner.types),)
    return (If((test,), body, types),)


def sole_test(nodes: tuple[Node, ...]) -> Test | None:
    """The test that decides alone whether a rule's statements return or raise."""
    match nodes:
        case (If(tests=(test,), body=(*_, Leave())),):
            return test
        case _:
            return None


def opened(nodes: tuple[Node, ...]) -> tuple[Node, ...]:
    """The statements of one rule, a leading ``if (x := f()) …`` written as ``x = f()`` and ``if x …``."""
    if len(nodes) != 1 or not isinstance(nodes[0], If):
        return nodes
    first, *rest = nodes[0].tests
    if first.value is None:
        return nodes
    variable = Value(first.assign, first.value.type)
    plain = evolve(
        first,
        text=_matches(variable, negated=not first.holds),
        names=frozenset({first.assign}),
        value=None,
    )
    return (
        Assign(first.assign, first.value),
        If((plain, *rest), nodes[0].body, nodes[0].types),
    )


def _matches(variable: Value, *, negated: bool) -> str:
    if variable.type == BOOLEAN:
        return test_boolean(variable, expected=True, negated=negated).text
    return test_set(variable, negated=negated).text


def lines(nodes: Iterable[Node], indent: str = "") -> Iterator[str]:
    """The statements as lines of Python."""
    for node in nodes:
        match node:
            case Leave():
                yield indent + node.text
            case Assign():
                yield f"{indent}{node.name} = {node.value.text}"
            case If():
                yield f"{indent}if {' and '.join(test.text for test in node.tests)}:"
                yield from lines(node.body, indent + "    ")
