"""Lists and maps as whole bodies: what they hold has functions in the codec although no structure of the service holds it."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from aiosmithy.http import HttpResponse

from .test_package import NS, STRING, member, model, render


def holding(target: str, sparse: bool = False) -> dict[str, Any]:
    """Shapes: a list ``Many`` and a map ``Named`` of these."""
    traits: dict[str, Any] = {"smithy.api#sparse": {}} if sparse else {}
    item = {"target": target if "#" in target else NS + target}
    return {
        f"{NS}Many": {"type": "list", "member": item, "traits": traits},
        f"{NS}Named": {
            "type": "map",
            "key": {"target": STRING},
            "value": item,
            "traits": traits,
        },
        f"{NS}Part": {"type": "structure", "members": {"a": {"target": STRING}}},
        f"{NS}Choice": {
            "type": "union",
            "members": {"part": {"target": f"{NS}Part"}, "text": {"target": STRING}},
        },
    }


@pytest.fixture
def package(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[str]:
    """The name of a package whose operation takes and gives such a payload."""
    payload, target, sparse = request.param
    document = model(
        members={"all": member(NS + payload, httpPayload={}, required={})},
        output={"all": member(NS + payload, httpPayload={}, required={})},
        shapes=holding(target, sparse),
    )
    for path, text in render(document).items():
        file = tmp_path / "payload_client" / path
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    yield "payload_client"
    for name in [name for name in sys.modules if name.startswith("payload_client")]:
        del sys.modules[name]


DATA: dict[str, list[Any]] = {
    "Part": [{"a": "b"}, {}],
    "Choice": [{"text": "b"}, {"part": {"a": "b"}}],
    "smithy.api#Document": [{"a": [None]}, 1],
    "smithy.api#Integer": [1, 2],
}


@pytest.mark.parametrize(
    "package",
    [
        (payload, target, sparse)
        for payload in ("Many", "Named")
        for target in DATA
        for sparse in (False, True)
    ],
    indirect=True,
    ids=str,
)
def test_what_was_read_is_written_again(
    package: str, request: pytest.FixtureRequest
) -> None:
    payload, target, sparse = request.node.callspec.params["package"]
    items = [*DATA[target], None] if sparse else DATA[target]
    data = items if payload == "Many" else {str(n): v for n, v in enumerate(items)}
    operations: ModuleType = import_module(f"{package}.operations")
    shapes: ModuleType = import_module(f"{package}.shapes")

    output = operations.parse_do(HttpResponse(200, {}, json.dumps(data).encode()))
    sent = operations.serialize_do(shapes.DoInput(all=output.all))

    assert data == json.loads(sent.body)
