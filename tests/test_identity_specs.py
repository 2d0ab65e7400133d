"""The specs of the clients that credentials come from: facts of the services' models, in our own words."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from aiosmithy_codegen.loaders.canonical import canonical_ast
from aiosmithy_codegen.source import read_together
from spec_facts import facts, runs, sentences, texts

SPECS = Path(__file__).resolve().parents[1] / "specs"
OPERATIONS = {
    "sts": {"AssumeRole", "AssumeRoleWithWebIdentity", "GetCallerIdentity"},
    "sso": {"GetRoleCredentials"},
    "sso_oidc": {"CreateToken"},
    "signin": {"CreateOAuth2Token"},
}

each = pytest.mark.parametrize("name", OPERATIONS)


@cache
def ours(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((SPECS / name / "model.json").read_text("utf-8"))
    return found


@cache
def theirs(name: str) -> Any:
    service = name.replace("_", "-")
    return canonical_ast(read_together([f"botocore:{service}"]).documents)


def targets(value: Any) -> Iterator[str]:
    """The shapes that a shape refers to."""
    if isinstance(value, list):
        for item in value:
            yield from targets(item)
    elif isinstance(value, dict):
        if isinstance(value.get("target"), str):
            yield value["target"]
        for key, item in value.items():
            if key != "traits":
                yield from targets(item)


@each
def test_is_two_space_indented_json(name: str) -> None:
    text = (SPECS / name / "model.json").read_bytes().decode("ascii")

    assert text == json.dumps(ours(name), indent=2) + "\n"


@each
def test_holds_what_identity_needs_and_exactly_what_that_reaches(name: str) -> None:
    shapes = ours(name)["shapes"]
    (service,) = (key for key, shape in shapes.items() if shape["type"] == "service")
    reached, waiting = {service}, [service]
    while waiting:
        new = {t for t in targets(shapes[waiting.pop()]) if t in shapes} - reached
        reached |= new
        waiting += new

    named = {t.partition("#")[2] for t in targets(shapes[service]["operations"])}
    assert named == OPERATIONS[name]
    assert reached == set(shapes)


@each
def test_every_fact_is_the_service_s(name: str) -> None:
    """botocore may know more by now, but nothing else."""
    known = facts(theirs(name)["shapes"])

    for shape_id, shape in facts(ours(name)["shapes"]).items():
        other = known[shape_id]
        for member, value in shape.pop("members", {}).items():
            assert other["members"][member] == value, f"{shape_id}${member}"
        other.pop("members", None)
        if shape["type"] == "service":
            for different in ("operations", "version"):
                shape.pop(different), other.pop(different)
            # Its rules name new partitions now and then.
            for traits in (shape["traits"], other["traits"]):
                traits.pop("smithy.rules#endpointRuleSet")
        assert {key: other.get(key) for key in shape} == shape, shape_id


@each
def test_no_sentence_and_no_run_of_eight_words_is_aws_s(name: str) -> None:
    published = list(texts(theirs(name)))
    their_sentences = set().union(*map(sentences, published))
    their_runs = set().union(*map(runs, published))

    copied = {
        " ".join(found)
        for text in texts(ours(name))
        for found in (sentences(text) & their_sentences) | (runs(text) & their_runs)
    }

    assert published
    assert copied == set()
