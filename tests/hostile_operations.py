"""The operations of the hostile model: bindings, examples, waiters, inputs and outputs."""

from __future__ import annotations

from typing import Any

from .hostile_texts import Texts, member, named, ref, shape, string


def operations(text: Texts) -> dict[str, Any]:
    uri = (
        f"/a/{text.uri('segment of a URI')}/{{label}}/{text.uri('last segment of a URI')}"
        f"?fixed={text.uri('literal query of a URI')}"
    )
    put = {
        "aws.iam#actionPermissionDescription": text("action permission description"),
        "example.other#unknown": text("unknown trait of an operation"),
        "smithy.rules#staticContextParams": {
            "Custom": {"value": text("fixed endpoint parameter")},
            "Several": {"value": [text("item of a fixed endpoint parameter")]},
        },
        "smithy.test#smokeTests": [
            {
                "id": "smoke",
                "params": {"label": text("parameter of a smoke test")},
                "expect": {"success": {}},
            }
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


def inputs_and_outputs(text: Texts) -> dict[str, Any]:
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
                "header": member("Text", httpHeader=text.header("httpHeader name")),
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
                "header": member(
                    "Text",
                    httpHeader=text.header("httpHeader name in an output"),
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
