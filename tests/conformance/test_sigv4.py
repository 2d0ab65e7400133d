"""The published SigV4 suites: canonical request, string to sign and signature, header form."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote

import pytest
from aiosmithy.sigv4 import (
    EMPTY_SHA256,
    authorization_header,
    canonical_headers,
    canonical_path,
    canonical_query,
    canonical_request,
    credential_scope,
    signature,
    signing_key,
    string_to_sign,
)

SUITES = Path(__file__).resolve().parents[3] / "shared" / "conformance" / "signing"
CLASSIC = SUITES / "sigv4-botocore"
CURRENT = SUITES / "aws-signing-test-suite" / "v4"

# botocore skips these itself: their expectations sign a query or a path that is not the one sent.
CONTRADICTORY = {
    "get-space",
    "get-vanilla-query-order-key",
    "get-vanilla-query-order-key-case",
} | {"get-vanilla-query-order-value"}

# The one case with a token has it outside its request.
CLASSIC_TOKEN = "6e86291e8372ff2a2260956d9b8aae1d763fbf315fa00fa31553b73ebf194267"

needs_suites = pytest.mark.skipif(
    not SUITES.exists(),
    reason="the published vectors lie in ../shared, which is not here",
)


class Request:
    """A request as the suites write it: request line, headers, blank line, body."""

    def __init__(self, text: str) -> None:
        head, _, self.body = text.partition("\n\n")
        line, *headers = head.rstrip("\n").split("\n")
        self.method, _, rest = line.partition(" ")
        target = rest.rpartition(" HTTP/1.1")[0] or rest.rpartition(" http/1.1")[0]
        path, _, query = target.partition("?")
        self.path, self.query = path or "/", query
        self.headers: dict[str, list[str]] = {}
        name = ""
        for header in headers:
            if header[:1] in " \t":
                self.headers[name][-1] += " " + header.strip()
            else:
                key, _, value = header.partition(":")
                name = key.lower()
                self.headers.setdefault(name, []).append(value)


def sign(
    request: Request, context: dict[str, object], added: dict[str, str]
) -> list[str]:
    """Canonical request, string to sign, signature, Authorization."""
    credentials = context["credentials"]
    assert isinstance(credentials, dict)
    timestamp, region, service = (
        str(context[k]) for k in ("timestamp", "region", "service")
    )
    headers = {
        k: ",".join(v.strip() for v in values) for k, values in request.headers.items()
    }
    lines, names = canonical_headers({**headers, **added}.items())
    query = "&".join(
        "=".join(quote(part, safe="-_.~%") for part in pair.split("=", 1))
        for pair in request.query.split("&")
    )
    canonical = canonical_request(
        request.method,
        canonical_path(request.path, normalize=bool(context.get("normalize", True))),
        canonical_query(query),
        lines,
        names,
        sha256(request.body.encode()).hexdigest() if request.body else EMPTY_SHA256,
    )
    scope = credential_scope(timestamp, region, service)
    to_sign = string_to_sign(timestamp, scope, canonical)
    key = signing_key(credentials["secret_access_key"], timestamp[:8], region, service)
    signed = signature(key, to_sign)
    return [
        canonical,
        to_sign,
        signed,
        authorization_header(credentials["access_key_id"], scope, names, signed),
    ]


def classic_cases() -> list[Path]:
    return sorted(
        p.parent for p in CLASSIC.rglob("*.req") if p.parent.name not in CONTRADICTORY
    )


def current_cases() -> list[Path]:
    return sorted(p.parent for p in CURRENT.glob("*/context.json"))


def read(path: Path) -> str:
    return path.read_text("utf-8").replace("\r\n", "\n")


@needs_suites
@pytest.mark.parametrize("case", classic_cases(), ids=lambda case: case.name)
def test_classic_suite(case: Path) -> None:
    context: dict[str, object] = {
        "credentials": {
            "access_key_id": "AKIDEXAMPLE",
            "secret_access_key": "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
        },
        "timestamp": "20150830T123600Z",
        "region": "us-east-1",
        "service": "service",
    }

    added = (
        {"x-amz-security-token": CLASSIC_TOKEN} if "session-token" in case.name else {}
    )

    got = sign(Request(read(case / f"{case.name}.req")), context, added)

    assert [got[0], got[1], got[3]] == [
        read(case / f"{case.name}.{ending}") for ending in ("creq", "sts", "authz")
    ]


@needs_suites
@pytest.mark.parametrize("case", current_cases(), ids=lambda case: case.name)
def test_current_suite_header_form(case: Path) -> None:
    context = json.loads(read(case / "context.json"))
    context["timestamp"] = context["timestamp"].replace("-", "").replace(":", "")
    request = Request(read(case / "request.txt"))
    added = {"x-amz-date": context["timestamp"]}
    token = context["credentials"].get("token")
    if token and not context.get("omit_session_token"):
        added["x-amz-security-token"] = token
    if context.get("sign_body"):
        added["x-amz-content-sha256"] = sha256(request.body.encode()).hexdigest()

    canonical, to_sign, signed, _ = sign(request, context, added)

    assert [canonical, to_sign, signed] == [
        read(case / f"header-{part}.txt")
        for part in ("canonical-request", "string-to-sign", "signature")
    ]
