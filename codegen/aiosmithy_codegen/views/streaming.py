"""Streams in ``operations.py``: the expressions that take and give them, and the facts that the runtime needs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..literals import literal
from ..model import Member, Shape
from ..streams import errors_in, is_event_stream, is_stream
from .bindings import bind_request, bind_response
from .context import Context
from .event_reading import decoder
from .event_writing import encoder
from .imports import Imports
from .reading import Reading

__all__ = ["EVENTS_TYPE", "events_body", "stream_facts"]

EVENTS_TYPE = "application/vnd.amazon.eventstream"


def events_body(
    context: Context, imports: Imports, member: Member, initial: str = ""
) -> str:
    """A request's body made of events, the input's other members in a message before them if there are any."""
    imports.add("aiosmithy.event_stream.outgoing", "event_body")
    imports.add(".", "codec")
    encode = encoder(context, context.model.target(member))
    access = f"input.{context.symbols.member(member.id)}"
    if not initial:
        return f"event_body({access}, codec.{encode})"
    content_type = literal(context.protocol.event_type)
    return f"event_body({access}, codec.{encode}, initial={initial}, content_type={content_type})"


def stream_facts(
    context: Context, imports: Imports, reading: Reading, operation: Shape
) -> Iterator[str]:
    """Keyword arguments of ``Operation``."""
    given, got = context.input(operation), context.output(operation)
    model = context.model
    if any(is_stream(model, member) for member in got.members.values()):
        yield "streams=True"
    if bind_request(context, given).events:
        yield "sends_events=True"
        if _needs_http2(context):
            yield "http2=True"
    for member in bind_response(context, got).events:
        yield f"receives={_reading(context, imports, reading, got, member)}"


def _needs_http2(context: Context) -> bool:
    """Whether events go in over HTTP/2 alone; those that only come out do over HTTP/1.1 too.

    https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html, "eventStreamHttp"
    """
    traits: dict[str, Any] = context.service.traits.get(context.protocol.id) or {}
    versions = traits.get("eventStreamHttp") or traits.get("http") or ["http/1.1"]
    return "http/1.1" not in versions


def _reading(
    context: Context, imports: Imports, reading: Reading, output: Shape, member: Member
) -> str:
    """How the events are read."""
    imports.add("aiosmithy.event_stream.receiving", "EventReading")
    imports.add(".", "codec")
    union = context.model.target(member)
    failures = {
        each.name: context.error_keys[each.target]
        for each in errors_in(context.model, union)
    }
    parts = [
        f"codec.{decoder(context, union)}",
        f"document={reading.helper(reading.document)}",
        f"errors={literal(failures)}",
    ]
    others = [
        m for m in output.members.values() if not is_event_stream(context.model, m)
    ]
    if not context.protocol.binds_http and others:
        parts.append("initial=True")
    return f"EventReading({', '.join(parts)})"
