"""What is streamed: types of arguments and outputs, events, and the errors among them."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import Any

import pytest
from aiosmithy_codegen.errors import ModelError
from aiosmithy_codegen.generate import Package, Settings, make_package
from aiosmithy_codegen.manifest import Origin
from weather import NS, document, member, model, operation, structure

STREAMING: dict[str, Any] = {"smithy.api#streaming": {}}


def streaming_package(**shapes: Any) -> Package:
    ends = structure(
        body=member("Bytes", httpPayload={}, default=""),
    )
    events = structure(events=member("Events", httpPayload={}))
    union = {
        "type": "union",
        "traits": STREAMING,
        "members": {
            "sunrise": member("Sunrise"),
            "storm": member("Storm"),
        },
    }
    found = {
        "Bytes": {"type": "blob", "traits": STREAMING},
        "Events": union,
        "Sunrise": structure(),
        "Storm": structure(error="server", force=member("smithy.api#Integer")),
        "Ends": ends,
        "EndsToo": ends,
        "EventsIn": events,
        "EventsOut": events,
        "GetTime": operation("/time", "Ends", "EndsToo"),
        "GetCity": operation("/city", "EventsIn", "EventsOut"),
    }
    return make_package(
        model(**{**found, **shapes}), Settings(Origin("weather.json", "sha256:0"))
    )


@pytest.fixture(scope="module")
def package() -> Package:
    return streaming_package()


def text_of(package: Package, name: str) -> str:
    return package.files[PurePosixPath(f"aiosmithy_weather/{name}.py")]


def class_of(package: Package, name: str) -> str:
    return text_of(package, "shapes").split(f"class {name}(")[1].split("\nclass ")[0]


def test_a_streaming_blob_is_taken_in_several_forms_and_given_as_a_stream(
    package: Package,
) -> None:
    assert "body: StreamingBlob | None = None" in class_of(package, "GetTimeInput")
    assert "body: StreamingBlob | None = None," in text_of(package, "client")
    assert "body: ByteStream\n" in class_of(package, "GetTimeOutput")


def test_events_are_taken_from_any_asynchronous_iterable_and_given_as_a_stream(
    package: Package,
) -> None:
    client = text_of(package, "client")

    taken = "AsyncIterable[shapes.Events | errors.Storm] | None = None"
    assert f"events: {taken}," in client
    assert "events: EventStream[Events]\n" in class_of(package, "GetCityOutput")


def test_an_error_among_the_events_is_an_exception_and_no_variant(
    package: Package,
) -> None:
    shapes, errors = text_of(package, "shapes"), text_of(package, "errors")

    assert "Events = EventsSunrise | EventsUnknown" in shapes
    assert "class Storm" not in shapes
    assert "class Storm(WeatherError):" in errors
    assert "errors.Storm: The error ``Storm``." in text_of(package, "client")


def test_an_event_that_is_not_known_is_kept_as_it_was_sent(package: Package) -> None:
    assert "value: Frame\n" in class_of(package, "EventsUnknown")


def test_what_is_streamed_can_be_called(package: Package) -> None:
    assert package.uncallable == {}


def test_an_input_is_looked_at_no_further_than_its_stream(package: Package) -> None:
    schemas = text_of(package, "schemas")

    assert 'Member("body", "body", STREAM)' in schemas
    assert 'Member("events", "events", EVENTS)' in schemas
    assert "Storm" not in schemas


def facts_with(protocol: dict[str, Any]) -> str:
    """What ``operations.py`` says of the operation with events, of a service with such a protocol trait."""
    service = document()["shapes"][NS + "Weather"]
    service["traits"]["aws.protocols#restJson1"] = protocol
    text = text_of(streaming_package(Weather=service), "operations")
    return text.split("GET_CITY: Final")[1].split("\n)")[0]


def test_http2_is_needed_where_the_model_lists_nothing_else_for_events_that_go_in() -> (
    None
):
    assert "http2=True" in facts_with({"eventStreamHttp": ["h2"]})
    assert "http2=True" in facts_with({"http": ["h2"]})
    both = {"http": ["h2"], "eventStreamHttp": ["http/1.1", "h2"]}
    assert "http2" not in facts_with(both)
    assert "http2" not in facts_with({})


@pytest.mark.parametrize(
    ("parts", "callable_"),
    [
        ({"at": {"eventHeader": {}}, "how": {}}, False),
        ({"at": {"eventHeader": {}}}, True),
        ({"at": {}, "how": {}}, True),
    ],
)
def test_an_event_whose_members_are_in_several_places_is_nothing_but_an_event(
    parts: dict[str, Any], callable_: bool
) -> None:
    members = {
        name: member("smithy.api#String", **traits) for name, traits in parts.items()
    }
    found = streaming_package(
        Sunrise=structure(**members),
        GetTimeOutput=structure(last=member("Sunrise")),
        Ends=structure(),
        EndsToo=structure(last=member("Sunrise")),
    )

    assert (found.uncallable == {}) == callable_


QUERY = {
    "aws.api#service": {"sdkId": "Weather"},
    "aws.protocols#awsQuery": {},
    "smithy.api#xmlNamespace": {"uri": "https://example.com"},
}


def uncallable(**shapes: Any) -> dict[str, tuple[str, ...]]:
    """What is missing → the operations, of the service that streams."""
    return dict(streaming_package(**shapes).uncallable)


@pytest.mark.parametrize("stream", ["Bytes", "Events"])
@pytest.mark.parametrize("place", ["beside", "within", "listed"])
def test_a_stream_that_is_not_the_body_cannot_be_called(
    stream: str, place: str
) -> None:
    held = member(stream, default="") if stream == "Bytes" else member(stream)
    given = {
        "beside": {"TimeIn": structure(stream=held)},
        "within": {"TimeIn": structure(in_=member("In")), "In": structure(stream=held)},
        "listed": {
            "TimeIn": structure(in_=member("In")),
            "In": {"type": "list", "member": member(stream)},
        },
    }[place]

    found = uncallable(**given, GetTime=operation("/time", "TimeIn"))

    ((need, operations),) = found.items()
    assert need.startswith("a stream that is not the body (on example.weather#")
    assert operations == ("GetTime",)


def test_a_query_string_holds_no_events() -> None:
    service = {**document()["shapes"][NS + "Weather"], "traits": QUERY}

    found = uncallable(
        Weather=service, GetTime=operation("/time"), Ends=None, EndsToo=None
    )

    assert found == {"events that go in, in aws.protocols#awsQuery": ("GetCity",)}


@pytest.mark.parametrize(
    ("shapes", "problem"),
    [
        (
            {"Sunrise": {"type": "string"}},
            "Events$sunrise: is an event, so it cannot be a string",
        ),
        (
            {
                "Sunrise": structure(
                    text=member("smithy.api#String", eventPayload={}),
                    rest=member("smithy.api#String"),
                )
            },
            "Sunrise$rest: must have smithy.api#eventHeader, for text is the payload",
        ),
    ],
)
def test_an_event_that_no_message_can_hold_is_refused(
    shapes: dict[str, Any], problem: str
) -> None:
    with pytest.raises(ModelError, match=re.escape(problem)):
        streaming_package(**shapes)
