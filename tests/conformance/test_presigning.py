"""What clients sign for others, beside botocore: URLs of random calls, forms, and passwords of databases."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from aiosmithy import Config, Credentials
from aiosmithy.errors import EndpointError
from aiosmithy.presigning import PresignedRequest
from aiosmithy.testing import stub_session
from attrs import define
from botocore import xform_name
from botocore.auth import S3SigV4QueryAuth, SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.config import Config as BotoConfig
from botocore.credentials import Credentials as BotoCredentials
from botocore.exceptions import EndpointProviderError
from botocore.model import OperationModel
from differential_calls import REGION, fit_endpoint, new_session
from differential_run import same_world
from differential_service import Both, Generated, services
from differential_values import KINDS, Values

KEYS = ("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", "token+/==")
SAMPLE = ["s3", "sts", "lambda", "route53"]
DIFFERENT = {
    "artifact": "Botocore signs for the client's region, whatever region the endpoint rules name.",
    "cloudfront-keyvaluestore": "Its endpoints take SigV4a, for which botocore needs awscrt.",
    "glacier": "Botocore leaves out x-amz-glacier-version, without which the service refuses the call.",
    "route53-recovery-control-config": "As artifact.",
}
"""Services that are not compared."""


@pytest.fixture(autouse=True)
def world() -> Iterator[None]:
    with same_world():
        yield


@define
class Presigned:
    """Both clients of a service."""

    service: str
    both: Both
    client: Generated
    ours: Any
    theirs: Any

    @classmethod
    def of(cls, service: str, both: Both, client: Generated) -> Presigned:
        session = new_session(both.botocore)
        session.set_credentials(*KEYS)
        version = "s3v4" if service == "s3" else None
        config = BotoConfig(
            parameter_validation=False,
            signature_version=version,
            s3={"addressing_style": "virtual"},  # else it asks in us-east-1
            ignore_configured_endpoint_urls=True,
        )
        kind = getattr(client.package, client.symbols.service.client)
        ours = kind(
            region=REGION,
            credentials=Credentials(*KEYS),
            session=stub_session(lambda _: None),
            config=Config(),
        )
        theirs = session.create_client(service, region_name=REGION, config=config)
        return cls(service, both, client, ours, theirs)

    def operations(self) -> list[str]:
        """What can be presigned."""
        return [
            name
            for name in self.both.botocore.operation_names
            if hasattr(self.ours, f"presign_{self._method(name)}")
        ]

    def _method(self, name: str) -> str:
        return self.client.symbols.operation(self.client.shape(name).id).method

    def urls(self, name: str, random: Random, index: int) -> tuple[Any, Any, str, str]:
        """The parts of our URL and botocore's of the same call; ours, and ours signed by botocore."""
        operation = self.both.botocore.operation_model(name)
        data = self._input(operation, random, index)
        seconds = random.randrange(1, 604_801)
        method = getattr(self.ours, f"presign_{self._method(name)}")
        given = vars(self.client.input(operation, data))
        taken = inspect.signature(method).parameters
        given = {k: v for k, v in given.items() if k in taken and v is not None}
        try:
            got = asyncio.run(method(**given, expires_in=seconds))
        except EndpointError:
            with pytest.raises(EndpointProviderError):
                self.theirs.generate_presigned_url(xform_name(name), data)
            return None, None, "", ""
        theirs = self.theirs.generate_presigned_url(
            xform_name(name), data, seconds, HttpMethod=got.method
        )
        return parts(got.url), parts(theirs), got.url, self._signed(got, seconds)

    def _signed(self, got: PresignedRequest, seconds: int) -> str:
        """What botocore's signer makes of just what we signed."""
        bare, _, said = got.url.partition("X-Amz-Algorithm=")
        credential = dict(parse_qsl(said))["X-Amz-Credential"].split("/")
        is_s3 = self.service in ("s3", "s3control")
        kind = S3SigV4QueryAuth if is_s3 else SigV4QueryAuth
        signer = kind(BotoCredentials(*KEYS), credential[3], credential[2], seconds)
        request = AWSRequest(got.method, bare.rstrip("?&"), headers=got.headers)
        signer.add_auth(request)
        return str(request.url)

    def _input(
        self, operation: OperationModel, random: Random, index: int
    ) -> dict[str, Any]:
        shape = operation.input_shape
        if shape is None:
            return {}
        payload = shape.serialization.get("payload")
        values = Values(random, kind=KINDS[index % len(KINDS)])
        data = values.structure(shape, skip=[payload])
        fit_endpoint(self.service, operation, data, 1)
        data.pop(
            "UserData", None
        )  # botocore encodes it; tests/conformance/differential_ledger.json
        for name, member in shape.members.items():
            # botocore presigns one of several parameters of the same name.
            if member.serialization.get("location") == "querystring" and name in data:
                data[name] = _first(data[name])
        return data


def _first(value: Any) -> Any:
    if isinstance(value, list):
        return value[:1]
    if isinstance(value, dict):
        return {key: _first(item) for key, item in value.items()}
    return value


def compare(service: str, folder: Path, count: int) -> list[str]:
    """The calls of which URLs differ, with both."""
    found: list[str] = []
    both = Both.of(service)
    with both.generated(both.botocore.resolved_protocol, folder) as client:
        pair = Presigned.of(service, both, client)
        names = pair.operations()
        for name in names:
            for index in range(count):
                random = Random(f"{service} {name} {index}")
                ours, theirs, url, signed = pair.urls(name, random, index)
                if ours != theirs:
                    found.append(f"{service}.{name} {index}\n  {ours}\n  {theirs}")
                elif parts(url, "") != parts(signed, ""):
                    found.append(f"{service}.{name} {index}\n  {url}\n  {signed}")
    return found


def parts(url: str, but: str = "X-Amz-Signature") -> Any:
    """The URL without the order of its query: what is signed has an order of its own.

    The signature is apart: lists in headers may be written with a blank behind the comma, as ours are.
    """
    found = urlsplit(url)
    query = sorted(parse_qsl(found.query, keep_blank_values=True))
    query = [pair for pair in query if pair[0] != but]
    return found.scheme, found.netloc, found.path, query


@pytest.mark.parametrize("service", SAMPLE)
def test_urls_are_those_of_botocore(service: str, tmp_path: Path) -> None:
    found = compare(service, tmp_path, 2)

    assert not found, "\n".join(found)


@pytest.mark.full
@pytest.mark.parametrize("service", sorted({*services()} - DIFFERENT.keys()))
def test_all_urls_are_those_of_botocore(service: str, tmp_path: Path) -> None:
    found = compare(service, tmp_path, 3)

    assert not found, "\n".join(found)
