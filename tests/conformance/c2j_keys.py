"""Every key that the C2J files of botocore have, by the kind of object that has it: read, or why not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

Keys = Iterator[tuple[str, str]]
"""Kind of object, key."""

READ: Mapping[str, str] = {
    "acceptor": "argument expected matcher state",
    "clientContextParam": "documentation type",
    "contextParam": "name",
    "endpoint": "hostPrefix",
    "endpointdiscovery": "required",
    "error": "code fault httpStatusCode",
    "error reference": "documentation error shape",
    "example": "description id input output title",
    "examples-1": "examples",
    "extras": "merge",
    "http": "method requestUri responseCode",
    "httpChecksum": "requestAlgorithmMember requestChecksumRequired requestValidationModeMember responseAlgorithms",
    "input": "documentation locationName shape xmlNamespace",
    "item": "documentation jsonvalue locationName shape",  # of a list or map
    "member": "contextParam deprecated deprecatedMessage deprecatedSince documentation eventpayload flattened"
    " hostLabel idempotencyToken jsonvalue location locationName queryName shape streaming xmlAttribute xmlNamespace",
    "metadata": "apiVersion auth awsQueryCompatible endpointPrefix jsonVersion protocol protocolSettings protocols"
    " serviceFullName serviceId signatureVersion signingName targetPrefix xmlNamespace",
    "operation": "auth authtype deprecated deprecatedMessage deprecatedSince documentation endpoint"
    " endpointdiscovery endpointoperation errors http httpChecksum httpChecksumRequired idempotent input"
    " operationContextParams output readonly requestcompression staticContextParams unsignedPayload",
    "operationContextParam": "path",
    "output": "documentation shape",
    "paginator": "input_token limit_key more_results non_aggregate_keys output_token result_key",
    "paginators-1": "pagination",
    "protocolSettings": "h2",
    "requestcompression": "encodings",
    "retryable": "throttling",
    "service-2": "clientContextParams deprecated deprecatedMessage documentation metadata operations shapes",
    "shape": "deprecated deprecatedMessage deprecatedSince document documentation enum error eventstream exception"
    " fault flattened key locationName max member members min pattern payload required requiresLength retryable"
    " sensitive sparse streaming timestampFormat type union value xmlNamespace",
    "staticContextParam": "value",
    "waiter": "acceptors delay description operation",
    "waiters-2": "waiters",
    "xmlNamespace": "prefix uri",
}

_NULLABLE = (
    "C2J has no defaults, so that every number and boolean is nullable as it is."
)
_LAYOUT = "Says how files of other SDKs are generated; nothing on the wire."
_VERSION = "The version of the file's format, which its name says too."
SILENT: Mapping[str, Mapping[str, str]] = {
    "error": {"senderFault": "Follows from fault and the status."},
    "error reference": {
        "exception": "What an operation lists as an error is one in any case."
    },
    "example": {
        "comments": "Remarks on single values, which @examples has no place for."
    },
    "examples-1": {"version": _VERSION},
    "extras": {"version": _VERSION},
    "member": {
        "box": _NULLABLE,
        "enum": "Two members of API Gateway v2; the Smithy model has plain strings there, and botocore checks nothing.",
    },
    "metadata": {
        "checksumFormat": "The operations say which checksum they need.",
        "globalEndpoint": "The rule set knows the global endpoint.",
        "ripServiceName": _LAYOUT,
        "serviceAbbreviation": "A second title.",
        "uid": "An identifier of the file.",
    },
    "operation": {"name": "The key above says it; older CloudFront adds a date."},
    "output": {
        "resultWrapper": "Always the operation's name and Result, as in awsQuery."
    },
    "paginators-1": {"version": _VERSION},
    "service-2": {
        "examples": "Empty.",
        "version": _VERSION,
    },
    "shape": {
        "box": _NULLABLE,
        "event": "Follows from the event stream that has it as a member.",
        "synthetic": _LAYOUT,
        "wrapper": _LAYOUT,
        "xmlOrder": "The members' own order, but for CloudWatch, whose requests have no XML.",
    },
    "waiter": {
        "maxAttempts": "Smithy's waiters end after a time that the caller sets."
    },
    "waiters-2": {"version": _VERSION},
}


def is_known(kind: str, key: str) -> bool:
    return key in READ.get(kind, "").split() or key in SILENT.get(kind, {})


def count_keys(files: Mapping[str, dict[str, Any]]) -> Counter[tuple[str, str]]:
    """How often each key is in the files of one service."""
    found: Counter[tuple[str, str]] = Counter()
    for name, data in files.items():
        if name.endswith(".sdk-extras"):
            found.update(_keys("extras", data))
            found.update(_file(name.removesuffix(".sdk-extras"), data["merge"]))
        else:
            found.update(_file(name, data))
    return found


def _file(name: str, data: Mapping[str, Any]) -> Keys:
    if name == "service-2":
        yield from _service(data)
    elif name == "paginators-1":
        yield from _keys(name, data)
        yield from _each("paginator", data["pagination"])
    elif name == "waiters-2":
        yield from _waiters(data)
    elif name == "examples-1":
        yield from _keys(name, data)
        for examples in data["examples"].values():
            for example in examples:
                yield from _keys("example", example)


def _keys(kind: str, data: Mapping[str, Any]) -> Keys:
    for key in data:
        yield kind, key


def _each(kind: str, named: Mapping[str, Mapping[str, Any]]) -> Keys:
    for data in named.values():
        yield from _keys(kind, data)


def _inner(data: Mapping[str, Any], *kinds: str) -> Keys:
    """The keys of the objects that stand below keys of their kind's name."""
    for kind in kinds:
        if isinstance(data.get(kind), dict):
            yield from _keys(kind, data[kind])


def _service(data: Mapping[str, Any]) -> Keys:
    yield from _keys("service-2", data)
    yield from _inner(data, "metadata")
    yield from _inner(data.get("metadata", {}), "protocolSettings")
    yield from _each("clientContextParam", data.get("clientContextParams", {}))
    for operation in data.get("operations", {}).values():
        yield from _operation(operation)
    for shape in data.get("shapes", {}).values():
        yield from _shape(shape)


def _operation(operation: Mapping[str, Any]) -> Keys:
    yield from _keys("operation", operation)
    yield from _inner(
        operation,
        *("endpoint", "endpointdiscovery", "http", "httpChecksum", "input", "output"),
        "requestcompression",
    )
    yield from _inner(operation.get("input", {}), "xmlNamespace")
    for kind in ("staticContextParam", "operationContextParam"):
        yield from _each(kind, operation.get(f"{kind}s", {}))
    for error in operation.get("errors", ()):
        yield from _keys("error reference", error)
        yield from _inner(error, "error")


def _shape(shape: Mapping[str, Any]) -> Keys:
    yield from _keys("shape", shape)
    yield from _inner(shape, "error", "retryable", "xmlNamespace")
    for member in shape.get("members", {}).values():
        yield from _keys("member", member)
        yield from _inner(member, "contextParam", "xmlNamespace")
    for part in ("member", "key", "value"):
        yield from _keys("item", shape.get(part, {}))


def _waiters(data: Mapping[str, Any]) -> Keys:
    yield from _keys("waiters-2", data)
    for waiter in data["waiters"].values():
        yield from _keys("waiter", waiter)
        for acceptor in waiter["acceptors"]:
            yield from _keys("acceptor", acceptor)
