"""Settings about who calls and how that is said: bearer tokens, preferred schemes, regions of SigV4a signatures.

Names are those of the AWS SDKs (https://docs.aws.amazon.com/sdkref/latest/guide/settings-reference.html).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from .errors import ConfigurationError
from .identity.tokens import (
    StaticTokenResolver,
    Token,
    TokenResolver,
    is_token,
    token_variable,
)
from .setting_sources import Setting, Sources

__all__ = ["auth_scheme_preference", "bearer_token", "sigv4a_signing_region_set"]

_REGION_CHARACTERS: Final = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-*")


def bearer_token(
    sources: Sources, given: str | Token | TokenResolver | None, signing_name: str
) -> TokenResolver | None:
    """The given token, else the one of ``AWS_BEARER_TOKEN_<SIGNING NAME>``."""
    variables = (token_variable(signing_name),) if signing_name else ()
    found = sources.find("bearer_token", given, variables)
    if found is None:
        return None
    token: object = found.value
    if isinstance(token, TokenResolver):
        return token
    if isinstance(token, Token):
        return StaticTokenResolver(token)
    if not is_token(token):
        # The value is a secret: the message does not show it.
        raise ConfigurationError(
            f"{found.where} holds a space, a line break or another character that tokens do not have"
        )
    return StaticTokenResolver(Token(token))


def auth_scheme_preference(
    sources: Sources, given: Sequence[str] | str | None
) -> tuple[str, ...]:
    """The schemes to choose first, without their namespace: ``sigv4a``, ``sigv4``, ``httpBearerAuth``.

    What a service does not know is left out when a scheme is chosen, so unknown names are no mistakes.
    """
    found = sources.find(
        "auth_scheme_preference",
        given,
        ("AWS_AUTH_SCHEME_PREFERENCE",),
        "auth_scheme_preference",
    )
    if found is None:
        return ()
    names = _names(found, "give names of schemes, such as sigv4a, sigv4")
    return tuple(dict.fromkeys(name.rpartition("#")[2] for name in names))


def sigv4a_signing_region_set(
    sources: Sources, given: Sequence[str] | str | None
) -> tuple[str, ...]:
    """The regions in which SigV4a signatures hold, if the endpoint rules' own are not to be used."""
    found = sources.find(
        "sigv4a_signing_region_set",
        given,
        ("AWS_SIGV4A_SIGNING_REGION_SET",),
        "sigv4a_signing_region_set",
    )
    if found is None:
        return ()
    remedy = "give regions such as eu-west-1, or * for all"
    regions = _names(found, remedy)
    if not regions or not all(map(_REGION_CHARACTERS.issuperset, regions)):
        found.refuse(remedy)  # they become a header
    return regions


def _names(found: Setting, remedy: str) -> tuple[str, ...]:
    """The parts of a text with commas, or of a sequence of such; blanks around them do not count."""
    given: Any = found.value
    texts: list[Any] = [*given] if _is_sequence(given) else [given]
    if not all(isinstance(text, str) for text in texts):
        found.refuse(remedy)
    parts = [part.strip() for text in texts for part in str(text).split(",")]
    return tuple(part for part in parts if part)


def _is_sequence(value: object) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str)
