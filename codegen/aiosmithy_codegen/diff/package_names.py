"""The names on the wire in the generated writers of each format: which stands before which value."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from ..protocols import Format
from .code import calls, function_named, text_of, value_of

Named = Iterator[tuple[str, ast.expr]]
"""A name with the expression that holds the value."""

_JSON_NAME = re.compile(r'("(?:[^"\\]|\\.)*"):\Z')
_TAG = re.compile(r"<([^\s<>/]+)")


def named(statements: Sequence[ast.stmt], form: Format) -> Named:
    """The names in these statements, in order; nothing where they are written in another way than today's templates do."""
    return _FORMATS[form](statements)


def _values(statements: Sequence[ast.stmt]) -> Iterator[ast.expr]:
    """What is added to a text, returned, or called for its effect."""
    for statement in statements:
        match statement:
            case ast.Assign(value=value) | ast.AugAssign(value=value):
                yield value
            case ast.Return(value=ast.expr() as value) | ast.Expr(value=value):
                yield value
            case _:
                pass


def _json(statements: Sequence[ast.stmt]) -> Named:
    """``f',"name":{write(value.attribute)}'``."""
    for value in _values(statements):
        if not isinstance(value, ast.JoinedStr):
            continue
        for before, after in zip(value.values, value.values[1:], strict=False):
            name = _JSON_NAME.search(str(value_of(before)))
            if name and isinstance(after, ast.FormattedValue):
                try:
                    yield str(json.loads(name[1])), after.value
                except ValueError:
                    continue


def _xml(statements: Sequence[ast.stmt]) -> Named:
    """``f"<name>{write(value.attribute)}</name>"``: the first tag; or ``write_attribute("name", …)``."""
    for value in _values(statements):
        if function_named(value) == "write_attribute":
            yield text_of(next(iter(calls(value))).args[0]), value
            continue
        texts = (text_of(node) for node in _in_order(value))
        tag = next((found for text in texts if (found := _TAG.match(text))), None)
        if tag:
            yield tag[1], value


def _in_order(value: ast.expr) -> Iterator[ast.Constant]:
    """The constants as they stand in the text."""
    found = [node for node in ast.walk(value) if isinstance(node, ast.Constant)]
    return iter(sorted(found, key=lambda node: (node.lineno, node.col_offset)))


def _query(statements: Sequence[ast.stmt]) -> Named:
    """``write(value.attribute, f"{name}.Name.entry", …)``."""
    for value in _values(statements):
        match value:
            case ast.Call(args=[_, ast.JoinedStr(values=[_, after]), *_]):
                yield text_of(after).removeprefix(".").partition(".")[0], value
            case ast.Call(args=[_, ast.Constant() as name, *_]):
                yield text_of(name).partition(".")[0], value
            case _:
                pass


def _cbor(statements: Sequence[ast.stmt]) -> Named:
    r"""``out += b"\x64name"`` before ``write(out, value.attribute)``."""
    name = ""
    for value in _values(statements):
        key = value_of(value)
        if isinstance(key, bytes):
            name = _key(key)
        elif name:
            yield name, value


def _key(data: bytes) -> str:
    """A text in CBOR, behind the head of a map of one entry if it is there (RFC 8949 §3)."""
    data = data.removeprefix(b"\xa1")
    size = 1 if data[:1] < b"\x78" else 1 + (1 << (data[0] - 0x78))
    return data[size:].decode(errors="replace")


_FORMATS: Mapping[Format, Callable[[Sequence[ast.stmt]], Named]] = {
    "json": _json,
    "xml": _xml,
    "query": _query,
    "ec2Query": _query,
    "cbor": _cbor,
}
