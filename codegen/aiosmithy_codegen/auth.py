"""Which kinds of authentication an operation accepts.

https://smithy.io/2.0/spec/authentication-traits.html: the operation's ``auth``, else the service's, else all schemes of the
service in the order of their ids; ``optionalAuth`` adds none at all as the last choice.
"""

from __future__ import annotations

from .model import Shape
from .protocols import Protocol
from .support import AUTH, OTHER_AUTH

NO_AUTH = "smithy.api#noAuth"
SIGV2 = "aiosmithy.auth#sigv2"
"""What the C2J reader says and Smithy cannot."""

_AUTH = "smithy.api#auth"
_OPTIONAL = "smithy.api#optionalAuth"


def accepted_auth(service: Shape, operation: Shape) -> tuple[str, ...]:
    """The ids of the schemes, the preferred one first; none if calls go out unsigned."""
    schemes = operation.traits.get(_AUTH, service.traits.get(_AUTH))
    if schemes is None:
        schemes = sorted(filter(is_scheme, service.traits))
    found = tuple(dict.fromkeys(map(str, schemes)))
    if _OPTIONAL in operation.traits and found and NO_AUTH not in found:
        return (*found, NO_AUTH)
    return found


def is_scheme(trait: str) -> bool:
    """Whether the trait is a kind of authentication that is known at least by name."""
    return trait in AUTH or trait in OTHER_AUTH or trait == SIGV2


def is_implemented(schemes: tuple[str, ...], protocol: Protocol) -> bool:
    """Whether a call can be made with one of them, or with none if none is asked for."""
    known = {*AUTH, NO_AUTH}
    if protocol.writes == "query":  # what SigV2 signs is a form
        known.add(SIGV2)
    return not schemes or not known.isdisjoint(schemes)
