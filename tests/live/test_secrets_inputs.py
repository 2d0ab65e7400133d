"""Secrets of inputs and outputs are in no text that a program, a log or a traceback shows."""

from __future__ import annotations

import traceback
from typing import Any

import attrs
import pytest
from aiosmithy import errors, evolve, response_metadata
from vault import (
    Seen,
    replying,
    story,
    vault_fixture,  # noqa: F401 - a fixture
)
from vault_model import MOMENT, NUMBER, WIRE, inputs


def test_inputs_and_outputs(vault: Any) -> None:
    async def act(client: Any, seen: Seen) -> None:
        given = inputs(vault.shapes)
        output = await client.keep(**given)

        made = vault.shapes.KeepInput(**given)
        seen.add(made, evolve(made, note="x"), output, response_metadata(output))
        seen.add(*[given[name] for name in ("card", "holder", "union", "secret_union")])
        seen.add(attrs.fields(type(made)))
        # It did arrive, and is there for who asks for it.
        assert output.password == output.holder.password == "hunter2"
        assert output.header == "hunter2"
        assert output.pin == output.card.number == NUMBER
        assert (output.moment, output.blob) == (MOMENT, b"hunter2")
        assert "'shown'" in repr(output)
        assert "'shown'" in repr(output.holder)

    story(vault, replying(WIRE, 200, "x-header: hunter2"), act)


def test_shapes_that_nobody_finished_yet(vault: Any) -> None:
    shapes = vault.shapes
    seen = Seen()
    for name in ("Either", "SecretUnion"):
        unknown = getattr(shapes, f"{name}Unknown")(name="new", value="x")
        seen.add(unknown)
    seen.add(shapes.SecretUnionUnknown(name="new", value={"hunter2": "hunter2"}))
    seen.add(shapes.EitherPassword(value="hunter2"))
    seen.add(shapes.EitherPlain(value="shown"))
    seen.check()


WRONG: list[Any] = [
    "hunter2",
    "HUNTER hunter2",
    "hunter2" * 9,
    "hunter2 \ud800",
    "hunter2\n\r\0",
    b"hunter2" * 9,
    NUMBER,
    NUMBER * 10**12,
    NUMBER + 0.5,
    MOMENT,
    MOMENT.replace(tzinfo=None),
    ["hunter2", "hunter2"],
    ["HUNTER hunter2"],
    [NUMBER],
    [["hunter2", "hunter2"]],
    {"HUNTER hunter2": "HUNTER hunter2"},
    {"hunter2": NUMBER},
    {NUMBER: "hunter2"},
    {"hunter2": {"hunter2": {NUMBER: MOMENT}}},
]


@pytest.mark.parametrize("constraints", [False, True])
def test_mistakes_in_the_input(vault: Any, constraints: bool) -> None:
    async def act(client: Any, seen: Seen) -> None:
        shapes = vault.shapes
        right = inputs(shapes)
        count = 0
        for name in right.keys() - {"note", "holder", "holders", "union"}:
            for value in WRONG:
                arguments = {**right, name: value}
                try:
                    await client.keep(**arguments)
                except errors.ValidationError as error:
                    count += 1
                    seen.add_error(error)
                    seen.texts.append(traceback.format_exc())
                    seen.add(*error.problems)
        for value in WRONG:
            for changes in (
                {"holder": shapes.Holder(password=value)},
                {"holders": {"a": shapes.Holder(password=value)}},
                {"card": shapes.Card(holder=value, number=value)},
                {"union": shapes.EitherPassword(value=value)},
                {"union": shapes.EitherCard(value=shapes.Card(number=value))},
                {"secret_union": shapes.SecretUnionNumber(value=value)},
                {"by_name": {"a": value}},
                {"passwords": [value]},
            ):
                try:
                    await client.keep(**{**right, **changes})
                except errors.ValidationError as error:
                    count += 1
                    seen.add_error(error)
        assert count > 300

    story(vault, replying(WIRE), act, check_constraints=constraints)
