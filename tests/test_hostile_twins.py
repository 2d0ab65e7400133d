"""No text of a model becomes code: with a hostile text in all its free-text positions at once, a model gives the same program
as with a plain word there, but for the contents of string constants."""

from __future__ import annotations

import ast
import html
import json
import re
import sys
import unicodedata
from collections.abc import Iterator
from functools import cache
from importlib import import_module, invalidate_caches
from pathlib import Path, PurePosixPath
from types import ModuleType
from urllib.parse import quote

import pytest
from aiosmithy_codegen.generate import generate
from aiosmithy_codegen.literals import literal
from aiosmithy_codegen.output import write
from attrs import frozen

from .generated_package import forget
from .hostile_model import hostile
from .hostile_texts import INSTEAD, PLAIN, Texts

Files = dict[PurePosixPath, str]

PAYLOADS = {
    "triple double quotes": 'a"""b',
    "triple single quotes": "a'''b",
    "nothing but quotes": '""""',
    "both quotes in turn": "'\"'\"'\"",
    "backslashes": "\\\\\\\\\\\\\\",
    "backslash at the end": "ends\\",
    "quote at the end": 'ends"',
    "quotes at the end": 'ends""""',
    "backslash and triple quotes": "\\\"\"\"\\'''",
    "code after triple quotes": '"""+__import__(\'os\').system(\'true\')+"""',
    "code in an f-string": "{__import__('os').system('true')}",
    "code after a line end": "x\n\nimport os\nos.system('true')\n",
    "carriage returns": "x\rimport os\r",
    "CR and LF": "x\r\nimport os\r\n",
    "NUL": "nul\0inside",
    "tabs": "\ttabs\t\tand more\t",
    "form feed": "form\ffeed",
    "vertical tab and other controls": "a\vb\x07c\x1bd\x1ce\x7ff\x9b",
    "braces": "{ } {} }{ {code} {{escaped}}",
    "Jinja expression": "{{ view }} {{ 7 * 7 }}",
    "Jinja statement": "{% for x in y %}{% endraw %}",
    "Jinja comment": "{# comment #} ## line statement",
    "percent format": "%s %(name)s %d %% %n",
    "Unicode line ends": "a\u2028b\u2029c\x85d",
    "bidi marks": "\u202eesrever\u202c \u2066isolate\u2069 \u200f",
    "zero-width characters": "\ufeffz\u200be\u200cr\u200do\u2060\xad",
    "lone surrogates": "\ud800 \udfff",
    "beyond the BMP": "\U0001f600 \U0001d4d0 \U000e0041",
    "keywords": "None class import lambda self yield",
    "dunders": "__class__ __import__ __builtins__ __init__",
    "path upwards": "../../../etc/passwd",
    "absolute paths": "/etc/passwd C:\\Windows\\x \\\\host\\share",
    "coding comment": "# coding: utf-7 -*- vim: set fileencoding=latin-1 :",
    "comments for tools": "1 # type: ignore # fmt: off # noqa\n# fmt: skip",
    "long word": "w" * 100_000,
    "many lines": "line\n" * 2_000,
    "shell": "$(touch hostile) `touch hostile` ; rm -rf x | true && true",
    "unclosed HTML": "<p><b>one <ul><li>two <code>three",
    "script and entities": "<script>alert(1)</script> &quot;&quot;&quot; &#0; &lt;p&gt;",
    "escapes": "\\N{DIGIT ONE} \\x41\\u0041\\101 \\{ \\",
}
WORDS = {"unclosed HTML": ("one", "two", "three")}
"""What documentation keeps of a payload that is HTML."""

HIDDEN = frozenset({"Cc", "Cf", "Co", "Cs", "Zl", "Zp"})
"""Categories of characters that no source file should hold, the line feed excepted."""


def generated(text: Texts) -> Files:
    return generate(*hostile(text))


@cache
def benign() -> Files:
    return generated(Texts(PLAIN))


def python(files: Files) -> dict[str, str]:
    return {path.name: text for path, text in files.items() if path.suffix == ".py"}


def test_the_payloads_and_positions_are_many() -> None:
    numbered = Texts(PLAIN, numbered=True)
    files = "".join(generated(numbered).values())
    rendered = [
        position
        for number, position in enumerate(numbered.positions)
        if numbered.at(number) in files
    ]

    assert len(set(PAYLOADS.values())) == 40
    assert len(numbered.positions) == 188
    assert len(rendered) == 127


@pytest.mark.parametrize("name", PAYLOADS)
def test_a_hostile_model_gives_the_program_of_its_benign_twin(
    name: str, tmp_path: Path, importable: Path
) -> None:
    payload = PAYLOADS[name]
    files = generated(Texts(payload))

    assert files.keys() == benign().keys()
    for file, source in python(files).items():
        _check_characters(source)
        twin, tree = ast.parse(python(benign())[file]), ast.parse(source.encode())
        for pair in _pairs(twin, tree):
            _check_pair(pair, payload, WORDS.get(name, ()))
    manifest = next(text for path, text in files.items() if path.suffix == ".json")
    assert json.loads(manifest)["model"]["path"] == payload
    _check_writing(files, tmp_path)
    _check_imports(files, importable)


@pytest.fixture
def importable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder on the import path; what was imported from it is forgotten afterwards."""
    folder = tmp_path / "house" / "packages"
    monkeypatch.setattr(sys, "path", [str(folder), *sys.path])
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    yield folder
    forget(folder)


def _check_characters(source: str) -> None:
    shown = source.replace("\n", "")
    assert not [c for c in set(shown) if unicodedata.category(c) in HIDDEN]
    assert source.startswith("# Generated by aiosmithy 0 from example.hostile#Twin")


def _check_writing(files: Files, folder: Path) -> None:
    """Nothing is written but these files, below the folder that was asked for."""
    target = folder / "house" / "packages"
    write(files, target)

    found = {path for path in folder.rglob("*") if not path.is_dir()}
    assert found == {target / path for path in files}
    assert all(
        (target / path).read_text("utf-8") == text for path, text in files.items()
    )


def _check_imports(files: Files, folder: Path) -> None:
    """Every module can be imported, with warnings as errors (pytest's configuration)."""
    invalidate_caches()
    modules: list[ModuleType] = [
        import_module(".".join(path.with_suffix("").parts))
        for path in files
        if path.suffix == ".py"
    ]
    assert {Path(str(module.__file__)).parent.parent for module in modules} == {folder}


# --- comparing programs


@frozen
class Pair:
    """A text of the benign program, and what stands in its place in the hostile one."""

    benign: str | bytes
    hostile: str | bytes
    is_docstring: bool


def _pairs(
    benign: object, hostile: object, *, statement: bool = False
) -> Iterator[Pair]:
    """The texts of two programs that are equal in all else; asserts that they are."""
    assert type(benign) is type(hostile)
    if isinstance(benign, ast.Constant) and isinstance(hostile, ast.Constant):
        if isinstance(benign.value, str | bytes):
            assert type(benign.value) is type(hostile.value)
            yield Pair(benign.value, hostile.value, statement)
        else:
            assert (benign.value, benign.kind) == (hostile.value, hostile.kind)
    elif isinstance(benign, ast.AST):
        for name in benign._fields:
            yield from _pairs(
                getattr(benign, name),
                getattr(hostile, name),
                statement=isinstance(benign, ast.Expr),
            )
    elif isinstance(benign, list) and isinstance(hostile, list):
        assert len(benign) == len(hostile)
        for one, other in zip(benign, hostile, strict=True):
            yield from _pairs(one, other)
    else:
        assert benign == hostile


def _check_pair(pair: Pair, payload: str, words: tuple[str, ...]) -> None:
    """The payload stands where the plain word stood, whole and unchanged, and nothing else is another."""
    if isinstance(pair.benign, bytes):
        given = payload.encode("utf-8", "surrogatepass")
        assert pair.hostile == pair.benign.replace(PLAIN.encode(), given)
    elif pair.is_docstring:
        _check_docstring(pair.benign, str(pair.hostile), payload, words)
    else:
        in_json = json.dumps(payload)[1:-1]
        in_uri = quote(payload, safe="/-._~!$&()*+,;=:@", errors="surrogatepass")
        in_jmespath = payload.replace("\\", "\\\\")
        texts = (payload, in_json, in_uri, in_jmespath, INSTEAD)
        assert pair.hostile in {pair.benign.replace(PLAIN, text) for text in texts}


def _check_docstring(
    benign: str, hostile: str, payload: str, words: tuple[str, ...]
) -> None:
    """All words are there, as often as the plain word is, as text or as a literal of an example."""
    found = _spaced(hostile)
    whole = re.sub("[\ud800-\udfff]", "\ufffd", payload)
    # Documentation decodes entities; a title, which is plain text, does not.
    texts = (whole, html.unescape(whole), literal(payload)[1:-1])
    forms = set(map(_spaced, texts))
    shortest = {form for form in forms if not any(o in form for o in forms - {form})}
    times = benign.count(PLAIN) - len(_FIRST_SENTENCE.findall(benign))
    if words:
        assert all(found.count(word) >= times for word in words)
    else:
        assert sum(map(found.count, shortest)) >= times


_FIRST_SENTENCE = re.compile(rf"errors\.\w+: {PLAIN}")


def _spaced(text: str) -> str:
    return " ".join(text.split())
