"""What the parts of a service's raising share: its file, its shapes by C2J name, and their Smithy ids."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from attrs import define, field

from ...errors import shown
from ..identifiers import is_identifier
from .checked import Checked
from .names import UniqueNames, respelled, service_name

Traits = dict[str, Any]
Definition = dict[str, Any]

NO_AUTH = "smithy.api#noAuth"
"""What C2J has in lists of schemes for "none"."""

_SERVICE_ID = re.compile(r"[A-Za-z][A-Za-z0-9]*( [A-Za-z0-9]+)*")

PROTOCOLS: Mapping[str, str] = {
    "ec2": "aws.protocols#ec2Query",
    "json": "aws.protocols#awsJson1_0",
    "query": "aws.protocols#awsQuery",
    "rest-json": "aws.protocols#restJson1",
    "rest-xml": "aws.protocols#restXml",
    "smithy-rpc-v2-cbor": "smithy.protocols#rpcv2Cbor",
    "smithy-rpc-v2-json": "smithy.protocols#rpcv2Json",
}


@define
class Context:
    """One service; ``definitions`` is what has been raised so far, by shape id."""

    root: Checked
    metadata: Checked
    shapes: Mapping[str, Checked]
    operations: Mapping[str, Checked]
    protocols: tuple[str, ...]
    """As C2J names them, the service's favourite first."""
    namespace: str
    service_id: str
    service: str
    """The service's shape id."""
    inputs: frozenset[str]
    """The C2J names of operations' inputs."""
    outputs: frozenset[str]
    """The C2J names of operations' outputs."""
    payloads: Mapping[str, str]
    """Input or output → the member that is its payload, where the operation's reference says so."""
    _ids: Mapping[str, str] = field(alias="ids")
    _names: UniqueNames = field(alias="names")
    definitions: dict[str, Definition] = field(factory=dict[str, Definition])

    @property
    def is_xml(self) -> bool:
        """Whether names in XML or forms matter."""
        return not {"ec2", "query", "rest-xml"}.isdisjoint(self.protocols)

    @property
    def has_json_names(self) -> bool:
        """Whether ``jsonName`` counts; of awsJson and CBOR the name on the wire is the member's own."""
        return "rest-json" in self.protocols

    def id(self, name: str) -> str:
        """The shape id of a C2J shape."""
        return self._ids[name]

    def operation_id(self, name: str) -> str:
        """The shape id of an operation."""
        return f"{self.namespace}#{name}"

    def expect(self, reference: Checked) -> str:
        """The C2J name that a shape reference has, which must be that of a shape."""
        name = reference.needed("shape")
        if name not in self.shapes:
            raise reference.wrong(
                f"targets the shape {shown(name)}, which is not there"
            )
        return name

    def add(self, name: str, definition: Definition) -> str:
        """Add a shape that C2J has no name for, under this name or one like it; its id."""
        shape_id = f"{self.namespace}#{self._names.add(name)}"
        self.definitions[shape_id] = definition
        return shape_id


def context_of(root: Checked) -> Context:
    """Check the file's frame and name everything in it."""
    for key in ("metadata", "operations", "shapes"):
        if key not in root:
            raise root.wrong(f"is no C2J service description: there is no {key!r}")
    metadata = root.object("metadata")
    shapes, operations = root.objects("shapes"), root.objects("operations")
    for name, operation in operations.items():
        if not is_identifier(name):
            raise operation.wrong("the operation's name is no identifier")
    service_id = _service_id(metadata)
    prefix, spelled = metadata.text("targetPrefix"), set(map(respelled, shapes))
    service = service_name(prefix, service_id, set(operations), spelled)
    names = UniqueNames({service, *operations})
    words = "".join(filter(str.isalnum, service_id.lower()))
    namespace = f"com.amazonaws.{respelled(words)}"
    return Context(
        root,
        metadata,
        shapes,
        operations,
        _protocols(metadata),
        namespace,
        service_id,
        f"{namespace}#{service}",
        _sides(operations, "input"),
        _sides(operations, "output"),
        _payloads(operations),
        _shape_ids(shapes, operations, namespace, names),
        names,
    )


def _service_id(metadata: Checked) -> str:
    """The ``sdkId`` (https://smithy.io/2.0/aws/aws-core.html#sdkid); of what is there besides, its words."""
    given = metadata.text("serviceId")
    if given is not None:
        if not _SERVICE_ID.fullmatch(given):
            raise metadata.wrong(f"the serviceId {shown(given)} is not one")
        return given
    for key in ("endpointPrefix", "targetPrefix"):
        words = re.findall(r"[A-Za-z0-9]+", metadata.text(key) or "")
        if words and words[0][0].isalpha():
            return " ".join(words)[:50].rstrip()
    return "Service"


def _sides(operations: Mapping[str, Checked], side: str) -> frozenset[str]:
    return frozenset(
        operation.object(side).needed("shape")
        for operation in operations.values()
        if side in operation
    )


def _payloads(operations: Mapping[str, Checked]) -> dict[str, str]:
    references = [
        operation.object(side)
        for operation in operations.values()
        for side in ("input", "output")
        if side in operation
    ]
    return {
        reference.needed("shape"): reference.needed("payload")
        for reference in references
        if "payload" in reference
    }


def _shape_ids(
    shapes: Mapping[str, Checked],
    operations: Mapping[str, Checked],
    namespace: str,
    names: UniqueNames,
) -> dict[str, str]:
    """C2J has one namespace for shapes and another for operations, Smithy has one: the operation keeps the name."""
    kept = {name for name in shapes if is_identifier(name)} - names.taken
    names.taken.update(kept)
    found: dict[str, str] = {}
    for name in shapes:
        spelled = respelled(name)
        spelled = f"{spelled}_" if spelled in operations else spelled
        found[name] = f"{namespace}#{name if name in kept else names.add(spelled)}"
    return found


def _protocols(metadata: Checked) -> tuple[str, ...]:
    first = metadata.needed("protocol")
    found = tuple(dict.fromkeys((first, *metadata.texts("protocols"))))
    unknown = [name for name in found if name not in PROTOCOLS]
    if len(unknown) == len(found):
        raise metadata.wrong(
            f"the protocol {shown(first)} is not known",
            f"Known are {', '.join(PROTOCOLS)}.",
        )
    return tuple(name for name in found if name in PROTOCOLS)
