"""Answers from the ``examples`` trait. https://smithy.io/2.0/spec/documentation-traits.html#examples-trait"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..model import Model, Shape, shape_name
from .refusals import Refusal
from .values import from_node


def example_output(
    model: Model, operation: Shape, values: Mapping[str, Any]
) -> dict[str, Any] | None:
    """The output of the example with this input, else of the first that went well; None without examples.

    Raises the error of an example with this input that ends in one.
    """
    examples = operation.traits.get("smithy.api#examples", ())
    going_well: list[Any] = []
    for example in examples:
        given = _members(model, operation.input, example.get("input", {}))
        same = all(values.get(name) == value for name, value in given.items())
        error = example.get("error")
        if same and error:
            name = shape_name(error["shapeId"])
            message = error.get("content", {}).get("message", "")
            raise Refusal(name, str(message), 400)
        if not error:
            going_well[:0] = [example] if same else ()
            going_well += () if same else [example]
    if not going_well:
        return None
    return _members(model, operation.output, going_well[0].get("output", {}))


def _members(model: Model, shape_id: str, node: Mapping[str, Any]) -> dict[str, Any]:
    members = model.expect(shape_id).members
    return {
        name: from_node(model, members[name], item, blobs_are_text=True)
        for name, item in node.items()
        if name in members
    }
