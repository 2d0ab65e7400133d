"""Views to text. Templates hold loops, one-level tests and insertion; what they insert was decided by a view."""

from __future__ import annotations

from functools import cache
from typing import Any

import jinja2

from .literals import docstring, literal
from .template_files import templates_root


@cache
def environment() -> jinja2.Environment:
    """The one environment. A name that a view lacks is an error, never an empty text."""
    found = jinja2.Environment(
        loader=jinja2.FileSystemLoader(templates_root(), encoding="utf-8"),
        undefined=jinja2.StrictUndefined,
        autoescape=False,  # noqa: S701 - Python, not HTML
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    found.filters.clear()
    found.filters.update(literal=literal, docstring=docstring)
    found.globals.clear()
    return found


def render(template: str, view: Any) -> str:
    """The text of one output file; the template sees its view as ``view``."""
    return environment().get_template(template).render(view=view)
