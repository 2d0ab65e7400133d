"""The stand-ins for tests: virtual time, and nothing of the machine that they run on."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from aiosmithy.config import Timeouts
from aiosmithy.http import HttpRequest, HttpResponse
from aiosmithy.testing import StubTransport, VirtualTime, stub_session


def test_a_stub_session_reads_no_files_of_the_user(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".aws").mkdir()
    (tmp_path / ".aws" / "config").write_text("[broken")
    for name in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(name, str(tmp_path))
    session = stub_session(lambda _: HttpResponse(200, {}, b""))

    files = asyncio.run(session.shared_files())

    assert files.profiles == {}


def test_time_passes_by_sleeping_alone() -> None:
    time = VirtualTime(100.0)
    session = stub_session(lambda _: HttpResponse(200, {}, b""), time=time)

    async def wait() -> None:
        await session.sleep(2.5)

    asyncio.run(wait())

    assert session.clock() == session.monotonic() == 102.5
    assert time.sleeps == [2.5]


def test_a_transport_that_is_a_function() -> None:
    async def answer() -> HttpResponse:
        return HttpResponse(201, {}, b"later")

    async def send(transport: StubTransport) -> HttpResponse:
        request = HttpRequest("GET", "/")
        return await transport.send(
            request, timeouts=Timeouts(), max_bytes=0, proxy=None
        )

    now = HttpResponse(200, {}, b"now")
    assert asyncio.run(send(StubTransport(lambda _: now))) is now
    assert asyncio.run(send(StubTransport(lambda _: answer()))).body == b"later"
