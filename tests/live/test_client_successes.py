"""What a generated client makes of a 2xx: an output, or an error that says why it cannot be read."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from aiosmithy import Session, errors, response_metadata
from aiosmithy_cleanroomsml import shapes
from cleanrooms_client import (
    CREDENTIALS,
    ID,
    NOWHERE,
    answering,
    get,
    opened,
)
from generated_package import generated
from listening import run
from scripted import Exchange, scripted

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
VALUES = Path(__file__).parents[1] / "cases" / "json_values" / "model.json"

UNREADABLE = {
    "html": b"<html><body>Login</body></html>",
    "text": b"OK",
    "half": b'{"name": "x", "tags": {',
    "two": b"{}{}",
    "a number": b"5",
    "a list": b'[{"name": "x"}]',
    "a string": b'"{}"',
    "true": b"true",
    "not UTF-8": b'{"name": "\xff\xfe"}',
    "UTF-16": '{"name": "x"}'.encode("utf-16"),
    "not a number": b'{"x": NaN}',
    "single quotes": b"{'name': 'x'}",
    "a line break in a string": b'{"name": "a\nb"}',
    "deep": b'{"x": ' + b"[" * 100_000,
    "deep and closed": b'{"x":' * 100_000 + b"1" + b"}" * 100_000,
    "an integer of 10,000 digits": b'{"x": ' + b"9" * 10_000 + b"}",
    "NUL": b"\0",
}


@pytest.mark.parametrize("body", UNREADABLE.values(), ids=UNREADABLE)
@pytest.mark.parametrize("kind", ["application/json", "text/html", ""])
def test_a_body_that_cannot_be_read(body: bytes, kind: str) -> None:
    async def test() -> None:
        async with opened(answering(body, 200, f"Content-Type: {kind}")) as (
            server,
            client,
        ):
            with pytest.raises(errors.ResponseParseError) as caught:
                await get(client)

            error = caught.value
            assert (error.http_status, error.request_id) == (200, "r-1")
            assert error.body == body
            assert len(server.exchanges) == 1
            assert "r-1" in str(error)

    run(test)


JSON: dict[str, Any] = {
    "string": "x",
    "integer": 5,
    "fraction": 1.5,
    "true": True,
    "list": [],
    "list of numbers": [1],
    "list of nulls": [None],
    "object": {},
    "object of numbers": {"k": 1},
    "object of nulls": {"k": None},
}
DATE = "2024-01-02T03:04:05Z"
TOLERATED: dict[str, tuple[set[str], Any]] = {
    "text": ({"string"}, "x"),
    "note": ({"string"}, "x"),
    "color": ({"string"}, "red"),
    "count": ({"integer"}, 5),
    "big": ({"integer"}, 1 << 70),
    "level": ({"integer"}, 99),
    "exact": ({"integer", "fraction"}, 1.5),
    "ratio": ({"integer", "fraction"}, "NaN"),
    "flag": ({"true"}, False),
    "data": (set(), "eA=="),
    "made": ({"integer", "fraction"}, 1.5e9),
    "day": (set(), DATE),
    "expires": (set(), "Tue, 02 Jan 2024 03:04:05 GMT"),
    "any": (set(JSON), None),
    "texts": ({"list"}, ["a"]),
    "sparse": ({"list", "list of nulls"}, ["a", None]),
    "matrix": ({"list"}, [[1.5]]),
    "numbers": ({"list", "list of numbers"}, [1.5]),
    "byName": ({"object", "object of nulls"}, {"k": [{}]}),
    "gaps": ({"object", "object of numbers", "object of nulls"}, {"k": None}),
    "choice": ({"object", "object of numbers", "object of nulls"}, {"text": "x"}),
    "root": ({"object", "object of numbers", "object of nulls"}, {"tags": ["a"]}),
}


def test_wrong_types_for_every_kind_of_member(tmp_path: Path) -> None:
    document = json.loads(VALUES.read_text(encoding="utf-8"))
    bodies: list[Any] = []

    async def answer(exchange: Exchange) -> None:
        exchange.reply(200, json.dumps(bodies[-1]).encode(), ID)

    async def test() -> None:
        async with (
            scripted(answer) as server,
            package.ValuesClient(
                region="eu-west-1",
                credentials=CREDENTIALS,
                endpoint_url=server.url,
                session=Session(environ=NOWHERE),
            ) as client,
            client._session,
        ):

            async def send() -> Any:
                return await client.send(
                    text="t",
                    count=1,
                    expires=EPOCH,
                    texts=[],
                    root=package.shapes.Node(),
                )

            for member, (tolerated, right) in TOLERATED.items():
                bodies.append({member: right})
                await send()
                for kind, value in JSON.items():
                    bodies.append({member: value})
                    if kind in tolerated:
                        await send()
                        continue
                    with pytest.raises(errors.ResponseParseError) as caught:
                        await send()

                    error = caught.value
                    assert (error.http_status, error.request_id) == (200, "r-1")
                    assert json.loads(error.body) == bodies[-1], (member, kind)

    with generated(document, tmp_path) as package:
        schema = package.client.operations.SERVICE.schemas.SCHEMAS["SendInput"]
        assert {member.name for member in schema.members} == TOLERATED.keys()
        run(test)


@pytest.mark.parametrize(
    "data",
    [
        {"resourceConfig": {"instanceCount": "many"}},
        {"resourceConfig": []},
        {"outputConfiguration": {"members": {}}},
        {"outputConfiguration": {"members": ["x"]}},
        {"outputConfiguration": {"members": [None]}},
        {"outputConfiguration": {"members": [{"accountId": 1}]}},
        {"statusDetails": "none"},
        {"statusDetails": {"message": ["x"]}},
        {"createTime": "yesterday"},
        {"createTime": "2024-13-01T00:00:00Z"},
        {"createTime": 1e99},
        {"tags": {"a": {}}},
    ],
    ids=str,
)
def test_wrong_types_further_down(data: Any) -> None:
    async def test() -> None:
        async with opened(answering(json.dumps(data).encode())) as (_, client):
            with pytest.raises(errors.ResponseParseError) as caught:
                await get(client)

            assert caught.value.request_id == "r-1"

    run(test)


def answered(body: bytes, *headers: str) -> shapes.GetTrainedModelInferenceJobOutput:
    """The output that the client makes of a body."""
    found: list[shapes.GetTrainedModelInferenceJobOutput] = []

    async def test() -> None:
        async with opened(answering(body, 200, *headers)) as (_, client):
            found.append(await get(client))

    run(test)
    return found[0]


NULLS = {
    "createTime": None,
    "name": None,
    "status": None,
    "statusDetails": None,
    "resourceConfig": None,
    "outputConfiguration": None,
    "dataSource": None,
    "description": None,
    "environment": None,
    "tags": None,
}


@pytest.mark.parametrize(
    "body",
    [b"", b"{}", b"null", b" \r\n{}\n", json.dumps(NULLS).encode()],
    ids=["empty", "no members", "null", "blanks", "null members"],
)
def test_missing_members_are_zero_or_none(body: bytes) -> None:
    job = answered(body)

    assert (job.name, job.status, job.create_time) == ("", "", EPOCH)
    assert job.resource_config.instance_type == ""
    assert job.resource_config.instance_count == 1  # the default
    assert job.output_configuration.accept == "application/json"
    assert job.output_configuration.members == []
    assert job.data_source.ml_input_channel_arn == ""
    assert (job.tags, job.description, job.status_details) == (None, None, None)
    assert response_metadata(job).request_id == "r-1"


def test_unknown_members_are_ignored_and_unknown_values_kept() -> None:
    data = {
        "status": "ON_HOLD",
        "new": {"deep": [1, None, {"x": 1e300}]},
        "": 0,
        "__class__": "x",
        "__dict__": {},
        "_response_metadata": 5,
        "resourceConfig": {"instanceType": "ml.z9.mega", "new": 1, "instanceCount": 7},
    }
    job = answered(json.dumps(data).encode())

    assert job.status == "ON_HOLD"
    assert job.resource_config.instance_type == "ml.z9.mega"
    assert job.resource_config.instance_count == 7
    assert type(job) is shapes.GetTrainedModelInferenceJobOutput
    assert "new" not in vars(job)
    assert response_metadata(job).attempts == 1


@pytest.mark.parametrize(
    "body", [b'{"name": "a", "name": "b"}', b'{"tags": {"k": "1", "k": "2"}}']
)
def test_of_keys_that_come_twice_none_counts(body: bytes) -> None:
    with pytest.raises(errors.ResponseParseError, match="a key twice"):
        answered(body)


@pytest.mark.parametrize(
    ("text", "count"),
    [("2147483648", 1 << 31), ("1e3", 1000), ("7.0", 7), ("9" * 400, int("9" * 400))],
)
def test_large_numbers_are_numbers(text: str, count: int) -> None:
    body = f'{{"resourceConfig": {{"instanceCount": {text}}}}}'

    assert answered(body.encode()).resource_config.instance_count == count


@pytest.mark.parametrize("text", ["1e400", "-1e400", "7.5", "1e-400"])
def test_numbers_that_are_no_integers(text: str) -> None:
    body = f'{{"resourceConfig": {{"instanceCount": {text}}}}}'
    if float(text) == 0:
        assert answered(body.encode()).resource_config.instance_count == 0
        return
    with pytest.raises(errors.ResponseParseError, match="instanceCount"):
        answered(body.encode())


@pytest.mark.parametrize("kind", ["text/html", "application/xml", "nonsense", ""])
def test_the_content_type_does_not_matter(kind: str) -> None:
    assert answered(b'{"name": "x"}', f"Content-Type: {kind}").name == "x"


@pytest.mark.parametrize("status", [200, 201, 202, 206, 299])
def test_every_2xx_is_a_success(status: int) -> None:
    async def test() -> None:
        async with opened(answering(b'{"name": "x"}', status)) as (_, client):
            job = await get(client)

            assert job.name == "x"
            assert response_metadata(job).http_status == status

    run(test)


def test_204_has_no_body() -> None:
    async def empty(exchange: Exchange) -> None:
        exchange.send(f"HTTP/1.1 204 No Content\r\n{ID}\r\n\r\n".encode())

    async def test() -> None:
        async with opened(empty) as (server, client):
            assert (await get(client)).name == ""
            assert (await get(client)).name == ""
            assert server.connections == 1

    run(test)
