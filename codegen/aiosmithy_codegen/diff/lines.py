"""Text of models on a line of a report."""

from __future__ import annotations


def one_line(text: str, longest: int = 160) -> str:
    """Without control and bidirectional characters, which could do something to a terminal, and never long."""
    shown = "".join(
        (
            char
            if char.isprintable()
            else char.encode("unicode_escape", "surrogatepass").decode("ascii")
        )
        for char in text[: longest + 1]
    )
    return shown if len(shown) <= longest else f"{shown[: longest - 1]}…"
