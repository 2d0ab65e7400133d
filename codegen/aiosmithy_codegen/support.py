"""What of Smithy is implemented: a trait that would change the wire and is not makes an operation uncallable, never wrong.

The namespaces below are known to the last trait (a test holds the lists against Smithy's own definitions). A trait of
theirs that is on no list counts the same: it is newer than this generator. Traits of all other namespaces are ignored.
"""

from __future__ import annotations

from collections.abc import Iterable

from .errors import UnsupportedError, UsageError
from .model import Traits, namespace, shape_name
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
PROTOCOLS = ("aws.protocols#restJson1",)
"""The implemented protocols, the preferred one first."""


def _ids(space: str, names: str) -> frozenset[str]:
    return frozenset(f"{space}#{name}" for name in names.split())


IMPLEMENTED = (
    _ids(
        "smithy.api",
        "addedDefault clientOptional default deprecated documentation enumValue error examples http"
        " httpError httpHeader httpLabel httpPayload httpPrefixHeaders httpQuery httpQueryParams"
        " httpResponseCode idempotencyToken idempotent input jsonName length mediaType output paginated"
        " pattern range readonly required retryable sensitive sparse timestampFormat title uniqueItems"
        " unitType",
    )
    | _ids("aws.protocols", "restJson1")
    | _ids("aws.auth", "sigv4")
    | _ids("smithy.rules", "endpointRuleSet")
    | _ids("smithy.waiters", "waitable")
)
HARMLESS = (
    # documentation, and facts about resources that no client needs
    _ids(
        "smithy.api",
        "externalDocumentation internal nestedProperties noReplace notProperty private property"
        " recommended references resourceIdentifier since suppress tags unstable",
    )
    # browsers, XML (restJson1 has none), and how Smithy 1.0 said what 2.0 says otherwise; an enum trait that is left has
    # values that cannot be named, on what is a plain string then
    | _ids("smithy.api", "box cors enum xmlAttribute xmlFlattened xmlName xmlNamespace")
    # what defines traits and mixins
    | _ids(
        "smithy.api",
        "authDefinition idRef metadata mixin protocolDefinition trait traitValidators",
    )
    | _ids("aws.protocols", "awsQueryCompatible awsQueryError ec2QueryName")
    | _ids("aws.auth", "cognitoUserPoolsScopes")
    | _ids("smithy.rules", "endpointTests")
)
OTHER_PROTOCOLS = _ids(
    "aws.protocols", "awsJson1_0 awsJson1_1 awsQuery ec2Query restXml"
) | _ids("smithy.protocols", "rpcv2Cbor rpcv2Json")
"""Harmless beside an implemented protocol. A service that has only these cannot be called yet."""

_PREFERRED = (
    *PROTOCOLS,
    "aws.protocols#awsJson1_0",
    "aws.protocols#awsJson1_1",
    "smithy.protocols#rpcv2Json",
    "smithy.protocols#rpcv2Cbor",
    "aws.protocols#awsQuery",
    "aws.protocols#ec2Query",
    "aws.protocols#restXml",
)

OTHER_AUTH = _ids("aws.auth", "cognitoUserPools sigv4a") | _ids(
    "smithy.api", "httpApiKeyAuth httpBasicAuth httpBearerAuth httpDigestAuth"
)
"""Harmless where SigV4 may be used as well."""

UNSUPPORTED = (
    _ids(
        "smithy.api",
        "endpoint eventHeader eventPayload hostLabel httpChecksumRequired longPoll"
        " requestCompression requiresLength streaming",
    )
    | _ids("aws.protocols", "httpChecksum")
    | _ids("aws.auth", "unsignedPayload")
    | _ids(
        "smithy.rules",
        "clientContextParams contextParam operationContextParams staticContextParams",
    )
)
_CONDITIONAL = _ids("smithy.api", "auth optionalAuth") | _ids(
    "smithy.rules", "endpointBdd"
)
_FINE = IMPLEMENTED | HARMLESS | OTHER_PROTOCOLS | OTHER_AUTH | _CONDITIONAL
LISTED = _FINE | UNSUPPORTED
"""Every trait that this generator knows of."""


def missing_traits(traits: Traits) -> list[str]:
    """Those of the traits that are not implemented and cannot be ignored, by id."""
    return sorted(
        trait
        for trait in traits
        if trait not in _FINE and namespace(trait) in NAMESPACES
    )


def choose_protocol(selection: Selection, wanted: str | None = None) -> str:
    """The id of the protocol to generate for: the wanted one, else the best of the service's, implemented ones first.

    Raises:
        UnsupportedError: The service has no protocol that this generator knows even by name.
    """
    traits = selection.service.traits
    offered = [protocol for protocol in _PREFERRED if protocol in traits]
    if wanted is not None:
        return _named(selection, wanted, offered)
    if offered:
        return offered[0]
    raise UnsupportedError(
        "speaks no protocol that this generator knows",
        file=selection.model.file,
        shape=selection.service.id,
        remedy=f"Known are {', '.join(map(shape_name, _PREFERRED))}; add one's trait with an overlay.",
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
