from __future__ import annotations

import gzip
import json
import os
import sys
from pathlib import Path

import pytest
from aiosmithy_codegen.errors import CodegenError, ModelError, UsageError
from aiosmithy_codegen.source import read_source
from aiosmithy_codegen.source.bytes_of import read_file


def put(tmp_path: Path, content: bytes | str, name: str = "model.json") -> str:
    file = tmp_path / name
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return str(file)


def test_the_digest_does_not_depend_on_layout_or_the_order_of_keys(
    tmp_path: Path,
) -> None:
    first = read_source(put(tmp_path, '{"a": 1, "b": {"ü": [1.5]}}'))
    second = read_source(put(tmp_path, '\ufeff{"b":{"\\u00fc":[1.5]},\r\n"a":1}'))
    third = read_source(put(tmp_path, '{"a": 2, "b": {"ü": [1.5]}}'))

    assert first.digest == second.digest != third.digest
    assert first.bytes_digest != second.bytes_digest
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
        ('{"a": 1e99999}', "a power of ten beyond 4300"),
        ('{"a": 1E-999999999999}', "a power of ten beyond 4300"),
        ('{"a": 0.' + "1" * 5_000 + "}", "4300 digits"),
        ('{"a": ' + "9" * 10_000 + "}", "a number of more than 4300 digits"),
        ('{"a": "\\ud800"}', "surrogate"),
        (b'{"a": "\xff"}', "not UTF-8"),
        ('{"a": 1}'.encode("utf-16"), "not UTF-8"),
        ("[" * 100_000, "nested"),
        ('{"a":' * 100_000, "nested"),
        ("[" * 300 + "]" * 300, "nested more than 256"),
        ('{"a":' * 300 + "1" + "}" * 300, "nested more than 256"),
        (gzip.compress(b'{"a": 1}')[:-9], "cut off"),
        (gzip.compress(b'{"a": 1}')[:12], "cut off"),
        (b"\x1f\x8b" + b"\xff" * 40, "corrupt"),
        (gzip.compress(b'{"a": 1}') + b"more", "corrupt"),
        (gzip.compress(b'{"a": '), "not JSON"),
        (gzip.compress(gzip.compress(b"{}")), "not UTF-8"),
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


@pytest.mark.parametrize(
    ("content", "remedy"),
    [
        ('{"a": [1, ', "Give a whole, valid file"),
        (b"\xff", "Give a whole, valid file"),
        ('{"a": 1, "a": 1}', "Correct the file"),
        ('{"a": NaN}', "Correct the file"),
        ('{"a": 1,}', "Correct the file"),
        ("[]", "Correct the file"),
        ("[" * 300 + "]" * 300, "Remove the value"),
        ('{"a":' * 100_000, "Remove the value"),
    ],
)
def test_the_remedy_fits_what_is_wrong(
    tmp_path: Path, content: bytes | str, remedy: str
) -> None:
    with pytest.raises(ModelError) as caught:
        read_source(put(tmp_path, content))

    assert (caught.value.remedy or "").startswith(remedy)


def test_what_is_no_model_is_not_asked_to_be_one(tmp_path: Path) -> None:
    for name in ("gone.json", "."):
        with pytest.raises(UsageError) as caught:
            read_source(str(tmp_path / name))
        assert caught.value.remedy == "Give the path of a JSON file."


def test_numbers_keep_their_digits(tmp_path: Path) -> None:
    texts = ["9007199254740993.0", "9007199254740992.0", "1e400", '"1E+400"', "0.1"]
    sources = [read_source(put(tmp_path, f'{{"a": {text}}}')) for text in texts]

    assert [str(source.document["a"]) for source in sources] == [
        "9007199254740993.0",
        "9007199254740992.0",
        "1E+400",
        "1E+400",
        "0.1",
    ]
    assert isinstance(sources[1].document["a"], float)
    assert len({source.digest for source in sources}) == len(texts)


def test_a_key_that_is_there_twice_is_found_at_once(tmp_path: Path) -> None:
    keys = ", ".join(f'"k{number}": 1' for number in range(200_000))

    with pytest.raises(ModelError, match="'k199999' is there twice"):
        read_source(put(tmp_path, f'{{{keys}, "k199999": 1}}'))


def test_nesting_below_the_limit_is_fine(tmp_path: Path) -> None:
    nested = '{"a":' * 200 + "1" + "}" * 200

    assert read_source(put(tmp_path, nested)).document


@pytest.mark.parametrize("name", ["missing.json", "folder", "nul\0.json"])
def test_what_is_no_file_is_one_error(tmp_path: Path, name: str) -> None:
    (tmp_path / "folder").mkdir()

    with pytest.raises(UsageError):
        read_source(str(tmp_path / name))


@pytest.mark.skipif(sys.platform == "win32", reason="no such files there")
@pytest.mark.parametrize("name", ["fifo", "null", "zero", "loop"])
def test_what_is_no_regular_file_is_one_error_at_once(
    tmp_path: Path, name: str
) -> None:
    os.mkfifo(tmp_path / "fifo")
    (tmp_path / "loop").symlink_to("loop")
    for device in ("null", "zero"):
        (tmp_path / device).symlink_to(f"/dev/{device}")

    with pytest.raises(UsageError) as caught:
        read_source(str(tmp_path / name))

    assert name in str(caught.value)


def test_the_document_is_what_the_file_says(tmp_path: Path) -> None:
    document = {"smithy": "2.0", "shapes": {"a#B": {"type": "string"}}}

    assert read_source(put(tmp_path, json.dumps(document))).document == document


@pytest.mark.parametrize("name", ["model.json.gz", "model.json"])
def test_gzip_is_told_by_its_content(tmp_path: Path, name: str) -> None:
    half = gzip.compress(b'{"a"') + gzip.compress(b": 1}")  # RFC 1952: members

    assert read_source(put(tmp_path, half, name)).document == {"a": 1}


def test_a_name_that_promises_gzip_is_held_to_it(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="is not gzip"):
        read_source(put(tmp_path, "{}", "model.json.gz"))


@pytest.mark.parametrize("is_zipped", [True, False])
def test_nothing_larger_than_the_limit_is_read(tmp_path: Path, is_zipped: bool) -> None:
    limit = 1 << 20
    fits, larger = b" " * limit, b" " * (limit + 1)
    wrap = gzip.compress if is_zipped else bytes

    assert read_file(put(tmp_path, wrap(fits)), limit).data == fits
    with pytest.raises(CodegenError, match="1 MiB"):
        read_file(put(tmp_path, wrap(larger)), limit)


def test_a_gzip_bomb_does_not_fill_the_memory(tmp_path: Path) -> None:
    import tracemalloc

    bomb = put(tmp_path, gzip.compress(b"\0" * (64 << 20)))

    tracemalloc.start()
    try:
        with pytest.raises(ModelError, match="expands to more than 1 MiB"):
            read_file(bomb, 1 << 20)
        assert tracemalloc.get_traced_memory()[1] < 8 << 20
    finally:
        tracemalloc.stop()
