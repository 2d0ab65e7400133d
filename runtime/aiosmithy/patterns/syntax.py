r"""Reads a ``@pattern`` into nodes: ECMA-262 as Smithy says, Java as services write.

https://smithy.io/2.0/spec/constraint-traits.html#pattern-trait

What cannot be known exactly (backreferences, possessive and atomic groups) becomes something
that matches *more*, and that only where more is the safe side: not inside a negative
lookaround. What cannot be read at all raises :class:`Untranslatable`.
"""

from __future__ import annotations

from typing import Final

from .classes import (
    CharClass,
    any_char,
    dot,
    ranges,
    shorthand,
    unicode_property,
    union,
)
from .nodes import (
    Boundary,
    Chars,
    Choice,
    End,
    Look,
    Node,
    Repeat,
    Sequence,
    Start,
    Untranslatable,
)

__all__ = ["parse"]

_LONGEST_PATTERN: Final = 10_000
_DEEPEST: Final = 40
_MOST_COUNTED: Final = 4096
_CONTROLS: Final = {"t": "\t", "n": "\n", "r": "\r", "f": "\f"}
_SUPPLEMENTARY: Final = (0x10000, 0x10FFFF)


def parse(pattern: str) -> Node:
    """The pattern as nodes.

    Raises:
        Untranslatable: It is not a pattern, or one with features not read here.
    """
    if len(pattern) > _LONGEST_PATTERN:
        raise Untranslatable("too long")
    parser = _Parser(pattern)
    node = parser.choice()
    if parser.position != len(pattern):
        raise Untranslatable("unbalanced parenthesis")
    return node


class _Parser:
    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        self.position = 0
        self.depth = 0
        # Whether matching too much is the safe side; a negative lookaround turns it round.
        self.lenient = True
        self.ignore_case = False
        self.dot_all = False

    def peek(self, length: int = 1) -> str:
        return self.pattern[self.position : self.position + length]

    def take(self) -> str:
        char = self.peek()
        if not char:
            raise Untranslatable("unfinished pattern")
        self.position += 1
        return char

    def skip(self, text: str) -> bool:
        found = self.pattern.startswith(text, self.position)
        if found:
            self.position += len(text)
        return found

    def until(self, end: str) -> str:
        stop = self.pattern.find(end, self.position)
        if stop < 0:
            raise Untranslatable(f"no {end}")
        text = self.pattern[self.position : stop]
        self.position = stop + len(end)
        return text

    def approximate(self) -> None:
        if not self.lenient:
            raise Untranslatable("an approximation in a negative lookaround")

    def choice(self) -> Node:
        options = [self.sequence()]
        while self.skip("|"):
            options.append(self.sequence())
        return options[0] if len(options) == 1 else Choice(*options)

    def sequence(self) -> Node:
        parts: list[Node] = []
        while self.peek() not in ("", "|", ")"):
            parts.append(self.quantified(self.atom()))
        return parts[0] if len(parts) == 1 else Sequence(*parts)

    def quantified(self, node: Node) -> Node:
        bounds = self.quantifier()
        if bounds is None:
            return node
        if isinstance(node, Start | End | Boundary | Look):
            raise Untranslatable("a repeated assertion")
        if self.skip("+"):
            self.approximate()  # possessive: gives nothing back, so matches less
        else:
            self.skip("?")
        if self.quantifier() is not None:
            raise Untranslatable("a repeated repetition")
        return self.repeat(node, *bounds)

    def repeat(self, node: Node, low: int, high: int | None) -> Node:
        """Very large bounds are let go: an automaton has a state for each count."""
        if low > _MOST_COUNTED or (high or 0) > _MOST_COUNTED:
            self.approximate()
            return Repeat(node, min(low, _MOST_COUNTED), None)
        return Repeat(node, low, high)

    def quantifier(self) -> tuple[int, int | None] | None:
        for sign, bounds in (("*", (0, None)), ("+", (1, None)), ("?", (0, 1))):
            if self.skip(sign):
                return bounds
        if self.peek() != "{":
            return None
        stop = self.pattern.find("}", self.position)
        low, comma, high = self.pattern[self.position + 1 : max(stop, 0)].partition(",")
        if stop < 0 or not _is_number(low) or (high and not _is_number(high)):
            return None  # a brace that is only a brace (ECMA-262 Annex B)
        self.position = stop + 1
        least = _count(low)
        most = least if not comma else _count(high) if high else None
        if most is not None and most < least:
            raise Untranslatable("bounds out of order")
        return least, most

    def atom(self) -> Node:
        char = self.take()
        if char == "(":
            return self.group()
        if char == "[":
            return self.char_class()
        if char == "\\":
            return self.escape()
        if char == "^":
            return Start()
        if char == "$":
            return End()
        if char == ".":
            return self.chars(any_char() if self.dot_all else dot())
        if char in "*+?":
            raise Untranslatable("nothing to repeat")
        return self.literal(ord(char))

    def chars(self, members: CharClass) -> Chars:
        return Chars(members.possible if self.lenient else members.certain)

    def literal(self, code: int) -> Node:
        if 0xD800 <= code <= 0xDFFF:
            raise Untranslatable("half a surrogate pair")
        members = ranges((code, code))
        return self.chars(members.ignoring_case() if self.ignore_case else members)

    def group(self) -> Node:
        self.depth += 1
        if self.depth > _DEEPEST:
            raise Untranslatable("nested too deeply")
        outer = self.ignore_case, self.dot_all
        node = self.group_body()
        if not self.skip(")"):
            raise Untranslatable("unbalanced parenthesis")
        if not isinstance(node, _FlagsFollow):
            self.ignore_case, self.dot_all = outer
        self.depth -= 1
        return node

    def group_body(self) -> Node:
        if not self.skip("?"):
            return self.choice()
        if self.skip(":"):
            return self.choice()
        if self.skip(">"):
            self.approximate()
            return self.choice()
        for sign, ahead, negated in (
            ("=", True, False),
            ("!", True, True),
            ("<=", False, False),
            ("<!", False, True),
        ):
            if self.skip(sign):
                return self.look(ahead=ahead, negated=negated)
        if self.skip("<") or self.skip("P<"):
            self.until(">")
            return self.choice()
        return self.flags()

    def look(self, *, ahead: bool, negated: bool) -> Node:
        self.lenient ^= negated
        body = self.choice()
        self.lenient ^= negated
        return Look(body, ahead=ahead, negated=negated)

    def flags(self) -> Node:
        on = True
        while (flag := self.peek()) not in (")", ":"):
            self.take()
            if flag == "-":
                on = False
            elif flag == "i":
                self.ignore_case = on
            elif flag == "s":
                self.dot_all = on
            else:
                raise Untranslatable(f"flag {flag}")
        return self.choice() if self.skip(":") else _FlagsFollow()

    def escape(self) -> Node:
        char = self.take()
        if char in "bB":
            return Boundary(negated=char == "B", beyond_ascii=self.lenient)
        if char == "A":
            return Start()
        if char == "z":
            return End()
        if char == "Z":  # Java: before a last line end, too
            self.approximate()
            return Sequence(Repeat(self.chars(any_char()), 0, 2), End())
        if char in "123456789k":
            self.approximate()
            if char == "k" and not self.skip("<"):
                raise Untranslatable("a name is missing")
            if char == "k":
                self.until(">")
            return Repeat(Chars(any_char().possible), 0, None)
        self.position -= 1
        found = self.escaped()
        if not isinstance(found, CharClass):
            return self.literal(found)
        return self.chars(found.ignoring_case() if self.ignore_case else found)

    def escaped(self) -> CharClass | int:
        """A class such as ``\\d``, or the code point that an escape stands for."""
        char = self.take()
        if char in "pP":
            name = self.until("}") if self.skip("{") else self.take()
            members = unicode_property(name.removeprefix("^"))
            if members is None:
                raise Untranslatable(f"property {name}")
            negated = (char == "P") ^ name.startswith("^")
            return members.negated() if negated else members
        if (members := shorthand(char)) is not None:
            return members
        if char in _CONTROLS:
            return ord(_CONTROLS[char])
        if char == "u":
            return self.code_unit()
        if char == "x":
            return self.hexadecimal(self.until("}") if self.skip("{") else self.span(2))
        if char == "0" and not self.peek().isdigit():
            return 0
        if char == "c" and self.peek().isascii() and self.peek().isalpha():
            return ord(self.take()) & 0x1F
        if char.isascii() and char.isalnum():
            raise Untranslatable(f"escape \\{char}")
        return ord(char)

    def span(self, length: int) -> str:
        text = self.peek(length)
        self.position += length
        return text

    def hexadecimal(self, digits: str) -> int:
        try:
            code = int(digits, 16) if digits.isalnum() else -1
        except ValueError:
            code = -1
        if not 0 <= code <= 0x10FFFF:
            raise Untranslatable("not a code point")
        return code

    def code_unit(self) -> int:
        r"""``\uD83D\uDE00`` is one character to every engine, and ``\u{…}`` names one."""
        if self.skip("{"):
            return self.hexadecimal(self.until("}"))
        high = self.hexadecimal(self.span(4))
        if 0xD800 <= high <= 0xDBFF and self.peek(2) == "\\u":
            resume = self.position
            self.position += 2
            low = self.hexadecimal(self.span(4)) if self.peek() != "{" else 0
            if 0xDC00 <= low <= 0xDFFF:
                return 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00)
            self.position = resume
        return high

    def char_class(self) -> Node:
        negated = self.skip("^")
        bounds, parts = self.class_members()
        surrogates = [
            pair for pair in bounds if pair[1] >= 0xD800 and pair[0] <= 0xDFFF
        ]
        if surrogates and not negated and len(surrogates) == len(bounds) and not parts:
            return self.surrogate_pair(bounds)
        members = ranges(*bounds)
        if surrogates:
            # Halves of pairs say: the characters beyond U+FFFF. Which of them, the halves
            # alone do not say, so all of them are possible and none is certain.
            members = CharClass(
                ranges(*bounds, _SUPPLEMENTARY).possible, members.certain
            )
        members = union([members, *parts])
        if self.ignore_case:
            members = members.ignoring_case()
        return self.chars(members.negated() if negated else members)

    def surrogate_pair(self, high: list[tuple[int, int]]) -> Node:
        r"""``[\uD800-\uDBFF][\uDC00-\uDFFF]``: one character beyond U+FFFF, some of them."""
        self.approximate()
        low: list[tuple[int, int]] = []
        if self.skip("["):
            low, parts = self.class_members()
            low = [] if parts else low
        elif self.skip("\\u"):
            code = self.code_unit()
            low = [(code, code)]
        if not (_within(high, 0xD800, 0xDBFF) and _within(low, 0xDC00, 0xDFFF)):
            raise Untranslatable("half a surrogate pair")
        return self.chars(ranges(_SUPPLEMENTARY))

    def class_members(self) -> tuple[list[tuple[int, int]], list[CharClass]]:
        bounds: list[tuple[int, int]] = []
        parts: list[CharClass] = []
        if self.peek() == "]":
            raise Untranslatable("an empty class, or a bracket in it: engines differ")
        while not self.skip("]"):
            first = self.class_member()
            if isinstance(first, CharClass):
                parts.append(first)
                continue
            last = first
            if self.peek() == "-" and self.peek(2) not in ("-", "-]"):
                self.take()
                end = self.class_member()
                if isinstance(end, CharClass):  # [a-\d]: three members (Annex B)
                    parts.append(end)
                    bounds.append((ord("-"), ord("-")))
                elif end < first:
                    raise Untranslatable("range out of order")
                else:
                    last = end
            bounds.append((first, last))
        return bounds, parts

    def class_member(self) -> CharClass | int:
        if self.peek() == "[" or self.peek(2) == "&&":
            raise Untranslatable("a bracket or && in a class: engines differ")
        char = self.take()
        if char != "\\":
            return ord(char)
        if self.skip("b"):
            return 0x08
        return self.escaped()


class _FlagsFollow(Sequence):
    """``(?i)``: matches nothing, holds for the rest of the group around it."""

    __slots__ = ()


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _count(digits: str) -> int:
    if len(digits) > 9:
        raise Untranslatable("too many repetitions")
    return int(digits)


def _within(bounds: list[tuple[int, int]], low: int, high: int) -> bool:
    return bool(bounds) and all(low <= a and b <= high for a, b in bounds)
