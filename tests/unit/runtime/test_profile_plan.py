"""What profiles say about credentials; the published cases are in tests/conformance."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from aiosmithy.errors import IdentityError
from aiosmithy.identity import IdentityNotFoundError
from aiosmithy.identity.profile_parts import (
    AccessKeys,
    Login,
    NamedSource,
    Process,
    Role,
    Sso,
    WebIdentity,
)
from aiosmithy.identity.profile_plan import plan
from aiosmithy.shared_files import SharedFiles, parse_profiles
from hypothesis import given
from hypothesis import strategies as st

SECRET = "a-secret-of-mine"
KEYS = f"aws_access_key_id = AKID\naws_secret_access_key = {SECRET}\n"
SSO = (
    "sso_account_id = 1\nsso_role_name = R\nsso_start_url = https://s\nsso_region = r\n"
)


def files(config: str, credentials: str = "") -> SharedFiles:
    return SharedFiles(
        parse_profiles(config, "config"), parse_profiles(credentials, "credentials")
    )


def test_a_chain_begins_where_the_keys_are() -> None:
    text = f"""
[profile A]
role_arn = arn:a
source_profile = B
duration_seconds = 43200
[profile B]
role_arn = arn:b
source_profile = C
external_id = x
mfa_serial = m
role_session_name = s
[profile C]
{KEYS}"""

    found = plan(files(text), "A")

    assert isinstance(found.base, AccessKeys)
    assert found.base.credentials.access_key_id == "AKID"
    assert found.roles == (
        Role("B", "arn:b", "s", "x", None, "m"),
        Role("A", "arn:a", None, None, 43_200, None),
    )
    assert SECRET not in repr(found)


def test_a_role_wins_over_everything_beside_it_but_a_token() -> None:
    beside = f"{KEYS}{SSO}login_session = l\ncredential_process = p\n"
    role = "[default]\nrole_arn = arn:a\ncredential_source = environment\n"

    assert plan(files(role + beside), "default").base == NamedSource(
        "default", "Environment"
    )
    token = plan(files(f"{role}{beside}web_identity_token_file = /t\n"), "default")
    assert token == (WebIdentity("default", "arn:a", "/t", None), ())


@pytest.mark.parametrize(
    ("config", "credentials", "kind"),
    [
        (f"{SSO}login_session = l\ncredential_process = p", KEYS, Sso),
        ("login_session = l\ncredential_process = p", KEYS, AccessKeys),
        (f"{KEYS}login_session = l\ncredential_process = p", "", Login),
        (f"{KEYS}credential_process = p", "", Process),
        (f"{KEYS}credential_source = EcsContainer", "", AccessKeys),
    ],
)
def test_the_order_within_a_profile(config: str, credentials: str, kind: type) -> None:
    found = files(f"[default]\n{config}\n", f"[default]\n{credentials}")

    assert type(plan(found, "default").base) is kind


def test_a_session_for_tokens_does_not_hide_keys() -> None:
    session = "[sso-session s]\nsso_start_url = https://s\nsso_region = r\n"
    profile = f"{session}[default]\nsso_session = s\n"

    assert isinstance(plan(files(profile + KEYS), "default").base, AccessKeys)
    token_only = Sso("default", "https://s", "r", None, None, "s")
    assert plan(files(profile), "default").base == token_only


def test_a_profile_may_repeat_its_session() -> None:
    text = f"[sso-session s]\nsso_start_url = https://s\nsso_region = r\n[default]\nsso_session = s\n{SSO}"

    assert plan(files(text), "default").base == Sso(
        "default", "https://s", "r", "1", "R", "s"
    )


def test_a_source_without_a_role_is_nothing() -> None:
    with pytest.raises(IdentityNotFoundError):
        plan(files("[default]\ncredential_source = EcsContainer\n"), "default")


def test_a_process_has_the_account_of_its_profile() -> None:
    text = "[default]\ncredential_process = p\naws_account_id = 1\n"

    assert plan(files(text), "default").base == Process("default", "p", "1")


def test_sections_within_a_profile_are_no_credentials() -> None:
    text = "[default]\ns3 =\n  role_arn = arn:a\nrole_arn =\n  x = 1\n"

    with pytest.raises(IdentityNotFoundError):
        plan(files(text), "default")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("role_arn = arn:a", "not what to assume the role with; add source_profile"),
        (f"role_arn = arn:a\nsource_profile = {'Z' * 9999}", "9,999 characters"),
        ("role_arn = arn:a\nsource_profile = Z", "no profile 'Z'.*name one of default"),
        (
            "role_arn = arn:a\nsource_profile = b\ncredential_source = Environment",
            "source_profile and credential_source; keep one",
        ),
        (
            "role_arn = arn:a\ncredential_source = Env",
            "'Env'; use Environment, Ec2InstanceMetadata, EcsContainer",
        ),
        ("role_arn = a\nsource_profile = default", "it names none; add keys"),
        (
            "role_arn = a\nsource_profile = default\nsso_role_name = R",
            "sso_role_name is set, sso_account_id is not; set both",
        ),
        ("sso_account_id = 1", "sso_account_id is set, sso_role_name is not"),
        (
            "sso_account_id = 1\nsso_role_name = R",
            "sso_start_url is missing in it; run `aws configure sso --profile default`",
        ),
        (
            "sso_session = s\nsso_account_id = 1\nsso_role_name = R",
            r"no section \[sso-session s\]",
        ),
        ("web_identity_token_file = /t", "add role_arn"),
        (f"aws_secret_access_key = {SECRET}", "aws_access_key_id is not; set both"),
        *(
            (
                f"role_arn = a\nsource_profile = b\nduration_seconds = {text}",
                "give whole seconds from 900 to 43200",
            )
            for text in ("899", "43201", "-1", "1h", "1e3", "9" * 5000, "٩٩٩")
        ),
    ],
)
def test_half_a_profile_is_refused_with_a_remedy(text: str, problem: str) -> None:
    with pytest.raises(IdentityError, match=f"profile 'default'.*{problem}") as raised:
        plan(files(f"[default]\n{text}\n"), "default")

    assert not isinstance(raised.value, IdentityNotFoundError)
    assert SECRET not in str(raised.value)
    assert len(str(raised.value)) < 600


def test_a_setting_that_differs_from_that_of_the_session_is_refused() -> None:
    text = f"[sso-session s]\nsso_start_url = https://t\nsso_region = r\n[default]\nsso_session = s\n{SSO}"

    with pytest.raises(IdentityError, match="sso_start_url is not that of"):
        plan(files(text), "default")


def test_a_loop_is_told_with_its_way() -> None:
    text = """
[profile A]
role_arn = arn:a
source_profile = B
[profile B]
role_arn = arn:b
source_profile = C
[profile C]
role_arn = arn:c
source_profile = B
"""

    with pytest.raises(IdentityError, match="profile 'B'.*A → B → C → B"):
        plan(files(text), "A")


def profiles(count: int) -> Mapping[str, dict[str, str | dict[str, str]]]:
    """Profiles that name each other, the last of them one that is not there."""
    return {
        f"p{index}": {"role_arn": "arn:a", "source_profile": f"p{index + 1}"}
        for index in range(count)
    }


@pytest.mark.parametrize("count", [99, 100, 10_000])
def test_a_chain_without_end_ends(count: int) -> None:
    found = SharedFiles({"profile": dict(profiles(count))})

    with pytest.raises(IdentityError, match="assume fewer|no profile 'p99'") as raised:
        plan(found, "p0")

    assert len(str(raised.value)) < 500


def test_a_profile_that_is_not_there() -> None:
    known = "".join(f"[profile p{index}]\nregion = r\n" for index in range(30))

    with pytest.raises(IdentityNotFoundError, match="no profile 'default'"):
        plan(files(known), "default")
    with pytest.raises(IdentityError, match=r"'mine'.*name one of p0, .* and 10 more"):
        plan(files(known), "mine")
    with pytest.raises(IdentityError, match="'mine'.*; add it"):
        plan(files(""), "mine")


PROPERTIES = [
    "aws_access_key_id",
    "aws_secret_access_key",
    "role_arn",
    "source_profile",
    "credential_source",
    "web_identity_token_file",
    "duration_seconds",
    "sso_session",
    "sso_account_id",
    "sso_role_name",
    "sso_start_url",
    "sso_region",
    "login_session",
    "credential_process",
]
VALUES = st.sampled_from(["A", "B", "C", "", "900"]) | st.text(max_size=20)
PROFILE = st.dictionaries(
    st.sampled_from(PROPERTIES), VALUES | st.just({"x": "y"}), max_size=6
)


@given(
    profiles=st.dictionaries(st.sampled_from("ABC"), PROFILE, max_size=3),
    sessions=st.dictionaries(st.sampled_from("ABC"), PROFILE, max_size=2),
)
def test_whatever_files_say_there_is_a_plan_or_a_refusal(
    profiles: Any, sessions: Any
) -> None:
    files = SharedFiles({"profile": profiles, "sso-session": sessions})

    try:
        found = plan(files, "A")
    except IdentityError as error:
        assert "'A'" in str(error) or "profile '" in str(error)
    else:
        assert len({role.profile for role in found.roles}) == len(found.roles)
