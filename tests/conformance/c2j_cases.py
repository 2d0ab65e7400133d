"""The protocol suites in C2J: every case, and a service that has its operation."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from aiosmithy_codegen.loaders.c2j import raise_c2j
from aiosmithy_codegen.loaders.document import Document
from attrs import frozen
from conformance_table import PUBLISHED

SUITES = Path(__file__).resolve().parents[3] / "shared/conformance/protocols-c2j"
CASES = {
    folder: PUBLISHED[f"protocols-c2j {folder}"]
    for folder in ("input", "output", "legacy/input", "legacy/output")
}
"""Folder → how many cases its files hold."""

HTTP = {"method": "POST", "requestUri": "/"}
"""Of the cases for responses that leave it out; a service whose protocol is one of REST never does."""

SIGNED = {"signatureVersion": "v4", "endpointPrefix": "service"}
"""What every service of botocore says and most of the suites leave out."""

needs_c2j_suites = pytest.mark.skipif(
    not SUITES.exists(), reason="the protocol suites lie in ../shared"
)


@frozen
class Case:
    """One case, and the service description that it is a part of."""

    folder: str
    file: str
    suite: int
    number: int
    group: int
    """Operations of one name with different facts are in different services."""

    operation: str
    data: dict[str, Any]
    endpoint: str

    @property
    def id(self) -> str:
        """Folder, file, suite, number, and the case's own id if it has one."""
        place = f"{self.folder}/{self.file}[{self.suite}][{self.number}]"
        return f"{place}::{self.data['id']}" if "id" in self.data else place

    @property
    def package(self) -> str:
        """The name of the generated package."""
        words = [self.folder, self.file, str(self.suite), str(self.group)]
        plain = "_".join(words).translate(str.maketrans("/-.", "___"))
        return f"c2j_{plain}"

    @property
    def protocol(self) -> str:
        """As C2J calls it."""
        found: str = read_suites(self.folder, self.file)[self.suite]["metadata"][
            "protocol"
        ]
        return found

    def document(self) -> Document:
        """The service in Smithy."""
        suite = read_suites(self.folder, self.file)[self.suite]
        operations = grouped(suite)[self.group]
        service = {
            "metadata": {**SIGNED, **suite["metadata"]},
            "shapes": suite["shapes"],
        }
        files = {"service-2": {**service, "operations": operations}}
        return raise_c2j(files, f"{self.folder}/{self.file}[{self.suite}]")


@cache
def read_suites(folder: str, file: str) -> list[dict[str, Any]]:
    """The suites of one file."""
    found: list[dict[str, Any]] = json.loads(
        (SUITES / folder / f"{file}.json").read_text("utf-8")
    )
    return found


def cases(folder: str) -> Iterator[Case]:
    """Every case of a folder; none where it is not."""
    for path in sorted((SUITES / folder).glob("*.json")):
        for number, suite in enumerate(read_suites(folder, path.stem)):
            groups = grouped(suite)
            for at, data in enumerate(suite["cases"]):
                name, given = _operation(suite, data)
                group = next(n for n, g in enumerate(groups) if g.get(name) == given)
                endpoint = suite.get("clientEndpoint", "")
                yield Case(folder, path.stem, number, at, group, name, data, endpoint)


def grouped(suite: dict[str, Any]) -> list[dict[str, Any]]:
    """The operations of a suite's cases, by name, in as few services as there are different ones of a name."""
    groups: list[dict[str, Any]] = []
    for data in suite["cases"]:
        name, given = _operation(suite, data)
        if not any(group.get(name) == given for group in groups):
            room = [group for group in groups if name not in group]
            if not room:
                groups.append({})
                room = groups[-1:]
            room[0][name] = given
    return groups


def _operation(
    suite: dict[str, Any], data: dict[str, Any]
) -> tuple[str, dict[str, Any]]:
    given = {"http": HTTP, **data["given"]}
    if "error" in data:  # botocore finds an error among all shapes, listed or not
        given["errors"] = [{"shape": name} for name in _exceptions(suite)]
    return given.get("name", "OperationName"), given


def _exceptions(suite: dict[str, Any]) -> list[str]:
    """The shapes of a suite that are errors: they say so, or an operation does."""
    listed = {
        error["shape"]
        for data in suite["cases"]
        for error in data["given"].get("errors", ())
    }
    return sorted(
        name
        for name, shape in suite["shapes"].items()
        if shape.get("exception") or name in listed
    )
