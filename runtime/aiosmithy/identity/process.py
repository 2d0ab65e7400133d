"""Credentials that a program prints (``credential_process``).

https://docs.aws.amazon.com/sdkref/latest/guide/feature-process-credentials.html
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

from ..errors import IdentityError
from .base import Credentials, IdentityResolver
from .documents import read_credentials, read_document

if TYPE_CHECKING:
    from ..session import Session

__all__ = ["ProcessResolver"]

_WHERE: Final = "the program of credential_process"
_PATIENCE: Final = 60.0
_MOST_BYTES: Final = 1 << 16


class ProcessResolver(IdentityResolver):
    """Runs a program and reads credentials from its output. What it writes to its error output is the user's to see.

    Args:
        command: The command line, for the system's shell, as most AWS SDKs run it.
        timeout: How many seconds the program may take; it is killed then.
        session: The environment to run it in.
    """

    __slots__ = ("_command", "_session", "_timeout")

    def __init__(
        self,
        command: str,
        *,
        timeout: float = _PATIENCE,
        session: Session | None = None,
    ) -> None:
        self._command = command
        self._timeout = timeout
        self._session = session

    async def resolve(self) -> Credentials:
        """What the program prints now.

        Raises:
            IdentityError: It cannot be run, takes too long, fails, or prints anything else.
        """
        document = read_document(await self._output(), _WHERE)
        version = document.get("Version")
        if version != 1 or isinstance(version, bool):
            raise IdentityError(
                f'{_WHERE} printed credentials of an unknown version; it has to print "Version": 1'
            )
        return read_credentials(document, _WHERE, "SessionToken")

    async def _output(self) -> bytes:
        transport, printed = await self._start()
        try:
            async with asyncio.timeout(self._timeout):
                await printed.whole
                await asyncio.wait({printed.ended})  # which leaves the future as it is
        except TimeoutError:
            _kill_group(transport.get_pid())
            raise IdentityError(
                f"{_WHERE} took longer than {self._timeout:g} seconds; run it yourself to see what it waits for"
            ) from None
        except BaseException:
            _kill_group(transport.get_pid())
            raise
        finally:
            transport.close()  # and kill it, if it still runs
            await asyncio.wait({printed.ended})
        status = transport.get_returncode()
        if status != 0:
            raise IdentityError(
                f"{_WHERE} ended with exit code {status}; run it yourself to see why"
            )
        return bytes(printed.output)

    async def _start(self) -> tuple[asyncio.SubprocessTransport, _Printed]:
        environ = None if self._session is None else dict(self._session.environ)
        try:
            return await asyncio.get_running_loop().subprocess_shell(
                _Printed,
                self._command,
                stderr=None,
                env=environ,
                **_surroundings(),
            )
        except (OSError, ValueError) as error:  # ValueError: NUL in the command
            reason = error.strerror if isinstance(error, OSError) else "a NUL in it"
            raise IdentityError(f"{_WHERE} cannot be run: {reason}") from error
        except NotImplementedError as error:
            raise IdentityError(
                f"{_WHERE} cannot be run: this event loop runs no programs; on Windows use the proactor loop"
            ) from error

    def __repr__(self) -> str:  # the command may have a secret in it
        return "ProcessResolver()"


def _surroundings() -> dict[str, Any]:
    """At a terminal a program may ask for a code, so it is left there; elsewhere all that it starts can end with it."""
    if sys.stdin is not None and not sys.stdin.closed and sys.stdin.isatty():
        return {"stdin": None}
    return {"stdin": asyncio.subprocess.DEVNULL, "start_new_session": True}


def _kill_group(pid: int) -> None:
    """End all that a program has started, such as the other half of a pipeline, if it has a group of its own."""
    if sys.platform != "win32":
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(pid, signal.SIGKILL)


class _Printed(asyncio.SubprocessProtocol):
    """What a program prints.

    Asyncio's own streams would wait, after a program was killed, for whatever it has started and left behind.

    Attributes:
        whole: Is done when the output has ended, or has become too much.
        ended: Is done when the program has.
    """

    def __init__(self) -> None:
        loop = asyncio.get_running_loop()
        self.output = bytearray()
        self.whole: asyncio.Future[None] = loop.create_future()
        self.ended: asyncio.Future[None] = loop.create_future()

    def pipe_data_received(self, fd: int, data: bytes) -> None:
        """Take the next part, as long as it is little."""
        if len(self.output) + len(data) <= _MOST_BYTES:
            self.output += data
        elif not self.whole.done():
            self.whole.set_exception(
                IdentityError(f"{_WHERE} printed more than {_MOST_BYTES:,} bytes")
            )

    def pipe_connection_lost(self, fd: int, exc: Exception | None) -> None:
        """Note the end of the output."""
        if not self.whole.done():
            self.whole.set_result(None)

    def process_exited(self) -> None:
        """Note the end of the program."""
        if not self.ended.done():
            self.ended.set_result(None)
