"""``endpoints.py``: the service's endpoint rules as one function."""

from __future__ import annotations

from collections.abc import Iterable

from attrs import frozen

from ..docs import parse_documentation
from ..docs_layout import Block, docstring_text, entry
from ..endpoint_rules import STANDARD_PARAMETERS, EndpointParameter, Part
from ..errors import UnsupportedError, shown
from .context import Context
from .imports import Imports, ImportView
from .text import module_doc, section


@frozen
class EndpointsFileView:
    header: str
    module_doc: str
    imports: tuple[tuple[ImportView, ...], ...]
    parameters: tuple[EndpointParameter, ...]
    doc: str
    body: tuple[str, ...]
    parts: tuple[Part, ...]


def endpoints_view(context: Context) -> EndpointsFileView:
    compiled = context.endpoints
    imports = Imports()
    for line in compiled.imports:
        imports.add(line.module, *line.names)
    missing = [
        standard
        for standard in STANDARD_PARAMETERS
        if not _is_declared(context, standard, compiled.parameters)
    ]
    parameters = [*compiled.parameters, *missing]
    return EndpointsFileView(
        header=context.header,
        module_doc=module_doc(
            f"The endpoint rules of {context.title}, compiled to Python."
        ),
        imports=imports.views(),
        parameters=tuple(parameters),
        doc=_doc(
            parameters,
            raises=any("EndpointError" in line.names for line in compiled.imports),
        ),
        body=compiled.body,
        parts=compiled.parts,
    )


def _is_declared(
    context: Context,
    standard: EndpointParameter,
    parameters: Iterable[EndpointParameter],
) -> bool:
    """Whether the rules have the parameter; the runtime knows it by one name, and the value is of one type."""
    found = [
        parameter
        for parameter in parameters
        if parameter.built_in == standard.built_in or parameter.name == standard.name
    ]
    if not found:
        return False
    for parameter in found:
        same = (parameter.name, parameter.built_in) == (
            standard.name,
            standard.built_in,
        )
        if not same or _plain_type(parameter) != _plain_type(standard):
            built_in = shown(parameter.built_in) if parameter.built_in else "nothing"
            raise UnsupportedError(
                f"the endpoint parameter {parameter.name!r} ({parameter.type}) is bound to {built_in}",
                file=context.model.place(context.service.id),
                shape=context.service.id,
                remedy=f"{standard.built_in} must become {standard.name!r} in Python, of type"
                f" {standard.type}, and nothing else may.",
            )
    return True


def _plain_type(parameter: EndpointParameter) -> str:
    return parameter.type.removesuffix(" | None")


def _doc(parameters: list[EndpointParameter], *, raises: bool) -> str:
    blocks = [Block("The endpoint for these parameters, by the service's own rules.")]
    described = [
        entry(parameter.name, parse_documentation(parameter.docs))
        for parameter in parameters
        if parameter.docs
    ]
    if described:
        blocks += section("Args", described)
    if raises:
        text = Block("The rules have no endpoint for them, for the reason it gives.")
        blocks += section("Raises", [entry("EndpointError", [text])])
    return docstring_text(blocks, indent=4)
