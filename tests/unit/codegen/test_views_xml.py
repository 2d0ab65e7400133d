"""What is generated for XML runs: the case ``xml``, values to requests and responses to values."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from aiosmithy.errors import ResponseParseError
from aiosmithy.http import HttpResponse
from aiosmithy.protocols.rest_xml import PROTOCOL
from aiosmithy.responses import parse_error, parse_output
from aiosmithy_codegen.errors import ModelError
from generated_package import generated

from .test_package import case, render

WHEN = datetime(2024, 5, 1, 10, 0, 0, 250000, tzinfo=UTC)
NS = "example.xml#"
ROOT = 'xmlns="https://archive.example/2024/"'


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    with generated(case("xml"), tmp_path_factory.mktemp("packages")) as package:
        yield modules(package)


def modules(package: Any) -> Any:
    """Those of the package that the tests look into."""
    names = ("errors", "operations", "shapes")
    return SimpleNamespace(
        **{name: import_module(f"{package.__name__}.{name}") for name in names}
    )


def written(archive: Any, **members: Any) -> str:
    """The body of ``PutBook``; what every book has is left out."""
    members = {"isbn": "1", "title": "T", "token": "0", **members}
    request = archive.operations.PUT_BOOK.serialize(
        archive.shapes.PutBookInput(**members)
    )
    return str(
        request.body.decode()
        .replace("<Title>T</Title>", "")
        .replace("<Token>0</Token>", "")
    )


def read(archive: Any, content: str) -> Any:
    """The shelf in a response."""
    body = f"<?xml version='1.0'?>\n<Shelf {ROOT}>{content}</Shelf>".encode()
    return archive.operations.GET_SHELF.parse(HttpResponse(200, {}, body)).shelf


def test_the_root_has_the_inputs_own_name_the_services_namespace_and_its_attributes(
    archive: Any,
) -> None:
    assert (
        written(archive, language='e"n') == f'<Book {ROOT} xml:lang="e&quot;n"></Book>'
    )


def test_a_payload_has_the_name_and_namespace_of_its_member(archive: Any) -> None:
    shapes = archive.shapes
    query = shapes.Query(deep=True, near=shapes.Query(), all=[shapes.Query(deep=False)])

    request = archive.operations.GET_SHELF.serialize(shapes.GetShelfInput(query=query))

    assert request.body.decode() == (
        '<ShelfQuery xmlns="https://query.example/" Deep="true"><Near></Near>'
        '<All><member Deep="false"></member></All></ShelfQuery>'
    )
    assert request.headers == {"content-type": "application/xml"}


def test_a_payload_that_is_not_given_is_no_body(archive: Any) -> None:
    input = archive.shapes.GetShelfInput()

    request = archive.operations.GET_SHELF.serialize(input)

    assert (request.body, request.headers) == (b"", {})


@pytest.mark.parametrize(
    ("members", "text"),
    [
        ({"title": "a<b>&\r\n"}, "<Title>a&lt;b&gt;&amp;&#xD;\n</Title>"),
        ({"printed": WHEN}, "<Printed>Wed, 01 May 2024 10:00:00 GMT</Printed>"),
        ({"pages": 7}, "<Pages>7</Pages>"),
        ({"price": Decimal("1.10")}, "<Price>1.10</Price>"),
        ({"cover": b"\0\xff"}, "<Cover>AP8=</Cover>"),
        ({"authors": []}, "<Authors></Authors>"),
        ({"tags": []}, ""),
        (
            {"tags": ["a", "&"]},
            '<Tag xmlns="https://words.example/?a&amp;&quot;b&quot;">a</Tag>'
            '<Tag xmlns="https://words.example/?a&amp;&quot;b&quot;">&amp;</Tag>',
        ),
        ({"weights": [1, None]}, "<Weight>1</Weight><Weight></Weight>"),
        (
            {"rights": {"<": True}},
            '<Right xmlns:r="https://rights.example/"><Country>&lt;</Country><r:Free>true</r:Free></Right>',
        ),
        (
            {"chapters": {"i": [["a", "b"], []], "ii": None}},
            "<Chapters><entry><key>i</key><value><member><Line>a</Line><Line>b</Line></member>"
            "<member></member></value></entry><entry><key>ii</key></entry></Chapters>",
        ),
    ],
)
def test_members(archive: Any, members: dict[str, Any], text: str) -> None:
    assert written(archive, **members) == f"<Book {ROOT}>{text}</Book>"


def test_structures_have_their_attributes_wherever_they_stand(archive: Any) -> None:
    shapes = archive.shapes
    friend = shapes.Person(kind="b", since=WHEN)
    owner = shapes.Person(kind="a", name="n", knows=[friend])
    inner = (
        '<Name>n</Name><Knows><Person xsi:type="b" Since="2024-05-01T10:00:00.25Z">'
        "</Person></Knows>"
    )
    xsi = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'

    assert written(archive, owner=owner) == (
        f'<Book {ROOT}><Owner {xsi} xsi:type="a">{inner}</Owner></Book>'
    )
    assert written(archive, state=shapes.StateLent(value=owner)) == (
        f'<Book {ROOT}><State><Lent xsi:type="a">{inner}</Lent></State></Book>'
    )


def test_variants(archive: Any) -> None:
    shapes = archive.shapes

    missing = written(archive, state=shapes.StateMissing(value=WHEN))
    copies = written(archive, state=shapes.StateCopies(value=["a", "b"]))

    assert "<State><Missing>1714557600.25</Missing></State>" in missing
    assert copies.count("<Copy ") == 2
    with pytest.raises(TypeError, match="State"):
        written(archive, state="text")


@pytest.mark.parametrize(
    ("members", "problem"),
    [
        ({"title": None}, TypeError),
        ({"title": "\0"}, ValueError),
        ({"pages": "7"}, TypeError),
        ({"tags": "ab"}, TypeError),
        ({"tags": [None]}, TypeError),
        ({"rights": [("a", True)]}, TypeError),
        ({"rights": {"a": 1}}, TypeError),
        ({"cover": "text"}, TypeError),
    ],
)
def test_wrong_values_are_refused(
    archive: Any, members: dict[str, Any], problem: type[Exception]
) -> None:
    with pytest.raises(problem):
        written(archive, **members)


def test_reading_everything(archive: Any) -> None:
    shelf = read(
        archive,
        """
        <Books>
          <Volume><Title>A &amp; <![CDATA[<B>]]></Title><Printed>2024-05-01T10:00:00.25Z</Printed>
            <Tag>x</Tag><Tag>y</Tag><Cover>AP8=</Cover>
            <q:Owner xmlns:q="u" xmlns:xsi="v" xsi:type="a"><q:Name>n</q:Name></q:Owner></Volume>
          <Volume/>
        </Books>
        <Count>2</Count>
        <Rights><entry><Country>IS</Country><r:Free xmlns:r="w">true</r:Free></entry></Rights>
        <Chapters><entry><key>i</key><value><member><Line>1</Line><Line/></member><member/></value></entry>
          <entry><key>ii</key></entry></Chapters>
        <Weight>1</Weight><Weight/>
        <By><key>k</key><value xsi:type="b" xmlns:xsi="v"/></By>
        <Unknown><Deep/></Unknown>
        """,
    )
    first, second = shelf.books

    assert (first.title, first.printed, first.cover) == ("A & <B>", WHEN, b"\0\xff")
    assert first.tags == ["x", "y"]
    assert (first.owner.kind, first.owner.name) == ("a", "n")
    assert (second.title, second.tags, second.owner) == ("", None, None)
    assert shelf.count == 2
    assert shelf.rights == {"IS": True}
    assert shelf.chapters == {"i": [["1", ""], []], "ii": None}
    assert shelf.weights == [1, None]
    assert shelf.by["k"].kind == "b"


def test_what_is_missing_gets_its_zero_value(archive: Any) -> None:
    shelf = read(archive, "")

    assert (shelf.books, shelf.count, shelf.rights) == (None, 0, {})


def test_empty_collections_are_there(archive: Any) -> None:
    shelf = read(archive, "<Books> </Books><Chapters/>")

    assert (shelf.books, shelf.chapters) == ([], {})


@pytest.mark.parametrize(
    ("content", "name", "value"),
    [
        ("<Missing>1714557600.25</Missing>", "StateMissing", WHEN),
        ("<Copy>a</Copy>", "StateCopies", ["a"]),
        ("<Copy>a</Copy><Copy>b</Copy>", "StateCopies", ["a", "b"]),
        ("<New><Deep>1</Deep></New>", "StateUnknown", {"Deep": "1"}),
    ],
)
def test_reading_variants(archive: Any, content: str, name: str, value: object) -> None:
    found = read(archive, f"<State>{content}</State>").state

    assert type(found).__name__ == name
    assert found.value == value


def test_reading_a_variant_with_attributes(archive: Any) -> None:
    content = "<State><Lent xsi:type='a' xmlns:xsi='v'/></State>"

    lent = read(archive, content).state

    assert type(lent).__name__ == "StateLent"
    assert (lent.value.kind, lent.value.name) == ("a", None)


def test_an_error_has_its_members(archive: Any) -> None:
    body = b"""<ErrorResponse><Error><Type>Sender</Type><Code>Torn</Code><Message>m</Message>
      <Pages><member>1</member><member/></Pages></Error><RequestId>r</RequestId></ErrorResponse>"""

    error: Any = parse_error(archive.operations.GET_SHELF, HttpResponse(404, {}, body))

    assert isinstance(error, archive.errors.Torn)
    assert (error.message, error.pages, error.request_id) == ("m", [1, None], "r")
    assert archive.operations.SERVICE.protocol is PROTOCOL


@pytest.mark.parametrize(
    "content",
    [
        "<Count>4711.5</Count>",
        "<Count/>",
        "<Count>1</Count><Count>4711</Count>",
        "<Count><Deep>4711</Deep></Count>",
        "<Books>4711</Books>",
        "<Books><Volume>4711</Volume></Books>",
        "<Books><Volume><Title>4711</Title><Title>2</Title></Volume></Books>",
        "<Books><Volume><Printed>4711</Printed></Volume></Books>",
        "<Books><Volume><Cover>4711!</Cover></Volume></Books>",
        "<Rights><entry><Country>IS</Country><Free>4711</Free></entry></Rights>",
        "<Rights><entry><Free>true</Free></entry></Rights>",
        "<State><Copy>4711</Copy><Lent/></State>",
        "<State>4711</State>",
        "<Weight>4711x</Weight>",
        "<x:Count>4711</x:Count>",
        "<Count>4711",
        "<Count>\x01</Count>",
        "<Count>\udcff</Count>",
        "<Deep>" * 10_000,
        f"{'<Deep>' * 127}{'</Deep>' * 127}<Count>x</Count>",
        f"{'<Deep>' * 128}{'</Deep>' * 128}",
    ],
)
def test_bad_content_is_a_typed_error_that_shows_no_values(
    archive: Any, content: str
) -> None:
    body = f"<Shelf {ROOT}>{content}</Shelf>".encode(errors="surrogateescape")
    response = HttpResponse(200, {"x-amz-request-id": "r"}, body)

    with pytest.raises(ResponseParseError) as caught:
        parse_output(archive.operations.GET_SHELF, response)

    assert "4711" not in str(caught.value)
    assert (caught.value.http_status, caught.value.request_id) == (200, "r")
    assert caught.value.body and body.startswith(caught.value.body)


@pytest.mark.parametrize(
    "body",
    [
        b"<html><body>4711</body></html>",
        b"<!DOCTYPE html><html></html>",
        b'<!DOCTYPE a [<!ENTITY b "4711">]><Shelf><Count>&b;</Count></Shelf>',
        b'<?xml version="1.0" encoding="utf-16"?><Shelf><Count>\xff\xfe</Count></Shelf>',
        b'{"Count": 4711}',
        b"4711",
        b" ",
        b"\0" * 100_000,
    ],
)
def test_other_bodies_are_refused_with_their_content_type(
    archive: Any, body: bytes
) -> None:
    response = HttpResponse(200, {"content-type": "text/html"}, body)

    with pytest.raises(ResponseParseError, match="'text/html'") as caught:
        parse_output(archive.operations.GET_SHELF, response)

    assert "4711" not in str(caught.value)


@pytest.mark.parametrize("trait", ["xmlName", "xmlNamespace"])
def test_a_name_that_would_end_a_tag_is_a_mistake_in_the_model(trait: str) -> None:
    document = case("xml")
    bad = 'a b="c"><d'
    value = bad if trait == "xmlName" else {"uri": "u", "prefix": bad}
    members = document["shapes"][f"{NS}Person"]["members"]
    members["Name"]["traits"] = {f"smithy.api#{trait}": value}

    with pytest.raises(ModelError, match="Person"):
        render(document)


def test_what_is_odd_in_models_of_c2j(tmp_path: Path) -> None:
    """S3's: a text shares its name with a flattened list, and a structure declares the prefix of its own attribute."""
    document = case("xml")
    shapes = document["shapes"]
    shapes[f"{NS}Archive"]["traits"]["aws.api#service"]["sdkId"] = "Odd"
    shapes[f"{NS}Volume"]["members"]["Word"] = {
        "target": "smithy.api#String",
        "traits": {"smithy.api#xmlName": "Tag"},
    }
    shapes[f"{NS}Person"]["traits"] = {
        "smithy.api#xmlNamespace": {"uri": "u", "prefix": "xsi"}
    }
    content = "<Books><Volume><Tag>a</Tag><Tag>b</Tag></Volume></Books>"

    with generated(document, tmp_path) as package:
        archive = modules(package)
        volume = read(archive, content).books[0]
        body = written(archive, authors=[archive.shapes.Person(kind="k")])

    assert (volume.word, volume.tags) == ("a", ["a", "b"])
    assert '<Authors><Person xmlns:xsi="u" xsi:type="k"></Person></Authors>' in body
