"""Where botocore's suites and Smithy's published vectors say different things of one wire: Smithy's word holds.

What a case says is changed by rules that name the vectors, or the specification, behind them; all else that it says is
asserted as it stands. Two cases cannot be at all, and what must be raised instead is asserted.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aiosmithy.errors import ResponseParseError
from aiosmithy_codegen.errors import ModelError

_ROOTS = {
    "RestXmlHttpPayloadWithUnion": ("UnionPayload", "nested"),
    "HttpPayloadWithXmlName": ("Hello", "nested"),
    "HttpPayloadWithXmlNamespace": ("PayloadWithXmlNamespace", "nested"),
    "HttpPayloadWithXmlNamespaceAndPrefix": (
        "PayloadWithXmlNamespaceAndPrefix",
        "nested",
    ),
    "XmlAttributesOnPayload": ("XmlAttributesPayloadRequest", "payload"),
}
"""Case → its payload's root element, and the member's ``locationName``, which names that root in C2J.

S3's PutObjectLegalHold goes by it (``LegalHold`` is an ``ObjectLockLegalHold``), and so does botocore, which skips these
five. Smithy's vectors of these names run from Smithy's model.
"""

REFUSED: Mapping[str, tuple[type[Exception], str]] = {
    # https://smithy.io/2.0/spec/aggregate-types.html#list: without `sparse` there is no null in a list.
    "legacy/output/json[3][1]": (ResponseParseError, "null in a list that is not"),
    # https://smithy.io/2.0/spec/http-bindings.html#httpprefixheaders-trait: one member takes headers, not two.
    "legacy/output/rest-json[9][0]": (ModelError, "httpPrefixHeaders is on AllHeaders"),
}
"""Id → what the case raises."""

_FORM = "application/x-www-form-urlencoded"


def as_smithy_says(
    id: str, protocol: str, expected: Mapping[str, Any], params: Mapping[str, Any]
) -> dict[str, Any]:
    """What a case expects of a request, with what Smithy's vectors say where they differ."""
    headers = dict(expected.get("headers", {}))
    forbidden = list(expected.get("forbidHeaders", ()))
    body = expected.get("body", "")
    if protocol in ("ec2", "query") and "Content-Type" in headers:
        headers["Content-Type"] = _FORM  # QueryNoInputAndNoOutput, without a charset
    if "Content-Length" in forbidden and expected.get("method", "POST") != "GET":
        # HTTP wants it of a POST without content (RFC 9110 §8.6); RestJsonHttpPostWithNoInput forbids Content-Type alone.
        forbidden.remove("Content-Length")
    if id.startswith(("legacy/input/rest-json[26]", "legacy/input/rest-xml[26]")):
        # InputAndOutputWithStringHeaders has a blank after the comma, NullAndEmptyHeaders sends empty lists.
        forbidden.clear()
        headers["x-amz-list-param"] = ", ".join(params["ListParam"])
    if id == "legacy/input/rest-json[25][7]":
        # What is not there has no type; RestJsonHttpWithEmptyBlobPayload, which asks the same, wants none.
        del headers["Content-Type"]
    root = _ROOTS.get(id.partition("::")[2])
    if root is not None:
        body = body.replace(f"<{root[0]}", f"<{root[1]}")
        body = body.replace(f"</{root[0]}", f"</{root[1]}")
    return {**expected, "headers": headers, "forbidHeaders": forbidden, "body": body}


def response_headers(protocol: str, headers: Mapping[str, str]) -> dict[str, str]:
    """A response's headers; of rpcv2Cbor every one names it, which botocore's own case leaves out.

    https://smithy.io/2.0/additional-specs/protocols/smithy-rpc-v2.html
    """
    named = {"smithy-protocol": "rpc-v2-cbor"}
    return {**(named if protocol == "smithy-rpc-v2-cbor" else {}), **headers}
