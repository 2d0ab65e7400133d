from __future__ import annotations

import json
from pathlib import Path

import pytest
from aiosmithy_codegen.errors import CodegenError, ModelError, UsageError
from aiosmithy_codegen.source import find_sources, read_source


def put(tmp_path: Path, content: bytes | str) -> str:
    file = tmp_path / "model.json"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return str(file)


def test_the_digest_does_not_depend_on_layout_or_the_order_of_keys(
    tmp_path: Path,
) -> None:
    first = read_source(put(tmp_path, '{"a": 1, "b": {"ü": [1.5]}}'))
    second = read_source(put(tmp_path, '\ufeff{"b":{"\\u00fc":[1.5]},\r\n"a":1}'))
    third = read_source(put(tmp_path, '{"a": 2, "b": {"ü": [1.5]}}'))

    assert first.digest == second.digest != third.digest
    assert first.digest.startswith("sha256:")
    assert first.document == second.document


def test_the_location_is_as_given_with_slashes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path, "{}")
    monkeypatch.chdir(tmp_path)

    assert read_source("./model.json").location == "model.json"


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("", "is not JSON"),
        ("hello", "is not JSON"),
        ('{"shapes": {"a', "cut off"),
        ('{"shapes": ', "cut off"),
        ("[]", "not a JSON object"),
        ('"smithy"', "not a JSON object"),
        ('{"a": 1, "b": {"c": 1, "c": 2}}', "'c' is there twice"),
        ('{"a": NaN}', "NaN is not JSON"),
        ('{"a": -Infinity}', "-Infinity is not JSON"),
        ('{"a": 1e999}', "too large"),
        ('{"a": ' + "9" * 10_000 + "}", "not sound JSON"),
        ('{"a": "\\ud800"}', "surrogate"),
        (b'{"a": "\xff"}', "not UTF-8"),
        ('{"a": 1}'.encode("utf-16"), "not UTF-8"),
        ("[" * 100_000, "nested"),
        ('{"a":' * 100_000, "nested"),
        ("[" * 300 + "]" * 300, "nested more than 256"),
        ('{"a":' * 300 + "1" + "}" * 300, "nested more than 256"),
    ],
)
def test_bad_json_is_one_error_naming_the_file(
    tmp_path: Path, content: bytes | str, problem: str
) -> None:
    location = put(tmp_path, content)

    with pytest.raises(ModelError) as caught:
        read_source(location)

    assert problem in str(caught.value)
    assert Path(location).as_posix() in str(caught.value)
    assert caught.value.remedy


def test_nesting_below_the_limit_is_fine(tmp_path: Path) -> None:
    nested = '{"a":' * 200 + "1" + "}" * 200

    assert read_source(put(tmp_path, nested)).document


@pytest.mark.parametrize("name", ["missing.json", "folder", "nul\0.json"])
def test_what_is_no_file_is_one_error(tmp_path: Path, name: str) -> None:
    (tmp_path / "folder").mkdir()

    with pytest.raises(UsageError):
        read_source(str(tmp_path / name))


def test_a_folder_stands_for_its_json_files(tmp_path: Path) -> None:
    for name in ("b.json", "a.json", "notes.txt"):
        (tmp_path / name).write_text("{}")
    (tmp_path / "sub.json").mkdir()

    found = find_sources(str(tmp_path))

    assert [Path(file).name for file in found] == ["a.json", "b.json"]


def test_an_empty_folder_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"no \*\.json"):
        find_sources(str(tmp_path))


def test_models_of_botocore_are_not_read_yet() -> None:
    with pytest.raises(CodegenError, match="botocore"):
        find_sources("botocore:cleanroomsml")


def test_the_document_is_what_the_file_says(tmp_path: Path) -> None:
    document = {"smithy": "2.0", "shapes": {"a#B": {"type": "string"}}}

    assert read_source(put(tmp_path, json.dumps(document))).document == document
