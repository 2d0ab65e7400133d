"""Random requests, signed by us and by botocore: the same signature, and the same URL."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import sha256
from random import Random
from typing import Any
from urllib.parse import quote

import pytest
from aiosmithy import Credentials
from aiosmithy.http import HttpRequest
from aiosmithy.signed_urls import sign_url
from aiosmithy.sigv4 import SigV4Signer
from botocore import auth, awsrequest, credentials
from conformance_table import Tally

NAMES = ["a", "a-b", "A", "aa", "é", "z z", "x/y", "~t", "Param.1", "+", "=", "&"]
VALUES = ["", "1", " ", "a b", "é", "/", "ሴ", "a=b", "x" * 200, "%", "*'()", "~"]
SEGMENTS = ["a", "b-c", " ", "/", "é", ".", "..", "", "~", "x.y", "a:b", "k=v", "*"]
HEADERS = ["content-type", "x-amz-meta-a", "x-b", "user-agent", "expect", "range"]
TEXTS = ["v", "a  b", " lead", "trail ", "tab\tin", "a,b", "é", "", "  ", '"q"']
REGIONS = ["us-east-1", "eu-west-1", "us-gov-west-1", "cn-north-1"]
SERVICES = ["service", "s3", "execute-api", "sts"]


class Sample:
    """A request, who signs it, and for where and when."""

    def __init__(self, random: Random) -> None:
        choose = random.choice
        self.method = choose(["GET", "POST", "PUT", "DELETE", "HEAD"])
        self.path = "/" + "/".join(
            quote(choose(SEGMENTS), safe="~") for _ in range(random.randrange(5))
        )
        self.query = "&".join(
            f"{quote(name, safe='')}={quote(choose(VALUES), safe='')}"
            for name in random.sample(NAMES, random.randrange(5))
        )
        self.headers = {
            name: choose(TEXTS)
            for name in random.sample(HEADERS, random.randrange(len(HEADERS)))
        }
        self.body = random.randbytes(random.randrange(40) * random.randrange(2))
        self.origin = choose(["https://", "http://"]) + choose(
            ["b.s3.amazonaws.com", "localhost:4566", "example.amazonaws.com"]
        )
        self.keys = (
            f"AKID{random.randrange(9)}",
            choose(["wJalrXUtnFEMI/K7MDENG", "s"]),
            choose([None, "token+/=="]),
        )
        self.region, self.service = choose(REGIONS), choose(SERVICES)
        self.now = float(random.randrange(1, 4_000_000_000))
        self.expires_in = random.randrange(1, 604_801)

    def ours(self) -> tuple[HttpRequest, dict[str, Any]]:
        request = HttpRequest(
            self.method,
            self.path,
            query=self.query,
            headers=dict(self.headers),
            body=self.body,
            origin=self.origin,
        )
        facts = {
            "region": self.region,
            "service": self.service,
            "now": self.now,
            "raw_path": self.service == "s3",
        }
        return request, facts

    def theirs(self) -> Any:
        query = f"?{self.query}" if self.query else ""
        return awsrequest.AWSRequest(
            self.method,
            f"{self.origin}{self.path}{query}",
            headers=dict(self.headers),
            data=self.body,
        )

    def signed_with(self, signer: Any, *more: int) -> Any:
        request = self.theirs()
        keys = credentials.Credentials(*self.keys)
        signer(keys, self.service, self.region, *more).add_auth(request)
        return request


@pytest.fixture(name="samples")
def samples_fixture(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Samples, with botocore's clock at the time of the one that is at hand."""
    current: list[Sample] = []
    monkeypatch.setattr(
        auth,
        "get_current_datetime",
        lambda: datetime.fromtimestamp(current[0].now, UTC),
    )

    def samples(seed: int, count: int) -> Iterator[Sample]:
        random = Random(seed)
        for _ in range(count):
            current[:] = [Sample(random)]
            yield current[0]

    return samples


COUNTS = [500, pytest.param(100_000, marks=pytest.mark.full)]


@pytest.mark.parametrize("count", COUNTS)
def test_headers(samples: Any, count: int, tally: Tally) -> None:
    tally("signing: random, headers", count)
    signer = SigV4Signer()
    for sample in samples(6, count):
        request, facts = sample.ours()
        if sample.service == "s3":
            request.headers["x-amz-content-sha256"] = sha256(sample.body).hexdigest()

        signer.sign(request, Credentials(*sample.keys), **facts)

        s3 = sample.service == "s3"
        theirs = sample.signed_with(auth.S3SigV4Auth if s3 else auth.SigV4Auth)
        assert request.headers["authorization"] == theirs.headers["Authorization"]


@pytest.mark.parametrize("count", COUNTS)
def test_urls(samples: Any, count: int, tally: Tally) -> None:
    """Botocore signs a URL's body as empty but for S3, where neither signs it: it takes it for a form."""
    tally("signing: random, URLs", count)
    for sample in samples(7, count):
        sample.body = b""
        request, facts = sample.ours()
        s3 = sample.service == "s3"
        hashed = "UNSIGNED-PAYLOAD" if s3 else ""

        sign_url(
            request,
            Credentials(*sample.keys),
            expires_in=sample.expires_in,
            payload_hash=hashed,
            **facts,
        )

        theirs = sample.signed_with(
            auth.S3SigV4QueryAuth if s3 else auth.SigV4QueryAuth, sample.expires_in
        )
        assert request.url == theirs.url
