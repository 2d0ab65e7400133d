"""What to say of a name that does not exist."""

from __future__ import annotations

from collections.abc import Iterable


def suggestion(name: str, known: Iterable[str]) -> str:
    """A remedy for a name that does not exist: the nearest one, or the first few."""
    from difflib import get_close_matches

    names = sorted(set(known))
    folded = {known_name.lower(): known_name for known_name in reversed(names)}
    near = get_close_matches(name.lower(), folded, n=1, cutoff=0.6)
    if near:
        return f"Did you mean {folded[near[0]]}?"
    more = ", …" if len(names) > 5 else ""
    return f"There are: {', '.join(names[:5])}{more}" if names else "There are none."
