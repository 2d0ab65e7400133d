"""The AWS config and credentials files; their grammar is tested in tests/conformance."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

import pytest
from aiosmithy import Session
from aiosmithy.errors import ConfigurationError
from aiosmithy.shared_files import (
    SharedFiles,
    file_locations,
    load_shared_files,
    parse_profiles,
)


def test_sections_of_all_kinds() -> None:
    sections = parse_profiles(
        "[default]\nregion = eu-west-1\n"
        "[profile dev]\nservices = local\n"
        "[services local]\ns3 =\n  endpoint_url = http://localhost\n  # comment\n"
        "[sso-session work]\nsso_region = eu-west-1\n"
        "[plugins]\nx = y\n",
        "config",
    )

    assert sections == {
        "profile": {"dev": {"services": "local"}, "default": {"region": "eu-west-1"}},
        "services": {"local": {"s3": {"endpoint_url": "http://localhost"}}},
        "sso-session": {"work": {"sso_region": "eu-west-1"}},
    }


def test_other_line_separators_do_not_end_a_line() -> None:
    sections = parse_profiles("[profile a]\nx = 1\u2028y = 2\x0c", "config")

    assert sections["profile"]["a"] == {"x": "1\u2028y = 2"}


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("[profile a", 1),
        ("[profile a] trailing", 1),
        ("x = 1", 1),
        ("[profile a]\nx", 2),
        ("[profile a]\n\n = 1", 3),
        ("[profile a]\n continued", 2),
        ("[profile a]\ns3 =\n x", 3),
    ],
)
def test_broken_syntax_names_file_and_line(text: str, line: int) -> None:
    with pytest.raises(ConfigurationError, match=rf"^some/config, line {line}: "):
        parse_profiles(text, "config", "some/config")


def test_both_files_are_read_and_merged(tmp_path: Path) -> None:
    config, credentials = tmp_path / "config", tmp_path / "credentials"
    config.write_bytes(b"\xef\xbb\xbf[profile a]\r\nregion = eu-west-1\r\n")
    credentials.write_text("[a]\naws_access_key_id = AKID\n[b]\n")

    files = load_shared_files(
        {
            "AWS_CONFIG_FILE": str(config),
            "AWS_SHARED_CREDENTIALS_FILE": str(credentials),
        }
    )

    assert files.profiles == {
        "a": {"region": "eu-west-1", "aws_access_key_id": "AKID"},
        "b": {},
    }
    assert files.file_of("a", "region") == str(config)
    assert files.file_of("a", "aws_access_key_id") == str(credentials)


def test_files_that_do_not_exist_are_empty(tmp_path: Path) -> None:
    files = load_shared_files({"HOME": str(tmp_path)})

    assert files.profiles == {}
    assert files.config_file == os.path.join(tmp_path, ".aws", "config")


def test_a_file_that_is_not_utf_8_is_a_typed_error(tmp_path: Path) -> None:
    path = tmp_path / "config"
    path.write_bytes(b"[profile \xff]\n")

    with pytest.raises(ConfigurationError, match="is not UTF-8"):
        load_shared_files({"AWS_CONFIG_FILE": str(path), "HOME": str(tmp_path)})


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="needs a plain user"
)
def test_a_file_that_cannot_be_read_is_a_typed_error(tmp_path: Path) -> None:
    path = tmp_path / "config"
    path.write_text("")
    path.chmod(0)

    with pytest.raises(ConfigurationError, match="cannot read"):
        load_shared_files({"AWS_CONFIG_FILE": str(path), "HOME": str(tmp_path)})


def test_a_path_with_nul_is_a_file_that_does_not_exist() -> None:
    files = load_shared_files({"AWS_CONFIG_FILE": "a\0b", "HOME": "/nowhere"})

    assert files.profiles == {}


@pytest.mark.parametrize(
    ("given", "path"),
    [
        ("~/x", "/home/me/x"),
        ("~", "/home/me"),
        ("~you/x", "~you/x"),
        ("", "/home/me/.aws/config"),
        ("relative", "relative"),
    ],
)
def test_a_tilde_is_the_home_folder(given: str, path: str) -> None:
    environ = {"HOME": "/home/me", "AWS_CONFIG_FILE": given}

    assert file_locations(environ, windows=False)[0] == path


def test_repr_shows_no_values() -> None:
    files = SharedFiles({}, {"profile": {"a": {"aws_secret_access_key": "hunter2"}}})

    assert "hunter2" not in repr(files)


def test_many_further_lines_of_a_text_take_no_longer_than_they_are() -> None:
    # Put together one by one, these would be copied for minutes.
    lines = [str(number) for number in range(100_000)]
    text = "[default]\nx = 0\n" + "".join(f"  {line}\n" for line in lines) + "y = 1\n"

    sections = parse_profiles(text, "config")

    assert sections["profile"]["default"] == {
        "x": "\n".join(["0", *lines]),
        "y": "1",
    }


def test_a_file_without_end_is_refused(tmp_path: Path) -> None:
    (tmp_path / "config").write_text("#" * 4_000_001)

    with pytest.raises(ConfigurationError, match="is longer than 4,000,000"):
        load_shared_files({"AWS_CONFIG_FILE": str(tmp_path / "config")})


class Counting(dict[str, str]):
    """Counts how often the place of the config file is looked up, once for each reading."""

    count = 0

    def get(self, name: str, default: str | None = None) -> str | None:  # type: ignore[override]
        self.count += name == "AWS_CONFIG_FILE"
        return super().get(name, default)


def test_a_session_reads_the_files_once_for_all_who_ask_at_once(tmp_path: Path) -> None:
    environ = Counting(HOME=str(tmp_path))
    session = Session(environ=environ)

    async def main() -> list[SharedFiles]:
        return await asyncio.gather(*(session.shared_files() for _ in range(50)))

    found = asyncio.run(main())

    assert environ.count == 1
    assert all(each is found[0] for each in found)
