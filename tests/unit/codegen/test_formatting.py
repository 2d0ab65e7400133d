"""Formatting, and what is said when the text is no Python."""

from __future__ import annotations

import gc

import black
import pytest
from aiosmithy_codegen.errors import CodegenError
from aiosmithy_codegen.formatting import format_source, uncollected


def test_text_is_formatted_in_blacks_default_mode() -> None:
    assert format_source("x={'a':1}", "x.jinja", "x.py") == 'x = {"a": 1}\n'


def test_an_error_shows_template_output_line_and_the_lines_around() -> None:
    lines = [f"x{n} = {n}" for n in range(1, 21)]
    lines[9] = "x10 = = 10"

    with pytest.raises(CodegenError) as caught:
        format_source("\n".join(lines), "x.jinja", "x.py")

    message = str(caught.value)
    assert "x.py" in message
    assert "line 10 of what x.jinja renders" in message
    assert ">    10 x10 = = 10" in message
    assert "x5 = 5" in message
    assert "x15 = 15" in message
    assert "x4 = 4" not in message


def test_the_collector_is_as_it_was_afterwards() -> None:
    assert gc.isenabled()

    with uncollected():
        assert not gc.isenabled()

    assert gc.isenabled()


def test_definitions_are_formatted_one_by_one_to_the_same_text(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    doc = '"""Text.\n\ndef of_no_consequence\nclass too\n"""\n'
    functions = [f"def f{n}(a,b):\n  return {{'a':a,\n 'b':b}}\n" for n in range(40)]
    classes = [f'class C{n}:\n  """Doc."""\n  x=1\n' for n in range(40)]
    text = "# head\n" + doc + "import x\n" + "\n\n".join(functions + classes)
    text += f"\nU=(C1|C2)\n{doc}\nasync def g(): pass\nD = {{1:2}}\n"
    whole = black.format_str(text, mode=black.Mode())
    formatted: list[str] = []
    real = black.format_str

    def noted(text: str, *, mode: black.Mode) -> str:
        formatted.append(text)
        return real(text, mode=mode)

    monkeypatch.setattr(black, "format_str", noted)

    assert format_source(text, "x.jinja", "x.py") == whole
    assert len(formatted) == 82
    assert not any(piece.lstrip().startswith("def of_no") for piece in formatted)


def test_an_error_far_down_a_long_module_has_its_line() -> None:
    text = "".join(f"def f{n}():\n    pass\n" for n in range(100)) + "x = = 1\n"

    with pytest.raises(CodegenError, match="line 201 of what"):
        format_source(text, "x.jinja", "x.py")
