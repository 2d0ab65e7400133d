"""Signature Version 4 of events: each over the signature before it, the first over that of the request.

https://docs.aws.amazon.com/transcribe/latest/dg/streaming-http2.html, "Event stream encoding"

What is sent is a message around the message: its headers are the date and the signature, its payload is the whole
inner message; an empty payload ends the stream.
"""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Final

from ..canonical import format_timestamp
from ..sigv4 import credential_scope, signature, signing_key
from .framing import encode_frame
from .headers import header_name, write_blob

if TYPE_CHECKING:
    from ..identity import Credentials

__all__ = ["PAYLOAD_HASH", "EventSigner", "date_header", "event_string_to_sign"]

PAYLOAD_HASH: Final = "STREAMING-AWS4-HMAC-SHA256-EVENTS"
"""In place of the body's hash, in the request that opens the stream and in its ``x-amz-content-sha256``."""

_ALGORITHM: Final = "AWS4-HMAC-SHA256-PAYLOAD"
_DATE: Final = header_name(":date")
_SIGNATURE: Final = header_name(":chunk-signature")
_TIMESTAMP: Final = b"\x08"


def date_header(now: float) -> bytes:
    """The header ``:date``: whole seconds, as in the text that is signed, counted in milliseconds."""
    return _DATE + _TIMESTAMP + (int(now) * 1000).to_bytes(8, "big", signed=True)


def event_string_to_sign(
    timestamp: str, scope: str, prior: str, headers: bytes, payload: bytes
) -> str:
    """The text that is signed.

    Args:
        timestamp: As :func:`aiosmithy.sigv4.format_timestamp` gives it.
        scope: As :func:`aiosmithy.sigv4.credential_scope` gives it.
        prior: The signature before this one, in hexadecimal.
        headers: The outer message's headers but for the signature.
        payload: The inner message.
    """
    return (
        f"{_ALGORITHM}\n{timestamp}\n{scope}\n{prior}\n{sha256(headers).hexdigest()}"
        f"\n{sha256(payload).hexdigest()}"
    )


class EventSigner:
    """Signs the events of one stream, in the order in which they are sent.

    Args:
        seed: The signature of the request that opened the stream, in hexadecimal.
    """

    __slots__ = ("_day", "_identity", "_key", "_prior", "_region", "_service")

    def __init__(
        self, seed: str, identity: Credentials, *, region: str, service: str
    ) -> None:
        self._prior = seed
        self._identity = identity
        self._region = region
        self._service = service
        self._day = ""
        self._key = b""

    def __repr__(self) -> str:
        return f"<EventSigner {self._region} {self._service}>"  # the key is a secret

    def sign(self, message: bytes, now: float) -> bytes:
        """The message in a signed one; no bytes at all give the message that ends the stream.

        Args:
            now: Seconds since the epoch, by the service's clock.
        """
        date = date_header(now)
        headers = bytearray(date)
        write_blob(headers, _SIGNATURE, bytes.fromhex(self._sign(date, message, now)))
        return encode_frame(headers, message)

    def _sign(self, headers: bytes, payload: bytes, now: float) -> str:
        timestamp = format_timestamp(int(now))
        scope = credential_scope(timestamp, self._region, self._service)
        text = event_string_to_sign(timestamp, scope, self._prior, headers, payload)
        self._prior = signature(self._key_of(timestamp[:8]), text)
        return self._prior

    def _key_of(self, day: str) -> bytes:
        """The key of the day: a stream may outlast midnight."""
        if day != self._day:
            secret = self._identity.secret_access_key
            self._key = signing_key(secret, day, self._region, self._service)
            self._day = day
        return self._key
