"""Which members may be absent, as Smithy's own index of nullable members computed it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from aiosmithy_codegen.loaders.assemble import load_model
from aiosmithy_codegen.loaders.document import Document
from aiosmithy_codegen.nullability import is_nullable

CONFORMANCE = Path(__file__).resolve().parents[3] / "shared/conformance"
SUITES = sorted(CONFORMANCE.glob("protocols/nullability/*.json"))
UPGRADES = sorted(CONFORMANCE.glob("idl/upgrade-box/*/*.nullable.json"))

pytestmark = pytest.mark.skipif(
    not CONFORMANCE.is_dir(),
    reason="the shared conformance vectors are not beside the checkout",
)


def check(ast: Path, expected: Path) -> int:
    """Compare every member in every mode; gives how many comparisons that were."""
    model = load_model([Document(ast.name, json.loads(ast.read_bytes()))])
    count = 0
    for member_id, modes in json.loads(expected.read_bytes()).items():
        shape_id, _, name = member_id.partition("$")
        member = model.expect(shape_id).members[name]
        for mode, nullable in modes.items():
            assert is_nullable(model, member, mode) is nullable, (member_id, mode)
            count += 1
    return count


def test_all_files_are_there() -> None:
    assert (len(SUITES), len(UPGRADES)) == (10, 20)


@pytest.mark.parametrize("file", SUITES, ids=lambda file: file.stem)
def test_members_of_the_protocol_suites(file: Path) -> None:
    assert check(CONFORMANCE / "protocols" / file.name, file) > 200


@pytest.mark.parametrize("file", UPGRADES, ids=lambda file: file.name.partition(".")[0])
def test_members_of_upgraded_models(file: Path) -> None:
    ast = file.with_name(file.name.replace(".nullable", ".ast"))

    assert check(ast, file) > 0
