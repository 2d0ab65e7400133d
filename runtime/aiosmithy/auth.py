"""How a call says who makes it: a signature, a bearer token, or not at all.

https://smithy.io/2.0/spec/authentication-traits.html. What an operation accepts is in ``Operation.auth``, the preferred
scheme first.
"""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final, Literal

from .canonical import EMPTY_SHA256
from .errors import IdentityError, UncallableOperationError
from .identity import Credentials, IdentityNotFoundError
from .payloads import SIGNED_CHUNKS, settle
from .sigv4 import SigV4Signer

if TYPE_CHECKING:
    from .config import ResolvedConfig
    from .http import HttpRequest
    from .interceptors import CallContext
    from .operation import Operation
    from .target import Target

__all__ = [
    "BEARER",
    "NO_AUTH",
    "SIGV2",
    "SIGV4",
    "Authentication",
    "Scheme",
    "choose_scheme",
]

Scheme = Literal[
    "aiosmithy.auth#sigv2",
    "aws.auth#sigv4",
    "smithy.api#httpBearerAuth",
    "smithy.api#noAuth",
]
SIGV2: Final = "aiosmithy.auth#sigv2"
SIGV4: Final = "aws.auth#sigv4"
BEARER: Final = "smithy.api#httpBearerAuth"
NO_AUTH: Final = "smithy.api#noAuth"


def choose_scheme(operation: Operation[Any, Any], settings: ResolvedConfig) -> Scheme:
    """The scheme for a call; a token that was given is meant to be used.

    Raises:
        IdentityError: The operation takes a token only, and there is none.
        UncallableOperationError: It takes nothing that is implemented.
    """
    accepted = operation.auth
    if not accepted:
        return NO_AUTH
    if BEARER in accepted and settings.bearer_token is not None:
        return BEARER
    if SIGV4 in accepted:
        return SIGV4
    if SIGV2 in accepted:
        return SIGV2
    if NO_AUTH in accepted:
        return NO_AUTH
    if BEARER not in accepted:
        raise UncallableOperationError(_name(operation), accepted)
    raise IdentityError(
        f"{_name(operation)}: no bearer token; give Config(bearer_token=…) to the client"
    )


class Authentication:
    """Makes the requests of one client say who they are from."""

    __slots__ = ("_identity", "_settings", "_signer")

    def __init__(self, settings: ResolvedConfig) -> None:
        self._settings = settings
        self._identity = settings.identity
        self._signer = SigV4Signer()

    async def account_id(self, operation: Operation[Any, Any]) -> str | None:
        """The account of who will sign, if it is known."""
        if choose_scheme(operation, self._settings) != SIGV4:
            return None
        identity = self._identity.cached() or await self._find(operation)
        return getattr(identity, "account_id", None)

    async def apply(
        self,
        request: HttpRequest,
        operation: Operation[Any, Any],
        target: Target,
        now: Callable[[], float],
    ) -> Credentials | None:
        """Sign the request as the operation asks for, and with it the events that follow; or add the token.

        Gives who signed, if anybody did.

        Args:
            now: The time by the service's clock.

        Raises:
            IdentityError: There is nobody to sign, or no token.
            UncallableOperationError: The endpoint asks for other signatures than SigV4.
        """
        scheme = choose_scheme(operation, self._settings)
        signs = scheme in (SIGV2, SIGV4)
        identity: object = None
        if signs:
            identity = self._identity.cached() or await self._find(operation)
        if identity is None:
            await settle(request, operation, signs=False)
            if scheme == BEARER:
                token = self._settings.bearer_token
                request.headers["authorization"] = f"Bearer {token}"
            return None
        identity = self._checked(identity)
        if scheme == SIGV2 and not target.asks_for_sigv4:
            from .sigv2 import sign_form

            sign_form(request, identity, now=now())
            return identity
        if target.refused:
            raise UncallableOperationError(_name(operation), target.refused)
        await self._sign(request, operation, target, identity, now)
        return identity

    async def renewed(self, context: CallContext) -> bool:
        """Note that the service rejected who signed; whether somebody else would sign now, for the first time."""
        rejected = context.identity
        if rejected is None:
            return False
        self._identity.invalidate(rejected)
        again, context.renewed = context.renewed, True
        if again:
            return False
        return (self._identity.cached() or await self._identity.resolve()) != rejected

    async def presign(
        self,
        request: HttpRequest,
        operation: Operation[Any, Any],
        target: Target,
        now: float,
        expires_in: int,
    ) -> Credentials:
        """Put a signature into the request's URL; gives who signed.

        Raises:
            IdentityError: There is nobody to sign.
            UncallableOperationError: The endpoint asks for other signatures than SigV4.
        """
        from .payloads import UNSIGNED
        from .signed_urls import sign_url

        identity = await self.signing(operation, target)
        signs_content = operation.service.signs_content
        sign_url(
            request,
            identity,
            region=target.region,
            service=target.signing_name,
            now=now,
            expires_in=expires_in,
            payload_hash=UNSIGNED if signs_content else "",
            raw_path=signs_content or not target.encodes_twice,
        )
        return identity

    async def signing(
        self, operation: Operation[Any, Any], target: Target
    ) -> Credentials:
        """Who signs what others send.

        Raises:
            IdentityError: There is nobody to sign.
            UncallableOperationError: The endpoint asks for other signatures than SigV4.
        """
        if target.refused:
            raise UncallableOperationError(_name(operation), target.refused)
        return await self.someone()

    async def someone(self) -> Credentials:
        """Who signs.

        Raises:
            IdentityError: There is nobody to sign.
        """
        return self._checked(self._identity.cached() or await self._identity.resolve())

    async def _find(self, operation: Operation[Any, Any]) -> Credentials | None:
        """Who signs; None if there is nobody and the operation does without."""
        try:
            return self._checked(await self._identity.resolve())
        except IdentityNotFoundError:
            if NO_AUTH in operation.auth:
                return None
            raise

    def _checked(self, identity: object) -> Credentials:
        if isinstance(identity, Credentials):
            return identity
        raise IdentityError(
            f"{self._identity!r} gave {type(identity).__name__}, expected Credentials"
        )

    async def _sign(
        self,
        request: HttpRequest,
        operation: Operation[Any, Any],
        target: Target,
        identity: Credentials,
        now: Callable[[], float],
    ) -> None:
        payload_hash = await settle(
            request,
            operation,
            signs=True,
            signs_payload=self._settings.payload_signing_enabled,
            signs_chunks=True,
        )
        if operation.service.signs_content:
            payload_hash = payload_hash or _hash(request)
            request.headers["x-amz-content-sha256"] = payload_hash
        signature = self._signer.sign(
            request,
            identity,
            region=target.region,
            service=target.signing_name,
            now=now(),
            payload_hash=payload_hash,
            raw_path=operation.service.signs_content or not target.encodes_twice,
        )
        if payload_hash in SIGNED_CHUNKS:
            from .chunked_signing import sign_chunks

            sign_chunks(
                request,
                signature,
                identity,
                region=target.region,
                service=target.signing_name,
            )
        if operation.sends_events:
            from .event_stream.outgoing import sign_events

            sign_events(
                request.body,
                signature,
                identity,
                region=target.region,
                service=target.signing_name,
                clock=now,
            )


def _hash(request: HttpRequest) -> str:
    body = request.body
    return (
        sha256(body).hexdigest() if isinstance(body, bytes) and body else EMPTY_SHA256
    )


def _name(operation: Operation[Any, Any]) -> str:
    return f"{operation.service.name}.{operation.name}"
