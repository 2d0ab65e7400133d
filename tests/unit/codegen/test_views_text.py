"""What the model says stands where a user looks for it, wherever in the model it stands."""

from __future__ import annotations

from typing import Any

import pytest
from aiosmithy_codegen.docs_layout import wrap
from aiosmithy_codegen.package import render_package
from aiosmithy_codegen.selection import select
from aiosmithy_codegen.symbols import assign_symbols
from aiosmithy_codegen.views.text import member_blocks
from attrs import frozen
from generated_package import spoken
from weather import NS, member, model, structure

SIMPLE = {"type": "string", "traits": {"smithy.api#documentation": "<p>A name.</p>"}}
ROUTES = {
    "type": "map",
    "key": member("CityId", documentation="Where it starts."),
    "value": member("CityId", documentation="<ul><li>Where it ends.</li></ul>"),
}


@frozen
class _Settings:
    generator_version: str = "0"


def said(of: dict[str, Any], **shapes: Any) -> str:
    """What is said about the member ``about`` of City_."""
    found = model(City_=structure(about=of), **shapes)
    about = found.expect(f"{NS}City_").members["about"]
    return "\n".join(wrap(member_blocks(found, about), width=60))


def rendered(module: str, **shapes: Any) -> str:
    selection = select(model(**shapes))
    files = render_package(
        selection, assign_symbols(selection), _Settings(), spoken(selection)
    )
    return next(text for path, text in files.items() if path.name == module)


@pytest.mark.parametrize(
    ("about", "expected"),
    [
        (member("Named"), "A name."),
        (member("Named", documentation="Its own."), "Its own."),
        (member("Named", length={"min": 2}), "A name. At least 2 characters."),
        (member("Coordinates"), ""),
        (
            member("Routes", documentation="All routes."),
            "All routes.\n\nKeys: Where it starts.\n\nValues:\n\n- Where it ends.",
        ),
    ],
)
def test_a_member_says_what_its_target_says_if_that_has_no_class(
    about: dict[str, Any], expected: str
) -> None:
    place = structure(latitude=member("smithy.api#Double"))
    place["traits"]["smithy.api#documentation"] = "A place."

    assert expected == said(about, Named=SIMPLE, Routes=ROUTES, Coordinates=place)


def test_the_documentation_of_an_input_is_its_class_docstring() -> None:
    request = structure(cityId=member("CityId", required={}, httpLabel={}))
    request["traits"]["smithy.api#documentation"] = "Which city."

    text = rendered("shapes.py", GetCityRequest=request)

    assert 'class GetCityInput(Shape):\n    """Which city."""' in text


def test_the_documentation_of_a_message_stands_at_the_error() -> None:
    error = structure(
        error="client",
        Message=member("smithy.api#String", documentation="<p>Who was too fast.</p>"),
        seconds=member("smithy.api#Integer"),
    )

    text = rendered("errors.py", Throttled=error)

    assert '    message: str\n    """Who was too fast."""\n' in text
    assert text.count("message: str") == 2  # there, and as an argument
    assert "message: str\n" not in rendered("errors.py")
