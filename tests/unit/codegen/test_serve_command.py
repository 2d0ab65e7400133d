"""The commands' own part: what they read, what they refuse."""

from __future__ import annotations

from pathlib import Path

import pytest
from aiosmithy_codegen import demo
from aiosmithy_codegen.errors import CodegenError, UnsupportedError, UsageError
from aiosmithy_codegen.serve.app import build_app
from aiosmithy_codegen.serve.command import (
    endpoint_variable,
    read_selection,
    serve_command,
)
from aiosmithy_codegen.serve.settings import Settings
from attrs import evolve
from click.testing import CliRunner

SPECS = Path(__file__).parents[3] / "specs" / "cleanroomsml"


def test_the_selection_is_the_whole_service_with_its_overlay() -> None:
    selection = read_selection(str(SPECS / "model.json"), [str(SPECS / "overlay.json")])

    assert len(selection.operations) == 7
    assert any(
        "smithy.waiters#waitable" in operation.traits
        for operation in selection.operations
    )
    assert endpoint_variable(selection) == "AWS_ENDPOINT_URL_CLEANROOMSML"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--fault", "Nope=throttle"], "no operation 'Nope'"),
        (["--fault", "GetTrainedModelInferenceJob=bang"], "'bang' is not a fault"),
        (["--fault", "bang"], "'bang' is not a fault"),
        (["--service", "Nope"], "no service 'Nope'"),
    ],
)
def test_bad_options_are_usage_errors(arguments: list[str], message: str) -> None:
    result = CliRunner().invoke(serve_command, [str(SPECS / "model.json"), *arguments])

    assert isinstance(result.exception, UsageError)
    assert message in str(result.exception)


@pytest.mark.parametrize("port", ["-1", "65536", "x"])
def test_a_port_is_a_port(port: str) -> None:
    result = CliRunner().invoke(
        serve_command, [str(SPECS / "model.json"), "--port", port]
    )

    assert result.exit_code == 2
    assert "--port" in result.output


def test_a_missing_model_is_one_clear_error(tmp_path: Path) -> None:
    result = CliRunner().invoke(serve_command, [str(tmp_path / "none.json")])

    assert isinstance(result.exception, CodegenError)
    assert "none.json" in str(result.exception)


@pytest.mark.parametrize(
    ("others", "has"),
    [
        ([], "no protocol of AWS's"),
        (["aws.protocols#awsQuery"], "aws.protocols#awsQuery"),
        (
            ["smithy.protocols#rpcv2Cbor", "aws.protocols#awsJson1_0"],
            "aws.protocols#awsJson1_0, smithy.protocols#rpcv2Cbor",
        ),
    ],
)
def test_other_protocols_are_refused_by_name(others: list[str], has: str) -> None:
    selection = read_selection(str(SPECS / "model.json"))
    traits = dict(selection.service.traits)
    del traits["aws.protocols#restJson1"]
    other = evolve(
        selection,
        service=evolve(
            selection.service, traits={**traits, **{name: {} for name in others}}
        ),
    )

    with pytest.raises(UnsupportedError) as refused:
        build_app(other, Settings())

    message = str(refused.value)
    assert (
        f"speaks aws.protocols#restJson1 only, and this service has {has}\n" in message
    )
    assert "aiosmithy.testing.stub_session" in message


def test_the_demo_needs_the_source_tree(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="clone"):
        demo.find_spec(tmp_path)


def test_the_demo_finds_its_model_here() -> None:
    assert demo.find_spec() == SPECS.resolve()
