"""The first credentials of a process that signed in: imports, files and keys leave the loop free for others.

A task that ticks measures it, in processor time of the loop's own thread: a busy machine adds nothing to that.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from sign_ins import login_file, put, sso_file, sso_token
from test_identity_login import WHO, login

LONGEST = 0.005
SSO = """
from aiosmithy.identity.sso import SsoResolver
resolver = SsoResolver("https://example.com", "eu-west-1", "1", "Reader", sso_session="dev", session=shared)
"""
LOGIN = f"""
from aiosmithy.config import Config
from aiosmithy.identity.login import LoginResolver
resolver = LoginResolver({WHO!r}, session=shared, config=Config(region="eu-west-1"))
"""
SCRIPT = """
import asyncio, sys, time
sys.path[:0] = [{here!r}]
import sign_ins
portal = sign_ins.Portal()
keys = dict(accessKeyId="new", secretAccessKey="new", sessionToken="new")
answer = dict(accessToken=keys, expiresIn=900, refreshToken="new")
def answered(request):
    return sign_ins.reply(answer) if "signin" in request.origin else portal(request)
shared = sign_ins.session(sign_ins.Path({home!r}), answered)
{resolver}
longest = 0.0
async def tick():
    global longest
    last = time.thread_time()
    while True:
        await asyncio.sleep(0)
        now = time.thread_time()
        longest, last = max(longest, now - last), now
async def scenario():
    ticking = asyncio.create_task(tick())
    await asyncio.sleep(0)
    await resolver.resolve()
    ticking.cancel()
asyncio.run(scenario())
print(longest)
"""


@pytest.mark.parametrize("resolver", [SSO, LOGIN], ids=["sso", "login"])
def test_the_loop_never_stands_still_for_long(resolver: str, tmp_path: Path) -> None:
    put(sso_file(tmp_path, "dev"), sso_token(0))
    put(login_file(tmp_path, WHO), login(0))
    here = str(Path(__file__).parent)
    script = SCRIPT.format(here=here, home=str(tmp_path), resolver=resolver)

    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stderr
    assert float(done.stdout) < LONGEST
