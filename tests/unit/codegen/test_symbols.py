from __future__ import annotations

import inspect
import random
from importlib import import_module
from typing import Any

import pytest
from aiosmithy_codegen.errors import ModelError
from aiosmithy_codegen.protocols import PROTOCOLS
from aiosmithy_codegen.reserved_names import (
    ERROR_ATTRIBUTES,
    FUNCTIONS,
    METHOD_NAMES,
)
from aiosmithy_codegen.selection import select
from aiosmithy_codegen.symbols import Symbols, assign_symbols
from loading import load_ast
from weather import (
    NS,
    document,
    member,
    model,
    operation,
    ref,
    structure,
)


def symbols(**shapes: Any) -> Symbols:
    return assign_symbols(select(model(**shapes)))


def service(**changes: Any) -> dict[str, Any]:
    found: dict[str, Any] = document()["shapes"][NS + "Weather"]
    return {**found, "traits": {**found["traits"], **changes}}


def nameless() -> dict[str, Any]:
    """The service without its sdkId."""
    found = service()
    return {**found, "traits": {"aws.protocols#restJson1": {}}}


def extended(*operations: str, **shapes: Any) -> dict[str, Any]:
    """These shapes, and a service with these operations too."""
    bound = service()
    bound["operations"] = [*bound["operations"], *map(ref, operations)]
    return {"Weather": bound, **shapes}


def test_the_service_is_named_after_its_sdk_id() -> None:
    names = symbols(Weather=service(**{"aws.api#service": {"sdkId": "Big Sky v2"}}))

    assert names.service.client == "BigSkyV2Client"
    assert names.service.error_base == "BigSkyV2Error"
    assert names.service.package == "aiosmithy_bigskyv2"
    assert names.service.sdk_id == "Big Sky v2"


def test_a_service_without_sdk_id_is_named_after_its_shape() -> None:
    names = symbols(Weather=nameless())

    assert names.service.client == "WeatherClient"


def test_a_client_does_not_take_the_names_of_its_base() -> None:
    names = symbols(Weather=service(**{"aws.api#service": {"sdkId": "Service"}}))

    assert names.service.client == "ServiceClient_"
    assert names.service.error_base == "ServiceError_"


def test_a_service_whose_name_begins_with_an_underscore_has_a_legal_client() -> None:
    names = symbols(_3D=nameless(), Weather=None)

    assert names.service.client == "Shape3DClient"


@pytest.mark.parametrize(
    "sdk_id", ["", '"\n"', "3D", "a-b", "a  b", " a", "é", "x" * 51]
)
def test_an_sdk_id_outside_smithys_grammar_is_refused(sdk_id: str) -> None:
    with pytest.raises(ModelError, match="is not an sdkId"):
        symbols(Weather=service(**{"aws.api#service": {"sdkId": sdk_id}}))


def test_a_client_does_not_take_the_generators_own_name() -> None:
    codegen = service(**{"aws.api#service": {"sdkId": "Code Gen"}})

    with pytest.raises(ModelError, match="'aiosmithy_codegen' .*\n.* --package"):
        symbols(Weather=codegen)


def test_operations_have_classes_of_their_own() -> None:
    names = symbols()

    found = names.operation(NS + "GetCity")
    assert found.method == "get_city"
    assert found.constant == "GET_CITY"
    assert (found.input, found.output) == ("GetCityInput", "GetCityOutput")
    assert names.shape(NS + "ListCitiesOutput") == "ListCitiesOutput"
    assert NS + "ListCitiesOutput" not in names.nested


def test_an_input_that_is_nested_too_keeps_its_own_class() -> None:
    names = symbols(
        GetTimeOutput=structure(request=member("GetCityRequest")),
    )

    assert NS + "GetCityRequest" in names.nested
    assert names.shape(NS + "GetCityRequest") == "GetCityRequest"
    assert names.operation(NS + "GetCity").input == "GetCityInput"


def test_a_nested_shape_named_like_an_input_gets_a_number() -> None:
    names = symbols(
        GetCityInput=structure(),
        GetTimeOutput=structure(odd=member("GetCityInput")),
    )

    assert names.shape(NS + "GetCityInput") == "GetCityInput2"
    assert names.operation(NS + "GetCity").input == "GetCityInput"


def test_shapes_that_differ_in_case_get_a_number_whatever_their_order() -> None:
    shapes: dict[str, Any] = {
        "fooBar": structure(),
        "FooBar": structure(),
        "GetTimeOutput": structure(a=member("fooBar"), b=member("FooBar")),
    }
    backwards = dict(reversed(shapes.items()))

    for made in (symbols(**shapes), symbols(**backwards)):
        assert made.shape(NS + "FooBar") == "FooBar"
        assert made.shape(NS + "fooBar") == "FooBar2"


def test_a_shape_named_like_what_shapes_py_imports_gets_an_underscore() -> None:
    names = symbols(Document=structure(), GetTimeOutput=structure(a=member("Document")))

    assert names.shape(NS + "Document") == "Document_"


def test_rename_names_a_shape_of_another_namespace() -> None:
    renamed = service()
    renamed["rename"] = {"other#City_": "OtherCity"}
    names = symbols(
        **{"other#City_": structure()},
        Weather=renamed,
        GetTimeOutput=structure(a=member("other#City_"), b=member("City_")),
    )

    assert names.shape("other#City_") == "OtherCity"
    assert names.shape(NS + "City_") == "City_"


def test_an_error_never_takes_the_name_of_its_base() -> None:
    failing = operation("/x", errors=[ref("WeatherError"), ref("ServiceError")])
    names = symbols(
        **extended(
            "Fail",
            Fail=failing,
            WeatherError=structure(error="client"),
            ServiceError=structure(error="server"),
        )
    )

    assert names.shape(NS + "WeatherError") == "WeatherError_"
    assert names.shape(NS + "ServiceError") == "ServiceError_"


def test_members_of_errors_stay_clear_of_the_base() -> None:
    names = symbols(
        Throttled=structure(
            error="client", Message=member("smithy.api#String"), code=member("CityId")
        )
    )

    assert names.member(NS + "Throttled$Message") == "message"
    assert names.member(NS + "Throttled$code") == "code_"


def test_members_stay_clear_of_what_their_class_and_method_use() -> None:
    names = symbols(
        GetCityRequest=structure(
            cityId=member("CityId", required={}, httpLabel={}),
            operations=member("CityId"),
            self=member("CityId"),
        ),
        Coordinates=structure(
            operations=member("CityId"), attrs=member("CityId"), dict=member("CityId")
        ),
    )

    assert names.member(NS + "GetCityRequest$operations") == "operations_"
    assert names.member(NS + "GetCityRequest$self") == "self_"
    assert names.member(NS + "Coordinates$operations") == "operations"
    assert names.member(NS + "Coordinates$attrs") == "attrs_"
    assert names.member(NS + "Coordinates$dict") == "dict_"


def test_two_members_of_one_python_name_are_an_error_naming_both() -> None:
    with pytest.raises(ModelError) as caught:
        symbols(City_=structure(cityName=member("CityId"), CityName=member("CityId")))

    text = str(caught.value)
    assert "weather.json" in text
    assert "City_$cityName" in text and "City_$CityName" in text
    assert "'city_name'" in text


@pytest.mark.parametrize(
    ("name", "traits"),
    [
        ("getTime", {}),
        ("PaginateGetTime", {"smithy.api#paginated": {}}),
        ("WaitUntilNoon", {"smithy.waiters#waitable": {"Noon": {"acceptors": []}}}),
    ],
)
def test_two_methods_of_one_name_are_an_error_naming_both(
    name: str, traits: dict[str, Any]
) -> None:
    shapes = extended(name, **{name: operation("/x")})
    time = operation("/time")
    time["traits"].update(traits)

    with pytest.raises(ModelError, match="GetTime"):
        symbols(**{**shapes, "GetTime": time})


def test_an_operation_named_like_a_method_of_every_client_gets_an_underscore() -> None:
    names = symbols(**extended("Close", Close=operation("/close")))

    assert names.operation(NS + "Close").method == "close_"


def test_enum_members_are_constants_and_clashes_get_a_number() -> None:
    values = {"active": "a", "Active": "b", "ACTIVE": "c", "InProgress": "d"}
    sky = {
        "type": "enum",
        "members": {
            k: member("smithy.api#Unit", enumValue=v) for k, v in values.items()
        },
    }

    names = symbols(Sky=sky)

    assert names.enum_member(NS + "Sky$ACTIVE") == "ACTIVE"
    assert names.enum_member(NS + "Sky$active") == "ACTIVE2"
    assert names.enum_member(NS + "Sky$Active") == "ACTIVE3"
    assert names.enum_member(NS + "Sky$InProgress") == "IN_PROGRESS"


def test_variants_are_named_after_union_and_member() -> None:
    names = symbols(
        Wind={
            "type": "union",
            "members": {"knots": ref("CityId"), "none": ref("CityId")},
        },
        WindKnots=structure(),
        City_=structure(wind=member("Wind"), odd=member("WindKnots")),
    )

    assert names.shape(NS + "WindKnots") == "WindKnots"
    assert names.variant(NS + "Wind$knots") == "WindKnots2"
    assert names.variant(NS + "Wind$none") == "WindNone"
    assert names.unknown_variant(NS + "Wind") == "WindUnknown"


def test_functions_are_unique_and_clear_of_inputs() -> None:
    names = symbols(
        getTimeInput=structure(),
        HTTPRoute=structure(),
        HttpRoute=structure(),
        City_=structure(
            a=member("getTimeInput"), b=member("HTTPRoute"), c=member("HttpRoute")
        ),
    )

    assert names.function(NS + "getTimeInput") == "get_time_input2"
    assert names.function(NS + "HTTPRoute") == "http_route"
    assert names.function(NS + "HttpRoute") == "http_route2"


def test_functions_are_clear_of_what_a_codec_imports() -> None:
    texts = {"Text": structure(), "Text_": structure()}
    names = symbols(
        **texts, City_=structure(a=member("Text"), b=member("Text_"), c=member("Sky"))
    )
    codecs = [
        f"codecs.{form}_{way}"
        for form in ("json", "cbor", "xml")
        for way in ("reading", "writing")
    ]
    called = {
        name
        for module in ("bindings", "codecs.query_writing", *codecs)
        for name in vars(import_module(f"aiosmithy.{module}"))
        if name.startswith(("read_", "write_"))
    }
    frames = {each.reads_frame for each in PROTOCOLS.values() if each.reads_frame}
    helpers = {name.partition("_")[2] for name in called | frames}

    assert {"text_", "text_2"} == {names.function(NS + name) for name in texts}
    assert helpers <= FUNCTIONS


def test_a_method_does_not_hide_what_annotations_name() -> None:
    names = symbols(
        **extended("List", "Shapes"), List=operation("/"), Shapes=operation("/s")
    )

    assert names.operation(NS + "List").method == "list_"
    assert names.operation(NS + "Shapes").method == "shapes_"


def test_only_the_message_of_an_error_is_called_so() -> None:
    throttled = {"_message": ref("CityId"), "Message": ref("CityId")}

    names = symbols(Throttled=structure(error="client", **throttled))

    assert names.member(NS + "Throttled$Message") == "message"
    assert names.member(NS + "Throttled$_message") == "message_"


WAITER = {"acceptors": [{"state": "success", "matcher": {"success": True}}]}


def test_waiters_are_named() -> None:
    time = operation("/time")
    time["traits"]["smithy.waiters#waitable"] = {"NoonReached": WAITER}

    names = symbols(GetTime=time).waiter(NS + "GetTime", "NoonReached")

    assert names.method == "wait_until_noon_reached"
    assert names.constant == "NOON_REACHED"


@pytest.mark.parametrize("name", ["x y", "a", "Noon\n", "Noon_1", "Mittagß", ""])
def test_a_waiter_name_outside_smithys_grammar_is_refused(name: str) -> None:
    time = operation("/time")
    time["traits"]["smithy.waiters#waitable"] = {name: WAITER}

    with pytest.raises(ModelError, match="waitable .* does not match"):
        symbols(GetTime=time)


def test_symbols_do_not_depend_on_the_order_of_the_file() -> None:
    plain = document(
        fooBar=structure(), FooBar=structure(a=member("fooBar")), foobar=structure()
    )
    plain["shapes"][NS + "City_"]["members"]["x"] = ref("FooBar")
    shuffled = dict(plain)
    items = list(plain["shapes"].items())
    random.Random(1).shuffle(items)
    shuffled["shapes"] = dict(items)

    first, second = (
        assign_symbols(select(load_ast(found, "f"))) for found in (plain, shuffled)
    )

    assert first == second


def test_reserved_names_cover_what_the_runtime_has() -> None:
    from aiosmithy.client import ServiceClient
    from aiosmithy.errors import ServiceError

    methods = {name for name in dir(ServiceClient) if not name.startswith("_")}
    attributes = {
        name
        for base in (ServiceError, *ServiceError.__mro__)
        for name in (*vars(base), *inspect.get_annotations(base))
        if not name.startswith("_")
    }

    assert methods <= METHOD_NAMES
    assert attributes - {"message"} <= ERROR_ATTRIBUTES
