"""What both sides make of one input: two requests, compared by what they mean."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Container, Iterator, Mapping
from typing import Any
from urllib.parse import unquote, urlencode
from xml.etree import ElementTree

from aiosmithy.http import HttpRequest
from attrs import frozen
from botocore.handlers import escape_xml_payload
from botocore.model import OperationModel
from botocore.parsers import PROTOCOL_PARSERS
from botocore.utils import percent_encode_sequence

TOKEN = "00000000-0000-4000-8000-000000000000"
"""The idempotency token that we make when the system's randomness is all zeros."""

_ENCODED = re.compile(r"(?:[A-Za-z0-9._~=&-]|%[0-9A-F]{2})*")
_FRACTION = re.compile(r"(T\d\d:\d\d:\d\d(?:\.\d*?[1-9])?)\.?0*Z\Z")
_PART = re.compile(r"\.\d+Z\Z")
_PACKAGE = re.compile(r"\A/service/[a-z0-9.]+\.(?=[A-Z])")
_EMPTY_ELEMENT = re.compile(rb"<(\w+)(?: xmlns=\"[^\"]*\")?(?:/>|></\1>)")
_LISTS = re.compile(r'"(?:[^"\\]|\\.)*"|[^,"]+')


@frozen
class Difference:
    """Where two requests, or two readings of a response, are not the same.

    Attributes:
        facet: What it is about: ``query``, ``header content-type``, ``body``, ``output``.
        ours, theirs: What there is.
    """

    facet: str
    ours: Any
    theirs: Any


def their_input(operation: OperationModel, data: Mapping[str, Any]) -> dict[str, Any]:
    """What botocore is given: idempotency tokens are filled in by its client, not by its serializer."""
    missing = [name for name in operation.idempotent_members if name not in data]
    return {**data, **dict.fromkeys(missing, TOKEN)}


def compare_requests(
    protocol: str,
    operation: OperationModel,
    ours: HttpRequest,
    theirs: Mapping[str, Any],
) -> Iterator[Difference]:
    """What differs between our request and what botocore's serializer made."""
    if ours.method != theirs["method"]:
        yield Difference("method", ours.method, theirs["method"])
    path, _, literal = theirs["url_path"].partition("?")
    path = path or "/"
    mine = ours.path or "/"  # S3's bucket is all of some paths
    if mine != path:
        is_package = _PACKAGE.sub("/service/", path) == mine
        facet = "path without a Java package" if is_package else "path"
        yield Difference(facet, ours.path, path)
    encoded = percent_encode_sequence(theirs["query_string"])
    query = "&".join(filter(None, (literal, encoded)))
    if not _ENCODED.fullmatch(ours.query):
        yield Difference("query encoding", ours.query, query)
    if sorted(_pairs(ours.query)) != sorted(_pairs(query)):
        yield Difference("query", ours.query, query)
    prefix = getattr(ours, "host_prefix", "")
    if prefix != theirs.get("host_prefix", ""):
        yield Difference("host prefix", prefix, theirs.get("host_prefix", ""))
    headers = {name.lower(): str(value) for name, value in theirs["headers"].items()}
    both = ours.headers.keys() & headers.keys()
    accept = () if "accept" in both else ("accept",)  # ours mostly comes later
    yield from _compare_headers(
        operation, without(ours.headers, accept), without(headers, accept)
    )
    yield from _compare_bodies(protocol, operation, ours.body, theirs["body"])


def without(headers: Mapping[str, str], names: Container[str]) -> dict[str, str]:
    """The headers but those."""
    return {name: value for name, value in headers.items() if name not in names}


def _pairs(query: str) -> list[tuple[str, str]]:
    """The parameters, decoded as percent-encoding has it: a plus sign is a plus sign."""
    parts = [part.partition("=") for part in query.split("&") if part]
    return [(unquote(name), _plain(unquote(value))) for name, _, value in parts]


def _compare_headers(
    operation: OperationModel, ours: Mapping[str, str], theirs: Mapping[str, str]
) -> Iterator[Difference]:
    lists = _list_headers(operation)
    for name in sorted(ours.keys() | theirs.keys()):
        mine, other = ours.get(name), theirs.get(name)
        if mine == other or (name in lists and _items(mine) == _items(other)):
            continue
        facet = _header_facet(operation, name, mine, other)
        yield Difference(f"header {name}{facet}", mine, other)


def _header_facet(
    operation: OperationModel, name: str, ours: str | None, theirs: str | None
) -> str:
    """What is different in a way of its own, so that the ledger can say why."""
    if ours and theirs and _PART.sub("Z", ours) == theirs:
        return " without its fraction of a second"
    if name == "x-amz-target" and str(theirs).endswith(f".{ours}"):
        return " without a Java package"
    if name != "content-type":
        return ""
    if operation.has_event_stream_input:
        return " of events"
    if kind := _raw_payload(operation):
        return f" of a {kind}"
    if theirs is None and ours == "application/xml":
        return " of XML"
    return " without its charset" if theirs == f"{ours}; charset=utf-8" else ""


def _raw_payload(operation: OperationModel) -> str:
    """The type of the member that is the body as it is; empty if there is none."""
    shape = operation.input_shape
    payload = shape.serialization.get("payload") if shape else None
    kind = shape.members[payload].type_name if payload else ""
    return kind if kind in ("blob", "string") else ""


def _list_headers(operation: OperationModel) -> set[str]:
    shape = operation.input_shape
    return {
        member.serialization.get("name", name).lower()
        for name, member in (shape.members.items() if shape else ())
        if member.type_name == "list"
        and member.serialization.get("location") == "header"
    }


def _items(header: str | None) -> list[str] | None:
    """The items of a list in a header, as they are quoted."""
    if header is None:
        return None
    items = _LISTS.findall(header) if '"' in header else header.split(",")
    return [item.strip() for item in items]


def _compare_bodies(
    protocol: str, operation: OperationModel, ours: Any, theirs: Any
) -> Iterator[Difference]:
    if operation.has_event_stream_input:
        return  # botocore can send none
    is_raw = _raw_payload(operation) != ""
    theirs = _sent("" if is_raw else protocol, theirs)
    ours = bytes(ours)
    if ours == theirs:
        return
    read = None if is_raw else _READERS[protocol]
    if not theirs and protocol == "rest-xml" and _EMPTY_ELEMENT.fullmatch(ours):
        yield Difference("body that is an empty element", ours, theirs)
        return
    if read is None or not ours or not theirs:
        yield Difference("body", ours, theirs)
        return
    try:
        mine = read(ours)
    except ValueError as error:
        yield Difference("body syntax", f"{error}: {ours!r}", theirs)
        return
    other = read(theirs)
    found = first_difference(mine, other)
    if found is not None:
        facet = f"body{_form_facet(mine, other)}" if read is _read_form else "body"
        yield Difference(facet, *found)


def _form_facet(ours: Any, theirs: Any) -> str:
    """The names of the parameters that differ, if they are few."""
    different = set(ours) ^ set(theirs)
    names = sorted({name for name, _ in different})
    if not any(value for _, value in different):
        return " (name of an empty list)"
    return f" ({', '.join(names)})" if len(names) <= 2 else ""


def _sent(protocol: str, body: Any) -> bytes:
    """What botocore's client and transport make of its serializer's body.

    In XML, its client of S3 writes line ends as references, so that they arrive: here that counts for all services.
    """
    if isinstance(body, dict):
        return urlencode(body, doseq=True).encode()
    found = body.encode() if isinstance(body, str) else bytes(body)
    if protocol == "rest-xml":
        params = {"body": found}
        escape_xml_payload(params)
        found = params["body"]
    return found


def first_difference(ours: Any, theirs: Any, path: str = "") -> tuple[Any, Any] | None:
    """The first place that is not the same, with what there is; 1 is not 1.0 nor true, and NaN is NaN."""
    if type(ours) is not type(theirs):
        return f"{path}: {ours!r}", theirs
    if isinstance(ours, dict):
        if ours.keys() != theirs.keys():
            return f"{path}: {list(ours)}", list(theirs)
        pairs = [(f"{path}.{key}", ours[key], theirs[key]) for key in ours]
    elif isinstance(ours, list | tuple):
        if len(ours) != len(theirs):
            return f"{path}: {ours!r}", theirs
        items = enumerate(zip(ours, theirs, strict=True))
        pairs = [(f"{path}[{i}]", mine, other) for i, (mine, other) in items]
    else:
        return None if _same_scalar(ours, theirs) else (f"{path}: {ours!r}", theirs)
    found = (first_difference(mine, other, place) for place, mine, other in pairs)
    return next((each for each in found if each is not None), None)


def _same_scalar(ours: Any, theirs: Any) -> bool:
    if isinstance(ours, float) and ours != ours:
        return bool(theirs != theirs)
    if isinstance(ours, str):
        return _plain(ours) == _plain(theirs)
    return bool(ours == theirs)


def _plain(text: str) -> str:
    """A timestamp without the zeros at the end of its fraction, which botocore writes; any other text as it is."""
    return _FRACTION.sub(r"\1Z", text) if text.endswith("Z") else text


def _read_json(body: bytes) -> Any:
    return json.loads(body, object_pairs_hook=_without_repetition)


def _without_repetition(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key is there twice")
    return found


def _read_form(body: bytes) -> list[tuple[str, str]]:
    text = body.decode("ascii").replace("+", "%20")  # botocore's way
    return sorted(_pairs(text))


def _read_xml(body: bytes) -> Any:
    try:
        return _node(ElementTree.fromstring(body))
    except ElementTree.ParseError as error:
        raise ValueError(str(error)) from error


def _node(element: ElementTree.Element) -> Any:
    children = [_node(child) for child in element]
    text = (element.text or "") if not children else ""
    return element.tag, dict(element.attrib), text, children


def _read_cbor(body: bytes) -> Any:
    parser = PROTOCOL_PARSERS["smithy-rpc-v2-cbor"]()
    stream = parser.get_peekable_stream_from_bytes(body)
    found = parser.parse_data_item(stream)
    if stream.read(1):
        raise ValueError("there is more than one item")
    return found


_READERS: Mapping[str, Callable[[bytes], Any]] = {
    "ec2": _read_form,
    "json": _read_json,
    "query": _read_form,
    "rest-json": _read_json,
    "rest-xml": _read_xml,
    "smithy-rpc-v2-cbor": _read_cbor,
}
