"""Whether HTTP bindings stand where they can (https://smithy.io/2.0/spec/http-bindings.html)."""

from __future__ import annotations

import re

from ..errors import shown
from ..model import Member, Model, Shape
from .problems import Problems

_TEXTUAL = frozenset(
    {"boolean", "enum", "intEnum", "string", "timestamp"}
    | {"byte", "short", "integer", "long", "float", "double"}
    | {"bigInteger", "bigDecimal"}
)
_STRINGS = frozenset({"enum", "string"})
_PAYLOADS = frozenset(
    {"blob", "document", "enum", "list", "map", "string", "structure", "union"}
)
_TARGETS = {
    "smithy.api#httpHeader": _TEXTUAL | {"list"},
    "smithy.api#httpLabel": _TEXTUAL,
    "smithy.api#httpPayload": _PAYLOADS,
    "smithy.api#httpPrefixHeaders": frozenset({"map"}),
    "smithy.api#httpQuery": _TEXTUAL | {"list"},
    "smithy.api#httpQueryParams": frozenset({"map"}),
    "smithy.api#httpResponseCode": frozenset({"integer", "intEnum"}),
    "smithy.api#idempotencyToken": frozenset({"string"}),
    "smithy.api#timestampFormat": frozenset({"timestamp"}),
}
# What a member has that is not in the body, or is the body.
_ELSEWHERE = frozenset(name for name in _TARGETS if name.startswith("smithy.api#http"))
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")  # RFC 9110, section 5.6.2
_LABEL = re.compile(r"\{([A-Za-z0-9_]+)\+?\}")


def check_bindings(model: Model, shape: Shape, problems: Problems) -> None:
    """Note the bindings of a structure's members, or of an operation, that cannot work."""
    if shape.type == "operation" and "smithy.api#http" in shape.traits:
        _check_http(model, shape, problems)
    if shape.type in ("structure", "union"):
        _check_json_names(shape, problems)
    if shape.type == "structure":
        for member in shape.members.values():
            _check_member(model, member, problems)
    status = shape.traits.get("smithy.api#httpError", 400)
    if not 100 <= status <= 999:
        problems.add(shape.id, f"smithy.api#httpError {status} is not a status")


def _check_json_names(shape: Shape, problems: Problems) -> None:
    names: dict[str, str] = {}
    for member in shape.members.values():
        if not _ELSEWHERE.isdisjoint(member.traits):
            continue
        name = member.traits.get("smithy.api#jsonName", member.name)
        other = names.setdefault(name, member.name)
        if other != member.name:
            problems.add(member.id, f"is {shown(name)} in JSON, as {other} is")


def _check_member(model: Model, member: Member, problems: Problems) -> None:
    target = model.target(member)
    for trait in _TARGETS.keys() & member.traits.keys():
        if target.type not in _TARGETS[trait]:
            problems.add(member.id, f"{trait} cannot be on a {target.type}")
        elif target.type == "list" and trait != "smithy.api#httpPayload":
            _check_items(model, member, target, _TEXTUAL, problems)
        elif target.type == "map" and trait != "smithy.api#httpPayload":
            _check_map(model, member, target, trait, problems)
    header = member.traits.get("smithy.api#httpHeader")
    prefix = member.traits.get("smithy.api#httpPrefixHeaders")
    for name in (header, prefix or None):  # the prefix may be empty
        if name is not None and not _TOKEN.fullmatch(name):
            problems.add(member.id, f"{shown(name)} is not a header's name")


def _check_items(
    model: Model,
    member: Member,
    items: Shape,
    allowed: frozenset[str],
    problems: Problems,
) -> None:
    item = model.target(items.members["member"])
    if "smithy.api#sparse" in items.traits:
        problems.add(member.id, "cannot be bound: it may hold null")
    elif item.type not in allowed:
        problems.add(member.id, f"cannot be bound: it holds a {item.type}")


def _check_map(
    model: Model, member: Member, target: Shape, trait: str, problems: Problems
) -> None:
    """A map of strings; of query parameters, lists of strings too."""
    value = model.target(target.members["value"])
    if "smithy.api#sparse" in target.traits:
        problems.add(member.id, "cannot be bound: it may hold null")
    elif value.type == "list" and trait == "smithy.api#httpQueryParams":
        _check_items(model, member, value, _STRINGS, problems)
    elif value.type not in _STRINGS:
        problems.add(member.id, f"cannot be bound: it holds a {value.type}")


def _check_http(model: Model, operation: Shape, problems: Problems) -> None:
    http = operation.traits["smithy.api#http"]
    uri: str = http["uri"]
    if not _TOKEN.fullmatch(http["method"]):
        problems.add(operation.id, f"{shown(http['method'])} is not an HTTP method")
    if not 100 <= http.get("code", 200) <= 999:
        problems.add(operation.id, f"{http['code']} is not an HTTP status")
    path, _, query = uri.partition("?")
    text = _LABEL.sub("", path) + query  # a query string has no labels
    if not uri.startswith("/") or set(text) & {"{", "}"}:
        problems.add(operation.id, f"{shown(uri)} is not a URI pattern")
    members = model.expect(operation.input).members.values()
    labels = {m.name for m in members if "smithy.api#httpLabel" in m.traits}
    in_uri = _LABEL.findall(path)
    for name in sorted(labels ^ set(in_uri)):
        place = "the URI" if name in labels else "the input"
        problems.add(operation.id, f"label {shown(name)} is not in {place}")
    if len(in_uri) != len(set(in_uri)):
        problems.add(operation.id, "a label is in the URI twice")
