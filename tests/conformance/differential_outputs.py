"""What both sides read in one response: outputs and errors, compared member by member."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from aiosmithy import errors
from aiosmithy.http import HttpResponse
from aiosmithy.responses import parse_error, parse_output
from aiosmithy_codegen.model import Member, Shape
from aiosmithy_codegen.nullability import is_nullable
from attrs import frozen
from botocore.awsrequest import HeadersDict
from botocore.handlers import parse_get_bucket_location
from botocore.model import OperationModel
from differential_events import RawBody, at_once, our_events, their_events
from differential_requests import Difference, first_difference
from differential_scalars import REQUEST_ID
from differential_service import Generated, is_json_text, member_of
from differential_wire import Answer
from multidict import CIMultiDict

_PYTHON: Mapping[str, type] = {
    "blob": bytes,
    "boolean": bool,
    "character": str,
    "double": float,
    "float": float,
    "integer": int,
    "long": int,
    "string": str,
    "timestamp": datetime,
}
_ZEROS: Mapping[str, Any] = {
    "blob": b"",
    "boolean": False,
    "character": "",
    "double": 0.0,
    "float": 0.0,
    "integer": 0,
    "list": [],
    "long": 0,
    "map": {},
    "string": "",
    "timestamp": datetime(1970, 1, 1, tzinfo=UTC),
}


def response_of(answer: Answer) -> HttpResponse:
    """A response as our transport gives it."""
    return HttpResponse(answer.status, CIMultiDict(answer.headers), answer.body)


def their_output(parser: Any, operation: OperationModel, answer: Answer) -> Any:
    """What botocore's parser makes of a response."""
    body: Any = answer.body
    if operation.has_event_stream_output:
        body = RawBody(body)
    elif operation.has_streaming_output and answer.status < 300:
        body = io.BytesIO(body)
    parsed = parser.parse(_their_response(answer, body), operation.output_shape)
    if operation.name == "GetBucketLocation":
        parse_get_bucket_location(parsed, _Content(answer.body))
    return parsed


@frozen
class _Content:
    """The part of botocore's response that its handler looks at."""

    content: bytes
    raw: bool = True


def their_error(
    parser: Any, operation: OperationModel, answer: Answer
) -> dict[str, Any]:
    """As botocore's endpoint reads an error: first what all have, then what the model says of that code."""
    response = _their_response(answer, answer.body)
    parsed = parser.parse(response, operation.output_shape)
    code = parsed.get("Error", {}).get("Code")
    shape = operation.service_model.shape_for_error_code(code)
    if shape is not None:
        parsed.update(parser.parse(response, shape))
    found: dict[str, Any] = parsed
    return found


def _their_response(answer: Answer, body: Any) -> dict[str, Any]:
    return {
        "headers": HeadersDict(answer.headers),
        "status_code": answer.status,
        "body": body,
        "context": {"operation_name": "x"},
    }


@frozen
class Outputs:
    """Compares what is read for one generated client."""

    client: Generated
    parser: Any

    def compare(
        self, operation: OperationModel, answer: Answer
    ) -> Iterator[Difference]:
        """What differs between the outputs that the two sides read."""
        try:
            theirs = their_output(self.parser, operation, answer)
        except (
            Exception
        ) as error:  # whatever it is, it is what a user of botocore meets
            theirs = error
        generated = self.client.operation(operation.name)
        response = response_of(answer)
        try:
            if generated.receives is not None:
                at_once(generated.receives.begin(generated, response))
            ours = parse_output(generated, response)
        except errors.ResponseParseError as error:
            if not isinstance(theirs, Exception):
                yield Difference("output refused", error, theirs)
            return
        if isinstance(theirs, Exception):
            yield Difference("output read by us alone", vars(ours), repr(theirs))
        elif operation.output_shape is not None:
            theirs.pop("ResponseMetadata", None)
            shape = self.client.model.expect(self.client.shape(operation.name).output)
            yield from self._structure(
                shape, operation.output_shape, ours, theirs, "output"
            )

    def compare_error(
        self, operation: OperationModel, boto: Any, answer: Answer
    ) -> Iterator[Difference]:
        """What differs between the exceptions; ``boto`` is the error's shape, None if the model has none."""
        theirs = their_error(self.parser, operation, answer)
        ours = parse_error(self.client.operation(operation.name), response_of(answer))
        said = theirs["Error"]
        for facet, mine, other in (
            ("error code", ours.code, said.get("Code")),
            ("error message", ours.message, said.get("Message") or ""),
            ("error status", ours.http_status, answer.status),
            ("error request id", ours.request_id, REQUEST_ID),
        ):
            if mine != other:
                yield Difference(facet, mine, other)
        symbols = self.client.symbols
        shape = None if boto is None else self._error_shape(operation, boto)
        name = symbols.service.error_base if shape is None else symbols.shape(shape.id)
        if type(ours).__name__ != name:
            yield Difference("error class", type(ours).__name__, name)
        elif shape is not None:
            yield from self._error_members(shape, boto, ours, theirs)

    def _error_members(
        self, shape: Shape, boto: Any, ours: Any, theirs: Mapping[str, Any]
    ) -> Iterator[Difference]:
        for name in boto.members:
            member = member_of(shape, boto, name)
            if name.lower() != "message":
                mine = getattr(ours, self.client.symbols.member(member.id))
                yield from self._member(
                    member, boto.members[name], mine, theirs.get(name), f"error.{name}"
                )

    def _error_shape(self, operation: OperationModel, boto: Any) -> Shape:
        shape = self.client.shape(operation.name)
        (found,) = [
            error
            for error in map(self.client.model.expect, shape.errors)
            if error.name.rstrip("_") == boto.name.rstrip("_")
        ]
        return found

    def _structure(
        self, shape: Shape, boto: Any, ours: Any, theirs: Mapping[str, Any], path: str
    ) -> Iterator[Difference]:
        for name in boto.members:
            member = member_of(shape, boto, name)
            mine = getattr(ours, self.client.symbols.member(member.id), _ABSENT)
            other = theirs.get(name)
            yield from self._member(
                member, boto.members[name], mine, other, f"{path}.{name}"
            )

    def _member(
        self, member: Member, boto: Any, ours: Any, theirs: Any, path: str
    ) -> Iterator[Difference]:
        if theirs is None:
            yield from self._missing(member, boto, ours, path)
        elif hasattr(theirs, "read") and ours is None:
            yield Difference("output of an empty blob", ours, theirs.read())
        elif ours is None and theirs == {} and _is_payload(member):
            yield Difference("output of an absent payload", ours, theirs)
        elif ours is None and theirs in ("", b"") and _is_payload(member):
            yield Difference("output of an empty blob", ours, theirs)
        elif ours is None or ours is _ABSENT:
            yield Difference(path, ours, theirs)
        elif is_json_text(boto):
            if first_difference(json.loads(ours), theirs):
                yield Difference(path, ours, theirs)
        else:
            yield from self._value(member, boto, ours, theirs, path)

    def _missing(
        self, member: Member, boto: Any, ours: Any, path: str
    ) -> Iterator[Difference]:
        """What botocore leaves out is None with us or, where it is required, the zero value."""
        if is_nullable(self.client.model, member):
            if ours is not None:
                yield Difference(f"{path} (missing)", ours, None)
        elif boto.type_name == "structure" and not isinstance(ours, str | int | None):
            if not getattr(boto, "is_tagged_union", False):
                shape = self.client.model.target(member)
                yield from self._structure(shape, boto, ours, {}, path)
        elif first_difference(ours, _ZEROS.get(boto.type_name)):
            yield Difference(f"{path} (missing, required)", ours, None)

    def _value(
        self, member: Member, boto: Any, ours: Any, theirs: Any, path: str
    ) -> Iterator[Difference]:
        shape = self.client.model.target(member)
        kind = boto.type_name
        if boto.serialization.get("eventstream"):
            yield from self._events(shape, boto, ours, theirs, path)
        elif kind == "structure":
            yield from self._aggregate(shape, boto, ours, theirs, path)
        elif kind == "list":
            if type(ours) is not list or len(ours) != len(theirs):
                yield Difference(path, ours, theirs)
                return
            item = shape.members["member"]
            for mine, other in zip(ours, theirs, strict=True):
                yield from self._member(item, boto.member, mine, other, f"{path}[]")
        elif kind == "map":
            if type(ours) is not dict or ours.keys() != theirs.keys():
                yield Difference(path, ours, theirs)
                return
            item = shape.members["value"]
            for key, other in theirs.items():
                yield from self._member(
                    item, boto.value, ours[key], other, f"{path}{{}}"
                )
        else:
            yield from self._scalar(kind, ours, theirs, path)

    def _events(
        self, union: Shape, boto: Any, ours: Any, theirs: Any, path: str
    ) -> Iterator[Difference]:
        """The events, one by one, and the error that ends them."""
        mine, error = our_events(ours)
        others, code = their_events(theirs)
        if len(mine) != len(others):
            yield Difference(f"{path} (count)", (mine, error), others)
            return
        if code in boto.members:  # botocore's code is what the union calls the error
            code = boto.members[code].name
        if getattr(error, "code", "") != code:
            yield Difference(f"{path} (error)", repr(error), code)
        for event, other in zip(mine, others, strict=True):
            yield from self._aggregate(union, boto, event, other, f"{path}[]")

    def _aggregate(
        self, shape: Shape, boto: Any, ours: Any, theirs: Any, path: str
    ) -> Iterator[Difference]:
        if getattr(boto, "is_document_type", False):
            if first_difference(ours, theirs):
                yield Difference(path, ours, theirs)
        elif shape.type == "union":
            ((name, other),) = theirs.items()
            member = member_of(shape, boto, name)
            variant = self.client.symbols.variant(member.id)
            if type(ours).__name__ != variant:
                yield Difference(path, ours, theirs)
                return
            yield from self._value(
                member, boto.members[name], ours.value, other, f"{path}.{name}"
            )
        else:
            yield from self._structure(shape, boto, ours, theirs, path)

    def _scalar(
        self, kind: str, ours: Any, theirs: Any, path: str
    ) -> Iterator[Difference]:
        if hasattr(ours, "read"):
            ours = at_once(ours.read())
        if hasattr(theirs, "read"):
            theirs = theirs.read()
        elif kind == "blob" and isinstance(theirs, str):
            theirs = theirs.encode()  # botocore decodes a blob that is the body
        elif kind in ("float", "double") and isinstance(theirs, int):
            theirs = float(theirs)  # what its JSON parser leaves as it was written
        elif kind in ("float", "double") and isinstance(theirs, str):
            path, theirs = "output of a number as text", float(theirs)
            yield Difference(path, ours, str(theirs))
        if type(ours) is not _PYTHON[kind] or not same_scalar(ours, theirs):
            yield Difference(f"{path}: {kind}", ours, theirs)


def _is_payload(member: Member) -> bool:
    return not _PAYLOADS.isdisjoint(member.traits)


_PAYLOADS = frozenset({"smithy.api#httpPayload", "smithy.api#eventPayload"})
_ABSENT = object()


def same_scalar(ours: Any, theirs: Any) -> bool:
    """Equal, or both NaN."""
    return bool(ours == theirs or (ours != ours and theirs != theirs))
