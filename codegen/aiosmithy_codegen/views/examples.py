"""``smithy.api#examples`` as calls of the generated client, for docstrings."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from ..docs_layout import Block
from ..json_values import is_list, is_object
from ..literals import literal
from ..model import Shape
from .context import Context, text_of

_WIDTH = 72


def example_blocks(context: Context, operation: Shape) -> list[Block]:
    """One ``Example:`` section for each example that shows a call that succeeds."""
    examples = operation.traits.get("smithy.api#examples")
    found: list[Block] = []
    for example in examples if is_list(examples) else ():
        if is_object(example) and "error" not in example:
            found += _example(context, operation, example)
    return found


def _example(
    context: Context, operation: Shape, example: Mapping[str, Any]
) -> list[Block]:
    title = text_of(example.get("title", "")) or operation.name
    about = text_of(example.get("documentation", ""))
    sentence = f"{title.rstrip('.')}. {about}" if about else title.rstrip(".")
    method = context.symbols.operation(operation.id).method
    given = example.get("input")
    arguments = _members(context, context.input(operation), given)
    call = _call(f"output = await client.{method}", arguments, 0)
    return [
        Block("Example:"),
        Block(f"{sentence.rstrip('.')}::", 4, tight=True),
        Block("\n".join(call), 8, preformatted=True),
    ]


def _members(context: Context, shape: Shape, given: Any) -> list[tuple[str, list[str]]]:
    if not is_object(given):
        return []
    return [
        (
            f"{context.symbols.member(member.id)}=",
            _value(context, context.model.target(member), given[member.name]),
        )
        for member in shape.members.values()
        if member.name in given
    ]


def _call(
    head: str, arguments: Iterable[tuple[str, list[str]]], depth: int, close: str = "()"
) -> list[str]:
    """A call, list or dict: in one line if it is short, else one argument a line."""
    arguments = list(arguments)
    if all(len(lines) == 1 for _, lines in arguments):
        inner = ", ".join(prefix + lines[0] for prefix, lines in arguments)
        if len(head) + len(inner) + 2 <= _WIDTH - depth:
            return [f"{head}{close[0]}{inner}{close[1]}"]
    found = [head + close[0]]
    for prefix, lines in arguments:
        first, *rest = lines
        block = [f"    {prefix}{first}", *(f"    {line}" for line in rest)]
        block[-1] += ","
        found += block
    return [*found, close[1]]


def _value(context: Context, shape: Shape, value: Any) -> list[str]:
    """A value as lines of Python; what does not fit its shape is shown as it is."""
    match shape.type, value:
        case "structure", _ if is_object(value):
            name = f"shapes.{context.symbols.shape(shape.id)}"
            return _call(name, _members(context, shape, value), 8)
        case "union", _ if is_object(value):
            return _variant(context, shape, value)
        case "list", _ if is_list(value):
            inner = context.model.target(shape.members["member"])
            return _call(
                "", [("", _value(context, inner, item)) for item in value], 8, "[]"
            )
        case "map", _ if is_object(value):
            inner = context.model.target(shape.members["value"])
            items = [
                (f"{literal(key)}: ", _value(context, inner, item))
                for key, item in value.items()
            ]
            return _call("", items, 8, "{}")
        case _:
            return [_simple(shape, value)]


def _variant(context: Context, shape: Shape, value: Mapping[str, Any]) -> list[str]:
    for member in shape.members.values():
        if member.name in value:
            inner = _value(context, context.model.target(member), value[member.name])
            name = f"shapes.{context.symbols.variant(member.id)}"
            return _call(name, [("value=", inner)], 8)
    return [literal(dict(value))]


def _simple(shape: Shape, value: Any) -> str:
    try:
        if shape.type == "blob" and isinstance(value, str):
            return literal(base64.b64decode(value, validate=True))
        if shape.type == "timestamp" and isinstance(value, str):
            return (
                f'datetime.fromisoformat("{datetime.fromisoformat(value).isoformat()}")'
            )
    except (ValueError, binascii.Error):
        pass
    if shape.type == "timestamp" and isinstance(value, int | float):
        return f"datetime.fromtimestamp({literal(value)}, UTC)"
    return literal(value)
