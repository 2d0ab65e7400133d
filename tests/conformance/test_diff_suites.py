"""Smithy's protocol suites, the oddest models there are: none differs from itself, nor a package from its model."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from aiosmithy_codegen.cli import main
from aiosmithy_codegen.diff.compare import compare
from aiosmithy_codegen.diff.findings import Comparison
from aiosmithy_codegen.diff.sides import read_sides
from click.testing import CliRunner

SUITES = Path(__file__).resolve().parents[3] / "shared/conformance/protocols"

pytestmark = pytest.mark.skipif(
    not SUITES.is_dir(),
    reason="the shared conformance vectors are not beside the checkout",
)


def services() -> Iterator[tuple[Path, str]]:
    for file in sorted(SUITES.glob("*.json")):
        shapes = json.loads(file.read_text("utf-8"))["shapes"]
        for shape_id, shape in shapes.items():
            if shape["type"] == "service":
                yield file, shape_id


@pytest.mark.parametrize(("file", "service"), list(services()))
def test_no_suite_differs_from_itself(file: Path, service: str) -> None:
    sides = read_sides(str(file), str(file), service)

    assert compare(*sides) == Comparison(())


@pytest.mark.parametrize(("file", "service"), list(services()))
def test_a_package_is_what_its_suite_is(
    file: Path, service: str, tmp_path: Path
) -> None:
    arguments = ("--service", service, "--package", "made", "--out", str(tmp_path))
    done = CliRunner().invoke(main, ["generate", str(file), *arguments])
    assert done.exit_code == 0, done.output

    model, made = read_sides(str(file), str(tmp_path / "made"))

    assert compare(model, made).findings == ()
    assert compare(made, model).findings == ()
    for operation in made.operations.values():
        assert operation.callable
        assert operation.http == model.operations[operation.name].http
        for shape in (operation.input, operation.output):
            for name, member in made.classes[shape].members.items():
                assert member.wire == model.classes[shape].members[name].wire, shape
