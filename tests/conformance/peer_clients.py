"""Clients of AWS services, made from botocore's models, for tests that call them without a network."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from aiosmithy import Config, Credentials, errors
from aiosmithy.http import HttpRequest, HttpResponse
from aiosmithy.testing import StubTransport, VirtualTime, stub_session
from attrs import define, field
from differential_service import Both
from multidict import CIMultiDict

KEYS = Credentials("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")
Answer = HttpResponse | Callable[[HttpRequest], HttpResponse]


def reply(body: bytes = b"", status: int = 200, **headers: str) -> HttpResponse:
    """A response; underscores in names of headers stand for hyphens."""
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    return HttpResponse(status, CIMultiDict(names), body)


@define
class Clients:
    """Generated packages by botocore's name of the service, each made once."""

    folder: Path
    stack: ExitStack
    _packages: dict[str, Any] = field(factory=dict)

    def package(self, service: str) -> Any:
        """The package of a service, for the protocol that botocore prefers."""
        if service not in self._packages:
            both = Both.of(service)
            made = both.generated(
                both.botocore.resolved_protocol,
                self.folder,
                f"peer_{service.replace('-', '_')}",
            )
            self._packages[service] = self.stack.enter_context(made)
        return self._packages[service].package

    def client(
        self, service: str, answer: Answer, time: VirtualTime | None = None, **more: Any
    ) -> Any:
        """A client that gets that answer to all that it sends."""
        package = self.package(service)
        kind = getattr(package, package.__all__[0])
        respond = answer if callable(answer) else lambda _: answer
        environ: Mapping[str, str] = more.pop("environ", {})
        session = stub_session(respond, time=time, environ=environ)
        given = {
            "region": "eu-west-1",
            "credentials": KEYS,
            "config": Config(retries=1),
        }
        return kind(session=session, **(given | more))

    def call(
        self,
        service: str,
        method: str,
        answer: Answer | None = None,
        *,
        options: Mapping[str, Any] | None = None,
        **arguments: Any,
    ) -> Any:
        """The output of one call."""
        client = self.client(service, answer or reply(), **(options or {}))
        return asyncio.run(getattr(client, method)(**arguments))

    def sent(
        self,
        service: str,
        method: str,
        *,
        options: Mapping[str, Any] | None = None,
        **arguments: Any,
    ) -> HttpRequest:
        """The request of one call; what the answer is does not matter."""
        client = self.client(service, reply(status=400), **(options or {}))
        with pytest.raises(errors.AiosmithyError) as raised:
            asyncio.run(getattr(client, method)(**arguments))
        requests = transport(client).requests
        if not requests:
            raise raised.value
        return requests[0]


def transport(client: Any) -> StubTransport:
    """What a client sends through."""
    found: StubTransport = client._session.transport()
    return found


@pytest.fixture(name="clients", scope="module")
def clients_fixture(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clients]:
    """All clients of a module's tests."""
    with ExitStack() as stack:
        yield Clients(tmp_path_factory.mktemp("clients"), stack)
