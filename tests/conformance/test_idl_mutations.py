"""Published sources, cut off or mutated, make a model or are refused with a message: nothing else ever happens."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from aiosmithy_codegen.errors import ModelError
from aiosmithy_codegen.loaders.assemble import load_model
from idl_vectors import CONFORMANCE, IDL, SHARED, documents_of_texts, needs_vectors

pytestmark = needs_vectors
FOLDERS = ("loader", "idl-serialization", "upgrade", "errorfiles", "trait-definitions")
PIECES = [
    *(
        '"',
        '"""',
        "\\",
        "{",
        "}",
        "[",
        "]",
        "(",
        ")",
        "@",
        "$",
        "#",
        ".",
        ",",
        ":=",
        ":",
    ),
    *(
        "=",
        "//",
        "///",
        "\n",
        "\r\n",
        " ",
        "-",
        "1e9",
        "null",
        "_",
        "String",
        "with [A]",
    ),
]


def sources() -> list[Path]:
    return sorted(file for part in FOLDERS for file in (IDL / part).rglob("*.smithy"))


def mutated(text: str, chance: random.Random) -> str:
    """The text with a few pieces cut out, doubled, swapped for others, or its end cut off."""
    for _ in range(chance.randint(1, 3)):
        words = text.split(" ")
        at = chance.randrange(len(words))
        match chance.randrange(5):
            case 0:
                words.insert(at, chance.choice(PIECES))
            case 1:
                words[at] = chance.choice(words)
            case 2:
                del words[at]
            case 3:
                words[at] = words[at][: chance.randint(0, len(words[at]))]
            case _:
                words = words[: at + 1]
        text = " ".join(words)
    return text


def load_or_refuse(file: Path, text: str) -> bool:
    """Whether the text makes a model."""
    name = file.relative_to(CONFORMANCE).as_posix()
    try:
        load_model(documents_of_texts({name: text}, [SHARED]))
    except ModelError as error:
        assert name in str(error)
        assert error.remedy
        return False
    return True


def test_mutated_sources_make_a_model_or_are_refused() -> None:
    chance = random.Random(3)
    files = [chance.choice(sources()) for _ in range(250)]

    results = [
        load_or_refuse(file, mutated(file.read_text(encoding="utf-8"), chance))
        for file in files
    ]

    assert any(results)
    assert not all(results)


@pytest.mark.full
@pytest.mark.parametrize("seed", range(10))
def test_every_source_mutated(seed: int) -> None:
    chance = random.Random(seed)

    for file in [*sources(), *sorted((IDL / "protocol-suites").rglob("*.smithy"))]:
        text = file.read_text(encoding="utf-8")
        load_or_refuse(file, mutated(text, chance))
