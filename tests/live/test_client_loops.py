"""Many calls at once, cancellation, one event loop after another, and closing: the pool stays usable."""

from __future__ import annotations

import asyncio
import gc
import json
import os
import shutil
import ssl
import subprocess
import sys
import textwrap
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from aiosmithy import Session, errors
from aiosmithy_cleanroomsml import CleanRoomsMLClient
from cleanrooms_client import (
    CREDENTIALS,
    ID,
    LONG,
    MEMBERSHIP,
    NOWHERE,
    answering,
    get,
    opened,
    sending,
)
from listening import run
from scripted import Exchange, scripted


async def echo_name(exchange: Exchange) -> None:
    await asyncio.sleep(0.01)
    name = exchange.target.rpartition("/")[2]
    exchange.reply(200, json.dumps({"name": name}).encode(), ID)


async def get_named(client: CleanRoomsMLClient, name: str) -> str:
    job = await client.get_trained_model_inference_job(
        membership_identifier=MEMBERSHIP, trained_model_inference_job_arn=name
    )
    return job.name


def test_fifty_calls_at_once_over_ten_connections() -> None:
    async def test() -> None:
        session = Session(environ=NOWHERE, max_connections=10)
        async with opened(echo_name, session) as (server, client):
            names = [f"job-{number}" for number in range(50)]
            calls = [get_named(client, name) for name in names]

            assert await asyncio.gather(*calls) == names
            assert len(server.exchanges) == 50
            assert server.connections <= 10
            ids = {e.headers["amz-sdk-invocation-id"] for e in server.exchanges}
            assert len(ids) == 50

    run(test)


def test_cancelling_in_the_middle_leaves_the_pool_usable() -> None:
    async def answer(exchange: Exchange) -> None:
        if exchange.target.endswith("/slow"):
            await asyncio.sleep(20)
        elif exchange.target.endswith("/half"):
            exchange.send(LONG + b"{")
            await asyncio.sleep(20)
        else:
            await echo_name(exchange)

    async def test() -> None:
        session = Session(environ=NOWHERE, max_connections=3)
        async with opened(answer, session) as (_, client):
            for _ in range(3):
                calls = [
                    asyncio.create_task(get_named(client, name))
                    for name in ("slow", "half", "slow", "half", "slow", "quick")
                ]
                await asyncio.sleep(0.05)
                for call in calls:
                    call.cancel()
                ends = await asyncio.gather(*calls, return_exceptions=True)
                assert all(
                    isinstance(end, asyncio.CancelledError) for end in ends
                ), ends
            names = [f"job-{number}" for number in range(20)]
            found = await asyncio.gather(*[get_named(client, n) for n in names])
            assert found == names

    run(test)


@contextmanager
def threaded(context: ssl.SSLContext | None = None) -> Iterator[str]:
    """A server on a thread of its own, which outlives event loops; gives its URL."""

    class Answer(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Length", "13")
            self.end_headers()
            self.wfile.write(b'{"name": "x"}')

        def log_message(self, *args: Any) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        request_queue_size = 100

        def handle_error(self, request: Any, client_address: Any) -> None:
            """Sockets that end without a goodbye are what this is about."""

    server = Server(("127.0.0.1", 0), Answer)
    if context is not None:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    serve = partial(server.serve_forever, poll_interval=0.02)
    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    scheme = "http" if context is None else "https"
    yield f"{scheme}://localhost:{server.server_address[1]}"
    server.shutdown()
    server.server_close()
    thread.join()


def call_on_three_loops(url: str, ca_bundle: str | None = None) -> None:
    """As AWS Lambda and pytest do it: the client is older than the loops."""
    session = Session(environ=NOWHERE, ca_bundle=ca_bundle)
    client = CleanRoomsMLClient(
        region="eu-west-1", credentials=CREDENTIALS, endpoint_url=url, session=session
    )

    async def call() -> list[str]:
        calls = [get(client) for _ in range(20)]
        return [job.name for job in await asyncio.gather(*calls)]

    for _ in range(3):
        assert asyncio.run(call()) == ["x"] * 20
        gc.collect()
    asyncio.run(session.close())
    gc.collect()


def test_a_client_of_the_module_on_one_loop_after_another() -> None:
    with threaded() as url:
        call_on_three_loops(url)


@pytest.mark.skipif(shutil.which("openssl") is None, reason="there is no openssl")
def test_a_client_of_the_module_over_tls(tmp_path: Path) -> None:
    made = str(tmp_path / "made.pem")
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"),
            *("-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"),
            *("-keyout", made, "-out", str(tmp_path / "ca.pem")),
        ],
        check=True,
        capture_output=True,
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "ca.pem", made)
    with threaded(context) as url:
        call_on_three_loops(url, str(tmp_path / "ca.pem"))
        session = Session(environ=NOWHERE, random=lambda: 0.0)
        client = CleanRoomsMLClient(
            region="eu-west-1",
            credentials=CREDENTIALS,
            endpoint_url=url,
            session=session,
        )

        async def call() -> None:
            async with session:
                with pytest.raises(errors.ConnectionFailedError) as caught:
                    await get(client)
                assert (
                    caught.value.attempts == 1
                )  # it will not fit the next time either

        asyncio.run(call())


def test_two_loops_in_turn() -> None:
    """A loop that is left and comes back to: its connections are given up without a warning."""
    session = Session(environ=NOWHERE)
    client = CleanRoomsMLClient(
        region="eu-west-1",
        credentials=CREDENTIALS,
        session=session,
    )
    with threaded() as url, asyncio.Runner() as one, asyncio.Runner() as two:
        client = client.with_options(endpoint_url=url)
        for _ in range(3):
            for runner in (one, two):
                assert runner.run(get(client)).name == "x"
        one.run(session.close())
    gc.collect()


def test_first_calls_that_fail_do_not_bind_the_client_to_a_loop(
    tmp_path: Path,
) -> None:
    (tmp_path / "config").write_text("[broken")
    client = CleanRoomsMLClient(
        region="eu-west-1",
        credentials=CREDENTIALS,
        session=Session(
            environ={**NOWHERE, "AWS_CONFIG_FILE": str(tmp_path / "config")}
        ),
    )

    async def call() -> list[Any]:
        calls = [get(client) for _ in range(5)]
        return await asyncio.gather(*calls, return_exceptions=True)

    for _ in range(2):
        ends = asyncio.run(call())
        assert {type(end) for end in ends} == {errors.ConfigurationError}, ends


def test_a_client_closes_what_is_its_own_and_says_so_later() -> None:
    async def test() -> None:
        async with scripted(answering(b"{}")) as server:
            shared = Session(environ=NOWHERE)
            client = CleanRoomsMLClient(
                region="eu-west-1",
                credentials=CREDENTIALS,
                endpoint_url=server.url,
                session=shared,
            )
            async with client:
                await get(client)
            await get(client)  # the session is not the client's to close
            await shared.close()
            with pytest.raises(errors.ConfigurationError, match="closed"):
                await get(client)
            with pytest.raises(errors.ConfigurationError, match="closed"):
                await get(client.with_options(retries=1))

    run(test)


def test_closing_while_calls_are_under_way() -> None:
    async def test() -> None:
        async with opened(sending(close=False)) as (_, client):
            calls = [asyncio.create_task(get(client)) for _ in range(5)]
            await asyncio.sleep(0.05)
            await client._session.close()
            ends = await asyncio.gather(*calls, return_exceptions=True)

            assert all(isinstance(end, errors.AiosmithyError) for end in ends), ends

    run(test)


def test_nothing_is_left_open() -> None:
    program = """
        import asyncio
        import sys
        from aiosmithy import Credentials
        from aiosmithy_cleanroomsml import CleanRoomsMLClient

        def new():
            return CleanRoomsMLClient(
                region="eu-west-1",
                credentials=Credentials("AKIDEXAMPLE", "secret"),
                endpoint_url=sys.argv[1],
            )

        async def get(client):
            return await client.get_trained_model_inference_job(
                membership_identifier="m", trained_model_inference_job_arn="j"
            )

        async def main():
            async with new() as client:
                await asyncio.gather(*[get(client) for _ in range(10)])
                await get(client.with_options(timeout=5.0))
            plain = new()
            await get(plain)
            await plain.close()
            await plain.close()
            new()  # never used

        for _ in range(2):  # development mode warns, but its slow loop would be told of, too
            asyncio.run(main(), debug=False)
        print("done")
    """
    command = [sys.executable, "-X", "dev", "-W", "error", "-c"]
    with threaded() as url:
        done = subprocess.run(
            [*command, textwrap.dedent(program), url],
            capture_output=True,
            text=True,
            env={**os.environ, "NO_PROXY": "*"},
            timeout=60,
            check=False,
        )

    assert (done.stdout, done.stderr) == ("done\n", "")
