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
from .target import prefers_sigv4a

if TYPE_CHECKING:
    from .config import ResolvedConfig
    from .http import HttpRequest
    from .identity import Token, TokenResolver
    from .interceptors import CallContext
    from .operation import Operation
    from .s3_express import Run, Sessions
    from .session import Session
    from .sigv4a import SigV4aSigner
    from .target import Target

__all__ = [
    "BEARER",
    "NO_AUTH",
    "SIGV2",
    "SIGV4",
    "SIGV4A",
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
SIGV4A: Final = "aws.auth#sigv4a"
BEARER: Final = "smithy.api#httpBearerAuth"
NO_AUTH: Final = "smithy.api#noAuth"


def choose_scheme(operation: Operation[Any, Any], settings: ResolvedConfig) -> Scheme:
    """The scheme for a call: what the settings prefer, else a token that was given. SigV4 stands for SigV4a too.

    Raises:
        UncallableOperationError: The operation takes nothing that is implemented.
    """
    accepted = operation.auth
    if not accepted:
        return NO_AUTH
    if settings.auth_scheme_preference:
        preferred = _preferred(accepted, settings.auth_scheme_preference)
        if preferred is not None:
            return preferred
    if BEARER in accepted and settings.prefers_token:
        return BEARER
    if SIGV4 in accepted or SIGV4A in accepted:
        return SIGV4
    if SIGV2 in accepted:
        return SIGV2
    if BEARER in accepted:
        return BEARER
    if NO_AUTH in accepted:
        return NO_AUTH
    raise UncallableOperationError(_name(operation), accepted)


def _preferred(accepted: tuple[str, ...], names: tuple[str, ...]) -> Scheme | None:
    """The first of the named schemes that can be used; nothing that is signed needs to be, if the user says so."""
    for name in names:
        if name == "noAuth":
            return NO_AUTH
        if name == "httpBearerAuth" and BEARER in accepted:
            return BEARER
        if name in ("sigv4", "sigv4a") and (SIGV4 in accepted or SIGV4A in accepted):
            return SIGV4
    return None


class Authentication:
    """Makes the requests of one client say who they are from."""

    __slots__ = (
        "_identity",
        "_regional",
        "_run",
        "_session",
        "_sessions",
        "_settings",
        "_signer",
        "_tokens",
    )

    def __init__(self, settings: ResolvedConfig, session: Session, run: Run) -> None:
        self._settings = settings
        self._session = session
        self._run = run
        self._sessions: Sessions | None = None
        self._tokens: TokenResolver | None = None
        self._identity = settings.identity
        self._signer = SigV4Signer()
        self._regional: SigV4aSigner | None = None

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
    ) -> Credentials | Token | None:
        """Sign the request as the operation asks for, and with it the events that follow; or add the token.

        Gives who signed, if anybody did.

        Args:
            now: The time by the service's clock.

        Raises:
            IdentityError: There is nobody to sign, or no token.
            UncallableOperationError: The endpoint asks for other signatures than SigV4 and SigV4a.
        """
        scheme = choose_scheme(operation, self._settings)
        signs = scheme in (SIGV2, SIGV4)
        identity: object = None
        if signs:
            identity = self._identity.cached() or await self._find(operation)
        if identity is None:
            await settle(request, operation, signs=False)
            return await self._bear(request, operation) if scheme == BEARER else None
        identity = self._checked(identity)
        if scheme == SIGV2 and not target.asks_for_sigv4:
            from .sigv2 import sign_form

            sign_form(request, identity, now=now())
            return identity
        if target.refused:
            raise UncallableOperationError(_name(operation), target.refused)
        if target.session_bucket:
            identity = await self._in_session(identity, operation, target)
        await self._sign(request, operation, target, identity, now)
        return identity

    async def renewed(self, context: CallContext) -> bool:
        """Note that the service rejected who signed; whether somebody else would sign now, for the first time."""
        rejected = context.identity
        if rejected is None:
            return False
        source: Any = self._identity
        if not isinstance(rejected, Credentials):
            source = self._token_source(context.operation)
        elif self._sessions is not None:
            source = self._sessions.holder(rejected) or source
        source.invalidate(rejected)
        again, context.renewed = context.renewed, True
        if again:
            return False
        found: object = source.cached() or await source.resolve()
        return found != rejected

    async def _bear(
        self, request: HttpRequest, operation: Operation[Any, Any]
    ) -> Token | None:
        """Add the token; gives None if there is none and the operation does without."""
        tokens = self._token_source(operation)
        try:
            token = tokens.cached() or await tokens.resolve()
        except IdentityNotFoundError:
            if NO_AUTH in operation.auth:
                return None
            raise
        request.headers["authorization"] = f"Bearer {token.value}"
        return token

    def _token_source(self, operation: Operation[Any, Any]) -> TokenResolver:
        """What finds tokens, with the cache before it that the session's clients share."""
        if self._tokens is None:
            settings = self._settings
            name = (settings.profile, operation.service.signing_name)
            self._tokens = self._session.cache_tokens(
                settings.tokens, None if settings.prefers_token else name
            )
        return self._tokens

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
            UncallableOperationError: The endpoint asks for other signatures than SigV4 and SigV4a.
        """
        from .payloads import UNSIGNED
        from .signed_urls import sign_url

        identity = await self.signing(operation, target)
        signs_content = operation.service.signs_content
        facts: dict[str, Any] = {
            "service": target.signing_name,
            "now": now,
            "expires_in": expires_in,
            "payload_hash": UNSIGNED if signs_content else "",
            "raw_path": signs_content or not target.encodes_twice,
        }
        if regions := self._regions(operation, target):
            signer = self._signer_of_regions(operation)
            signer.sign_url(request, identity, region_set=regions, **facts)
        else:
            facts["session_header"] = target.session_header
            sign_url(request, identity, region=target.region, **facts)
        return identity

    async def signing(
        self, operation: Operation[Any, Any], target: Target
    ) -> Credentials:
        """Who signs what others send.

        Raises:
            IdentityError: There is nobody to sign.
            UncallableOperationError: The endpoint asks for other signatures than SigV4 and SigV4a.
        """
        if target.refused:
            raise UncallableOperationError(_name(operation), target.refused)
        someone = await self.someone()
        if target.session_bucket:
            return await self._in_session(someone, operation, target)
        return someone

    async def someone(self) -> Credentials:
        """Who signs.

        Raises:
            IdentityError: There is nobody to sign.
        """
        return self._checked(self._identity.cached() or await self._identity.resolve())

    async def _in_session(
        self, identity: Credentials, operation: Operation[Any, Any], target: Target
    ) -> Credentials:
        """Who signs for a directory bucket of S3 on behalf of the identity."""
        if self._sessions is None:
            from .s3_express import Sessions

            self._sessions = Sessions(self._session, self._run)
        service, bucket = operation.service, target.session_bucket
        return await self._sessions.find(service, bucket, identity)

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

    def _regions(self, operation: Operation[Any, Any], target: Target) -> str:
        """For which regions SigV4a signs the call; empty if SigV4 signs it.

        The endpoint decides; where it does not say, the model and the settings do.
        """
        if target.region_set or target.asks_for_sigv4 or SIGV4A not in operation.auth:
            return target.region_set
        if SIGV4 in operation.auth and not prefers_sigv4a(self._settings):
            return ""
        regions = self._settings.sigv4a_signing_region_set
        return ",".join(regions) or target.region

    def _signer_of_regions(self, operation: Operation[Any, Any]) -> SigV4aSigner:
        if operation.sends_events:
            raise UncallableOperationError(
                _name(operation), ("events that are signed with SigV4a",)
            )
        if self._regional is None:
            from .sigv4a import SigV4aSigner

            self._regional = SigV4aSigner()
        return self._regional

    async def _sign(
        self,
        request: HttpRequest,
        operation: Operation[Any, Any],
        target: Target,
        identity: Credentials,
        now: Callable[[], float],
    ) -> None:
        regions = self._regions(operation, target)
        payload_hash = await settle(
            request,
            operation,
            signs=True,
            signs_payload=self._settings.payload_signing_enabled,
            signs_chunks=not regions,
        )
        if operation.service.signs_content:
            payload_hash = payload_hash or _hash(request)
            request.headers["x-amz-content-sha256"] = payload_hash
        raw_path = operation.service.signs_content or not target.encodes_twice
        if regions:
            self._signer_of_regions(operation).sign(
                request,
                identity,
                region_set=regions,
                service=target.signing_name,
                now=now(),
                payload_hash=payload_hash,
                raw_path=raw_path,
            )
            return
        signature = self._signer.sign(
            request,
            identity,
            region=target.region,
            service=target.signing_name,
            now=now(),
            payload_hash=payload_hash,
            raw_path=raw_path,
            session_header=target.session_header,
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
