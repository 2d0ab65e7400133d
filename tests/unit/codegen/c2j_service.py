"""A small service in C2J, and its parts raised."""

from __future__ import annotations

from typing import Any

import pytest
from aiosmithy_codegen.errors import ModelError
from aiosmithy_codegen.loaders.assemble import load_model
from aiosmithy_codegen.loaders.c2j import raise_c2j
from aiosmithy_codegen.model import Model

NS = "com.amazonaws.example#"
REST_JSON = {
    "apiVersion": "2024-05-01",
    "endpointPrefix": "example",
    "protocol": "rest-json",
    "serviceFullName": "Example Service",
    "serviceId": "Example",
    "signatureVersion": "v4",
}
QUERY = {**REST_JSON, "protocol": "query", "xmlNamespace": "http://example.com/doc/"}
REST_XML = {**REST_JSON, "protocol": "rest-xml"}
EC2 = {**QUERY, "protocol": "ec2"}
JSON = {
    **REST_JSON,
    "protocol": "json",
    "jsonVersion": "1.1",
    "targetPrefix": "Example_2024",
}
GET = {"http": {"method": "GET", "requestUri": "/"}}


def ref(shape: str, **more: Any) -> dict[str, Any]:
    return {"shape": shape, **more}


def structure(**more: Any) -> dict[str, Any]:
    """A structure; keyword arguments that are references are its members."""
    members = {
        name: value
        for name, value in more.items()
        if isinstance(value, dict) and "shape" in value
    }
    rest = {name: value for name, value in more.items() if name not in members}
    return {"type": "structure", "members": members, **rest}


def files(
    shapes: dict[str, Any] | None = None,
    operations: dict[str, Any] | None = None,
    metadata: dict[str, Any] | None = None,
    **others: Any,
) -> dict[str, dict[str, Any]]:
    """The parsed files; ``others`` are further keys of ``service-2``."""
    common = {
        "String": {"type": "string"},
        "Integer": {"type": "integer"},
        "Blob": {"type": "blob"},
    }
    return {
        "service-2": {
            "metadata": metadata or REST_JSON,
            "operations": operations or {},
            "shapes": {**common, **(shapes or {})},
            **others,
        }
    }


def raised(given: dict[str, dict[str, Any]]) -> Model:
    """The files as a model: what is raised always loads."""
    return load_model([raise_c2j(given, "example.json")])


def model(
    shapes: dict[str, Any] | None = None,
    operations: dict[str, Any] | None = None,
    metadata: dict[str, Any] | None = None,
    **others: Any,
) -> Model:
    return raised(files(shapes, operations, metadata, **others))


def service(found: Model) -> dict[str, Any]:
    """The traits of the service."""
    (shape,) = found.of_type("service")
    return dict(shape.traits)


def refused(given: dict[str, dict[str, Any]], *parts: str) -> None:
    """One error that names the file, these parts and a remedy."""
    with pytest.raises(ModelError) as caught:
        raise_c2j(given, "example.json")

    text = str(caught.value)
    assert text.startswith("example.json: ")
    assert caught.value.remedy
    for part in parts:
        assert part in text
