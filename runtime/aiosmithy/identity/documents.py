"""Credentials as JSON documents: what programs print, and what the services of containers and instances answer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, cast

from ..codecs.json_reading import read_json
from ..errors import IdentityError
from ..timestamps import parse_date_time
from .base import Credentials

__all__ = ["read_credentials", "read_document"]


def read_document(body: bytes, where: str) -> Mapping[str, Any]:
    """A JSON object. What it is, if it is none, is not told: it may hold a secret.

    Raises:
        IdentityError: It is no JSON object.
    """
    try:
        document = read_json(body)
    except ValueError:
        document = None
    if not isinstance(document, dict):
        raise IdentityError(f"{where} gave no JSON object")
    return cast("dict[str, Any]", document)


def read_credentials(
    document: Mapping[str, Any], where: str, session_member: str = "Token"
) -> Credentials:
    """The credentials in a document.

    Args:
        where: Who gave it, for messages.
        session_member: What the session token is called there.

    Raises:
        IdentityError: A part is missing or is nothing that can be used.
    """
    key, secret = (
        _text(document, n, where) for n in ("AccessKeyId", "SecretAccessKey")
    )
    if key is None or secret is None:
        missing = "AccessKeyId" if key is None else "SecretAccessKey"
        raise IdentityError(f"{where} gave no {missing}")
    try:
        return Credentials(
            key,
            secret,
            _text(document, session_member, where),
            _end(document, where),
            _text(document, "AccountId", where),
        )
    except IdentityError as error:
        raise IdentityError(f"{where}: {error}") from None


def _end(document: Mapping[str, Any], where: str) -> datetime | None:
    text = _text(document, "Expiration", where)
    try:
        return None if text is None else parse_date_time(text)
    except (ValueError, OverflowError):
        raise IdentityError(
            f"{where} gave an Expiration that is no time such as 2030-01-31T12:00:00Z"
        ) from None


def _text(document: Mapping[str, Any], name: str, where: str) -> str | None:
    """A text; empty is as good as missing."""
    value = document.get(name)
    if value is not None and not isinstance(value, str):
        raise IdentityError(f"{where} gave an {name} that is no text")
    return value or None
