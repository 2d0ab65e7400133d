"""The published signing suites as requests of ours: what is signed, by whom, when."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from aiosmithy import Credentials
from aiosmithy.http import HttpRequest

SUITES = Path(__file__).resolve().parents[3] / "shared" / "conformance" / "signing"
CLASSIC = SUITES / "sigv4-botocore"
V4 = SUITES / "aws-signing-test-suite" / "v4"
V4A = SUITES / "aws-signing-test-suite" / "v4a"

NOW = 1_440_938_160.0  # 2015-08-30T12:36:00Z, in every case

needs_suites = pytest.mark.skipif(
    not SUITES.exists(),
    reason="the published vectors lie in ../shared, which is not here",
)


class SigningCase:
    """A case with its settings.

    Attributes:
        late_token: Whether the session token is added when the request is signed already.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        context = json.loads(read(folder / "context.json"))
        assert context["timestamp"] == "2015-08-30T12:36:00Z"
        keys = context["credentials"]
        late = context.get("omit_session_token", False)
        self.identity = Credentials(
            keys["access_key_id"],
            keys["secret_access_key"],
            None if late else keys.get("token"),
        )
        self.region: str = context["region"]
        self.service: str = context["service"]
        self.expires_in: int = context["expiration_in_seconds"]
        self.sign_body: bool = context.get("sign_body", False)
        self.raw_path: bool = not context["normalize"]

    def __repr__(self) -> str:
        return self.folder.name

    def request(self) -> HttpRequest:
        """The request; a path that is signed as it is sent is encoded, since what is sent is."""
        request = parsed(read(self.folder / "request.txt"))
        if self.raw_path:
            request.path = quote(request.path, safe="/~")
        return request

    def expected(self, name: str) -> str:
        """What the case says: of the header or of the query form."""
        return read(self.folder / f"{name}.txt")


def cases(suite: Path) -> list[SigningCase]:
    """The cases that have all parts."""
    return [
        SigningCase(path.parent)
        for path in sorted(suite.glob("*/context.json"))
        if (path.parent / "header-signature.txt").exists()
    ]


def read(path: Path) -> str:
    return path.read_text("utf-8").replace("\r\n", "\n")


def parsed(text: str) -> HttpRequest:
    """A request as the suites write it: request line, headers, blank line, body."""
    head, _, body = text.partition("\n\n")
    line, *lines = head.rstrip("\n").split("\n")
    method, _, rest = line.partition(" ")
    target = rest[: rest.lower().rindex(" http/1.1")]
    path, _, query = target.partition("?")
    headers = _headers(lines)
    query = "&".join(
        "=".join(quote(part, safe="-_.~%") for part in pair.split("=", 1))
        for pair in query.split("&")
    )
    return HttpRequest(
        method,
        path or "/",
        query=query,
        headers=headers,
        body=body.encode(),
        origin="https://" + headers["host"],
    )


def _headers(lines: list[str]) -> dict[str, str]:
    """Names in lower case; what has one name is one value, and a line that begins with a blank belongs to the one before."""
    found: dict[str, list[str]] = {}
    name = ""
    for line in lines:
        if line[:1] in " \t":
            found[name][-1] += " " + line.strip()
        else:
            key, _, value = line.partition(":")
            name = key.lower()
            found.setdefault(name, []).append(value.strip())
    return {name: ",".join(values) for name, values in found.items()}


class Spy:
    """Keeps what a function gave."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, module: Any, name: str) -> None:
        self.gave: Any = None
        self._function = getattr(module, name)
        monkeypatch.setattr(module, name, self)

    def __call__(self, *args: Any) -> Any:
        self.gave = self._function(*args)
        return self.gave
