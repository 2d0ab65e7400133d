"""Who signs: credentials, and the resolvers that find them.

Explicit credentials, the environment and the shared files are here, tried in that order. Resolvers that ask other services
(assume role, SSO, containers, instance metadata) take their place in the same list.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, NoReturn

from .errors import IdentityError

if TYPE_CHECKING:
    from datetime import datetime

    from .shared_files import SharedFiles

__all__ = [
    "ChainResolver",
    "Credentials",
    "EnvironmentResolver",
    "IdentityNotFoundError",
    "IdentityResolver",
    "SharedFilesResolver",
    "StaticResolver",
]

# What a profile may use instead of static keys, and the resolver that it would take.
_NOT_YET: Final = (
    ("role_arn", "assume role"),
    ("web_identity_token_file", "web identity"),
    ("sso_session", "SSO"),
    ("sso_start_url", "SSO"),
    ("sso_account_id", "SSO"),
    ("login_session", "login"),
    ("credential_process", "credential_process"),
)


class IdentityNotFoundError(IdentityError):
    """A resolver has nothing to offer; a chain goes on to the next one."""


class Credentials:
    """An AWS access key, immutable. ``repr`` and errors never show its secrets, and it does not pickle.

    Args:
        access_key_id: The public half of the key.
        secret_access_key: The secret half.
        session_token: The token that temporary keys come with.
        expiration: When they end, with time zone; None if they do not.
        account_id: The account that they are of, if it is known: some endpoints have it in their names.

    Raises:
        IdentityError: A part is empty or holds white space or control characters.
    """

    __slots__ = (
        "access_key_id",
        "account_id",
        "expiration",
        "secret_access_key",
        "session_token",
    )

    access_key_id: str
    secret_access_key: str
    session_token: str | None
    expiration: datetime | None
    account_id: str | None

    def __init__(
        self,
        access_key_id: str,
        secret_access_key: str,
        session_token: str | None = None,
        expiration: datetime | None = None,
        account_id: str | None = None,
    ) -> None:
        _check("access_key_id", access_key_id)
        _check("secret_access_key", secret_access_key)
        if session_token is not None:
            _check("session_token", session_token)
        if account_id is not None:
            _check("account_id", account_id)
        if expiration is not None and expiration.tzinfo is None:
            raise IdentityError("expiration of credentials needs a time zone")
        store = object.__setattr__
        store(self, "access_key_id", access_key_id)
        store(self, "secret_access_key", secret_access_key)
        store(self, "session_token", session_token)
        store(self, "expiration", expiration)
        store(self, "account_id", account_id)

    def _parts(self) -> tuple[object, ...]:
        return (
            self.access_key_id,
            self.secret_access_key,
            self.session_token,
            self.expiration,
            self.account_id,
        )

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Credentials):
            return NotImplemented
        return self._parts() == other._parts()

    def __hash__(self) -> int:
        return hash(self._parts())

    def __repr__(self) -> str:
        token = "" if self.session_token is None else ", session_token=<redacted>"
        expiration = (
            "" if self.expiration is None else f", expiration={self.expiration!r}"
        )
        account = "" if self.account_id is None else f", account_id={self.account_id!r}"
        return (
            f"Credentials({self.access_key_id!r},"
            f" secret_access_key=<redacted>{token}{expiration}{account})"
        )

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError("credentials are immutable; make new ones")

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError("credentials are immutable; make new ones")

    def __copy__(self) -> Credentials:
        return self

    def __deepcopy__(self, memo: Mapping[int, object]) -> Credentials:
        return self

    def __reduce__(self) -> NoReturn:
        raise TypeError(
            "credentials do not pickle, so that secrets do not leave the process;"
            " resolve them again in the other one"
        )


def _check(name: str, value: Any) -> None:
    # A line break would end the header that the value is sent in.
    if not isinstance(value, str) or not value:
        raise IdentityError(f"{name} of credentials must be a text that is not empty")
    if not value.isprintable() or not value.isascii() or " " in value:
        raise IdentityError(
            f"{name} of credentials holds a space, a line break or another character"
            " that keys do not have; look for a stray one at its end"
        )


class IdentityResolver:
    """What finds credentials. Subclass it for a source of your own."""

    __slots__ = ()

    def cached(self) -> Credentials | None:
        """Credentials at hand, without any I/O; None if they have to be resolved."""
        return None

    async def resolve(self) -> Credentials:
        """Credentials, found anew if need be.

        Raises:
            IdentityNotFoundError: There are none here.
            IdentityError: They cannot be used, and no other source should be tried.
        """
        raise NotImplementedError


class StaticResolver(IdentityResolver):
    """Gives the credentials that it was made with."""

    __slots__ = ("_credentials",)

    def __init__(self, credentials: Credentials) -> None:
        self._credentials = credentials

    def cached(self) -> Credentials:
        """The credentials."""
        return self._credentials

    async def resolve(self) -> Credentials:
        """The credentials."""
        return self._credentials

    def __repr__(self) -> str:
        return f"StaticResolver({self._credentials!r})"


class EnvironmentResolver(IdentityResolver):
    """Reads AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN."""

    __slots__ = ("_environ",)

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ

    async def resolve(self) -> Credentials:
        """The credentials in the environment, as it is now."""
        return _keys(
            self._environ,
            (
                "AWS_ACCESS_KEY_ID",
                "AWS_SECRET_ACCESS_KEY",
                "AWS_SESSION_TOKEN",
                "AWS_ACCOUNT_ID",
            ),
            "the environment",
        )

    def __repr__(self) -> str:
        return "EnvironmentResolver()"


class SharedFilesResolver(IdentityResolver):
    """Reads the static keys of a profile in the shared config and credentials files."""

    __slots__ = ("_files", "_profile")

    def __init__(self, files: SharedFiles, profile: str = "default") -> None:
        self._files = files
        self._profile = profile

    async def resolve(self) -> Credentials:
        """The profile's keys."""
        files = self._files
        places = f"{files.config_file} and {files.credentials_file}"
        profile = files.profiles.get(self._profile)
        if profile is None:
            raise IdentityNotFoundError(f"no profile {self._profile!r} in {places}")
        texts = {
            name: value for name, value in profile.items() if isinstance(value, str)
        }
        has_keys = bool(texts.get("aws_access_key_id"))
        for name, way in _NOT_YET:
            # A role wins over keys beside it: they may be there only to assume it.
            if texts.get(name) and (not has_keys or name == "role_arn"):
                raise IdentityError(
                    f"profile {self._profile!r} uses {name} ({way}), which is not"
                    " supported yet; put aws_access_key_id and aws_secret_access_key"
                    " into a profile, or pass credentials= to the client"
                )
        return _keys(
            texts,
            (
                "aws_access_key_id",
                "aws_secret_access_key",
                "aws_session_token",
                "aws_account_id",
            ),
            f"profile {self._profile!r} of {places}",
        )

    def __repr__(self) -> str:
        return f"SharedFilesResolver({self._profile!r})"


def _keys(
    values: Mapping[str, str], names: tuple[str, str, str, str], where: str
) -> Credentials:
    """The credentials under these names; half a key is an error, no key means to look elsewhere."""
    key_name, secret_name, token_name, account_name = names
    key, secret = values.get(key_name), values.get(secret_name)
    if not key and not secret:
        raise IdentityNotFoundError(f"{where}: {key_name} is not set")
    if not key or not secret:
        missing, present = (
            (key_name, secret_name) if secret else (secret_name, key_name)
        )
        raise IdentityError(
            f"{where}: {present} is set, but {missing} is not; set both or neither"
        )
    try:
        return Credentials(
            key,
            secret,
            values.get(token_name) or None,
            account_id=values.get(account_name) or None,
        )
    except IdentityError as error:
        raise IdentityError(f"{where}: {error}") from None


class ChainResolver(IdentityResolver):
    """Tries resolvers in order and keeps what the first of them finds.

    However many callers ask at once, the sources are asked once.
    """

    __slots__ = ("_clock", "_credentials", "_flight", "_resolvers")

    def __init__(
        self,
        resolvers: Sequence[IdentityResolver],
        *,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._resolvers = tuple(resolvers)
        self._clock = clock
        self._credentials: Credentials | None = None
        self._flight: asyncio.Task[Credentials] | None = None

    def cached(self) -> Credentials | None:
        """What was found last, unless it has expired."""
        known = self._credentials
        if known is None or known.expiration is None:
            return known
        return known if self._clock() < known.expiration.timestamp() else None

    async def resolve(self) -> Credentials:
        """The credentials of the first resolver that has some."""
        known = self.cached()
        if known is not None:
            return known
        loop = asyncio.get_running_loop()
        flight = self._flight
        if flight is None or flight.done() or flight.get_loop() is not loop:
            flight = self._flight = loop.create_task(self._find())
        return await asyncio.shield(flight)  # a caller may give up, the others wait on

    async def _find(self) -> Credentials:
        reasons: list[str] = []
        for resolver in self._resolvers:
            try:
                found = resolver.cached() or await resolver.resolve()
            except IdentityNotFoundError as error:
                reasons.append(f"{type(resolver).__name__}: {error}")
            else:
                self._credentials = found
                return found
        tried = "".join(f"\n  {reason}" for reason in reasons) or " nothing"
        raise IdentityNotFoundError(
            "no AWS credentials: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY,"
            f" run `aws configure`, or pass credentials= to the client. Tried:{tried}"
        )

    def __repr__(self) -> str:
        return f"ChainResolver({list(self._resolvers)!r})"
