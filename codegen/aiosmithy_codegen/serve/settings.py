"""What a local service is told from outside: keys, clock, limits, faults."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence

from attrs import field, frozen

DEFAULT_ACCESS_KEY = "AKIDEXAMPLE"  # the pair of AWS's published signing examples
DEFAULT_SECRET_KEY = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"  # noqa: S105


@frozen
class Secret:
    """What belongs to one access key. Neither part shows in ``repr``."""

    secret_key: str = field(repr=False)
    session_token: str | None = field(default=None, repr=False)


def _default_keys() -> dict[str, Secret]:
    return {DEFAULT_ACCESS_KEY: Secret(DEFAULT_SECRET_KEY)}


@frozen(kw_only=True)
class Settings:
    """The clock and the sleep are here so that tests need neither."""

    keys: Mapping[str, Secret] = field(factory=_default_keys)
    faults: Mapping[str, Sequence[str]] = field(factory=dict[str, Sequence[str]])
    step_seconds: float = 0.5  # how long a resource stays in each status
    seed: int = 0  # of the synthesized identifiers
    account_id: str = "111122223333"
    region: str = "us-east-1"  # of ARNs, where a request is not signed for one
    page_size: int = 100
    max_body_bytes: int = 8 * 1024 * 1024
    max_depth: int = 64  # of JSON
    clock: Callable[[], float] = time.time
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
