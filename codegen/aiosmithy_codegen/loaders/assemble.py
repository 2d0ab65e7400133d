"""Documents → model: read, merge, upgrade from 1.0, mix in, check. The one way by which models of every format come in."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import evolve, frozen

from ..errors import ModelError, UsageError
from ..model import Model, Shape
from .cycles import check_cycles
from .definitions import Reading
from .document import Document
from .libraries import borrowed, type_of
from .merging import Merged, merge
from .mixins import flatten, with_resource_targets
from .prelude import PRELUDE
from .problems import Problems
from .references import check_references
from .smithy_json import REMEDY, read_document
from .string_enums import as_enum_shape
from .traits import check_traits
from .upgrade import check_versions, with_meaning_of_2


@frozen
class Assembly:
    """What a model's files say together, and what that means."""

    merged: Merged
    model: Model


def load_model(documents: Sequence[Document]) -> Model:
    """The model; raises ModelError naming the files and all shapes that are wrong."""
    return assemble(documents).model


def assemble(documents: Sequence[Document]) -> Assembly:
    """The model beside the definitions that it was made of."""
    if not documents:
        raise UsageError("there is no model to load", remedy="Name a model file.")
    problems = Problems(_title(documents), _Places(documents))
    try:
        return _assemble(documents, problems)
    except RecursionError:
        raise ModelError(
            "holds a value that is nested too deeply",
            file=_title(documents),
            remedy="Readers take 256 levels; remove the nested value.",
        ) from None


def _assemble(documents: Sequence[Document], problems: Problems) -> Assembly:
    merged = _merged(documents, problems)
    shapes = flatten(merged, problems)
    problems.raise_any("Correct the mixins and `apply` entries in the model.")
    model = _model(shapes, merged, _title(documents))
    check_references(model, problems)
    problems.raise_any("Define the missing shapes in the model, or correct the ids.")
    check_cycles(model, problems)
    problems.raise_any(
        "Break the cycle: structures may hold themselves where a member of them is not required, lists and maps where"
        " there is a structure or union between."
    )
    check_traits(model, shapes.values(), problems)
    problems.raise_any("Correct the traits in the model.")
    return Assembly(merged, model)


def _merged(documents: Sequence[Document], problems: Problems) -> Merged:
    """What the documents say together, in the words of Smithy 2.0."""
    reading = Reading()
    for document in documents:
        read_document(document, reading, problems)
    problems.raise_any(REMEDY)
    check_versions(reading, problems)
    _check_prelude(reading, problems)
    _give_values(reading)
    merged = merge(reading, problems)
    problems.raise_any(
        "Correct the definitions and `apply` entries in the model; what is said twice must be said in the same way."
    )
    definitions = with_resource_targets(with_meaning_of_2(merged.definitions), problems)
    return evolve(merged, definitions=definitions)


def _model(shapes: dict[str, Shape], merged: Merged, title: str) -> Model:
    found = {shape_id: as_enum_shape(shape) for shape_id, shape in shapes.items()}
    return Model({**found, **borrowed(found), **PRELUDE}, merged.metadata, title)


def _check_prelude(reading: Reading, problems: Problems) -> None:
    """The prelude may be a file of the model too, but no other model may call its own shapes that."""
    for definition in reading.definitions:
        shape = definition.shape
        known = PRELUDE.get(shape.id)
        if known is not None and known.type != shape.type:
            problems.add(shape.id, f"is defined by Smithy's prelude as a {known.type}")


def _give_values(reading: Reading) -> None:
    """Give annotations (``@foo`` without a value) the empty value of the trait's type.

    See https://smithy.io/2.0/spec/idl.html#trait-values: of a list it is ``[]``, of a structure, a map, and where nobody
    says what the trait is, ``{}``; other types have none, and stay without. A null that is written out is taken for one.
    """
    defined = {found.shape.id: found.shape.type for found in reading.definitions}
    for traits in reading.annotations:
        for trait, value in traits.items():
            if value is None:
                kind = type_of(trait) or defined.get(trait, "structure")
                if kind in ("structure", "map", "list"):
                    traits[trait] = [] if kind == "list" else {}


@frozen
class _Places:
    """Where a shape or member is defined: the file, with line and column where the format has them."""

    documents: Sequence[Document]

    def __call__(self, shape_id: str) -> str:
        root = shape_id.partition("$")[0]
        for document in self.documents:
            for known in (shape_id, root):
                if known in document.places:
                    line, column = document.places[known]
                    return f"{document.file}:{line}:{column}"
            if root in document.ast.get("shapes", {}):
                return document.file
        return ""


def _title(documents: Sequence[Document]) -> str:
    """What a model of several files is called in messages."""
    more = len({document.file for document in documents}) - 1
    return documents[0].file + (f" and {more} more" if more else "")
