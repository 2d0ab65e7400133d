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
from .bindings import header
from .classify import clock_skew
from .deadlines import Deadlines
from .http import HttpRequest, HttpResponse
from .identity import Credentials
from .interceptors import CallContext, Interceptor
from .metadata import ResponseMetadata
from .responses import MISFITS, parse_error, parse_output
from .sigv4 import SigV4Signer
from .target import Target, resolve_target
from .user_agent import user_agent

if TYPE_CHECKING:
    from .config import ResolvedConfig
    from .operation import Operation, Service
    from .retries import StandardRetryStrategy
    from .session import Session
    from .shapes import Shape
    from .transport import Transport

__all__ = ["Execution"]

I = TypeVar("I", bound="Shape")
O = TypeVar("O", bound="Shape")
T = TypeVar("T")

_log = logging.getLogger("aiosmithy")


class Execution:
    """Runs the calls of one client, or of one clone made by ``with_options``."""

    __slots__ = (
        "_check_constraints",
        "_clock",
        "_each",
        "_fixed_headers",
        "_identity",
        "_interceptors",
        "_invocations",
        "_max_bytes",
        "_retries",
        "_service",
        "_session",
        "_settings",
        "_signer",
        "_skew",
        "_sleep",
        "_target",
        "_timeouts",
        "_total",
        "_transport",
    )

    def __init__(
        self,
        service: Service,
        settings: ResolvedConfig,
        session: Session,
        retries: StandardRetryStrategy,
    ) -> None:
        self._service = service
        self._settings = settings
        self._session = session
        self._retries = retries
        self._identity = settings.identity
        self._timeouts = timeouts = settings.timeouts
        self._total = None if timeouts.total is None else Deadlines(timeouts.total)
        self._each = None if timeouts.attempt is None else Deadlines(timeouts.attempt)
        self._interceptors: Sequence[Interceptor] = settings.interceptors
        self._check_constraints = settings.check_constraints
        self._max_bytes = settings.max_response_bytes
        self._transport: Transport = session.transport(settings.ca_bundle)
        self._clock = session.clock
        self._sleep = session.sleep
        self._signer = SigV4Signer()
        self._skew = 0.0
        self._target: Target | None = None
        self._invocations = str(uuid4())[:24]
        self._fixed_headers = {
            "user-agent": user_agent(service, settings.app_id),
            "accept": service.protocol.accept,
            "accept-encoding": "identity",
        }

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
                final = _hooked(
                    await interceptor.on_error(context, final), Exception, "on_error"
                )
            if final is error:
                raise
            raise final from error

    async def _timed_call(
        self, operation: Operation[I, O], input: I, context: CallContext
    ) -> O:
        if self._total is None:
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
        for interceptor in self._interceptors:
            changed = await interceptor.on_input(context, input)
            context.input = input = _hooked(changed, operation.input_type, "on_input")
        request = self._serialize(operation, input)
        response, cost = await self._attempts(request, context)
        output = parse_output(operation, response)
        output.__dict__["_response_metadata"] = ResponseMetadata(
            response.status, response.headers, context.attempt
        )
        self._retries.record_success(cost)
        for interceptor in self._interceptors:
            output = await interceptor.on_output(context, output)
        return output

    def _serialize(self, operation: Operation[I, Any], input: I) -> HttpRequest:
        """The request. Serializers are quick and refuse what does not fit; only then is the input looked at closely."""
        try:
            request = operation.serialize(input)
        except MISFITS as error:
            raise _explain(operation, input, error) from error
        if self._check_constraints:
            _check(operation, input)
        return request

    async def _attempts(
        self, request: HttpRequest, context: CallContext
    ) -> tuple[HttpResponse, int]:
        """Send until there is a success; gives it with the cost of the last retry, for the quota."""
        fixed = {**self._fixed_headers, "amz-sdk-invocation-id": self._invocation_id()}
        cost = 0
        while True:
            context.attempt += 1
            if self._retries.paces:
                await self._pace()
            try:
                if self._each is None:
                    return await self._attempt(request, fixed, context), cost
                return (
                    await self._timed_attempt(self._each, request, fixed, context),
                    cost,
                )
            except (errors.TransportError, errors.ServiceError) as error:
                cost = await self._before_next(error, context)

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
        target = self._target or self._resolve_target()
        identity = self._identity.cached() or await self._identity.resolve()
        if not isinstance(identity, Credentials):
            raise errors.IdentityError(
                f"{self._identity!r} gave {type(identity).__name__}, expected Credentials"
            )
        signed = HttpRequest(
            request.method,
            target.prefix + request.path,
            query=request.query,
            headers={**target.headers, **request.headers},
            body=request.body,
            origin=target.origin,
        )
        for interceptor in self._interceptors:
            changed = await interceptor.before_signing(context, signed)
            signed = _hooked(changed, HttpRequest, "before_signing")
            signed.headers = {
                name.lower(): header(v) for name, v in signed.headers.items()
            }
        self._signer.sign(
            signed,
            identity,
            region=target.region,
            service=target.signing_name,
            now=self._clock() + self._skew,
        )
        progress = f"attempt={context.attempt}; max={self._retries.max_attempts}"
        signed.headers = {**fixed, **signed.headers, "amz-sdk-request": progress}
        for interceptor in self._interceptors:
            await interceptor.before_sending(context, _copy(signed))
        response = await self._transport.send(
            signed,
            timeouts=self._timeouts,
            max_bytes=self._max_bytes,
            proxy=target.proxy,
        )
        for interceptor in self._interceptors:
            changed_response = await interceptor.on_response(context, response)
            response = _hooked(changed_response, HttpResponse, "on_response")
        if not 200 <= response.status < 300:
            raise parse_error(context.operation, response)
        return response

    def _resolve_target(self) -> Target:
        """The endpoint, the first time; the settings do not change, so neither does it."""
        self._target = resolve_target(
            self._service, self._settings, self._session.environ
        )
        return self._target

    async def _before_next(
        self,
        error: errors.TransportError | errors.ServiceError,
        context: CallContext,
    ) -> int:
        """Wait as the retry strategy says and give the retry's cost, or raise the error."""
        error.attempts = context.attempt
        skew = self._seen_skew(error)
        retry = self._retries.next_retry(error, context.attempt, skew=skew)
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
                error.code
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
        return clock_skew(error.headers.get("date"), self._clock() + self._skew)

    async def _pace(self) -> None:
        """Wait until the adaptive strategy lets an attempt go."""
        while (delay := self._retries.acquire()) > 0:
            await self._sleep(delay)


def _hooked(value: Any, kind: type[T], hook: str) -> T:
    """What a hook returned, if it is what it should return."""
    if isinstance(value, kind):
        return value
    raise TypeError(
        f"Interceptor.{hook} returned {type(value).__name__}, expected {kind.__name__};"
        " a hook returns what is to be used"
    )


def _copy(request: HttpRequest) -> HttpRequest:
    return HttpRequest(
        request.method,
        request.path,
        query=request.query,
        headers=dict(request.headers),
        body=request.body,
        origin=request.origin,
    )


def _schemas(operation: Operation[Any, Any]) -> Any:
    return operation.service.schemas.SCHEMAS


def _explain(
    operation: Operation[I, Any], input: I, error: Exception
) -> errors.ValidationError:
    from .validation import explain

    schemas = _schemas(operation)
    return explain(
        error, input, schemas[operation.input_type.__name__], schemas, operation.name
    )


def _check(operation: Operation[I, Any], input: I) -> None:
    from .validation import check

    schemas = _schemas(operation)
    schema = schemas[operation.input_type.__name__]
    problems = check(input, schema, schemas, constraints=True)
    if problems:
        raise errors.ValidationError(problems, operation.name)
