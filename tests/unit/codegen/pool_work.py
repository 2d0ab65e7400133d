"""Work for the processes of a pool: a worker imports it by name."""

from __future__ import annotations

import os
import signal
import sys
import time

from aiosmithy_codegen.errors import ModelError


def work(order: str) -> str:
    """Do as ordered."""
    match order.partition(" "):
        case ("die", _, "killed"):
            os.kill(os.getpid(), signal.SIGKILL)
        case ("die", _, code):
            os._exit(int(code))
        case ("fail", _, problem):
            raise ModelError(problem, file="model.json", remedy="Mend it.")
        case ("break", _, _):
            raise KeyError("odd")
        case ("exit", _, _):
            sys.exit(3)
        case ("sleep", _, seconds):
            time.sleep(float(seconds))
        case ("process", _, _):
            return str(os.getpid())
        case ("hoard", _, megabytes):
            return f"{len(bytearray(os.urandom(1) * (int(megabytes) << 20)))}"
    return order
