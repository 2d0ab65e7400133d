"""Whole calls: what leaves our client and botocore's for one input, endpoint and signature included."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import re
import time
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any, NoReturn
from unittest.mock import patch
from urllib.parse import urlsplit

import botocore.auth
import botocore.session
from aiosmithy import Config as OurConfig
from aiosmithy import Credentials
from aiosmithy.http import HttpRequest
from aiosmithy.testing import VirtualTime, stub_session
from attrs import define
from botocore import xform_name
from botocore.awsrequest import AWSPreparedRequest, AWSRequest
from botocore.config import Config
from botocore.credentials import Credentials as BotoCredentials
from botocore.model import OperationModel, ServiceModel
from botocore.tokens import FrozenAuthToken
from differential_requests import Difference, compare_requests
from differential_service import Generated

REGION = "eu-west-1"
KEYS = ("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")
_NOT_COMPARED = {
    "accept-encoding",
    "amz-sdk-invocation-id",
    "amz-sdk-request",
    "authorization",
    "content-length",
    "expect",
    "host",
    "user-agent",
    "x-amz-user-agent",
}
_S3 = ("s3", "s3express", "s3-object-lambda", "s3-outposts")
_AUTHORIZATION = re.compile(
    r"AWS4-HMAC-SHA256 Credential=(?P<scope>[^,]+), ?SignedHeaders=(?P<signed>[^,]+),"
)


class _Sent(Exception):
    """Carries the request out of a client, in the place of a response."""

    def __init__(self, request: Any) -> None:
        super().__init__("sent")
        self.request = request


def _no_network(request: Any, **_: Any) -> NoReturn:
    raise _Sent(request)


@define
class Calls:
    """Both clients of one service; nothing is sent.

    ``boto`` is made for the protocol that botocore prefers.
    """

    client: Generated
    boto: Any
    ours: Any
    runner: asyncio.Runner

    @classmethod
    def of(
        cls, service: str, client: Generated, session: Any, runner: asyncio.Runner
    ) -> Calls:
        """Make both clients."""
        boto = session.create_client(service, region_name=REGION, config=_config())
        boto.meta.events.register("before-send", _no_network)
        kind = getattr(client.package, client.symbols.service.client)
        ours = kind(
            region=REGION,
            credentials=Credentials(*KEYS),
            session=stub_session(_no_network),
            config=_our_config(session.get_auth_token() is not None),
        )
        return cls(client, boto, ours, runner)

    def compare(
        self, operation: OperationModel, data: Mapping[str, Any]
    ) -> Iterator[Difference]:
        """What differs between the requests that leave the two clients."""
        ours = self._our_request(operation, data)
        theirs = self._their_request(operation, data)
        if isinstance(ours, Exception) or isinstance(theirs, Exception):
            yield Difference(_refusal(ours, theirs), repr(ours), repr(theirs))
            return
        yield from _requests(self.client.protocol, operation, ours, theirs)
        yield from _compare_signatures(ours, theirs)

    def _our_request(self, operation: OperationModel, data: Mapping[str, Any]) -> Any:
        try:
            given = self.client.input(operation, data)
            generated = self.client.operation(operation.name)
            self.runner.run(self.ours._invoke(generated, given))
        except _Sent as sent:
            return sent.request
        except Exception as error:
            return error
        raise AssertionError("nothing was sent")

    def _their_request(self, operation: OperationModel, data: Mapping[str, Any]) -> Any:
        try:
            getattr(self.boto, xform_name(operation.name))(**data)
        except _Sent as sent:
            return sent.request
        except Exception as error:
            return error
        raise AssertionError("nothing was sent")


def _requests(
    protocol: str,
    operation: OperationModel,
    ours: HttpRequest,
    theirs: AWSPreparedRequest,
) -> Iterator[Difference]:
    url = urlsplit(theirs.url)
    origin = f"{url.scheme}://{url.netloc}"
    if ours.origin != origin:
        yield Difference("call origin", ours.origin, origin)
    mine, other = _compared(ours.headers), _compared(theirs.headers)
    yield from _compare_checksums(ours, mine, other)
    same = HttpRequest(
        ours.method, ours.path, query=ours.query, headers=mine, body=ours.body
    )
    parts = {
        "method": theirs.method,
        "url_path": url.path + (f"?{url.query}" if url.query else ""),
        "query_string": {},
        "headers": other,
        "body": _body(theirs.body),
    }
    for found in compare_requests(protocol, operation, same, parts):
        yield Difference(f"call {found.facet}", found.ours, found.theirs)


def _body(body: Any) -> Any:
    """What botocore sends, of which it may read a file."""
    return body.read() if hasattr(body, "read") else body or b""


def _refusal(ours: Any, theirs: Any) -> str:
    names = [
        f"{who}: {type(error).__name__}"
        for who, error in (("us", ours), ("botocore", theirs))
        if isinstance(error, Exception)
    ]
    return f"call refused by {', '.join(names)}"


_ARNS = {"KvsARN": "arn:aws:cloudfront::123456789012:key-value-store/name"}


def fit_length(operation: OperationModel, data: dict[str, Any]) -> None:
    """Leave out a length of the body that is stated: ours refuses a wrong one, botocore sends it."""
    for name, member in operation.input_shape.members.items():
        if member.serialization.get("name", "").lower() == "content-length":
            data.pop(name, None)


def fit_endpoint(
    service: str, operation: OperationModel, data: dict[str, Any], index: int
) -> None:
    """Make values that the endpoint is made of such that there is one."""
    for parameter in operation.context_parameters:
        name = parameter.member_name
        if name not in data:
            continue
        if parameter.name.lower().endswith("arn"):
            kind = "channel" if "channel" in name.lower() else "stream"
            arn = f"arn:aws:{service}:{REGION}:123456789012:{kind}/name"
            data[name] = _ARNS.get(name, arn)
        elif parameter.name == "EndpointId":  # takes SigV4A, which neither side has
            del data[name]
        elif parameter.name == "Bucket" and index % 2:
            data[name] = "some-bucket"  # may be part of the host
    if "PredictEndpoint" in data:  # Machine Learning's requests go there
        data["PredictEndpoint"] = "https://realtime.example.com"


def new_session(model: ServiceModel) -> Any:
    """botocore's session, which knows nothing of this machine; it has a token if the service takes nothing else."""
    session = botocore.session.Session(profile=None)
    session.set_credentials(*KEYS)
    needs_token = model.metadata.get("signatureVersion") == "bearer"
    token = FrozenAuthToken(_TOKEN) if needs_token else None
    session.get_auth_token = lambda **_: token
    return session


def _config() -> Config:
    return Config(
        parameter_validation=False,  # lengths are the service's business
        retries={"total_max_attempts": 1},
        proxies={},
        ignore_configured_endpoint_urls=True,
        disable_request_compression=True,
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
    )


def _our_config(has_token: bool) -> OurConfig:
    return OurConfig(
        retries=1,
        bearer_token=_TOKEN if has_token else None,
        disable_request_compression=True,
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
    )


_TOKEN = "some-token"


@contextmanager
def stopped_clock() -> Iterator[None]:
    """botocore's signers have the time of our clients."""
    moment = datetime.fromtimestamp(NOW, UTC).replace(tzinfo=None)
    clock = SimpleNamespace(gmtime=lambda: time.gmtime(NOW), strftime=time.strftime)
    with (
        patch("botocore.auth.get_current_datetime", lambda remove_tzinfo=True: moment),
        patch("botocore.auth.time", clock),
    ):
        yield


NOW = VirtualTime().now


def _compared(headers: Mapping[str, Any]) -> dict[str, str]:
    found = {name.lower(): _plain(value) for name, value in headers.items()}
    return {name: value for name, value in found.items() if name not in _NOT_COMPARED}


def _compare_checksums(
    request: HttpRequest, ours: dict[str, str], theirs: dict[str, str]
) -> Iterator[Difference]:
    """Take out the checksums that are right for our body, where botocore has one of its own spelling of the same body."""
    right = {
        name
        for name, digest in _DIGESTS.items()
        if name in ours and ours[name] == digest(request.body)
    }
    for name in right & theirs.keys():
        del ours[name], theirs[name]
    if "content-md5" in right & ours.keys() and "x-amz-checksum-crc32" in theirs:
        pair = ours.pop("content-md5"), theirs.pop("x-amz-checksum-crc32")
        yield Difference("call header content-md5 in the place of CRC32", *pair)


def _base64(kind: str) -> Callable[[Any], str]:
    return lambda body: base64.b64encode(hashlib.new(kind, body).digest()).decode()


_DIGESTS: Mapping[str, Callable[[Any], str]] = {
    "content-md5": _base64("md5"),
    "x-amz-checksum-crc32": lambda body: base64.b64encode(
        zlib.crc32(body).to_bytes(4, "big")
    ).decode(),
    "x-amz-checksum-sha1": _base64("sha1"),
    "x-amz-checksum-sha256": _base64("sha256"),
    "x-amz-content-sha256": lambda body: hashlib.sha256(body).hexdigest(),
}


def _plain(value: Any) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)


def _compare_signatures(
    ours: HttpRequest, theirs: AWSPreparedRequest
) -> Iterator[Difference]:
    mine = ours.headers.get("authorization", "")
    other = _plain(theirs.headers.get("Authorization", ""))
    found, expected = _AUTHORIZATION.match(mine), _AUTHORIZATION.match(other)
    if found is None or expected is None:
        if mine != other:
            yield Difference("call authorization", mine, other)
        return
    if found["scope"] != expected["scope"]:
        yield Difference("call scope", found["scope"], expected["scope"])
    signature = signed_by_botocore(ours)
    if signature != mine:
        yield Difference("call signature", mine, signature)


def signed_by_botocore(request: HttpRequest) -> str:
    """The ``Authorization`` header that botocore's signer makes of exactly what we signed."""
    found = _AUTHORIZATION.match(request.headers["authorization"])
    assert found is not None, request.headers["authorization"]
    access_key, _, region, service, _ = found["scope"].split("/")
    is_s3 = service in _S3
    kind = botocore.auth.S3SigV4Auth if is_s3 else botocore.auth.SigV4Auth
    signer = kind(BotoCredentials(*KEYS), service, region)
    headers = {name: request.headers[name] for name in found["signed"].split(";")}
    same = AWSRequest(
        request.method, request.url, data=bytes(request.body), headers=headers
    )
    same.context["timestamp"] = request.headers["x-amz-date"]
    payload = request.headers.get("x-amz-content-sha256")
    same.context["payload_signing_enabled"] = payload != "UNSIGNED-PAYLOAD"
    text = signer.string_to_sign(same, signer.canonical_request(same))
    signature = signer.signature(text, same)
    return (
        f"AWS4-HMAC-SHA256 Credential={access_key}/{signer.credential_scope(same)},"
        f" SignedHeaders={found['signed']}, Signature={signature}"
    )
