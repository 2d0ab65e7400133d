"""Numbers as a model writes them, none of them rounded (https://smithy.io/2.0/spec/idl.html#node-values); of JSON and IDL alike."""

from __future__ import annotations

from decimal import Decimal

_LONGEST = 4300  # digits, written out; Python's own limit for integers
_MARKS = frozenset(".eE")


def exact_number(text: str) -> int | float | Decimal:
    """The number that a JSON or IDL number says: a float only where it says the same, else a Decimal.

    Raises ValueError for numbers so long, or so large or small, that only an attack would hold them.
    """
    if len(text) > _LONGEST:
        raise ValueError(f"a number of more than {_LONGEST} digits is not read")
    if _MARKS.isdisjoint(text):
        return int(text)
    exponent = text.lower().partition("e")[2]
    if exponent and abs(int(exponent)) > _LONGEST:
        raise ValueError(f"a power of ten beyond {_LONGEST} is not read")
    exact, rounded = Decimal(text), float(text)
    return rounded if Decimal(repr(rounded)) == exact else exact
