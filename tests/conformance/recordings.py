"""botocore's recorded responses: read by clients of the services that gave them, held against what botocore reads."""

from __future__ import annotations

import gzip
import json
from collections import defaultdict
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from aiosmithy.errors import ServiceError
from aiosmithy_codegen.loaders.c2j import raise_c2j
from aiosmithy_codegen.loaders.document import Document
from aiosmithy_codegen.source import find_models
from attrs import frozen
from botocore import xform_name
from conformance_table import PUBLISHED
from loopback import Answer
from vector_calls import least_arguments
from vector_clients import Laboratory
from vector_values import Outputs

FOLDER = (
    Path(__file__).resolve().parents[3]
    / "shared/conformance/protocols-c2j/response-parsing"
)
RECORDINGS = PUBLISHED["response-parsing"]
PLACEHOLDER = b"YYYY-MM-DDTHH:MM:SS.000Z"
"""Six of EC2's recordings have this in place of a time, which botocore's own test never parses; they get one."""

_TIME = b"2014-01-02T03:04:05.000Z"
_KINDS = (
    ("xml/responses", "xml", "xml/responses"),
    ("xml/errors", "xml", "xml/errors"),
    ("json/errors", "json", "json/expected"),
)

needs_recordings = pytest.mark.skipif(
    not FOLDER.exists(), reason="the recorded responses lie in ../shared"
)


@frozen
class Recording:
    """One response, and what botocore reads in it."""

    id: str
    service: str
    method: str
    answer: Answer
    expected: dict[str, Any]


def recordings() -> list[Recording]:
    """All recordings, or none where the folder is not."""
    found: list[Recording] = []
    for folder, suffix, results in _KINDS:
        for path in sorted((FOLDER / folder).glob(f"*.{suffix}")):
            service, _, operation = path.stem.partition("-")
            expected = json.loads(_timed(FOLDER / results / f"{path.stem}.json"))
            found.append(
                Recording(
                    f"{folder}/{path.stem}",
                    service,
                    operation.partition("#")[0].replace("-", "_"),
                    _answer(path, 400 if "errors" in folder else 200),
                    expected,
                )
            )
    return found


def _timed(path: Path) -> bytes:
    return path.read_bytes().replace(PLACEHOLDER, _TIME)


def _answer(path: Path, status: int) -> Answer:
    """Where a recording has headers, they are a part of its JSON."""
    body = _timed(path)
    if b"__headers__" not in body:
        return Answer(status, {}, body)
    parts = json.loads(body)
    headers = parts.pop("__headers__")
    return Answer(status, headers, json.dumps(parts).encode())


@cache
def _methods() -> dict[str, set[str]]:
    """Service → the methods that recordings are of."""
    found: dict[str, set[str]] = defaultdict(set)
    for recording in recordings():
        found[recording.service].add(recording.method)
    return found


def _document(service: str) -> Document:
    """The service as the installed botocore has it."""
    (source,) = find_models([f"botocore:{service}"])
    files: dict[str, Any] = {}
    for name in source.files:
        data = Path(name).read_bytes()
        text = gzip.decompress(data) if name.endswith(".gz") else data
        stem = Path(name).name.removesuffix(".gz").removesuffix(".json")
        files[stem] = json.loads(text)
    if files["service-2"]["metadata"].get("signatureVersion") == "v2":
        # Who signs has nothing to do with what was recorded, and SigV2 is not implemented.
        files["service-2"]["metadata"]["signatureVersion"] = "v4"
    return raise_c2j(files, service)


def check_recording(laboratory: Laboratory, recording: Recording) -> None:
    """What the call gives, or raises, is what botocore reads."""
    service = recording.service
    generated = laboratory.package(
        f"recorded_{service}",
        lambda: _document(service),
        keep=lambda name: xform_name(name) in _methods()[service],
    )
    (operation,) = (
        shape.id
        for shape in generated.model.of_type("operation")
        if xform_name(shape.name) == recording.method
    )
    client = laboratory.client(generated)
    method = getattr(client, generated.symbols.operation(operation).method)
    arguments = least_arguments(generated, operation)
    expected = {k: v for k, v in recording.expected.items() if k != "ResponseMetadata"}
    if recording.answer.code != 200:
        with pytest.raises(ServiceError) as raised:
            laboratory.run(method(**arguments), recording.answer)
        assert raised.value.code == expected["Error"]["Code"]
        assert raised.value.message == expected["Error"].get("Message", "")
        return
    output = laboratory.run(method(**arguments), recording.answer)
    Recorded(generated).same_members(
        generated.output(operation), expected, output, "output"
    )


class Recorded(Outputs):
    """Compares with what botocore reads, where timestamps are texts as they came."""

    def same(self, member: Any, expected: Any, actual: Any, path: str) -> None:
        type_ = self.generated.model.target(member).type
        if type_ == "timestamp" and isinstance(expected, str):
            expected = _moment(expected)
        if type_ == "string" and isinstance(expected, dict | list):
            # What botocore makes of policies and templates, which are JSON text.
            assert json.loads(unquote(actual)) == expected, path
            return
        super().same(member, expected, actual, path)


def _moment(text: str) -> str:
    """A time without a zone is in UTC."""
    found = (
        parsedate_to_datetime(text)
        if text[:1].isalpha()
        else datetime.fromisoformat(text)
    )
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).isoformat()
