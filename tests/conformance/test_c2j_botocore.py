"""Every service of the installed botocore is raised to Smithy and loads; every key of its files is accounted for."""

from __future__ import annotations

import gzip
import json
import random
import re
from collections import Counter
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import aiosmithy_codegen.loaders.c2j as reader
import pytest
from aiosmithy_codegen.loaders.assemble import load_model
from aiosmithy_codegen.loaders.c2j import raise_c2j
from aiosmithy_codegen.selection import operations_of
from aiosmithy_codegen.source import ModelSource, find_models
from c2j_keys import READ, SILENT, count_keys, is_known

FEWEST = 434  # what 1.43.117 has
ALWAYS = ("ec2", "s3", "sqs", "dynamodb", "importexport", "medialive", "kinesis")


@cache
def sources() -> dict[str, ModelSource]:
    """The newest model of each service, by its name."""
    found = find_models(["botocore:*"])
    return {
        one.location.removeprefix("botocore:").partition("@")[0]: one for one in found
    }


def some(number: int, seed: int) -> list[str]:
    return sorted({*ALWAYS, *random.Random(seed).sample(sorted(sources()), number)})


def files_of(service: str) -> dict[str, dict[str, Any]]:
    """The parsed files of a service by base name."""
    found: dict[str, dict[str, Any]] = {}
    for name in sources()[service].files:
        content = Path(name).read_bytes()
        text = gzip.decompress(content) if name.endswith(".gz") else content
        found[Path(name).name.removesuffix(".gz").removesuffix(".json")] = json.loads(
            text
        )
    return found


def raise_and_load(services: Sequence[str]) -> None:
    for service in services:
        files = files_of(service)
        model = load_model([raise_c2j(files, service)])
        (shape,) = model.of_type("service")
        operations = {operation.name for operation in operations_of(model, shape)}
        assert operations == files["service-2"]["operations"].keys(), service


def count(services: Sequence[str]) -> Counter[tuple[str, str]]:
    found: Counter[tuple[str, str]] = Counter()
    for service in services:
        found.update(count_keys(files_of(service)))
    return found


def test_some_services_are_raised_and_load() -> None:
    raise_and_load(some(20, seed=3))


@pytest.mark.full
def test_all_services_are_raised_and_load() -> None:
    services = sorted(sources())
    raise_and_load(services)
    print(f"{len(services)} services")

    assert len(services) >= FEWEST


def test_every_key_of_some_services_is_accounted_for() -> None:
    assert [key for key in count(some(40, seed=4)) if not is_known(*key)] == []


@pytest.mark.full
def test_every_key_of_all_services_is_accounted_for() -> None:
    found = count(sorted(sources()))
    for (kind, key), times in sorted(found.items()):
        why = SILENT.get(kind, {}).get(key, "read")
        print(f"{kind:>22}.{key:<28} {times:>7}  {why}")

    assert [key for key in found if not is_known(*key)] == []


def test_no_key_is_on_both_lists() -> None:
    for kind, keys in SILENT.items():
        assert not keys.keys() & set(READ[kind].split()), kind


def test_keys_that_are_read_are_named_in_the_reader() -> None:
    folder = Path(str(reader.__file__)).parent
    text = "".join(path.read_text("utf-8") for path in sorted(folder.glob("*.py")))
    quoted = set(re.findall(r'"([A-Za-z0-9_-]+)"', text))
    passed_on = {"throttling", "value", "type", "documentation"}

    for kind, keys in READ.items():
        assert set(keys.split()) <= quoted | passed_on, kind
