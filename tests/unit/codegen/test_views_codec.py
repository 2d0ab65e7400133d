"""The generated functions run: values to requests, responses to values."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from aiosmithy.http import HttpResponse

from .test_package import NS, case, model, render

WHEN = datetime(2024, 5, 1, 10, 0, 0, tzinfo=UTC)


MANY = 130  # members: parts of writers and readers, and a last one of each that is not full
TYPES = ("String", "Integer", "Boolean", "Double", "Timestamp")
SAMPLES = ("a", 1, True, 0.5, WHEN)


def large() -> dict[str, Any]:
    """An operation that sends and gives back a structure of very many members, every seventh required."""
    members = {
        f"m{number:03}": {
            "target": f"smithy.api#{TYPES[number % len(TYPES)]}",
            "traits": {} if number % 7 else {"smithy.api#required": {}},
        }
        for number in range(MANY)
    }
    large = {"type": "structure", "members": members}
    ends = {"large": {"target": f"{NS}Large"}}
    return model(members=ends, output=ends, shapes={f"{NS}Large": large})


class Package:
    """A generated package, imported; its modules are attributes."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __getattr__(self, module: str) -> Any:
        return import_module(f"{self.name}.{module}")


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Package]]:
    root = tmp_path_factory.mktemp("packages")
    found: dict[str, Package] = {}
    documents = {name: case(name) for name in ("json_values", "bindings", "errors")}
    for name, document in {**documents, "large": large()}.items():
        folder = root / f"case_{name}"
        folder.mkdir()
        for path, text in render(document).items():
            Path(folder / path).write_text(text, encoding="utf-8")
        found[name] = Package(folder.name)
    sys.path.insert(0, str(root))
    yield found
    sys.path.remove(str(root))
    for module in [name for name in sys.modules if name.startswith("case_")]:
        del sys.modules[module]


@pytest.fixture
def values(packages: dict[str, Package]) -> Package:
    return packages["json_values"]


@pytest.fixture
def bindings(packages: dict[str, Package]) -> Package:
    return packages["bindings"]


def response(body: object = b"", status: int = 200, **headers: str) -> HttpResponse:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return HttpResponse(status, named, content)


def test_every_kind_of_value_is_written(values: Package) -> None:
    s = values.shapes
    leaf = s.Node(name="leaf", settings=s.Settings())
    given = s.SendInput(
        text='a"é',
        count=1,
        big=10**30,
        exact=Decimal("1.10"),
        ratio=float("nan"),
        flag=False,
        data=b"\x01",
        made=WHEN,
        day=WHEN,
        expires=WHEN,
        any={"x": [None, 1.5]},
        color=s.Color.RED,
        level=s.Level.HIGH,
        texts=[],
        sparse=["a", None],
        matrix=[[1.0], []],
        by_name={"k": [leaf]},
        gaps={"a": None, "b": 2},
        choice=s.ChoiceOther(value=s.ChoiceNothing(value=s.Unit())),
        root=s.Node(next=leaf, tags=["t"]),
    )

    body = values.operations.SEND.serialize(given).body
    sent = json.loads(body, parse_float=str)

    settings: dict[str, Any] = {"retries": 3, "mode": "red", "limit": "1.0"}
    settings |= {"start": 0, "marker": "AQI=", "free": {}}
    written: dict[str, Any] = {"n@me": "leaf", "settings": settings, "tags": []}
    assert sent == {
        "text": 'a"é',
        "count": 1,
        "big": 10**30,
        "exact": "1.10",
        "ratio": "NaN",
        "flag": False,
        "data": "AQ==",
        "made": 1714557600,
        "day": "2024-05-01T10:00:00Z",
        "expires": "Wed, 01 May 2024 10:00:00 GMT",
        "any": {"x": [None, "1.5"]},
        "color": "red",
        "level": 2,
        "texts": [],
        "sparse": ["a", None],
        "matrix": [["1.0"], []],
        "byName": {"k": [written]},
        "gaps": {"a": None, "b": 2},
        "choice": {"o'ther": {"nothing": {}}},
        "root": {"next": written, "tags": ["t"]},
    }


def test_every_kind_of_value_is_read(values: Package) -> None:
    s = values.shapes
    node = {"n@me": "n", "settings": {"limit": 2, "mode": "violet"}, "tags": ["t"]}
    body = {
        "text": "a",
        "count": 3,
        "big": 10**30,
        "exact": 1.5,
        "ratio": "-Infinity",
        "flag": True,
        "data": "AQ==",
        "made": 1714557600,
        "expires": "Wed, 01 May 2024 10:00:00 GMT",
        "any": {"x": 1.5},
        "color": "violet",
        "texts": ["x"],
        "sparse": [None, "y"],
        "matrix": [[1, 2.5]],
        "byName": {"k": [node], "gone": None},
        "gaps": {"a": None},
        "choice": {"nodes": [node], "__type": "x"},
        "root": node,
        "unknown": 1,
    }

    found = values.operations.SEND.parse(response(body))

    settings = s.Settings(limit=2.0, mode="violet")
    read = s.Node(name="n", settings=settings, tags=["t"])
    assert found == s.SendOutput(
        text="a",
        count=3,
        big=10**30,
        exact=Decimal("1.5"),
        ratio=float("-inf"),
        flag=True,
        data=b"\x01",
        made=WHEN,
        expires=WHEN,
        any={"x": 1.5},
        color="violet",
        texts=["x"],
        sparse=[None, "y"],
        matrix=[[1.0, 2.5]],
        by_name={"k": [read]},
        gaps={"a": None},
        choice=s.ChoiceNodes(value=[read]),
        root=read,
    )
    assert type(found.any["x"]) is float


def test_missing_required_members_get_their_zero_values(values: Package) -> None:
    found = values.operations.SEND.parse(response({"choice": {}}))

    assert found.text == ""
    assert found.count == 0
    assert found.note == "none"
    assert found.texts == []
    assert datetime(1970, 1, 1, tzinfo=UTC) == found.expires
    assert found.root == values.shapes.Node()
    assert found.choice == values.shapes.ChoiceUnknown(name="", value=None)


def test_an_unknown_variant_is_kept_but_not_sent(values: Package) -> None:
    found = values.codec.read_choice({"new": [1]})

    assert found == values.shapes.ChoiceUnknown(name="new", value=[1])
    with pytest.raises(TypeError, match="Choice"):
        values.codec.write_choice(found)


@pytest.mark.parametrize(
    "body",
    [
        {"text": 1},
        {"count": "1"},
        {"root": []},
        {"texts": {}},
        {"byName": []},
        {"choice": {"text": "a", "number": 1}},
        {"data": "?"},
        {"root": {"children": ["x"]}},
        b"[]",
        b"{",
    ],
)
def test_wrong_json_raises_what_the_runtime_catches(values: Package, body: Any) -> None:
    with pytest.raises((ValueError, AttributeError, TypeError)):
        values.operations.SEND.parse(response(body))


@pytest.mark.parametrize(
    "changes",
    [
        {"text": 1},
        {"count": "1"},
        {"count": None},
        {"texts": "abc"},
        {"root": None},
        {"expires": "now"},
        {"choice": 1},
    ],
)
def test_a_wrong_type_never_reaches_the_wire(
    values: Package, changes: dict[str, Any]
) -> None:
    s = values.shapes
    right: dict[str, Any] = {"text": "", "count": 1, "expires": WHEN, "texts": []}
    given = s.SendInput(**{**right, "root": s.Node(), **changes})

    with pytest.raises((ValueError, AttributeError, TypeError)):
        values.operations.SEND.serialize(given)


def test_members_travel_where_they_are_bound(bindings: Package) -> None:
    given = bindings.shapes.GetThingInput(
        id=7,
        when=WHEN,
        path="a b/c",
        limit=5,
        names=["x", "y&z"],
        since=WHEN,
        extra={"name": "no", "other": "yes"},
        flags=[True, False],
        modified_since=WHEN,
        meta={"Key": "v"},
        token="t",
    )

    request = bindings.operations.GET_THING.serialize(given)

    assert request.method == "GET"
    assert request.path == "/things/7/2024-05-01T10%3A00%3A00Z/a%20b/c"
    assert (
        request.query
        == "format=json&raw&max-items=5&name=x&name=y%26z&since=1714557600&other=yes"
    )
    assert request.headers == {
        "x-meta-key": "v",
        "x-flags": "true, false",
        "if-modified-since": "Wed, 01 May 2024 10:00:00 GMT",
        "x-token": "t",
    }
    assert request.body == b""


def test_headers_status_and_payload_are_read(bindings: Package) -> None:
    found = bindings.operations.GET_THING.parse(
        response(b"\0", 206, x_sizes="1, 2", x_meta_a="b")
    )

    assert found == bindings.shapes.GetThingOutput(
        status=206, etag="", sizes=[1, 2], meta={"a": "b"}, data=b"\0"
    )


def test_a_structure_as_payload_is_sent_even_if_absent(bindings: Package) -> None:
    shapes, put = bindings.shapes, bindings.operations.PUT_THING

    absent = put.serialize(shapes.PutThingInput(id="a"))
    thing = shapes.Thing(name="n", score=1.5)
    present = put.serialize(shapes.PutThingInput(id="a", thing=thing))

    assert absent.body == b"{}"
    assert present.body == b'{"name":"n","the-score":1.5}'
    assert put.parse(response(present.body)).thing == thing


def test_an_idempotency_token_is_made_where_none_is_given(bindings: Package) -> None:
    serialize = bindings.operations.LIST_PARTS.serialize

    first = json.loads(serialize(bindings.shapes.ListPartsInput()).body)
    second = json.loads(serialize(bindings.shapes.ListPartsInput()).body)

    assert len(first["clientToken"]) == 36
    assert first != second


def test_errors_have_facts_defaults_and_readers(packages: dict[str, Package]) -> None:
    errors, operations = packages["errors"].errors, packages["errors"].operations
    busy, broken = errors.Busy("no"), errors.Broken(secret="s3cret")

    operations.SERVICE.error_readers["Busy"](busy, response(retry_after="9"), {})
    data = {"code": "c", "details": [{"path": "p"}]}
    operations.SERVICE.error_readers["Broken"](broken, response(), data)

    assert (busy.throttling, busy.retryable, busy.http_status) == (True, True, 429)
    assert busy.retry_after == 9
    assert broken.code_ == "c"
    assert broken.details[0].path == "p"
    assert "s3cret" not in str(broken) + repr(broken)


@pytest.mark.parametrize(
    "given", [range(MANY), range(0, MANY, 7), [0, 49, *range(7, MANY, 7)]]
)
def test_a_very_large_structure_is_written_and_read_in_parts(
    packages: dict[str, Package], given: Sequence[int]
) -> None:
    large = packages["large"]
    names = {number: f"m{number:03}" for number in given}
    value = large.shapes.Large(
        **{name: SAMPLES[number % len(SAMPLES)] for number, name in names.items()}
    )

    request = large.operations.DO.serialize(large.shapes.DoInput(large=value))
    sent = json.loads(request.body)
    found = large.operations.DO.parse(response(sent))

    assert sent["large"].keys() == {*names.values()}
    assert found.large == value
    assert hasattr(large.codec, "_write_large_6")
    assert hasattr(large.codec, "_read_large_3")
