"""Bearer tokens, and the resolvers that find them.

They are to tokens what :mod:`aiosmithy.identity.base` has for credentials, and are kept by the same rules.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar, NoReturn, TypeGuard

from ..errors import IdentityError
from .base import IdentityNotFoundError

if TYPE_CHECKING:
    from datetime import datetime

__all__ = [
    "EnvironmentTokenResolver",
    "StaticTokenResolver",
    "Token",
    "TokenResolver",
    "token_variable",
]


class Token:
    """A bearer token, immutable. ``repr`` and errors never show its value, and it does not pickle.

    Args:
        value: What is sent.
        expiration: When it ends, with time zone; None if it does not, or if that is not known.

    Raises:
        IdentityError: The value is empty or holds white space or control characters.
    """

    __slots__ = ("expiration", "value")

    value: str
    expiration: datetime | None

    def __init__(self, value: str, expiration: datetime | None = None) -> None:
        if not is_token(value):
            # A line break would end the header that it is sent in. The value is a secret, so it is not shown.
            raise IdentityError(
                "a bearer token is empty, or holds a space, a line break or another"
                " character that tokens do not have; look for a stray one at its end"
            )
        if expiration is not None and expiration.tzinfo is None:
            raise IdentityError("expiration of a token needs a time zone")
        object.__setattr__(self, "value", value)
        object.__setattr__(self, "expiration", expiration)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Token):
            return NotImplemented
        return self.value == other.value and self.expiration == other.expiration

    def __hash__(self) -> int:
        return hash((self.value, self.expiration))

    def __repr__(self) -> str:
        end = "" if self.expiration is None else f", expiration={self.expiration!r}"
        return f"Token(<redacted>{end})"

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError("tokens are immutable; make new ones")

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError("tokens are immutable; make new ones")

    def __copy__(self) -> Token:
        return self

    def __deepcopy__(self, memo: Mapping[int, object]) -> Token:
        return self

    def __reduce__(self) -> NoReturn:
        raise TypeError(
            "tokens do not pickle, so that secrets do not leave the process;"
            " resolve them again in the other one"
        )


def is_token(value: object) -> TypeGuard[str]:
    """Whether something can be sent as a token."""
    return (
        isinstance(value, str)
        and value != ""
        and value.isascii()
        and value.isprintable()
        and " " not in value
    )


class TokenResolver:
    """What finds tokens. Subclass it for a source of your own; :meth:`resolve` is all that it needs.

    A client keeps what it finds until shortly before the token ends, or until a service rejects it.
    """

    __slots__ = ()

    caches: ClassVar[bool] = False
    """Whether it keeps tokens itself, so that clients ask it each time."""

    def cached(self) -> Token | None:
        """A token at hand, without any I/O; None if it has to be resolved."""
        return None

    def invalidate(self, rejected: Token) -> None:
        """A service does not take this one any more: another one is to be found for the next call."""

    async def resolve(self) -> Token:
        """A token, found anew if need be.

        Raises:
            IdentityNotFoundError: There is none here.
            IdentityError: It cannot be used, and no other source should be tried.
        """
        raise NotImplementedError


class StaticTokenResolver(TokenResolver):
    """Gives the token that it was made with."""

    __slots__ = ("_token",)

    caches: ClassVar[bool] = True

    def __init__(self, token: Token) -> None:
        self._token = token

    def cached(self) -> Token:
        """The token."""
        return self._token

    async def resolve(self) -> Token:
        """The token."""
        return self._token

    def __repr__(self) -> str:
        return f"StaticTokenResolver({self._token!r})"


class EnvironmentTokenResolver(TokenResolver):
    """Reads ``AWS_BEARER_TOKEN_<SERVICE>``, such as ``AWS_BEARER_TOKEN_BEDROCK``.

    Args:
        signing_name: The service's name in signatures.
    """

    __slots__ = ("_environ", "_variable")

    def __init__(self, signing_name: str, environ: Mapping[str, str]) -> None:
        self._variable = token_variable(signing_name)
        self._environ = environ

    async def resolve(self) -> Token:
        """The token in the environment, as it is now."""
        value = self._environ.get(self._variable)
        if not value:
            raise IdentityNotFoundError(f"{self._variable} is not set")
        try:
            return Token(value)
        except IdentityError as error:
            raise IdentityError(f"{self._variable}: {error}") from None

    def __repr__(self) -> str:
        return f"EnvironmentTokenResolver({self._variable})"


def token_variable(signing_name: str) -> str:
    """The variable that has a service's token: botocore's rule for its name."""
    name = signing_name.upper().replace("-", "_").replace(" ", "_")
    return f"AWS_BEARER_TOKEN_{name}"
