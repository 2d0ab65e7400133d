"""Where the members of an operation's input, output and errors travel.

https://smithy.io/2.0/spec/http-bindings.html
"""

from __future__ import annotations

from attrs import field, frozen

from ..model import Member, Model, Shape

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
    body: list[Member] = field(factory=_members)


def bind_request(shape: Shape) -> Bindings:
    """The bindings of an input; those of responses mean nothing there."""
    found = Bindings()
    targets = {
        _LABEL: found.labels,
        _QUERY: found.query,
        _QUERY_PARAMS: found.query_params,
        _HEADER: found.headers,
        _PREFIX_HEADERS: found.prefix_headers,
        _PAYLOAD: found.payload,
    }
    _sort(shape, targets, found.body)
    return found


def bind_response(shape: Shape) -> Bindings:
    """The bindings of an output or error."""
    found = Bindings()
    targets = {
        _HEADER: found.headers,
        _PREFIX_HEADERS: found.prefix_headers,
        _PAYLOAD: found.payload,
        _RESPONSE_CODE: found.status,
    }
    _sort(shape, targets, found.body)
    return found


def _sort(shape: Shape, targets: dict[str, list[Member]], body: list[Member]) -> None:
    for member in shape.members.values():
        place = next(
            (t for trait, t in targets.items() if trait in member.traits), body
        )
        place.append(member)


def timestamp_format(model: Model, member: Member, default: str) -> str:
    """``date-time``, ``http-date`` or ``epoch-seconds``; the default is that of the place."""
    return str(model.trait(member, "smithy.api#timestampFormat", default))


def json_name(member: Member) -> str:
    """A member's name in JSON."""
    return str(member.traits.get("smithy.api#jsonName", member.name))
