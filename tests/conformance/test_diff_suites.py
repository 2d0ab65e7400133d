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
REST_JSON = "aws.protocoltests.restjson#RestJson"

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


def test_a_package_is_what_its_suite_is(tmp_path: Path) -> None:
    suite = str(SUITES / "restJson1.json")
    arguments = ("--service", REST_JSON, "--package", "made", "--out", str(tmp_path))
    done = CliRunner().invoke(main, ["generate", suite, *arguments])
    assert done.exit_code == 0, done.output

    model, made = read_sides(suite, str(tmp_path / "made"))

    assert compare(model, made).findings == ()
    assert compare(made, model).findings == ()
    callable_ = [it for it in made.operations.values() if it.callable]
    assert len(callable_) > 90
    for operation in callable_:
        assert operation.http == model.operations[operation.name].http
        for shape in (operation.input, operation.output):
            for name, member in made.classes[shape].members.items():
                assert member.wire == model.classes[shape].members[name].wire, shape
