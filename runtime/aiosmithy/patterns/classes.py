"""Character classes of ``@pattern``: what a class may hold, and what it surely holds.

The engines that AWS services run (ECMA-262 by the specification, Java by habit) disagree on
some classes, and every Unicode version assigns more code points. So each class is two tests:
``possible`` is true for what any of them takes, ``certain`` for what all of them take. A
pattern is only ever reported as broken when no engine could take the value.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable
from functools import cache
from typing import Final, TypeAlias
from unicodedata import category

__all__ = [
    "CharClass",
    "Test",
    "any_char",
    "dot",
    "ranges",
    "shorthand",
    "unicode_property",
    "union",
]

Test: TypeAlias = Callable[[str], bool]


class CharClass:
    """A class of characters, known within bounds."""

    __slots__ = ("certain", "possible")

    def __init__(self, possible: Test, certain: Test | None = None) -> None:
        self.possible = possible
        self.certain = possible if certain is None else certain

    def negated(self) -> CharClass:
        """What is not in the class."""
        possible, certain = self.possible, self.certain
        return CharClass(
            lambda char: not certain(char), lambda char: not possible(char)
        )

    def ignoring_case(self) -> CharClass:
        """Both cases of what is in the class: in Java's default of ASCII alone, in ECMA of all."""
        possible, certain = self.possible, self.certain
        return CharClass(
            lambda char: any(
                possible(form)
                for form in (char, char.lower(), char.upper())
                if len(form) == 1
            ),
            lambda char: certain(char) or (char.isascii() and certain(char.swapcase())),
        )


def union(parts: Iterable[CharClass]) -> CharClass:
    """What is in any of the classes."""
    possible = [part.possible for part in parts]
    certain = [part.certain for part in parts]
    return CharClass(
        lambda char: any(test(char) for test in possible),
        lambda char: any(test(char) for test in certain),
    )


def ranges(*bounds: tuple[int, int]) -> CharClass:
    """The code points within these bounds, both ends included."""
    return CharClass(_in_ranges(bounds))


def _in_ranges(bounds: Iterable[tuple[int, int]]) -> Test:
    starts: list[int] = []
    ends: list[int] = []
    for first, last in sorted(bounds):
        if ends and first <= ends[-1] + 1:
            ends[-1] = max(ends[-1], last)
        else:
            starts.append(first)
            ends.append(last)
    if len(starts) == 1:
        low, high = starts[0], ends[0]
        return lambda char: low <= ord(char) <= high

    def test(char: str) -> bool:
        code = ord(char)
        index = bisect_right(starts, code) - 1
        return index >= 0 and code <= ends[index]

    return test


def any_char() -> CharClass:
    """Every character."""
    return CharClass(lambda char: True)


def dot() -> CharClass:
    """What ``.`` takes: Java counts U+0085 among the line ends, ECMA does not."""
    return CharClass(
        lambda char: char not in "\n\r\u2028\u2029",
        lambda char: char not in "\n\r\u2028\u2029\x85",
    )


_ASCII_SPACE: Final = ((0x09, 0x0D), (0x20, 0x20))
_UNICODE_SPACE: Final = (
    *_ASCII_SPACE,
    (0x85, 0x85),
    (0xA0, 0xA0),
    (0x1680, 0x1680),
    (0x2000, 0x200A),
    (0x2028, 0x2029),
    (0x202F, 0x202F),
    (0x205F, 0x205F),
    (0x3000, 0x3000),
    (0xFEFF, 0xFEFF),
)


@cache
def shorthand(letter: str) -> CharClass | None:
    r"""What ``\d``, ``\w``, ``\s``, ``\v`` and their negations take; None for other letters."""
    if letter in "DWS":
        positive = shorthand(letter.lower())
        return positive and positive.negated()
    if letter == "d":
        return ranges((0x30, 0x39))
    if letter == "w":
        return ranges((0x30, 0x39), (0x41, 0x5A), (0x5F, 0x5F), (0x61, 0x7A))
    if letter == "s":
        return CharClass(_in_ranges(_UNICODE_SPACE), _in_ranges(_ASCII_SPACE))
    if letter == "v":  # ECMA: vertical tab; Java: vertical white space
        vertical = ((0x0A, 0x0D), (0x85, 0x85), (0x2028, 0x2029))
        return CharClass(_in_ranges(vertical), _in_ranges([(0x0B, 0x0B)]))
    return None


_CATEGORIES: Final = {
    "C": ("Cc", "Cf", "Cs", "Co", "Cn"),
    "L": ("Lu", "Ll", "Lt", "Lm", "Lo"),
    "LC": ("Lu", "Ll", "Lt"),
    "M": ("Mn", "Mc", "Me"),
    "N": ("Nd", "Nl", "No"),
    "P": ("Pc", "Pd", "Ps", "Pe", "Pi", "Pf", "Po"),
    "S": ("Sm", "Sc", "Sk", "So"),
    "Z": ("Zs", "Zl", "Zp"),
}
_SINGLE_CATEGORIES: Final = frozenset(
    code for codes in _CATEGORIES.values() for code in codes
)
_LONG_NAMES: Final = {
    "cased_letter": "LC",
    "connector_punctuation": "Pc",
    "control": "Cc",
    "dash_punctuation": "Pd",
    "decimal_number": "Nd",
    "letter": "L",
    "lowercase_letter": "Ll",
    "mark": "M",
    "number": "N",
    "other": "C",
    "punctuation": "P",
    "separator": "Z",
    "space_separator": "Zs",
    "symbol": "S",
    "titlecase_letter": "Lt",
    "uppercase_letter": "Lu",
}
# Java's POSIX classes are ASCII (java.util.regex.Pattern, "POSIX character classes").
_POSIX: Final = {
    "ASCII": ((0x00, 0x7F),),
    "Alnum": ((0x30, 0x39), (0x41, 0x5A), (0x61, 0x7A)),
    "Alpha": ((0x41, 0x5A), (0x61, 0x7A)),
    "Blank": ((0x09, 0x09), (0x20, 0x20)),
    "Cntrl": ((0x00, 0x1F), (0x7F, 0x7F)),
    "Digit": ((0x30, 0x39),),
    "Graph": ((0x21, 0x7E),),
    "Lower": ((0x61, 0x7A),),
    "Print": ((0x20, 0x7E),),
    "Punct": ((0x21, 0x2F), (0x3A, 0x40), (0x5B, 0x60), (0x7B, 0x7E)),
    "Space": _ASCII_SPACE,
    "Upper": ((0x41, 0x5A),),
    "XDigit": ((0x30, 0x39), (0x41, 0x46), (0x61, 0x66)),
}
# Binary properties in terms of general categories: surely in, and possibly in besides.
# The exact sets hold a few characters of the latter, which unicodedata cannot tell.
_BINARY: Final = {
    "alphabetic": (("Lu", "Ll", "Lt", "Lm", "Lo", "Nl"), ("Mn", "Mc", "So")),
    "lowercase": (("Ll",), ("Lm", "Lo", "Mn", "Nl", "So")),
    "uppercase": (("Lu",), ("Nl", "So")),
}
# Names that ECMA reads as a binary property and Java as one of ASCII.
_AMBIGUOUS: Final = {"Alpha": "alphabetic", "Lower": "lowercase", "Upper": "uppercase"}


@cache
def unicode_property(name: str) -> CharClass | None:
    r"""What ``\p{name}`` takes; None where the name is not known here (scripts, blocks)."""
    if name == "Any":
        return any_char()
    if name in _AMBIGUOUS:
        broad = _by_category(*_BINARY[_AMBIGUOUS[name]])
        return CharClass(broad.possible, _in_ranges(_POSIX[name]))
    if name == "Space":
        return shorthand("s")
    if name in _POSIX:
        return ranges(*_POSIX[name])
    key, equals, value = name.partition("=")
    if equals:
        known = key.lower() in ("gc", "general_category")
        return _general_category(value) if known else None
    plain = name.removeprefix("Is")
    if plain.lower() in _BINARY:
        return _by_category(*_BINARY[plain.lower()])
    if plain.lower() == "white_space":
        return shorthand("s")
    return _general_category("Nd" if name == "IsDigit" else plain)


def _general_category(name: str) -> CharClass | None:
    code = _LONG_NAMES.get(name.lower(), name)
    if code in _SINGLE_CATEGORIES:
        return _by_category((code,))
    return _by_category(_CATEGORIES[code]) if code in _CATEGORIES else None


def _by_category(certain: Iterable[str], possible: Iterable[str] = ()) -> CharClass:
    # A code point that this Python does not know (Cn) may be of any category elsewhere.
    surely = frozenset(certain) - {"Cn"}
    maybe = surely | frozenset(possible) | {"Cn"}
    return CharClass(
        lambda char: category(char) in maybe, lambda char: category(char) in surely
    )
