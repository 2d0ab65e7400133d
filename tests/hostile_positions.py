"""Places of the hostile model where names stand, and how another name gets there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .hostile_texts import NS

Document = dict[str, Any]


def at(path: str, value: Callable[[str], Any]) -> Callable[[Document, str], None]:
    """Sets what a path leads to; its parts are keys, and a shape's name stands for its id."""
    *keys, last = path.split("/")

    def change(document: Document, name: str) -> None:
        place: Any = document["shapes"]
        for key in keys:
            place = place[_key(place, key)]
        found = _key(place, last)
        at = found.replace("NAME", name) if isinstance(found, str) else found
        place[at] = value(name)

    return change


def _key(place: Document | list[Any], key: str) -> str | int:
    if isinstance(place, list):
        return int(key)
    for prefix in (NS, "smithy.api#", "smithy.rules#", "smithy.waiters#", "aws.api#"):
        if prefix + key in place:
            return prefix + key
    return key


def _target(name: str) -> Any:
    return {"target": NS + name}


STRING = {"target": "smithy.api#String"}
UNIT = {"target": "smithy.api#Unit"}
POSITIONS: dict[str, Callable[[Document, str], None]] = {
    "shape": at(f"{NS}NAME", lambda _: {"type": "string"}),
    "namespace": at("NAME#Shape", lambda _: {"type": "string"}),
    "part of a namespace": at("a.NAME#Shape", lambda _: {"type": "string"}),
    "member": at("Pair/members/NAME", lambda _: STRING),
    "variant": at("Choice/members/NAME", lambda _: STRING),
    "enum member": at("Kind/members/NAME", lambda _: UNIT),
    "trait": at("Pair/traits/example.x#NAME", lambda _: {}),
    "namespace of a trait": at("Pair/traits/NAME#trait", lambda _: {}),
    "trait of a member": at("Pair/members/left/traits/x#NAME", lambda _: {}),
    "target": at("Pair/members/more", _target),
    "input": at("PutThing/input", _target),
    "output": at("PutThing/output", _target),
    "error": at("PutThing/errors", lambda name: [_target(name)]),
    "mixin": at("Pair/mixins", lambda name: [_target(name)]),
    "apply": at(f"{NS}NAME", lambda _: {"type": "apply", "traits": {}}),
    "apply to a member": at(
        f"{NS}Pair$NAME", lambda _: {"type": "apply", "traits": {}}
    ),
    "operation": at("Twin/operations/0", _target),
    "resource": at("Twin/resources/0", _target),
    "new name": at("Twin/rename", lambda name: {f"{NS}Pair": name}),
    "old name": at("Twin/rename", lambda name: {NS + name: "Other"}),
    "identifier": at("Thing/identifiers/NAME", lambda _: STRING),
    "property": at("Thing/properties", lambda name: {name: STRING}),
    "type": at("Pair/type", str),
    "sdkId": at("Twin/traits/service/sdkId", lambda name: f"{name}."),
    "waiter": at("ListThings/traits/waitable/NAME", lambda _: {"acceptors": []}),
    "endpoint parameter": at(
        "Twin/traits/endpointRuleSet/parameters/NAME", lambda _: {"type": "string"}
    ),
    "endpoint variable": at(
        "Twin/traits/endpointRuleSet/rules/1/conditions/0/assign", str
    ),
    "endpoint attribute": at(
        "Twin/traits/endpointRuleSet/rules/1/conditions/2/argv/0/argv/1", str
    ),
    "endpoint function": at("Twin/traits/endpointRuleSet/rules/0/conditions/0/fn", str),
    "endpoint reference": at(
        "Twin/traits/endpointRuleSet/rules/0/conditions/0/argv/0/ref", str
    ),
    "endpoint version": at("Twin/traits/endpointRuleSet/version", str),
    "input token": at("ListThings/traits/paginated/inputToken", str),
    "output token": at("ListThings/traits/paginated/outputToken", str),
    "items": at("ListThings/traits/paginated/items", str),
    "nested items": at("ListThings/traits/paginated/items", "map.{}".format),
    "JMESPath": at(
        "ListThings/traits/waitable/ThingReady/acceptors/0/matcher/output/path",
        lambda name: f"{name}.{name}",
    ),
    "comparator": at(
        "ListThings/traits/waitable/ThingReady/acceptors/0/matcher/output/comparator",
        str,
    ),
    "state": at("ListThings/traits/waitable/ThingReady/acceptors/0/state", str),
    "HTTP method": at("PutThing/traits/http/method", lambda name: f"{name}("),
    "label": at("PutThing/traits/http/uri", "/{{label}}/{{{}}}".format),
    "beginning of a URI": at("PutText/traits/http/uri", "x{}".format),
    "brace in a URI": at("PutText/traits/http/uri", "/x{{{}".format),
    "brace in a query": at("PutText/traits/http/uri", "/x?y={}{{z}}".format),
    "httpHeader": at("PutThingInput/members/header/traits/httpHeader", "{}\n".format),
    "httpPrefixHeaders": at(
        "PutThingInput/members/prefixed/traits/httpPrefixHeaders", "{}:".format
    ),
    "timestampFormat": at("PutThingInput/members/when/traits/timestampFormat", str),
    "xmlName": at("Pair/members/left/traits/xmlName", "{}\n".format),
    "ec2QueryName": at(
        "Pair/members/left/traits/aws.protocols#ec2QueryName", "{}\n".format
    ),
    "prefix of a namespace": at(
        "Pair/traits/xmlNamespace",
        lambda name: {"uri": "https://example.com", "prefix": f"{name}\n"},
    ),
    "hostPrefix": at(
        "PutThing/traits/smithy.api#endpoint",
        lambda name: {"hostPrefix": f"{name}\n."},
    ),
    "label of hostPrefix": at(
        "PutThing/traits/smithy.api#endpoint",
        lambda name: {"hostPrefix": f"{{{name}}}."},
    ),
    "protocol": at("Twin/traits/aws.protocols#NAME", lambda _: {}),
    "authentication": at("PutThing/traits/auth", lambda name: [f"smithy.api#{name}"]),
    "operationContextParams": at(
        "ListThings/traits/smithy.rules#operationContextParams",
        lambda name: {"Custom": {"path": f"{name}[*]."}},
    ),
    "checksum": at(
        "PutThing/traits/aws.protocols#httpChecksum",
        lambda name: {
            "requestValidationModeMember": "label",
            "responseAlgorithms": [name],
        },
    ),
    "member of a checksum": at(
        "PutThing/traits/aws.protocols#httpChecksum",
        lambda name: {"requestAlgorithmMember": name},
    ),
    "error trait": at("Oops/traits/error", str),
    "default of an enum": at("Pair/members/kind/traits/default", str),
    "default of a number": at("PutThingInput/members/count/traits/default", str),
    "default of a timestamp": at("Pair/members/when/traits/default", str),
    "default of a blob": at("Pair/members/bytes/traits/default", "{}*".format),
}
