"""The protocol suites in C2J: every case's service is raised to Smithy, loads, and is on the wire what Smithy's suite is."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from aiosmithy_codegen.errors import ModelError
from aiosmithy_codegen.loaders.assemble import load_model
from aiosmithy_codegen.loaders.c2j import raise_c2j
from c2j_cases import CASES, HTTP, SUITES, needs_c2j_suites, read_suites

CONFORMANCE = SUITES.parent
REFUSED = {
    "legacy/output/rest-json.json[9]": "httpPrefixHeaders is on AllHeaders and PrefixedHeaders"
}
"""Smithy has one ``headers`` member in a structure."""

SMITHY = {
    "ec2": "ec2Query",
    "json": "awsJson1_1",
    "json_1_0": "awsJson1_0",
    "query": "awsQuery",
    "rest-json": "restJson1",
    "rest-xml": "restXml",
    "smithy-rpc-v2-cbor": "rpcv2Cbor",
}
WIRE = """
    awsQueryError ec2QueryName endpoint error hostLabel http httpChecksumRequired httpHeader httpLabel httpPayload
    httpPrefixHeaders httpQuery httpQueryParams httpResponseCode idempotencyToken jsonName mediaType
    requestCompression required sparse streaming xmlAttribute xmlFlattened xmlName xmlNamespace
"""
"""Traits that say how a member is on the wire; the C2J suites have every timestampFormat on a shape of its own."""

_OTHER_PROTOCOLS = (
    "The trait has no effect in this protocol: the C2J file leaves it out."
)
_NEWER = "The Smithy suite is newer."
_ROOT = "C2J has the member's name as that of the payload's root: what S3 needs, and why botocore skips these vectors."
EXPLAINED = {
    "awsJson1_0 ComplexNestedErrorData.Foo": _OTHER_PROTOCOLS,
    "awsJson1_0 PutWithContentEncodingInput.encoding": _OTHER_PROTOCOLS,
    "awsJson1_1 ComplexNestedErrorData.Foo": _OTHER_PROTOCOLS,
    "awsJson1_1 PutWithContentEncodingInput.encoding": _OTHER_PROTOCOLS,
    "awsJson1_1 StructWithJsonName.Value": _OTHER_PROTOCOLS,
    "awsQuery PutWithContentEncodingInput.encoding": _OTHER_PROTOCOLS,
    "ec2Query PutWithContentEncodingInput.encoding": _OTHER_PROTOCOLS,
    "ec2Query SimpleInputParamsInput.DistinctQueryAndXmlName": _NEWER,
    "ec2Query SimpleInputParamsInput.DistinctQueryName": _NEWER,
    "ec2Query SimpleInputParamsInput.DistinctXmlName": _NEWER,
    "ec2Query SimpleInputParamsInput.HasQueryAndXmlName": "The name is what EC2 makes of the XML name.",
    "ec2Query SimpleInputParamsInput.HasQueryName": "The name is the member's.",
    "ec2Query SimpleScalarXmlPropertiesOutput.stringValue": _OTHER_PROTOCOLS,
    "restJson1 IgnoreQueryParamsInResponseOutput.baz": "A query parameter of an output means nothing.",
    "restJson1 MyUnion.unionValue": _NEWER,
    "restXml HttpPayloadWithStructureInputOutput.nested": "C2J repeats the name of the payload's structure.",
    "restXml HttpPayloadWithUnionInputOutput.nested": _ROOT,
    "restXml HttpPayloadWithXmlNameInputOutput.nested": _ROOT,
    "restXml HttpPayloadWithXmlNamespaceAndPrefixInputOutput.nested": _ROOT,
    "restXml HttpPayloadWithXmlNamespaceInputOutput.nested": _ROOT,
    "restXml IgnoreQueryParamsInResponseOutput.baz": "A query parameter of an output means nothing.",
    "restXml PutWithContentEncodingInput.": "C2J names the root of a body that is never sent as XML.",
    "restXml XmlAttributesOnPayloadRequest.payload": _ROOT,
}

Traits = dict[str, dict[str, Any]]
"""Member (the shape itself is "") → the traits that count."""

pytestmark = needs_c2j_suites


def suites(folder: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for path in sorted((SUITES / folder).glob("*.json")):
        for number, suite in enumerate(read_suites(folder, path.stem)):
            yield f"{folder}/{path.name}[{number}]", suite


def files_of(suite: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The suite as a service; cases that give one operation different facts are several operations."""
    operations: dict[str, Any] = {}
    for case in suite["cases"]:
        given = {"http": HTTP, **case["given"]}
        if given not in operations.values():
            name = given.get("name", "OperationName")
            taken = len(operations) if name in operations else ""
            operations[f"{name}{taken}"] = given
    service = {"metadata": suite["metadata"], "shapes": suite["shapes"]}
    return {"service-2": {**service, "operations": operations}}


@pytest.mark.parametrize("folder", CASES)
def test_suites_are_raised_and_load(folder: str) -> None:
    cases = 0
    for name, suite in suites(folder):
        cases += len(suite["cases"])
        document = raise_c2j(files_of(suite), name)
        if name in REFUSED:
            with pytest.raises(ModelError, match=REFUSED[name]):
                load_model([document])
        else:
            load_model([document])

    assert cases == CASES[folder]


@cache
def smithy_shapes(protocol: str) -> dict[str, list[Traits]]:
    """Name → what the shapes of that name say; the suites have some names in several namespaces."""
    flat = CONFORMANCE / "protocols/flattened" / f"{protocol}.json"
    path = flat if flat.exists() else CONFORMANCE / "protocols" / f"{protocol}.json"
    found: dict[str, list[Traits]] = {}
    for id, shape in json.loads(path.read_text("utf-8"))["shapes"].items():
        found.setdefault(id.partition("#")[2], []).append(wire_traits(shape))
    return found


def wire_traits(shape: dict[str, Any]) -> Traits:
    members = dict(shape.get("members", {}))
    members |= {key: shape[key] for key in ("member", "key", "value") if key in shape}
    if shape["type"] in ("enum", "intEnum"):
        members = {}
    return {name: _counting(owner) for name, owner in [("", shape), *members.items()]}


def _counting(owner: dict[str, Any]) -> dict[str, Any]:
    found = {
        id.partition("#")[2]: value for id, value in owner.get("traits", {}).items()
    }
    if "http" in found:
        found["http"] = {"code": 200, **found["http"]}
    return {name: value for name, value in found.items() if name in WIRE.split()}


def differences(ours: Traits, theirs: Traits) -> set[str]:
    return {name for name in ours | theirs if ours.get(name) != theirs.get(name)}


def test_raised_suites_say_what_smithys_suites_say() -> None:
    found: set[str] = set()
    shapes = 0
    for folder in ("input", "output"):
        for name, suite in suites(folder):
            protocol = SMITHY.get(Path(name.partition("[")[0]).stem)
            if protocol is None:
                continue
            known = smithy_shapes(protocol)
            for id, shape in raise_c2j(files_of(suite), name).ast["shapes"].items():
                own = id.partition("#")[2]
                ours = wire_traits(shape)
                sets = [differences(ours, theirs) for theirs in known.get(own, ())]
                if sets:
                    shapes += 1
                    found |= {f"{protocol} {own}.{m}" for m in min(sets, key=len)}

    assert shapes > 1000
    assert found == EXPLAINED.keys()
