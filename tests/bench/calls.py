"""One client, one small call, many times: prints CPU microseconds a call as JSON.

``python calls.py raw|aiosmithy|aiobotocore PORT COUNT CONCURRENCY``
"""

from __future__ import annotations

import asyncio
import gc
import json
import resource
import sys
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from typing import Any

import payloads

Call = Callable[[], Awaitable[None]]
ACCESS, SECRET = "AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"


async def raw(stack: AsyncExitStack, url: str) -> Call:
    """aiohttp as it comes, everything built beforehand, the reply read and not parsed."""
    import aiohttp
    from yarl import URL

    session = await stack.enter_async_context(aiohttp.ClientSession())
    target = URL(url + payloads.PATH, encoded=True)
    arguments = payloads.wire_arguments()
    del arguments["membershipIdentifier"]
    body = json.dumps(arguments, separators=(",", ":")).encode()
    headers = {
        "Host": url.partition("://")[2],
        "Content-Type": "application/json",
        "X-Amz-Date": "20260301T000000Z",
        "Authorization": "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260301/us-east-1/cleanrooms-ml/"
        f"aws4_request, SignedHeaders=content-type;host;x-amz-date, Signature={'0' * 64}",
        "User-Agent": "raw",
        "Accept": "application/json",
        "Accept-Encoding": "identity",
    }

    async def call() -> None:
        async with session.request(
            "POST", target, headers=headers, data=body
        ) as response:
            assert len(await response.read()) > 100

    return call


async def aiosmithy(stack: AsyncExitStack, url: str) -> Call:
    """The generated client with its defaults; the input is built in the call, as a user does."""
    from aiosmithy import Credentials
    from aiosmithy_cleanroomsml import CleanRoomsMLClient, shapes

    client = await stack.enter_async_context(
        CleanRoomsMLClient(
            region=payloads.REGION,
            credentials=Credentials(ACCESS, SECRET),
            endpoint_url=url,
        )
    )

    async def call() -> None:
        output = await client.start_trained_model_inference_job(
            membership_identifier=payloads.MEMBERSHIP,
            name="nightly-scoring",
            trained_model_arn=payloads.MODEL,
            data_source=shapes.ModelInferenceDataSource(
                ml_input_channel_arn=payloads.CHANNEL
            ),
            resource_config=shapes.InferenceResourceConfig(
                instance_type="ml.m5.4xlarge", instance_count=2
            ),
            output_configuration=shapes.InferenceOutputConfiguration(
                accept="text/csv",
                members=[shapes.InferenceReceiverMember(account_id="111122223333")],
            ),
            environment=payloads.ENVIRONMENT,
            tags=payloads.TAGS,
        )
        assert output.trained_model_inference_job_arn == payloads.JOB

    return call


async def aiobotocore(stack: AsyncExitStack, url: str) -> Call:
    """aiobotocore with a pool as large as the number of tasks."""
    from aiobotocore.config import AioConfig
    from aiobotocore.session import get_session

    client: Any = await stack.enter_async_context(
        get_session().create_client(
            "cleanroomsml",
            region_name=payloads.REGION,
            endpoint_url=url,
            config=AioConfig(max_pool_connections=50),
        )
    )
    arguments = payloads.wire_arguments()

    async def call() -> None:
        output = await client.start_trained_model_inference_job(**arguments)
        assert output["trainedModelInferenceJobArn"] == payloads.JOB

    return call


VARIANTS = {"raw": raw, "aiosmithy": aiosmithy, "aiobotocore": aiobotocore}


def _cpu() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


async def _repeat(call: Call, count: int) -> None:
    for _ in range(count):
        await call()


async def _at_once(call: Call, count: int, concurrency: int) -> None:
    await asyncio.gather(
        *[_repeat(call, count // concurrency) for _ in range(concurrency)]
    )


async def measure(name: str, port: int, count: int, concurrency: int) -> float:
    async with AsyncExitStack() as stack:
        call = await VARIANTS[name](stack, f"http://127.0.0.1:{port}")
        await _at_once(call, max(200, concurrency * 4), concurrency)
        gc.collect()
        start = _cpu()
        await _at_once(call, count, concurrency)
        return (_cpu() - start) / count * 1e6


if __name__ == "__main__":
    variant, port, count, concurrency = sys.argv[1], *map(int, sys.argv[2:])
    print(json.dumps({"us": asyncio.run(measure(variant, port, count, concurrency))}))
