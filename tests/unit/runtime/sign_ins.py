"""What ``aws sso login`` and ``aws login`` leave behind, in a folder of the test, and services that know it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from hashlib import sha1, sha256
from pathlib import Path
from typing import Any

from aiosmithy.http import HttpRequest, HttpResponse
from aiosmithy.session import Session
from aiosmithy.testing import VirtualTime, stub_session

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
SECRETS = ("old-access-token", "old-refresh-token", "the-client-secret")


def at(seconds: float) -> str:
    """A time so many seconds from now, as the CLI writes it."""
    return f"{NOW + timedelta(seconds=seconds):%Y-%m-%dT%H:%M:%SZ}"


def sso_file(home: Path, name: str) -> Path:
    """The file of a session's token, or of a start URL's."""
    return _file(home / ".aws/sso/cache", sha1(name.encode()).hexdigest())


def login_file(home: Path, login_session: str) -> Path:
    """The file of a login's credentials."""
    return _file(home / ".aws/login/cache", sha256(login_session.encode()).hexdigest())


def _file(folder: Path, digest: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"{digest}.json"


def put(path: Path, document: object) -> None:
    path.write_text(json.dumps(document), "utf-8")


def read(path: Path) -> Any:
    return json.loads(path.read_text("utf-8"))


def sso_token(left: float, **changes: object) -> dict[str, object]:
    """What the CLI keeps of a sign-in with an ``sso-session``; ``left`` are the seconds until its end."""
    known = {
        "startUrl": "https://example.awsapps.com/start",
        "region": "eu-west-1",
        "accessToken": "old-access-token",
        "expiresAt": at(left),
        "refreshToken": "old-refresh-token",
        "clientId": "the-client",
        "clientSecret": "the-client-secret",
        "registrationExpiresAt": at(86_400),
        "somethingNew": {"kept": True},
    }
    return {k: v for k, v in {**known, **changes}.items() if v is not None}


def reply(
    body: Mapping[str, object], status: int = 200, error: str = ""
) -> HttpResponse:
    headers = {"x-amzn-errortype": error} if error else {}
    return HttpResponse(status, headers, json.dumps(body).encode())


def session(
    home: Path,
    answer: Callable[[HttpRequest], HttpResponse],
    *,
    time: VirtualTime | None = None,
    **environ: str,
) -> Session:
    """A session at :data:`NOW` with this home."""
    return stub_session(
        answer,
        time=time or VirtualTime(NOW.timestamp()),
        environ={"HOME": str(home), **environ},
    )


class Portal:
    """IAM Identity Center: both of its services.

    Attributes:
        renewal, role: What the next requests for a token and for credentials are answered with.
        asked: The requests so far.
    """

    def __init__(self) -> None:
        self.asked: list[HttpRequest] = []
        self.renewal: Callable[[], HttpResponse] = lambda: reply(
            {"accessToken": "new-access-token", "expiresIn": 28_800}
        )
        self.role: Callable[[], HttpResponse] = lambda: reply(
            {"roleCredentials": self.keys()}
        )

    def keys(self) -> dict[str, object]:
        return {
            "accessKeyId": "ASIAROLE",
            "secretAccessKey": "role-secret",
            "sessionToken": "role-session",
            "expiration": int((NOW.timestamp() + 3_600) * 1000),
        }

    def __call__(self, request: HttpRequest) -> HttpResponse:
        self.asked.append(request)
        return self.renewal() if "oidc" in request.origin else self.role()

    @property
    def bearer(self) -> str:
        """The token that the last request for credentials came with."""
        return self.asked[-1].headers["x-amz-sso_bearer_token"]
