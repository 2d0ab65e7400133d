"""The SDKs' published cases of finding credentials: an environment, files, recorded traffic, and what comes of them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from aiosmithy import Credentials, Session
from aiosmithy.errors import ConnectionFailedError
from aiosmithy.http import HttpRequest, HttpResponse
from aiosmithy.testing import StubTransport, VirtualTime
from attrs import Factory, define, frozen

VECTORS = Path(__file__).resolve().parents[3] / "shared/conformance/credentials"
SMITHY_RS = VECTORS / "smithy-rs"
BEFORE_ALL_ENDS = 1_234_567_000.0  # the earliest expiry in the cases is 1234567890
_IN_FILES = ("/token.jwt",)
_COMPARED = (
    "accept",
    "x-amz-sso_bearer_token",
    "x-aws-ec2-metadata-token",
    "x-aws-ec2-metadata-token-ttl-seconds",
)
_KEY_IN_BODY = re.compile(r'AccessKeyId(?:>|" *: *")(\w+)')


def folders(suite: str) -> list[Path]:
    """The folders of a suite's cases."""
    return sorted(path.parent for path in (SMITHY_RS / suite).glob("*/test-case.json"))


@frozen
class Exchange:
    """One recorded request, and what was answered."""

    method: str
    url: str
    headers: Mapping[str, str]
    body: str
    status: int
    reply_headers: Mapping[str, str]
    reply: str

    def answer(self) -> HttpResponse:
        return HttpResponse(self.status, self.reply_headers, self.reply.encode())


def exchanges(folder: Path) -> list[Exchange]:
    """What a case's traffic is."""
    recorded = json.loads((folder / "http-traffic.json").read_text("utf-8"))["events"]
    connections = sorted({event["connection_id"] for event in recorded})
    return [
        _exchange([e["action"] for e in recorded if e["connection_id"] == each])
        for each in connections
    ]


def _exchange(actions: list[Any]) -> Exchange:
    (request,) = (a["Request"]["request"] for a in actions if "Request" in a)
    (answer,) = (a["Response"]["response"]["Ok"] for a in actions if "Response" in a)
    data = {"Request": "", "Response": ""}
    for action in actions:
        if "Data" in action:
            data[action["Data"]["direction"]] += action["Data"]["data"]["Utf8"]
    return Exchange(
        request["method"],
        request["uri"],
        {name.lower(): values[0] for name, values in request["headers"].items()},
        data["Request"],
        answer["status"],
        {
            name: values[0]
            for name, values in answer["headers"].items()
            if name != "content-length"  # some bodies were replaced afterwards
        },
        data["Response"],
    )


@define
class Replay:
    """Answers requests as they were recorded; more than were recorded fail, if they repeat the last one."""

    recorded: list[Exchange]
    known_keys: str
    problems: list[str] = Factory(list)
    count: int = 0

    def __call__(self, request: HttpRequest) -> HttpResponse:
        index = self.count
        self.count += 1
        expected = self.recorded[min(index, len(self.recorded) - 1) :][:1]
        if not expected:
            self.problems.append(f"nothing was to be sent, but {request.url} was")
            raise ConnectionFailedError("no traffic was recorded")
        self.problems += self._differences(expected[0], request)
        if index >= len(self.recorded):
            raise ConnectionFailedError("no more traffic was recorded")
        return expected[0].answer()

    def _differences(self, expected: Exchange, request: HttpRequest) -> Iterator[str]:
        pairs: dict[str, tuple[object, object]] = {
            "method": (request.method, expected.method),
            "URL": (_place(request.url), _place(expected.url)),
            "form": (_form(request.body), _form(expected.body.encode())),
        }
        for name in _COMPARED:
            if name in expected.headers:
                pairs[name] = request.headers.get(name), expected.headers[name]
        for name, (found, wanted) in pairs.items():
            if found != wanted:
                yield f"{name} is {found!r}, expected {wanted!r}"
        signed = "authorization" in expected.headers
        if signed:
            yield from self._signer(request)

    def _signer(self, request: HttpRequest) -> Iterator[str]:
        """Who signs has been answered last, else stands in a file. The recordings' own signers were altered."""
        replies = [each.reply for each in self.recorded[: self.count - 1]]
        known = [key for reply in replies for key in _KEY_IN_BODY.findall(reply)]
        sent = request.headers.get("authorization", "")
        key = sent.partition("Credential=")[2].partition("/")[0]
        if key != known[-1] if known else not key or key not in self.known_keys:
            yield f"signed by {key!r}, expected {known[-1:] or 'a key of the files'}"


def _place(url: str) -> tuple[str, str, str, dict[str, list[str]]]:
    parts = urlsplit(url)
    return parts.scheme, parts.netloc, parts.path or "/", parse_qs(parts.query)


def _form(body: object) -> dict[str, list[str]]:
    """The fields of a form, without those that are another's own: names of sessions; the tokens and the roles of web
    identity, which were altered in the recordings."""
    assert isinstance(body, bytes)
    fields = parse_qs(body.decode())
    fields.pop("RoleSessionName", None)
    if "WebIdentityToken" in fields:
        fields["WebIdentityToken"] = fields["RoleArn"] = ["altered"]
    return fields


@define
class Case:
    """One case, with its files in a folder of this machine."""

    folder: Path
    home: Path

    def __attrs_post_init__(self) -> None:
        source = self.folder / "fs"
        for path in source.rglob("*") if source.is_dir() else ():
            copy = self.home / path.relative_to(source)
            if path.is_file():
                copy.parent.mkdir(parents=True, exist_ok=True)
                copy.write_text(self._here(path.read_text("utf-8")), "utf-8")

    def _here(self, text: str) -> str:
        for path in _IN_FILES:
            text = text.replace(path, f"{self.home}{path}")
        return text

    @property
    def result(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(
            (self.folder / "test-case.json").read_text("utf-8")
        )["result"]
        return found

    def environ(self) -> dict[str, str]:
        given = json.loads((self.folder / "env.json").read_text("utf-8"))
        values = {name: self._here(value) for name, value in given.items()}
        return {**values, "HOME": f"{self.home}{given.get('HOME', '/home')}"}

    def replay(self) -> Replay:
        files = (path for path in self.home.rglob("*") if path.is_file())
        texts = [path.read_text("utf-8") for path in files]
        return Replay(exchanges(self.folder), "\n".join(texts))

    def session(self, replay: Replay) -> Session:
        time = VirtualTime(BEFORE_ALL_ENDS)
        return Session(
            transport=StubTransport(replay),
            environ=self.environ(),
            clock=time.clock,
            monotonic=time.clock,
            sleep=time.sleep,
            random=lambda: 0.5,
        )


def facts(found: Credentials) -> dict[str, object]:
    """Credentials as a case has them."""
    expiry = found.expiration
    assert expiry is None or isinstance(expiry, datetime)
    known = {
        "access_key_id": found.access_key_id,
        "secret_access_key": found.secret_access_key,
        "session_token": found.session_token,
        "account_id": found.account_id,
        "expiry": None if expiry is None else int(expiry.timestamp()),
    }
    return {name: value for name, value in known.items() if value is not None}
