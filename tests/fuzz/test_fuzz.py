"""A short, seeded run of every decoder: raw bytes, mutated seeds, and bodies that are well-formed and wrong.

``tests/fuzz/run.py`` runs one for as long as you like.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator
from random import Random
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import pytest
from aiosmithy.codecs import json_values
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from mutations import mutated
from targets import TARGETS, Defect, Target
from wire_model import wire_clients

SEEDED = settings(
    max_examples=150,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)
MEMBERS = [
    "text",
    "count",
    "big",
    "exact",
    "ratio",
    "flag",
    "data",
    "made",
    "day",
    "expires",
    "second",
    "color",
]
MEMBERS += [
    "texts",
    "numbers",
    "names",
    "nodes",
    "choice",
    "root",
    "any",
    "next",
    "name",
    "number",
    "node",
    "new",
]
NAMES = st.sampled_from(MEMBERS)


@pytest.fixture(scope="module")
def targets(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Target]]:
    with wire_clients(tmp_path_factory.mktemp("wire")) as wire:
        yield {name: make(wire) for name, make in TARGETS.items()}


@pytest.mark.parametrize("name", TARGETS)
def test_seeds_and_changed_seeds(targets: dict[str, Target], name: str) -> None:
    target, random = targets[name], Random(7)
    for data in target.seeds:
        target.run(data)
    for _ in range(1500):
        target.run(mutated(random, target.seeds, target.words))


@SEEDED
@given(name=st.sampled_from(list(TARGETS)), data=st.binary(max_size=200))
def test_raw_bytes(targets: dict[str, Target], name: str, data: bytes) -> None:
    targets[name].run(data)


def trees(leaves: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Values with lists and objects of the model's names in them."""
    return st.recursive(
        leaves,
        lambda inner: st.lists(inner, max_size=4)
        | st.dictionaries(NAMES, inner, max_size=5),
        max_leaves=20,
    )


SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(1 << 70), 1 << 70)
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["NaN", "Infinity", "2024-01-02T03:04:05Z", "AAE=", "1e400"])
)
OBJECTS = st.dictionaries(NAMES, trees(SCALARS), max_size=8)


@SEEDED
@given(choice=st.integers(0, 7), value=OBJECTS)
def test_json_of_any_types(targets: dict[str, Target], choice: int, value: Any) -> None:
    targets["json"].run(bytes([choice]) + json.dumps(value).encode())


def xml(value: Any) -> str:
    match value:
        case dict():
            return "".join(f"<{key}>{xml(item)}</{key}>" for key, item in value.items())
        case list():
            return "".join(f"<member>{xml(item)}</member>" for item in value)
        case _:
            kept = (c for c in str(value) if c >= " " and not "\ud800" <= c <= "\udfff")
            return escape("".join(kept))


@SEEDED
@given(choice=st.integers(0, 5), value=OBJECTS, more=st.text("a<&\"' ", max_size=5))
def test_xml_of_any_content(
    targets: dict[str, Target], choice: int, value: Any, more: str
) -> None:
    inner = xml(value)
    result = f"<GetResult a={quoteattr(more)}>{inner}</GetResult>"
    answer = f"<GetResponse>{inner}{result}</GetResponse>"
    for body in (answer, f"<Error>{inner}</Error>"):
        targets["xml"].run(bytes([choice]) + body.encode())


TAGS = st.integers(0, 5) | st.integers(0, 1 << 64)


def cbor(value: Any, random: Random) -> bytes:
    """An item, in any of its forms."""
    match value:
        case None:
            return b"\xf6"
        case bool():
            return b"\xf5" if value else b"\xf4"
        case float():
            return b"\xfb" + struct.pack(">d", value)
        case int():
            number = value if value >= 0 else -1 - value
            return head(0 if value >= 0 else 1, number % (1 << 64), random)
        case str():
            return counted(3, value.encode("utf-8", "surrogatepass"), random)
        case bytes():
            return counted(2, value, random)
        case list():
            return several(4, [cbor(item, random) for item in value], random)
        case dict():
            pairs = [cbor(k, random) + cbor(v, random) for k, v in value.items()]
            return several(5, pairs, random)
        case _:
            tag, inner = value
            return head(6, tag % (1 << 64), random) + cbor(inner, random)


def head(major: int, number: int, random: Random) -> bytes:
    """A number in its shortest form, or a longer one."""
    forms = [(1, ">B", 24), (2, ">H", 25), (4, ">I", 26), (8, ">Q", 27)]
    fitting = [form for form in forms if number < 1 << 8 * form[0]]
    if number < 24 and random.random() < 0.8:
        return bytes([major << 5 | number])
    _, pack, info = fitting[0] if random.random() < 0.8 else random.choice(fitting)
    return bytes([major << 5 | info]) + struct.pack(pack, number)


def counted(major: int, data: bytes, random: Random) -> bytes:
    if random.random() < 0.8:
        return head(major, len(data), random) + data
    cut = random.randrange(len(data) + 1)
    parts = [head(major, len(part), random) + part for part in (data[:cut], data[cut:])]
    return bytes([major << 5 | 31]) + b"".join(parts) + b"\xff"


def several(major: int, parts: list[bytes], random: Random) -> bytes:
    if random.random() < 0.8:
        return head(major, len(parts), random) + b"".join(parts)
    return bytes([major << 5 | 31]) + b"".join(parts) + b"\xff"


ITEMS = trees(SCALARS | st.binary(max_size=8) | st.tuples(TAGS, SCALARS))


@SEEDED
@given(
    choice=st.integers(0, 1),
    value=st.dictionaries(NAMES, ITEMS, max_size=8),
    seed=st.integers(0, 1 << 20),
)
def test_cbor_of_any_types(
    targets: dict[str, Target], choice: int, value: Any, seed: int
) -> None:
    targets["cbor"].run(bytes([choice]) + cbor(value, Random(seed)))


def test_what_a_decoder_must_not_raise_is_seen(
    targets: dict[str, Target], monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    def broken(*_: object, **__: object) -> Any:
        raise KeyError("text")

    def endless(*_: object, **__: object) -> Any:
        raise RecursionError  # the real thing would take what hypothesis leaves as the limit

    monkeypatch.setattr(json_values, "decode", broken)
    with wire_clients(tmp_path) as wire, pytest.raises(KeyError):
        TARGETS["json"](wire).run(b"\0{}")
    monkeypatch.undo()
    monkeypatch.setattr("aiosmithy.codecs.json_reading.decode", endless)
    with pytest.raises(Defect):
        targets["json"].run(b"\0{}")
