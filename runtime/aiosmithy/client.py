"""The base of every generated client: its settings, its life, and the way into a call."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from functools import cached_property
from importlib import import_module
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

from .config import Config, RetryOptions, Timeouts
from .errors import ConfigurationError
from .per_loop import PerLoop
from .session import Session
from .shapes import evolve

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import TracebackType
    from typing import Self

    from .config import ResolvedConfig
    from .execution import Execution
    from .identity import Credentials, IdentityResolver
    from .operation import Operation, Service
    from .paginators import Pagination, Paginator
    from .presigning import PresignedRequest, Presigner
    from .retries import StandardRetryStrategy
    from .shapes import Shape
    from .waiters import Waiter, WaiterOutcome

__all__ = ["ServiceClient"]

_FOR_CALLS = (
    "execution",
    "identity.cache",
    "identity.default",
    "retries",
    "settings",
    "shared_files",
)

I = TypeVar("I", bound="Shape")
O = TypeVar("O", bound="Shape")
S = TypeVar("S", bound="Shape")
T = TypeVar("T")


class ServiceClient:
    """What all generated clients have in common.

    Constructing a client does no I/O; environment and AWS files are read at the first call. Close it with
    ``async with`` or ``await client.close()``.

    Args:
        region: The AWS region, such as ``eu-west-1``.
        credentials: Who signs: :class:`~aiosmithy.Credentials`, or a resolver that finds them.
        endpoint_url: Where to send requests instead of the service's own endpoint.
        session: Connections and identities to share with other clients; it outlives the client.
        config: Further settings. Where it names one of the above too, the keyword wins.
        client_context: The service's own settings, which its client has as keywords.
    """

    def __init__(
        self,
        *,
        region: str | None = None,
        credentials: Credentials | IdentityResolver | None = None,
        endpoint_url: str | None = None,
        session: Session | None = None,
        config: Config | None = None,
        client_context: Mapping[str, object] | None = None,
    ) -> None:
        given = {
            "region": region,
            "credentials": credentials,
            "endpoint_url": endpoint_url,
        }
        changes: dict[str, Any] = {
            name: value for name, value in given.items() if value is not None
        }
        if config is not None:
            _expect("config", config, Config)
        own = {k: v for k, v in (client_context or {}).items() if v is not None}
        if own:
            known = None if config is None else config.client_context
            changes["client_context"] = {**(known or {}), **own}
        if session is not None:
            _expect("session", session, Session)
        self._given = (config, changes)
        self._owns_session = session is None
        self._session = session or _new_session(config)
        self._execution: Execution | None = None
        self._strategies: dict[str, StandardRetryStrategy] = {}
        self._preparing: PerLoop[asyncio.Lock] = PerLoop(asyncio.Lock)

    @cached_property
    def _config(self) -> Config:
        """The settings that were given; made when they are asked for, which a first ``Config`` takes a while for."""
        config, changes = self._given
        return evolve(Config() if config is None else config, **changes)

    async def _invoke(self, operation: Operation[I, O], input: I) -> O:
        """Carry out one call."""
        execution = self._execution or await self._prepare(operation)
        return await execution.run(operation, input)

    async def _presign(
        self, operation: Operation[I, Any], input: I, expires_in: int
    ) -> PresignedRequest:
        """Sign a call, for whoever sends it."""
        execution = self._execution or await self._prepare(operation)
        return await execution.presigner().presign(operation, input, expires_in)

    async def presigner(self) -> Presigner:
        """What signs for others, by the client's settings and clock; see :mod:`aiosmithy.auth_tokens` for a use."""
        execution = self._execution or await self._prepare_for(self._service())
        return execution.presigner()

    def _paginate(self, pagination: Pagination[I, O, T], input: I) -> Paginator[O, T]:
        """Calls page after page, as the result is iterated over."""
        from .paginators import Paginator

        return Paginator(self, pagination, input)

    async def _wait(
        self, waiter: Waiter[I, O], input: I, max_wait_time: float
    ) -> WaiterOutcome[O]:
        """Call until the waiter's state is reached."""
        from .waiters import wait

        session = self._session
        return await wait(
            self,
            waiter,
            input,
            max_wait_time,
            sleep=session.sleep,
            clock=session.monotonic,
            random=session.random,
        )

    async def _prepare(self, operation: Operation[Any, Any]) -> Execution:
        """Resolve the settings, once; 50 first calls at once read the files once."""
        from .operation import UncallableOperation

        if isinstance(operation, UncallableOperation):
            raise operation.error()
        return await self._prepare_for(operation.service)

    async def _prepare_for(self, service: Service) -> Execution:
        async with self._preparing.get():
            if self._execution is None:
                self._execution = await self._new_execution(service)
        return self._execution

    def _service(self) -> Service:
        """What the client's operations share; a generated client names it."""
        raise ConfigurationError(
            f"{type(self).__name__} has no operation that can be called"
        )

    async def resolved_config(self) -> ResolvedConfig:
        """The settings that calls go by, and in its ``origins`` where each came from.

        The first call reads environment and AWS files; so does this, if it comes first.

        Raises:
            ConfigurationError: A setting is wrong; the message names it, where it stands, and the remedy.
        """
        execution = self._execution or await self._prepare_for(self._service())
        return execution.settings

    def _load(self) -> None:
        """Import what calls need, in a thread: it takes longer than an event loop should stand still."""
        for name in _FOR_CALLS:
            import_module(f"{__package__}.{name}")
        if not self._session.has_transport:
            import_module(f"{__package__}.transport")
        with suppress(ConfigurationError):  # there may be nothing to call
            self._service()

    async def _new_execution(self, service: Service) -> Execution:
        session = self._session
        if session.closed:
            raise ConfigurationError("the client is closed; make a new one")
        await asyncio.to_thread(self._load)
        from .config import resolve_config
        from .execution import Execution

        settings = resolve_config(
            self._config,
            environ=session.environ,
            files=await session.shared_files(),
            service_name=service.name,
            signing_name=service.signing_name,
            parameters=service.parameters,
            session=session,
        )
        if settings.defaults_mode == "auto":
            from .defaults_modes import decide

            await decide(settings, session)
        default = self._config.credentials is None
        name = (settings.profile, self._config.profile is None) if default else None
        settings.identity = session.cache(settings.identity, name)
        return Execution(service, settings, session, self._strategy(settings.retries))

    def _strategy(self, options: RetryOptions) -> StandardRetryStrategy:
        """The retry strategy; clones of a client pay for retries from one quota."""
        from .retries import retry_strategy

        known = self._strategies.get(options.mode)
        if known is None:
            other = next(iter(self._strategies.values()), None)
            known = self._strategies[options.mode] = retry_strategy(
                options,
                random=self._session.random,
                quota=None if other is None else other.quota,
            )
        return known.with_max_attempts(options.max_attempts)

    def with_options(
        self,
        *,
        timeout: Timeouts | float | None = None,
        retries: RetryOptions | int | None = None,
        **settings: Any,
    ) -> Self:
        """A client with other settings that shares everything else: connections, identities, retry quota.

        Args:
            timeout: :class:`~aiosmithy.Timeouts`, or the seconds that a call may take in all.
            retries: :class:`~aiosmithy.RetryOptions`, or how many attempts a call may make.
            settings: Any other member of :class:`~aiosmithy.Config`, such as ``interceptors``.

        A number changes one member of the timeouts or retry options that the client has. Closing the clone closes nothing; close the client that it was made from.
        """
        if "max_connections" in settings:
            raise ConfigurationError(
                "max_connections belongs to the session, which a clone shares"
            )
        config = self._config
        if timeout is not None:
            settings["timeouts"] = _with_number(
                config.timeouts, Timeouts, "total", timeout
            )
        if retries is not None:
            settings["retries"] = _with_number(
                config.retries, RetryOptions, "max_attempts", retries
            )
        clone = object.__new__(type(self))
        clone.__dict__.update(self.__dict__)
        clone._config = evolve(config, **settings)
        clone._owns_session = False
        clone._execution = None
        clone._preparing = PerLoop(asyncio.Lock)
        return clone

    def __reduce__(self) -> NoReturn:
        raise TypeError(
            f"a {type(self).__name__} holds connections and cannot be copied or pickled;"
            " share it, or use with_options"
        )

    async def close(self) -> None:
        """Close the client's connections, unless a session given to it holds them. Closing twice is fine."""
        if self._owns_session:
            await self._session.close()

    async def __aenter__(self) -> Self:
        await asyncio.to_thread(self._load)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.close()

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self._config!r}>"


def _new_session(config: Config | None) -> Session:
    if config is None:
        return Session()
    return Session(max_connections=config.max_connections, ca_bundle=config.ca_bundle)


def _expect(name: str, value: T, kind: type) -> T:
    if isinstance(value, kind):
        return value
    raise TypeError(f"{name}= takes a {kind.__name__}, got {type(value).__name__}")


def _with_number(known: Any, kind: type[S], member: str, given: S | float) -> S | float:
    """A number changes one member of the settings that are there; other settings replace them."""
    if isinstance(known, kind) and isinstance(given, int | float):
        return evolve(known, **{member: given})
    return given
