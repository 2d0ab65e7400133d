"""What a client does with arguments that do not fit: a clear error before anything is sent, whatever the kind of member."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import Any

import pytest
from aiosmithy import Config, Credentials, errors
from aiosmithy.http import HttpRequest, HttpResponse
from aiosmithy.testing import StubTransport, stub_session
from attrs import define
from generated_package import generated

CASES = Path(__file__).parent / "cases"
MOMENT = datetime(2024, 1, 2, 3, 4, 5, tzinfo=UTC)


class Odd(Enum):
    """An enum whose members are no strings."""

    ONE = "one"


def itself() -> Any:
    """A list that is its own item."""
    found: list[Any] = []
    found.append(found)
    return found


# Something of every type that a caller may have at hand; made anew for each use.
ANYTHING: dict[str, Callable[[], Any]] = {
    "none": lambda: None,
    "str": lambda: "x",
    "half a pair": lambda: "\ud800",
    "bytes": lambda: b"x",
    "bytearray": lambda: bytearray(b"x"),
    "bool": lambda: True,
    "int": lambda: 5,
    "float": lambda: 2.5,
    "whole float": lambda: 2.0,
    "nan": lambda: float("nan"),
    "complex": lambda: 1j,
    "decimal": lambda: Decimal("1.5"),
    "decimal nan": lambda: Decimal("NaN"),
    "moment": lambda: MOMENT,
    "moment without zone": lambda: MOMENT.replace(tzinfo=None),
    "date": lambda: date(2024, 1, 2),
    "time": lambda: time(1, 2),
    "duration": lambda: timedelta(1),
    "enum": lambda: Odd.ONE,
    "texts": lambda: ["x"],
    "tuple": lambda: ("x",),
    "numbers": lambda: [1],
    "rows": lambda: [[1.5]],
    "nones": lambda: [None],
    "itself": itself,
    "set": lambda: {"x"},
    "generator": lambda: (char for char in "ab"),
    "dict": lambda: {"x": "y"},
    "dict of numbers": lambda: {1: 2},
    "dict of nones": lambda: {"a": None},
    "object": object,
    "class": lambda: dict,
    "function": lambda: print,
}
TEXT = {"str"}
INTEGER = {"int"}
LIST = {"texts", "tuple"}
BYTES = {"bytes", "bytearray"}
FINE = {
    "values": {
        "text": TEXT,
        "note": TEXT,
        "count": INTEGER,
        "big": INTEGER,
        "exact": {"int", "decimal"},
        "ratio": {"int", "float", "whole float", "nan", "decimal"},
        "flag": {"bool"},
        "data": BYTES,
        "made": {"moment"},
        "day": {"moment"},
        "expires": {"moment"},
        "any": {"str", "bool", "int", "float", "whole float", "dict", "dict of nones"}
        | {"texts", "tuple", "numbers", "rows", "nones"},
        "color": TEXT,
        "level": INTEGER,
        "texts": LIST,
        "sparse": LIST | {"nones"},
        "matrix": {"rows"},
        "numbers": {"numbers"},
        "by_name": set(),
        "gaps": {"dict of nones"},
        "choice": set(),
        "root": set(),
    },
    "bindings": {
        "id": INTEGER,
        "when": {"moment"},
        "path": TEXT,
        "limit": INTEGER,
        "names": LIST,
        "since": {"moment"},
        "extra": {"dict"},
        "request_id": TEXT,
        "flags": set(),
        "modified_since": {"moment"},
        "meta": {"dict"},
        "token": TEXT,
    },
}
REQUIRED = {"text", "count", "expires", "texts", "root", "id", "when", "path"}


@define
class Service:
    """A generated client whose requests go nowhere."""

    package: Any
    client: str
    method: str
    arguments: dict[str, Any]

    def call(self, *, constraints: bool = False, **changes: Any) -> list[HttpRequest]:
        """What was sent; it is asserted that a call that fails sends nothing."""
        session = stub_session(lambda _: HttpResponse(200, {}, b""))
        client = getattr(self.package, self.client)(
            region="eu-west-1",
            credentials=Credentials("AKIDEXAMPLE", "secret"),
            endpoint_url="http://localhost",
            session=session,
            config=Config(check_constraints=constraints),
        )
        transport = session.transport()
        assert isinstance(transport, StubTransport)
        try:
            method = getattr(client, self.method)
            asyncio.run(method(**self.arguments | changes))
        except BaseException:
            assert transport.requests == []
            raise
        return transport.requests


@pytest.fixture(scope="module")
def services(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Service]]:
    def document(case: str) -> Any:
        return json.loads((CASES / case / "model.json").read_text(encoding="utf-8"))

    folder = tmp_path_factory.mktemp("packages")
    with (
        generated(document("json_values"), folder) as values,
        generated(document("bindings"), folder) as bindings,
    ):
        node = values.shapes.Node
        required = {
            "text": "t",
            "count": 1,
            "expires": MOMENT,
            "texts": ["t"],
            "root": node(),
        }
        yield {
            "values": Service(values, "ValuesClient", "send", required),
            "bindings": Service(
                bindings,
                "BindingsClient",
                "get_thing",
                {"id": 1, "when": MOMENT, "path": "a/b"},
            ),
        }


MEMBERS = [(service, member) for service in FINE for member in FINE[service]]


@pytest.mark.parametrize(("service", "member"), MEMBERS)
def test_what_fits_is_sent_and_nothing_else(
    services: dict[str, Service], service: str, member: str
) -> None:
    fine = FINE[service][member] | (set() if member in REQUIRED else {"none"})
    for kind, make in ANYTHING.items():
        for constraints in (False, True):
            if kind in fine:
                sent = services[service].call(
                    constraints=constraints, **{member: make()}
                )
                assert len(sent) == 1
                continue
            with pytest.raises(errors.ValidationError) as caught:
                services[service].call(constraints=constraints, **{member: make()})

            first, *_ = caught.value.problems
            assert first.path.startswith(member), f"{kind}: {caught.value}"
            assert services[service].method.title().replace("_", "") in str(
                caught.value
            )


def test_every_member_is_among_the_cases(services: dict[str, Service]) -> None:
    for name, service in services.items():
        operation = service.method.title().replace("_", "")
        schema = service.package.client.operations.SERVICE.schemas.SCHEMAS
        members = schema[f"{operation}Input"].members
        assert {member.attribute for member in members} == FINE[name].keys()
        required = {member.attribute for member in members if member.required}
        assert required == REQUIRED & FINE[name].keys()


@pytest.mark.parametrize("service", FINE)
def test_unknown_and_missing_arguments_are_type_errors(
    services: dict[str, Service], service: str
) -> None:
    with pytest.raises(TypeError, match="unexpected keyword argument 'verbose'"):
        services[service].call(verbose=True)
    for name in services[service].arguments:
        arguments = {k: v for k, v in services[service].arguments.items() if k != name}
        found = services[service]
        short = Service(found.package, found.client, found.method, arguments)
        with pytest.raises(TypeError, match=f"missing.*'{name}'"):
            short.call()


def test_shapes_take_their_members_alone(services: dict[str, Service]) -> None:
    shapes = services["values"].package.shapes

    with pytest.raises(TypeError, match="unexpected keyword argument 'verbose'"):
        shapes.Node(verbose=True)
    with pytest.raises(TypeError, match="positional argument"):
        shapes.Node("n")
    with pytest.raises(TypeError, match="missing.*'value'"):
        shapes.ChoiceText()


def test_a_dict_in_place_of_a_shape_is_told_the_class(
    services: dict[str, Service],
) -> None:
    shapes = services["values"].package.shapes

    def complaint(**changes: Any) -> str:
        with pytest.raises(errors.ValidationError) as caught:
            services["values"].call(**changes)
        return str(caught.value)

    assert complaint(root={"n@me": "x"}) == (
        "Send: root: must be Node, not dict: pass Node(...)"
    )
    assert "root.next: must be Node, not dict: pass Node(...)" in complaint(
        root=shapes.Node(next={})
    )
    assert "by_name['a'][0]: must be Node, not dict" in complaint(by_name={"a": [{}]})
    assert "choice: must be ChoiceText(...) or ChoiceNumber(...)" in complaint(
        choice={"text": "x"}
    )
    assert "choice.value: must be a str, not int: 5" in complaint(
        choice=shapes.ChoiceText(value=5)
    )
    assert "choice: is a variant not known here" in complaint(
        choice=shapes.ChoiceUnknown(name="new", value=1)
    )
    assert "root: must be Node, not type" in complaint(root=shapes.Node)
    assert "root: must be Node, not Settings" in complaint(root=shapes.Settings())


def test_all_problems_are_told_at_once(services: dict[str, Service]) -> None:
    shapes = services["values"].package.shapes
    node = shapes.Node(name=1, settings=shapes.Settings(retries="3", start=MOMENT))

    with pytest.raises(errors.ValidationError) as caught:
        services["values"].call(text=None, count="1", texts="t", root=node)

    assert [str(problem) for problem in caught.value.problems] == [
        "text: is required: pass a str",
        "count: must be an int, not str: '1'",
        "texts: must be a list, not str: pass [...]",
        "root.name: must be a str, not int: 1",
        "root.settings.retries: must be an int, not str: '3'",
    ]


@pytest.mark.parametrize("path", ["", ".", "..", "a/../b", "a/."])
def test_labels_that_would_change_the_route(
    services: dict[str, Service], path: str
) -> None:
    with pytest.raises(errors.ValidationError, match="path"):
        services["bindings"].call(path=path)


@pytest.mark.parametrize("text", ["a\r\nx-evil: 1", "a\nb", "a\0b", "\ud800"])
@pytest.mark.parametrize("member", ["request_id", "token", "meta"])
def test_headers_that_would_be_more_than_one(
    services: dict[str, Service], member: str, text: str
) -> None:
    value = {"k": text} if member == "meta" else text

    with pytest.raises(errors.ValidationError):
        services["bindings"].call(**{member: value})


@pytest.mark.parametrize("name", ["a\r\nb", "a b", "a:b", "\u00e9"])
def test_header_names_that_are_none(services: dict[str, Service], name: str) -> None:
    with pytest.raises(errors.ValidationError):
        services["bindings"].call(meta={name: "v"})
