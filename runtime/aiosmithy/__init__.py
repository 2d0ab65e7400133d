"""The runtime of generated clients: what they import, and what a user of them meets.

Names load when they are first used; importing a client imports little more than this page.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from . import errors
    from .config import Config, RetryOptions, Timeouts
    from .identity import (
        ChainResolver,
        Credentials,
        EnvironmentResolver,
        IdentityResolver,
        ProfileResolver,
        StaticResolver,
    )
    from .interceptors import CallContext, Interceptor
    from .metadata import ResponseMetadata, response_metadata
    from .session import Session
    from .shapes import Document, evolve

__all__ = [
    "CallContext",
    "ChainResolver",
    "Config",
    "Credentials",
    "Document",
    "EnvironmentResolver",
    "IdentityResolver",
    "Interceptor",
    "ProfileResolver",
    "ResponseMetadata",
    "RetryOptions",
    "Session",
    "StaticResolver",
    "Timeouts",
    "errors",
    "evolve",
    "response_metadata",
]

_HOMES = {
    "CallContext": "interceptors",
    "ChainResolver": "identity",
    "Config": "config",
    "Credentials": "identity",
    "Document": "shapes",
    "EnvironmentResolver": "identity",
    "IdentityResolver": "identity",
    "Interceptor": "interceptors",
    "ProfileResolver": "identity",
    "ResponseMetadata": "metadata",
    "RetryOptions": "config",
    "Session": "session",
    "StaticResolver": "identity",
    "Timeouts": "config",
    "evolve": "shapes",
    "response_metadata": "metadata",
}


def __dir__() -> list[str]:
    return __all__


def __getattr__(name: str) -> Any:
    if name == "errors":
        return import_module(f"{__name__}.errors")
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{home}"), name)
    globals()[name] = value
    return value
