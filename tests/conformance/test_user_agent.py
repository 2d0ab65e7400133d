"""What requests say about who sends them: the SDKs' vectors for traces of Lambda functions, and their names of features."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from aiosmithy import CallContext, Config, Interceptor
from aiosmithy.http import HttpRequest, HttpResponse
from aiosmithy.testing import stub_session
from aiosmithy.user_agent import FEATURES
from conformance_table import Tally
from echo import CREDENTIALS, EchoClient

VECTORS = Path(__file__).resolve().parents[3] / "shared/conformance/runtime"

pytestmark = pytest.mark.skipif(
    not VECTORS.is_dir(),
    reason="the shared conformance vectors are not beside the checkout",
)


def read(name: str) -> Any:
    path = VECTORS / name
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else []


class Before(Interceptor):
    """Sets the headers that a request has before."""

    def __init__(self, lines: list[str]) -> None:
        self.headers = dict(line.split(": ", 1) for line in lines)

    async def before_signing(
        self, context: CallContext, request: HttpRequest
    ) -> HttpRequest:
        request.headers.update(self.headers)
        return request


@pytest.mark.parametrize("case", read("recursion-detection.json"))
def test_recursion_detection(case: Mapping[str, Any], tally: Tally) -> None:
    tally("recursion detection")
    sent: list[HttpRequest] = []

    def answer(request: HttpRequest) -> HttpResponse:
        sent.append(request)
        return HttpResponse(200, {}, b"{}")

    async def main() -> None:
        async with EchoClient(
            region="us-east-1",
            credentials=CREDENTIALS,
            session=stub_session(answer, environ=case["env"]),
            config=Config(interceptors=[Before(case["requestHeadersBefore"])]),
        ) as client:
            await client.echo(key="k")

    asyncio.run(main())

    expected = dict(line.split(": ", 1) for line in case["requestHeadersAfter"])
    found = sent[0].headers.get("x-amzn-trace-id")
    assert found == expected.get("X-Amzn-Trace-Id")


def test_features_have_the_letters_that_all_sdks_use() -> None:
    known = read("feature_id_to_metric_value.json")

    assert {name: known[name] for name in FEATURES} == FEATURES
