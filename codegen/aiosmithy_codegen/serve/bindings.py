"""Where members travel: an HTTP request into an input, an output or error into an HTTP response.

https://smithy.io/2.0/spec/http-bindings.html
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from attrs import field, frozen

from ..model import Member, Model, Shape
from . import times
from .refusals import Refusal, invalid
from .routes import Match, Query
from .signatures import Signed
from .values import INVALID, Reader, load_json, write, write_members

HTTP = "smithy.api#http"
UNIT = "smithy.api#Unit"
_ELSEWHERE = ("Label", "Query", "QueryParams", "Header", "PrefixHeaders", "Payload")
_NOT_IN_BODY = (*(HTTP + one for one in _ELSEWHERE), HTTP + "ResponseCode")
_ENTRY = re.compile(r'\s*(?:"((?:[^"\\]|\\.)*)"|([^,]+))\s*(?:,|$)')
_ESCAPE = re.compile(r"\\(.)")
_JSON = {"content-type": "application/json"}


@frozen
class Answer:
    """An HTTP response, before it is sent."""

    status: int
    headers: Mapping[str, str] = field(factory=dict[str, str])
    body: bytes = b""


class InputReader:
    """Reads the input of one request; every problem is collected."""

    def __init__(self, model: Model, match: Match, query: Query, max_depth: int):
        self.model = model
        self.match = match
        self.query = query
        self.max_depth = max_depth
        self.reader = Reader(model)
        self.members = model.expect(match.operation.input).members

    def read(self, request: Signed) -> dict[str, Any]:
        """The input by member names, or one refusal with all problems."""
        values = self._labels() | self._query() | self._headers(request.headers)
        values |= self._body(request)
        self.reader.complete(self.members.values(), values, "")
        if self.reader.problems:
            raise invalid(self.reader.problems)
        return {name: value for name, value in values.items() if value is not INVALID}

    def _bound(self, trait: str) -> Iterable[tuple[Member, Any]]:
        for member in self.members.values():
            if HTTP + trait in member.traits:
                yield member, member.traits[HTTP + trait]

    def _labels(self) -> dict[str, Any]:
        return {
            member.name: self.reader.read_text(
                member, self.match.labels[member.name], f"/{member.name}", "date-time"
            )
            for member, _ in self._bound("Label")
        }

    def _query(self) -> dict[str, Any]:
        values: dict[str, Any] = {}
        known = set(self.match.literal_query)
        free = [pair for pair in self.query if pair[0] not in known]
        for member, name in self._bound("Query"):
            known.add(name)
            texts = [value for key, value in self.query if key == name]
            if texts:
                values[member.name] = self._texts(member, texts, "date-time")
        catch_all = [member for member, _ in self._bound("QueryParams")]
        for member in catch_all if free else ():
            values[member.name] = self._map_of_texts(member, free)
        unknown = [name for name, _ in free if name not in known and not catch_all]
        for name in unknown:
            self.reader.report(f"/{name}", "Query parameter is not known to the model")
        return values

    def _headers(self, headers: Mapping[str, Sequence[str]]) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for member, name in self._bound("Header"):
            texts = headers.get(name.lower())
            if texts:
                values[member.name] = self._header(member, texts)
        for member, prefix in self._bound("PrefixHeaders"):
            found = {
                name[len(prefix) :]: ",".join(texts)
                for name, texts in headers.items()
                if name.startswith(prefix.lower())
            }
            if found:
                values[member.name] = found
        return values

    def _header(self, member: Member, texts: Sequence[str]) -> Any:
        kind = self.model.target(member).type
        if kind == "list":
            return self._texts(member, _split(self.model, member, texts), "http-date")
        text = ",".join(texts)
        if self.model.trait(member, "smithy.api#mediaType") is not None:
            try:
                text = base64.b64decode(text, validate=True).decode()
            except ValueError:
                return self.reader.report(f"/{member.name}", "Header must be base64")
        return self.reader.read_text(member, text, f"/{member.name}", "http-date")

    def _texts(self, member: Member, texts: Sequence[str], form: str) -> Any:
        """One value, or a list of them if the member is a list."""
        path = f"/{member.name}"
        shape = self.model.target(member)
        if shape.type != "list":
            return self.reader.read_text(member, texts[0], path, form)
        element = shape.members["member"]
        read = [
            self.reader.read_text(element, text, f"{path}/{index}", form)
            for index, text in enumerate(texts)
        ]
        self.reader.check(member, read, path)
        return read

    def _map_of_texts(self, member: Member, pairs: Query) -> dict[str, Any]:
        values: dict[str, Any] = {}
        lists = self.model.target(self.model.target(member).members["value"])
        for name, value in pairs:
            if lists.type == "list":
                values.setdefault(name, []).append(value)
            else:
                values.setdefault(name, value)
        return values

    def _body(self, request: Signed) -> dict[str, Any]:
        for member, _ in self._bound("Payload"):
            value = self._payload(member, request)
            return {} if value is None else {member.name: value}
        members = body_members(self.members)
        if not request.body:
            return {}
        self._check_content_type(request)
        data = load_json(request.body, self.max_depth)
        return self.reader.structure(members.values(), data, "", complete=False)

    def _payload(self, member: Member, request: Signed) -> Any:
        kind = self.model.target(member).type
        required = "smithy.api#required" in member.traits
        if not request.body and not (required and kind in ("blob", "string")):
            return None
        plain = {"blob": "", "string": "text/plain", "enum": "text/plain"}
        if kind in plain:
            media = self.model.trait(member, "smithy.api#mediaType", plain[kind])
            self._check_content_type(request, media)
        if kind == "blob":
            return request.body
        if kind in ("string", "enum"):
            text = request.body.decode(errors="replace")
            return self.reader.read(member, text, f"/{member.name}")
        self._check_content_type(request)
        data = load_json(request.body, self.max_depth)
        return self.reader.read(member, data, f"/{member.name}")

    def _check_content_type(
        self, request: Signed, wanted: str = "application/json"
    ) -> None:
        sent = (request.header("content-type") or "").partition(";")[0].strip().lower()
        if wanted and sent != wanted.lower():
            message = f"The body of this operation must be {wanted}."
            raise Refusal("UnsupportedMediaTypeException", message, 415)


def body_members(members: Mapping[str, Member]) -> dict[str, Member]:
    """The members that no trait puts anywhere else."""
    return {
        name: member
        for name, member in members.items()
        if not any(trait in member.traits for trait in _NOT_IN_BODY)
    }


def write_output(model: Model, operation: Shape, values: Mapping[str, Any]) -> Answer:
    """The response of an operation that went well."""
    status: int = operation.traits["smithy.api#http"].get("code", 200)
    if operation.output == UNIT:
        return Answer(status)
    return _write(model, model.expect(operation.output), values, status, {})


def write_error(
    model: Model, shape: Shape, values: Mapping[str, Any], status: int
) -> Answer:
    """The response of a modeled error."""
    return _write(model, shape, values, status, {"x-amzn-errortype": shape.name})


def write_generic_error(code: str, message: str, status: int) -> Answer:
    """The response of an error that the model does not have."""
    body = json.dumps({"message": message}).encode()
    return Answer(status, {**_JSON, "x-amzn-errortype": code}, body)


def _write(
    model: Model,
    shape: Shape,
    values: Mapping[str, Any],
    status: int,
    headers: Mapping[str, str],
) -> Answer:
    headers = {**headers, **_write_headers(model, shape, values)}
    for member in shape.members.values():
        if HTTP + "ResponseCode" in member.traits:
            status = values.get(member.name, status)
        if HTTP + "Payload" in member.traits:
            kind, body = _write_payload(model, member, values.get(member.name))
            return Answer(status, {"content-type": kind, **headers}, body)
    if status in (204, 304):
        return Answer(status, headers)
    data = write_members(model, body_members(shape.members), values)
    return Answer(status, {**_JSON, **headers}, json.dumps(data).encode())


def _write_payload(model: Model, member: Member, value: Any) -> tuple[str, bytes]:
    kind = model.target(member).type
    if kind == "blob":
        return "application/octet-stream", value or b""
    if kind in ("string", "enum"):
        return "text/plain", (value or "").encode()
    if value is None:
        return _JSON["content-type"], b"{}" if kind == "structure" else b""
    return _JSON["content-type"], json.dumps(write(model, member, value)).encode()


def _write_headers(
    model: Model, shape: Shape, values: Mapping[str, Any]
) -> dict[str, str]:
    headers: dict[str, str] = {}
    for member in shape.members.values():
        value = values.get(member.name)
        if value is None:
            continue
        if HTTP + "Header" in member.traits:
            name = member.traits[HTTP + "Header"].lower()
            headers[name] = _header_text(model, member, value)
        elif HTTP + "PrefixHeaders" in member.traits:
            prefix = member.traits[HTTP + "PrefixHeaders"].lower()
            headers |= {prefix + key: str(item) for key, item in value.items()}
    return headers


def _header_text(model: Model, member: Member, value: Any) -> str:
    shape = model.target(member)
    if shape.type == "list":
        element = shape.members["member"]
        return ", ".join(_header_text(model, element, item) for item in value)
    if shape.type == "timestamp":
        form = model.trait(member, "smithy.api#timestampFormat", "http-date")
        return str(times.show(value, form))
    if model.trait(member, "smithy.api#mediaType") is not None:
        return base64.b64encode(str(value).encode()).decode()
    if isinstance(value, bool):
        return str(value).lower()
    return str(write(model, member, value))


def _entries(text: str) -> list[str]:
    """https://smithy.io/2.0/spec/http-bindings.html#httpheader-trait: entries may be quoted, with backslashes."""
    found: list[str] = []
    for entry in _ENTRY.finditer(text):
        quoted, bare = entry.groups()
        found.append(bare.strip() if quoted is None else _ESCAPE.sub(r"\1", quoted))
    return found


def _split(model: Model, member: Member, texts: Sequence[str]) -> list[str]:
    """The entries of a list header. An http-date has a comma of its own."""
    element = model.target(member).members["member"]
    parts = [part for text in texts for part in _entries(text)]
    form = model.trait(element, "smithy.api#timestampFormat", "http-date")
    if model.target(element).type == "timestamp" and form == "http-date":
        return [
            f"{one}, {two}" for one, two in zip(parts[::2], parts[1::2], strict=False)
        ]
    return parts
