"""Roles of random profiles: the calls to STS, and who signs them, against botocore's."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import botocore.session
import pytest
from aiosmithy import Credentials, Session
from aiosmithy.errors import ConfigurationError
from aiosmithy.identity import ProfileResolver
from aiosmithy.testing import stub_session
from botocore.exceptions import BotoCoreError
from sts_answers import assumed, form, sent, signer

NAMES = ("default", "A", "B", "C")
ENVIRON = {
    "AWS_ACCESS_KEY_ID": "AKIDENV",
    "AWS_SECRET_ACCESS_KEY": "env-secret",
    "AWS_REGION": "eu-west-1",
}
EXPIRY = datetime(2040, 1, 1, tzinfo=UTC)

Call = dict[str, str]


def profile(rng: random.Random, name: str, token: Path) -> Iterator[tuple[str, str]]:
    """Properties of a profile: of some kind, now and then with one more or one less."""
    kind = rng.choice(["keys", "role", "role", "source", "web", "nothing"])
    found: list[tuple[str, str]] = []
    if kind == "keys" or rng.random() < 0.15:
        found += [
            ("aws_access_key_id", f"AKID{name}"),
            ("aws_secret_access_key", "file-secret"),
        ]
    if kind in ("role", "source", "web"):
        found.append(("role_arn", f"arn:aws:iam::111122223333:role/of-{name}"))
    if kind == "role":
        found.append(("source_profile", rng.choice([*NAMES, "Z"])))
    if kind == "source":
        found.append(("credential_source", rng.choice(["Environment", "Elsewhere"])))
    if kind == "web":
        found.append(("web_identity_token_file", str(token)))
    for key, value in (
        ("external_id", "x 1"),
        ("duration_seconds", "1800"),
        ("role_session_name", f"session-{name}"),
    ):
        if rng.random() < 0.3:
            found.append((key, value))
    return iter(found if rng.random() < 0.95 else found[1:])


def ini(profiles: Mapping[str, list[tuple[str, str]]]) -> str:
    lines: list[str] = []
    for name, properties in profiles.items():
        lines.append("[default]" if name == "default" else f"[profile {name}]")
        lines += [f"{key} = {value}" for key, value in properties]
    return "\n".join(lines) + "\n"


class Recorder:
    """Stands in for botocore's STS clients."""

    def __init__(self) -> None:
        self.calls: list[Call] = []

    def create_client(self, service: str, **settings: Any) -> Any:
        assert service == "sts"
        return RecordedClient(self.calls, settings.get("aws_access_key_id", ""))


class RecordedClient:
    def __init__(self, calls: list[Call], key: str) -> None:
        self._calls = calls
        self._key = key

    def assume_role(self, **given: Any) -> Any:
        return self._answer("AssumeRole", given, self._key)

    def assume_role_with_web_identity(self, **given: Any) -> Any:
        return self._answer("AssumeRoleWithWebIdentity", given, "")

    def _answer(self, action: str, given: Any, key: str) -> Any:
        fields = {name: str(value) for name, value in given.items()}
        self._calls.append({"Action": action, "signer": key, **fields})
        name = given["RoleArn"].rpartition("/")[2]
        return {
            "Credentials": {
                "AccessKeyId": f"KEYOF{name}",
                "SecretAccessKey": "s",
                "SessionToken": "t",
                "Expiration": EXPIRY,
            },
            "AssumedRoleUser": {"Arn": "a", "AssumedRoleId": "i"},
        }


def of_botocore(monkeypatch: pytest.MonkeyPatch, config: Path) -> Any:
    """The key in the end and the calls on the way; None if botocore refuses."""
    recorder = Recorder()
    session = botocore.session.Session(profile="default")
    session.set_config_variable("config_file", str(config))
    session.set_config_variable("credentials_file", str(config.parent / "none"))
    monkeypatch.setattr(session, "create_client", recorder.create_client)
    chain = session.get_component("credential_provider")
    chain.providers = [
        each
        for each in chain.providers
        if each.METHOD not in ("iam-role", "container-role")
    ]
    try:
        found = chain.load_credentials()
        key = None if found is None else found.get_frozen_credentials().access_key
    except BotoCoreError:
        return None
    return None if key is None else (key, [cleaned(each) for each in recorder.calls])


def of_ours(config: Path) -> Any:
    session = stub_session(assumed, environ={**ENVIRON, "AWS_CONFIG_FILE": str(config)})
    try:
        found = asyncio.run(ProfileResolver(session=session).resolve())
    except ConfigurationError:
        return None
    return found.access_key_id, list(calls(session, found))


def calls(session: Session, found: Credentials) -> Iterator[Call]:
    for request in sent(session):
        fields = form(request)
        del fields["Version"]
        yield cleaned({"signer": signer(request), **fields})


def cleaned(call: Call) -> Call:
    """A call without a name of session that was made up."""
    name = call["RoleSessionName"]
    made_up = name.startswith(("aiosmithy-", "botocore-session-"))
    return {**call, "RoleSessionName": "made up" if made_up else name}


@pytest.mark.parametrize(
    ("seed", "cases"), [(1, 60), pytest.param(2, 2_000, marks=pytest.mark.full)]
)
def test_random_profiles(
    seed: int, cases: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in ENVIRON.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("AWS_PROFILE", raising=False)
    token = tmp_path / "token"
    token.write_text("a.b.c")
    config = tmp_path / "config"
    rng = random.Random(seed)
    refused = 0

    for case in range(cases):
        text = ini({name: list(profile(rng, name, token)) for name in NAMES})
        config.write_text(text)

        found, expected = of_ours(config), of_botocore(monkeypatch, config)

        assert found == expected, f"case {case}:\n{text}"
        refused += expected is None

    assert cases / 5 < refused < cases * 4 / 5
