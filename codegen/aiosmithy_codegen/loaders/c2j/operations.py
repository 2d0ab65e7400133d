"""Operations of C2J → operation shapes, and what their inputs are called in XML."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ...errors import shown
from .checked import Checked
from .context import NO_AUTH, Context, Traits
from .members import Members
from .traits import documented, xml_namespace

_LABEL = re.compile(r"\{([^{}]*?)(\+?)\}")
_AUTH_TYPES: Mapping[str, Traits] = {
    "bearer": {"smithy.api#auth": ["smithy.api#httpBearerAuth"]},
    "none": {"smithy.api#auth": []},
    "v4": {"smithy.api#auth": ["aws.auth#sigv4"]},
    "v4-unsigned-body": {"aws.auth#unsignedPayload": {}},
}
_FLAGS = {
    "httpChecksumRequired": "smithy.api#httpChecksumRequired",
    "idempotent": "smithy.api#idempotent",
    "readonly": "smithy.api#readonly",
    "unsignedPayload": "aws.auth#unsignedPayload",
}


def raise_operations(
    context: Context, members: Members, added: Mapping[str, Traits]
) -> None:
    """Add every operation to the context; ``added`` has traits that come from other files."""
    roots = _Roots(context)
    for name, operation in context.operations.items():
        definition: dict[str, Any] = {
            "type": "operation",
            "traits": {
                **_traits(context, members, operation),
                **added.get(name, {}),
            },
        }
        if "input" in operation:
            target = roots.input(name, operation.object("input"))
            definition["input"] = {"target": target}
        if "output" in operation:
            target = roots.output(operation.object("output"))
            definition["output"] = {"target": target}
        errors = [context.expect(error) for error in operation.items("errors")]
        if errors:
            different = dict.fromkeys(context.id(error) for error in errors)
            definition["errors"] = [{"target": error} for error in different]
        context.definitions[context.operation_id(name)] = definition


class _Roots:
    """Inputs and outputs. A root element is named where the operation refers to its input; Smithy names the structure."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.named: dict[str, Traits] = {}
        self.copies: dict[tuple[str, str], str] = {}

    def input(self, operation: str, reference: Checked) -> str:
        """The id of the input, a copy if another operation names the same structure otherwise."""
        shape_id = self._structure(reference)
        traits = self._traits(reference)
        if self.named.setdefault(shape_id, traits) != traits:
            key = shape_id, str(traits)
            if key not in self.copies:
                self.copies[key] = self._copy(operation, shape_id)
            shape_id = self.copies[key]
        self.context.definitions[shape_id]["traits"].update(traits)
        return shape_id

    def output(self, reference: Checked) -> str:
        """The id of the output."""
        return self._structure(reference)

    def _structure(self, reference: Checked) -> str:
        name = self.context.expect(reference)
        definition = self.context.definitions[self.context.id(name)]
        if definition["type"] != "structure":
            raise reference.wrong(f"{shown(name)} is no structure")
        if text := reference.text("documentation"):
            definition["traits"].setdefault("smithy.api#documentation", text)
        return self.context.id(name)

    def _traits(self, reference: Checked) -> Traits:
        if not self.context.is_xml:
            return {}
        traits = xml_namespace(reference)
        shape = self.context.expect(reference)
        name = reference.text("locationName")
        if self.context.shapes[shape].text("locationName") is not None:
            return traits  # the structure says itself what its root is called
        own = self.context.id(shape).partition("#")[2]
        return (
            {**traits, "smithy.api#xmlName": name} if name and name != own else traits
        )

    def _copy(self, operation: str, shape_id: str) -> str:
        original = self.context.definitions[shape_id]
        left = original["traits"].keys() - self.named[shape_id].keys()
        traits = {trait: original["traits"][trait] for trait in sorted(left)}
        return self.context.add(f"{operation}Request", {**original, "traits": traits})


def _traits(context: Context, members: Members, operation: Checked) -> Traits:
    traits = {
        **documented(operation),
        **_http(context, members, operation),
        **_auth(operation),
        **_endpoints(operation),
        **_checksums(operation),
    }
    for key, trait in _FLAGS.items():
        if operation.flag(key):
            traits[trait] = {}
    if "requestcompression" in operation:
        encodings = operation.object("requestcompression").texts("encodings")
        traits["smithy.api#requestCompression"] = {"encodings": encodings}
    return traits


def _http(context: Context, members: Members, operation: Checked) -> Traits:
    """RPC protocols post to ``/`` and need no trait that says so."""
    http = operation.object("http")
    if {"rest-json", "rest-xml"}.isdisjoint(context.protocols):
        method, uri = http.text("method", "POST"), http.text("requestUri", "/")
        if (method, uri) == ("POST", "/"):
            return {}
    else:
        method, uri = http.needed("method"), http.needed("requestUri")
    labels = _labels(context, members, operation)

    def label(found: re.Match[str]) -> str:
        if found[1] not in labels:
            raise http.wrong(
                f"{shown(found[0])} in the URI names no member of the input"
            )
        return f"{{{labels[found[1]]}{found[2]}}}"

    facts: Traits = {"method": method, "uri": _LABEL.sub(label, uri or "/")}
    if (status := http.integer("responseCode")) is not None:
        facts["code"] = status
    return {"smithy.api#http": facts}


def _labels(context: Context, members: Members, operation: Checked) -> dict[str, str]:
    """What a label is called in the URI → the member's Smithy name."""
    if "input" not in operation:
        return {}
    references = context.shapes[context.expect(operation.object("input"))].objects(
        "members"
    )
    names = members.names(references)
    return {
        reference.text("locationName") or name: names[name]
        for name, reference in references.items()
        if members.place(reference) == "uri"
    }


def _auth(operation: Checked) -> Traits:
    traits: Traits = {}
    kind = operation.text("authtype")
    if kind is not None:
        if kind not in _AUTH_TYPES:
            raise operation.wrong(f"the authtype {shown(kind)} is not known")
        traits.update(_AUTH_TYPES[kind])
    if "auth" in operation:
        schemes = [name for name in operation.texts("auth") if name != NO_AUTH]
        traits["smithy.api#auth"] = schemes
    return traits


def _endpoints(operation: Checked) -> Traits:
    traits: Traits = {}
    if "endpoint" in operation:
        prefix = operation.object("endpoint").needed("hostPrefix")
        traits["smithy.api#endpoint"] = {"hostPrefix": prefix}
    if "endpointdiscovery" in operation:
        required = operation.object("endpointdiscovery").flag("required")
        traits["aws.api#clientDiscoveredEndpoint"] = {"required": required}
    if fixed := operation.object("staticContextParams").data:
        traits["smithy.rules#staticContextParams"] = dict(fixed)
    if paths := operation.objects("operationContextParams"):
        traits["smithy.rules#operationContextParams"] = {
            name: {"path": path.needed("path")} for name, path in paths.items()
        }
    return traits


def _checksums(operation: Checked) -> Traits:
    if "httpChecksum" not in operation:
        return {}
    checksum = operation.object("httpChecksum")
    facts: Traits = {}
    for key in ("requestAlgorithmMember", "requestValidationModeMember"):
        if (member := checksum.text(key)) is not None:
            facts[key] = member
    if checksum.flag("requestChecksumRequired"):
        facts["requestChecksumRequired"] = True
    if algorithms := checksum.texts("responseAlgorithms"):
        facts["responseAlgorithms"] = algorithms
    return {"aws.protocols#httpChecksum": facts}
