"""``endpoints.py``: the service's endpoint rules as one function."""

from __future__ import annotations

from typing import Any

from attrs import frozen

from ..docs import parse_documentation
from ..docs_layout import Block, docstring_text, entry
from ..endpoint_rules import EndpointParameter, compile_rule_set
from ..errors import UnsupportedError
from .context import Context
from .imports import Imports, ImportView
from .text import module_doc, section

_RULE_SET = "smithy.rules#endpointRuleSet"
# What the runtime always says, whether or not the rules ask.
_ALWAYS = (
    EndpointParameter("region", "str | None", "None", "", "AWS::Region"),
    EndpointParameter("use_dual_stack", "bool", "False", "", "AWS::UseDualStack"),
    EndpointParameter("use_fips", "bool", "False", "", "AWS::UseFIPS"),
    EndpointParameter("endpoint", "str | None", "None", "", "SDK::Endpoint"),
)
# A service without rules has no endpoint but the one that is given.
_NO_RULES: dict[str, Any] = {
    "version": "1.0",
    "parameters": {"Endpoint": {"type": "string", "builtIn": "SDK::Endpoint"}},
    "rules": [
        {
            "type": "endpoint",
            "conditions": [{"fn": "isSet", "argv": [{"ref": "Endpoint"}]}],
            "endpoint": {"url": {"ref": "Endpoint"}},
        },
        {
            "type": "error",
            "conditions": [],
            "error": "the model has no endpoint rules: pass endpoint_url= to the client",
        },
    ],
}


@frozen
class EndpointsFileView:
    header: str
    module_doc: str
    imports: tuple[tuple[ImportView, ...], ...]
    parameters: tuple[EndpointParameter, ...]
    doc: str
    body: tuple[str, ...]


def endpoints_view(context: Context) -> EndpointsFileView:
    rule_set = context.service.traits.get(_RULE_SET, _NO_RULES)
    compiled = compile_rule_set(
        rule_set, shape=context.service.id, file=context.model.file
    )
    imports = Imports()
    for line in compiled.imports:
        imports.add(line.module, *line.names)
    parameters = [*compiled.parameters]
    declared = dict(compiled.call_parameters)
    for standard in _ALWAYS:
        name = declared.get(standard.built_in)
        if name is None:
            parameters.append(standard)
        elif name != standard.name:
            raise UnsupportedError(
                f"the endpoint parameter for {standard.built_in} is called {name}",
                file=context.model.file,
                shape=context.service.id,
                remedy=f"Rename it so that it becomes {standard.name!r} in Python.",
            )
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
    )


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
