"""Constraints of what is sent, read from ``schemas.py``."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from .code import function_named, keywords, last_name, text_of, value_of
from .package_source import PackageSource

_LIMITS = ("min_length", "max_length", "pattern", "minimum", "maximum", "unique")

Constraints = dict[tuple[str, str], dict[str, str]]
"""Class and attribute → limits; the attribute of a union's variant is ``value``."""


def read_constraints(source: PackageSource) -> Constraints:
    """The limits of every member of every class that is sent."""
    found: Constraints = {}
    for name, value in source.schemas.values():
        if name == "SCHEMAS" and isinstance(value, ast.Dict):
            for key, schema in zip(value.keys, value.values, strict=True):
                _structure(found, text_of(key), schema)
    return found


def _structure(found: Constraints, owner: str, schema: ast.expr) -> None:
    for member in schema.args if isinstance(schema, ast.Call) else ():
        match member:
            case ast.Call(func=ast.Name(id="Member"), args=[attribute, _, kind]):
                found[owner, text_of(attribute)] = dict(_limits(kind))
            case ast.Call(func=ast.Name(id="Variant"), args=[_, variant, kind]):
                found[last_name(variant), "value"] = dict(_limits(kind))
            case _:
                pass


def _limits(kind: ast.expr) -> Iterator[tuple[str, str]]:
    """Through lists and maps: ``[].min_length``."""
    pending = [("", kind)]
    while pending:
        path, node = pending.pop()
        if not isinstance(node, ast.Call):
            continue
        given = keywords(node)
        for name in _LIMITS:
            if name in given:
                yield f"{path}{name}", str(value_of(given[name]))
        match function_named(node), node.args:
            case "List", [member, *_]:
                pending.append((f"{path}[].", member))
            case "Map", [key, value, *_]:
                pending += [(f"{path}{{key}}.", key), (f"{path}{{}}.", value)]
            case _:
                pass
