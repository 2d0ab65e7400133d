"""One call, from its input to its output or its error.

input → serialize → *attempt* { resolve endpoint → resolve identity → sign → send → classify } repeated by the retry
strategy → parse → output, or the class that the exception map names. Each attempt is signed anew, so that a late one
does not carry an old date. https://smithy.io/2.0/aws/aws-core.html says what the SDKs' headers are.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from random import getrandbits
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import uuid4

from . import errors
from .auth import Authentication
from .classify import clock_skew, is_rejection
from .config import Timeouts
from .deadlines import Deadlines
from .http import HttpRequest, HttpResponse
from .interceptors import (
    CallContext,
    Interceptor,
    before_signing,
    hooked,
    on_input,
)
from .metadata import ResponseMetadata
from .payloads import repeatable
from .preparing import prepare
from .responses import parse_error, parse_output
from .shapes import evolve
from .target import Target, Targets
from .user_agent import is_lambda, trace_id, user_agent

if TYPE_CHECKING:
    from .config import ResolvedConfig
    from .discovered_endpoints import DiscoveredEndpoints
    from .operation import Operation, Service
    from .presigning import Presigner
    from .retries import StandardRetryStrategy
    from .session import Session
    from .shapes import Shape
    from .transport import Transport

__all__ = ["Execution", "addressed"]

I = TypeVar("I", bound="Shape")
O = TypeVar("O", bound="Shape")

_log = logging.getLogger("aiosmithy")


class Execution:
    """Runs the calls of one client, or of one clone made by ``with_options``."""

    __slots__ = (
        "_authentication",
        "_clock",
        "_discovered",
        "_each",
        "_fixed_headers",
        "_host_prefixes",
        "_interceptors",
        "_invocations",
        "_is_lambda",
        "_max_bytes",
        "_quick",
        "_retries",
        "_service",
        "_session",
        "_skew",
        "_sleep",
        "_targets",
        "_timeouts",
        "_total",
        "_transport",
        "settings",
    )

    def __init__(
        self,
        service: Service,
        settings: ResolvedConfig,
        session: Session,
        retries: StandardRetryStrategy,
    ) -> None:
        self._service = service
        self.settings = settings
        self._session = session
        self._retries = retries
        self._timeouts = timeouts = settings.timeouts
        self._total = None if timeouts.total is None else Deadlines(timeouts.total)
        self._each = None if timeouts.attempt is None else Deadlines(timeouts.attempt)
        self._interceptors: Sequence[Interceptor] = settings.interceptors
        self._max_bytes = settings.max_response_bytes
        self._quick = settings.json_parser == "orjson"
        self._transport: Transport = session.transport(settings.connections)
        self._clock = session.clock
        self._sleep = session.sleep
        self._authentication = Authentication(settings, session, self.run)
        self._skew = 0.0
        self._discovered: DiscoveredEndpoints | None = None
        if service.discovery is not None:
            from .discovered_endpoints import discovered_endpoints as find

            self._discovered = find(service, settings, session, self.run)
        varied = self._discovered is not None
        self._targets = Targets(service, settings, session.environ, varied=varied)
        self._host_prefixes = settings.host_prefixes
        self._invocations = str(uuid4())[:24]
        self._fixed_headers = {
            "user-agent": user_agent(service, settings, session.environ),
            "accept": service.protocol.accept,
            "accept-encoding": "identity",
        }
        self._is_lambda = is_lambda(session.environ)

    @property
    def retries(self) -> StandardRetryStrategy:
        """The retry strategy; clones of a client share its quota."""
        return self._retries

    async def run(self, operation: Operation[I, O], input: I) -> O:
        """Carry out one call within ``Timeouts.total``."""
        context = CallContext(operation, input)
        try:
            return await self._timed_call(operation, input, context)
        except errors.AiosmithyError as error:
            final: Exception = error
            for interceptor in self._interceptors:
                final = hooked(
                    await interceptor.on_error(context, final), Exception, "on_error"
                )
            if final is error:
                raise
            raise final from error

    async def _timed_call(
        self, operation: Operation[I, O], input: I, context: CallContext
    ) -> O:
        if self._total is None or operation.sends_events:
            return await self._call(operation, input, context)
        deadline = self._total.enter()
        try:
            return await self._call(operation, input, context)
        except asyncio.CancelledError as error:
            if not deadline.is_missed():
                raise
            raise self._late(context) from error
        finally:
            self._total.leave(deadline)

    def _late(self, context: CallContext) -> errors.CallTimeoutError:
        error = errors.CallTimeoutError(
            f"{context.operation.name}: no answer within {self._timeouts.total} seconds"
            " (Timeouts.total)"
        )
        error.attempts = context.attempt
        return error

    async def _call(
        self, operation: Operation[I, O], input: I, context: CallContext
    ) -> O:
        if self._interceptors:
            input = await on_input(self._interceptors, context, input)
        if operation.http2:
            self._need_http2(operation)
        request, context.endpoint_parameters = prepare(operation, input, self.settings)
        if operation.copies is not None:
            await operation.copies.authorize(request, context, input, self.presigner())
        response, cost = await self._attempts(request, context)
        try:
            if operation.receives is not None:
                await operation.receives.begin(operation, response)
            output = parse_output(operation, response)
            output.__dict__["_response_metadata"] = ResponseMetadata(
                response.status, response.headers, context.attempt
            )
            if operation.complete is not None:
                operation.complete.complete(input, output)
            self._retries.record_success(cost)
            for interceptor in self._interceptors:
                output = await interceptor.on_output(context, output)
        except BaseException:
            await _drop(response)
            raise
        return output

    def _need_http2(self, operation: Operation[Any, Any]) -> None:
        if not getattr(self._transport, "http2", False):
            raise errors.ConfigurationError(
                f"{operation.name}: {self._service.name} takes its events over HTTP/2 alone, which the transport does"
                " not speak; give Session(transport=…) one that does"
            )

    async def _attempts(
        self, request: HttpRequest, context: CallContext
    ) -> tuple[HttpResponse, int]:
        """Send until there is a success; gives it with the cost of the last retry, for the quota."""
        fixed = {**self._fixed_headers, "amz-sdk-invocation-id": self._invocation_id()}
        if self._is_lambda and (trace := trace_id(self._session.environ)):
            fixed["x-amzn-trace-id"] = trace  # another one in each invocation
        cost = 0
        while True:
            context.attempt += 1
            if self._retries.paces:
                await self._pace()
            try:
                if self._each is None or context.operation.sends_events:
                    return await self._attempt(request, fixed, context), cost
                return (
                    await self._timed_attempt(self._each, request, fixed, context),
                    cost,
                )
            except (errors.TransportError, errors.ServiceError) as error:
                renewed = is_rejection(error, context.operation) and (
                    await self._authentication.renewed(context)
                )
                if self._discovered is not None:
                    renewed |= self._discovered.rejects(error, context)
                if not repeatable(request.body):
                    error.attempts = context.attempt
                    raise
                cost = await self._before_next(error, context, renewed=renewed)

    def _invocation_id(self) -> str:
        """The same for all attempts of a call, so that the service can tell a retry from a new call."""
        return f"{self._invocations}{getrandbits(48):012x}"

    async def _timed_attempt(
        self,
        limit: Deadlines,
        request: HttpRequest,
        fixed: dict[str, str],
        context: CallContext,
    ) -> HttpResponse:
        """One attempt within ``Timeouts.attempt``."""
        deadline = limit.enter()
        try:
            return await self._attempt(request, fixed, context)
        except asyncio.CancelledError as error:
            if not deadline.is_missed():
                raise
            raise errors.AttemptTimeoutError(
                f"no answer within {self._timeouts.attempt} seconds (Timeouts.attempt)"
            ) from error
        finally:
            limit.leave(deadline)

    async def _attempt(
        self, request: HttpRequest, fixed: dict[str, str], context: CallContext
    ) -> HttpResponse:
        """One attempt: endpoint, identity, signature, transport; an error response is raised."""
        operation = context.operation
        target = self._targets.single
        if target is None or context.endpoint_parameters:
            target = await self._find_target(context)
        signed = addressed(request, target, self._host_prefixes)
        if self._interceptors:
            signed = await before_signing(self._interceptors, context, signed)
        context.identity = await self._authentication.apply(
            signed, operation, target, self._now
        )
        progress = f"attempt={context.attempt}; max={self._retries.max_attempts}"
        signed.headers = {**fixed, **signed.headers, "amz-sdk-request": progress}
        for interceptor in self._interceptors:
            await interceptor.before_sending(context, signed.copy())
        response = await self._transport.send(
            signed,
            timeouts=self._patience(operation),
            max_bytes=self._max_bytes,
            proxy=target.proxy,
            stream=operation.streams,
        )
        try:
            for interceptor in self._interceptors:
                changed_response = await interceptor.on_response(context, response)
                response = hooked(changed_response, HttpResponse, "on_response")
            self._judge(operation, response)
            if operation.checks is not None:
                operation.checks.check(signed, response)
        except BaseException:
            await _drop(response)
            raise
        response.quick = self._quick
        return response

    def presigner(self) -> Presigner:
        """What signs calls for others to make."""
        from .presigning import Presigner

        environ = self._session.environ
        return Presigner(
            self.settings, environ, self._authentication, self._find_target, self._now
        )

    def _judge(self, operation: Operation[Any, Any], response: HttpResponse) -> None:
        """Raise what an error response says; some protocols let one announce success."""
        is_error = self._service.protocol.is_error
        if not 200 <= response.status < 300 or (
            is_error is not None and response.stream is None and is_error(response)
        ):
            raise parse_error(operation, response)

    async def _find_target(self, context: CallContext) -> Target:
        """Where the call goes: for most services always the same place."""
        targets = self._targets
        account_id = None
        if targets.needs_account:
            account_id = await self._authentication.account_id(context.operation)
        target = targets.find(context.endpoint_parameters, account_id)
        if self._discovered is not None:
            target = targets.moved(target, await self._discovered.find(context))
        return target

    def _patience(self, operation: Operation[Any, Any]) -> Timeouts:
        """The time limits; a service that answers late by design gets the time that it takes, unless it is set."""
        timeouts, least = self._timeouts, operation.long_poll
        if least is None or timeouts.read != Timeouts().read or timeouts.read is None:
            return timeouts
        return evolve(timeouts, read=max(timeouts.read, least))

    def _now(self) -> float:
        """The time by the service's clock."""
        return self._clock() + self._skew

    async def _before_next(
        self,
        error: errors.TransportError | errors.ServiceError,
        context: CallContext,
        *,
        renewed: bool = False,
    ) -> int:
        """Wait as the retry strategy says and give the retry's cost, or raise the error."""
        error.attempts = context.attempt
        skew = self._seen_skew(error)
        retry = self._retries.next_retry(
            error, context.attempt, skew=skew, renewed=renewed
        )
        if retry is None or self._session.closed:
            raise error
        if retry.kind == "clock_skew":
            self._skew += skew
        for interceptor in self._interceptors:
            if not await interceptor.before_retry(context, error, retry.delay):
                self._retries.cancel(retry)
                raise error
        _log.debug(
            "%s: attempt %d failed (%s), trying again in %.3f s",
            context.operation.name,
            context.attempt,
            (
                errors.one_line(error.code)
                if isinstance(error, errors.ServiceError)
                else type(error).__name__
            ),
            retry.delay,
        )
        await self._sleep(retry.delay)
        return retry.cost

    def _seen_skew(self, error: errors.TransportError | errors.ServiceError) -> float:
        """Seconds by which the service's clock is ahead of the one that signed."""
        if not isinstance(error, errors.ServiceError):
            return 0.0
        return clock_skew(error.headers.get("date"), self._now())

    async def _pace(self) -> None:
        """Wait until the adaptive strategy lets an attempt go."""
        while (delay := self._retries.acquire()) > 0:
            await self._sleep(delay)


async def _drop(response: HttpResponse) -> None:
    """Close what nobody will read."""
    if response.stream is not None:
        await response.stream.close()


def addressed(request: HttpRequest, target: Target, prefixes: bool) -> HttpRequest:
    """A copy of the request that knows where it goes."""
    origin = request.origin or target.origin
    if request.host_prefix and prefixes:
        scheme, separator, authority = origin.partition("://")
        origin = f"{scheme}{separator}{request.host_prefix}{authority}"
    return HttpRequest(
        request.method,
        target.path(request.path),
        query=request.query,
        headers={**target.headers, **request.headers},
        body=request.body,
        origin=origin,
    )
