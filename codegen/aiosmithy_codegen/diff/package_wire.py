"""Where members travel, read from the functions that write and read them.

A member whose function is written in another way than today's templates do has no place here: it is then not compared.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from attrs import field, frozen

from ..protocols import PROTOCOLS, Format, Protocol
from .api import Wire
from .code import calls, function_named, last_name, text_of
from .package_names import named
from .package_source import PackageSource
from .types import type_of

_QUERIES = frozenset({"add", "add_list"})
_LABELS = {"label": "", "greedy_label": "+", "key_label": "+"}

Key = tuple[str, str]
"""Class and attribute."""


@frozen
class Wires:
    """What the functions of ``operations.py`` and ``codec.py`` say."""

    places: dict[Key, Wire] = field(factory=dict[Key, Wire])
    tokens: set[Key] = field(factory=set[Key])
    variants: dict[str, str] = field(factory=dict[str, str])
    """Class of a union's variant → its name on the wire."""
    requests: dict[str, str] = field(factory=dict[str, str])
    """Input class → method and path."""

    written: set[str] = field(factory=set[str])
    """The classes that a function writes."""


def read_wires(source: PackageSource) -> Wires:
    """All that can be told."""
    found = Wires()
    spoken = PROTOCOLS[source.manifest.protocol]
    for function in (*source.codec.functions(), *source.operations.functions()):
        kind = function.name.lstrip("_").partition("_")[0]  # of a part too
        if kind == "serialize":
            _request(function, found, spoken)
        elif kind in ("write", "attributes"):
            _writer(function, found, spoken.writes)
        elif kind in ("parse", "read"):
            _reader(function, found)
    return found


def _argument_class(function: ast.FunctionDef, name: str) -> str:
    """The class of the argument of that name; empty if it has none."""
    for arg in function.args.args:
        if arg.arg == name and arg.annotation is not None:
            return last_name(arg.annotation)
    return ""


def _attributes(node: ast.AST, owner: str) -> Iterator[str]:
    """The attributes that are read of a variable, in order."""
    for inner in ast.walk(node):
        match inner:
            case ast.Attribute(value=ast.Name(id=name), attr=attribute) if (
                name == owner
            ):
                yield attribute
            case _:
                pass


def _note(found: Wires, owner: str, node: ast.AST, variable: str, wire: Wire) -> None:
    for attribute in _attributes(node, variable):
        found.places[owner, attribute] = wire
        if any(function_named(call) == "idempotency_token" for call in calls(node)):
            found.tokens.add((owner, attribute))


# --- requests


def _request(function: ast.FunctionDef, found: Wires, spoken: Protocol) -> None:
    owner = _argument_class(function, "input")
    found.written.add(owner)
    query = ""
    for statement in ast.walk(function):
        match statement:
            case ast.Assign(
                targets=[ast.Subscript(value=ast.Name(id="headers"), slice=name)],
                value=value,
            ):
                _note(found, owner, value, "input", Wire("header", text_of(name)))
            case ast.Call(func=ast.Attribute(value=ast.Name(id="query"), attr=method)):
                _query(found, owner, method, statement)
            case ast.Call(func=ast.Name(id="prefix_headers"), args=[prefix, value]):
                wire = Wire("headers", f"{text_of(prefix)}*")
                _note(found, owner, value, "input", wire)
            case ast.Call(func=ast.Name(id="QueryString"), args=[literal]):
                query = text_of(literal)
            case ast.Call(func=ast.Name(id="HttpRequest")) if spoken.binds_http:
                _http_request(found, owner, statement, query)
            case _:
                pass


def _query(found: Wires, owner: str, method: str, call: ast.Call) -> None:
    match call.args:
        case [name, value] if method in _QUERIES:
            _note(found, owner, value, "input", Wire("query", text_of(name)))
        case [value] if method == "add_map":
            _note(found, owner, value, "input", Wire("query parameters", ""))
        case _:
            pass


def _http_request(found: Wires, owner: str, call: ast.Call, query: str) -> None:
    if len(call.args) < 2:
        return
    method, path = call.args[:2]
    for keyword in call.keywords:
        if keyword.arg == "query" and isinstance(keyword.value, ast.Constant):
            query = text_of(keyword.value)
        if keyword.arg == "body":
            _note(found, owner, keyword.value, "input", Wire("payload", ""))
    uri = "".join(_path(found, owner, path))
    found.requests[owner] = f"{text_of(method)} {uri}{'?' if query else ''}{query}"


def _path(found: Wires, owner: str, path: ast.expr) -> Iterator[str]:
    for part in path.values if isinstance(path, ast.JoinedStr) else [path]:
        match part:
            case ast.FormattedValue(value=ast.Call(args=[value, name]) as call):
                label = text_of(name)
                _note(found, owner, value, "input", Wire("label", label))
                yield f"{{{label}{_LABELS.get(function_named(call), '')}}}"
            case _:
                yield text_of(part)


# --- bodies


def _writer(function: ast.FunctionDef, found: Wires, form: Format) -> None:
    """What stands before each member, under its condition if it has one, and before the value of each variant."""
    owner = _argument_class(function, "value")
    found.written.add(owner)
    for name, value in named(function.body, form):
        _note(found, owner, value, "value", Wire("body", name))
    for statement in function.body:
        match statement:
            case ast.If(test=ast.Call(args=[_, variant]), body=body):
                for name, _ in named(body, form):
                    found.variants[last_name(variant)] = name
            case ast.If(body=body):
                for name, value in named(body, form):
                    _note(found, owner, value, "value", Wire("body", name))
            case _:
                pass


def _reader(function: ast.FunctionDef, found: Wires) -> None:
    """``value.attribute = …`` and ``error.attribute = …``; ``if name == "…": return with_value(Variant, …)``."""
    owner = (
        _argument_class(function, "error")
        or _argument_class(function, "value")  # of a part
        or _returned(function)
    )
    for node in ast.walk(function):
        match node:
            case ast.Assign(
                targets=[
                    ast.Attribute(value=ast.Name(id="value" | "error"), attr=attribute)
                ],
                value=value,
            ):
                wire = _looked_up(value)
                if wire is not None:
                    found.places[owner, attribute] = wire
            case ast.If(
                test=ast.Compare(left=ast.Name(id="name"), comparators=[name]),
                body=[ast.Return(value=ast.Call(args=[variant, *_]))],
            ):
                found.variants[last_name(variant)] = text_of(name)
            case _:
                pass


def _returned(function: ast.FunctionDef) -> str:
    try:
        return type_of(function.returns).name if function.returns is not None else ""
    except ValueError:
        return ""


def _looked_up(value: ast.expr) -> Wire | None:
    """What an expression reads: a name of the body, a header, the body itself, the status."""
    for call in calls(value):
        match call:
            case ast.Call(func=ast.Name(id="get"), args=[name, *_]):
                return Wire("body", text_of(name).removeprefix("@"))
            case ast.Call(func=ast.Attribute(attr="get"), args=[name, *_]):
                return Wire("header", text_of(name))
            case ast.Call(func=ast.Name(id="read_prefix_headers"), args=[_, prefix]):
                return Wire("headers", f"{text_of(prefix).lower()}*")
            case _:
                pass
    read = set(_attributes(value, "response"))
    streamed = any(function_named(call) == "byte_stream" for call in calls(value))
    if streamed or read & {"body", "events"}:
        return Wire("payload", "")
    return Wire("status", "") if "status" in read else None
