"""Text of a model as Python source: safe for every string, clean in every editor."""

from __future__ import annotations

import math
import re
from decimal import Decimal
from typing import Any

from attrs import frozen

from .json_values import is_list, is_object

# What is invisible, moves other text about, or is no character at all becomes an escape. A fixed list, for what
# ``str.isprintable`` says changes with Python's version.
_HIDDEN = re.compile(
    "[\0-\x1f\x7f-\xa0\xad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u115f\u1160"
    "\u1680\u17b4\u17b5\u180b-\u180f\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\u3164"
    "\ud800-\uf8ff\ufe00-\ufe0f\ufeff\uffa0\ufff0-\uffff\U000110bd\U000110cd"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U0010ffff]"
)
_SURROGATE = re.compile("[\ud800-\udfff]")
_SHORT = {"\n": r"\n", "\t": r"\t", "\r": r"\r"}
_LARGE = 10**4000  # Python converts no longer numbers to decimal text


def _escape(match: re.Match[str]) -> str:
    char = match[0]
    if char in _SHORT:
        return _SHORT[char]
    code = ord(char)
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def escaped(text: str, quote: str) -> str:
    """The text as it stands between two quotes."""
    text = text.replace("\\", "\\\\").replace(quote, "\\" + quote)
    return _HIDDEN.sub(_escape, text)


def literal(value: Any) -> str:
    """A Python literal of the value; strings in double quotes unless single ones need fewer escapes.

    A decimal, which JSON's numbers are where no float says the same, is written as a number: it is rounded when read.
    """
    match value:
        case str():
            quote = "'" if value.count('"') > value.count("'") else '"'
            return quote + escaped(value, quote) + quote
        case float() if not math.isfinite(value):
            return f'float("{value}")'
        case Decimal():
            return str(value)
        case int() if abs(value) > _LARGE:
            return hex(value)
        case _ if is_list(value):
            return f"[{', '.join(map(literal, value))}]"
        case _ if is_object(value):
            pairs = (f"{literal(k)}: {literal(v)}" for k, v in value.items())
            return f"{{{', '.join(pairs)}}}"
        case _:
            return repr(value)


def docstring(text: str, indent: int = 0) -> str:
    """What stands between a docstring's triple quotes.

    The lines are indented; if there are several, the closing quotes get their own.
    """
    margin = " " * indent
    first, *others = text.split("\n")
    if not others:
        body = first.rstrip('"')
        return _in_docstring(body, start=True) + r"\"" * (len(first) - len(body))
    lines = [_in_docstring(first, start=True)]
    lines += [margin + _in_docstring(line) if line else "" for line in others]
    return "\n".join([*lines, margin])


def _in_docstring(line: str, *, start: bool = False) -> str:
    """One line; a quote at a docstring's start is escaped, black would put a space before it.

    Half a surrogate pair becomes U+FFFD: Python cannot make a class with it in its docstring.
    """
    line = _SURROGATE.sub("\ufffd", line)
    line = line.replace("\\", "\\\\").replace('"""', r"\"\"\"")
    if start and line.startswith('"'):
        line = "\\" + line
    return _HIDDEN.sub(_escape, line)


@frozen
class Code:
    """A part of an f-string that is an expression, with its format after a colon."""

    text: str


def f_string(*parts: str | Code, quote: str = '"') -> str:
    """An f-string of text and expressions in turn; the expressions hold neither ``quote`` nor backslashes."""
    body = "".join(
        (
            f"{{{part.text}}}"
            if isinstance(part, Code)
            else escaped(part, quote).replace("{", "{{").replace("}", "}}")
        )
        for part in parts
    )
    return f"f{quote}{body}{quote}"
