"""The parts of a profile that say who signs, read and checked one by one.

https://docs.aws.amazon.com/sdkref/latest/guide/settings-reference.html has the properties. All of it is pure: what a part
names is not opened, run or called here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final, Literal, NamedTuple, NoReturn

from ..errors import IdentityError, one_line
from .base import Credentials, static_keys

if TYPE_CHECKING:
    from typing import TypeAlias

    from ..shared_files import SharedFiles

    Values: TypeAlias = Mapping[str, str]

__all__ = [
    "KEY_NAMES",
    "AccessKeys",
    "Base",
    "Login",
    "NamedSource",
    "Process",
    "Role",
    "Sso",
    "WebIdentity",
    "access_keys",
    "named_source",
    "places",
    "refuse",
    "role",
    "sso",
    "texts",
    "web_identity",
]

KEY_NAMES: Final = (
    "aws_access_key_id",
    "aws_secret_access_key",
    "aws_session_token",
    "aws_account_id",
)
"""The properties of static keys."""

SourceName = Literal["Environment", "Ec2InstanceMetadata", "EcsContainer"]
_SOURCES: Final[Mapping[str, SourceName]] = {
    "environment": "Environment",
    "ec2instancemetadata": "Ec2InstanceMetadata",
    "ecscontainer": "EcsContainer",
}
_SSO_SETTINGS: Final = ("sso_start_url", "sso_region")
_SHORTEST, _LONGEST = 900, 43_200  # seconds that a role may be had for, by STS's model
_MOST_SHOWN: Final = 50
_MOST_TOLD: Final = 1_000


class AccessKeys(NamedTuple):
    """Keys that are in the profile itself."""

    profile: str
    credentials: Credentials


class NamedSource(NamedTuple):
    """A source outside the files (``credential_source``)."""

    profile: str
    name: SourceName


class WebIdentity(NamedTuple):
    """A role for the bearer of a token that is in a file."""

    profile: str
    role_arn: str
    token_file: str
    session_name: str | None


class Sso(NamedTuple):
    """A role of IAM Identity Center; without account and role there is only a token to have."""

    profile: str
    start_url: str
    region: str
    account_id: str | None
    role_name: str | None
    session: str | None


class Login(NamedTuple):
    """What ``aws login`` left behind."""

    profile: str
    session: str


class Process(NamedTuple):
    """A program that prints credentials, and the account they are of if it does not say it."""

    profile: str
    command: str
    account_id: str | None


Base: TypeAlias = "AccessKeys | NamedSource | WebIdentity | Sso | Login | Process"
"""Where credentials come from first."""


class Role(NamedTuple):
    """A role to assume, and how."""

    profile: str
    role_arn: str
    session_name: str | None = None
    external_id: str | None = None
    duration_seconds: int | None = None
    mfa_serial: str | None = None


def refuse(profile: str, problem: str, remedy: str) -> NoReturn:
    """Say what is wrong with a profile."""
    shown = one_line(problem, _MOST_TOLD)
    raise IdentityError(f"profile {one_line(profile)!r}: {shown}; {remedy}")


def texts(properties: Mapping[str, str | Mapping[str, str]]) -> Values:
    """The properties without those that are sections of their own, such as ``s3``, and without empty ones."""
    return {k: v for k, v in properties.items() if isinstance(v, str) and v}


def places(files: SharedFiles) -> str:
    """Where profiles are, for messages."""
    return f"{files.config_file} or {files.credentials_file}"


def access_keys(files: SharedFiles, profile: str, values: Values) -> AccessKeys:
    """The static keys of a profile that has one at least."""
    where = f"profile {profile!r} of {places(files)}"
    return AccessKeys(profile, static_keys(values, KEY_NAMES, where))


def role(profile: str, values: Values) -> Role:
    """The role of a profile that has ``role_arn``."""
    return Role(
        profile,
        values["role_arn"],
        values.get("role_session_name"),
        values.get("external_id"),
        _duration(profile, values.get("duration_seconds")),
        values.get("mfa_serial"),
    )


def _duration(profile: str, text: str | None) -> int | None:
    if text is None:
        return None
    seconds = int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else 0
    if not _SHORTEST <= seconds <= _LONGEST:
        problem = f"duration_seconds is {text[:_MOST_SHOWN]!r}"
        refuse(profile, problem, f"give whole seconds from {_SHORTEST} to {_LONGEST}")
    return seconds


def named_source(profile: str, given: str) -> NamedSource:
    """The source that ``credential_source`` names, in upper or lower case as in botocore."""
    known = _SOURCES.get(given.lower())
    if known is None:
        problem = f"credential_source is {given[:_MOST_SHOWN]!r}"
        refuse(profile, problem, f"use {', '.join(_SOURCES.values())}")
    return NamedSource(profile, known)


def web_identity(profile: str, values: Values) -> WebIdentity:
    """The role of a profile that has ``web_identity_token_file``."""
    if "role_arn" not in values:
        problem = "it has web_identity_token_file, but not the role that is for"
        refuse(profile, problem, "add role_arn")
    return WebIdentity(
        profile,
        values["role_arn"],
        values["web_identity_token_file"],
        values.get("role_session_name"),
    )


def sso(files: SharedFiles, profile: str, values: Values) -> Sso:
    """What a profile says of SSO, by itself or together with the ``sso-session`` section that it names."""
    account_id, role_name = values.get("sso_account_id"), values.get("sso_role_name")
    if (account_id is None) != (role_name is None):
        pair = ["sso_account_id", "sso_role_name"]
        there, missing = reversed(pair) if account_id is None else pair
        refuse(profile, f"{there} is set, {missing} is not", "set both")
    session = values.get("sso_session")
    if session is None:
        settings, where = values, "it"
    else:
        settings = _sso_session(files, profile, session, values)
        where = f"[sso-session {session}]"
    for name in _SSO_SETTINGS:
        if name not in settings:
            problem = f"it takes SSO, and {name} is missing in {where}"
            refuse(profile, problem, f"run `aws configure sso --profile {profile}`")
    start_url, region = (settings[name] for name in _SSO_SETTINGS)
    return Sso(profile, start_url, region, account_id, role_name, session)


def _sso_session(
    files: SharedFiles, profile: str, session: str, values: Values
) -> Values:
    """The section's settings; the profile may repeat them, as botocore allows, but not say others."""
    section = files.sso_sessions.get(session)
    if section is None:
        problem = f"there is no section [sso-session {session}] in {files.config_file}"
        refuse(profile, problem, f"run `aws configure sso --profile {profile}`")
    settings = texts(section)
    for name in _SSO_SETTINGS:
        if name in values and values[name] != settings.get(name):
            problem = f"its {name} is not that of [sso-session {session}]"
            refuse(profile, problem, f"set {name} in the section only")
    return settings
