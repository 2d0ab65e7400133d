"""The whole of Clean Rooms ML as a user has it: a script with the generated folder on its path."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from differential import (
    needs_model,
    out_fixture,  # noqa: F401 - a fixture
)

pytestmark = needs_model

SCRIPT = """
import asyncio, inspect, sys
from aiohttp import web
from aiosmithy import Config as OurConfig
from aiosmithy import Credentials, response_metadata
from aiosmithy_cleanroomsml import CleanRoomsMLClient, shapes

public = [name for name, value in vars(CleanRoomsMLClient).items()
          if inspect.iscoroutinefunction(value) and not name.startswith("_")]
assert len(public) == 59, len(public)

async def start(request):
    body = await request.json()
    assert body["resourceConfig"] == {"instanceType": "ml.m5.xlarge", "instanceCount": 1}
    return web.json_response({"trainedModelInferenceJobArn": "arn:" + body["name"]})

async def main():
    app = web.Application()
    app.router.add_post("/memberships/{m}/trained-model-inference-jobs", start)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = site._server.sockets[0].getsockname()[1]
    async with CleanRoomsMLClient(
        region="eu-west-1",
        credentials=Credentials("AKIDEXAMPLE", "secret"),
        endpoint_url=f"http://127.0.0.1:{port}",
    ) as client:
        started = await client.start_trained_model_inference_job(
            membership_identifier="0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9",
            name="nightly-scoring",
            trained_model_arn="arn:aws:m",
            data_source=shapes.ModelInferenceDataSource(ml_input_channel_arn="arn:aws:c"),
            resource_config=shapes.InferenceResourceConfig(instance_type="ml.m5.xlarge"),
            output_configuration=shapes.InferenceOutputConfiguration(
                members=[shapes.InferenceReceiverMember(account_id="111122223333")],
            ),
        )
    await runner.cleanup()
    print(CleanRoomsMLClient.__module__, started.trained_model_inference_job_arn)
    print(sys.modules["aiosmithy_cleanroomsml"].__file__)

asyncio.run(main())
"""


def test_a_users_script_with_the_folder_first_on_the_path(out: Path) -> None:
    program = f"import sys; sys.path.insert(0, {str(out)!r})\n{SCRIPT}"
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", program],
        capture_output=True,
        text=True,
        env={**os.environ, "NO_PROXY": "*"},
        timeout=60,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    first, second = done.stdout.splitlines()
    assert first == "aiosmithy_cleanroomsml.client arn:nightly-scoring"
    assert Path(second).is_relative_to(out)
