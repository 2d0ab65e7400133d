"""What is streamed: types of arguments and outputs, events, and the errors among them."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Any

import pytest
from aiosmithy_codegen.generate import Package, Settings, make_package
from aiosmithy_codegen.manifest import Origin
from weather import NS, member, model, operation, structure

STREAMING: dict[str, Any] = {"smithy.api#streaming": {}}


def streaming_package() -> Package:
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
    found = model(
        Bytes={"type": "blob", "traits": STREAMING},
        Events=union,
        Sunrise=structure(),
        Storm=structure(error="server", force=member("smithy.api#Integer")),
        Ends=ends,
        EndsToo=ends,
        EventsIn=events,
        EventsOut=events,
        GetTime=operation("/time", "Ends", "EndsToo"),
        GetCity=operation("/city", "EventsIn", "EventsOut"),
    )
    return make_package(found, Settings(Origin("weather.json", "sha256:0")))


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

    assert "events: AsyncIterable[shapes.Events] | None = None," in client
    assert "events: EventStream[Events]\n" in class_of(package, "GetCityOutput")


def test_an_error_among_the_events_is_an_exception_and_no_variant(
    package: Package,
) -> None:
    shapes, errors = text_of(package, "shapes"), text_of(package, "errors")

    assert "Events = EventsSunrise | EventsUnknown" in shapes
    assert "Storm" not in shapes
    assert "class Storm(WeatherError):" in errors
    assert "errors.Storm: The error ``Storm``." in text_of(package, "client")


def test_nothing_is_generated_that_would_build_a_wrong_request(
    package: Package,
) -> None:
    operations, codec = text_of(package, "operations"), text_of(package, "codec")

    assert "GET_TIME: Final = UncallableOperation[" in operations
    assert "serialize_get_time" not in operations
    assert "get_city" not in codec and "events" not in codec.lower()
    assert "LIST_CITIES: Final = Operation(" in operations


def test_the_package_says_what_cannot_be_called_and_why(package: Package) -> None:
    assert package.uncallable == {
        f"smithy.api#streaming (on {NS}Bytes)": ("GetTime",),
        f"smithy.api#streaming (on {NS}Events)": ("GetCity",),
    }
