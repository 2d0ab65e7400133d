"""What a decision diagram gives, found by following its nodes one by one: slow, and nothing of the compiler is in it.

https://smithy.io/2.0/additional-specs/rules-engine/specification.html#bdd-evaluation
"""

from __future__ import annotations

import base64
import re
import struct
from collections.abc import Callable, Mapping
from typing import Any

from aiosmithy import endpoints
from aiosmithy.partitions import partition

EXHAUSTED = "Rules exhausted: no endpoint for these parameters"

_RESULTS = 100_000_000
_PART = re.compile(r"\{\{|\}\}|\{([^{}#]+)(?:#([^{}]+))?\}")
_LIBRARY: Mapping[str, Callable[..., Any]] = {
    "parseURL": endpoints.parse_url,
    "aws.parseArn": endpoints.parse_arn,
    "uriEncode": endpoints.uri_encode,
    "split": endpoints.split,
    "substring": lambda text, start, stop, reverse: endpoints.substring(
        text, start, stop, reverse=reverse
    ),
    "isValidHostLabel": lambda text, dots: endpoints.is_valid_host_label(
        text, allow_subdomains=dots
    ),
    "aws.isVirtualHostableS3Bucket": lambda text, dots: (
        endpoints.is_virtual_hostable_s3_bucket(text, allow_subdomains=dots)
    ),
}
_ATTRIBUTES = {
    "dnsSuffix": "dns_suffix",
    "dualStackDnsSuffix": "dual_stack_dns_suffix",
    "implicitGlobalRegion": "implicit_global_region",
    "supportsFIPS": "supports_fips",
    "supportsDualStack": "supports_dual_stack",
    "normalizedPath": "normalized_path",
    "isIp": "is_ip",
    "accountId": "account_id",
    "resourceId": "resource_id",
}


class Unset(Exception):
    """Something is needed that has no value."""


def evaluate(trait: Mapping[str, Any], parameters: Mapping[str, Any]) -> object:
    """URL, properties and headers, or the text of an error."""
    scope: dict[str, Any] = {}
    for name, definition in trait["parameters"].items():
        value = parameters.get(name, definition.get("default"))
        if value is None and definition.get("required"):
            return f"{name} is required"
        scope[name] = value
    nodes = [*struct.iter_unpack(">iii", base64.b64decode(trait["nodes"]))]
    reference = trait["root"]
    while 1 < abs(reference) < _RESULTS:
        condition, high, low = nodes[abs(reference) - 1]
        holds = _holds(trait["conditions"][condition], scope)
        reference = high if holds is (reference > 0) else low
    if reference <= _RESULTS:
        return EXHAUSTED
    return _result(trait["results"][reference - _RESULTS - 1], scope)


def _holds(condition: Mapping[str, Any], scope: dict[str, Any]) -> bool:
    try:
        value = _value(condition, scope)
    except Unset:
        return False
    if "assign" in condition:
        scope[condition["assign"]] = value
    return value is not None and value is not False


def _result(rule: Mapping[str, Any], scope: Mapping[str, Any]) -> object:
    if rule["type"] == "error":
        return _needed(_value(rule["error"], scope))
    endpoint = rule["endpoint"]
    return (
        _needed(_value(endpoint["url"], scope)),
        _data(endpoint.get("properties", {}), scope),
        _data(endpoint.get("headers", {}), scope),
    )


def _data(value: Any, scope: Mapping[str, Any]) -> Any:
    match value:
        case {"ref": _} | {"fn": _} | str():
            return _needed(_value(value, scope))
        case dict():
            return {key: _data(inner, scope) for key, inner in value.items()}
        case list():
            return [_data(inner, scope) for inner in value]
        case _:
            return value


def _needed(value: Any) -> Any:
    if value is None:
        raise Unset
    return value


def _value(node: Any, scope: Mapping[str, Any]) -> Any:
    match node:
        case {"ref": name}:
            return scope.get(name)
        case {"fn": name, "argv": arguments}:
            return _call(name, arguments, scope)
        case str():
            return _PART.sub(lambda found: _filled(found, scope), node)
        case _:
            return node


def _filled(found: re.Match[str], scope: Mapping[str, Any]) -> str:
    if found[1] is None:
        return found[0][0]
    value = scope.get(found[1])
    return str(_needed(_at(value, found[2]) if found[2] else value))


def _call(name: str, arguments: list[Any], scope: Mapping[str, Any]) -> Any:
    values = [_value(argument, scope) for argument in arguments]
    match name:
        case "isSet":
            return values[0] is not None
        case "not":
            return not values[0]
        case "booleanEquals" | "stringEquals":
            return _needed(values[0]) == _needed(values[1])
        case "coalesce":
            return next((value for value in values if value is not None), None)
        case "ite":
            return values[1] if _needed(values[0]) else values[2]
        case "getAttr":
            return _at(values[0], values[1])
        case "aws.partition":
            return partition(values[0])
        case _:
            return _LIBRARY[name](*map(_needed, values))


def _at(value: Any, path: str) -> Any:
    for key, index in re.findall(r"([A-Za-z]+)|\[(-?[0-9]+)\]", path):
        _needed(value)
        if key:
            value = getattr(value, _ATTRIBUTES.get(key, key))
        else:
            value = endpoints.item(value, int(index))
    return value
