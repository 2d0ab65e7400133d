"""Corrections to a model that is not ours to edit: a JSON document of named changes, each with its reason.

::

    {"overlay": "1.0", "changes": [
        {"op": "rename", "shape": "Object", "name": "StoredObject", "reason": "…"}
    ]}

A change that no longer applies is an error: the model has moved on, and the overlay must follow. All of one overlay that
do not apply are told at once. Names without a namespace are of the service's.
"""

from __future__ import annotations

from typing import Any

from attrs import evolve

from .errors import ModelError, shown
from .json_values import is_list, is_object
from .loaders.cycles import check_cycles
from .loaders.problems import Problems
from .loaders.references import check_references
from .loaders.traits import check_traits
from .model import Model, namespace
from .overlay_changes import REMEDY, Editor, WrongChange

_SHOWN = 10


def apply_overlay(
    model: Model, document: Any, file: str, service: str | None = None
) -> Model:
    """The model with every change of the overlay; ``service`` is the id of the service whose namespace names may omit.

    Raises:
        ModelError: It is no overlay, or a change does not apply, or the changed model is not sound.
    """
    changes = _check_document(document, file)
    home = namespace(service) if service else _only_namespace(model)
    editor = Editor(model, home)
    wrong: list[WrongChange] = []
    for number, entry in enumerate(changes, 1):
        try:
            editor.apply(number, entry)
        except WrongChange as problem:
            wrong.append(problem)
        if len(wrong) == _SHOWN:
            break
    _raise_any(wrong, file)
    places = editor.places(file)
    changed = evolve(editor.model(), places={**model.places, **places})
    problems = Problems(file, lambda owner: places.get(owner, ""))
    check_references(changed, problems)
    problems.raise_any(REMEDY)
    check_cycles(changed, problems)
    problems.raise_any(REMEDY)
    check_traits(changed, changed.shapes.values(), problems)
    problems.raise_any(REMEDY)
    return changed


def _raise_any(wrong: list[WrongChange], file: str) -> None:
    if not wrong:
        return
    if len(wrong) == 1:
        raise ModelError(
            wrong[0].problem, file=file, shape=wrong[0].place, remedy=wrong[0].remedy
        )
    lines = (
        f"{each.place}: {each.problem}{f' ({each.hint})' if each.hint else ''}"
        for each in wrong
    )
    number = f"{_SHOWN} or more" if len(wrong) == _SHOWN else str(len(wrong))
    problem = f"{number} changes do not apply:\n  " + "\n  ".join(lines)
    raise ModelError(problem, file=file, remedy=REMEDY)


def _check_document(document: Any, file: str) -> list[Any]:
    if not is_object(document) or document.get("overlay") != "1.0":
        problem = "is not an overlay: there is no 'overlay' of version '1.0'"
        raise ModelError(problem, file=file, remedy='Begin it with {"overlay": "1.0".')
    changes = document.get("changes")
    unknown = document.keys() - {"overlay", "changes"}
    if unknown:
        problem = f"has the unknown key {shown(min(unknown))}"
        raise ModelError(problem, file=file, remedy=REMEDY)
    if not is_list(changes):
        raise ModelError("has no list of 'changes'", file=file, remedy=REMEDY)
    return changes


def _only_namespace(model: Model) -> str:
    namespaces = {namespace(shape.id) for shape in model.of_type("service")}
    return namespaces.pop() if len(namespaces) == 1 else ""
