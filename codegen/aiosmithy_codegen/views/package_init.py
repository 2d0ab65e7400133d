"""``__init__.py``: the client, and the modules that users name, loaded when first used."""

from __future__ import annotations

from attrs import frozen

from ..docs_layout import Block, docstring_text
from .context import Context
from .text import documentation


@frozen
class PackageView:
    header: str
    doc: str
    client: str
    modules: tuple[str, ...]
    exported: tuple[str, ...]


def package_view(context: Context, *, paginators: bool, waiters: bool) -> PackageView:
    modules = ["errors", "shapes"]
    if paginators:
        modules.append("paginators")
    if waiters:
        modules.append("waiters")
    client = context.symbols.service.client
    blocks = [Block(f"{context.title}, an async client.")]
    blocks += [b for b in documentation(context.service.traits, "") if b.text]
    return PackageView(
        header=context.header,
        doc=docstring_text(blocks, indent=0),
        client=client,
        modules=tuple(sorted(modules)),
        exported=(client, *sorted(modules)),
    )
