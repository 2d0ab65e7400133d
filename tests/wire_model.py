"""One small model with a value of every kind, for each protocol, and the clients made from it."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from aiosmithy import Config, Credentials
from aiosmithy.http import HttpResponse
from aiosmithy.testing import stub_session
from aiosmithy_codegen.generate import Settings, make_package
from aiosmithy_codegen.manifest import Origin
from attrs import frozen
from generated_package import forget
from loading import load_ast

NS = "com.example#"
API = "smithy.api#"
PROTOCOLS = {
    "restJson1": "aws.protocols#restJson1",
    "restXml": "aws.protocols#restXml",
    "awsJson1_0": "aws.protocols#awsJson1_0",
    "awsJson1_1": "aws.protocols#awsJson1_1",
    "awsQuery": "aws.protocols#awsQuery",
    "ec2Query": "aws.protocols#ec2Query",
    "rpcv2Cbor": "smithy.protocols#rpcv2Cbor",
    "rpcv2Json": "smithy.protocols#rpcv2Json",
}
FORMATS = {
    "json": ["restJson1", "awsJson1_0", "awsJson1_1", "rpcv2Json"],
    "xml": ["restXml", "awsQuery", "ec2Query"],
    "cbor": ["rpcv2Cbor"],
}
"""What the protocols' answers are written in."""

TYPES = {
    "restJson1": "application/json",
    "restXml": "application/xml",
    "awsJson1_0": "application/x-amz-json-1.0",
    "awsJson1_1": "application/x-amz-json-1.1",
    "awsQuery": "text/xml",
    "ec2Query": "text/xml",
    "rpcv2Cbor": "application/cbor",
    "rpcv2Json": "application/json",
}
STREAMING = ["restJson1", "restXml", "awsJson1_0", "awsJson1_1", "rpcv2Cbor"]
"""The protocols whose events are tried."""

_SIMPLE = {
    "text": "String",
    "count": "Integer",
    "big": "BigInteger",
    "exact": "BigDecimal",
    "ratio": "Double",
    "flag": "Boolean",
    "data": "Blob",
    "made": "Timestamp",
}
_FORMATTED = {"day": "date-time", "expires": "http-date", "second": "epoch-seconds"}
_OTHERS = {
    "color": "Color",
    "level": "Level",
    "texts": "Texts",
    "numbers": "Numbers",
    "names": "Names",
    "nodes": "Nodes",
    "choice": "Choice",
    "root": "Node",
}


def _members(types: Mapping[str, str], space: str = NS) -> dict[str, Any]:
    return {name: {"target": space + target} for name, target in types.items()}


def _everything(protocol: str) -> dict[str, Any]:
    """Members of every kind that the protocol has."""
    found = _members(_SIMPLE, API) | _members(_OTHERS)
    for name, form in _FORMATTED.items():
        traits = {API + "timestampFormat": form}
        found[name] = {"target": API + "Timestamp", "traits": traits}
    if protocol in FORMATS["json"]:
        found["any"] = {"target": API + "Document"}
    if protocol.startswith("rest"):
        found["limit"] = {
            "target": API + "Integer",
            "traits": {API + "httpHeader": "x-limit"},
        }
        found["dates"] = {
            "target": NS + "Dates",
            "traits": {API + "httpHeader": "x-dates"},
        }
        found["extra"] = {
            "target": NS + "Names",
            "traits": {API + "httpPrefixHeaders": "x-extra-"},
        }
    return found


def _http(uri: str) -> dict[str, Any]:
    return {API + "http": {"method": "POST", "uri": uri, "code": 200}}


def _list(target: str) -> dict[str, Any]:
    return {"type": "list", "member": {"target": target}}


def _map(target: str) -> dict[str, Any]:
    return {
        "type": "map",
        "key": {"target": API + "String"},
        "value": {"target": target},
    }


def _shapes(protocol: str) -> dict[str, Any]:
    return {
        "Get": {
            "type": "operation",
            "input": {"target": NS + "Question"},
            "output": {"target": NS + "Everything"},
            "errors": [{"target": NS + "Refused"}],
            "traits": _http("/get"),
        },
        "Question": {
            "type": "structure",
            "members": _members({"text": "String"}, API),
        },
        "Everything": {"type": "structure", "members": _everything(protocol)},
        "Refused": {
            "type": "structure",
            "members": _members({"message": "String", "count": "Integer"}, API)
            | _members({"root": "Node"}),
            "traits": {API + "error": "client", API + "httpError": 400},
        },
        "Node": {
            "type": "structure",
            "members": _members({"name": "String"}, API)
            | _members({"next": "Node", "nodes": "Nodes"}),
        },
        "Choice": {
            "type": "union",
            "members": _members({"text": "String", "number": "Integer"}, API)
            | _members({"node": "Node"}),
        },
        "Color": {
            "type": "enum",
            "members": {
                "RED": {
                    "target": API + "Unit",
                    "traits": {API + "enumValue": "red"},
                }
            },
        },
        "Level": {
            "type": "intEnum",
            "members": {
                "LOW": {"target": API + "Unit", "traits": {API + "enumValue": 1}}
            },
        },
        "Texts": _list(API + "String"),
        "Numbers": _list(API + "Double"),
        "Dates": _list(API + "Timestamp"),
        "Nodes": _list(NS + "Node"),
        "Names": _map(API + "String"),
    }


_EVENTS = {
    "Watch": {
        "type": "operation",
        "input": {"target": NS + "Question"},
        "output": {"target": NS + "Watched"},
        "traits": _http("/watch"),
    },
    "Watched": {
        "type": "structure",
        "members": {
            "events": {
                "target": NS + "Events",
                "traits": {API + "httpPayload": {}},  # which RPC protocols ignore
            },
            "limit": {
                "target": API + "Integer",
                "traits": {API + "httpHeader": "x-limit"},
            },
        },
    },
    "Events": {
        "type": "union",
        "members": _members({"node": "NodeEvent", "refused": "Refused"}),
        "traits": {API + "streaming": {}},
    },
    "NodeEvent": {
        "type": "structure",
        "members": {
            "number": {
                "target": API + "Integer",
                "traits": {API + "eventHeader": {}},
            },
            **_members({"text": "String"}, API),
            **_members({"root": "Node"}),
        },
    },
}


def document(protocol: str) -> dict[str, Any]:
    """The model of a service that speaks one protocol."""
    shapes = _shapes(protocol) | (_EVENTS if protocol in STREAMING else {})
    operations = ["Get", *(["Watch"] if protocol in STREAMING else [])]
    service = {
        "type": "service",
        "version": "2024-05-01",
        "operations": [{"target": NS + name} for name in operations],
        "traits": {
            "aws.api#service": {"sdkId": "Wire"},
            "aws.auth#sigv4": {"name": "wire"},
            API + "xmlNamespace": {"uri": "https://example.com/doc/"},
            PROTOCOLS[protocol]: {},
        },
    }
    return {
        "smithy": "2.0",
        "shapes": {
            NS + name: shape
            for name, shape in {"WireService": service, **shapes}.items()
        },
    }


@frozen
class Wire:
    """Where the packages are."""

    folder: Path

    def package(self, protocol: str) -> Any:
        """The package for a protocol, made when it is first asked for."""
        return _made(self.folder, protocol)

    def call(
        self, protocol: str, response: HttpResponse, operation: str = "get"
    ) -> Any:
        """What the public client gives for a response, or raises."""

        async def called() -> Any:
            client = self.package(protocol).WireClient(
                region="eu-west-1",
                credentials=Credentials("AKIDEXAMPLE", "secret"),
                endpoint_url="https://example.com",
                session=stub_session(lambda _: response),
                config=Config(retries=1),
            )
            return await getattr(client, operation)()

        return asyncio.run(called())

    def parser(self, protocol: str) -> Callable[[HttpResponse], Any]:
        """What the client does with a response once it is there, and nothing else."""
        from aiosmithy.responses import parse_error, parse_output

        operation = import_module(self.package(protocol).__name__ + ".operations").GET
        refused = operation.service.protocol.is_error

        def parse(response: HttpResponse) -> Any:
            if response.status >= 300 or (refused and refused(response)):
                raise parse_error(operation, response)
            return parse_output(operation, response)

        return parse


@cache
def _made(folder: Path, protocol: str) -> Any:
    name = f"wire_{protocol.lower()}"
    model = load_ast(document(protocol), "model.json")
    settings = Settings(Origin("model.json", ""), package=name)
    for path, text in make_package(model, settings).files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8", newline="\n")
    return import_module(name)


@contextmanager
def wire_clients(folder: Path) -> Iterator[Wire]:
    """The clients; what was imported is forgotten afterwards."""
    sys.path.insert(0, str(folder))
    try:
        yield Wire(folder)
    finally:
        sys.path.remove(str(folder))
        forget(folder)
        _made.cache_clear()
