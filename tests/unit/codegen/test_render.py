"""The templates' environment."""

from __future__ import annotations

import re
from pathlib import Path

import jinja2
import pytest
from aiosmithy_codegen.render import environment, render
from aiosmithy_codegen.template_files import templates_root

TEMPLATES = sorted(templates_root().glob("*.jinja"))


def test_only_two_filters_exist() -> None:
    assert {"literal", "docstring"} == set(environment().filters)


def test_a_name_that_the_view_lacks_is_an_error() -> None:
    with pytest.raises(jinja2.UndefinedError):
        render("client.py.jinja", {"header": "#"})


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_templates_decide_nothing(template: Path) -> None:
    """No assignments, boolean operators, comparisons or calls: those belong into views."""
    source = template.read_text(encoding="utf-8")
    code = re.findall(r"\{[%{](.*?)[%}]\}", source)

    for text in code:
        if text.split()[0] in ("include", "with"):
            continue
        words = re.sub(r'"[^"]*"', "", text)
        assert not re.search(r"\b(set|and|or|macro|call|in\s*\()\b|[<>]|==|!=", words)
        assert not re.search(r"\w\((?!\d\))", words)


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_templates_are_short(template: Path) -> None:
    assert len(template.read_text().splitlines()) <= 80
