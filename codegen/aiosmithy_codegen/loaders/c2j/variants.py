"""Traits that C2J writes on references and Smithy on shapes: text that holds JSON, and streamed blobs."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from .checked import Checked
from .context import Context, Traits

_JSON = "Json"
_STREAMING = "Streaming"
_TRAITS: dict[str, Traits] = {
    _JSON: {"smithy.api#mediaType": "application/json"},
    _STREAMING: {"smithy.api#streaming": {}},
}


class Variants:
    """Where every reference to a shape agrees, the shape gets the trait; else a second shape of a like name does."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._used: dict[str, set[str]] = {}
        self._copies: dict[tuple[str, str], str] = {}
        for reference in chain.from_iterable(map(_references, context.shapes.values())):
            name = context.expect(reference)
            self._used.setdefault(name, set()).add(self._variant(name, reference))

    def traits(self, name: str) -> Traits:
        """The traits of a C2J shape of which all references say the same."""
        used = self._used.get(name, set[str]())
        return dict(_TRAITS.get(next(iter(used)), {})) if len(used) == 1 else {}

    def target(self, reference: Checked) -> str:
        """The shape id that the reference means."""
        name = self._context.expect(reference)
        variant = self._variant(name, reference)
        if not variant or len(self._used[name]) == 1:
            return self._context.id(name)
        key = name, variant
        if key not in self._copies:
            original = self._context.id(name)
            self._copies[key] = self._context.add(
                variant + original.partition("#")[2], {"type": original}
            )
        return self._copies[key]

    def finish(self) -> None:
        """Give the second shapes what their originals have, once these are raised."""
        definitions = self._context.definitions
        for (name, variant), copy in self._copies.items():
            original = definitions[self._context.id(name)]
            traits = {**original.get("traits", {}), **_TRAITS[variant]}
            definitions[copy] = {**original, "traits": traits}

    def _variant(self, name: str, reference: Checked) -> str:
        kind = self._context.shapes[name].text("type")
        if kind == "string" and reference.flag("jsonvalue"):
            return _JSON
        return _STREAMING if kind == "blob" and reference.flag("streaming") else ""


def _references(shape: Checked) -> Iterator[Checked]:
    yield from shape.objects("members").values()
    for key in ("member", "key", "value"):
        if key in shape:
            yield shape.object(key)
