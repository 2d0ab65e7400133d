"""Every documentation string of every model at hand becomes a docstring that says the same and breaks no file."""

from __future__ import annotations

import ast
import gzip
import inspect
import json
import random
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from aiosmithy_codegen.docs import parse_documentation
from aiosmithy_codegen.docs_layout import Block, docstring_text, entry
from aiosmithy_codegen.formatting import format_source
from aiosmithy_codegen.render import environment
from documentation_words import codes_of, first_difference

MODELS = Path(__file__).resolve().parents[3] / "shared/models"
SAMPLE = 1500
MODULE = 250  # docstrings in one module
ARGUMENT = "Do.\n\nArgs:\n    name:"
CLASS = environment().from_string("""class Documented:
    \"\"\"{{ view[0] | docstring(4) }}\"\"\"

    def documented(self) -> None:
        \"\"\"{{ view[1] | docstring(8) }}\"\"\"


""")


def values(document: Any, key: str) -> Iterator[str]:
    """Every text that a JSON document has under this key."""
    pending = [document]
    while pending:
        node = pending.pop()
        if isinstance(node, dict):
            if isinstance(node.get(key), str):
                yield node[key]
            pending.extend(node.values())
        elif isinstance(node, list):
            pending.extend(node)


@cache
def documentation() -> list[str]:
    """The different texts of the Smithy models beside the checkout and of the installed botocore."""
    botocore = pytest.importorskip("botocore")
    found: set[str] = set()
    for path in sorted(MODELS.glob("*.json")):
        document = json.loads(path.read_bytes())
        found.update(values(document, "smithy.api#documentation"))
    for path in sorted(Path(botocore.__file__).parent.glob("data/*/*/service-2.json*")):
        content = path.read_bytes()
        text = gzip.decompress(content) if path.suffix == ".gz" else content
        found.update(values(json.loads(text), "documentation"))
    return sorted(found)


def docstrings(texts: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The docstrings of a class and of a method's argument, from a module that was rendered, formatted and parsed."""
    source = "".join(CLASS.render(view=pair) for pair in map(_views, texts))
    module = ast.parse(format_source(source, "shapes.py.jinja", "shapes.py"))
    for node in module.body:
        assert isinstance(node, ast.ClassDef)
        method = node.body[1]
        assert isinstance(method, ast.FunctionDef)
        yield _cleaned(node), _cleaned(method)


def _views(text: str) -> tuple[str, str]:
    blocks = parse_documentation(text) or (Block("Nothing."),)
    argument = [Block("Do."), Block("Args:"), *entry("name", blocks)]
    return docstring_text(blocks, indent=4), docstring_text(argument, indent=8)


def _cleaned(node: ast.ClassDef | ast.FunctionDef) -> str:
    return inspect.cleandoc(ast.get_docstring(node, clean=False) or "")


def check(texts: Sequence[str]) -> list[str]:
    """What is wrong with their docstrings."""
    return [
        f"{problem}: {text[:300]!r}"
        for text, found in zip(texts, docstrings(texts), strict=True)
        if (problem := _problem(text, *found))
    ]


def _problem(text: str, of_class: str, of_method: str) -> str | None:
    assert of_method.startswith(ARGUMENT)
    if not parse_documentation(text):
        return first_difference(text, "")
    flowing = " ".join(of_class.split())
    lost = [code for code in codes_of(text) if f"``{code}``" not in flowing]
    return (
        first_difference(text, of_class)
        or first_difference(text, of_method.removeprefix(ARGUMENT))
        or (f"{lost[0]!r} is no longer code" if lost else None)
    )


def check_all(texts: Sequence[str]) -> list[str]:
    return [
        problem
        for start in range(0, len(texts), MODULE)
        for problem in check(texts[start : start + MODULE])
    ]


def test_docstrings_say_what_the_models_say() -> None:
    texts = documentation()
    sample = random.Random(20).sample(texts, min(SAMPLE, len(texts)))
    longest = sorted(texts, key=len)[-50:]

    assert check_all([*sample, *longest]) == []


@pytest.mark.full
def test_all_docstrings_say_what_the_models_say() -> None:
    texts = documentation()
    print(f"{len(texts):,} different documentation strings")

    assert check_all(texts) == []
