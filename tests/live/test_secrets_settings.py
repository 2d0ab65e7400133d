"""Secrets of identities, configuration files and URLs are in no text that is shown."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from typing import Any

import pytest
from aiosmithy import (
    Config,
    Credentials,
    EnvironmentResolver,
    Session,
    StaticResolver,
    errors,
)
from vault import (
    CREDENTIALS,
    KEY,
    TOKEN,
    Seen,
    fails,
    vault_fixture,  # noqa: F401 - a fixture
    watching,
)


def test_identities_and_settings(tmp_path: Path, vault: Any) -> None:
    environ = {
        "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE",
        "AWS_SECRET_ACCESS_KEY": KEY,
        "AWS_SESSION_TOKEN": TOKEN,
    }
    seen = Seen()
    with watching() as logged:
        resolver = EnvironmentResolver(environ)
        seen.add(CREDENTIALS, StaticResolver(CREDENTIALS), resolver, vars(Session()))
        seen.add(Config(credentials=CREDENTIALS, proxy="http://me:hunter2@proxy"))
        seen.add(Config(endpoint_url="https://me:hunter2@host"))
        for text in (f"{KEY} ", f"{KEY}\n", f"\u00e9{KEY}"):
            for arguments in ((text, "s"), ("AKIDEXAMPLE", text), ("AK", "s", text)):
                with pytest.raises(errors.IdentityError) as caught:
                    Credentials(*arguments)
                seen.add_error(caught.value)
    seen.texts += logged.texts
    for config in (
        f"[default]\naws_secret_access_key {KEY}\n",
        f"[default]\n aws_secret_access_key = {KEY}\n",
        f"aws_secret_access_key = {KEY}\n",
        f"[default\naws_secret_access_key = {KEY}\n",
        f"[default]\naws_access_key_id = A\naws_secret_access_key = {KEY}\n\t{KEY}\n",
        f"[default]\naws_access_key_id = A\naws_secret_access_key =\n  {KEY}\n",
        f"[default]\naws_secret_access_key = {KEY}\n",
        f"[default]\naws_session_token = {TOKEN}\n",
    ):
        (tmp_path / "config").write_text(config)
        files = {
            "AWS_CONFIG_FILE": str(tmp_path / "config"),
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
            "AWS_EC2_METADATA_DISABLED": "true",
        }
        call = vault.VaultClient(
            region="eu-west-1",
            endpoint_url="http://localhost:1",
            session=Session(environ=files),
        ).keep(label="x")
        with pytest.raises(errors.ConfigurationError) as refused:
            asyncio.run(call)
        seen.add_error(refused.value)
    seen.check()


@pytest.mark.parametrize(
    "settings",
    [
        {"endpoint_url": "http://me:hunter2@localhost:1"},
        {"endpoint_url": "http://me:hunter2@"},
        {"endpoint_url": "me:hunter2@localhost"},
        {"endpoint_url": "hunter2@localhost"},
        {
            "endpoint_url": "http://localhost:1",
            "proxy": "http://me:hunter2@localhost:1",
        },
        {"endpoint_url": "http://localhost:1", "proxy": "ftp://me:hunter2@localhost"},
        {
            "endpoint_url": "https://localhost:1",
            "proxy": "http://me:hunter2@localhost:1",
        },
    ],
    ids=str,
)
def test_passwords_in_urls(vault: Any, settings: dict[str, Any]) -> None:
    async def act() -> None:
        session = Session(environ={}, random=lambda: 0.0)
        client = vault.VaultClient(
            region="eu-west-1",
            credentials=CREDENTIALS,
            session=session,
            config=Config(**settings),
        )
        seen.add(client, client._config)
        async with session:
            await fails(client, seen, errors.AiosmithyError, {"label": "x"})
            seen.add(client._execution, session)

    with watching() as seen:
        asyncio.run(act())
    seen.check()
