"""Verifies a Signature Version 4 ``Authorization`` header, written from AWS's description of it and not from our signer.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from urllib.parse import quote, unquote_to_bytes

from attrs import frozen

from .refusals import Refusal
from .settings import Secret

MAX_SKEW = 300.0  # seconds
ALGORITHM = "AWS4-HMAC-SHA256"
UNSIGNED = "UNSIGNED-PAYLOAD"


@frozen
class Signed:
    """What of a request is signed. Header names are lower-case; values are as they were sent."""

    method: str
    raw_path: str
    raw_query: str
    headers: Mapping[str, Sequence[str]]
    body: bytes

    def header(self, name: str) -> str | None:
        """The header's values as one, or None."""
        values = self.headers.get(name)
        return None if values is None else ",".join(values)


@frozen
class Authorization:
    """The parts of an ``Authorization`` header."""

    access_key: str
    date: str
    region: str
    service: str
    signed_headers: tuple[str, ...]
    signature: str


@frozen
class Verifier:
    """Knows the keys and the service that signatures must be for."""

    service: str
    keys: Mapping[str, Secret]

    def verify(
        self, request: Signed, now: float, *, unsigned_payload: bool = False
    ) -> Authorization:
        """Gives who signed, for which region; raises the :class:`Refusal` that AWS would answer."""
        header = request.header("authorization")
        if header is None:
            raise _refusal("MissingAuthenticationToken", "Missing Authentication Token")
        claim = parse_authorization(header)
        _check_signed_headers(request, claim.signed_headers)
        timestamp = _signing_time(request, claim, now)
        self._check_scope(claim)
        secret = self._secret(request, claim)
        payload = _payload_hash(request, unsigned_payload)
        canonical = canonical_request(request, claim.signed_headers, payload)
        expected = _signature(secret.secret_key, claim, timestamp, canonical)
        if not _same(expected, claim.signature):
            raise _refusal(
                "InvalidSignature",
                "The request signature we calculated does not match the signature you"
                " provided. Check your AWS Secret Access Key and signing method.",
            )
        return claim

    def _check_scope(self, claim: Authorization) -> None:
        if claim.service != self.service:
            raise _refusal(
                "InvalidSignature",
                f"Credential should be scoped to correct service: '{self.service}'.",
            )

    def _secret(self, request: Signed, claim: Authorization) -> Secret:
        secret = self.keys.get(claim.access_key)
        token = request.header("x-amz-security-token")
        known = secret.session_token if secret else None
        if secret is None or not _same(token or "", known or ""):
            raise _refusal(
                "UnrecognizedClient",
                "The security token included in the request is invalid.",
            )
        return secret


def parse_authorization(header: str) -> Authorization:
    """Reads the header, or says what it lacks."""
    algorithm, _, rest = header.strip().partition(" ")
    if algorithm != ALGORITHM:
        raise _refusal("IncompleteSignature", f"Only {ALGORITHM} is supported.")
    parts = dict(_pair(part) for part in rest.split(","))
    for name in ("Credential", "SignedHeaders", "Signature"):
        if not parts.get(name):
            raise _refusal(
                "IncompleteSignature",
                f"Authorization header requires '{name}' parameter.",
            )
    credential = parts["Credential"].rsplit("/", 4)
    if len(credential) != 5 or credential[4] != "aws4_request":
        raise _refusal(
            "IncompleteSignature",
            "Credential must have 5 slash-separated elements and end in aws4_request.",
        )
    access_key, date, region, service, _ = credential
    signed = tuple(parts["SignedHeaders"].split(";"))
    return Authorization(access_key, date, region, service, signed, parts["Signature"])


def canonical_request(
    request: Signed, signed_headers: Sequence[str], payload_hash: str
) -> str:
    """The text whose hash is signed."""
    headers = (f"{name}:{_header_value(request, name)}\n" for name in signed_headers)
    return "\n".join(
        (
            request.method,
            _canonical_path(request.raw_path),
            _canonical_query(request.raw_query),
            "".join(headers),
            ";".join(signed_headers),
            payload_hash,
        )
    )


def _refusal(name: str, message: str) -> Refusal:
    return Refusal(f"{name}Exception", message, 403)


def _pair(part: str) -> tuple[str, str]:
    name, _, value = part.strip().partition("=")
    return name, value


def _same(one: str, other: str) -> bool:
    """Compares in constant time. aiohttp gives bytes that are not UTF-8 as lone surrogates."""
    return hmac.compare_digest(_bytes(one), _bytes(other))


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")


def _check_signed_headers(request: Signed, names: Sequence[str]) -> None:
    if list(names) != sorted(names):
        raise _refusal("IncompleteSignature", "SignedHeaders is not sorted.")
    for name in ("host", "x-amz-date", "x-amz-security-token"):
        if name in request.headers and name not in names:
            raise _refusal(
                "InvalidSignature", f"'{name}' must be a 'SignedHeader' in the header."
            )


def _signing_time(request: Signed, claim: Authorization, now: float) -> str:
    text = request.header("x-amz-date") or ""
    if not re.fullmatch(r"[0-9]{8}T[0-9]{6}Z", text):
        raise _refusal(
            "IncompleteSignature",
            "The request requires an 'X-Amz-Date' header like 20150830T123600Z.",
        )
    try:
        signed_at = datetime.strptime(text, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    except ValueError:
        raise _refusal("IncompleteSignature", f"{text} is not a date.") from None
    if text[:8] != claim.date:
        raise _refusal(
            "InvalidSignature",
            f"Date in Credential scope does not match the request's: {claim.date}.",
        )
    late = now - signed_at.timestamp()
    if abs(late) > MAX_SKEW:
        what = "Signature expired" if late > 0 else "Signature not yet current"
        raise _refusal(
            "InvalidSignature", f"{what}: {text} is over 5 minutes from the server's."
        )
    return text


def _header_value(request: Signed, name: str) -> str:
    values = request.headers.get(name, ())
    return ",".join(" ".join(value.split()) for value in values)


def _payload_hash(request: Signed, unsigned_payload: bool) -> str:
    declared = request.header("x-amz-content-sha256")
    if declared == UNSIGNED and unsigned_payload:
        return UNSIGNED
    actual = hashlib.sha256(request.body).hexdigest()
    if declared is not None and declared != actual:
        raise _refusal(
            "InvalidSignature", "x-amz-content-sha256 is not the hash of the body."
        )
    return actual


def _canonical_path(raw_path: str) -> str:
    """Normalized and encoded once more, as every service but Amazon S3 wants it."""
    kept: list[str] = []
    for part in raw_path.split("/"):
        if part == "..":
            kept = kept[:-1]
        elif part not in ("", "."):
            kept.append(part)
    slash = "/" if kept and raw_path.endswith("/") else ""
    return quote("/" + "/".join(kept) + slash, safe="/-_.~")


def _canonical_query(raw_query: str) -> str:
    pairs = (part.partition("=") for part in raw_query.split("&") if part)
    encoded = sorted((_encoded(name), _encoded(value)) for name, _, value in pairs)
    return "&".join(f"{name}={value}" for name, value in encoded)


def _encoded(part: str) -> str:
    return quote(unquote_to_bytes(part), safe="-_.~")


def _signature(secret: str, claim: Authorization, when: str, canonical: str) -> str:
    scope = f"{claim.date}/{claim.region}/{claim.service}/aws4_request"
    digest = hashlib.sha256(_bytes(canonical)).hexdigest()
    text = f"{ALGORITHM}\n{when}\n{scope}\n{digest}"
    key = _bytes(f"AWS4{secret}")
    for part in (*scope.split("/"), text):
        key = hmac.new(key, _bytes(part), hashlib.sha256).digest()
    return key.hex()
