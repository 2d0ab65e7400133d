"""One model with the same text in every place where Smithy's JSON AST has free text.

Names are not free text: Smithy's grammar allows letters, digits and underscores there.
"""

from __future__ import annotations

from typing import Any

from aiosmithy_codegen.generate import Overlay, Settings
from aiosmithy_codegen.manifest import Origin
from aiosmithy_codegen.model import Model
from aiosmithy_codegen.source import Source
from loading import load_ast

from .hostile_operations import inputs_and_outputs, operations
from .hostile_service import service
from .hostile_texts import NS, Texts, member, named, shape, string


def document(text: Texts) -> dict[str, Any]:
    """The AST; every position has a name of its own."""
    shapes = {
        **service(text),
        **operations(text),
        **inputs_and_outputs(text),
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
                "example.other#unknownToo": {
                    "name": text("key in an unknown trait of a structure")
                },
            },
            members={
                "left": string(
                    documentation=text("documentation of a nested member"),
                    jsonName=text("jsonName"),
                    default=text("default of a nested member"),
                    pattern=text("pattern of a member"),
                    length={"min": 1},
                    xmlName="hostile",
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
                "secret": member("Secret", default=text("default of a secret")),
                "inner": member("Pair"),
                # No text; but their names are among those that a module uses.
                "when": member("smithy.api#Timestamp", default=0),
                "amount": member("smithy.api#BigDecimal", default=1),
            },
        ),
        "Secret": shape("string", named(sensitive={})),
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
