"""One model with the same text in every place where Smithy's JSON AST has free text.

Names are not free text: Smithy's grammar allows letters, digits and underscores there.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Mapping
from typing import Any

from aiosmithy_codegen.generate import Overlay, Settings
from aiosmithy_codegen.loaders.smithy_json import load_ast
from aiosmithy_codegen.manifest import Origin
from aiosmithy_codegen.model import Model
from aiosmithy_codegen.source import Source
from attrs import field, frozen

NS = "example.hostile#"
PLAIN = "plainword"
INSTEAD = "insteadword"
"""What stands where a text has no place, for it has a meaning there or is refused."""

_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")


@frozen
class Texts:
    """Gives each position its text, and remembers the positions."""

    payload: str
    positions: list[str] = field(factory=list[str])
    numbered: bool = False
    """Whether each position gets a text of its own."""

    def __call__(self, position: str) -> str:
        """The text where any text may stand."""
        assert position not in self.positions
        self.positions.append(position)
        return self.at(len(self.positions) - 1)

    def at(self, number: int) -> str:
        """The text of the n-th position."""
        return f"{self.payload}{number}x" if self.numbered else self.payload

    def uri(self, position: str) -> str:
        """A literal of a URI pattern, in which braces and question marks have a meaning."""
        text = self(position)
        return INSTEAD if set(text) & set("{}?") else text

    def header(self, position: str) -> str:
        """A header's name, which RFC 9110 limits."""
        text = self(position)
        return text if _TOKEN.fullmatch(text) else INSTEAD

    def shape_name(self, position: str) -> str:
        """A shape id or name, of which the name counts."""
        text = self(position)
        return INSTEAD if "#" in text else text

    def rules(self, position: str) -> str:
        """A template string of the endpoint rules, in which braces are doubled."""
        return self(position).replace("{", "{{").replace("}", "}}")

    def blob(self, position: str) -> str:
        """The bytes of a text."""
        return base64.b64encode(
            self(position).encode("utf-8", "surrogatepass")
        ).decode()

    def json_literal(self, position: str) -> str:
        """A JSON literal of JMESPath."""
        escaped = self._quoted(position).replace("`", "\\`")
        return f"`{escaped}`"

    def quoted_name(self, position: str) -> str:
        """A quoted identifier of JMESPath."""
        return self._quoted(position)

    def raw_literal(self, position: str) -> str:
        """A raw string of JMESPath, in which a quote is escaped; backslashes before others stay."""
        text = self(position).replace("\\", "\\\\").replace("'", "\\'")
        return f"'{text}'"

    def _quoted(self, position: str) -> str:
        return json.dumps(self(position))


def ref(name: str) -> dict[str, str]:
    return {"target": name if "#" in name else NS + name}


def member(target: str, **traits: Any) -> dict[str, Any]:
    """A member; traits of ``smithy.api`` by their short names."""
    return {**ref(target), "traits": named(**traits)}


def named(**traits: Any) -> dict[str, Any]:
    return {f"smithy.api#{name}": value for name, value in traits.items()}


def string(**traits: Any) -> dict[str, Any]:
    return member("smithy.api#String", **traits)


def shape(kind: str, traits: Mapping[str, Any] = {}, **more: Any) -> dict[str, Any]:
    return {"type": kind, "traits": dict(traits), **more}


def document(text: Texts) -> dict[str, Any]:
    """The AST; every position has a name of its own."""
    shapes = {
        **_service(text),
        **_operations(text),
        **_inputs_and_outputs(text),
        **_data(text),
    }
    metadata = {
        text("metadata key"): [text("metadata value"), {"severity": "NOTE"}],
        "suppressions": [
            {"id": "X", "namespace": "*", "reason": text("suppression reason")}
        ],
    }
    return {
        "smithy": "2.0",
        "metadata": metadata,
        "shapes": {NS + name: definition for name, definition in shapes.items()},
    }


def overlay(text: Texts) -> dict[str, Any]:
    """Changes whose texts are hostile too."""
    return {
        "overlay": "1.0",
        "changes": [
            {
                "op": "addTrait",
                "shape": "Pair",
                "trait": "smithy.api#documentation",
                "value": text("documentation that an overlay adds"),
                "reason": f"r{text('reason of an overlay')}",
            },
            {
                "op": "addMember",
                "shape": "Pair",
                "member": "added",
                "target": "smithy.api#String",
                "traits": named(default=text("default that an overlay adds")),
                "reason": "r",
            },
        ],
    }


def hostile(text: Texts) -> tuple[Model, Settings]:
    """The model with that text everywhere, and the settings to generate it with."""
    loaded = load_ast(document(text), text("path of the model in messages"))
    changes = Source(text("path of the overlay in messages"), overlay(text), "sha256:0")
    origin = Origin(text("path of the overlay in the manifest"), "sha256:0")
    settings = Settings(
        model=Origin(text("path of the model in the manifest"), "sha256:0"),
        overlays=(Overlay(changes, origin),),
        generator_version="0",
    )
    return loaded, settings


def _service(text: Texts) -> dict[str, Any]:
    traits = {
        "aws.api#service": {
            "sdkId": "Hostile Twin",
            "arnNamespace": text("arnNamespace"),
            "cloudFormationName": text("cloudFormationName"),
            "cloudTrailEventSource": text("cloudTrailEventSource"),
            "docId": text("docId"),
            "endpointPrefix": text("endpointPrefix"),
        },
        "aws.auth#sigv4": {"name": text("sigv4 name")},
        "aws.auth#cognitoUserPools": {"providerArns": [text("provider ARN")]},
        "aws.protocols#restJson1": {
            "http": [text("http version")],
            "eventStreamHttp": [text("event stream http version")],
        },
        "aws.iam#defineConditionKeys": {
            text("condition key"): {
                "type": "String",
                "documentation": text("documentation of a condition key"),
                "externalDocumentation": text("link of a condition key"),
            }
        },
        "example.other#unknown": {
            text("key in an unknown trait"): [text("value in an unknown trait")]
        },
        "smithy.api#cors": {
            "origin": text("cors origin"),
            "additionalAllowedHeaders": [text("cors header")],
        },
        "smithy.api#httpApiKeyAuth": {
            "name": text("API key name"),
            "in": "header",
            "scheme": text("API key scheme"),
        },
        "smithy.api#xmlNamespace": {
            "uri": text("xmlNamespace uri"),
            "prefix": text("xmlNamespace prefix"),
        },
        "smithy.rules#endpointRuleSet": _endpoint_rules(text),
        "smithy.rules#endpointTests": {
            "version": "1.0",
            "testCases": [
                {
                    "documentation": text("documentation of an endpoint test"),
                    "params": {"Region": text("parameter of an endpoint test")},
                    "expect": {"error": text("error of an endpoint test")},
                }
            ],
        },
        **named(
            deprecated={
                "message": text("deprecated message of the service"),
                "since": text("deprecated since of the service"),
            },
            documentation=text("documentation of the service"),
            externalDocumentation={
                text("externalDocumentation key"): text("externalDocumentation URL")
            },
            since=text("since of the service"),
            suppress=[text("suppressed id")],
            tags=[text("tag of the service")],
            title=text("title"),
        ),
    }
    return {
        "Twin": shape(
            "service",
            traits,
            version=text("version of the service"),
            operations=[
                ref("PutThing"),
                ref("ListThings"),
                ref("PutText"),
                ref("PutBytes"),
            ],
            resources=[ref("Thing")],
            errors=[ref("Oops")],
        ),
        "Thing": shape(
            "resource",
            {
                "aws.api#arn": {"template": text("ARN template")},
                "aws.iam#conditionKeys": [text("condition key of a resource")],
                "smithy.api#documentation": text("documentation of a resource"),
            },
            identifiers={"thingId": ref("smithy.api#String")},
            read=ref("GetThing"),
        ),
    }


def _endpoint_rules(text: Texts) -> dict[str, Any]:
    is_set = {"fn": "isSet", "argv": [{"ref": "Custom"}]}
    equal = {
        "fn": "stringEquals",
        "argv": [{"ref": "Custom"}, text.rules("string compared in a rule")],
    }
    return {
        "version": "1.0",
        "parameters": {
            "Region": {
                "type": "string",
                "builtIn": "AWS::Region",
                "documentation": text("documentation of an endpoint parameter"),
                "deprecated": {
                    "message": text("deprecated message of an endpoint parameter"),
                    "since": text("deprecated since of an endpoint parameter"),
                },
            },
            "Custom": {
                "type": "string",
                "builtIn": text("unknown built-in"),
                "default": text("default of an endpoint parameter"),
            },
            "Several": {
                "type": "stringArray",
                "default": [text("item in the default of an endpoint parameter")],
            },
        },
        "rules": [
            {
                "type": "endpoint",
                "documentation": text("documentation of a rule"),
                "conditions": [is_set, equal],
                "endpoint": {
                    "url": f"https://{text.rules('URL of an endpoint')}/{{Custom}}",
                    "headers": {
                        text("header name of an endpoint"): [
                            text.rules("header value of an endpoint"),
                            f"{text.rules('header template of an endpoint')}{{Custom}}",
                        ]
                    },
                    "properties": {
                        text("property key of an endpoint"): {
                            text("nested property key of an endpoint"): [
                                text.rules("property value of an endpoint")
                            ]
                        }
                    },
                },
            },
            {
                "type": "tree",
                "documentation": text("documentation of a tree rule"),
                "conditions": [
                    {
                        "fn": "parseURL",
                        "argv": [text.rules("URL parsed in a rule")],
                        "assign": "url",
                    },
                    {
                        "fn": "isValidHostLabel",
                        "argv": [text.rules("host label in a rule"), False],
                    },
                    {
                        "fn": "stringEquals",
                        "argv": [
                            {"fn": "getAttr", "argv": [{"ref": "url"}, "scheme"]},
                            text.rules("attribute compared in a rule"),
                        ],
                    },
                ],
                "rules": [
                    {
                        "type": "endpoint",
                        "conditions": [],
                        "endpoint": {"url": text.rules("plain URL of an endpoint")},
                    }
                ],
            },
            {
                "type": "error",
                "conditions": [{"fn": "isSet", "argv": [{"ref": "Region"}]}],
                "error": f"{text.rules('error template of a rule')} {{Custom}}",
            },
            {"type": "error", "conditions": [], "error": text.rules("error of a rule")},
        ],
    }


def _operations(text: Texts) -> dict[str, Any]:
    uri = (
        f"/a/{text.uri('segment of a URI')}/{{label}}/{text.uri('last segment of a URI')}"
        f"?fixed={text.uri('literal query of a URI')}"
    )
    put = {
        "aws.iam#actionPermissionDescription": text("action permission description"),
        "example.other#unknown": text("unknown trait of an operation"),
        "smithy.test#smokeTests": [
            {"id": "a", "params": {"label": text("parameter of a smoke test")}}
        ],
        **named(
            deprecated={
                "message": text("deprecated message of an operation"),
                "since": text("deprecated since of an operation"),
            },
            documentation=text("documentation of an operation"),
            examples=[
                _example(text),
                {
                    "title": text("title of an example of an error"),
                    "documentation": text("documentation of an example of an error"),
                    "input": {"label": text("input of an example of an error")},
                    "error": {
                        "shapeId": text("error of an example"),
                        "content": {"message": text("content of an example's error")},
                    },
                },
            ],
            externalDocumentation={
                text("externalDocumentation key of an operation"): text(
                    "externalDocumentation URL of an operation"
                )
            },
            http={"method": "POST", "uri": uri, "code": 200},
            since=text("since of an operation"),
            tags=[text("tag of an operation")],
        ),
    }
    listing = {
        **named(
            http={"method": "GET", "uri": f"/{text.uri('whole path of a URI')}"},
            paginated={
                "inputToken": "token",
                "outputToken": "nextToken",
                "items": "things",
            },
            readonly={},
        ),
        "smithy.waiters#waitable": _waiters(text),
    }
    return {
        "PutThing": shape(
            "operation", put, input=ref("PutThingInput"), output=ref("PutThingOutput")
        ),
        "ListThings": shape(
            "operation",
            listing,
            input=ref("ListThingsInput"),
            output=ref("ListThingsOutput"),
            errors=[ref("Oops")],
        ),
        "GetThing": shape(
            "operation",
            named(http={"method": "GET", "uri": "/things/{thingId}"}, readonly={}),
            input=ref("GetThingInput"),
        ),
        "PutText": shape(
            "operation",
            named(http={"method": "PUT", "uri": "/text"}),
            input=ref("TextHolder"),
            output=ref("TextHolder"),
        ),
        "PutBytes": shape(
            "operation",
            named(http={"method": "PUT", "uri": "/bytes"}),
            input=ref("BytesHolder"),
            output=ref("BytesHolder"),
        ),
    }


def _example(text: Texts) -> dict[str, Any]:
    return {
        "title": text("title of an example"),
        "documentation": text("documentation of an example"),
        "input": {
            "label": text("string in an example"),
            "map": {text("map key in an example"): text("map value in an example")},
            "list": [text("list item in an example")],
            "choice": {"text": text("variant in an example")},
            "free": {
                text("document key in an example"): [text("document in an example")]
            },
            "kind": text("enum value in an example"),
            "bytes": text("blob in an example"),
            "when": text("timestamp in an example"),
            "count": text("number in an example"),
            "pair": {"left": text("nested string in an example")},
        },
        "output": {"kind": text("output of an example")},
    }


def _waiters(text: Texts) -> dict[str, Any]:
    def acceptor(state: str, path: str, comparator: str, expected: str) -> Any:
        condition = {"path": path, "comparator": comparator, "expected": expected}
        return {"state": state, "matcher": {"output": condition}}

    raw = text.raw_literal("raw string in JMESPath")
    value = text.json_literal("JSON literal in JMESPath")
    named_ = text.quoted_name("quoted name in JMESPath")
    found = text.json_literal("string searched in JMESPath")
    first = acceptor(
        "success", "kind", "stringEquals", text("string expected by a waiter")
    )
    everywhere = text("string expected everywhere by a waiter")
    anywhere = text("string expected anywhere by a waiter")
    return {
        "ThingReady": {
            "documentation": text("documentation of a waiter"),
            "tags": [text("tag of a waiter")],
            "acceptors": [
                {**first, "message": text.raw_literal("message of an acceptor")},
                acceptor("retry", "names", "allStringEquals", everywhere),
                acceptor("retry", "names", "anyStringEquals", anywhere),
                acceptor("failure", f"kind == {raw}", "booleanEquals", "true"),
                acceptor("failure", f"kind != {value}", "booleanEquals", "false"),
                acceptor("failure", f"map.{named_} == 'x'", "booleanEquals", "true"),
                acceptor(
                    "failure", f"contains(names, {found})", "booleanEquals", "true"
                ),
                acceptor(
                    "retry",
                    f"things[?left == {text.json_literal('filter in JMESPath')}].left",
                    "anyStringEquals",
                    text("string expected of a projection"),
                ),
                {
                    "state": "failure",
                    "matcher": {
                        "errorType": text.shape_name("error type of an acceptor")
                    },
                },
            ],
        }
    }


def _inputs_and_outputs(text: Texts) -> dict[str, Any]:
    return {
        "PutThingInput": shape(
            "structure",
            named(documentation=text("documentation of an input")),
            members={
                "label": string(
                    required={},
                    httpLabel={},
                    documentation=text("documentation of a label"),
                    pattern=text("pattern of a label"),
                ),
                "query": string(
                    httpQuery=text("httpQuery name"),
                    documentation=text("documentation of an input member"),
                    deprecated={
                        "message": text("deprecated message of a member"),
                        "since": text("deprecated since of a member"),
                    },
                    default=text("default of an input member"),
                ),
                "queries": member(
                    "Strings", httpQuery=text("httpQuery name of a list")
                ),
                "header": string(
                    httpHeader=text.header("httpHeader name"),
                    mediaType=text("mediaType of a header"),
                ),
                "prefixed": member(
                    "Map", httpPrefixHeaders=text.header("httpPrefixHeaders prefix")
                ),
                "map": member(
                    "Map", documentation=text("documentation of a map member")
                ),
                "list": member("Strings"),
                "choice": member("Choice"),
                "free": member("smithy.api#Document"),
                "kind": member("Kind"),
                "bytes": member("smithy.api#Blob"),
                "when": member("smithy.api#Timestamp"),
                "count": member(
                    "smithy.api#Integer",
                    documentation=text("documentation of a number"),
                ),
                "pair": member("Pair"),
                "old": member("OldKind"),
            },
        ),
        "PutThingOutput": shape(
            "structure",
            named(
                documentation=text("documentation of an output"),
                tags=[text("tag of a structure")],
            ),
            members={
                "kind": member(
                    "Kind",
                    jsonName=text("jsonName in an output"),
                    documentation=text("documentation of an output member"),
                    since=text("since of a member"),
                ),
                "header": string(
                    httpHeader=text.header("httpHeader name in an output"),
                    mediaType=text("mediaType of a header in an output"),
                    default=text("default of a header in an output"),
                ),
                "prefixed": member(
                    "Map",
                    httpPrefixHeaders=text.header("httpPrefixHeaders in an output"),
                ),
                "pair": member("Pair"),
                "since": member(
                    "smithy.api#Timestamp", httpHeader="x-since", required={}
                ),
            },
        ),
        "ListThingsInput": shape("structure", members={"token": string(httpQuery="t")}),
        "ListThingsOutput": shape(
            "structure",
            members={
                "nextToken": string(),
                "things": member("Pairs"),
                "names": member("Strings"),
                "kind": member("Kind"),
                "map": member("Map"),
            },
        ),
        "GetThingInput": shape(
            "structure", members={"thingId": string(required={}, httpLabel={})}
        ),
        "TextHolder": shape(
            "structure", members={"text": member("Text", httpPayload={})}
        ),
        "BytesHolder": shape(
            "structure", members={"bytes": member("Bytes", httpPayload={})}
        ),
    }


def _data(text: Texts) -> dict[str, Any]:
    default = text("default of a shape and a member")
    kind = text("enum value and its default")
    return {
        "Pair": shape(
            "structure",
            {
                **named(
                    deprecated={
                        "message": text("deprecated message of a structure"),
                        "since": text("deprecated since of a structure"),
                    }
                ),
                "example.other#unknown": text("unknown trait of a structure"),
                "aws.cloudformation#cfnResource": {
                    "name": text("CloudFormation name of a structure")
                },
            },
            members={
                "left": string(
                    documentation=text("documentation of a nested member"),
                    jsonName=text("jsonName"),
                    default=text("default of a nested member"),
                    pattern=text("pattern of a member"),
                    length={"min": 1},
                    xmlName=text("xmlName"),
                    recommended={"reason": text("recommended reason")},
                    externalDocumentation={
                        text("externalDocumentation key of a member"): text(
                            "externalDocumentation URL of a member"
                        )
                    },
                    tags=[text("tag of a member")],
                ),
                "right": member(
                    "Word", documentation=text("documentation of a constrained member")
                ),
                "kind": member("Kind", default=kind),
                "free": member(
                    "smithy.api#Document", default=text("default of a document")
                ),
                "bytes": member(
                    "smithy.api#Blob", default=text.blob("default of a blob")
                ),
                "word": member("DefaultWord", default=default),
                "secret": string(sensitive={}, default=text("default of a secret")),
                "inner": member("Pair"),
                # No text; but their names are among those that a module uses.
                "when": member("smithy.api#Timestamp", default=0),
                "amount": member("smithy.api#BigDecimal", default=1),
            },
        ),
        "Word": shape(
            "string",
            named(
                pattern=text("pattern of a string"),
                documentation=text("documentation of a string"),
                references=[{"resource": text("reference"), "service": "x"}],
            ),
        ),
        "DefaultWord": shape("string", named(default=default)),
        "Text": shape("string", named(mediaType=text("mediaType of a string"))),
        "Bytes": shape("blob", named(mediaType=text("mediaType of a blob"))),
        "Kind": shape(
            "enum",
            named(
                documentation=text("documentation of an enum"),
                deprecated={
                    "message": text("deprecated message of an enum"),
                    "since": text("deprecated since of an enum"),
                },
            ),
            members={
                "FIRST": member(
                    "smithy.api#Unit",
                    enumValue=kind,
                    documentation=text("documentation of an enum member"),
                    deprecated={
                        "message": text("deprecated message of an enum member"),
                        "since": text("deprecated since of an enum member"),
                    },
                    tags=[text("tag of an enum member")],
                ),
                "SECOND": member(
                    "smithy.api#Unit", enumValue=f"2{text('second enum value')}"
                ),
            },
        ),
        "OldKind": shape(
            "string",
            named(
                enum=[
                    {
                        "name": "FIRST",
                        "value": text("value in an enum trait"),
                        "documentation": text("documentation in an enum trait"),
                        "tags": [text("tag in an enum trait")],
                    }
                ]
            ),
        ),
        "Level": shape(
            "intEnum",
            members={
                "LOW": member(
                    "smithy.api#Unit",
                    enumValue=1,
                    documentation=text("documentation of an intEnum member"),
                )
            },
        ),
        "Choice": shape(
            "union",
            named(
                documentation=text("documentation of a union"),
                deprecated={"message": text("deprecated message of a union")},
            ),
            members={
                "text": string(
                    documentation=text("documentation of a variant"),
                    jsonName=text("jsonName of a variant"),
                ),
                "level": member("Level"),
            },
        ),
        "Strings": shape(
            "list",
            named(documentation=text("documentation of a list")),
            member=string(
                pattern=text("pattern of a list's member"),
                documentation=text("documentation of a list's member"),
            ),
        ),
        "Map": shape(
            "map",
            named(documentation=text("documentation of a map")),
            key=string(pattern=text("pattern of a map's key")),
            value=string(pattern=text("pattern of a map's value")),
        ),
        "Pairs": shape("list", member=member("Pair")),
        "Oops": shape(
            "structure",
            named(
                error="client",
                documentation=text("documentation of an error"),
                deprecated={
                    "message": text("deprecated message of an error"),
                    "since": text("deprecated since of an error"),
                },
            ),
            members={
                "message": string(documentation=text("documentation of a message")),
                "detail": string(
                    documentation=text("documentation of an error's member"),
                    jsonName=text("jsonName in an error"),
                    default=text("default in an error"),
                ),
                "where": string(httpHeader=text.header("httpHeader name in an error")),
                "bytes": member(
                    "smithy.api#Blob",
                    default=text.blob("default of a blob in an error"),
                ),
            },
        ),
    }
