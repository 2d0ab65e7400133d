"""A model in which members, variants, shapes, operations and waiters have every name that could get in a client's way."""

from __future__ import annotations

import ast
import builtins
import keyword
from collections.abc import Callable, Iterable, Mapping
from itertools import cycle
from typing import Any

from aiosmithy.client import ServiceClient
from aiosmithy.errors import ServiceError
from aiosmithy_codegen.loaders.identifiers import is_identifier
from aiosmithy_codegen.names import class_name, operation_name, python_name
from aiosmithy_codegen.protocols import PROTOCOLS

_UNIT = {"target": "smithy.api#Unit"}
# What members are, in turn, so that there is an annotation of each kind after each name.
_TARGETS: tuple[tuple[str, Mapping[str, Any]], ...] = (
    ("x#Secret", {"default": "a"}),
    ("Document", {"default": {}}),
    ("Timestamp", {"default": "2020-01-02T03:04:05Z"}),
    ("Blob", {"default": "YQ=="}),
    ("BigDecimal", {"default": 1}),
    ("Boolean", {"default": True}),
    ("Integer", {"default": 1}),
    ("Float", {"default": 1.5}),
    ("x#Strings", {"default": []}),
    ("x#Numbers", {"default": {}}),
    ("x#Kind", {}),
    ("x#Choice", {}),
    ("x#Simple", {"required": {}}),
    ("String", {"required": {}}),
    ("Timestamp", {"required": {}}),
    ("BigDecimal", {}),
    ("Document", {}),
)


def python_names() -> set[str]:
    """Keywords, built-ins, dunders, and what clients, errors and attrs have: those that are Smithy names too."""
    exceptions = {
        name
        for name, value in vars(builtins).items()
        if isinstance(value, type) and issubclass(value, Exception)
    }
    names = {
        *keyword.kwlist,
        *keyword.softkwlist,
        *(set(dir(builtins)) - exceptions),
        *("Exception", "__class__", "__init__", "__slots__", "__all__", "__dict__"),
        *("__match_args__", "__path__", "__file__", "__eq__", "__hash__", "__doc__"),
        *(name for name in dir(ServiceClient) if not name.startswith("__")),
        *(name for name in dir(ServiceError) if not name.startswith("__")),
        *vars(ServiceError("")),
        *("self", "cls", "mro", "field", "fields", "attrs", "factory", "NOTHING"),
        *("_1", "__2", "a_b", "A_B", "_message", "Text_", "Document_"),
    }
    return set(filter(is_identifier, names))


def names_in(sources: Iterable[str]) -> set[str]:
    """Every identifier of these modules that is a Smithy name too."""
    found: set[str] = set()
    for source in sources:
        for node in ast.walk(ast.parse(source)):
            match node:
                case ast.Name(id=name) | ast.arg(arg=name):
                    found.add(name)
                case ast.Attribute(attr=name) | ast.alias(name=name):
                    found.add(name)
                case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                    found.add(name)
                case _:
                    pass
    return set(filter(is_identifier, found))


def document(names: Iterable[str]) -> dict[str, Any]:
    """The AST. Of names that would become one in Python, each member list has one."""
    names = sorted(names)
    operations = _different(names, operation_name)
    classes = _different(names, class_name)
    structures, unions, errors = classes, classes[::3], classes
    shapes = {
        **_common(_different(names, python_name)),
        **{
            f"structures#{name}": _structure({"a": _member("String")})
            for name in structures
        },
        **{f"unions#{name}": _union({"a": _member("String")}) for name in unions},
        **{f"enums#{name}": _enum([name]) for name in unions},
        **{f"lists#{name}": _list(f"structures#{name}") for name in structures},
        **{
            f"errors#{name}": _structure({"a": _member("String")}, error="client")
            for name in errors
        },
        **{f"operations#{name}": _operation(f"/o/{name}") for name in operations},
    }
    everything = {
        f"a{number}": _member(shape_id)
        for number, shape_id in enumerate(shapes)
        if shape_id.partition("#")[0] in ("structures", "unions", "enums", "lists")
    }
    shapes["x#Everything"] = _structure(everything)
    shapes["x#ZzCall"] = _operation(
        "/x/{zzLabel}",
        "x#CallInput",
        "x#CallOutput",
        [f"errors#{name}" for name in errors] + ["x#Failure"],
    )
    shapes["x#Twin"] = {
        "type": "service",
        "version": "1",
        "operations": [
            {"target": shape_id}
            for shape_id, shape in shapes.items()
            if shape["type"] == "operation"
        ],
        "traits": {
            "aws.api#service": {"sdkId": "Names"},
            "aws.auth#sigv4": {"name": "names"},
            "aws.protocols#restJson1": {},
            "smithy.rules#endpointRuleSet": _rules(_different(names, str.lower)),
        },
    }
    return {"smithy": "2.0", "shapes": shapes}


def speaking(protocol: str, document: dict[str, Any]) -> dict[str, Any]:
    """The model of a service of that protocol; with texts for documents, which only JSON has."""
    traits = document["shapes"]["x#Twin"]["traits"]
    del traits["aws.protocols#restJson1"]
    traits[protocol] = {}
    traits["smithy.api#xmlNamespace"] = {"uri": "https://example.com"}
    if PROTOCOLS[protocol].writes == "json":
        return document
    for shape in document["shapes"].values():
        for member in shape.get("members", {}).values():
            if member["target"] == "smithy.api#Document":
                member["target"] = "smithy.api#String"
                member.get("traits", {}).pop("smithy.api#default", None)
    return document


def _common(members: list[str]) -> dict[str, Any]:
    label = _member("String", required={}, httpLabel={})
    listing = _operation("/list", "x#Page", "x#Page")
    listing["traits"]["smithy.api#paginated"] = {
        "inputToken": "token",
        "outputToken": "token",
        "items": "list",
    }
    listing["traits"]["smithy.waiters#waitable"] = {
        f"W{name.replace('_', '')}": {
            "acceptors": [{"state": "success", "matcher": {"success": True}}]
        }
        for name in _different(members, lambda name: name.replace("_", "").lower())[::5]
    }
    return {
        "x#Secret": {"type": "string", "traits": {"smithy.api#sensitive": {}}},
        "x#Strings": _list("smithy.api#String"),
        "x#Numbers": {
            "type": "map",
            "key": _member("String"),
            "value": _member("Integer"),
        },
        "x#Simple": _structure({"a": _member("String")}),
        "x#Kind": _enum(members),
        "x#Choice": _union(_members(members[::10])),
        "x#ZzMembers": _structure(_members(members)),
        "x#CallInput": _structure(
            {**_members(members), "zzMembers": _member("x#ZzMembers"), "zzLabel": label}
        ),
        "x#CallOutput": _structure(
            {
                "zzEverything": _member("x#Everything"),
                "zzMembers": _member("x#ZzMembers"),
            }
        ),
        "x#Failure": _structure(_members(members), error="client"),
        "x#Page": _structure(
            {"token": _member("String"), "list": _member("x#Strings")}
        ),
        "x#ZzList": listing,
    }


def _rules(names: Iterable[str]) -> dict[str, Any]:
    """Parameters and variables with these names, all of them read."""
    known = {"region", "endpoint", "use_fips", "use_dual_stack"}
    names = [
        name for name in names if name.isalnum() and python_name(name) not in known
    ]
    names = [name for name in names if not name[0].isdigit()]
    given, assigned = names[::2], names[1::2]
    return {
        "version": "1.0",
        "parameters": {name: {"type": "string"} for name in given},
        "rules": [
            _rule(name, other) for name, other in zip(given, assigned, strict=False)
        ],
    }


def _rule(name: str, other: str) -> dict[str, Any]:
    read = {"fn": "parseURL", "argv": [{"ref": name}], "assign": other}
    return {
        "type": "tree",
        "conditions": [{"fn": "isSet", "argv": [{"ref": name}]}],
        "rules": [
            {
                "type": "endpoint",
                "conditions": [read],
                "endpoint": {"url": f"https://{{{name}}}/{{{other}#scheme}}"},
            },
            {"type": "error", "conditions": [], "error": f"{{{name}}}"},
        ],
    }


def _different(names: Iterable[str], rename: Callable[[str], str]) -> list[str]:
    found: dict[str, str] = {}
    for name in names:
        found.setdefault(rename(name).rstrip("_").lower(), name)
    return list(found.values())


def _member(target: str, **traits: Any) -> dict[str, Any]:
    return {
        "target": target if "#" in target else f"smithy.api#{target}",
        "traits": {f"smithy.api#{name}": value for name, value in traits.items()},
    }


def _members(names: Iterable[str]) -> dict[str, Any]:
    """Members with these names, and after them one of each kind."""
    found = {
        name: (
            _member("String")
            if name.strip("_").lower() == "message"
            else _member(target, **traits)
        )
        for name, (target, traits) in zip(names, cycle(_TARGETS), strict=False)
    }
    last = {
        f"zz{number}": _member(target, **traits)
        for number, (target, traits) in enumerate(_TARGETS)
    }
    return found | last


def _structure(members: Mapping[str, Any], error: str = "") -> dict[str, Any]:
    traits = {"smithy.api#error": error} if error else {}
    return {"type": "structure", "members": dict(members), "traits": traits}


def _union(members: Mapping[str, Any]) -> dict[str, Any]:
    variants = {name: {"target": member["target"]} for name, member in members.items()}
    return {"type": "union", "members": variants}


def _enum(names: Iterable[str]) -> dict[str, Any]:
    return {"type": "enum", "members": dict.fromkeys(names, _UNIT)}


def _list(target: str) -> dict[str, Any]:
    return {"type": "list", "member": {"target": target}}


def _operation(
    uri: str,
    input: str = "smithy.api#Unit",
    output: str = "smithy.api#Unit",
    errors: Iterable[str] = (),
) -> dict[str, Any]:
    return {
        "type": "operation",
        "input": {"target": input},
        "output": {"target": output},
        "errors": [{"target": error} for error in errors],
        "traits": {"smithy.api#http": {"method": "POST", "uri": uri}},
    }
