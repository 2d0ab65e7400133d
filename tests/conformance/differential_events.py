"""Streams of events as a service writes them, and both sides' reading of them."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Awaitable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from attrs import frozen
from botocore.exceptions import EventStreamError
from botocore.model import OperationModel
from differential_values import Values
from differential_wire import Answer, bound_headers, common_headers, document

CONTENT_TYPES = {
    "json": "application/json",
    "rest-json": "application/json",
    "rest-xml": "application/xml",
    "smithy-rpc-v2-cbor": "application/cbor",
}
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FIRST = ("json", "smithy-rpc-v2-cbor")  # these send the other members in a message


def events_member(shape: Any) -> str | None:
    """The member of an input or output that is a stream of events."""
    for name, member in (shape.members.items() if shape else ()):
        if member.serialization.get("eventstream"):
            return str(name)
    return None


def encode_events(protocol: str, operation: OperationModel, values: Values) -> Answer:
    """A response with one event of each kind, and after them an error, if the model has one."""
    shape = operation.output_shape
    name = events_member(shape)
    assert shape is not None and name is not None
    union = shape.members[name]
    data = values.structure(shape, skip=(name,))
    kinds = sorted(union.members, key=lambda kind: _is_error(union.members[kind]))
    errors = [kind for kind in kinds if _is_error(union.members[kind])]
    for kind in errors[1:]:
        kinds.remove(kind)
    body = b"".join(
        _event(protocol, kind, union.members[kind], values) for kind in kinds
    )
    if protocol in _FIRST:
        body = _first(protocol, shape, data) + body
        return Answer(200, common_headers(protocol), body)
    headers = {**common_headers(protocol), **bound_headers(shape, data)}
    return Answer(200, headers, body)


def _is_error(shape: Any) -> bool:
    return bool(shape.metadata.get("exception"))


def _first(protocol: str, shape: Any, data: Mapping[str, Any]) -> bytes:
    headers = {
        ":message-type": "event",
        ":event-type": "initial-response",
        ":content-type": CONTENT_TYPES[protocol],
    }
    return frame(headers, document(protocol, shape, data))


def _event(protocol: str, kind: str, shape: Any, values: Values) -> bytes:
    is_error = _is_error(shape)
    data = values.structure(shape)
    headers: dict[str, Any] = {
        ":message-type": "exception" if is_error else "event",
        ":exception-type" if is_error else ":event-type": kind,
    }
    payload, in_body = b"", dict(data)
    for name, member in shape.members.items():
        if name in data and member.serialization.get("eventheader"):
            headers[name] = _Bound(member.type_name, in_body.pop(name))
    bound = [
        (name, member)
        for name, member in shape.members.items()
        if member.serialization.get("eventpayload")
    ]
    headers[":content-type"] = CONTENT_TYPES[protocol]
    if not bound:
        payload = document(protocol, shape, in_body)
    for name, member in bound:
        held = data.get(name)
        if member.type_name == "blob":
            headers[":content-type"] = "application/octet-stream"
            payload = held or b""
        elif member.type_name == "string":
            headers[":content-type"] = "text/plain"
            payload = (held or "").encode()
        elif held is not None:
            payload = document(protocol, member, held)
    return frame(headers, payload)


def frame(headers: Mapping[str, Any], payload: bytes) -> bytes:
    """A message (https://smithy.io/2.0/aws/amazon-eventstream.html#message-framing)."""
    head = b"".join(_header(name, value) for name, value in headers.items())
    prelude = struct.pack(">II", 16 + len(head) + len(payload), len(head))
    message = prelude + struct.pack(">I", zlib.crc32(prelude)) + head + payload
    return message + struct.pack(">I", zlib.crc32(message))


@frozen
class _Bound:
    """A member in a header: its type says how it is written."""

    kind: str
    value: Any


def _header(name: str, value: Any) -> bytes:
    bound = value if isinstance(value, _Bound) else _Bound("string", value)
    return struct.pack(">B", len(name)) + name.encode() + _header_value(bound)


def _header_value(bound: _Bound) -> bytes:
    kind, value = bound.kind, bound.value
    if kind == "boolean":
        return b"\0" if value else b"\1"
    if kind in ("integer", "long"):
        code = (4, "i") if kind == "integer" else (5, "q")
        return struct.pack(f">B{code[1]}", code[0], value)
    if kind == "timestamp":
        return struct.pack(">Bq", 8, (value - EPOCH) // timedelta(milliseconds=1))
    data = value.encode() if isinstance(value, str) else value
    return struct.pack(">BH", 7 if kind == "string" else 6, len(data)) + data


class RawBody:
    """A stream as botocore reads it."""

    def __init__(self, body: bytes) -> None:
        self._body = body

    def stream(self) -> Iterator[bytes]:
        """The content, cut where no message ends."""
        for start in range(0, len(self._body), 1000):
            yield self._body[start : start + 1000]

    def close(self) -> None:
        """Nothing is held."""


def their_events(stream: Any) -> tuple[list[Any], str]:
    """botocore's events, and the code of the error after them."""
    found: list[Any] = []
    try:
        for event in stream:
            found.append(event)
    except EventStreamError as error:
        return found, str(error.response["Error"]["Code"])
    return found, ""


def our_events(stream: Any) -> tuple[list[Any], Any]:
    """Our events, and the error after them."""
    found: list[Any] = []
    while True:
        try:
            found.append(at_once(anext(stream)))
        except StopAsyncIteration:
            return found, None
        except Exception as error:
            return found, error


def at_once(awaitable: Awaitable[Any]) -> Any:
    """The result of what never waits, for all that it reads is there already."""
    try:
        awaitable.__await__().send(None)
    except StopIteration as done:
        return done.value
    raise AssertionError("it waits for something")
