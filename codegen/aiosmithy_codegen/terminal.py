"""Text on a terminal."""

from __future__ import annotations

import click


def plain(text: str) -> str:
    """Text for a terminal: what a model's strings could do to it (control and bidi characters) is escaped."""
    return "".join(
        (
            char
            if char.isprintable() or char in "\n\t"
            else char.encode("unicode_escape", "surrogatepass").decode("ascii")
        )
        for char in text
    )


def note(text: str) -> None:
    """Something to know that is no mistake, on stderr."""
    click.echo(plain(f"note: {text}"), err=True)
