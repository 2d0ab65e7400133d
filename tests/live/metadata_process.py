"""The instance metadata service, or a container's credentials endpoint, as a process of its own, as strict as AWS's.

``python metadata_process.py instance|container OPTIONS`` prints its URL, then a line ``METHOD path status`` for every
request, and serves until its standard input is closed. ``OPTIONS`` are JSON: the fields of :class:`Options`.
"""

from __future__ import annotations

import json
import sys
import threading
import time
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from attrs import define

ROLES = "/latest/meta-data/iam/security-credentials"
SECRET = "a-secret-of-the-fake"


@define
class Options:
    """How it behaves."""

    role: str | None = "web-server"
    """The role of the instance."""

    account: str | None = None
    """Its account; without one there is no extended API."""

    life: int = 6 * 3600
    """Seconds for which keys hold."""

    uses: int = 1_000_000
    """How many answers a token of the metadata service is good for."""

    refuses: bool = False
    """Whether it is switched off."""

    silent: bool = False
    """Whether the answer with the token gets lost on its way, as it does where there are more hops than allowed."""

    busy: int = 0
    """How many requests are turned away at first."""

    token_file: str | None = None
    """What a caller of the container's endpoint has to show is in this file."""


class Service(BaseHTTPRequestHandler):
    """What both have in common."""

    protocol_version = "HTTP/1.1"
    options: Options
    counts: dict[str, int]
    tokens: dict[str, int]  # token → uses left
    lock: threading.Lock

    def count(self, what: str) -> int:
        with self.lock:
            self.counts[what] = self.counts.get(what, 0) + 1
            return self.counts[what]

    def keys(self, **more: str) -> str:
        """New keys AKID1, AKID2, …"""
        end = datetime.now(UTC) + timedelta(seconds=self.options.life)
        name = f"AKID{self.count('keys')}"
        keys = {"AccessKeyId": name, "SecretAccessKey": SECRET, "Token": f"of-{name}"}
        return json.dumps({**keys, "Expiration": f"{end:%Y-%m-%dT%H:%M:%SZ}", **more})

    def reply(self, status: int, text: str = "", **headers: str) -> None:
        body = text.encode()
        print(self.command, self.path, status, flush=True)
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def answer(self) -> None:
        if self.count("requests") <= self.options.busy:
            self.reply(503, "busy")
        else:
            self.serve()

    def serve(self) -> None:
        raise NotImplementedError

    do_GET = do_PUT = do_POST = answer  # noqa: N815 - as http.server asks for them

    def log_message(self, format: str, *arguments: Any) -> None:
        """Say nothing."""


class Instance(Service):
    """The metadata service, version 2 only."""

    def serve(self) -> None:
        if self.options.refuses:
            self.reply(403)
        elif (self.command, self.path) == ("PUT", "/latest/api/token"):
            self.give_token()
        elif not self.has_token():
            self.reply(401)
        elif self.command != "GET":
            self.reply(405)
        else:
            self.give(self.path)

    def give_token(self) -> None:
        seconds = self.headers.get("x-aws-ec2-metadata-token-ttl-seconds", "")
        if not seconds.isdecimal() or not 1 <= int(seconds) <= 21_600:
            self.reply(400)
        elif "x-forwarded-for" in self.headers:  # it came through a proxy
            self.reply(403)
        elif self.options.silent:
            print("PUT", self.path, "lost", flush=True)
            time.sleep(30)
        else:
            token = f"metadata-token-{self.count('tokens')}=="
            self.tokens[token] = self.options.uses
            self.reply(200, token, x_aws_ec2_metadata_token_ttl_seconds=seconds)

    def has_token(self) -> bool:
        token = self.headers.get("x-aws-ec2-metadata-token", "")
        with self.lock:
            left = self.tokens.get(token, 0)
            self.tokens[token] = left - 1
        return left > 0

    def give(self, path: str) -> None:
        role, account = self.options.role, self.options.account
        extended = path.startswith(f"{ROLES}-extended/")
        if path == "/latest/meta-data/placement/region":
            self.reply(200, "eu-west-1")
        elif role is None or (extended and account is None):
            self.reply(404)
        elif path in (f"{ROLES}/", f"{ROLES}-extended/"):
            self.reply(200, role)
        elif path == f"{ROLES}/{role}":
            self.reply(200, self.keys(Code="Success", Type="AWS-HMAC"))
        elif path == f"{ROLES}-extended/{role}":
            self.reply(200, self.keys(Code="Success", AccountId=account or ""))
        else:
            self.reply(404)


class Container(Service):
    """What ECS and EKS put beside a container."""

    def serve(self) -> None:
        file = self.options.token_file
        token = None if file is None else Path(file).read_text("utf-8").strip()
        if self.headers.get("authorization") != token:
            message = f"not {self.headers.get('authorization')}"
            self.reply(401, json.dumps({"message": message}))
        elif (self.command, self.path) != ("GET", "/v1/credentials"):
            self.reply(404)
        else:
            self.reply(200, self.keys(AccountId="111122223333"))


def main(kind: str, options: str) -> None:
    handler: Any = {"instance": Instance, "container": Container}[kind]
    handler.options = Options(**json.loads(options))
    handler.counts, handler.tokens = {}, {}
    handler.lock = threading.Lock()
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    print(f"http://127.0.0.1:{server.server_port}", flush=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    sys.stdin.read()


if __name__ == "__main__":
    main(*sys.argv[1:])
