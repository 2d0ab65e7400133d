"""What Smithy's own library refuses is refused, and at the same line and column; what it only warns of is loaded."""

from __future__ import annotations

import re

import pytest
from aiosmithy_codegen.errors import ModelError
from idl_vectors import CONFORMANCE, IDL, model_of, names, needs_vectors

pytestmark = needs_vectors
INVALID = IDL / "loader/invalid"
ERRORS = IDL / "errorfiles"
PLACE = re.compile(r"line (\d+), column (\d+)")


def refusal(*names_of_files: str) -> str:
    with pytest.raises(ModelError) as caught:
        model_of(*(IDL / name for name in names_of_files))
    assert caught.value.remedy
    return str(caught.value)


def test_all_vectors_are_here() -> None:
    assert len(list(INVALID.rglob("*.smithy"))) == 181
    assert len(list(ERRORS.glob("*.errors"))) == 58


@pytest.mark.parametrize("name", names(INVALID.rglob("*.smithy"), INVALID))
def test_invalid_sources_are_refused_at_the_place_that_is_wrong(name: str) -> None:
    file = INVALID / name
    first_line = file.read_text(encoding="utf-8").partition("\n")[0]

    message = refusal(f"loader/invalid/{name}")

    assert file.relative_to(CONFORMANCE).as_posix() + ":" in message
    if place := PLACE.search(first_line):
        assert f"{file.name}:{place[1]}:{place[2]}: " in message


@pytest.mark.parametrize("name", names(ERRORS.glob("*.errors"), ERRORS))
def test_files_with_errors_are_refused_and_files_with_warnings_are_loaded(
    name: str,
) -> None:
    events = (ERRORS / name).read_text(encoding="utf-8").splitlines()
    (file,) = (
        path
        for suffix in (".smithy", ".json")
        if (path := (ERRORS / name).with_suffix(suffix)).exists()
    )

    # A danger of another kind is what a linter says that the model itself sets up.
    if any(
        event.startswith("[ERROR]")
        or (event.startswith("[DANGER]") and event.endswith("SyntacticShapeIdTarget"))
        for event in events
    ):
        message = refusal(f"errorfiles/{file.name}")
        places = [place for event in events if (place := PLACE.search(event))]
        for place in places:
            assert f"{file.name}:{place[1]}:{place[2]}: " in message
    else:
        model_of(file)
