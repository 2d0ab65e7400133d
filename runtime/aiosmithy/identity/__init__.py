"""Who signs: credentials, and the resolvers that find them, each in a module of its own."""

from .base import (
    Credentials,
    EnvironmentResolver,
    IdentityNotFoundError,
    IdentityResolver,
    StaticResolver,
)
from .chain import ChainResolver
from .profile import SharedFilesResolver

__all__ = [
    "ChainResolver",
    "Credentials",
    "EnvironmentResolver",
    "IdentityNotFoundError",
    "IdentityResolver",
    "SharedFilesResolver",
    "StaticResolver",
]
