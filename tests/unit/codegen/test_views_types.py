"""Python types, defaults, imports and constraints in words."""

from __future__ import annotations

from typing import Any

import pytest
from aiosmithy_codegen.docs_layout import wrap
from aiosmithy_codegen.errors import ModelError
from aiosmithy_codegen.model import Member
from aiosmithy_codegen.protocols import PROTOCOLS
from aiosmithy_codegen.selection import select
from aiosmithy_codegen.symbols import assign_symbols
from aiosmithy_codegen.views.context import Context
from aiosmithy_codegen.views.imports import Imports, ImportView
from aiosmithy_codegen.views.text import constraints, member_blocks
from aiosmithy_codegen.views.types import Types, default
from aiosmithy_codegen.views.uri import Label, literal_query, parse_path
from attrs import evolve
from loading import load_ast

from .test_package import case


@pytest.fixture
def context() -> Context:
    selection = select(load_ast(case("json_values"), "model.json"))
    return Context(
        selection, assign_symbols(selection), "0", PROTOCOLS["aws.protocols#restJson1"]
    )


def member(context: Context, name: str, **traits: Any) -> Member:
    """A member of the input, with other traits."""
    found = context.model.shapes["com.example#Everything"].members[name]
    own = {f"smithy.api#{key}": value for key, value in traits.items()}
    return evolve(found, traits=own)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("text", "str"),
        ("big", "int"),
        ("exact", "Decimal"),
        ("made", "datetime"),
        ("color", "shapes.Color | str"),
        ("level", "shapes.Level | int"),
        ("sparse", "list[str | None]"),
        ("matrix", "list[list[float]]"),
        ("byName", "dict[str, list[shapes.Node]]"),
        ("any", "Document"),
    ],
)
def test_types(context: Context, name: str, expected: str) -> None:
    assert expected == Types(context, Imports()).of(member(context, name).target)


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("text", 'say "hi"', "'say \"hi\"'"),
        ("flag", True, "True"),
        ("ratio", 1, "1.0"),
        ("count", 2.0, "2"),
        ("exact", "1.10", 'Decimal("1.10")'),
        ("data", "AQI=", "b'\\x01\\x02'"),
        ("made", 0, "datetime(1970, 1, 1, tzinfo=UTC)"),
        ("made", "2024-05-01T10:00:00.5Z", None),
        ("any", "x", '"x"'),
        ("texts", [], "[]"),
    ],
)
def test_defaults(
    context: Context, name: str, value: Any, expected: str | None
) -> None:
    found = default(context, member(context, name, default=value), Imports())

    assert (
        expected or "datetime(2024, 5, 1, 10, 0, 0, 500000, tzinfo=UTC)"
    ) == found.expression


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("text", 1),
        ("flag", "yes"),
        ("count", 1.5),
        ("count", True),
        ("data", "?"),
        ("made", "today"),
        ("made", 1e300),
        ("texts", ["x"]),
        ("any", {"x": 1}),
        ("root", {}),
    ],
)
def test_a_default_of_another_type_is_an_error(
    context: Context, name: str, value: Any
) -> None:
    with pytest.raises(ModelError, match="the default is no"):
        default(context, member(context, name, default=value), Imports())


@pytest.mark.parametrize(
    ("name", "traits", "expected"),
    [
        ("text", {"length": {"min": 1, "max": 63}}, ["1 to 63 characters"]),
        ("text", {"length": {"min": 1}}, ["at least 1 character"]),
        ("text", {"length": {"min": 0, "max": 5}}, ["at most 5 characters"]),
        ("text", {"length": {"min": 36, "max": 36}}, ["exactly 36 characters"]),
        ("texts", {"length": {"max": 1}}, ["at most 1 item"]),
        ("byName", {"length": {"max": 2}}, ["at most 2 entries"]),
        ("data", {"length": {"max": 2}}, ["at most 2 bytes"]),
        ("count", {"range": {"min": 1, "max": 10}}, ["1 to 10"]),
        ("ratio", {"range": {"min": 0.5}}, ["at least 0.5"]),
        ("ratio", {"range": {"min": 0, "max": 1.0}}, ["0 to 1"]),
        ("count", {}, []),
    ],
)
def test_constraints_in_words(
    context: Context, name: str, traits: dict[str, Any], expected: list[str]
) -> None:
    assert expected == constraints(context.model, member(context, name, **traits))


def test_what_is_said_about_a_member(context: Context) -> None:
    described = member(
        context,
        "count",
        documentation="<p>How many.</p>",
        range={"min": 1, "max": 3},
        default=2,
        deprecated={"since": "2.0"},
    )

    lines = wrap(member_blocks(context.model, described, default=True), width=80)

    assert lines == ["Deprecated since 2.0.", "", "How many. 1 to 3; default ``2``."]


def test_documentation_without_words_still_gives_a_text(context: Context) -> None:
    described = member(context, "count", documentation="<p> </p>")

    assert wrap(member_blocks(context.model, described), width=80) == [
        "``count`` on the wire."
    ]


def test_imports_are_sorted_and_grouped() -> None:
    imports = Imports()
    imports.add(".", "shapes")
    imports.add("aiosmithy.http", "HttpResponse", "HttpRequest")
    imports.add("attrs")
    imports.add("typing", "Final", "TYPE_CHECKING")
    imports.add("datetime", "datetime", "UTC")

    assert imports.views() == (
        (
            ImportView("datetime", ("UTC", "datetime")),
            ImportView("typing", ("TYPE_CHECKING", "Final")),
        ),
        (ImportView("attrs"),),
        (ImportView("aiosmithy.http", ("HttpRequest", "HttpResponse")),),
        (ImportView(".", ("shapes",)),),
    )


@pytest.mark.parametrize(
    ("uri", "expected"),
    [
        ("/", ["/"]),
        ("/a/{b}/c", ["/a/", Label("b", False), "/c"]),
        ("/{a}/{b+}?x=1", ["/", Label("a", False), "/", Label("b", True)]),
        ("/a b/{}/'\"", ["/a%20b/%7B%7D/%27%22"]),
        ("/\ud800", ["/%ED%A0%80"]),
    ],
)
def test_uris(uri: str, expected: list[str | Label]) -> None:
    assert expected == parse_path(uri)


def test_literal_query_parameters() -> None:
    assert literal_query('/x?format=json&raw&q=a"b') == "format=json&raw&q=a%22b"
