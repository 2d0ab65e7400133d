"""Who signs: credentials, and the resolvers that find them, each in a module of its own that loads when it is used."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from .base import (
    Credentials,
    EnvironmentResolver,
    IdentityNotFoundError,
    IdentityResolver,
    SignInRequiredError,
    StaticResolver,
)

if TYPE_CHECKING:
    from .assume_role import AssumeRoleResolver
    from .cache import CachingResolver
    from .chain import ChainResolver
    from .container import ContainerResolver
    from .imds import ImdsResolver
    from .login import LoginResolver
    from .process import ProcessResolver
    from .profile import ProfileResolver
    from .sso import SsoResolver
    from .sso_tokens import SsoTokenResolver
    from .token_cache import CachingTokenResolver
    from .token_chain import ProfileTokenResolver, TokenChain
    from .tokens import (
        EnvironmentTokenResolver,
        StaticTokenResolver,
        Token,
        TokenResolver,
    )
    from .web_identity import WebIdentityResolver

__all__ = [
    "AssumeRoleResolver",
    "CachingResolver",
    "CachingTokenResolver",
    "ChainResolver",
    "ContainerResolver",
    "Credentials",
    "EnvironmentResolver",
    "EnvironmentTokenResolver",
    "IdentityNotFoundError",
    "IdentityResolver",
    "ImdsResolver",
    "LoginResolver",
    "ProcessResolver",
    "ProfileResolver",
    "ProfileTokenResolver",
    "SignInRequiredError",
    "SsoResolver",
    "SsoTokenResolver",
    "StaticResolver",
    "StaticTokenResolver",
    "Token",
    "TokenChain",
    "TokenResolver",
    "WebIdentityResolver",
]

_HOMES = {
    "AssumeRoleResolver": "assume_role",
    "CachingResolver": "cache",
    "CachingTokenResolver": "token_cache",
    "ChainResolver": "chain",
    "ContainerResolver": "container",
    "EnvironmentTokenResolver": "tokens",
    "ImdsResolver": "imds",
    "LoginResolver": "login",
    "ProcessResolver": "process",
    "ProfileResolver": "profile",
    "ProfileTokenResolver": "token_chain",
    "SsoResolver": "sso",
    "SsoTokenResolver": "sso_tokens",
    "StaticTokenResolver": "tokens",
    "Token": "tokens",
    "TokenChain": "token_chain",
    "TokenResolver": "tokens",
    "WebIdentityResolver": "web_identity",
}


def __dir__() -> list[str]:
    return __all__


def __getattr__(name: str) -> Any:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{home}"), name)
    globals()[name] = value
    return value
