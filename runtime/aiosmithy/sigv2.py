"""AWS Signature Version 2 of form bodies: two old services never got the fourth.

https://docs.aws.amazon.com/AmazonSimpleDB/latest/DeveloperGuide/HMACAuth.html
"""

from __future__ import annotations

import hmac
from base64 import b64encode
from time import gmtime
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

if TYPE_CHECKING:
    from .http import HttpRequest
    from .identity import Credentials

__all__ = ["sign_form", "string_to_sign"]


def sign_form(request: HttpRequest, identity: Credentials, *, now: float) -> None:
    """Add who signs, when, and the signature to the form that is the request's body.

    Args:
        now: Seconds since the epoch, by the service's clock.
    """
    assert isinstance(request.body, bytes), "forms are not streamed"
    added = {
        "AWSAccessKeyId": identity.access_key_id,
        "SignatureVersion": "2",
        "SignatureMethod": "HmacSHA256",
        "Timestamp": _timestamp(now),
    }
    if identity.session_token:
        added["SecurityToken"] = identity.session_token
    fields = [field for field in request.body.decode().split("&") if field]
    fields += (f"{name}={quote(value, safe='')}" for name, value in added.items())
    text = string_to_sign(request, fields)
    key = identity.secret_access_key.encode()
    signature = b64encode(hmac.digest(key, text.encode(), "sha256")).decode()
    fields.append(f"Signature={quote(signature, safe='')}")
    request.body = "&".join(fields).encode()


def string_to_sign(request: HttpRequest, fields: list[str]) -> str:
    """The text that is signed, of fields that are encoded already."""
    host = request.origin.partition("://")[2].lower()
    ordered = sorted(
        fields, key=lambda field: unquote(field.partition("=")[0]).encode()
    )
    return f"{request.method}\n{host}\n{request.path or '/'}\n{'&'.join(ordered)}"


def _timestamp(seconds: float) -> str:
    t = gmtime(seconds)
    return (
        f"{t.tm_year:04d}-{t.tm_mon:02d}-{t.tm_mday:02d}"
        f"T{t.tm_hour:02d}:{t.tm_min:02d}:{t.tm_sec:02d}Z"
    )
