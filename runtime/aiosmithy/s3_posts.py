"""Uploads by HTML forms: a policy says what may be uploaded until when, its signature that the account agrees.

https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-HTTPPOSTConstructPolicy.html
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, TypeAlias

from .canonical import format_timestamp
from .sigv4 import ALGORITHM, credential_scope, signature, signing_key

if TYPE_CHECKING:
    from .identity import Credentials

__all__ = ["Condition", "PresignedPost", "sign_post"]

Condition: TypeAlias = Mapping[str, str] | Sequence[str | int]
"""``{"acl": "public-read"}``, ``["starts-with", "$key", "a/"]`` or ``["content-length-range", 1, 1000]``."""

_FILENAME = "${filename}"


class PresignedPost:
    """A form that may be sent by anybody who has it, so ``repr`` does not show it.

    Attributes:
        url: Where it goes.
        fields: Its fields; the file goes behind them, in a field called ``file``.
        expires_at: When it ends: when its time is over, or earlier with the credentials that signed it.
    """

    __slots__ = ("expires_at", "fields", "url")

    def __init__(self, url: str, fields: dict[str, str], expires_at: datetime) -> None:
        self.url = url
        self.fields = fields
        self.expires_at = expires_at

    def __repr__(self) -> str:
        return f"<PresignedPost {self.url}, until {self.expires_at}>"


def sign_post(
    url: str,
    identity: Credentials,
    *,
    bucket: str,
    key: str,
    fields: Mapping[str, str],
    conditions: Sequence[Condition],
    region: str,
    service: str,
    now: float,
    expires_in: int,
) -> PresignedPost:
    """The form for one object, or for all whose keys begin alike if the key ends in ``${filename}``.

    Args:
        fields: Further fields; a form with one that no condition names would be refused, so each has to be as it is.
        conditions: What else has to hold.
        now: Seconds since the epoch, by the service's clock.
    """
    timestamp = format_timestamp(now)
    scope = credential_scope(timestamp, region, service)
    signed = {
        "x-amz-algorithm": ALGORITHM,
        "x-amz-credential": f"{identity.access_key_id}/{scope}",
        "x-amz-date": timestamp,
    }
    if identity.session_token:
        signed["x-amz-security-token"] = identity.session_token
    named = _named(conditions)
    end = datetime.fromtimestamp(int(now) + expires_in, UTC)
    policy = {
        "expiration": end.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "conditions": [
            *conditions,
            *({k: v} for k, v in fields.items() if k.lower() not in named),
            {"bucket": bucket},
            _of_key(key),
            *({name: value} for name, value in signed.items()),
        ],
    }
    text = b64encode(json.dumps(policy).encode()).decode()
    day = signing_key(identity.secret_access_key, timestamp[:8], region, service)
    whole = {**fields, "key": key, **signed, "policy": text}
    whole["x-amz-signature"] = signature(day, text)
    if identity.expiration is not None:
        end = min(end, identity.expiration)
    return PresignedPost(url, whole, end)


def _named(conditions: Sequence[Condition]) -> frozenset[str]:
    """The fields that they are about."""
    names: list[str] = []
    for condition in conditions:
        if isinstance(condition, Mapping):
            names += condition
        else:
            names += (part[1:] for part in condition[1:2] if isinstance(part, str))
    return frozenset(name.lower() for name in names)


def _of_key(key: str) -> Condition:
    if key.endswith(_FILENAME):
        return ["starts-with", "$key", key.removesuffix(_FILENAME)]
    return {"key": key}
