"""A client with a transport that is a function, in virtual time."""

from __future__ import annotations

import asyncio
from typing import Any

from aiosmithy import Session
from aiosmithy.http import HttpRequest, HttpResponse
from aiosmithy.testing import StubTransport, VirtualTime, stub_session
from echo import CREDENTIALS, EchoClient, EchoOutput

OK = HttpResponse(200, {"x-amzn-requestid": "r-1", "X-Custom": "c"}, b'{"text": "hi"}')


def answer(status: int, body: bytes = b"{}", **headers: str) -> HttpResponse:
    return HttpResponse(
        status, {k.replace("_", "-"): v for k, v in headers.items()}, body
    )


class Bench:
    """A client, what it sent, and its virtual time."""

    def __init__(self, *answers: HttpResponse | Exception, **options: Any) -> None:
        self.time = VirtualTime()
        self._answers = list(answers)
        self.session: Session = stub_session(self._answer, time=self.time)
        options = {"region": "us-east-1", "credentials": CREDENTIALS, **options}
        self.client = EchoClient(session=self.session, **options)

    def _answer(self, request: HttpRequest) -> HttpResponse:
        given = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        if isinstance(given, Exception):
            raise given
        return given

    @property
    def requests(self) -> list[HttpRequest]:
        transport = self.session.transport()
        assert isinstance(transport, StubTransport)
        return transport.requests

    def echo(self, key: str = "k", text: str | None = "hello") -> EchoOutput:
        return asyncio.run(self.client.echo(key=key, text=text))
