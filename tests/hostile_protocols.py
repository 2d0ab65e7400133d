"""The hostile model in every protocol, with the texts that only some protocols read, and another text at each position."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from aiosmithy_codegen.generate import Settings
from aiosmithy_codegen.manifest import Origin
from aiosmithy_codegen.model import Model
from aiosmithy_codegen.protocols import PROTOCOLS
from attrs import frozen
from loading import load_ast

from .hostile_model import document
from .hostile_texts import NS, Texts, member, named, ref, shape

QUERY = frozenset({"query", "ec2Query"})
QUERY_COMPATIBLE = frozenset({"aws.protocols#awsJson1_0", "smithy.protocols#rpcv2Cbor"})


@frozen
class MixedTexts(Texts):
    """Each position has the next of several texts."""

    payloads: Sequence[str] = ()

    def at(self, number: int) -> str:
        return self.payloads[number % len(self.payloads)]


def in_protocol(protocol: str, text: Texts) -> tuple[Model, Settings]:
    """The model of a service that speaks that protocol, and the settings to generate it with."""
    found = document(text)
    shapes = {name.removeprefix(NS): shape for name, shape in found["shapes"].items()}
    _change_service(protocol, shapes["Twin"], text)
    if PROTOCOLS[protocol].writes != "json":
        _drop_documents(shapes)
    _name_elements(shapes, text)
    _bind_host(shapes, text)
    _check_sums(shapes, text)
    if PROTOCOLS[protocol].writes not in QUERY:
        shapes |= _events(text)
        shapes["Twin"]["operations"].append(ref("Talk"))
    found["shapes"] = {NS + name: shape for name, shape in shapes.items()}
    settings = Settings(model=Origin("model.json", "sha256:0"), generator_version="0")
    return load_ast(found, "model.json"), settings


def _change_service(protocol: str, service: dict[str, Any], text: Texts) -> None:
    traits = service["traits"]
    facts = traits.pop("aws.protocols#restJson1")
    traits[protocol] = {} if PROTOCOLS[protocol].writes in QUERY else facts
    traits["aiosmithy.api#targetPrefix"] = text("target prefix")
    if protocol in QUERY_COMPATIBLE:
        traits["aws.protocols#awsQueryCompatible"] = {}
    traits["aws.api#clientEndpointDiscovery"] = {"operation": f"{NS}PutThing"}
    traits["smithy.api#xmlNamespace"]["prefix"] = text.xml("prefix of a namespace")


def _drop_documents(shapes: dict[str, Any]) -> None:
    for name in ("Pair", "PutThingInput"):
        del shapes[name]["members"]["free"]
    for example in shapes["PutThing"]["traits"]["smithy.api#examples"]:
        example["input"].pop("free", None)


def _name_elements(shapes: dict[str, Any], text: Texts) -> None:
    """Names of elements, attributes, parts of queries, and of errors."""

    def add(traits: dict[str, Any], where: str, *, space: bool = True) -> None:
        traits["smithy.api#xmlName"] = text.xml(f"xmlName of {where}")
        if space:
            traits["smithy.api#xmlNamespace"] = {
                "uri": text(f"namespace of {where}"),
                "prefix": text.xml(f"namespace prefix of {where}"),
            }

    members = shapes["Pair"]["members"]
    for name in ("left", "right", "kind", "bytes", "inner", "when"):
        add(members[name]["traits"], name)
        members[name]["traits"] |= {
            "aws.protocols#ec2QueryName": text.xml(f"ec2QueryName of {name}")
        }
    members["attribute"] = member("smithy.api#String", xmlAttribute={})
    add(members["attribute"]["traits"], "an attribute", space=False)
    members["flat"] = member("Strings", xmlFlattened={})
    members["flatMap"] = member("Map", xmlFlattened={})
    members["nested"] = member("Pairs")
    for name in ("flat", "flatMap", "nested"):
        add(members[name]["traits"], name)
    for name, parts in (("Strings", ("member",)), ("Map", ("key", "value"))):
        for part in parts:
            add(shapes[name][part]["traits"], f"the {part} of {name}")
    for name in ("PutThingInput", "PutThingOutput", "Pair"):
        add(shapes[name]["traits"], name)
    add(shapes["Choice"]["members"]["text"]["traits"], "a variant")
    add(shapes["Oops"]["members"]["detail"]["traits"], "a member of an error")
    shapes["Oops"]["traits"]["aws.protocols#awsQueryError"] = {
        "code": text("code of an error"),
        "httpResponseCode": 400,
    }


def _bind_host(shapes: dict[str, Any], text: Texts) -> None:
    prefix = f"{text.host('host prefix')}.{{host}}."
    shapes["PutThing"]["traits"] |= named(endpoint={"hostPrefix": prefix})
    shapes["PutThingInput"]["members"]["host"] = {
        **member("smithy.api#String", required={}, hostLabel={}),
    }
    shapes["PutThingInput"]["members"]["host"]["traits"] |= {
        "smithy.rules#contextParam": {"name": text("name of a contextParam")}
    }
    shapes["PutThing"]["traits"]["smithy.rules#operationContextParams"] = {
        text("name in operationContextParams"): {"path": text("path of a parameter")}
    }


def _check_sums(shapes: dict[str, Any], text: Texts) -> None:
    members = shapes["PutThingInput"]["members"]
    members["validate"] = member("smithy.api#String")
    members["algorithm"] = member(
        "smithy.api#String", httpHeader=text.header("header of an algorithm")
    )
    shapes["PutThing"]["traits"]["aws.protocols#httpChecksum"] = {
        "requestAlgorithmMember": "algorithm",
        "requestValidationModeMember": "validate",
        "responseAlgorithms": ["CRC32"],
    }


def _events(text: Texts) -> dict[str, Any]:
    return {
        "Talk": shape(
            "operation",
            named(http={"method": "POST", "uri": "/talk"}),
            input=ref("TalkStream"),
            output=ref("TalkStream"),
        ),
        "TalkStream": shape(
            "structure", members={"events": member("Events", httpPayload={})}
        ),
        "Events": shape(
            "union",
            named(streaming={}, documentation=text("documentation of a stream")),
            members={
                "said": member("Said", xmlName=text.xml("xmlName of an event")),
                "sent": member("Sent"),
                "spoken": member("Spoken"),
                "oops": member("Oops"),
            },
        ),
        "Said": shape(
            "structure",
            members={
                "head": member(
                    "smithy.api#String",
                    eventHeader={},
                    documentation=text("documentation of an event's header"),
                    default=text("default of an event's header"),
                ),
                "pair": member("Pair", jsonName=text("jsonName in an event")),
            },
        ),
        "Sent": shape("structure", members={"bytes": member("Bytes", eventPayload={})}),
        "Spoken": shape("structure", members={"text": member("Text", eventPayload={})}),
    }
