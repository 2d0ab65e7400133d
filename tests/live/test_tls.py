"""Certificates of services, of proxies that speak TLS themselves, and of who connects; each trusted where it is meant."""

from __future__ import annotations

import asyncio
import shutil
import socket
import ssl
import subprocess
from base64 import b64encode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from aiosmithy import Timeouts, errors
from aiosmithy.aiohttp_seam import Send, send_directly, send_through_session
from aiosmithy.connections import ConnectionOptions
from aiosmithy.http import HttpRequest, HttpResponse
from aiosmithy.transport import AiohttpTransport

pytestmark = pytest.mark.skipif(
    shutil.which("openssl") is None, reason="there is no openssl"
)

PARTIES = ("service", "proxy", "client")
QUICK = Timeouts(connect=10, read=10)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate that vouches for itself and its key, for each party."""
    found = tmp_path_factory.mktemp("certificates")
    for name in PARTIES:
        subprocess.run(
            [
                *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes"),
                *("-days", "2", "-subj", "/CN=localhost"),
                *("-addext", "subjectAltName=DNS:localhost"),
                *("-keyout", found / f"{name}.key", "-out", found / f"{name}.pem"),
            ],
            check=True,
            capture_output=True,
        )
    both = (found / "client.pem").read_text() + (found / "client.key").read_text()
    (found / "client-both.pem").write_text(both)
    return found


def server_context(folder: Path, name: str, asks: bool) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / f"{name}.pem", folder / f"{name}.key")
    if asks:
        context.verify_mode = ssl.CERT_REQUIRED
        context.load_verify_locations(folder / "client.pem")
    return context


@asynccontextmanager
async def service(folder: Path, *, asks: bool = False) -> AsyncIterator[str]:
    async def answer(
        reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi")
        await reader.read()
        writer.close()

    context = server_context(folder, "service", asks)
    server = await asyncio.start_server(answer, "localhost", 0, ssl=context)
    async with server:
        yield f"https://localhost:{server.sockets[0].getsockname()[1]}"


@asynccontextmanager
async def tls_proxy(
    folder: Path, heads: list[bytes], *, asks: bool = False
) -> AsyncIterator[str]:
    async def tunnel(
        reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        heads.append(head := await reader.readuntil(b"\r\n\r\n"))
        host, _, port = head.split(b" ")[1].decode().partition(":")
        there = await asyncio.open_connection(host, int(port))
        writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
        with suppress(OSError, asyncio.CancelledError):
            await asyncio.gather(pipe(reader, there[1]), pipe(there[0], writer))

    context = server_context(folder, "proxy", asks)
    server = await asyncio.start_server(tunnel, "localhost", 0, ssl=context)
    async with server:
        yield f"https://me:word@localhost:{server.sockets[0].getsockname()[1]}"


async def pipe(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while data := await reader.read(1 << 16):
        writer.write(data)
    writer.close()


async def get(
    options: ConnectionOptions,
    origin: str,
    proxy: str | None = None,
    way: Send | None = None,
) -> HttpResponse:
    transport = AiohttpTransport(options=options, send=way)
    try:
        return await transport.send(
            HttpRequest("GET", "/", origin=origin),
            timeouts=QUICK,
            max_bytes=99,
            proxy=proxy,
        )
    finally:
        await transport.close()


def test_a_service_may_ask_who_connects(folder: Path) -> None:
    bundle = str(folder / "service.pem")
    certificate = str(folder / "client.pem"), str(folder / "client.key")

    async def main() -> None:
        async with service(folder, asks=True) as origin:
            for given in (certificate, (str(folder / "client-both.pem"), None)):
                options = ConnectionOptions(ca_bundle=bundle, client_certificate=given)
                assert (await get(options, origin)).body == b"hi"
            with pytest.raises(errors.TransportError):
                await get(ConnectionOptions(ca_bundle=bundle), origin)

    asyncio.run(main())


@pytest.mark.parametrize("way", [send_directly, send_through_session])
def test_a_proxy_that_speaks_tls_is_met_with_its_own_bundle_and_certificate(
    folder: Path, way: Send
) -> None:
    heads: list[bytes] = []
    options = ConnectionOptions(
        ca_bundle=str(folder / "service.pem"),
        proxy_ca_bundle=str(folder / "proxy.pem"),
        proxy_client_certificate=(str(folder / "client-both.pem"), None),
    )

    async def main() -> None:
        async with (
            service(folder) as origin,
            tls_proxy(folder, heads, asks=True) as proxy,
        ):
            assert (await get(options, origin, proxy, way)).body == b"hi"

    asyncio.run(main())

    assert b"Proxy-Authorization: Basic " + b64encode(b"me:word") in heads[0]


@pytest.mark.parametrize("way", [send_directly, send_through_session])
def test_a_plain_proxy_is_told_who_asks(way: Send) -> None:
    heads: list[bytes] = []

    async def answer(
        reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        heads.append(await reader.readuntil(b"\r\n\r\n"))
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi")
        writer.close()

    async def main() -> None:
        async with await asyncio.start_server(answer, "localhost", 0) as server:
            proxy = f"http://me:w%3Ard@localhost:{server.sockets[0].getsockname()[1]}"
            origin = "http://service.example"
            assert (await get(ConnectionOptions(), origin, proxy, way)).body == b"hi"

    asyncio.run(main())

    assert heads[0].startswith(b"GET http://service.example/ HTTP/1.1\r\n")
    assert b"Proxy-Authorization: Basic " + b64encode(b"me:w:rd") in heads[0]
    assert b"\r\nAuthorization" not in heads[0]


@pytest.mark.parametrize(
    ("bundle", "proxy_bundle", "told"),
    [
        # aiohttp's word for it below Python 3.13 is "TLS in TLS".
        ("proxy", "proxy", "TLS|certificate verify failed"),
        ("service", "service", "certificate"),
    ],
)
def test_what_is_trusted_for_one_is_not_trusted_for_the_other(
    folder: Path, bundle: str, proxy_bundle: str, told: str
) -> None:
    options = ConnectionOptions(
        ca_bundle=str(folder / f"{bundle}.pem"),
        proxy_ca_bundle=str(folder / f"{proxy_bundle}.pem"),
    )

    async def main() -> None:
        async with service(folder) as origin, tls_proxy(folder, []) as proxy:
            with pytest.raises(errors.TransportError, match=told) as caught:
                await get(options, origin, proxy)
            assert "word" not in f"{caught.value} {caught.value.__cause__}"

    asyncio.run(main())


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"ca_bundle": "/nowhere.pem"}, "CA bundle '/nowhere.pem' cannot be read"),
        ({"proxy_ca_bundle": __file__}, "CA bundle .* cannot be read"),
        (
            {"client_certificate": ("/nowhere.pem", None)},
            "client certificate '/nowhere.pem' cannot be read",
        ),
    ],
)
def test_files_that_cannot_be_read(options: dict[str, Any], told: str) -> None:
    with pytest.raises(errors.ConfigurationError, match=told):
        asyncio.run(get(ConnectionOptions(**options), "https://localhost:1"))


def test_a_key_with_a_password_is_refused_and_asks_nobody(folder: Path) -> None:
    locked = folder / "locked.key"
    subprocess.run(
        [
            *("openssl", "rsa", "-aes256", "-passout", "pass:word"),
            *("-in", folder / "client.key", "-out", locked),
        ],
        check=True,
        capture_output=True,
    )
    certificate = str(folder / "client.pem"), str(locked)

    with pytest.raises(errors.ConfigurationError, match="without a password"):
        asyncio.run(
            get(ConnectionOptions(client_certificate=certificate), "https://localhost")
        )


@pytest.mark.parametrize("wanted", [True, False])
def test_the_system_keeps_connections_alive_if_asked(wanted: bool) -> None:
    seen: list[int] = []

    async def main() -> None:
        transport = AiohttpTransport(options=ConnectionOptions(tcp_keepalive=wanted))

        async def answer(
            reader: asyncio.StreamReader, writer: asyncio.StreamWriter
        ) -> None:
            await reader.readuntil(b"\r\n\r\n")
            (http,) = transport._homes.values.values()
            (protocol,) = http.connector._acquired
            client = protocol.transport.get_extra_info("socket")
            seen.append(client.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE))
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
            writer.close()

        server = await asyncio.start_server(answer, "localhost", 0)
        async with server:
            port = server.sockets[0].getsockname()[1]
            await transport.send(
                HttpRequest("GET", "/", origin=f"http://localhost:{port}"),
                timeouts=QUICK,
                max_bytes=9,
                proxy=None,
            )
        await transport.close()

    asyncio.run(main())

    assert seen == [int(wanted)]
