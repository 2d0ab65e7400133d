"""What the generator knows of each protocol: the runtime has its module, and what it lacks is told."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import pytest
from aiosmithy.protocols import Protocol as Spoken
from aiosmithy_codegen.callability import find_missing
from aiosmithy_codegen.protocols import PROTOCOLS, Protocol
from aiosmithy_codegen.selection import select
from weather import NS, member, model, structure

ALL = pytest.mark.parametrize("protocol", PROTOCOLS.values(), ids=lambda each: each.id)
DOCUMENT: dict[str, Any] = {
    "GetTimeOutput": structure(any=member("Any")),
    "Any": {"type": "document"},
}


@ALL
def test_the_runtime_has_a_module_of_each(protocol: Protocol) -> None:
    module = import_module(f"aiosmithy.protocols.{protocol.module}")

    spoken: Spoken = module.PROTOCOL
    assert spoken.name == protocol.id
    if protocol.reads_frame:
        assert callable(getattr(module, protocol.reads_frame))


@ALL
def test_only_protocols_of_json_have_documents(protocol: Protocol) -> None:
    found = find_missing(select(model(**DOCUMENT)), protocol.id)

    if protocol.writes == "json":
        assert found == {}
    else:
        place = f"{NS}GetTimeOutput$any"
        assert found == {f"{NS}GetTime": (f"a document in {protocol.id} (on {place})",)}


@ALL
def test_without_documents_nothing_is_missing(protocol: Protocol) -> None:
    assert find_missing(select(model()), protocol.id) == {}
