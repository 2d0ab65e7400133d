"""The first call of a process finds its credentials without holding up the event loop."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from hashlib import sha1
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, ClassVar

import pytest

LONGEST = 0.005  # seconds
END = "2099-01-01T00:00:00Z"
KEYS = {
    "AccessKeyId": "AKID",
    "SecretAccessKey": "secret",
    "Token": "token",
    "Expiration": END,
}
STS = f"""<AssumeRoleWithWebIdentityResponse><AssumeRoleWithWebIdentityResult><Credentials>
<AccessKeyId>AKID</AccessKeyId><SecretAccessKey>secret</SecretAccessKey><SessionToken>token</SessionToken>
<Expiration>{END}</Expiration></Credentials></AssumeRoleWithWebIdentityResult></AssumeRoleWithWebIdentityResponse>"""
ROLE = {
    "roleCredentials": {
        "accessKeyId": "AKID",
        "secretAccessKey": "secret",
        "sessionToken": "token",
        "expiration": 4_070_908_800_000,
    }
}
METADATA = "/latest/meta-data/iam/security-credentials"


class Answers(BaseHTTPRequestHandler):
    """All the services that a first call may need."""

    protocol_version = "HTTP/1.1"
    bodies: ClassVar[dict[str, str]] = {
        "/latest/api/token": "a-token",
        f"{METADATA}-extended/": "role",
        f"{METADATA}/": "role",
        f"{METADATA}-extended/role": json.dumps({"Code": "Success", **KEYS}),
        f"{METADATA}/role": json.dumps({"Code": "Success", **KEYS}),
        "/container": json.dumps(KEYS),
        "/federation/credentials": json.dumps(ROLE),
        "/": STS,
    }

    def answer(self) -> None:
        self.rfile.read(int(self.headers.get("content-length", 0)))
        body = self.bodies.get(self.path.partition("?")[0], '{"tags": {}}').encode()
        self.send_response(200)
        self.send_header("content-length", str(len(body)))
        self.send_header("x-aws-ec2-metadata-token-ttl-seconds", "21600")
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_PUT = do_POST = answer  # noqa: N815 - as http.server asks for them

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Answers) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def profile(*lines: str) -> str:
    return "\n".join(("[default]", "region = eu-west-1", *lines, ""))


def environment(way: str, url: str, home: Path) -> dict[str, str]:
    """What makes a process find credentials in one way, and the files that this takes."""
    text, more = profile(), {}
    start = "https://example.awsapps.com/start"
    match way:
        case "environment":
            more = {"AWS_ACCESS_KEY_ID": "AKID", "AWS_SECRET_ACCESS_KEY": "secret"}
        case "files":
            text = profile("aws_access_key_id = AKID", "aws_secret_access_key = secret")
        case "process":
            shown = json.dumps({"Version": 1, **KEYS, "SessionToken": "token"})
            (home / "keys.json").write_text(shown)
            text = profile(f"credential_process = cat {home / 'keys.json'}")
        case "web identity":
            (home / "token").write_text("header.payload.signature")
            more = {
                "AWS_WEB_IDENTITY_TOKEN_FILE": str(home / "token"),
                "AWS_ROLE_ARN": "arn:aws:iam::111122223333:role/it",
                "AWS_ENDPOINT_URL_STS": url,
            }
        case "SSO":
            cache = home / ".aws" / "sso" / "cache"
            cache.mkdir(parents=True)
            name = sha1(b"corp", usedforsecurity=False).hexdigest()
            token = {"accessToken": "a-token", "expiresAt": END, "startUrl": start}
            (cache / f"{name}.json").write_text(json.dumps(token))
            text = profile(
                "sso_session = corp",
                "sso_account_id = 111122223333",
                "sso_role_name = it",
            )
            text += (
                f"[sso-session corp]\nsso_start_url = {start}\nsso_region = eu-west-1\n"
            )
            more = {"AWS_ENDPOINT_URL_SSO": url}
        case "container":
            more = {"AWS_CONTAINER_CREDENTIALS_FULL_URI": f"{url}/container"}
        case "instance":
            more = {"AWS_EC2_METADATA_SERVICE_ENDPOINT": url}
    (home / "config").write_text(text)
    kept = {k: v for k, v in os.environ.items() if not k.startswith("AWS_")}
    files = {
        "HOME": str(home),
        "USERPROFILE": str(home),
        "AWS_CONFIG_FILE": str(home / "config"),
        "AWS_SHARED_CREDENTIALS_FILE": str(home / "credentials"),
    }
    return {**kept, **files, **more}


@pytest.mark.parametrize(
    "way",
    ["environment", "files", "process", "web identity", "SSO", "container", "instance"],
)
def test_the_loop_does_not_stand_still(way: str, url: str, tmp_path: Path) -> None:
    script = Path(__file__).with_name("first_call.py")
    environ = environment(way, url, tmp_path)
    for _ in range(3):  # a processor may be slow at times
        run = subprocess.run(
            [sys.executable, str(script), url],
            env=environ,
            capture_output=True,
            text=True,
            timeout=60,
            check=True,
        )
        seen = json.loads(run.stdout)
        assert (seen["error"], seen["opened"]) == (None, [])
        if seen["busy"] < LONGEST:
            return
    pytest.fail(f"the loop was busy for {seen['busy']:.4f} s at one stretch")
