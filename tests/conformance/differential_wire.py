"""Outputs and errors as a server of each protocol would write them, from botocore's shapes.

botocore has no code for this side of its protocols, and ours must not be the judge of itself.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping
from typing import Any

from attrs import evolve, field, frozen
from botocore.model import OperationModel
from differential_cbor import cbor, cbor_data, cbor_root
from differential_scalars import (
    LOCATIONS,
    REQUEST_ID,
    TIMES,
    json_number,
    moment_text,
    scalar_text,
    seconds,
)
from differential_xml import error_members, query_output, xml_error, xml_root


@frozen
class Answer:
    """A response, before it is given to either side."""

    status: int
    headers: dict[str, str] = field(factory=dict[str, str])
    body: bytes = b""


def encode_output(
    protocol: str, operation: OperationModel, data: Mapping[str, Any]
) -> Answer:
    """A successful response with that output."""
    shape = operation.output_shape
    status = data.get(_status_member(shape) or "", 200)
    headers = {**common_headers(protocol), **bound_headers(shape, data)}
    if shape is None:
        return Answer(status, headers, _NOTHING.get(protocol, b""))
    payload = shape.serialization.get("payload")
    if payload is not None:
        target = shape.members[payload]
        if target.type_name in ("blob", "string"):
            held = data.get(payload, b"")
            body = held.encode() if isinstance(held, str) else held
            return Answer(status, headers, body)
        if payload not in data:
            return Answer(status, headers)
        return Answer(status, headers, document(protocol, target, data[payload]))
    if operation.name == "GetBucketLocation":  # S3's only output that is one text
        body = f"<LocationConstraint>{data.get('LocationConstraint', '')}</LocationConstraint>".encode()
    elif protocol in ("query", "ec2"):
        body = query_output(protocol, operation, data)
    else:
        body = document(protocol, shape, data)
    return Answer(status, headers, body)


def with_strangers(protocol: str, operation: OperationModel, answer: Answer) -> Answer:
    """The same with a member that nobody knows, and, in JSON, null for each that is not there."""
    shape, body = operation.output_shape, answer.body
    if not body or shape is None or shape.serialization.get("payload"):
        return answer
    if protocol in ("json", "rest-json"):
        absent = {
            member.serialization.get("name", name): None
            for name, member in shape.members.items()
            if member.serialization.get("location") not in LOCATIONS
        }
        data = {**absent, **json.loads(body), "notInTheModel": {"x": [1, None, {}]}}
        return evolve(answer, body=json.dumps(data).encode())
    if protocol == "rest-xml" and operation.name != "GetBucketLocation":
        stranger = b"<notInTheModel><x>1</x><x/></notInTheModel></"
        before, _, after = body.rpartition(b"</")
        return evolve(answer, body=before + stranger + after)
    return answer


def encode_error(
    protocol: str,
    shape: Any,
    data: Mapping[str, Any],
    status: int,
    *,
    in_header: bool = False,
    is_wrapped: bool = True,
    is_compatible: bool = False,
) -> Answer:
    """An error response.

    ``is_wrapped`` is false for S3, whose errors are the root element; ``is_compatible`` is true of a service that spoke
    awsQuery before, and names the code of old in a header.
    """
    modeled = shape.metadata.get("error", {}).get("code") or shape.name
    code = modeled if protocol in ("ec2", "query", "rest-xml") else shape.name
    headers = {**common_headers(protocol), **bound_headers(shape, data)}
    if is_compatible:
        headers["x-amzn-query-error"] = f"{modeled};Sender"
    headers = {  # some models have the code as a member too
        name: code if name.lower() == "x-amzn-errortype" else value
        for name, value in headers.items()
    }
    if protocol in ("ec2", "query", "rest-xml"):
        inner = f"<Code>{code}</Code>" + "".join(error_members(protocol, shape, data))
        return Answer(status, headers, xml_error(protocol, inner, is_wrapped))
    if protocol == "rest-json" and in_header:
        headers["x-amzn-ErrorType"] = f"{code}:http://internal.example/"
        return Answer(status, headers, _json_root(shape, data))
    if protocol == "smithy-rpc-v2-cbor":
        fields = {"__type": f"aws.example#{code}", **cbor_data(shape, data)}
        return Answer(status, headers, cbor(fields))
    fields = {"__type": f"aws.example#{code}", **_json_data(protocol, shape, data)}
    if protocol == "rest-json":
        fields["code"] = code
    return Answer(status, headers, json.dumps(fields).encode())


def document(protocol: str, shape: Any, data: Any) -> bytes:
    """A structure as a whole body, or as the payload of an event."""
    return _ROOTS[protocol](shape, data)


def common_headers(protocol: str) -> dict[str, str]:
    """Headers of all responses; CBOR's are told by one of their own, which botocore does without."""
    headers = {"x-amzn-RequestId": REQUEST_ID}
    if protocol == "smithy-rpc-v2-cbor":
        headers["smithy-protocol"] = "rpc-v2-cbor"
    return headers


def _status_member(shape: Any) -> str | None:
    for name, member in (shape.members.items() if shape else ()):
        if member.serialization.get("location") == "statusCode":
            return str(name)
    return None


def bound_headers(shape: Any, data: Mapping[str, Any]) -> dict[str, str]:
    """The headers that members are bound to."""
    found: dict[str, str] = {}
    for name, value in data.items():
        member = shape.members[name]
        place = member.serialization.get("location")
        wire = member.serialization.get("name", name)
        if place == "headers":
            prefix = member.serialization.get("name", "")
            found.update({prefix + key: each for key, each in value.items()})
        elif place == "header":
            found[wire] = _header(member, value)
    return found


def _header(shape: Any, value: Any) -> str:
    if shape.serialization.get("jsonvalue"):
        return base64.b64encode(json.dumps(value).encode()).decode()
    if shape.type_name == "list":
        return ", ".join(_header(shape.member, item) for item in value)
    if shape.type_name == "timestamp":
        return moment_text(value, shape.serialization.get("timestampFormat", "rfc822"))
    return scalar_text(shape, value)


def _json_root(shape: Any, data: Any) -> bytes:
    return json.dumps(_json_value("rest-json", shape, data)).encode()


def _aws_json_root(shape: Any, data: Any) -> bytes:
    return json.dumps(_json_value("json", shape, data)).encode()


def _json_data(protocol: str, shape: Any, data: Mapping[str, Any]) -> dict[str, Any]:
    return {
        member.serialization.get("name", name): _json_value(
            protocol, member, data[name]
        )
        for name, member in shape.members.items()
        if name in data and member.serialization.get("location") not in LOCATIONS
    }


def _json_value(protocol: str, shape: Any, value: Any) -> Any:
    kind = shape.type_name
    if kind == "structure":
        is_document = getattr(shape, "is_document_type", False)
        return value if is_document else _json_data(protocol, shape, value)
    if kind == "list":
        return [_json_value(protocol, shape.member, item) for item in value]
    if kind == "map":
        return {
            key: _json_value(protocol, shape.value, item) for key, item in value.items()
        }
    if kind == "timestamp":
        form = shape.serialization.get("timestampFormat", TIMES[protocol])
        return (
            seconds(value) if form == "unixTimestamp" else moment_text(value, str(form))
        )
    if kind in ("float", "double"):
        return json_number(value)
    return base64.b64encode(value).decode() if kind == "blob" else value


_ROOTS: Mapping[str, Callable[[Any, Any], bytes]] = {
    "json": _aws_json_root,
    "rest-json": _json_root,
    "rest-xml": xml_root,
    "smithy-rpc-v2-cbor": cbor_root,
}
_NOTHING = {
    "ec2": f"<Response><requestId>{REQUEST_ID}</requestId></Response>".encode(),
    "json": b"{}",
    "query": (
        f"<Response><ResponseMetadata><RequestId>{REQUEST_ID}</RequestId>"
        "</ResponseMetadata></Response>"
    ).encode(),
    "rest-json": b"",
    "smithy-rpc-v2-cbor": b"\xa0",
}
