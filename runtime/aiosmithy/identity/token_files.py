"""The files in which the AWS CLI keeps what a sign-in gave it, and in which it looks for what we renewed.

One JSON object in each. They hold secrets: whoever writes one makes it readable to its owner only, and puts it in place
at once, so that nobody reads half of it. No message has anything of what they hold.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Any, Final, cast

from ..errors import IdentityError
from ..timestamps import parse_date_time
from .base import SignInRequiredError

__all__ = ["TokenFile"]

_log = logging.getLogger("aiosmithy")

_MOST_BYTES: Final = 1024 * 1024
_WRITING: Final = 1.0  # seconds


class TokenFile:
    """One such file.

    Args:
        path: Where it is.
        remedy: The command that makes it anew, for messages.
    """

    __slots__ = ("path", "remedy")

    def __init__(self, path: str, remedy: str) -> None:
        self.path = path
        self.remedy = remedy

    async def load(self) -> dict[str, Any]:
        """What is in it, read in a thread.

        Raises:
            SignInRequiredError: There is no such file.
            IdentityError: It cannot be read, or is no JSON object.
        """
        return await asyncio.to_thread(self._load)

    def _load(self) -> dict[str, Any]:
        try:
            with open(self.path, "rb") as file:
                content = file.read(_MOST_BYTES + 1)
        except FileNotFoundError:
            raise SignInRequiredError(
                f"there is no {self.path}; {self.remedy}"
            ) from None
        except (OSError, ValueError) as error:
            reason = error.strerror if isinstance(error, OSError) else "not a path"
            raise IdentityError(
                f"{self.path} cannot be read ({reason}); see that it is a file of this user's"
            ) from error
        document: object
        try:
            if len(content) > _MOST_BYTES:
                raise ValueError
            document = json.loads(content)
        except (ValueError, RecursionError):  # its text may hold parts of a token
            document = None
        if not isinstance(document, dict):
            raise self.broken("is not a JSON object")
        return cast("dict[str, Any]", document)

    async def reload(self, sleep: Callable[[float], Awaitable[None]]) -> dict[str, Any]:
        """What is in it a moment later.

        Of two processes that renew at once, one may be told that what it renews with is used up. The other one is then
        about to write.
        """
        await sleep(_WRITING)
        return await self.load()

    async def save(self, document: Mapping[str, Any]) -> None:
        """Replace what is in it, in a thread. What cannot be written is told to the log: it can be used all the same."""
        try:
            await asyncio.to_thread(self._save, json.dumps(document))
        except OSError as error:
            _log.warning(
                "cannot write %s (%s): other processes will not have what was renewed",
                self.path,
                error.strerror,
            )

    def _save(self, text: str) -> None:
        from tempfile import mkstemp

        folder = os.path.dirname(self.path)
        os.makedirs(folder, mode=0o700, exist_ok=True)
        # It is its owner's only (0600) from the start.
        handle, draft = mkstemp(dir=folder, suffix=".tmp")
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            os.replace(draft, self.path)
        except BaseException:
            os.unlink(draft)
            raise

    def text(self, document: Mapping[str, Any], *names: str) -> str:
        """A text in the document, or in the objects in it.

        Raises:
            IdentityError: There is none.
        """
        value: object = document
        for name in names:
            value = _members(value).get(name)
        if not isinstance(value, str) or not value:
            raise self.broken(f"has no {'.'.join(names)}")
        return value

    def moment(self, document: Mapping[str, Any], *names: str) -> datetime:
        """A time in it.

        Raises:
            IdentityError: There is none.
        """
        text = self.text(document, *names)
        try:
            # Versions of the CLI wrote "UTC" in place of the Z.
            return parse_date_time(text.removesuffix("UTC"))
        except (ValueError, OverflowError):
            raise self.broken(f"has no time as {'.'.join(names)}") from None

    def broken(self, problem: str) -> IdentityError:
        """The error that says what is wrong with it."""
        return IdentityError(f"{self.path} {problem}; {self.remedy}")


def _members(value: object) -> Mapping[str, Any]:
    return cast("dict[str, Any]", value) if isinstance(value, dict) else {}
