"""Who signs: credentials, what finds them, and the two sources that need no I/O."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Final, NoReturn

from ..errors import IdentityError

if TYPE_CHECKING:
    from datetime import datetime

__all__ = [
    "Credentials",
    "EnvironmentResolver",
    "IdentityNotFoundError",
    "IdentityResolver",
    "SignInRequiredError",
    "StaticResolver",
    "static_keys",
]


class IdentityNotFoundError(IdentityError):
    """A resolver has nothing to offer; a chain goes on to the next one."""


class SignInRequiredError(IdentityError):
    """Nothing but the user can mend it: a sign-in has ended, a password was changed.

    It is told at once, also while older credentials are at hand; other failures are got over with these.
    """


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
    """What finds credentials. Subclass it for a source of your own; :meth:`resolve` is all that it needs.

    A client keeps what it finds until shortly before the credentials end, or until a service rejects them.
    """

    __slots__ = ()

    caches: ClassVar[bool] = False
    """Whether it keeps credentials itself, so that clients ask it each time."""

    def cached(self) -> Credentials | None:
        """Credentials at hand, without any I/O; None if they have to be resolved."""
        return None

    def invalidate(self, rejected: Credentials) -> None:
        """A service does not take these any more: what keeps them finds others for the next call."""

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

    caches: ClassVar[bool] = True

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
    """Reads AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and what goes with them.

    That is AWS_SESSION_TOKEN, AWS_ACCOUNT_ID and, as in boto3, AWS_CREDENTIAL_EXPIRATION.
    """

    __slots__ = ("_environ",)

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ

    async def resolve(self) -> Credentials:
        """The credentials in the environment, as it is now."""
        found = static_keys(
            self._environ,
            (
                "AWS_ACCESS_KEY_ID",
                "AWS_SECRET_ACCESS_KEY",
                "AWS_SESSION_TOKEN",
                "AWS_ACCOUNT_ID",
            ),
            "the environment",
        )
        end = self._environ.get("AWS_CREDENTIAL_EXPIRATION", "").strip()
        return _ending(found, end) if end else found

    def __repr__(self) -> str:
        return "EnvironmentResolver()"


def _ending(found: Credentials, end: str) -> Credentials:
    """The same credentials, with their end."""
    from datetime import datetime

    try:
        return Credentials(
            found.access_key_id,
            found.secret_access_key,
            found.session_token,
            datetime.fromisoformat(end),
            found.account_id,
        )
    except (ValueError, IdentityError):
        raise IdentityError(
            "the environment: AWS_CREDENTIAL_EXPIRATION is not a time such as 2030-01-31T12:00:00Z;"
            " set it again with the keys, or unset it"
        ) from None


# boto3 still reads the older names of session tokens, too.
_OLD_NAMES: Final = {
    "AWS_SESSION_TOKEN": "AWS_SECURITY_TOKEN",
    "aws_session_token": "aws_security_token",
}


def static_keys(
    values: Mapping[str, str], names: tuple[str, str, str, str], where: str
) -> Credentials:
    """The credentials under these names; half a key is an error, no key means to look elsewhere."""
    key_name, secret_name, token_name, account_name = names
    key, secret = (values.get(name, "").strip() for name in (key_name, secret_name))
    if not key and not secret:
        raise IdentityNotFoundError(f"{where}: {key_name} is not set")
    if not key or not secret:
        missing, present = (
            (key_name, secret_name) if secret else (secret_name, key_name)
        )
        raise IdentityError(
            f"{where}: {present} is set, but {missing} is not; set both or neither"
        )
    token = values.get(token_name) or values.get(_OLD_NAMES.get(token_name, ""), "")
    try:
        return Credentials(
            key,
            secret,
            token.strip() or None,
            account_id=values.get(account_name, "").strip() or None,
        )
    except IdentityError as error:
        raise IdentityError(f"{where}: {error}") from None
