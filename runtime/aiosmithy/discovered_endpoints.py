"""Endpoints that a service names itself: asked for before a call, kept for as long as it says, and asked for anew when it
takes one no longer.

Where an operation insists on it, nothing goes to the regional endpoint; where it may be used, it is with
``Config(endpoint_discovery=True)``, and the regional endpoint serves while it fails.
https://smithy.io/2.0/aws/aws-core.html#client-endpoint-discovery says what is kept, and for whom.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from .endpoints import parse_url
from .errors import (
    AiosmithyError,
    ConfigurationError,
    EndpointDiscoveryError,
    ServiceError,
    one_line,
)
from .identity.base import IdentityNotFoundError
from .identity.cache import Cache

if TYPE_CHECKING:
    from .config import ResolvedConfig
    from .discovery import Discovery, Endpoints
    from .interceptors import CallContext
    from .operation import Operation, Service
    from .session import Session

__all__ = ["DiscoveredEndpoints", "Entry", "discovered_endpoints"]

_log = logging.getLogger("aiosmithy")

_MOST: Final = 1_000  # endpoints kept, as Smithy advises
_MISDIRECTED: Final = 421  # (RFC 9110 section 15.5.20)
_PAUSE: Final = 60.0  # seconds without a question after one that failed, as in botocore
_LONGEST: Final = 60 * 24 * 365  # minutes; dates have an end


def discovered_endpoints(
    service: Service,
    settings: ResolvedConfig,
    session: Session,
    run: Callable[[Operation[Any, Any], Any], Awaitable[Any]],
) -> DiscoveredEndpoints | None:
    """What finds endpoints for a client; None where the rules, or the user, say them all.

    Args:
        run: Carries out the call that asks for endpoints.
    """
    if service.discovery is None or settings.endpoint_url is not None:
        return None
    facts = service.discovery()
    if not facts.required and not settings.endpoint_discovery:
        return None
    return DiscoveredEndpoints(facts, service.name, settings, session, run)


class _Found:
    """An endpoint, and until when it may be used."""

    __slots__ = ("expiration", "url")

    def __init__(self, url: str, expiration: datetime) -> None:
        self.url = url
        self.expiration = expiration


class _Question:
    """What finds the endpoint for one kind of calls."""

    __slots__ = ("_ask", "_clock")

    def __init__(
        self, ask: Callable[[], Awaitable[Endpoints]], clock: Callable[[], float]
    ) -> None:
        self._ask = ask
        self._clock = clock

    async def resolve(self) -> _Found:
        """The service's first choice."""
        for address, minutes in await self._ask():
            life = 60 * max(1, min(minutes or 0, _LONGEST))
            end = datetime.fromtimestamp(self._clock() + life, UTC)
            return _Found(_url(address), end)
        raise EndpointDiscoveryError("the service gave no endpoint")

    def invalidate(self, rejected: _Found) -> None:
        """Nothing is kept here."""

    def __repr__(self) -> str:
        return "endpoint discovery"


class Entry:
    """What is kept for one kind of calls."""

    __slots__ = ("cache", "key", "quiet_until")

    def __init__(self, key: tuple[object, ...], cache: Cache[_Found]) -> None:
        self.key = key
        self.cache = cache
        self.quiet_until = 0.0


class DiscoveredEndpoints:
    """The discovered endpoints of one client."""

    __slots__ = ("_entries", "_facts", "_name", "_run", "_session", "_settings")

    def __init__(
        self,
        facts: Discovery,
        name: str,
        settings: ResolvedConfig,
        session: Session,
        run: Callable[[Operation[Any, Any], Any], Awaitable[Any]],
    ) -> None:
        self._facts = facts
        self._name = name
        self._settings = settings
        self._session = session
        self._run = run
        self._entries: dict[tuple[object, ...], Entry] = {}

    async def find(self, context: CallContext) -> str | None:
        """The URL that the call goes to; None for the one that the endpoint rules say.

        Raises:
            ConfigurationError: Discovery is switched off, and the operation insists on it.
            EndpointDiscoveryError: The operation insists on it, and it failed.
        """
        operation = context.operation
        wanted, enabled = operation.discovered, self._settings.endpoint_discovery
        if wanted is None or not (wanted.required or enabled):
            return None
        if enabled is False:
            raise ConfigurationError(
                f"{self._name}.{operation.name}: the service insists on endpoint discovery, which is switched off;"
                " remove endpoint_discovery=False, AWS_ENDPOINT_DISCOVERY_ENABLED or endpoint_discovery_enabled of the"
                " AWS profile, or give an endpoint_url"
            )
        identify = wanted.identifiers
        identifiers = {} if identify is None else identify(context.input)
        entry = await self._entry(operation, identifiers)
        ask = self._required if wanted.required else self._optional
        found = await ask(entry, operation)
        context.discovered = None if found is None else entry
        return None if found is None else found.url

    def rejects(self, error: AiosmithyError, context: CallContext) -> bool:
        """Whether the service takes the call's endpoint no longer, which is forgotten then."""
        entry = context.discovered
        if entry is None or not isinstance(error, ServiceError):
            return False
        codes = (self._facts.error,) if self._facts.error else ()
        if error.http_status != _MISDIRECTED and error.code not in codes:
            return False
        if self._entries.get(entry.key) is entry:  # nobody has asked anew meanwhile
            del self._entries[entry.key]
        return True

    async def _entry(
        self, operation: Operation[Any, Any], identifiers: dict[str, str]
    ) -> Entry:
        """What is kept for the operation, the resource, and who asks: the access key id stands for that."""
        key = (await self._owner(), operation.name, *sorted(identifiers.items()))
        known = self._entries.get(key)
        if known is not None:
            return known
        if len(self._entries) >= _MOST:
            del self._entries[next(iter(self._entries))]
        cache = self._cache(operation.name, identifiers)
        entry = self._entries[key] = Entry(key, cache)
        return entry

    async def _owner(self) -> str | None:
        who = self._settings.identity
        try:
            identity: object = who.cached() or await who.resolve()
        except IdentityNotFoundError:  # calls that need somebody say so themselves
            return None
        return getattr(
            identity, "access_key_id", None
        )  # a user's resolver gives anything

    def _cache(self, operation: str, identifiers: dict[str, str]) -> Cache[_Found]:
        """Asks ahead of time, once for all who wait, and keeps what it has while that fails."""
        facts, run, session = self._facts, self._run, self._session

        async def ask() -> Endpoints:
            asked = facts.ask(operation, identifiers)
            return facts.read(await run(facts.operation, asked))

        return Cache(
            _Question(ask, session.clock),
            _Found,
            clock=session.clock,
            random=session.random,
        )

    async def _required(
        self, entry: Entry, operation: Operation[Any, Any]
    ) -> _Found | None:
        try:
            return entry.cache.cached() or await entry.cache.resolve()
        except ConfigurationError:  # nobody to sign, or no endpoint to ask at
            raise
        except AiosmithyError as error:
            asking = self._facts.operation.name
            raise EndpointDiscoveryError(
                f"{self._name}.{operation.name}: no endpoint: {asking} failed ({one_line(str(error))}); see that"
                f" {asking} is allowed to who signs, or give an endpoint_url"
            ) from error

    async def _optional(
        self, entry: Entry, operation: Operation[Any, Any]
    ) -> _Found | None:
        found = entry.cache.cached()
        if found is not None or self._session.clock() < entry.quiet_until:
            return found
        try:
            return await entry.cache.resolve()
        except AiosmithyError as error:
            entry.quiet_until = self._session.clock() + _PAUSE
            _log.debug(
                "%s.%s: no endpoint discovered (%s); the regional one serves",
                self._name,
                operation.name,
                type(error).__name__,
            )
            return None


def _url(address: str | None) -> str:
    """The URL of a host that the service named; always https, as who signs goes there."""
    url = address or ""
    if "://" not in url:
        url = f"https://{url}"
    parsed = parse_url(url)
    if parsed is None or parsed.scheme != "https":
        raise EndpointDiscoveryError(
            f"the service gave {one_line(repr(address))}, which is no host and no https URL"
        )
    return url
