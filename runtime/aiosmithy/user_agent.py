"""The User-Agent header, in the form that AWS's SDKs agreed on."""

from __future__ import annotations

import platform
from typing import TYPE_CHECKING

from .version import VERSION

if TYPE_CHECKING:
    from .operation import Service

__all__ = ["user_agent"]

_TOKEN = frozenset("!$%&'*+-.^_`|~")


def user_agent(service: Service, app_id: str | None) -> str:
    """``aiosmithy/… ua/2.1 os/… lang/python#… api/… app/…``."""
    parts = [
        f"aiosmithy/{VERSION}",
        "ua/2.1",
        f"os/{_token(platform.system().lower() or 'other')}",
        f"lang/python#{platform.python_version()}",
        f"api/{_token(service.name)}#{_token(service.api_version)}",
    ]
    if app_id:
        parts.append(f"app/{_token(app_id)}")
    return " ".join(parts)


def _token(text: str) -> str:
    """Only what RFC 9110 §5.6.2 allows in a token; anything else becomes a hyphen."""
    return "".join(
        c if c.isascii() and (c.isalnum() or c in _TOKEN) else "-" for c in text
    )
