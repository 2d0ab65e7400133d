"""Outputs and errors in XML, as servers of restXml and of the query protocols write them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from xml.sax.saxutils import quoteattr

from botocore.model import OperationModel
from differential_scalars import LOCATIONS, REQUEST_ID, TIMES, moment_text, scalar_text

_XML_ESCAPES = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;", "\x85": "&#x85;"}
)


def xml_root(shape: Any, data: Any) -> bytes:
    """A structure as a document."""
    name = shape.serialization.get("name") or shape.name
    return "".join(_element("rest-xml", shape, name, data)).encode()


def query_output(
    protocol: str, operation: OperationModel, data: Mapping[str, Any]
) -> bytes:
    """An output of awsQuery or ec2Query, with what is around it."""
    shape = operation.output_shape
    inner = "".join(_members(protocol, shape, data))
    name = f"{operation.name}Response"
    if protocol == "ec2":
        identity = f"<requestId>{REQUEST_ID}</requestId>"
        return f"<{name}>{identity}{inner}</{name}>".encode()
    wrapper = shape.serialization.get("resultWrapper")
    if wrapper:
        inner = f"<{wrapper}>{inner}</{wrapper}>"
    metadata = f"<RequestId>{REQUEST_ID}</RequestId>"
    return f"<{name}>{inner}<ResponseMetadata>{metadata}</ResponseMetadata></{name}>".encode()


def _members(protocol: str, shape: Any, data: Mapping[str, Any]) -> Iterator[str]:
    for name, member in shape.members.items():
        given = member.serialization
        if (
            name not in data
            or given.get("xmlAttribute")
            or given.get("location") in LOCATIONS
        ):
            continue
        wire = given.get("name", name)
        if given.get("flattened") and member.type_name == "list":
            wire = member.member.serialization.get("name", wire)
        yield from _element(protocol, member, wire, data[name])


def _element(protocol: str, shape: Any, name: str, value: Any) -> Iterator[str]:
    """One element, or those of a flattened list or map."""
    kind, is_flat = shape.type_name, shape.serialization.get("flattened")
    if kind == "structure":
        inner = "".join(_members(protocol, shape, value))
        yield f"<{name}{_attributes(shape, value)}>{inner}</{name}>"
    elif kind == "list":
        item = name if is_flat else shape.member.serialization.get("name", "member")
        inner = "".join(
            part
            for each in value
            for part in _element(protocol, shape.member, item, each)
        )
        yield inner if is_flat else f"<{name}>{inner}</{name}>"
    elif kind == "map":
        entry = name if is_flat else "entry"
        inner = "".join(
            f"<{entry}>{''.join(_entry(protocol, shape, key, each))}</{entry}>"
            for key, each in value.items()
        )
        yield inner if is_flat else f"<{name}>{inner}</{name}>"
    else:
        yield f"<{name}>{_xml_text(protocol, shape, value)}</{name}>"


def _entry(protocol: str, shape: Any, key: str, value: Any) -> Iterator[str]:
    key_name = shape.key.serialization.get("name", "key")
    value_name = shape.value.serialization.get("name", "value")
    yield from _element(protocol, shape.key, key_name, key)
    yield from _element(protocol, shape.value, value_name, value)


def _attributes(shape: Any, data: Mapping[str, Any]) -> str:
    found = ""
    namespace = shape.serialization.get("xmlNamespace")
    if isinstance(namespace, dict) and namespace.get("prefix"):
        found += f" xmlns:{namespace['prefix']}={quoteattr(namespace['uri'])}"
    for name, member in shape.members.items():
        if member.serialization.get("xmlAttribute") and name in data:
            wire = member.serialization.get("name", name)
            found += f" {wire}={quoteattr(data[name])}"
    return found


def _xml_text(protocol: str, shape: Any, value: Any) -> str:
    if shape.type_name == "timestamp":
        return moment_text(
            value, shape.serialization.get("timestampFormat", TIMES[protocol])
        )
    return scalar_text(shape, value).translate(_XML_ESCAPES)


def error_members(protocol: str, shape: Any, data: Mapping[str, Any]) -> Iterator[str]:
    """Services write ``Message``, whatever the case of the member; ``Code`` is there already."""
    kept = dict(data)
    for name in data:
        if name.lower() == "message":
            text = scalar_text(shape.members[name], kept.pop(name)).translate(
                _XML_ESCAPES
            )
            yield f"<Message>{text}</Message>"
        elif name.lower() == "code":
            del kept[name]
    yield from _members(protocol, shape, kept)


def xml_error(protocol: str, inner: str, is_wrapped: bool) -> bytes:
    """An error with what is around it."""
    identity = f"<RequestId>{REQUEST_ID}</RequestId>"
    if protocol == "ec2":
        return (
            f"<Response><Errors><Error>{inner}</Error></Errors>"
            f"<RequestID>{REQUEST_ID}</RequestID></Response>"
        ).encode()
    if not is_wrapped:
        return f"<Error>{inner}{identity}</Error>".encode()
    return f"<ErrorResponse><Error><Type>Sender</Type>{inner}</Error>{identity}</ErrorResponse>".encode()
