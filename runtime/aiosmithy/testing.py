"""Stand-ins for tests: a transport that is a function, and a session in virtual time."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from inspect import isawaitable
from os import devnull
from typing import TYPE_CHECKING

from .http import HttpRequest, HttpResponse
from .session import Session

if TYPE_CHECKING:
    from .config import Timeouts

__all__ = ["StubTransport", "VirtualTime", "stub_session"]

Answer = HttpResponse | Awaitable[HttpResponse]


class StubTransport:
    """Answers requests by a function, and keeps them.

    Args:
        answer: Request → response, or an awaitable of one; what it raises is raised by the call.
    """

    http2 = True

    def __init__(self, answer: Callable[[HttpRequest], Answer]) -> None:
        self._answer = answer
        self.requests: list[HttpRequest] = []
        self.closed = False

    async def send(
        self,
        request: HttpRequest,
        *,
        timeouts: Timeouts,
        max_bytes: int,
        proxy: str | None,
        stream: bool = False,
    ) -> HttpResponse:
        self.requests.append(request)
        answer = self._answer(request)
        return await answer if isawaitable(answer) else answer

    async def close(self) -> None:
        self.closed = True


class VirtualTime:
    """A clock that only sleeping moves.

    Attributes:
        now: Seconds since the epoch.
        sleeps: The seconds of each sleep so far.
    """

    def __init__(self, now: float = 1_440_938_160.0) -> None:
        self.now = now
        self.sleeps: list[float] = []

    def clock(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.sleeps.append(seconds)
        self.now += seconds


def stub_session(
    answer: Callable[[HttpRequest], Answer],
    *,
    time: VirtualTime | None = None,
    random: Callable[[], float] = lambda: 0.5,
    environ: Mapping[str, str] | None = None,
) -> Session:
    """A session that sends nothing and reads no environment but the one given.

    It does not ask for an instance's role: ``answer`` would be taken for one. If that is to be tested, set
    AWS_EC2_METADATA_DISABLED to ``false``.
    """
    time = time or VirtualTime()
    nowhere = dict.fromkeys(("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"), devnull)
    return Session(
        transport=StubTransport(answer),
        environ={
            **nowhere,
            "AWS_EC2_METADATA_DISABLED": "true",
            **(environ or {}),
        },
        clock=time.clock,
        monotonic=time.clock,
        sleep=time.sleep,
        random=random,
    )
