"""Endpoint rules of S3's plain buckets, for models of S3 that bring none (S3's own know access points and more).

https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html and …/transfer-acceleration.html
"""

from __future__ import annotations

from typing import Any


def _ref(name: str) -> dict[str, Any]:
    return {"ref": name}


def _is(name: str) -> dict[str, Any]:
    return {"fn": "booleanEquals", "argv": [_ref(name), True]}


def _set(name: str) -> dict[str, Any]:
    return {"fn": "isSet", "argv": [_ref(name)]}


def _parsed() -> dict[str, Any]:
    return {"fn": "parseURL", "argv": [_ref("Endpoint")], "assign": "url"}


def _encoded() -> dict[str, Any]:
    return {"fn": "uriEncode", "argv": [_ref("Bucket")], "assign": "bucketPath"}


def _hostable() -> dict[str, Any]:
    return {"fn": "aws.isVirtualHostableS3Bucket", "argv": [_ref("Bucket"), False]}


def _not(condition: dict[str, Any]) -> dict[str, Any]:
    return {"fn": "not", "argv": [condition]}


def _to(url: str, *conditions: dict[str, Any]) -> dict[str, Any]:
    properties = {"authSchemes": [{"name": "sigv4", "disableDoubleEncoding": True}]}
    return {
        "type": "endpoint",
        "conditions": list(conditions),
        "endpoint": {"url": url, "properties": properties},
    }


def _tree(*rules: dict[str, Any], given: list[dict[str, Any]]) -> dict[str, Any]:
    return {"type": "tree", "conditions": given, "rules": list(rules)}


def _parameter(type_: str, built_in: str | None = None, **more: Any) -> dict[str, Any]:
    return {"type": type_, **({"builtIn": built_in} if built_in else {}), **more}


_VIRTUAL = [_set("Bucket"), _not(_is("ForcePathStyle")), _hostable()]
_DUAL = _is("UseDualStack")
_PART = {
    "fn": "aws.partition",
    "argv": [_ref("Region")],
    "assign": "part",
}

S3_RULES: dict[str, Any] = {
    "version": "1.0",
    "parameters": {
        "Bucket": _parameter("string"),
        "Region": _parameter("string", "AWS::Region"),
        "Endpoint": _parameter("string", "SDK::Endpoint"),
        "UseDualStack": _parameter(
            "boolean", "AWS::UseDualStack", required=True, default=False
        ),
        "ForcePathStyle": _parameter(
            "boolean", "AWS::S3::ForcePathStyle", required=True, default=False
        ),
        "Accelerate": _parameter(
            "boolean", "AWS::S3::Accelerate", required=True, default=False
        ),
    },
    "rules": [
        _tree(
            _to("{url#scheme}://{Bucket}.{url#authority}{url#path}", *_VIRTUAL),
            _to("{Endpoint}/{bucketPath}", _set("Bucket"), _encoded()),
            _to("{Endpoint}"),
            given=[_set("Endpoint"), _parsed()],
        ),
        _tree(
            _tree(
                _to("https://{Bucket}.s3-accelerate.dualstack.{part#dnsSuffix}", _DUAL),
                _to("https://{Bucket}.s3-accelerate.{part#dnsSuffix}"),
                given=[_is("Accelerate"), *_VIRTUAL],
            ),
            _tree(
                _to("https://{Bucket}.s3.dualstack.{Region}.{part#dnsSuffix}", _DUAL),
                _to("https://{Bucket}.s3.{Region}.{part#dnsSuffix}"),
                given=_VIRTUAL,
            ),
            _tree(
                _to(
                    "https://s3.dualstack.{Region}.{part#dnsSuffix}/{bucketPath}", _DUAL
                ),
                _to("https://s3.{Region}.{part#dnsSuffix}/{bucketPath}"),
                given=[_set("Bucket"), _encoded()],
            ),
            _to("https://s3.dualstack.{Region}.{part#dnsSuffix}", _DUAL),
            _to("https://s3.{Region}.{part#dnsSuffix}"),
            given=[_set("Region"), _PART],
        ),
        {
            "type": "error",
            "conditions": [],
            "error": "S3 needs a region, or an endpoint that is a URL",
        },
    ],
}
