"""restXml: where the data of an output lies, and how an error is told, S3's ways included."""

from __future__ import annotations

import pytest
from aiosmithy.codecs.xml_reading import read_content
from aiosmithy.http import HttpResponse
from aiosmithy.protocols.rest_xml import PROTOCOL, is_error

XML = {"content-type": "application/xml"}
FRAMED = b"""<?xml version="1.0"?>
<ErrorResponse xmlns="https://route53.amazonaws.com/doc/2013-04-01/">
  <Error>
    <Type>Sender</Type>
    <Code>NoSuchHostedZone</Code>
    <Message>No hosted zone found</Message>
  </Error>
  <RequestId>d4ec4d4f</RequestId>
</ErrorResponse>"""
BARE = b"""<?xml version="1.0" encoding="UTF-8"?>
<Error><Code>NoSuchKey</Code><Message>The specified key does not exist.</Message><Key>a/b</Key>
<RequestId>4442587F</RequestId><HostId>Uuag1LuByRx9e6j5Onim</HostId></Error>"""


@pytest.mark.parametrize(
    ("body", "content"),
    [
        (b"", {}),
        (b"<Any/>", {}),
        (b"<Any> </Any>", {}),
        (b'<Any xmlns="u"><b>1</b></Any>', {"b": "1"}),
        (b'<s:Any xmlns:s="u" a="1"><s:b>1</s:b></s:Any>', {"@a": "1", "b": "1"}),
    ],
)
def test_content_of_the_root_whatever_its_name(
    body: bytes, content: dict[str, str]
) -> None:
    assert read_content(body) == content


@pytest.mark.parametrize(
    "body",
    [
        b"<html><body>Sign in</body></html>",
        b'<HTML xmlns="http://www.w3.org/1999/xhtml"><body/></HTML>',
        b"<!DOCTYPE html><html><body>Sign in</body></html>",
        b"Sign in",
        b"<Any>Sign in</Any>",
        b"<Any><b>1</b>",
        b'{"b": 1}',
        b"<" + b"a" * 1000 + b">Sign in</" + b"a" * 1000 + b">",
    ],
)
def test_content_of_something_else_is_refused_without_its_text(body: bytes) -> None:
    with pytest.raises(ValueError) as caught:
        read_content(body)

    assert "Sign in" not in str(caught.value)
    assert len(str(caught.value)) < 120


@pytest.mark.parametrize(
    ("body", "code", "message", "request_id"),
    [
        (FRAMED, "NoSuchHostedZone", "No hosted zone found", "d4ec4d4f"),
        (BARE, "NoSuchKey", "The specified key does not exist.", "4442587F"),
        (b"<Error/>", "", "<Error/>", None),
        (b"<Error><Code>A</Code></Error>", "A", "", None),
        (
            b"<ErrorResponse><Error><Code>A</Code><message>b</message></Error></ErrorResponse>",
            "A",
            "b",
            None,
        ),
        (b"<html><body>down</body></html>", "", "<html><body>down</body></html>", None),
        (b"<Error><Code>A</Code>", "", "<Error><Code>A</Code>", None),
    ],
)
def test_errors_with_a_body(
    body: bytes, code: str, message: str, request_id: str | None
) -> None:
    facts = PROTOCOL.read_error(HttpResponse(404, XML, body))

    assert (facts.code, facts.message, facts.request_id) == (code, message, request_id)


def test_an_error_has_its_elements_as_data() -> None:
    facts = PROTOCOL.read_error(HttpResponse(404, XML, BARE))

    assert facts.data["Key"] == "a/b"


@pytest.mark.parametrize(
    ("status", "code", "message"),
    [
        (404, "NotFound", "Not Found"),
        (403, "Forbidden", "Forbidden"),
        (412, "PreconditionFailed", "Precondition Failed"),
        (301, "MovedPermanently", ""),
        (304, "NotModified", ""),
        (599, "", ""),
    ],
)
def test_an_answer_to_head_tells_its_error_by_its_status(
    status: int, code: str, message: str
) -> None:
    facts = PROTOCOL.read_error(HttpResponse(status, {}, b""))

    assert (facts.code, facts.message, facts.data) == (code, message, {})


@pytest.mark.parametrize(
    ("headers", "body", "expected"),
    [
        (XML, BARE, True),
        ({"content-type": "text/xml; charset=utf-8"}, BARE, True),
        ({}, BARE, True),
        (XML, b"<Error><Code>InternalError</Code></Error>", True),
        (XML, b'\xef\xbb\xbf<?xml version="1.0"?> \n \n<Error xmlns="u"/>', True),
        ({"content-type": "application/octet-stream"}, BARE, False),
        (XML, b"", False),
        (XML, b"<ErrorDocument><Key>error.html</Key></ErrorDocument>", False),
        (XML, b"<CopyObjectResult><Error/></CopyObjectResult>", False),
        (XML, b"<!-- <Error/> --><A/>", False),
    ],
)
def test_an_error_in_a_success(
    headers: dict[str, str], body: bytes, expected: bool
) -> None:
    assert is_error(HttpResponse(200, headers, body)) is expected
