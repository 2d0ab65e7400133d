"""What of Smithy is implemented: a trait that would change the wire and is not makes an operation uncallable, never wrong.

The namespaces below are known to the last trait (a test holds the lists against Smithy's own definitions). A trait of
theirs that is on no list counts the same: it is newer than this generator. Traits of all other namespaces are ignored.
"""

from __future__ import annotations

from collections.abc import Iterable

from .errors import UnsupportedError, UsageError
from .model import Traits, namespace, shape_name
from .protocols import PROTOCOLS as KNOWN
from .selection import Selection
from .suggestions import suggestion

NAMESPACES = frozenset(
    {
        "smithy.api",
        "smithy.protocols",
        "aws.protocols",
        "aws.auth",
        "smithy.rules",
        "smithy.waiters",
    }
)


def _ids(space: str, names: str) -> frozenset[str]:
    return frozenset(f"{space}#{name}" for name in names.split())


IMPLEMENTED = (
    _ids(
        "smithy.api",
        "addedDefault auth clientOptional default deprecated documentation endpoint enumValue error eventHeader"
        " eventPayload examples hostLabel http httpChecksumRequired httpError httpHeader httpLabel httpPayload"
        " httpPrefixHeaders httpQuery httpQueryParams httpResponseCode idempotencyToken idempotent input jsonName"
        " length longPoll mediaType optionalAuth output paginated pattern range readonly requestCompression"
        " required requiresLength retryable sensitive sparse streaming timestampFormat title uniqueItems unitType"
        " xmlAttribute xmlFlattened xmlName xmlNamespace",
    )
    | _ids(
        "aws.protocols", "awsQueryCompatible awsQueryError ec2QueryName httpChecksum"
    )
    | _ids("aws.auth", "unsignedPayload")
    | _ids(
        "smithy.rules",
        "clientContextParams contextParam endpointBdd endpointRuleSet operationContextParams"
        " staticContextParams",
    )
    | _ids("smithy.waiters", "waitable")
    | KNOWN.keys()
)
HARMLESS = (
    # documentation, and facts about resources that no client needs
    _ids(
        "smithy.api",
        "externalDocumentation internal nestedProperties noReplace notProperty private property"
        " recommended references resourceIdentifier since suppress tags unstable",
    )
    # browsers, and how Smithy 1.0 said what 2.0 says otherwise; an enum trait that is left has values that cannot be
    # named, on what is a plain string then
    | _ids("smithy.api", "box cors enum")
    # what defines traits and mixins
    | _ids(
        "smithy.api",
        "authDefinition idRef metadata mixin protocolDefinition trait traitValidators",
    )
    | _ids("aws.auth", "cognitoUserPoolsScopes")
    | _ids("smithy.rules", "endpointTests")
)
AUTH = _ids("aws.auth", "sigv4 sigv4a") | _ids("smithy.api", "httpBearerAuth")
"""The implemented kinds of authentication."""

OTHER_AUTH = _ids("aws.auth", "cognitoUserPools") | _ids(
    "smithy.api", "httpApiKeyAuth httpBasicAuth httpDigestAuth"
)
"""Harmless where another kind may be used as well."""

LISTED = IMPLEMENTED | HARMLESS | AUTH | OTHER_AUTH
"""Every trait that this generator knows of; it implements, or can ignore, all of them."""


def missing_traits(traits: Traits) -> list[str]:
    """Those of the traits that are not implemented and cannot be ignored, by id."""
    return sorted(
        trait
        for trait in traits
        if trait not in LISTED and namespace(trait) in NAMESPACES
    )


def choose_protocol(selection: Selection, wanted: str | None = None) -> str:
    """The id of the protocol to generate for: the wanted one, else the best of the service's.

    Raises:
        UnsupportedError: The service has no protocol that this generator knows even by name.
    """
    traits = selection.service.traits
    offered = [protocol for protocol in KNOWN if protocol in traits]
    if wanted is not None:
        return _named(selection, wanted, offered)
    if offered:
        return offered[0]
    raise UnsupportedError(
        "speaks no protocol that this generator knows",
        file=selection.model.file,
        shape=selection.service.id,
        remedy=f"Known are {', '.join(map(shape_name, KNOWN))}; add one's trait with an overlay.",
    )


def _named(selection: Selection, wanted: str, offered: Iterable[str]) -> str:
    for protocol in offered:
        if wanted.lower() in (protocol.lower(), shape_name(protocol).lower()):
            return protocol
    raise UsageError(
        f"the service has no protocol {wanted!r}",
        file=selection.model.file,
        shape=selection.service.id,
        remedy=suggestion(wanted, map(shape_name, offered)),
    )
