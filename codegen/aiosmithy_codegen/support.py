"""What of Smithy is implemented: a trait that would change the wire or the Python API and is not is an error, never silence.

The namespaces below are known to the last trait (a test holds the lists against Smithy's own definitions). A trait of
theirs that is on no list is an error too: it is newer than this generator. Traits of all other namespaces are ignored.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from .errors import UnsupportedError, UsageError
from .model import Member, Shape, namespace, shape_name
from .selection import Selection, suggestion

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

_SIGV4 = "aws.auth#sigv4"
_ENDPOINT_RULES = "smithy.rules#endpointRuleSet"
_SHOWN = 5


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
    # browsers, XML (restJson1 has none), and how Smithy 1.0 said what 2.0 says otherwise
    | _ids("smithy.api", "box cors xmlAttribute xmlFlattened xmlName xmlNamespace")
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
"""Harmless beside an implemented protocol; ``choose_protocol`` sees to the rest."""

OTHER_AUTH = _ids("aws.auth", "cognitoUserPools sigv4a") | _ids(
    "smithy.api", "httpApiKeyAuth httpBasicAuth httpBearerAuth httpDigestAuth"
)
"""Harmless where SigV4 may be used as well."""

UNSUPPORTED = (
    _ids(
        "smithy.api",
        "endpoint enum eventHeader eventPayload hostLabel httpChecksumRequired longPoll"
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


def check_support(selection: Selection) -> None:
    """Raise UnsupportedError naming every shape and trait of the selection that is not implemented."""
    found = [
        *_traits(selection),
        *_authentication(selection),
        *_endpoints(selection),
        *_http(selection),
    ]
    if not found:
        return
    lines = [f"{shape}: {problem}" for shape, problem in found[:_SHOWN]]
    if len(found) > _SHOWN:
        lines.append(f"… and {len(found) - _SHOWN} more")
    (shape, problem), rest = found[0], "\n  ".join(lines)
    several = f"{len(found)} things are not implemented:\n  {rest}"
    raise UnsupportedError(
        problem if len(found) == 1 else several,
        file=selection.model.file,
        shape=shape if len(found) == 1 else selection.service.id,
        remedy="Choose other operations with --operation, or remove the trait with an overlay.",
    )


def choose_protocol(selection: Selection, wanted: str | None = None) -> str:
    """The id of the protocol to generate for: the wanted one, else the first of the service's that is implemented."""
    service = selection.service
    offered = sorted(
        (OTHER_PROTOCOLS | frozenset(PROTOCOLS)) & service.traits.keys(), key=shape_name
    )
    if wanted is not None:
        offered = [_named(selection, wanted, offered)]
    for protocol in PROTOCOLS:
        if protocol in offered:
            return protocol
    spoken = ", ".join(offered) or "no protocol that this generator knows"
    raise UnsupportedError(
        f"speaks {spoken}; implemented: {', '.join(PROTOCOLS)}",
        file=selection.model.file,
        shape=service.id,
        remedy="Clients for this service cannot be generated yet.",
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


def _traits(selection: Selection) -> Iterator[tuple[str, str]]:
    for shape in selection.model.shapes.values():
        yield from _unsupported(shape)
        for member in shape.members.values():
            yield from _unsupported(member)


def _unsupported(owner: Shape | Member) -> Iterator[tuple[str, str]]:
    for trait in owner.traits:
        if trait not in _FINE and namespace(trait) in NAMESPACES:
            known = trait in UNSUPPORTED
            reason = "is not implemented yet" if known else "is not a known trait"
            yield owner.id, f"{trait} {reason}"


def _authentication(selection: Selection) -> Iterator[tuple[str, str]]:
    """SigV4 must be among what the service and each operation accept; ``optionalAuth`` adds "or none" and keeps it."""
    service = selection.service
    if _SIGV4 not in service.traits:
        schemes = ", ".join(sorted(OTHER_AUTH & service.traits.keys())) or "none"
        yield service.id, f"has no {_SIGV4} (its authentication: {schemes})"
        return
    for shape in (service, *selection.operations):
        if _SIGV4 not in shape.traits.get("smithy.api#auth", (_SIGV4,)):
            yield shape.id, f"smithy.api#auth without {_SIGV4} is not implemented yet"


def _endpoints(selection: Selection) -> Iterator[tuple[str, str]]:
    traits = selection.service.traits
    if "smithy.rules#endpointBdd" in traits and _ENDPOINT_RULES not in traits:
        yield selection.service.id, (
            f"smithy.rules#endpointBdd without {_ENDPOINT_RULES} is not implemented yet"
        )


def _http(selection: Selection) -> Iterator[tuple[str, str]]:
    """All implemented protocols bind to HTTP by trait (https://smithy.io/2.0/spec/http-bindings.html)."""
    for operation in selection.operations:
        if "smithy.api#http" not in operation.traits:
            yield operation.id, "has no smithy.api#http, which its protocol needs"
