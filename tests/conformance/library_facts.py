"""The facts of Smithy's prelude and libraries of traits, as ``trait_definitions.json`` of the generator has them.

``python tests/conformance/library_facts.py`` writes that file again from the published models.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from aiosmithy_codegen.loaders import libraries

CONFORMANCE = Path(__file__).resolve().parents[3] / "shared/conformance"
PUBLISHED = CONFORMANCE / "idl/trait-definitions"
FRAMEWORK = CONFORMANCE / "protocols/restJson1.json"  # uses it, so has it whole
WRITTEN = Path(libraries.__file__).parent / "trait_definitions.json"
CONSTRAINTS = (
    "default",
    "enumValue",
    "error",
    "idRef",
    "length",
    "pattern",
    "range",
    "required",
    "sparse",
    "streaming",
    "timestampFormat",
    "uniqueItems",
)
DEFINITION = ("conflicts", "selector", "structurallyExclusive")


def library_text() -> str:
    """The file, one shape a line."""
    shapes: dict[str, Any] = {}
    for file in sorted(PUBLISHED.glob("*/*.ast.json")):
        for shape_id, shape in json.loads(file.read_bytes())["shapes"].items():
            assert shape_id not in shapes
            shapes[shape_id] = _facts(shape)
    for shape_id, shape in json.loads(FRAMEWORK.read_bytes())["shapes"].items():
        if shape_id.startswith("smithy.framework#"):
            shapes[shape_id] = _facts(shape)
    lines = (
        f"{json.dumps(shape_id)}:{json.dumps(shapes[shape_id], separators=(',', ':'))}"
        for shape_id in sorted(shapes)
    )
    return '{"smithy":"2.0","shapes":{\n' + ",\n".join(lines) + "\n}}\n"


def _facts(shape: dict[str, Any]) -> dict[str, Any]:
    found = {key: value for key, value in shape.items() if key != "traits"}
    members = {
        name: _facts(member) for name, member in shape.get("members", {}).items()
    }
    if members:
        found["members"] = members
    for key in ("key", "member", "value"):
        if key in shape:
            found[key] = _facts(shape[key])
    traits = _traits(shape.get("traits", {}))
    return found | ({"traits": traits} if traits else {})


def _traits(traits: dict[str, Any]) -> dict[str, Any]:
    kept = {
        f"smithy.api#{name}": traits[f"smithy.api#{name}"]
        for name in CONSTRAINTS
        if f"smithy.api#{name}" in traits
    }
    definition = traits.get("smithy.api#trait")
    if definition is not None:
        facts = {key: definition[key] for key in DEFINITION if key in definition}
        if "selector" in facts:
            facts["selector"] = " ".join(facts["selector"].split())
        kept["smithy.api#trait"] = facts
    return kept


if __name__ == "__main__":
    WRITTEN.write_text(library_text(), "utf-8", newline="\n")
