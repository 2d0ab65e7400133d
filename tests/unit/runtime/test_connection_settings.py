"""Settings of connections; what they do to connections is in tests/live/test_tls.py."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from aiosmithy import Session
from aiosmithy.config import Config
from aiosmithy.connections import ConnectionOptions
from aiosmithy.errors import ConfigurationError
from settled import settled


def test_what_is_set_nowhere() -> None:
    found = settled().connections

    assert found.ca_bundle is found.proxy_ca_bundle is None
    assert found.client_certificate is found.proxy_client_certificate is None
    assert found.tcp_keepalive is False


def test_a_profile_says_most_of_it() -> None:
    found = settled(
        text=(
            "[default]\nca_bundle = /c.pem\nproxy_ca_bundle = /p.pem\n"
            "proxy_client_cert = /me.pem\ntcp_keepalive = true\n"
        )
    ).connections

    assert (found.ca_bundle, found.proxy_ca_bundle) == ("/c.pem", "/p.pem")
    assert found.proxy_client_certificate == ("/me.pem", None)
    assert found.tcp_keepalive is True


def test_environment_beats_profile_but_for_the_variable_of_requests() -> None:
    text = "[default]\nca_bundle = /profile.pem\n"
    environ = {"REQUESTS_CA_BUNDLE": "/requests.pem"}

    assert settled(environ=environ).connections.ca_bundle == "/requests.pem"
    assert settled(environ=environ).origins["ca_bundle"] == "REQUESTS_CA_BUNDLE"
    assert settled(None, environ, text).connections.ca_bundle == "/profile.pem"
    environ["AWS_CA_BUNDLE"] = "/aws.pem"
    assert settled(None, environ, text).connections.ca_bundle == "/aws.pem"
    config = Config(ca_bundle="/given.pem", tcp_keepalive=False)
    environ["BOTOCORE_TCP_KEEPALIVE"] = "true"
    assert settled(config, environ, text).connections.ca_bundle == "/given.pem"
    assert settled(config, environ, text).connections.tcp_keepalive is False


@pytest.mark.parametrize("given", [("/c.pem", "/k.pem"), ["/c.pem", "/k.pem"]])
def test_a_key_may_be_in_a_file_of_its_own(given: Any) -> None:
    found = settled(Config(client_certificate=given)).connections

    assert found.client_certificate == ("/c.pem", "/k.pem")


@pytest.mark.parametrize("given", ["", ("/c.pem",), ("/c.pem", ""), ("a", "b", "c"), 5])
def test_what_is_no_certificate(given: Any) -> None:
    with pytest.raises(ConfigurationError, match="^client_certificate is .* PEM file"):
        settled(Config(client_certificate=given))


def test_the_origin_of_a_proxy() -> None:
    environ = {"https_proxy": "http://me:word@proxy:1"}

    assert settled(environ=environ).origins["proxy"] == "https_proxy"
    config = Config(proxy="http://proxy:2")
    assert settled(config, environ).origins["proxy"] == "argument"


@pytest.mark.parametrize("proxy", ["proxy:3128", "socks5://proxy:1", 5])
def test_what_is_no_proxy(proxy: Any) -> None:
    with pytest.raises(ConfigurationError, match="^proxy is"):
        settled(Config(proxy=proxy))


def test_clients_of_a_session_share_its_connections_or_are_refused() -> None:
    async def main() -> None:
        async with Session() as session:
            one = ConnectionOptions(tcp_keepalive=True, ca_bundle="/c.pem")
            transport = session.transport(one)
            assert session.transport() is transport
            assert session.transport(ConnectionOptions()) is transport
            with pytest.raises(ConfigurationError, match="client_certificate of the"):
                session.transport(ConnectionOptions(client_certificate=("/me", None)))

    asyncio.run(main())
