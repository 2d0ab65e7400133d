"""Credentials that a program prints: what it may print, and everything that can go wrong with it."""

from __future__ import annotations

import asyncio
import json
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from aiosmithy import Session
from aiosmithy.errors import IdentityError
from aiosmithy.identity import Credentials
from aiosmithy.identity.process import ProcessResolver

pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="the commands are for a POSIX shell"
)

DOCUMENT = {
    "Version": 1,
    "AccessKeyId": "AKID",
    "SecretAccessKey": "hunter2",
    "SessionToken": "token",
    "Expiration": "2030-01-31T12:00:00Z",
    "AccountId": "111122223333",
}


def found(command: str, **options: Any) -> Credentials:
    return asyncio.run(ProcessResolver(command, **options).resolve())


def printing(**changes: Any) -> str:
    document = {k: v for k, v in {**DOCUMENT, **changes}.items() if v is not None}
    return f"printf %s '{json.dumps(document)}'"


def test_all_that_a_program_may_print() -> None:
    assert found(printing()) == Credentials(
        "AKID",
        "hunter2",
        "token",
        datetime(2030, 1, 31, 12, tzinfo=UTC),
        "111122223333",
    )


def test_most_of_it_may_be_missing() -> None:
    command = printing(SessionToken=None, Expiration="", AccountId=None)

    assert found(command) == Credentials("AKID", "hunter2")


def test_a_program_runs_in_the_sessions_environment(tmp_path: Path) -> None:
    (tmp_path / "printed").write_text(json.dumps(DOCUMENT))

    session = Session(environ={"PLACE": str(tmp_path)})

    assert found('cat "$PLACE/printed"', session=session).access_key_id == "AKID"


@pytest.mark.parametrize(
    ("command", "told"),
    [
        ("exit 3", "ended with exit code 3; run it yourself"),
        ("kill -9 $$", "exit code -9"),
        ("no-such-program-here 2>/dev/null", "exit code 127"),
        ("true", "no JSON object"),
        ("echo hunter2", "no JSON object"),
        ("echo '[]'", "no JSON object"),
        ("printf '[%.0s' $(seq 1 30000)", "no JSON object"),
        ("head -c 100000 /dev/zero", "more than 65,536 bytes"),
        ("yes", "more than 65,536 bytes"),
        ("echo \0", "cannot be run: a NUL in it"),
        (printing(Version=2), '"Version": 1'),
        (printing(Version=None), '"Version": 1'),
        (printing(Version=True), '"Version": 1'),
        (printing(AccessKeyId=None), "no AccessKeyId"),
        (printing(SecretAccessKey=""), "no SecretAccessKey"),
        (printing(SecretAccessKey=5), "SecretAccessKey that is no text"),
        (printing(SecretAccessKey="hunter2 "), "secret_access_key of credentials"),
        (printing(SecretAccessKey="hunter2", Expiration="soon"), "no time such as"),
        (printing(SecretAccessKey="hunter2", Expiration="9" * 30), "no time such as"),
    ],
)
def test_what_goes_wrong_is_told_without_what_was_printed(
    command: str, told: str
) -> None:
    with pytest.raises(IdentityError) as caught:
        found(command)

    assert told in str(caught.value)
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize(
    "command",
    [
        "exec sleep 30",
        "sleep 30; true",
        "exec >&-; sleep 30",
        "sleep 30 & echo '{}'",
        "trap '' TERM; sleep 30; true",
    ],
)
def test_a_program_that_hangs_is_killed(command: str) -> None:
    begun = time.monotonic()

    with pytest.raises(IdentityError, match=r"took longer than 0\.2 seconds"):
        found(command, timeout=0.2)

    assert time.monotonic() - begun < 10


def test_a_call_that_is_cancelled_leaves_no_program(tmp_path: Path) -> None:
    command = f"echo $$ > {tmp_path}/id; exec sleep 30"

    async def main() -> None:
        task = asyncio.create_task(ProcessResolver(command).resolve())
        file = tmp_path / "id"
        while not file.exists() or not file.read_text():  # noqa: ASYNC110 - a process
            await asyncio.sleep(0.01)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(main())

    id = (tmp_path / "id").read_text().strip()
    assert not Path(f"/proc/{id}").exists() or sys.platform == "darwin"


def test_the_command_is_not_shown() -> None:
    assert "hunter2" not in repr(ProcessResolver("echo hunter2"))
