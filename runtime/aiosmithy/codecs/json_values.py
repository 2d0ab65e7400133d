"""JSON text as Python values, and no more: it knows nothing of shapes (RFC 8259).

A service's answer is hostile until read: whatever is wrong is a ``ValueError`` that holds none of the body's values.
What the standard library lets pass is refused here: NaN, a key twice in one object, nesting beyond the bound. To look
for the last two takes up to as long again as the parsing, so it is done for bodies of up to ``CHECKED`` bytes, where
that is microseconds; in a longer one the last of two equal keys counts, and nesting ends where Python's recursion does.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any, Final, NoReturn, TypeAlias

__all__ = ["CHECKED", "DOCUMENTS", "NESTING", "decode", "decode_quickly"]

NESTING: Final = 128
"""How many objects and arrays may lie in one another."""

DOCUMENTS: Final = NESTING + 256
"""How many where one of them may be a document's."""

CHECKED: Final = 65_536

_Scan: TypeAlias = Callable[[str, int], tuple[Any, int]]


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(pairs) == 1:  # as in every value of DynamoDB
        ((key, value),) = pairs
        return {key: value}
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("an object with a key twice")
    return found


def _parser(**hooks: Any) -> tuple[json.JSONDecoder, _Scan]:
    """A decoder, and the scanner inside it."""
    decoder = json.JSONDecoder(parse_constant=_refuse_constant, **hooks)
    return decoder, vars(decoder)["scan_once"]


_plain: Final = _parser()
_checked: Final = _parser(object_pairs_hook=_unique)
_exact: Final = _parser(parse_float=Decimal)
_exact_checked: Final = _parser(parse_float=Decimal, object_pairs_hook=_unique)


def decode(body: bytes, *, exact: bool = False, nesting: int = NESTING) -> Any:
    """One JSON value; ``exact`` keeps numbers with a fraction as decimals.

    Raises:
        ValueError: The bytes are not exactly one JSON value, an object has a key twice, or it is nested too deeply.
    """
    text = body.decode()
    if len(body) > CHECKED:
        return _parse(_exact if exact else _plain, text)
    value = _parse(_exact_checked if exact else _checked, text)
    if text.count("{") + text.count("[") > nesting:  # else it cannot be
        _check_nesting(value, nesting)
    return value


def decode_quickly(body: bytes, *, nesting: int = NESTING) -> Any:
    """One JSON value, parsed by orjson.

    Integers of more than 64 bits come as floats, and the last of two equal keys counts; a text with half of a surrogate
    pair is refused. https://github.com/ijl/orjson#deserialize says more.

    Raises:
        ValueError: The bytes are not exactly one JSON value, or it is nested too deeply.
    """
    from orjson import loads

    value = loads(body)
    if len(body) <= CHECKED and body.count(b"{") + body.count(b"[") > nesting:
        _check_nesting(value, nesting)
    return value


def _parse(parser: tuple[json.JSONDecoder, _Scan], text: str) -> Any:
    try:
        return _whole(*parser, text)
    except RecursionError:
        raise ValueError("nested too deeply") from None


def _whole(decoder: json.JSONDecoder, scan: _Scan, text: str) -> Any:
    """What the decoder gives; from its scanner at once if there is nothing around the value."""
    try:
        value, end = scan(text, 0)
    except StopIteration:  # leading blanks, or no JSON: the slower way tells
        return decoder.decode(text)
    return value if end == len(text) else decoder.decode(text)


def _check_nesting(value: Any, nesting: int) -> None:
    """Look at the objects and arrays level by level, without recursion."""
    level = [value]
    for _ in range(nesting):
        level = [
            found
            for each in level
            for found in (each.values() if each.__class__ is dict else each)
            if found.__class__ is dict or found.__class__ is list
        ]
        if not level:
            return
    raise ValueError(f"nested more than {nesting} deep")
