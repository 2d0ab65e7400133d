"""Names of a model: those outside Smithy's grammar are refused, and all others give legal Python that does what it should."""

from __future__ import annotations

import ast
import copy
import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from functools import cache
from importlib import import_module, invalidate_caches
from pathlib import Path, PurePosixPath
from typing import Any

import attrs
import pytest
from aiosmithy.client import ServiceClient
from aiosmithy.shapes import Shape
from aiosmithy_codegen.errors import CodegenError, ModelError
from aiosmithy_codegen.generate import Settings, generate
from aiosmithy_codegen.manifest import Origin
from aiosmithy_codegen.output import write
from aiosmithy_codegen.overlay import apply_overlay
from aiosmithy_codegen.protocols import PROTOCOLS
from loading import load_ast

from . import hostile_names
from .generated_package import forget
from .hostile_model import document as hostile_document
from .hostile_positions import POSITIONS, Document, at
from .hostile_protocols import in_protocol
from .hostile_texts import NS, PLAIN, Texts
from .test_hostile_twins import PAYLOADS

Files = dict[PurePosixPath, str]

ILLEGAL = [
    *(text for name, text in PAYLOADS.items() if name != "long word"),
    *(
        "",
        "_",
        "__",
        "1a",
        "_1a b",
        "a-b",
        "a b",
        "a.b",
        "a/b",
        "a\n",
        "\na",
        "a$",
        "#",
    ),
    # What Python's own rules for identifiers would let through, or turn into ASCII.
    *(
        "ﬁle",
        "ｃlass",
        "ª",
        "é",
        "Класс",
        "变量",
        "a\u200d",
        "ſelf",
        "𝐢𝐦𝐩𝐨𝐫𝐭",
        "x\u0301",
    ),
]


def made(document: Document, package: str | None = None) -> Files:
    settings = Settings(model=Origin("model.json", "sha256:0"), package=package)
    return generate(load_ast(document, "model.json"), settings)


@cache
def benign() -> Document:
    return hostile_document(Texts(PLAIN))


def test_the_model_is_fine_before_a_name_is_changed() -> None:
    assert made(copy.deepcopy(benign()))


# --- refused


@pytest.mark.parametrize("position", POSITIONS)
def test_a_name_outside_the_grammar_is_refused(position: str) -> None:
    for name in ILLEGAL:
        if name == "a.b" and "namespace" in position:
            continue
        document = copy.deepcopy(benign())
        POSITIONS[position](document, name)

        with pytest.raises(CodegenError) as caught:
            made(document)

        _check_message(caught.value)


def _check_message(error: CodegenError) -> None:
    """It is for a user: short, on few lines, and safe for a terminal."""
    text = str(error)
    assert "mistake in aiosmithy" not in text
    assert len(text) < 600 and text.count("\n") < 13
    assert text.replace("\n", "").isprintable()


@pytest.mark.parametrize(
    "change",
    [
        {"op": "addTrait", "shape": "NAME", "trait": "x#y", "value": 1},
        {"op": "addTrait", "shape": "Pair", "trait": "x#NAME", "value": 1},
        {"op": "addTrait", "shape": "Pair$NAME", "trait": "x#y", "value": 1},
        {"op": "addMember", "shape": "Pair", "member": "NAME", "target": "Pair"},
        {"op": "addMember", "shape": "Pair", "member": "a", "target": "NAME"},
        {"op": "addWaiter", "shape": "PutThing", "name": "NAME", "waiter": {}},
        {"op": "rename", "shape": "Pair", "name": "NAME"},
        {"op": "rename", "shape": "PutThing", "name": "NAME"},
        {"op": "NAME", "shape": "Pair"},
    ],
)
def test_a_name_in_an_overlay_is_refused(change: dict[str, Any]) -> None:
    model = load_ast(benign(), "model.json")
    for name in ILLEGAL:
        if not name and change["shape"] == "Pair$NAME":  # the shape itself
            continue
        named = {
            key: value.replace("NAME", name) if isinstance(value, str) else value
            for key, value in change.items()
        }
        document = {"overlay": "1.0", "changes": [{**named, "reason": "r"}]}

        with pytest.raises(ModelError) as caught:
            apply_overlay(model, document, "overlay.json", f"{NS}Twin")

        _check_message(caught.value)


@pytest.mark.parametrize("name", [*ILLEGAL, "aiosmithy", "aiosmithy_codegen", "class"])
def test_a_package_has_a_plain_name(name: str) -> None:
    if not name:  # as if none were asked for
        return
    with pytest.raises(ModelError):
        made(copy.deepcopy(benign()), name)


@pytest.mark.parametrize(
    "text", ["{code}", "{Custom#x}", "{url#scheme}", "{Custom}{__class__}"]
)
@pytest.mark.parametrize("place", ["url", "headers", "properties"])
def test_a_reference_of_the_endpoint_rules_must_lead_somewhere(
    text: str, place: str
) -> None:
    values = {"url": text, "headers": {"x": [text]}, "properties": {"x": {"y": text}}}
    document = copy.deepcopy(benign())
    at(
        f"Twin/traits/endpointRuleSet/rules/0/endpoint/{place}", lambda _: values[place]
    )(document, "")

    with pytest.raises(ModelError):
        made(document)


# --- accepted


@cache
def odd() -> Document:
    """The model with all names: Python's, and those that generated modules use themselves."""
    packages = [
        generate(*in_protocol(protocol, Texts(PLAIN))) for protocol in PROTOCOLS
    ]
    sources = [
        text
        for files in packages
        for path, text in files.items()
        if path.suffix == ".py"
    ]
    return hostile_names.document(
        hostile_names.python_names() | hostile_names.names_in(sources)
    )


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The client of that model, on the import path; not formatted, which would take most of the time."""
    root = tmp_path_factory.mktemp("names")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            "aiosmithy_codegen.package.format_source", lambda text, *_, **__: text
        )
        write(made(odd()), root)
    sys.path.insert(0, str(root))
    invalidate_caches()
    yield root / "aiosmithy_names"
    sys.path.remove(str(root))
    forget(root)


def test_every_module_with_odd_names_imports(package: Path) -> None:
    for file in package.glob("*.py"):
        assert import_module(f"aiosmithy_names.{file.stem}").__doc__


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_every_protocol_takes_odd_names(
    protocol: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = hostile_names.speaking(protocol, copy.deepcopy(odd()))
    monkeypatch.setattr(
        "aiosmithy_codegen.package.format_source", lambda text, *_, **__: text
    )
    write(made(document), tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))

    files = list((tmp_path / "aiosmithy_names").glob("*.py"))
    modules = [import_module(f"aiosmithy_names.{file.stem}") for file in files]
    sources = [file.read_text("utf-8") for file in files]
    forget(tmp_path)

    assert all(module.__doc__ for module in modules)
    assert not any("UncallableOperation" in source for source in sources)
    for source in sources:
        _check_names(ast.parse(source))


def _check_names(module: ast.Module) -> None:
    """Nothing is defined twice, nor where an import has the name already."""
    defined = [
        node.name
        for node in module.body
        if isinstance(node, ast.ClassDef | ast.FunctionDef)
    ]
    imported = [
        alias.asname or alias.name
        for node in module.body
        if isinstance(node, ast.ImportFrom | ast.Import)
        for alias in node.names
    ]
    names = Counter(defined + imported)
    assert [name for name, times in names.items() if times > 1] == []


def test_members_with_odd_names_keep_their_values(package: Path) -> None:
    codec = import_module("aiosmithy_names.codec")
    members = odd()["shapes"]["x#ZzMembers"]["members"]
    data = {name: _VALUES[member["target"]] for name, member in members.items()}

    value = codec.read_zz_members(data)

    assert data == json.loads(codec.write_zz_members(value))
    assert len(attrs.fields(type(value))) == len(members) > 200


_VALUES = {
    "smithy.api#String": "text",
    "smithy.api#Document": {"a": [1]},
    "smithy.api#Timestamp": 1.5,
    "smithy.api#Blob": "YmM=",
    "smithy.api#BigDecimal": 2,
    "smithy.api#Boolean": False,
    "smithy.api#Integer": 3,
    "smithy.api#Float": 2.5,
    "x#Secret": "a secret",
    "x#Strings": ["a"],
    "x#Numbers": {"a": 1},
    "x#Kind": "newer",
    "x#Choice": {"zz0": "text"},
    "x#Simple": {"a": "text"},
}


def test_classes_with_odd_names_can_be_made(package: Path) -> None:
    shapes = import_module("aiosmithy_names.shapes")
    errors = import_module("aiosmithy_names.errors")

    for error in errors.ERRORS.values():
        assert error("text").message == "text"
    for name, found in vars(shapes).items():
        if isinstance(found, type) and issubclass(found, Shape) and found is not Shape:
            assert found.__name__ == name
            assert all(field.name.isidentifier() for field in attrs.fields(found))


@pytest.mark.parametrize("sdk_id", ["None", "class", "Service", "Waiter Outcome", "X"])
def test_a_client_of_any_name_imports(
    sdk_id: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = copy.deepcopy(benign())
    at("Twin/traits/service/sdkId", str)(document, sdk_id)
    files = made(document)
    write(files, tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))

    name = next(iter(files)).parts[0]
    module = import_module(name)
    forget(tmp_path)

    client = getattr(module, module.__all__[0])
    assert issubclass(client, ServiceClient) and client.__module__ == f"{name}.client"


def test_a_client_with_odd_names_type_checks(package: Path) -> None:
    command = [
        "--strict",
        "--python-version=3.11",
        "--cache-dir=.mypy_cache",
        package.name,
    ]
    done = subprocess.run(
        [sys.executable, "-m", "mypy", *command],
        cwd=package.parent,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.stdout.startswith("Success: no issues found in"), done.stdout[:4000]
