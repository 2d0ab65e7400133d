"""The local service's model, and a signer that is not ours."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
from aiosmithy_codegen.serve.app import build_app, running
from aiosmithy_codegen.serve.command import read_selection
from aiosmithy_codegen.serve.settings import (
    DEFAULT_ACCESS_KEY,
    DEFAULT_SECRET_KEY,
    Settings,
)
from attrs import frozen
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from yarl import URL

MODEL = Path(__file__).parents[2] / "specs" / "cleanroomsml" / "model.json"
MEMBERSHIP = "a1b2c3d4-5678-4abc-9def-0123456789ab"
ARN = f"arn:aws:cleanrooms-ml:eu-west-1:111122223333:membership/{MEMBERSHIP}"
JOBS = f"/memberships/{MEMBERSHIP}/trained-model-inference-jobs"
JOB: dict[str, Any] = {
    "name": "nightly scoring",
    "trainedModelArn": f"{ARN}/trained-model/m",
    "dataSource": {"mlInputChannelArn": f"{ARN}/ml-input-channel/c"},
    "resourceConfig": {"instanceType": "ml.m5.xlarge"},
    "outputConfiguration": {"members": [{"accountId": "111122223333"}]},
}


@frozen
class Reply:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def code(self) -> str | None:
        return self.headers.get("x-amzn-errortype")

    @property
    def data(self) -> Any:
        return json.loads(self.body)


@frozen
class Caller:
    """Sends signed and unsigned requests."""

    url: str
    session: aiohttp.ClientSession

    async def plain(
        self,
        method: str,
        target: str,
        body: bytes = b"",
        headers: dict[str, str] | None = None,
    ) -> Reply:
        url = URL(self.url + target, encoded=True)
        async with self.session.request(
            method, url, data=body, headers=headers
        ) as response:
            received = {k.lower(): v for k, v in response.headers.items()}
            return Reply(response.status, received, await response.read())

    async def __call__(
        self,
        method: str,
        target: str,
        body: Any = None,
        secret: str = DEFAULT_SECRET_KEY,
    ) -> Reply:
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        data = b"" if body is None else data
        headers = {} if body is None else {"content-type": "application/json"}
        request = AWSRequest(method, self.url + target, data=data, headers=headers)
        signer = SigV4Auth(
            Credentials(DEFAULT_ACCESS_KEY, secret), "cleanrooms-ml", "eu-west-1"
        )
        signer.add_auth(request)
        return await self.plain(method, target, data, dict(request.headers))


@asynccontextmanager
async def caller(**settings: Any) -> AsyncIterator[Caller]:
    app = build_app(read_selection(str(MODEL)), Settings(**settings))
    async with running(app) as url, aiohttp.ClientSession() as session:
        yield Caller(url, session)


def drive(story: Callable[[Caller], Awaitable[None]], **settings: Any) -> None:
    async def told() -> None:
        async with caller(**settings) as call:
            await story(call)

    asyncio.run(told())
