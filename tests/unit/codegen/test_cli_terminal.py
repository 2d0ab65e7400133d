"""``aiosmithy generate`` in a terminal: bars, tables, and Ctrl-C."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from generate_runs import command, put, put_all, weather

pytestmark = pytest.mark.usefixtures("folder")


@pytest.mark.skipif(sys.platform == "win32", reason="no such signals there")
def test_ctrl_c_ends_cleanly() -> None:
    for number in range(40):
        put(f"models/m{number:02}.json", weather(f"W{number}"))
    code = """
import signal
from aiosmithy_codegen.__main__ import main
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background ignores it
main()
"""
    process = subprocess.Popen(
        [sys.executable, "-c", code, "generate", "models", "--out", "out"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert process.stdout is not None
    process.stdout.readline()  # the first package is there

    os.killpg(process.pid, signal.SIGINT)
    _, told = process.communicate(timeout=60)

    assert process.returncode == 130
    assert "Traceback" not in told and "Stopped." in told
    made = os.listdir("out")
    assert 0 < len(made) < 40
    assert all(name.startswith("aiosmithy_") for name in made)
    for name in made:
        assert Path("out", name, "aiosmithy.json").is_file()


@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals there")
def test_a_terminal_sees_a_bar_and_a_table() -> None:
    import pty

    models = put_all()
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        command("generate", *models, "--out", "out"),
        stdout=theirs,
        stderr=theirs,
        env={**os.environ, "TERM": "xterm-256color", "COLUMNS": "120"},
    )
    os.close(theirs)
    seen = b""
    try:
        while piece := os.read(ours, 65536):
            seen += piece
    except OSError:  # how Linux says that the other side is closed
        pass
    os.close(ours)

    assert process.wait(60) == 0
    text = seen.decode()
    assert "4/4" in text and "out/aiosmithy_tide" in text
    assert "4 packages, 4 written" in text
