"""What the sources that call STS have in common: the client, who is named in the answer, and what failures say."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from ..errors import IdentityError
from .base import Credentials
from .service_calls import call_config, explained, load_client

if TYPE_CHECKING:
    from ..clients.sts import STSClient
    from ..clients.sts import shapes as sts
    from ..config import Config
    from ..session import Session
    from .base import IdentityResolver

__all__ = ["role_credentials", "session_name", "sts_client", "usable_session"]


@asynccontextmanager
async def usable_session(session: Session | None) -> AsyncGenerator[Session, None]:
    """The session, or one that is closed at the end if there is none."""
    if session is not None:
        yield session
        return
    from ..session import Session

    async with Session() as own:
        yield own


@asynccontextmanager
async def sts_client(
    session: Session,
    config: Config | None,
    what: str,
    remedy: str,
    credentials: Credentials | IdentityResolver | None = None,
    secret: str = "",
) -> AsyncGenerator[STSClient, None]:
    """A client for one call, whose failures say what was tried.

    Args:
        config: The settings of the client that needs credentials.
        what: What the call is for, to begin a message with.
        remedy: What to do if STS refuses.
        secret: What is sent and must not be shown, also if it is sent back.

    Raises:
        IdentityError: The call failed.
    """
    await load_client("sts")
    from ..clients.sts import STSClient

    with explained(what, "STS", remedy, secret=secret):
        async with STSClient(
            session=session, config=call_config(config), credentials=credentials
        ) as client:
            yield client


def session_name(given: str | None, session: Session) -> str:
    """The name that the audit log will have: what was given, else one that says when."""
    return given or f"aiosmithy-{int(session.clock())}"


def role_credentials(
    found: sts.Credentials | None, user: sts.AssumedRoleUser | None, what: str
) -> Credentials:
    """The credentials in STS's answer, with the account of the role.

    Raises:
        IdentityError: There are none in it.
    """
    if found is None:
        raise IdentityError(f"{what}: STS answered without credentials; try again")
    # arn:partition:sts::account:assumed-role/name/session
    parts = [] if user is None else user.arn.split(":", 5)
    try:
        return Credentials(
            found.access_key_id,
            found.secret_access_key,
            found.session_token,
            found.expiration,
            (parts[4] or None) if len(parts) == 6 else None,
        )
    except IdentityError as error:
        raise IdentityError(f"{what}: STS answered what is no key: {error}") from None
