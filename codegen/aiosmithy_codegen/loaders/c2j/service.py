"""``metadata`` of C2J → the service shape."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ...errors import shown
from .checked import Checked
from .context import NO_AUTH, PROTOCOLS, Context, Traits
from .traits import documented, xml_namespace

SIGV2 = "aiosmithy.auth#sigv2"
"""AWS's second signature, of two services that never got the fourth; Smithy has no trait for it."""

TARGET_PREFIX = "aiosmithy.api#targetPrefix"
"""What botocore sends before the operation's name, where the service shape cannot have that name."""

_TARGET = re.compile(r"[A-Za-z0-9_.-]+")  # it stands in a header and in a path
_BEARER = "smithy.api#httpBearerAuth"
_NAMED_SCHEMES = frozenset({"aws.auth#sigv4", "aws.auth#sigv4a"})
_SIGNATURES = {
    "bearer": _BEARER,
    "s3": "aws.auth#sigv4",
    "s3v4": "aws.auth#sigv4",
    "v2": SIGV2,
    "v4": "aws.auth#sigv4",
    "v4a": "aws.auth#sigv4a",
}
_H2: Mapping[str, Traits] = {
    # https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html#aws-protocols-restjson1-trait
    "eventstream": {"http": ["http/1.1", "h2"], "eventStreamHttp": ["h2"]},
    "optional": {"http": ["h2", "http/1.1"], "eventStreamHttp": ["h2", "http/1.1"]},
    "required": {"http": ["h2"], "eventStreamHttp": ["h2"]},
}


def raise_service(context: Context, rules: Checked) -> None:
    """Add the service to the context."""
    root, metadata = context.root, context.metadata
    traits: Traits = {
        **documented(root),
        **_xml_namespace(metadata, context.protocols),
        **_identity(context),
        **_protocols(context),
        **_auth(metadata),
        **_endpoints(context),
    }
    if title := metadata.text("serviceFullName"):
        traits["smithy.api#title"] = title
    if rules.data:
        traits["smithy.rules#endpointRuleSet"] = dict(rules.data)
    ids = sorted(map(context.operation_id, context.operations))
    context.definitions[context.service] = {
        "type": "service",
        "version": metadata.text("apiVersion", ""),
        "operations": [{"target": shape_id} for shape_id in ids],
        "traits": traits,
    }


def _identity(context: Context) -> Traits:
    facts = {"sdkId": context.service_id}
    if prefix := context.metadata.text("endpointPrefix"):
        facts["endpointPrefix"] = prefix
    return {"aws.api#service": facts}


def _xml_namespace(metadata: Checked, protocols: tuple[str, ...]) -> Traits:
    """The query protocols must have one; where C2J is silent, it is what AWS's services have by convention."""
    traits = xml_namespace(metadata)
    if traits or {"ec2", "query"}.isdisjoint(protocols):
        return traits
    host = metadata.text("endpointPrefix", "service")
    version = metadata.text("apiVersion", "")
    uri = f"http://{host}.amazonaws.com/doc/{version}/"
    return {"smithy.api#xmlNamespace": {"uri": uri}}


def _protocols(context: Context) -> Traits:
    metadata = context.metadata
    settings: Traits = {}
    if h2 := metadata.object("protocolSettings").text("h2"):
        if h2 not in _H2:
            raise metadata.wrong(f"the protocolSettings.h2 {shown(h2)} is not known")
        settings = _H2[h2]
    traits: Traits = {}
    for name in context.protocols:
        protocol = PROTOCOLS[name]
        if name == "json" and metadata.text("jsonVersion") == "1.1":
            protocol = "aws.protocols#awsJson1_1"
        traits[protocol] = {} if name in ("ec2", "query") else dict(settings)
    if metadata.text("signatureVersion") == "s3" and "rest-xml" in context.protocols:
        # S3's errors are the root element: nothing else in the file says so.
        traits["aws.protocols#restXml"]["noErrorWrapping"] = True
    if "awsQueryCompatible" in metadata:
        traits["aws.protocols#awsQueryCompatible"] = {}
    prefix = metadata.text("targetPrefix")
    if prefix and prefix != context.service.partition("#")[2]:
        if not _TARGET.fullmatch(prefix):
            raise metadata.wrong(f"the targetPrefix {shown(prefix)} is no name")
        traits[TARGET_PREFIX] = prefix
    return traits


def _auth(metadata: Checked) -> Traits:
    """The schemes that ``auth`` names, else the one of ``signatureVersion``."""
    version = metadata.text("signatureVersion")
    schemes = [name for name in metadata.texts("auth") if name != NO_AUTH]
    if not schemes and version is not None:
        if version not in _SIGNATURES:
            raise metadata.wrong(f"the signatureVersion {shown(version)} is not known")
        schemes = [_SIGNATURES[version]]
    name = metadata.text("signingName") or metadata.text("endpointPrefix")
    traits: dict[str, Any] = {}
    for scheme in schemes:
        is_named = scheme in _NAMED_SCHEMES or scheme == SIGV2
        traits[scheme] = {"name": name or ""} if is_named else {}
    if "auth" in metadata:
        traits["smithy.api#auth"] = schemes
    return traits


def _endpoints(context: Context) -> Traits:
    traits: Traits = {}
    parameters = context.root.objects("clientContextParams")
    if parameters:
        traits["smithy.rules#clientContextParams"] = {
            name: dict(parameter.data) for name, parameter in parameters.items()
        }
    discoverers = [
        name
        for name, operation in context.operations.items()
        if operation.flag("endpointoperation")
    ]
    if discoverers:
        facts: dict[str, str] = {"operation": context.operation_id(discoverers[0])}
        if "InvalidEndpointException" in context.shapes:  # botocore knows it by name
            facts["error"] = context.id("InvalidEndpointException")
        traits["aws.api#clientEndpointDiscovery"] = facts
    return traits
