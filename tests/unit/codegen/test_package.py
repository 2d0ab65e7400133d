"""A whole package: what files there are, and that no text of a model changes the program."""

from __future__ import annotations

import ast
import json
from pathlib import Path, PurePosixPath
from typing import Any

import black
import pytest
from aiosmithy_codegen.errors import ModelError, UnsupportedError
from aiosmithy_codegen.json_values import is_list, is_object
from aiosmithy_codegen.package import render_package
from aiosmithy_codegen.selection import select
from aiosmithy_codegen.symbols import assign_symbols
from attrs import frozen
from generated_package import spoken
from loading import load_ast

NS = "x.y#"
CASES = Path(__file__).parents[2] / "cases"


@frozen
class Settings:
    generator_version: str = "0"


def render(document: dict[str, Any]) -> dict[PurePosixPath, str]:
    selection = select(load_ast(document, "model.json"))
    return render_package(
        selection, assign_symbols(selection), Settings(), spoken(selection)
    )


def case(name: str) -> Any:
    return json.loads((CASES / name / "model.json").read_text(encoding="utf-8"))


def model(**operation: Any) -> dict[str, Any]:
    """One operation ``Do`` with an input of these members and anything else that is given."""
    http = {"method": "POST", "uri": operation.pop("uri", "/do"), "code": 200}
    members = operation.pop("members", {})
    output = operation.pop("output", {})
    shapes = operation.pop("shapes", {})
    return {
        "smithy": "2.0",
        "shapes": {
            f"{NS}S": {
                "type": "service",
                "version": "1",
                "operations": [{"target": f"{NS}Do"}],
                "traits": {
                    "aws.protocols#restJson1": {},
                    "aws.auth#sigv4": {"name": "s"},
                },
            },
            f"{NS}Do": {
                "type": "operation",
                "input": {"target": f"{NS}In"},
                "output": {"target": f"{NS}Out"},
                "traits": {"smithy.api#http": http, **operation},
            },
            f"{NS}In": {"type": "structure", "members": members},
            f"{NS}Out": {"type": "structure", "members": output},
            **shapes,
        },
    }


def member(target: str, **traits: Any) -> dict[str, Any]:
    found = {f"smithy.api#{name}": value for name, value in traits.items()}
    return {"target": target, "traits": found}


STRING = "smithy.api#String"


def test_files_that_the_model_does_not_need_are_left_out() -> None:
    names = {str(path) for path in render(model())}

    assert names == {
        *("__init__.py", "client.py", "codec.py", "endpoints.py", "errors.py"),
        *("operations.py", "presigning.py", "schemas.py", "shapes.py", "py.typed"),
    }


def test_paginators_and_waiters_come_with_their_traits() -> None:
    files = render(case("waiting_and_paging"))

    assert PurePosixPath("paginators.py") in files
    assert PurePosixPath("waiters.py") in files
    assert '"paginators", "shapes", "waiters"' in files[PurePosixPath("__init__.py")]


def test_enums_come_with_a_module_of_their_own() -> None:
    files = render(case("json_values"))

    assert "(StrEnum):" in files[PurePosixPath("enums.py")]
    assert "Enum)" not in files[PurePosixPath("shapes.py")]
    assert "names_from" not in render(model())[PurePosixPath("shapes.py")]


@pytest.mark.parametrize("name", sorted(path.name for path in CASES.iterdir()))
def test_output_is_blacks_and_does_not_vary(name: str) -> None:
    files = render(case(name))

    assert files == render(case(name))
    for text in files.values():
        assert text == black.format_str(text, mode=black.Mode())
        assert text.replace("→", "").isascii()


# --- hostile text ------------------------------------------------------------

HOSTILE = [
    '"""',
    "'''",
    'ends with "',
    "ends with \\",
    '\\"""',
    "{input.__class__} {{}} {",
    "line\nbreak\r\n\tx",
    "\0\a\x85\xa0\xad",
    "\u2028 \u202e \u200f \ufeff",
    "\ud800",
    "__class__",
    "class",
    "../../etc/passwd",
    "# noqa\n# type: ignore",
    "%s {0} ${x} {{ view }} {% raw %}",
    '<p>\'"</p><ul><li>"""</li></ul>',
    " ",
]
PLACE = "@text@"


def everything() -> dict[str, Any]:
    """A model with the placeholder in every position of free text."""
    text = PLACE
    documented = {"documentation": text, "deprecated": {"since": text, "message": text}}
    members = {
        "plain": member(STRING, pattern=text, **documented),
        "key": member(STRING, jsonName=f"k{text}", required={}),
        "query": member(STRING, httpQuery=f"q{text}"),
        "color": member(f"{NS}Color", required={}),
        "nested": member(f"{NS}Nested"),
        "choice": member(f"{NS}Choice"),
    }
    nested = {
        "word": member(STRING, default=text),
        "free": member("smithy.api#Document", default=f"d{text}"),
    }
    document = model(
        members=members,
        output={"color": member(f"{NS}Color"), "word": nested["word"]},
        **{
            "smithy.api#documentation": text,
            "smithy.api#deprecated": {"message": text},
            "smithy.api#examples": [
                {
                    "title": f"t{text}",
                    "documentation": text,
                    "input": {"plain": text, "nested": {"word": text}},
                    "output": {},
                }
            ],
            "smithy.waiters#waitable": {
                "Done": {
                    "documentation": text,
                    "acceptors": [
                        {
                            "state": "success",
                            "matcher": {
                                "output": {
                                    "path": "word",
                                    "expected": text,
                                    "comparator": "stringEquals",
                                }
                            },
                        }
                    ],
                }
            },
        },
        shapes={
            f"{NS}Nested": {
                "type": "structure",
                "members": nested,
                "traits": {"smithy.api#documentation": text},
            },
            f"{NS}Color": {
                "type": "enum",
                "members": {
                    "RED": {
                        "target": "smithy.api#Unit",
                        "traits": {
                            "smithy.api#enumValue": text,
                            "smithy.api#documentation": text,
                        },
                    }
                },
                "traits": {"smithy.api#documentation": text},
            },
            f"{NS}Choice": {
                "type": "union",
                "members": {"text": member(STRING, jsonName=f"j{text}", **documented)},
                "traits": {"smithy.api#documentation": text},
            },
            f"{NS}Oops": {
                "type": "structure",
                "members": {"why": member(STRING, **documented)},
                "traits": {
                    "smithy.api#error": "client",
                    "smithy.api#documentation": text,
                },
            },
        },
    )
    shapes = document["shapes"]
    shapes[f"{NS}Do"]["errors"] = [{"target": f"{NS}Oops"}]
    shapes[f"{NS}S"]["version"] = text
    shapes[f"{NS}S"]["traits"] |= {
        "smithy.api#title": text,
        "smithy.api#documentation": text,
        "aws.auth#sigv4": {"name": f"s{text}"},
    }
    return document


def filled(value: Any, text: str) -> Any:
    if is_object(value):
        return {key: filled(item, text) for key, item in value.items()}
    if is_list(value):
        return [filled(item, text) for item in value]
    return value.replace(PLACE, text) if isinstance(value, str) else value


class _Blank(ast.NodeTransformer):
    def visit_Constant(self, node: ast.Constant) -> ast.Constant:
        return ast.Constant("") if isinstance(node.value, str) else node


def program(text: str) -> str:
    return ast.dump(_Blank().visit(ast.parse(text)))


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_gives_the_same_program_as_harmless(text: str) -> None:
    hostile = render(filled(everything(), text))
    harmless = render(filled(everything(), "harmless"))

    assert hostile.keys() == harmless.keys()
    for path, source in hostile.items():
        assert program(source) == program(harmless[path])
        source.encode()
        assert not any(c in source for c in "\0\r\x0c\x85\u2028\u202e\ufeff")
        assert source.splitlines() == source.split("\n")[:-1]


@pytest.mark.parametrize(
    "version", ["1\nimport os\u202e", "coding: utf-7", "1 # fmt: off", "1" * 41, ""]
)
def test_the_first_line_leaves_out_a_version_that_is_no_plain_word(
    version: str,
) -> None:
    document = model()
    document["shapes"][f"{NS}S"]["version"] = version

    first = render(document)[PurePosixPath("client.py")].split("\n")[0]

    assert first == "# Generated by aiosmithy 0 from x.y#S. Do not edit."


# --- mistakes in a model -----------------------------------------------------


@pytest.mark.parametrize(
    ("document", "words"),
    [
        (model(**{"smithy.api#paginated": {}}), "the input token '' is no member"),
        (
            model(
                **{
                    "smithy.api#paginated": {
                        "inputToken": "a",
                        "outputToken": "b.c",
                    }
                },
                members={"a": member(STRING)},
            ),
            "the path 'b.c' is wrong",
        ),
    ],
)
def test_mistakes_name_the_operation(document: dict[str, Any], words: str) -> None:
    with pytest.raises(ModelError) as caught:
        render(document)

    assert words in str(caught.value)
    assert "x.y#Do" in str(caught.value)


@pytest.mark.parametrize(
    ("path", "error", "words"),
    [
        ("word &", ModelError, "is wrong"),
        ("nothing", ModelError, "there is no 'nothing'"),
        ("number", ModelError, "does not give what 'stringEquals' compares"),
        ("to_string(number)", UnsupportedError, "the function to_string()"),
    ],
)
def test_a_waiter_that_cannot_be_compiled_is_named(
    path: str, error: type[Exception], words: str
) -> None:
    matcher = {"path": path, "expected": "x", "comparator": "stringEquals"}
    acceptor = {"state": "success", "matcher": {"output": matcher}}
    document = model(
        **{"smithy.waiters#waitable": {"Done": {"acceptors": [acceptor]}}},
        output={"word": member(STRING), "number": member("smithy.api#Integer")},
    )

    with pytest.raises(error) as caught:
        render(document)

    assert words in str(caught.value)
    assert "Done" in str(caught.value)


def test_a_structure_of_many_members_is_written_in_parts() -> None:
    members = {f"m{n}": member(STRING) for n in range(60)}

    codec = render(model(members=members))[PurePosixPath("codec.py")]

    assert "    text = _write_do_input_1(value)" in codec
    assert "    text += _write_do_input_3(value)" in codec
    last = codec.split("def _write_do_input_3(")[1].split("\ndef ")[0]
    assert last.count(" is not None:") == 10
    assert last.rstrip().endswith("return text")
