"""Waiters: poll an operation until a resource is in the state wanted.

https://smithy.io/2.0/additional-specs/waiters.html
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from math import log2
from typing import TYPE_CHECKING, Generic, Literal, TypeAlias, TypeVar

from .errors import ServiceError, WaiterFailedError, WaiterTimeoutError

if TYPE_CHECKING:
    from .client import ServiceClient
    from .operation import Operation
    from .shapes import Shape

__all__ = ["Acceptor", "Waiter", "WaiterOutcome", "WaiterState", "wait"]

I = TypeVar("I", bound="Shape")
O = TypeVar("O", bound="Shape")

WaiterState: TypeAlias = Literal["success", "failure", "retry"]


class Acceptor(Generic[I, O]):
    """What one kind of answer means for the wait.

    Attributes:
        state: The state that it stands for.
        matches: Whether an input and its output are of this kind.
        error: The error that is of this kind, by its name or its code on the wire.
        on_success: Whether every output is of this kind.
        on_error: Whether every error that the service answers is of this kind.
        message: For failures: what to tell the caller, or where the output says it.
    """

    __slots__ = ("error", "matches", "message", "on_error", "on_success", "state")

    def __init__(
        self,
        *,
        state: WaiterState,
        matches: Callable[[I, O], bool] | None = None,
        error: str | None = None,
        on_success: bool = False,
        on_error: bool = False,
        message: str | Callable[[O], str | Sequence[str] | None] | None = None,
    ) -> None:
        self.state: WaiterState = state
        self.matches = matches
        self.error = error
        self.on_success = on_success
        self.on_error = on_error
        self.message = message

    def accepts_output(self, input: I, output: O) -> bool:
        """Whether an output is of this kind."""
        return self.on_success or (
            self.matches is not None and self.matches(input, output)
        )

    def accepts_error(self, error: ServiceError) -> bool:
        """Whether an error is of this kind."""
        return self.on_error or (
            self.error is not None and self.error in (error.code, type(error).__name__)
        )

    def explain(self, output: O | None) -> str:
        """What there is to say about this output; empty if nothing."""
        said: str | Sequence[str] | None
        if self.message is None or isinstance(self.message, str):
            said = self.message
        else:
            said = None if output is None else self.message(output)
        return said or "" if said is None or isinstance(said, str) else "; ".join(said)


class Waiter(Generic[I, O]):
    """What to poll, how often, and what each answer means.

    Attributes:
        name: The waiter's name in the model.
        operation: The operation to poll.
        min_delay, max_delay: Bounds of the delay between two polls, in seconds.
        acceptors: Looked at in this order; the first that matches decides.
    """

    __slots__ = ("acceptors", "max_delay", "min_delay", "name", "operation")

    def __init__(
        self,
        *,
        name: str,
        operation: Operation[I, O],
        acceptors: Sequence[Acceptor[I, O]],
        min_delay: float = 2.0,
        max_delay: float = 120.0,
    ) -> None:
        self.name = name
        self.operation = operation
        self.acceptors = acceptors
        self.min_delay = min_delay
        self.max_delay = max(min_delay, max_delay)

    def __repr__(self) -> str:
        return f"<Waiter {self.name} on {self.operation!r}>"

    def delay(
        self, attempt: int, remaining: float, random: Callable[[], float]
    ) -> float:
        """Seconds between the poll of this number and the next; all that remain: it is the last.

        Smithy's exponential backoff with jitter, never less than the minimum delay but where
        less than that remains.
        """
        ceiling = log2(self.max_delay / self.min_delay) + 1
        longest = self.max_delay
        if attempt <= ceiling:
            longest = min(longest, self.min_delay * 2 ** (attempt - 1))
        delay = self.min_delay + random() * (longest - self.min_delay)
        return remaining if remaining - delay <= self.min_delay else delay


class WaiterOutcome(Generic[O]):
    """How a wait ended.

    Attributes:
        state: The last state seen; ``retry`` where time was over.
        output: The last poll's output; None where the service answered an error.
        error: The last poll's error, if that is what the service answered.
        attempts: How many polls there were.
        elapsed: Seconds that it took.
    """

    __slots__ = ("attempts", "elapsed", "error", "output", "state")

    def __init__(
        self,
        state: WaiterState,
        output: O | None,
        error: ServiceError | None,
        attempts: int,
        elapsed: float,
    ) -> None:
        self.state: WaiterState = state
        self.output = output
        self.error = error
        self.attempts = attempts
        self.elapsed = elapsed

    def __repr__(self) -> str:
        return (
            f"<WaiterOutcome {self.state}, attempts={self.attempts}, "
            f"elapsed={self.elapsed:.1f}>"
        )


async def wait(
    client: ServiceClient,
    waiter: Waiter[I, O],
    input: I,
    max_wait_time: float,
    *,
    sleep: Callable[[float], Awaitable[None]],
    clock: Callable[[], float],
    random: Callable[[], float],
) -> WaiterOutcome[O]:
    """Poll until the waiter's state is reached.

    Args:
        client: The client that polls.
        waiter: What to wait for.
        input: The input of every poll.
        max_wait_time: How long to wait at most, in seconds. A poll under way is not cut off.
        sleep: Waits for some seconds.
        clock: A clock, in seconds.
        random: A fraction from 0 to 1.

    Raises:
        WaiterFailedError: The state cannot be reached any more.
        WaiterTimeoutError: ``max_wait_time`` is over.
        AiosmithyError: A poll failed with an error that the waiter does not know.
    """
    if not max_wait_time >= 0:
        raise ValueError(f"max_wait_time must be zero or more, not {max_wait_time}")
    started = clock()
    attempts = 0
    last = max_wait_time == 0
    while True:
        attempts += 1
        acceptor, output, error = await _poll(client, waiter, input)
        state: WaiterState = "retry" if acceptor is None else acceptor.state
        elapsed = clock() - started
        outcome = WaiterOutcome(state, output, error, attempts, elapsed)
        if state == "success":
            return outcome
        if acceptor is not None and state == "failure":
            raise WaiterFailedError(
                _failure(waiter, acceptor, outcome), outcome
            ) from error
        remaining = max_wait_time - elapsed
        if last or remaining <= 0:
            late = WaiterTimeoutError(_timeout(waiter, outcome, max_wait_time), outcome)
            raise late from error
        delay = waiter.delay(attempts, remaining, random)
        last = delay == remaining
        await sleep(delay)


async def _poll(
    client: ServiceClient, waiter: Waiter[I, O], input: I
) -> tuple[Acceptor[I, O] | None, O | None, ServiceError | None]:
    """One poll: the acceptor that knows the answer, if any, and the answer."""
    try:
        output = await client._invoke(  # pyright: ignore[reportPrivateUsage]
            waiter.operation, input
        )
    except ServiceError as error:
        for acceptor in waiter.acceptors:
            if acceptor.accepts_error(error):
                return acceptor, None, error
        raise
    for acceptor in waiter.acceptors:
        if acceptor.accepts_output(input, output):
            return acceptor, output, None
    return None, output, None


def _failure(
    waiter: Waiter[I, O], acceptor: Acceptor[I, O], outcome: WaiterOutcome[O]
) -> str:
    reason = acceptor.explain(outcome.output) or str(outcome.error or "")
    text = f"{waiter.name} cannot come any more, says {waiter.operation.name}"
    return f"{text}: {reason}" if reason else text


def _timeout(
    waiter: Waiter[I, O], outcome: WaiterOutcome[O], max_wait_time: float
) -> str:
    polls = "one poll" if outcome.attempts == 1 else f"{outcome.attempts} polls"
    text = (
        f"{waiter.name} did not come within {max_wait_time:g} seconds, in {polls} of "
        f"{waiter.operation.name}"
    )
    return f"{text}; the last answer was {outcome.error}" if outcome.error else text
