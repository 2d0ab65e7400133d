"""Formatting, and what is said when the text is no Python."""

from __future__ import annotations

import gc

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
