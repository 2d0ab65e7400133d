"""``aiosmithy demo``, as the README tells everybody to run it first."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

JOB_ARN = (
    "arn:aws:cleanrooms-ml:us-east-1:111122223333:membership/[0-9a-f-]{36}"
    "/trained-model-inference-job/[0-9a-f-]{36}"
)


def run_demo(folder: Path, **environ: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "aiosmithy_codegen", "demo"],
        capture_output=True,
        text=True,
        timeout=120,
        cwd=folder,
        env={**os.environ, "PYTHONIOENCODING": "cp1252", **environ},
        check=False,
    )


def test_the_demo_tells_the_whole_story(tmp_path: Path) -> None:
    done = run_demo(tmp_path)

    assert done.returncode == 0, done.stdout + done.stderr
    steps = re.findall(r"^ *[\d.]+ m?s +(\w+(?: \w+)?)", done.stdout, re.MULTILINE)
    assert steps == [
        *("generate", "serve", "import", "start job", "get job", "wait", "list jobs"),
        *("tag", "list tags", "untag", "start job", "cancel job"),
    ]
    assert len(set(re.findall(JOB_ARN, done.stdout))) == 2
    assert "nightly-scoring is ACTIVE" in done.stdout
    assert "started-by-mistake is INACTIVE" in done.stdout
    assert done.stderr == ""
    assert list(tmp_path.iterdir()) == []


def test_the_users_aws_settings_are_nobodys_business(tmp_path: Path) -> None:
    home = tmp_path / "home"
    (home / ".aws").mkdir(parents=True)
    (home / ".aws" / "config").write_text(
        "[default]\nregion = [broken\nthis is no file"
    )
    environ = {
        "HOME": str(home),
        "USERPROFILE": str(home),
        "AWS_PROFILE": "does-not-exist",
        "AWS_ENDPOINT_URL": "http://127.0.0.1:9",
        "AWS_ACCESS_KEY_ID": "mine",
        "AWS_SECRET_ACCESS_KEY": "mine too",
        "AWS_USE_FIPS_ENDPOINT": "true",
        "AWS_RETRY_MODE": "nonsense",
        "AWS_CA_BUNDLE": str(tmp_path / "none.pem"),
        "HTTP_PROXY": "http://127.0.0.1:9",
    }

    done = run_demo(tmp_path, **environ)

    assert done.returncode == 0, done.stdout + done.stderr
    assert "mine" not in done.stdout + done.stderr
