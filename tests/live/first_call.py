"""Makes the first call of a process, and prints how long its event loop stood still.

``python first_call.py URL`` prints JSON: ``busy`` is the CPU seconds that the loop's thread spent at one stretch, at
most; ``opened`` the files that this thread opened itself, modules left aside; ``error`` what the call ended in, if it
did. CPU and not elapsed time, for the machine may be busy with other things.
"""

from __future__ import annotations

import asyncio
import json
import sys
from os import devnull
from threading import get_ident
from time import thread_time
from typing import Any

from aiosmithy_cleanroomsml import CleanRoomsMLClient

MEMBERSHIP = "membership/11111111-1111-1111-1111-111111111111"
JOB = "trained-model-inference-job/11111111-1111-1111-1111-111111111111"
ARN = f"arn:aws:cleanrooms-ml:eu-west-1:111122223333:{MEMBERSHIP}/{JOB}"

opened: list[str] = []
watched = 0


def watch(event: str, arguments: tuple[Any, ...]) -> None:
    """Note what the loop's thread opens."""
    if event == "open" and get_ident() == watched:
        path = str(arguments[0])
        # Modules aside, and a program's pipes: those are on no disk.
        if not path.endswith((".py", ".pyc", devnull)) and not path.isdigit():
            opened.append(path)


async def tick(stretches: list[float]) -> None:
    """Be called as often as the loop can."""
    while True:
        before = thread_time()
        await asyncio.sleep(0.0005)
        stretches.append(thread_time() - before)


async def main() -> None:
    global watched  # noqa: PLW0603 - the hook of an interpreter has nothing else to look at
    stretches: list[float] = []
    error = None
    ticker = asyncio.create_task(tick(stretches))
    await asyncio.sleep(0.01)
    watched = get_ident()
    async with CleanRoomsMLClient(endpoint_url=sys.argv[1]) as client:
        try:
            await client.list_tags_for_resource(resource_arn=ARN)
        except Exception as caught:  # the test shows it
            error = f"{type(caught).__name__}: {caught}"
    watched = 0
    await asyncio.sleep(0.01)
    ticker.cancel()
    print(json.dumps({"busy": max(stretches), "opened": opened, "error": error}))


sys.addaudithook(watch)
asyncio.run(main())
