"""A model with something ``@sensitive`` in every place that can hold it, and values for it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

NUMBER = 778_899_001
MOMENT = datetime(2033, 3, 7, 11, 12, 13, tzinfo=UTC)

S = "smithy.api#"
NS = "example.vault#"


def kept(type_: str, **more: Any) -> dict[str, Any]:
    """A sensitive shape."""
    return {"type": type_, "traits": {f"{S}sensitive": {}}, **more}


def of(name: str, **traits: Any) -> dict[str, Any]:
    """A member, or a list's or a map's."""
    target = name if name.startswith(S) else NS + name
    return {"target": target, "traits": {S + k: v for k, v in traits.items()}}


BODY = {
    "password": of("Password"),
    "pin": of("Pin"),
    "ratio": of("Ratio"),
    "flag": of("Flag"),
    "blob": of("Blob"),
    "moment": of("Moment"),
    "any": of("Any"),
    "choice": of("Choice"),
    "passwords": of("Passwords"),
    "secretList": of("SecretList"),
    "byName": of("ByName"),
    "byPassword": of("ByPassword"),
    "secretMap": of("SecretMap"),
    "deepList": of("DeepList"),
    "card": of("Card"),
    "holder": of("Holder"),
    "holders": of("Holders"),
    "union": of("Either"),
    "secretUnion": of("SecretUnion"),
    "note": of(S + "String"),
}
SHAPES: dict[str, Any] = {
    "Vault": {
        "type": "service",
        "version": "2026-01-01",
        "operations": [of("Keep")],
        "traits": {
            "aws.api#service": {"sdkId": "Vault"},
            "aws.auth#sigv4": {"name": "vault"},
            "aws.protocols#restJson1": {},
        },
    },
    "Keep": {
        "type": "operation",
        "input": of("KeepInput"),
        "output": of("KeepOutput"),
        "errors": [of("Refused"), of("Locked")],
        "traits": {f"{S}http": {"method": "POST", "uri": "/keep/{label}", "code": 200}},
    },
    "KeepInput": {
        "type": "structure",
        "members": {
            "label": of("Label", httpLabel={}, required={}),
            "query": of("Password", httpQuery="query"),
            "header": of("Password", httpHeader="x-header"),
            **BODY,
        },
    },
    "KeepOutput": {
        "type": "structure",
        "members": {"header": of("Password", httpHeader="x-header"), **BODY},
    },
    "Refused": {
        "type": "structure",
        "members": {
            "message": of("Label"),
            "password": of("Password"),
            "passwords": of("Passwords"),
            "holder": of("Holder"),
            "header": of("Password", httpHeader="x-header"),
        },
        "traits": {f"{S}error": "client", f"{S}httpError": 403},
    },
    "Locked": {
        "type": "structure",
        "members": {"message": of(S + "String"), "password": of("Password")},
        "traits": {f"{S}error": "client", f"{S}httpError": 423},
    },
    "Label": kept("string"),
    "Password": {
        **kept("string"),
        "traits": {
            f"{S}sensitive": {},
            f"{S}pattern": "^[a-z0-9 ]*$",
            f"{S}length": {"min": 3, "max": 12},
        },
    },
    "Pin": {
        "type": "integer",
        "traits": {f"{S}sensitive": {}, f"{S}range": {"min": 1, "max": 900_000_000}},
    },
    "Ratio": {
        "type": "double",
        "traits": {f"{S}sensitive": {}, f"{S}range": {"min": 1, "max": 900_000_000}},
    },
    "Flag": kept("boolean"),
    "Blob": {
        "type": "blob",
        "traits": {f"{S}sensitive": {}, f"{S}length": {"min": 3, "max": 12}},
    },
    "Moment": kept("timestamp"),
    "Any": kept("document"),
    "Choice": kept(
        "enum",
        members={
            "ONE": {"target": f"{S}Unit", "traits": {f"{S}enumValue": "hunter2 one"}}
        },
    ),
    "Passwords": {
        "type": "list",
        "member": of("Password"),
        "traits": {f"{S}uniqueItems": {}},
    },
    "SecretList": kept("list", member=of(S + "String")),
    "ByName": {"type": "map", "key": of(S + "String"), "value": of("Password")},
    "ByPassword": {"type": "map", "key": of("Password"), "value": of(S + "String")},
    "SecretMap": kept("map", key=of(S + "String"), value=of(S + "String")),
    "DeepList": {"type": "list", "member": of("Passwords")},
    "Card": kept(
        "structure", members={"holder": of(S + "String"), "number": of(S + "Long")}
    ),
    "Holder": {
        "type": "structure",
        "members": {"name": of(S + "String"), "password": of("Password")},
    },
    "Holders": {"type": "map", "key": of(S + "String"), "value": of("Holder")},
    "Either": {
        "type": "union",
        "members": {
            "password": of("Password"),
            "card": of("Card"),
            "plain": of(S + "String"),
        },
    },
    "SecretUnion": kept(
        "union", members={"text": of(S + "String"), "number": of(S + "Integer")}
    ),
}
MODEL = {
    "smithy": "2.0",
    "shapes": {NS + name: shape for name, shape in SHAPES.items()},
}

# The members as they travel in JSON.
WIRE: dict[str, Any] = {
    "password": "hunter2",
    "pin": NUMBER,
    "ratio": NUMBER + 0.5,
    "flag": True,
    "blob": "aHVudGVyMg==",
    "moment": MOMENT.timestamp(),
    "any": {"hunter2": ["hunter2"]},
    "choice": "hunter2 one",
    "passwords": ["hunter2"],
    "secretList": ["hunter2"],
    "byName": {"a": "hunter2"},
    "byPassword": {"hunter2": "a"},
    "secretMap": {"hunter2": "hunter2"},
    "deepList": [["hunter2"]],
    "card": {"holder": "hunter2", "number": NUMBER},
    "holder": {"name": "shown", "password": "hunter2"},
    "holders": {"a": {"password": "hunter2"}},
    "union": {"password": "hunter2"},
    "secretUnion": {"text": "hunter2"},
    "note": "shown",
}


def inputs(shapes: Any) -> dict[str, Any]:
    """Arguments that are right."""
    return {
        "label": "hunter2",
        "query": "hunter2",
        "header": "hunter2",
        "password": "hunter2",
        "pin": NUMBER,
        "ratio": NUMBER + 0.5,
        "flag": True,
        "blob": b"hunter2",
        "moment": MOMENT,
        "any": {"hunter2": ["hunter2", NUMBER]},
        "choice": "hunter2 one",
        "passwords": ["hunter2"],
        "secret_list": ["hunter2"],
        "by_name": {"a": "hunter2"},
        "by_password": {"hunter2": "a"},
        "secret_map": {"hunter2": "hunter2"},
        "deep_list": [["hunter2"]],
        "card": shapes.Card(holder="hunter2", number=NUMBER),
        "holder": shapes.Holder(name="shown", password="hunter2"),
        "holders": {"a": shapes.Holder(password="hunter2")},
        "union": shapes.EitherCard(value=shapes.Card(holder="hunter2")),
        "secret_union": shapes.SecretUnionText(value="hunter2"),
        "note": "shown",
    }
