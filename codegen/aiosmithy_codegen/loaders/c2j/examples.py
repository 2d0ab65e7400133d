"""``examples-1`` → ``smithy.api#examples``."""

from __future__ import annotations

from typing import Any

from ...errors import shown
from .checked import Checked
from .context import Context, Traits


def raise_examples(context: Context, root: Checked) -> dict[str, Traits]:
    """Operation → its trait."""
    found: dict[str, Traits] = {}
    examples = root.object("examples")
    for name in examples.data:
        if name not in context.operations:
            raise examples.wrong(f"there is no operation {shown(name)}")
        if shown_ones := [_example(example) for example in examples.items(name)]:
            found[name] = {"smithy.api#examples": shown_ones}
    return found


def _example(example: Checked) -> dict[str, Any]:
    title = example.text("title") or example.text("id") or "Example"
    found: dict[str, Any] = {"title": title}
    if text := example.text("description"):
        found["documentation"] = text
    for side in ("input", "output"):
        if side in example:
            found[side] = dict(example.object(side).data)
    return found
