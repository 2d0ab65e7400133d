"""The service of the hostile model: its own texts, and its endpoint rules."""

from __future__ import annotations

from typing import Any

from .hostile_texts import Texts, named, ref, shape


def service(text: Texts) -> dict[str, Any]:
    traits = {
        "aws.api#service": {
            "sdkId": "Hostile Twin",
            "arnNamespace": "hostile",
            "cloudFormationName": "Hostile",
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
            "hostile:key": {
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
            "prefix": "hostile",
        },
        "smithy.rules#endpointRuleSet": _endpoint_rules(text),
        "smithy.rules#clientContextParams": {
            "Custom": {
                "type": "string",
                "documentation": text("documentation of a client parameter"),
            }
        },
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
                "aws.iam#conditionKeys": ["hostile:key"],
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
                    "url": f"https://{text.rules_url('URL of an endpoint')}/{{Custom}}",
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
                        "endpoint": {"url": text.rules_url("plain URL of an endpoint")},
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
