"""The base of every generated client: its settings, its life, and the way into a call."""

from __future__ import annotations

import asyncio
import copy
from typing import TYPE_CHECKING, Any, TypeVar

from .config import Config, RetryOptions, Timeouts
from .errors import ConfigurationError
from .session import Session
from .shapes import evolve

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

    from .execution import Execution
    from .identity import Credentials, IdentityResolver
    from .operation import Operation, Service
    from .paginators import Pagination, Paginator
    from .retries import StandardRetryStrategy
    from .shapes import Shape
    from .waiters import Waiter, WaiterOutcome

__all__ = ["ServiceClient"]

I = TypeVar("I", bound="Shape")
O = TypeVar("O", bound="Shape")
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
    """

    def __init__(
        self,
        *,
        region: str | None = None,
        credentials: Credentials | IdentityResolver | None = None,
        endpoint_url: str | None = None,
        session: Session | None = None,
        config: Config | None = None,
    ) -> None:
        given = {
            "region": region,
            "credentials": credentials,
            "endpoint_url": endpoint_url,
        }
        changes = {name: value for name, value in given.items() if value is not None}
        config = Config() if config is None else config
        self._config = evolve(config, **changes) if changes else config
        self._owns_session = session is None
        self._session = session or Session(
            max_connections=self._config.max_connections,
            ca_bundle=self._config.ca_bundle,
        )
        self._execution: Execution | None = None
        self._origin: ServiceClient | None = None
        self._preparing: tuple[asyncio.AbstractEventLoop, asyncio.Lock] | None = None

    async def _invoke(self, operation: Operation[I, O], input: I) -> O:
        """Carry out one call."""
        execution = self._execution or await self._prepare(operation.service)
        return await execution.run(operation, input)

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

    async def _prepare(self, service: Service) -> Execution:
        """Resolve the settings, once; 50 first calls at once read the files once."""
        loop = asyncio.get_running_loop()
        if self._preparing is None or self._preparing[0] is not loop:
            self._preparing = loop, asyncio.Lock()  # a lock serves one loop only
        async with self._preparing[1]:
            if self._execution is None:
                self._execution = await self._new_execution(service)
        return self._execution

    async def _new_execution(self, service: Service) -> Execution:
        from .config import resolve_config
        from .execution import Execution

        if self._session.closed:
            raise ConfigurationError("the client is closed; make a new one")
        session = self._session
        settings = resolve_config(
            self._config,
            environ=session.environ,
            files=await session.shared_files(),
            service_name=service.name,
        )
        shared = None if self._origin is None else await self._origin._prepare(service)
        return Execution(
            service, settings, session, _strategy(settings.retries, session, shared)
        )

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

        Closing the clone closes nothing; close the client that it was made from.
        """
        if timeout is not None:
            settings["timeouts"] = timeout
        if retries is not None:
            settings["retries"] = retries
        clone = copy.copy(self)
        clone._config = evolve(self._config, **settings)
        clone._owns_session = False
        clone._execution = None
        clone._origin = self
        clone._preparing = None
        return clone

    async def close(self) -> None:
        """Close the client's connections, unless a session given to it holds them. Closing twice is fine."""
        if self._owns_session:
            await self._session.close()

    async def __aenter__(self) -> Self:
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


def _strategy(
    options: RetryOptions, session: Session, shared: Execution | None
) -> StandardRetryStrategy:
    """The retry strategy; a clone pays from the quota of the client that it was made from."""
    from .retries import retry_strategy

    if shared is None:
        return retry_strategy(options, random=session.random)
    if shared.retries.paces == (options.mode == "adaptive"):
        return shared.retries.with_max_attempts(options.max_attempts)
    return retry_strategy(options, random=session.random, quota=shared.retries.quota)
