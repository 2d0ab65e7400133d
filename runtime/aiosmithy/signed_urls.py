"""Signatures in URLs: what ``Authorization`` would say stands in the query, and whoever has the URL may use it.

https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html. Pure functions of values and a clock.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from .canonical import canonical_form, format_timestamp, signed_headers
from .sigv4 import ALGORITHM, credential_scope, signature, signing_key, string_to_sign

if TYPE_CHECKING:
    from .http import HttpRequest
    from .identity import Credentials

__all__ = ["open_url", "sign_url"]


def sign_url(
    request: HttpRequest,
    identity: Credentials,
    *,
    region: str,
    service: str,
    now: float,
    expires_in: int,
    payload_hash: str = "",
    raw_path: bool = False,
    session_header: str = "x-amz-security-token",
) -> None:
    """Put a SigV4 signature into the query; the request's headers are signed too, and have to be sent with the URL.

    Args:
        now: Seconds since the epoch, by the service's clock.
        expires_in: For how many seconds the URL may be used.
        payload_hash: What stands for the body's hash, if not the hash of the request's bytes.
        raw_path: Whether the path is signed as it is sent, as S3 wants.
        session_header: The header that the session token would be in.
    """
    timestamp = format_timestamp(now)
    scope = credential_scope(timestamp, region, service)
    lines, names = open_url(
        request,
        identity,
        algorithm=ALGORITHM,
        scope=scope,
        timestamp=timestamp,
        expires_in=expires_in,
        session_header=session_header,
    )
    canonical = canonical_form(request, lines, names, payload_hash, raw_path)
    key = signing_key(identity.secret_access_key, timestamp[:8], region, service)
    signed = signature(key, string_to_sign(timestamp, scope, canonical))
    request.query += f"&X-Amz-Signature={signed}"


def open_url(
    request: HttpRequest,
    identity: Credentials,
    *,
    algorithm: str,
    scope: str,
    timestamp: str,
    expires_in: int,
    session_header: str,
    region_set: str = "",
) -> tuple[str, str]:
    """Add to the query all that stands there but the signature; gives the headers' canonical lines and names."""
    request.headers["host"] = _host(request.origin)
    lines, names = signed_headers(request.headers)
    said = {
        "X-Amz-Algorithm": algorithm,
        "X-Amz-Credential": f"{identity.access_key_id}/{scope}",
        "X-Amz-Date": timestamp,
        "X-Amz-Expires": str(expires_in),
    }
    if region_set:
        said["X-Amz-Region-Set"] = region_set
    said["X-Amz-SignedHeaders"] = names
    if identity.session_token:
        said[_in_query(session_header)] = identity.session_token
    added = "&".join(f"{name}={quote(value, safe='')}" for name, value in said.items())
    request.query = f"{request.query}&{added}" if request.query else added
    return lines, names


def _host(origin: str) -> str:
    """As those write it who send URLs: in lower case, without the port that the scheme has anyway."""
    scheme, _, host = origin.lower().partition("://")
    return host.removesuffix(":443" if scheme == "https" else ":80")


def _in_query(header: str) -> str:
    """``x-amz-date`` → ``X-Amz-Date``."""
    return "-".join(part.capitalize() for part in header.split("-"))
