"""Strings that fit a pattern, and look like what AWS would give: ARNs with a region and an account, UUIDs."""

from __future__ import annotations

import hashlib
import importlib
import re
import uuid
import warnings
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from attrs import frozen

from .constraints import matches

_parser: Any = importlib.import_module("re._parser")
_ALPHABET = "a0A-_./: @+=,"
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_MOST = 4096  # characters: a pattern may ask for any number


class Ids:
    """Identifiers that look random and come in the same order for the same seed."""

    def __init__(self, seed: int = 0) -> None:
        self._seed = seed
        self._count = 0

    def uuid(self) -> str:
        """The next UUID, of version 4."""
        self._count += 1
        digest = hashlib.sha256(f"{self._seed}/{self._count}".encode()).digest()
        return str(uuid.UUID(bytes=digest[:16], version=4))


@frozen
class Place:
    """Where the synthesized ARNs are."""

    region: str
    account_id: str


@frozen
class StringMaker:
    """Makes strings for patterns and lengths."""

    ids: Ids

    def make(
        self,
        pattern: str | None,
        length: Mapping[str, int],
        *,
        name: str,
        place: Place,
        known: Mapping[str, Any],
    ) -> str:
        """A string for a member of that name; ``known`` are values that an ARN may have to repeat.

        Where no candidate fits, the one that came nearest.
        """
        candidates = self._candidates(pattern, name, place, known)
        fitted = [""]
        for candidate in candidates:
            text = _fit(candidate, length)
            if pattern is None or matches(pattern, text):
                return text
            fitted.append(text)
        return fitted[-1]

    def _candidates(
        self,
        pattern: str | None,
        name: str,
        place: Place,
        known: Mapping[str, Any],
    ) -> Iterator[str]:
        if pattern is None:
            yield name
            return
        yield self.ids.uuid()
        for generous in (False, True):
            text = _Walk(self.ids, place, generous).text(pattern)
            if text is not None:
                yield _with_known(text, known)
                yield text
        yield name
        yield "a"


def _fit(text: str, length: Mapping[str, int]) -> str:
    low = min(length.get("min", 0), _MOST)
    padded = text + (text[-1:] or "a") * (low - len(text))
    return padded[: length.get("max", len(padded))]


def _with_known(arn: str, known: Mapping[str, Any]) -> str:
    """``membership/<uuid>`` takes the value of ``membershipIdentifier`` or ``membershipId``, if that is a UUID too."""

    def replaced(found: re.Match[str]) -> str:
        for suffix in ("Identifier", "Id"):
            value = known.get(found[1] + suffix)
            if isinstance(value, str) and _UUID.fullmatch(value):
                return f"{found[1]}/{value}"
        return found[0]

    return re.sub(rf"\b(\w+)/{_UUID.pattern}", replaced, arn)


class _Walk:
    """Walks a parsed regular expression and writes the simplest text for it."""

    def __init__(self, ids: Ids, place: Place, generous: bool) -> None:
        self.ids = ids
        self.place = place
        self.generous = generous  # also where no repetition is needed
        self.written = ""

    def text(self, pattern: str) -> str | None:
        """The text, or None if Python cannot parse the pattern. It may still not match: look-arounds are skipped."""
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # of what Python may mean one day
                parsed = _parser.parse(pattern)
            self._all(parsed)
        except (re.error, RecursionError, OverflowError, NotImplementedError):
            return None
        return self.written

    def _all(self, nodes: Iterable[tuple[Any, Any]]) -> None:
        for kind, argument in nodes:
            if len(self.written) < _MOST:
                self._one(str(kind), argument)

    def _one(self, kind: str, argument: Any) -> None:
        if kind == "LITERAL":
            self.written += chr(argument)
        elif kind in ("ANY", "IN", "NOT_LITERAL", "CATEGORY"):
            self.written += _first(kind, argument)
        elif kind == "SUBPATTERN":
            self._all(argument[-1])
        elif kind == "ATOMIC_GROUP":
            self._all(argument)
        elif kind == "BRANCH":
            self._all(argument[1][0])
        elif kind.endswith("REPEAT"):
            self._repeat(*argument)
        elif kind not in ("AT", "ASSERT", "ASSERT_NOT"):
            raise NotImplementedError(kind)

    def _repeat(self, low: int, high: int, nodes: Any) -> None:
        (kind, argument), *more = nodes
        if low == 0 and not self.generous:
            return
        if more or str(kind) not in ("ANY", "IN", "NOT_LITERAL", "CATEGORY"):
            for _ in range(min(max(low, 1), 64)):
                self._all(nodes)
            return
        kind = str(kind)
        for word in self._words(low, high):
            if all(_accepts(kind, argument, char) for char in word):
                self.written += word
                return
        self.written += _first(kind, argument) * min(max(low, 1), _MOST)

    def _words(self, low: int, high: int) -> Iterator[str]:
        """What would look right for so many characters of one class, the best first."""
        fresh = self.ids.uuid()
        digits = fresh.replace("-", "")
        words = [fresh, digits, digits[:8]]
        if self.written.startswith("arn:"):
            colons = self.written.count(":")
            here = {3: self.place.region, 4: self.place.account_id}.get(colons)
            words = [here, *words] if here else words
        if low == high:
            words = [self.place.account_id, digits[:low]]
        return (word for word in words if low <= len(word) <= high)


def _first(kind: str, argument: Any) -> str:
    for char in _ALPHABET:
        if _accepts(kind, argument, char):
            return char
    for item, value in argument if kind == "IN" else ():
        if str(item) == "LITERAL":
            return chr(value)
        if str(item) == "RANGE":
            return chr(value[0])
    return "a"


def _accepts(kind: str, argument: Any, char: str) -> bool:
    if kind == "ANY":
        return True
    if kind == "NOT_LITERAL":
        return bool(ord(char) != argument)
    if kind == "CATEGORY":
        return _in_category(str(argument), char)
    negated = bool(argument) and str(argument[0][0]) == "NEGATE"
    items: list[tuple[Any, Any]] = argument[1:] if negated else argument
    found = any(_item_accepts(item, value, char) for item, value in items)
    return found is not negated


def _item_accepts(item: Any, value: Any, char: str) -> bool:
    kind = str(item)
    if kind == "RANGE":
        return bool(value[0] <= ord(char) <= value[1])
    if kind == "CATEGORY":
        return _in_category(str(value), char)
    return bool(ord(char) == value)


def _in_category(category: str, char: str) -> bool:
    kind = category.removeprefix("CATEGORY_").removeprefix("NOT_").lower()
    found = {
        "digit": char.isdigit(),
        "space": char.isspace(),
        "word": char.isalnum() or char == "_",
    }.get(kind, True)
    return found is not ("_NOT_" in category)
