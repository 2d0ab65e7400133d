"""What the traits of a member say of its way on the wire and of what it may be."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from typing import Any

from ..json_values import is_object
from ..model import Member, Model, Shape, shape_name
from ..protocols import PROTOCOLS
from ..views.bindings import Bindings, request_bindings, response_bindings
from ..views.types import FLOATS, INTEGERS
from .api import Wire

_XML_NAMED = frozenset(
    {"aws.protocols#restXml", "aws.protocols#awsQuery", "aws.protocols#ec2Query"}
)
_XML = "smithy.api#xmlName"
_EC2 = "aws.protocols#ec2QueryName"
# Traits that change how a value is written and that no name or type shows; those of XML in protocols of XML.
_FORMATS = (
    *("smithy.api#timestampFormat", "smithy.api#mediaType", "smithy.api#streaming"),
    *("smithy.api#eventHeader", "smithy.api#eventPayload", "smithy.api#requiresLength"),
    *("smithy.api#hostLabel", "smithy.rules#contextParam"),
)
_XML_FORMATS = tuple(
    f"smithy.api#xml{name}" for name in ("Flattened", "Attribute", "Namespace")
)
# Of services, operations and structures: what they say of a whole request or response.
_WHOLE = frozenset(
    (
        *("smithy.api#endpoint", "smithy.api#requestCompression"),
        *("smithy.api#httpChecksumRequired", "aws.protocols#httpChecksum"),
        *("aws.auth#unsignedPayload", "aws.protocols#awsQueryCompatible"),
        *("smithy.rules#staticContextParams", "smithy.rules#operationContextParams"),
        "smithy.rules#clientContextParams",
    )
)
_WHOLE_XML = frozenset(
    {"smithy.api#xmlName", "smithy.api#xmlNamespace", "aws.protocols#awsQueryError"}
)
_DEEPEST = 64  # lists of lists; deeper ones are compared by their types


def wires(shape: Shape, role: str, protocol: str) -> dict[str, Wire]:
    """Member name → where it travels; ``role`` is ``input``, ``output``, ``error``, ``nested``, or
    ``received`` where what is nested comes back."""
    spoken = PROTOCOLS.get(protocol)
    if role in ("nested", "received") or spoken is None or not spoken.binds_http:
        return {
            member.name: Wire(
                "body", body_name(member, protocol, sent=role in ("input", "nested"))
            )
            for member in shape.members.values()
        }
    bind = request_bindings if role == "input" else response_bindings
    bound = bind(spoken, shape)
    found = dict(_bound(bound))
    for member in bound.body:
        found[member.name] = Wire("body", body_name(member, protocol))
    return found


def body_name(member: Member, protocol: str, *, sent: bool = False) -> str:
    """The name of a member in a body, as its protocol says.

    Only restJson1 heeds jsonName, and only XML and query protocols xmlName; EC2's queries have names of their own
    (https://smithy.io/2.0/aws/protocols/aws-ec2-query-protocol.html#query-key-resolution).
    """
    traits = member.traits
    if protocol == "aws.protocols#restJson1":
        return str(traits.get("smithy.api#jsonName", member.name))
    if protocol == "aws.protocols#ec2Query" and sent:
        name = str(traits.get(_EC2) or traits.get(_XML) or member.name)
        return name if _EC2 in traits else name[:1].upper() + name[1:]
    return str(traits.get(_XML, member.name)) if protocol in _XML_NAMED else member.name


def _bound(bound: Bindings) -> Iterator[tuple[str, Wire]]:
    for member in bound.labels:
        yield member.name, Wire("label", member.name)
    for member in bound.query:
        yield member.name, Wire("query", str(member.traits["smithy.api#httpQuery"]))
    for member in bound.query_params:
        yield member.name, Wire("query parameters", "")
    for member in bound.headers:
        name = str(member.traits["smithy.api#httpHeader"]).lower()
        yield member.name, Wire("header", name)
    for member in bound.prefix_headers:
        prefix = str(member.traits["smithy.api#httpPrefixHeaders"]).lower()
        yield member.name, Wire("headers", f"{prefix}*")
    for member in bound.payload:
        yield member.name, Wire("payload", "")
    for member in bound.status:
        yield member.name, Wire("status", "")


def member_format(model: Model, member: Member, protocol: str) -> str:
    """The traits that change how its value is written, through lists and maps."""
    xml = protocol in _XML_NAMED
    wanted = _FORMATS + _XML_FORMATS if xml else _FORMATS
    found: list[str] = []
    for path, inner, shape in _through(model, member):
        traits = {**shape.traits, **inner.traits}
        found += (
            f"{path}{shape_name(trait)} {_plain(traits[trait])}".removesuffix(' ""')
            for trait in wanted
            if trait in traits
        )
        if path and xml and _XML in inner.traits:
            found.append(f"{path}xmlName {inner.traits[_XML]}")
    return ", ".join(found)


def whole_traits(shape: Shape, protocol: str) -> dict[str, str]:
    """The traits of a service, operation or structure that change requests or responses and that nothing else shows."""
    wanted = _WHOLE | _WHOLE_XML if protocol in _XML_NAMED else _WHOLE
    return {
        shape_name(trait): as_text(shape.traits[trait])
        for trait in wanted & shape.traits.keys()
    }


def constraints(model: Model, member: Member) -> dict[str, str]:
    """What limits its values, through lists and maps: ``min_length``, ``[].pattern``, …

    As ``schemas.py`` has them: an enum has no pattern, and a least length of nothing is none.
    """
    found: dict[str, str] = {}
    for path, inner, shape in _through(model, member):
        found.update(
            {f"{path}{name}": value for name, value in _own(model, inner, shape)}
        )
    return found


def _own(model: Model, member: Member, shape: Shape) -> Iterator[tuple[str, str]]:
    length = model.trait(member, "smithy.api#length")
    if is_object(length) and shape.type in ("string", "enum", "blob", "list", "map"):
        yield from _limits(length, "min_length", "max_length", shape)
    pattern = model.trait(member, "smithy.api#pattern")
    if pattern is not None and shape.type == "string":
        yield "pattern", str(pattern)
    span = model.trait(member, "smithy.api#range")
    if is_object(span) and shape.type in INTEGERS | FLOATS | {"bigDecimal"}:
        yield from _limits(span, "minimum", "maximum", shape)
    if shape.type == "list" and "smithy.api#uniqueItems" in shape.traits:
        yield "unique", "True"


def _limits(
    limits: Mapping[str, Any], low: str, high: str, shape: Shape
) -> Iterator[tuple[str, str]]:
    least, most = limits.get("min"), limits.get("max")
    if least is not None and (least or low == "minimum"):
        yield low, str(math.ceil(least) if shape.type in INTEGERS else least)
    if most is not None:
        yield high, str(math.floor(most) if shape.type in INTEGERS else most)


def _through(model: Model, member: Member) -> Iterator[tuple[str, Member, Shape]]:
    """The member and, where it holds lists and maps, their members: each with its path and target."""
    pending = [("", member)]
    for _ in range(_DEEPEST):
        if not pending:
            return
        path, inner = pending.pop(0)
        shape = model.target(inner)
        yield path, inner, shape
        if shape.type == "list":
            pending.append((f"{path}[].", shape.members["member"]))
        elif shape.type == "map":
            pending.append((f"{path}{{key}}.", shape.members["key"]))
            pending.append((f"{path}{{}}.", shape.members["value"]))


def as_text(value: Any) -> str:
    """A trait's value as JSON; a number that is no float is a string."""
    return json.dumps(value, sort_keys=True, default=str)


def _plain(value: Any) -> str:
    return value if isinstance(value, str) else as_text(value or "")
