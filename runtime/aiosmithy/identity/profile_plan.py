"""What a profile says about who signs: where the first credentials come from, and the roles to assume with them.

A profile with ``role_arn`` names what the role is assumed with: another profile, which may do the same, or a source
outside the files (https://docs.aws.amazon.com/sdkref/latest/guide/feature-assume-role-credentials.html). Of a profile
that another one names, static keys win over a role of its own, as the SDKs' shared test vectors have it. Otherwise a role
comes first, then, in botocore's order, web identity, SSO, keys in the credentials file, login, a process, and keys in the
config file.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from ..errors import IdentityError, one_line
from .base import IdentityNotFoundError
from .profile_parts import (
    KEY_NAMES,
    Base,
    Login,
    Process,
    Role,
    access_keys,
    named_source,
    places,
    refuse,
    role,
    sso,
    texts,
    web_identity,
)

if TYPE_CHECKING:
    from ..shared_files import SharedFiles
    from .profile_parts import Values

__all__ = ["Plan", "assumes_role", "plan"]

_MOST_NAMES: Final = 20
_MOST_PROFILES: Final = (
    100  # in one chain; what is longer was made by a machine, for harm
)


class Plan(NamedTuple):
    """Where the first credentials come from, and the roles to assume one after the other."""

    base: Base
    roles: tuple[Role, ...]


def plan(files: SharedFiles, profile: str) -> Plan:
    """How to get the credentials of a profile.

    Raises:
        IdentityNotFoundError: It says nothing about credentials, or it is ``default`` and not there.
        IdentityError: It is not there, or it says what cannot be meant; the message has the remedy.
    """
    roles: list[Role] = []
    visited: list[str] = []
    while True:
        values = _values(files, profile, visited)
        visited.append(profile)
        is_source = len(visited) > 1
        if not assumes_role(values) or (is_source and _first_key(values)):
            base: Base = _base(files, profile, values, is_source)
            break
        if len(visited) == _MOST_PROFILES:
            problem = f"it is the {_MOST_PROFILES}th of a chain of source_profile"
            refuse(profile, problem, "assume fewer roles on the way")
        roles.append(role(profile, values))
        source = _source_profile(profile, values)
        if source is None:
            base = named_source(profile, values["credential_source"])
            break
        if source == profile:  # its role is assumed with what else it has
            base = _base(files, profile, values, is_source=True)
            break
        profile = source
    return Plan(base, tuple(reversed(roles)))


def assumes_role(properties: Mapping[str, str | Mapping[str, str]]) -> bool:
    """Whether a profile's role is assumed with credentials of another source; a token needs none."""
    values = texts(properties)
    return "role_arn" in values and "web_identity_token_file" not in values


def _values(files: SharedFiles, profile: str, visited: Sequence[str]) -> Values:
    """The profile's own properties; ``visited`` are the profiles that led to it."""
    if profile in visited:
        chain = " → ".join([*visited, profile][-_MOST_NAMES:])
        refuse(
            profile,
            f"its source_profile leads back to it ({chain}), to no credentials",
            "let one of them have keys or a credential_source",
        )
    found = files.profiles.get(profile)
    if found is not None:
        return texts(found)
    missing = f"there is no profile {one_line(profile)!r} in {places(files)}"
    if visited:
        refuse(visited[-1], f"{missing}, its source_profile", _known(files))
    if profile == "default":
        raise IdentityNotFoundError(missing)
    raise IdentityError(f"{missing}; {_known(files)}")


def _known(files: SharedFiles) -> str:
    names = sorted(files.profiles)
    more = f" and {len(names) - _MOST_NAMES} more" if len(names) > _MOST_NAMES else ""
    return f"name one of {', '.join(names[:_MOST_NAMES])}{more}" if names else "add it"


def _source_profile(profile: str, values: Values) -> str | None:
    """The profile that a role is assumed with; None if it is a source outside the files."""
    source = values.get("source_profile")
    if source is None and "credential_source" not in values:
        refuse(
            profile,
            "it has role_arn, but not what to assume the role with",
            "add source_profile, credential_source or web_identity_token_file",
        )
    if source is not None and "credential_source" in values:
        refuse(profile, "it has source_profile and credential_source", "keep one")
    return source


def _first_key(values: Values) -> str | None:
    """The name of a static key's half that the profile has."""
    return next((name for name in KEY_NAMES[:2] if name in values), None)


def _base(files: SharedFiles, profile: str, values: Values, is_source: bool) -> Base:
    """Where the profile's own credentials come from, if not from a role."""
    if "web_identity_token_file" in values:
        return web_identity(profile, values)
    if "sso_account_id" in values or "sso_role_name" in values:
        return sso(files, profile, values)
    key = _first_key(values)
    if key is not None and files.file_of(profile, key) == files.credentials_file:
        return access_keys(files, profile, values)
    if "login_session" in values:
        return Login(profile, values["login_session"])
    if "credential_process" in values:
        account_id = values.get("aws_account_id")
        return Process(profile, values["credential_process"], account_id)
    if key is not None:
        return access_keys(files, profile, values)
    if "sso_session" in values:  # for a token only, so it comes last
        return sso(files, profile, values)
    if is_source:
        refuse(
            profile,
            "a role is to be assumed with its credentials, and it names none",
            "add keys, sso_session, login_session or credential_process to it",
        )
    raise IdentityNotFoundError(f"profile {profile!r} has no credentials")
