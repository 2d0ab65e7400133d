"""The HTTP side of the local service: one aiohttp application for one service.

A request is routed, its signature verified, its input read and checked, answered, and the answer spoilt if a fault says so.
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web
from aiohttp.typedefs import Handler
from attrs import frozen

from ..errors import UnsupportedError, UsageError
from ..json_values import is_object
from ..model import Member, Shape
from ..protocols import PROTOCOLS
from ..selection import Selection
from .behavior import Behavior
from .bindings import (
    Answer,
    InputReader,
    write_error,
    write_generic_error,
    write_output,
)
from .faults import Fault, Faults
from .refusals import Refusal, refused_value, throttled
from .routes import Match, Router, split_query
from .settings import Settings
from .signatures import Signed, Verifier
from .strings import Ids, Place
from .synthesis import Context, is_required
from .values import INVALID

LOG = logging.getLogger("aiosmithy.serve")
FAULTS_PATH = "/_serve/faults"
PROTOCOL = "aws.protocols#restJson1"
_JUNK = b"<!DOCTYPE html>\n<html><body><h1>It works!</h1></body></html>\n"


@frozen
class Arrived:
    """One request, routed."""

    signed: Signed
    match: Match
    fault: Fault | None
    region: str | None


class Server:
    """Answers every request; nothing that a client sends makes it raise."""

    def __init__(self, selection: Selection, settings: Settings) -> None:
        _check_protocol(selection)
        self.selection = selection
        self.settings = settings
        self.router = Router(selection.operations)
        self.behavior = Behavior(selection, settings)
        self.faults = Faults(operation.name for operation in selection.operations)
        self.faults.put({name: list(texts) for name, texts in settings.faults.items()})
        sigv4 = selection.service.traits.get("aws.auth#sigv4")
        self.verifier = Verifier(sigv4["name"], settings.keys) if sigv4 else None
        self._request_ids = Ids(settings.seed + 1)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """The one handler of all paths."""
        started = time.perf_counter()
        request_id = self._request_ids.uuid()
        name, fault = "-", None
        try:
            if request.rel_url.raw_path == FAULTS_PATH:
                answer = await self._control(request)
            else:
                arrived = await self._arrive(request)
                name, fault = arrived.match.operation.name, arrived.fault
                answer = await self._answer(arrived)
        except Refusal as refusal:
            answer = write_generic_error(refusal.code, refusal.message, refusal.status)
        except web.HTTPRequestEntityTooLarge:
            answer = write_generic_error(
                "RequestEntityTooLargeException", "The body is too large.", 413
            )
        except web.HTTPException:
            answer = _unknown_operation()
        except Exception:
            LOG.exception("an answer failed (request id %s)", request_id)
            answer = write_generic_error(
                "InternalServerException", "The local service failed; see its log.", 500
            )
        elapsed = (time.perf_counter() - started) * 1000
        LOG.info("%s %s %s, %.1f ms", request.method, name, answer.status, elapsed)
        return await self._send(request, answer, request_id, fault)

    async def _arrive(self, request: web.Request) -> Arrived:
        url = request.rel_url
        try:
            query = split_query(url.raw_query_string)
            match = self.router.match(request.method, url.raw_path, query)
        except UnicodeDecodeError as error:
            raise refused_value("The URI is not UTF-8.") from error
        if match is None:
            raise web.HTTPNotFound
        signed = Signed(
            request.method,
            url.raw_path,
            url.raw_query_string,
            {name.lower(): request.headers.getall(name) for name in request.headers},
            await request.read(),
        )
        region = self._verified_region(signed, match.operation)
        fault = self.faults.take(match.operation.name)
        return Arrived(signed, match, fault, region)

    def _verified_region(self, signed: Signed, operation: Shape) -> str | None:
        if self.verifier is None or operation.traits.get("smithy.api#auth") == []:
            return None
        optional = "smithy.api#optionalAuth" in operation.traits
        if optional and "authorization" not in signed.headers:
            return None
        unsigned = "aws.auth#unsignedPayload" in operation.traits
        now = self.settings.clock()
        return self.verifier.verify(signed, now, unsigned_payload=unsigned).region

    async def _answer(self, arrived: Arrived) -> Answer:
        operation = arrived.match.operation
        try:
            spoilt = await self._spoil(arrived.fault)
            if spoilt:
                return spoilt
            query = split_query(arrived.signed.raw_query)
            reader = InputReader(
                self.selection.model, arrived.match, query, self.settings.max_depth
            )
            values = reader.read(arrived.signed)
            output = self.behavior.answer(operation, values, arrived.region)
            return write_output(self.selection.model, operation, output)
        except Refusal as refusal:
            return self._refused(operation, refusal)

    async def _spoil(self, fault: Fault | None) -> Answer | None:
        """What a fault answers instead of the operation; stalls and cuts let it happen."""
        if fault is None or fault.kind == "cut":
            return None
        if fault.kind == "stall":
            await self.settings.sleep(fault.seconds)
            return None
        if fault.kind == "throttle":
            raise throttled()
        if fault.kind == "junk":
            return Answer(200, {"content-type": "text/html; charset=utf-8"}, _JUNK)
        return _status_fault(fault.status)

    def _refused(self, operation: Shape, refusal: Refusal) -> Answer:
        """The refusal as the modeled error that fits it, else as a generic one."""
        shape = self._modeled(operation, refusal)
        if shape is None:
            return write_generic_error(refusal.code, refusal.message, refusal.status)
        fault = shape.traits["smithy.api#error"]
        usual = 400 if fault == "client" else 500
        status = shape.traits.get("smithy.api#httpError", usual)
        values = {
            name: self._error_value(name, member, refusal.message)
            for name, member in shape.members.items()
            if name.lower() == "message" or is_required(member)
        }
        return write_error(self.selection.model, shape, values, status)

    def _error_value(self, name: str, member: Member, message: str) -> Any:
        if name.lower() == "message":
            return message
        place = Place(self.settings.region, self.settings.account_id)
        context = Context(self.settings.clock(), place, {})
        value = self.behavior.synthesizer.value(member, context)
        return None if value is INVALID else value

    def _modeled(self, operation: Shape, refusal: Refusal) -> Shape | None:
        ids = (*operation.errors, *self.selection.service.errors)
        shapes = [self.selection.model.expect(shape_id) for shape_id in ids]
        for part in (*refusal.wanted, refusal.code):
            for shape in shapes:
                if shape.name == part or (part in shape.name and part != refusal.code):
                    return shape
        return None

    async def _control(self, request: web.Request) -> Answer:
        """Reads, sets or clears the faults. It is no part of the service and not signed."""
        if request.method == "PUT":
            try:
                wanted = json.loads(await request.read())
                if not is_object(wanted):
                    raise UsageError("expected an object of operations and faults")
                self.faults.put(wanted)
            except (UsageError, ValueError, RecursionError) as error:
                return write_generic_error("InvalidFault", str(error), 400)
        elif request.method == "DELETE":
            self.faults.clear()
        elif request.method != "GET":
            return write_generic_error("MethodNotAllowed", "Use GET, PUT, DELETE.", 405)
        body = json.dumps(self.faults.remaining()).encode()
        return Answer(200, {"content-type": "application/json"}, body)

    async def _send(
        self, request: web.Request, answer: Answer, request_id: str, fault: Fault | None
    ) -> web.StreamResponse:
        headers = {**answer.headers, "x-amzn-requestid": request_id}
        if fault is not None and fault.kind == "cut":
            return await _cut(request, answer, headers)
        return web.Response(status=answer.status, headers=headers, body=answer.body)


def build_app(
    selection: Selection, settings: Settings | None = None
) -> web.Application:
    """The application that serves the selection's operations."""
    settings = settings or Settings()
    server = Server(selection, settings)

    @web.middleware
    async def everything(request: web.Request, handler: Handler) -> web.StreamResponse:
        # A middleware also sees what aiohttp's own routing refuses: ``OPTIONS *`` and the like.
        return await server.handle(request)

    return web.Application(
        middlewares=[everything], client_max_size=settings.max_body_bytes
    )


@asynccontextmanager
async def running(app: web.Application, port: int = 0) -> AsyncGenerator[str]:
    """Serves on loopback only; gives the URL. Port 0 is any free one."""
    # A body that arrives compressed is signed compressed, and might be a bomb: it is not unpacked.
    runner = web.AppRunner(
        app, access_log=None, auto_decompress=False, shutdown_timeout=1.0
    )
    await runner.setup()
    try:
        site = web.TCPSite(runner, "127.0.0.1", port)
        await site.start()
        host, bound = runner.addresses[0][:2]
        yield f"http://{host}:{bound}"
    finally:
        await runner.cleanup()


async def _cut(
    request: web.Request, answer: Answer, headers: Mapping[str, str]
) -> web.StreamResponse:
    """Announces the whole body, sends the first half and closes the connection."""
    body = answer.body or b"{}"
    response = web.StreamResponse(status=answer.status, headers=headers)
    response.content_length = len(body)
    await response.prepare(request)
    await response.write(body[: len(body) // 2])
    if request.transport is not None:
        request.transport.close()
    return response


def _status_fault(status: int) -> Answer:
    codes = {
        429: "TooManyRequestsException",
        500: "InternalServerException",
        503: "ServiceUnavailableException",
    }
    code = codes.get(status, "InjectedFault")
    return write_generic_error(
        code, f"The local service was told to say {status}.", status
    )


def _unknown_operation() -> Answer:
    message = "No operation of this service has this method and path."
    return write_generic_error("UnknownOperationException", message, 404)


def _check_protocol(selection: Selection) -> None:
    traits = selection.service.traits
    if PROTOCOL not in traits:
        spoken = ", ".join(sorted(PROTOCOLS.keys() & traits)) or "no protocol of AWS's"
        raise UnsupportedError(
            f"serve speaks {PROTOCOL} only, and this service has {spoken}",
            file=selection.model.file,
            shape=selection.service.id,
            remedy="Test a client of it with aiosmithy.testing.stub_session.",
        )
