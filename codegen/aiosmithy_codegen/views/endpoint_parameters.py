"""What operations and clients say to the endpoint rules besides region, FIPS, dual stack and endpoint.

https://smithy.io/2.0/additional-specs/rules-engine/parameters.html. A parameter that the rules never read is not said:
endpoints are kept by their parameters, and a key of S3 would make each call a new one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from attrs import frozen

from ..customizations import is_s3_bucket, places_buckets
from ..docs import parse_documentation
from ..docs_layout import Block
from ..endpoint_rules import STANDARD_PARAMETERS, EndpointParameter
from ..errors import ModelError, UnsupportedError, shown
from ..jmespath_python import PathError, UnsupportedPathError, compile_path, root_of
from ..json_values import is_list
from ..literals import literal
from ..model import Member, Shape
from .context import Context
from .imports import Imports

_STATIC = "smithy.rules#staticContextParams"
_CONTEXT = "smithy.rules#contextParam"
_OPERATION = "smithy.rules#operationContextParams"
_CLIENT = "smithy.rules#clientContextParams"
_STANDARD = frozenset(parameter.name for parameter in STANDARD_PARAMETERS)
_KINDS = {"string": "str", "enum": "str", "boolean": "bool", "list": "Sequence[str]"}
_ARRAY = "Sequence[str]"
_TAKEN = frozenset(
    {"client_context", "config", "credentials", "endpoint_url", "session"}
)


@frozen
class ParametersView:
    """The function that gives a call's own parameters."""

    name: str
    input: str
    entries: tuple[str, ...]  # of a dict


@frozen
class ClientParameter:
    """A keyword of the client."""

    keyword: str
    name: str  # of the parameter
    type: str
    doc: tuple[Block, ...]


def service_parameters(context: Context) -> dict[str, str]:
    """Parameter → built-in or nothing: what settings of the client may say, the standard ones left out."""
    declared = context.service.traits.get(_CLIENT, {})
    return {
        parameter.name: parameter.built_in
        for parameter in _own(context)
        if parameter.built_in or parameter.source in declared
    }


def assumed_parameters(context: Context, imports: Imports) -> str:
    """The function that gives what is taken where nobody says it; empty if there is none."""
    if not places_buckets(context.service, service_parameters(context)):
        return ""
    imports.add("aiosmithy.s3", "assumed_parameters")
    return "assumed_parameters"


def _own(context: Context) -> Iterator[EndpointParameter]:
    for parameter in context.endpoints.parameters:
        if parameter.name not in _STANDARD and parameter.used:
            yield parameter


def client_parameters(context: Context) -> Iterator[ClientParameter]:
    """The keywords, by name; all of them optional."""
    declared: Mapping[str, Any] = context.service.traits.get(_CLIENT, {})
    for parameter in sorted(_own(context), key=lambda each: each.name):
        if parameter.source in declared:
            text = str(
                declared[parameter.source].get("documentation") or parameter.docs
            )
            name = parameter.name
            yield ClientParameter(
                keyword=f"{name}_" if name in _TAKEN else name,
                name=name,
                type=f"{parameter.type.removesuffix(' | None')} | None",
                doc=tuple(parse_documentation(text)),
            )


def parameters_view(
    context: Context, operation: Shape, imports: Imports
) -> ParametersView | None:
    """None if the operation says nothing of its own."""
    entries = tuple(_Parameters(context, operation, imports).entries())
    if not entries:
        return None
    imports.add("typing", "Any")
    names = context.symbols.operation(operation.id)
    return ParametersView(f"parameters_of_{names.method}", names.input, entries)


@frozen
class _Parameters:
    """The bindings of one operation: fixed values win over members, members over paths."""

    context: Context
    operation: Shape
    imports: Imports

    def entries(self) -> Iterator[str]:
        static = self.operation.traits.get(_STATIC, {})
        paths = self.operation.traits.get(_OPERATION, {})
        members = self._members()
        for parameter in self.context.endpoints.parameters:
            name = parameter.source
            if not parameter.used:
                continue
            if name in static:
                yield self._entry(parameter, self._fixed(parameter, static[name]))
            elif name in members:
                yield self._of_member(parameter, members[name])
            elif name in paths:
                yield self._entry(parameter, self._at(parameter, paths[name]))

    def _members(self) -> dict[str, Member]:
        members = self.context.input(self.operation).members.values()
        return {
            str(member.traits[_CONTEXT].get("name")): member
            for member in members
            if _CONTEXT in member.traits
        }

    def _entry(self, parameter: EndpointParameter, code: str) -> str:
        return f"{literal(parameter.name)}: {code}"

    def _fixed(self, parameter: EndpointParameter, binding: Mapping[str, Any]) -> str:
        value = binding.get("value")
        kind = _type(parameter)
        if is_list(value) and kind == _ARRAY and all(isinstance(v, str) for v in value):
            return f"({''.join(f'{literal(v)}, ' for v in value)})"
        if type(value).__name__ != kind:
            raise self._error(parameter, f"the fixed value {shown(value)}")
        return literal(value)

    def _of_member(self, parameter: EndpointParameter, member: Member) -> str:
        shape = self.context.model.target(member)
        access = f"input.{self.context.symbols.member(member.id)}"
        if _KINDS.get(shape.type) != _type(parameter):
            raise self._error(parameter, f"the {shape.type} {member.name}")
        if is_s3_bucket(self.context.service, member):
            self.imports.add("aiosmithy.s3", "checked_bucket")
            access = f"checked_bucket({access})"
        if shape.type != "list":
            return self._entry(parameter, access)
        code = f"tuple({access})"
        if self._may_be_none(member):
            code = f"None if {access} is None else {code}"
        return self._entry(parameter, code)

    def _at(self, parameter: EndpointParameter, binding: Mapping[str, Any]) -> str:
        path = str(binding.get("path"))
        root = root_of("input", self.context.input(self.operation))
        context = self.context
        try:
            value = compile_path(
                context.model,
                lambda member: context.symbols.member(member.id),
                self._may_be_none,
                path,
                root,
            )
        except UnsupportedPathError as error:
            raise UnsupportedError(
                f"the path {shown(path)} of an endpoint parameter: {error}",
                file=context.model.place(self.operation.id),
                shape=self.operation.id,
                remedy=f"Remove it from {_OPERATION}.",
            ) from None
        except PathError as error:
            raise self._error(parameter, f"the path {shown(path)} ({error})") from None
        kinds = {"list": _ARRAY, "string": "str", "boolean": "bool"}
        if kinds.get(value.kind) != _type(parameter):
            raise self._error(parameter, f"the path {shown(path)} to a {value.kind}")
        # What a function refuses is an error of the whole path, and gives nothing.
        tests = " and ".join((*value.demands, *value.present))
        code = f"tuple({value.code})" if value.kind == "list" else value.code
        return f"{code} if {tests} else None" if tests else code

    def _may_be_none(self, member: Member) -> bool:
        """As its class in ``shapes.py`` says."""
        own = self.context.input(self.operation).members.get(member.name)
        is_argument = own is not None and own.id == member.id
        return self.context.presence(member, top_level_input=is_argument) == "optional"

    def _error(self, parameter: EndpointParameter, what: str) -> ModelError:
        return self.context.error(
            self.operation.id,
            f"{what} is bound to the endpoint parameter {parameter.source!r}, a {_type(parameter)}",
            "Bind each endpoint parameter to a value of its own type.",
        )


def _type(parameter: EndpointParameter) -> str:
    return parameter.type.removesuffix(" | None")
