"""Credentials of a role, for somebody who may assume it."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence
from inspect import isawaitable
from typing import TYPE_CHECKING, Any, Final

from ..errors import IdentityError, one_line
from .base import Credentials, IdentityResolver
from .sts_calls import role_credentials, session_name, sts_client, usable_session

if TYPE_CHECKING:
    from typing import TypeAlias

    from ..config import Config
    from ..session import Session

    MfaCode: TypeAlias = Callable[[str], str | Awaitable[str]]
    """Serial number or ARN of a device → the code that it shows."""

__all__ = ["AssumeRoleResolver", "ask_terminal"]

_DIGITS: Final = 6
_REMEDY: Final = (
    "check that the role's trust policy names who calls, and that who calls may do"
    " sts:AssumeRole on it"
)


class AssumeRoleResolver(IdentityResolver):
    """Assumes a role with the credentials of another source.

    Args:
        role_arn: The role.
        source: Where the credentials come from that assume it; by default those that a client finds.
        session_name: What the audit log calls the one who assumed it.
        external_id: What the owner of the role asks for.
        duration_seconds: How long the credentials are to hold; STS's default is an hour.
        mfa_serial: The serial number or ARN of a device whose code the role asks for.
        mfa_code: Is called with ``mfa_serial`` and gives the code, or an awaitable of it. Without one, whoever sits at
            the terminal is asked.
        tags, transitive_tag_keys: Session tags, and which of them go on to roles that are assumed from this one.
        policy, policy_arns: What limits the session: a policy in JSON, and ARNs of others.
        source_identity: Who is behind the session.
        session: Connections, clock and environment to share.
        config: Where region, proxy and profile of the call come from, if not from environment and files.
    """

    __slots__ = (
        "_config",
        "_duration_seconds",
        "_external_id",
        "_mfa_code",
        "_mfa_serial",
        "_policy",
        "_policy_arns",
        "_role_arn",
        "_session",
        "_session_name",
        "_source",
        "_source_identity",
        "_tags",
        "_transitive_tag_keys",
    )

    def __init__(
        self,
        role_arn: str,
        source: IdentityResolver | None = None,
        *,
        session_name: str | None = None,
        external_id: str | None = None,
        duration_seconds: int | None = None,
        mfa_serial: str | None = None,
        mfa_code: MfaCode | None = None,
        tags: Mapping[str, str] | None = None,
        transitive_tag_keys: Sequence[str] = (),
        policy: str | None = None,
        policy_arns: Sequence[str] = (),
        source_identity: str | None = None,
        session: Session | None = None,
        config: Config | None = None,
    ) -> None:
        self._role_arn = role_arn
        self._source = _kept(source, session)
        self._session_name = session_name
        self._external_id = external_id
        self._duration_seconds = duration_seconds
        self._mfa_serial = mfa_serial
        self._mfa_code = mfa_code or ask_terminal
        self._tags = dict(tags or {})
        self._transitive_tag_keys = list(transitive_tag_keys)
        self._policy = policy
        self._policy_arns = tuple(policy_arns)
        self._source_identity = source_identity
        self._session = session
        self._config = config

    async def resolve(self) -> Credentials:
        """New credentials of the role.

        Raises:
            IdentityError: The source has no credentials, no code came for the device, or STS refuses.
        """
        what = f"cannot assume role {one_line(self._role_arn)!r}"
        code = await self._code(what)
        async with usable_session(self._session) as session:
            given = self._given(session, code)
            async with sts_client(
                session, self._config, what, _REMEDY, self._source
            ) as client:
                answer = await client.assume_role(**given)
        return role_credentials(answer.credentials, answer.assumed_role_user, what)

    def _given(self, session: Session, code: str | None) -> dict[str, Any]:
        """The arguments of the call; None and what is empty is left out."""
        from ..clients.sts import shapes

        tags = [shapes.Tag(key=key, value=value) for key, value in self._tags.items()]
        policies = [shapes.PolicyDescriptorType(arn=arn) for arn in self._policy_arns]
        return {
            "role_arn": self._role_arn,
            "role_session_name": session_name(self._session_name, session),
            "external_id": self._external_id,
            "duration_seconds": self._duration_seconds,
            "serial_number": self._mfa_serial,
            "token_code": code,
            "tags": tags or None,
            "transitive_tag_keys": self._transitive_tag_keys or None,
            "policy": self._policy,
            "policy_arns": policies or None,
            "source_identity": self._source_identity,
        }

    async def _code(self, what: str) -> str | None:
        serial = self._mfa_serial
        if serial is None:
            return None
        given: object = self._mfa_code(serial)
        if isawaitable(given):
            given = await given
        code = given.strip() if isinstance(given, str) else ""
        if len(code) != _DIGITS or not (code.isascii() and code.isdecimal()):
            raise IdentityError(
                f"{what}: what was given is no code of device {one_line(serial)!r};"
                f" give the {_DIGITS} digits that it shows"
            )
        return code

    def __repr__(self) -> str:
        return f"AssumeRoleResolver({self._role_arn!r}, {self._source!r})"


def _kept(
    source: IdentityResolver | None, session: Session | None
) -> IdentityResolver | None:
    """The source, asked again only when what it gave ends."""
    if source is None or source.caches:
        return source
    if session is not None:
        return session.cache(source)
    from .cache import CachingResolver

    return CachingResolver(source)


async def ask_terminal(serial: str) -> str:
    """The code that somebody types who sits at the terminal; it is not shown.

    Raises:
        IdentityError: Nobody does.
    """
    if sys.stdin is None or not sys.stdin.isatty():
        raise IdentityError(
            f"the role asks for a code of device {one_line(serial)!r}, and there is no terminal to"
            " ask at; give mfa_code= a function that has it"
        )
    from getpass import getpass

    try:
        return await asyncio.to_thread(getpass, f"MFA code of {one_line(serial)}: ")
    except EOFError:
        return ""
