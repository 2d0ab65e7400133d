"""The page that lists every setting says what the code does, no less and no more."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import aiosmithy
import attrs
import botocore.config
import botocore.configprovider as botocore_settings
from aiosmithy import Config, identity
from aiosmithy.config import resolve_config
from aiosmithy.endpoint_settings import _BUILT_INS
from aiosmithy.metadata_settings import metadata_settings
from aiosmithy.shared_files import SharedFiles, file_locations
from configuration_page import PAGE, names, rows

RUNTIME = Path(aiosmithy.__file__).parent
WHY_NOT = "Not read, and why"
PATTERNS = {
    "AWS_ENDPOINT_URL_ECHO": "AWS_ENDPOINT_URL_<SERVICE>",
    "AWS_BEARER_TOKEN_ECHO": "AWS_BEARER_TOKEN_<SIGNING_NAME>",
}


class Noting(Mapping[str, Any]):
    """Has little, and notes what it is asked for."""

    def __init__(self, **has: Any) -> None:
        self.asked: set[str] = set()
        self.has = has

    def __getitem__(self, name: str) -> Any:
        self.asked.add(name)
        return self.has[name]

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


class Below(dict[str, str]):
    """The lines under ``s3 =``: none, noted as well."""

    def __init__(self, asked: set[str]) -> None:
        super().__init__()
        self.asked = asked

    def get(self, name: str, default: Any = None) -> Any:
        self.asked.add(f"s3.{name}")
        return default


class Files(SharedFiles):
    """Files with one profile, which notes what it is asked for."""

    __slots__ = ("found",)

    def __init__(self) -> None:
        super().__init__()
        self.found = Noting()
        self.found.has["s3"] = Below(self.found.asked)

    @property
    def profiles(self) -> Any:
        return {"default": self.found}


def asked() -> tuple[set[str], set[str]]:
    """The variables and the properties that settings are looked for in."""
    environ, files = Noting(HOMEDRIVE="C:"), Files()
    parameters = {str(number): name for number, name in enumerate(_BUILT_INS)}
    for service in ("Echo", "S3"):
        resolve_config(
            Config(),
            environ=environ,
            files=files,
            service_name=service,
            signing_name="echo",
            parameters={**parameters, "path": "AWS::S3::ForcePathStyle"},
        )
    metadata_settings(environ, files)
    for windows in (True, False):
        file_locations(environ, windows=windows, fallback_home=lambda: "/")
    variables = {PATTERNS.get(name, name) for name in environ.asked}
    return (
        {name for name in variables if name.isupper() or "<" in name}
        - {"AWS_ENDPOINT_URL_S3"},
        files.found.asked - {"s3"},
    )


def in_code() -> set[str]:
    """The variables that any module of the runtime names."""
    found = set[str]()
    for path in RUNTIME.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            value = node.value if isinstance(node, ast.Constant) else None
            if isinstance(value, str) and re.fullmatch(
                r"_?(AWS|BOTOCORE|X_AMZN)_[A-Z0-9_]*[A-Z0-9]", value
            ):
                found.add(value)
    return found


def on_page(column: str, *headings: str) -> set[str]:
    return {
        name
        for heading, row in rows()
        if heading != WHY_NOT and (not headings or heading in headings)
        for name in names(row.get(column, ""))
    }


def test_every_argument_has_its_row_in_the_order_of_config() -> None:
    listed = [names(row["argument"])[0] for _, row in rows() if "argument" in row]

    assert sorted(listed) == sorted(each.name for each in attrs.fields(Config))


def test_every_variable_is_listed_and_read() -> None:
    variables, _ = asked()
    listed = on_page("variable") | on_page("variables")

    assert listed == variables | in_code() | {"NO_PROXY"}


def test_every_property_of_settings_is_listed_and_read() -> None:
    _, properties = asked()

    assert on_page("profile", "Settings", "Instance metadata") == properties


def test_every_property_of_who_signs_is_listed_and_read() -> None:
    text = "".join(
        path.read_text(encoding="utf-8")
        for path in RUNTIME.glob("identity/profile*.py")
    )
    read = set(re.findall(r'values(?:\.get\(|\[)"(\w+)"', text))
    read |= set(re.findall(r'"(\w+)" (?:not )?in values', text))
    listed = on_page("profile", "Who signs")

    assert read <= listed
    assert {name for name in listed if f'"{name}"' not in text} == set()


def test_every_provider_is_listed() -> None:
    text = PAGE.read_text(encoding="utf-8")
    listed = set(re.findall(r"`(\w+Resolver)`", text))
    # These put others together, or hold what they are given.
    whole = {
        "CachingResolver",
        "CachingTokenResolver",
        "ChainResolver",
        "StaticResolver",
        "StaticTokenResolver",
    }

    offered = {name for name in identity.__all__ if name.endswith("Resolver")}
    assert listed == offered - whole


def test_what_is_not_read_is_not_read() -> None:
    variables, properties = asked()
    listed = {
        name
        for heading, row in rows()
        if heading == WHY_NOT
        for name in names(row["name"])
    }

    assert not listed & (variables | properties | in_code())
    assert not listed & {each.name for each in attrs.fields(Config)}


def test_all_that_botocore_knows_is_on_the_page() -> None:
    known = set(botocore.config.Config.OPTION_DEFAULTS)
    for table in (
        botocore_settings.BOTOCORE_DEFAUT_SESSION_VARIABLES,
        botocore_settings.DEFAULT_S3_CONFIG_VARS,
        botocore_settings.DEFAULT_PROXIES_CONFIG_VARS,
    ):
        for keys, variables, *_ in table.values():
            known |= set(flat(keys)) | set(flat(variables))

    page = {name for _, row in rows() for cell in row.values() for name in names(cell)}
    assert known - page == {None}


def flat(names: Any) -> Iterator[str | None]:
    """botocore's name, names, or pair of section and name."""
    if isinstance(names, tuple):
        yield ".".join(names)
    elif isinstance(names, list):
        for name in names:
            yield from flat(name)
    else:
        yield names
