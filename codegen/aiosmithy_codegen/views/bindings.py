"""Where the members of an operation's input, output and errors travel.

https://smithy.io/2.0/spec/http-bindings.html
"""

from __future__ import annotations

from attrs import field, frozen

from ..customizations import ENDPOINT_ONLY
from ..model import Member, Model, Shape
from ..protocols import Protocol
from ..streams import is_event_stream
from .context import Context

_LABEL = "smithy.api#httpLabel"
_QUERY = "smithy.api#httpQuery"
_QUERY_PARAMS = "smithy.api#httpQueryParams"
_HEADER = "smithy.api#httpHeader"
_PREFIX_HEADERS = "smithy.api#httpPrefixHeaders"
_PAYLOAD = "smithy.api#httpPayload"
_RESPONSE_CODE = "smithy.api#httpResponseCode"


def _members() -> list[Member]:
    return []


@frozen
class Bindings:
    """The members of one shape by binding, each in the model's order."""

    labels: list[Member] = field(factory=_members)
    query: list[Member] = field(factory=_members)
    query_params: list[Member] = field(factory=_members)
    headers: list[Member] = field(factory=_members)
    prefix_headers: list[Member] = field(factory=_members)
    payload: list[Member] = field(factory=_members)
    status: list[Member] = field(factory=_members)
    events: list[Member] = field(factory=_members)
    body: list[Member] = field(factory=_members)


def bind_request(context: Context, shape: Shape) -> Bindings:
    """The bindings of an input, its events on their own."""
    return _apart(context, request_bindings(context.protocol, shape))


def bind_response(context: Context, shape: Shape) -> Bindings:
    """The bindings of an output or error, its events on their own."""
    return _apart(context, response_bindings(context.protocol, shape))


def _apart(context: Context, found: Bindings) -> Bindings:
    """An event stream is a payload or, in RPC protocols, part of a body."""
    for place in (found.payload, found.body):
        for member in list(place):
            if is_event_stream(context.model, member):
                place.remove(member)
                found.events.append(member)
    return found


def request_bindings(protocol: Protocol, shape: Shape) -> Bindings:
    """What the traits of an input's members say; those of responses mean nothing there."""
    found = Bindings()
    targets = {
        _LABEL: found.labels,
        _QUERY: found.query,
        _QUERY_PARAMS: found.query_params,
        _HEADER: found.headers,
        _PREFIX_HEADERS: found.prefix_headers,
        _PAYLOAD: found.payload,
    }
    _sort(protocol, shape, targets, found)
    return found


def response_bindings(protocol: Protocol, shape: Shape) -> Bindings:
    """What the traits of the members of an output or error say."""
    found = Bindings()
    targets = {
        _HEADER: found.headers,
        _PREFIX_HEADERS: found.prefix_headers,
        _PAYLOAD: found.payload,
        _RESPONSE_CODE: found.status,
    }
    _sort(protocol, shape, targets, found)
    return found


def _sort(
    protocol: Protocol, shape: Shape, targets: dict[str, list[Member]], found: Bindings
) -> None:
    """RPC protocols have everything in the body."""
    if not protocol.binds_http:
        targets = {}
    for member in shape.members.values():
        if ENDPOINT_ONLY in member.traits:
            continue
        place = next(
            (t for trait, t in targets.items() if trait in member.traits), found.body
        )
        place.append(member)


def timestamp_form(model: Model, member: Member, default: str) -> str:
    """``date_time``, ``http_date`` or ``epoch_seconds``, as in the helpers' names; the default is that of the place."""
    form = str(model.trait(member, "smithy.api#timestampFormat", default))
    return form.replace("-", "_")


def body_timestamp_form(protocol: Protocol, model: Model, member: Member) -> str:
    """The form of a timestamp in a body."""
    default = protocol.timestamp_format
    if protocol.formats_timestamps:
        return timestamp_form(model, member, default)
    return default.replace("-", "_")


def body_name(protocol: Protocol, member: Member) -> str:
    """A member's name in a JSON or CBOR body (only JSON has others than the model's)."""
    return str(member.traits.get(protocol.renames, member.name))
