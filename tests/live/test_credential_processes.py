"""Credentials of real programs: those that print them, and those that hang, fail, print junk, or never stop."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from aiosmithy import Session
from aiosmithy.errors import IdentityError
from aiosmithy.identity import Credentials
from aiosmithy.identity.process import ProcessResolver
from cleanrooms_client import NOWHERE, tag
from listening import run
from metadata_client import calling, signer

pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="the commands are for a POSIX shell"
)

SECRET = "a-secret-that-was-printed"
KEYS = {
    "Version": 1,
    "AccessKeyId": "AKID",
    "SecretAccessKey": SECRET,
    "SessionToken": "a-token",
    "AccountId": "111122223333",
}


def resolved(command: str, timeout: float = 20.0, **environ: str) -> Credentials:
    async def resolve() -> Credentials:
        here = {**os.environ, **NOWHERE, **environ}
        async with Session(environ=here) as session:
            resolver = ProcessResolver(command, timeout=timeout, session=session)
            return await resolver.resolve()

    return asyncio.run(resolve())


def refusal(command: str, timeout: float = 20.0) -> str:
    with pytest.raises(IdentityError) as raised:
        resolved(command, timeout)
    message = str(raised.value)
    assert SECRET not in message
    assert "\n" not in message
    return message


def printing(folder: Path, text: str) -> str:
    """A command that prints a text."""
    (folder / "printed").write_text(text, "utf-8")
    return f"cat '{folder / 'printed'}'"


def wait_for(pid_file: Path) -> None:
    """Until a program has left its number there."""
    while not pid_file.exists() or not pid_file.read_text():
        time.sleep(0.01)


def is_running(pid_file: Path) -> bool:
    """Whether the program that left its number there is still at work; it gets a moment to end."""
    pid = int(pid_file.read_text())
    for _ in range(100):
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except OSError:
            return False
        if state == "Z":
            return False
        time.sleep(0.02)
    return True


def test_a_program_prints_keys(tmp_path: Path) -> None:
    found = resolved(printing(tmp_path, json.dumps(KEYS)))

    assert found == Credentials("AKID", SECRET, "a-token", None, "111122223333")


def test_arguments_are_quoted_as_for_a_shell(tmp_path: Path) -> None:
    folder = tmp_path / "a folder's"
    folder.mkdir()
    (folder / "keys $1.json").write_text(json.dumps(KEYS))

    found = resolved(f'cat "{folder}/keys \\$1.json"')

    assert found.access_key_id == "AKID"


def test_the_program_has_the_environment_of_the_session(tmp_path: Path) -> None:
    document = json.dumps(KEYS).replace('"AKID"', "'\"$WHO\"'")

    found = resolved(f"WHO=\\\"$WHOM\\\"; printf %s '{document}'", WHOM="AKID-OF-MINE")

    assert found.access_key_id == "AKID-OF-MINE"


def test_a_client_signs_with_keys_of_its_profile(tmp_path: Path) -> None:
    config = tmp_path / "config"
    command = printing(tmp_path, json.dumps(KEYS))
    config.write_text(f"[default]\ncredential_process = {command}\n", "utf-8")

    async def test() -> None:
        environ = {**os.environ, **NOWHERE, "AWS_CONFIG_FILE": str(config)}
        for name in ("AWS_ACCESS_KEY_ID", "AWS_PROFILE"):
            environ.pop(name, None)
        async with calling(Session(environ=environ)) as (server, (client,)):
            await tag(client)
            assert signer(server.exchanges[0]) == "AKID"

    run(test)


def test_a_program_that_fails() -> None:
    message = refusal(f"echo {SECRET} >&2; echo {SECRET}; exit 7")

    assert "exit code 7" in message


def test_a_program_that_is_not_there() -> None:
    assert "127" in refusal("/nowhere/at-all --now")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "JSON"),
        (f"{SECRET} is no document", "JSON"),
        (json.dumps([SECRET]), "JSON"),
        ("[" * 50_000, "JSON"),
        (json.dumps({**KEYS, "Version": 2}), "Version"),
        (json.dumps({**KEYS, "Version": "1"}), "Version"),
        (json.dumps({**KEYS, "Version": True}), "Version"),
        (json.dumps({**KEYS, "AccessKeyId": None}), "AccessKeyId"),
        (json.dumps({**KEYS, "AccessKeyId": "A\r\nB"}), "line break"),
        (json.dumps({**KEYS, "SecretAccessKey": [SECRET]}), "SecretAccessKey"),
        (json.dumps({**KEYS, "Expiration": "soon"}), "Expiration"),
        (json.dumps({**KEYS, "Expiration": 1}), "Expiration"),
    ],
    ids=lambda value: str(value)[:20],
)
def test_a_program_that_prints_junk(text: str, problem: str, tmp_path: Path) -> None:
    assert problem in refusal(printing(tmp_path, text))


def test_a_program_that_prints_for_ever(tmp_path: Path) -> None:
    pid = tmp_path / "pid"

    assert "bytes" in refusal(f"echo $$ > '{pid}'; exec yes {SECRET}")
    assert not is_running(pid)


def test_a_program_that_hangs_is_ended(tmp_path: Path) -> None:
    pid = tmp_path / "pid"

    assert "seconds" in refusal(f"echo $$ > '{pid}'; exec sleep 60", timeout=1.0)
    assert not is_running(pid)


def test_what_hangs_in_a_pipeline_is_ended(tmp_path: Path) -> None:
    pid = tmp_path / "pid"
    hangs = f"sh -c 'echo $$ > {pid}; exec sleep 60'"

    assert "seconds" in refusal(f"{hangs} | cat", timeout=1.0)
    assert not is_running(pid)


def test_a_program_that_closes_its_output_and_hangs() -> None:
    assert "seconds" in refusal("exec >&-; sleep 60", timeout=0.3)


def test_what_a_program_leaves_behind_is_not_waited_for(tmp_path: Path) -> None:
    """An agent that a program starts, for instance, may keep its output open."""
    start = time.monotonic()

    assert "seconds" in refusal("sleep 5 & exit 0", timeout=0.3)
    assert time.monotonic() - start < 4


def test_whoever_gives_up_ends_the_program(tmp_path: Path) -> None:
    pid = tmp_path / "pid"

    async def give_up() -> None:
        async with Session(environ=os.environ) as session:
            command = f"sh -c 'echo $$ > {pid}; exec sleep 60' | cat"
            resolving = asyncio.create_task(
                ProcessResolver(command, session=session).resolve()
            )
            await asyncio.to_thread(wait_for, pid)
            resolving.cancel()
            with pytest.raises(asyncio.CancelledError):
                await resolving

    asyncio.run(give_up())
    assert not is_running(pid)


ASKING = """
import asyncio, sys
from aiosmithy.identity.process import ProcessResolver
document = '{"Version": 1, "AccessKeyId": "AKID%s", "SecretAccessKey": "secret"}'
command = f"echo Your code: >&2; read code; printf '{document}' $code"
print(asyncio.run(ProcessResolver(command).resolve()).access_key_id)
"""


def test_a_program_may_ask_at_the_terminal() -> None:
    ours, theirs = os.openpty()
    with subprocess.Popen(
        [sys.executable, "-c", ASKING],
        stdin=theirs,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as asking:
        os.write(ours, b"123456\n")
        out, seen = asking.communicate(timeout=30)
        os.close(ours)
        os.close(theirs)

    assert seen == "Your code:\n"
    assert out == "AKID123456\n"


def test_a_program_has_no_input_elsewhere(tmp_path: Path) -> None:
    document = json.dumps({**KEYS, "AccessKeyId": "AKID-$(wc -c)"}).replace('"', '\\"')

    assert resolved(f'echo "{document}"').access_key_id == "AKID-0"


def test_a_command_that_no_system_takes() -> None:
    assert "cannot be run" in refusal("echo \0")


def test_a_loop_in_a_thread_runs_programs_too(tmp_path: Path) -> None:
    command = printing(tmp_path, json.dumps(KEYS))

    async def elsewhere() -> Credentials:
        return await asyncio.to_thread(resolved, command)

    assert asyncio.run(elsewhere()).access_key_id == "AKID"


def test_the_command_is_not_shown() -> None:
    assert SECRET not in repr(ProcessResolver(f"print-keys --for {SECRET}"))
    assert SECRET not in refusal(f"cat /nowhere/{SECRET}")
