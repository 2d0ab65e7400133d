"""A generated package as its Python API, from the text of its modules."""

from __future__ import annotations

import ast
import os
from collections.abc import Iterator
from pathlib import Path

from . import api
from .code import (
    body_of,
    calls,
    endpoints_of,
    flag,
    function_named,
    keywords,
    last_name,
    text_of,
    texts,
    value_of,
)
from .package_shapes import PackageShapes
from .package_source import PackageSource, not_generated, read_package_source
from .package_wire import read_wires
from .types import type_of

Method = ast.FunctionDef | ast.AsyncFunctionDef


def read_package_api(folder: Path) -> api.Api:
    """What a caller of this package meets.

    Raises:
        ModelError: It is no package of this generator.
    """
    source = read_package_source(folder)
    try:
        found = _Reader(source, Path(os.path.abspath(folder)).name).read()
        _check(found)
    except (ValueError, TypeError, LookupError, StopIteration, RuntimeError) as error:
        raise not_generated(
            folder.as_posix(), "is not as aiosmithy writes it"
        ) from error
    return found


def _check(found: api.Api) -> None:
    """It has operations, and every class that is spoken of is there; raises ValueError."""
    operations = found.operations.values()
    named = {
        *(operation.input for operation in operations),
        *(operation.output for operation in operations),
        *(name for union in found.unions.values() for name in union.variants),
    }
    if not operations or not named <= found.classes.keys():
        raise ValueError


class _Reader:
    def __init__(self, source: PackageSource, package: str) -> None:
        self.source = source
        self.package = package
        self.wires = read_wires(source)
        self.shapes = PackageShapes(source, self.wires)
        self.records = {
            name: value
            for name, value in source.operations.values()
            if isinstance(value, ast.Call)
        }

    def read(self) -> api.Api:
        manifest, shapes = self.source.manifest, self.shapes
        operations = {found.name: found for found in self._operations()}
        inputs = {operation.input for operation in operations.values()}
        service = (
            keywords(self.records["SERVICE"]) if "SERVICE" in self.records else None
        )
        return api.Api(
            source=self.source.folder.as_posix(),
            kind="package",
            package=self.package,
            client=self._client().name,
            error_base=next(self.source.errors.classes()).name,
            service=manifest.service,
            version=manifest.api_version,
            protocol=manifest.protocol,
            signing_name=(
                None if service is None else text_of(service.get("signing_name"))
            ),
            endpoint_prefix=(
                None if service is None else text_of(service.get("endpoint_prefix"))
            ),
            auth=None,
            traits=None,
            endpoints=endpoints_of(self.source.endpoints.functions()),
            operations=operations,
            waiters={found.method: found for found in self._waiters()},
            classes={found.name: found for found in shapes.classes(inputs)},
            enums={found.name: found for found in shapes.enums()},
            unions={found.name: found for found in shapes.unions()},
            errors={found.shape.name: found for found in shapes.errors()},
        )

    # --- methods

    def _client(self) -> ast.ClassDef:
        return next(self.source.client.classes())

    def _methods(self, module: str) -> Iterator[tuple[Method, str, ast.expr]]:
        """The methods that use a constant of that module: each with the constant and what it gives."""
        for method in self._client().body:
            if not isinstance(method, Method) or method.returns is None:
                continue
            for call in calls(method):
                match call.args:
                    case [
                        ast.Attribute(value=ast.Name(id=name), attr=constant),
                        *_,
                    ] if (
                        name == module
                    ):
                        yield method, constant, method.returns
                    case _:
                        pass

    def _operations(self) -> Iterator[api.Operation]:
        paginators = dict(self._paginators())
        for method, constant, output in self._methods("operations"):
            record = self.records[constant]
            facts = keywords(record)
            callable_ = function_named(record) == "Operation"
            input_ = last_name(facts["input_type"])
            yield api.Operation(
                name=text_of(facts["name"]),
                method=method.name,
                input=input_,
                output=last_name(output),
                arguments=tuple(arg.arg for arg in method.args.kwonlyargs),
                errors=frozenset(texts(facts.get("errors"))) if callable_ else None,
                http=self.wires.requests.get(input_),
                idempotent=flag(facts, "idempotent") if callable_ else None,
                readonly=flag(facts, "readonly") if callable_ else None,
                callable=callable_,
                paginator=paginators.get(constant),
            )

    def _paginators(self) -> Iterator[tuple[str, api.Paginator]]:
        """Operation's constant → paginator."""
        values = dict(self.source.paginators.values())
        for _, constant, given in self._methods("paginators"):
            match values.get(constant), given:
                case ast.Call() as value, ast.Subscript(
                    slice=ast.Tuple(elts=[_, item])
                ):
                    facts = keywords(value)
                    token = ast.unparse(facts["input_token"])
                    yield last_name(facts["operation"]), api.Paginator(
                        item=type_of(item),
                        tokens=f"{token} = {body_of(facts['output_token'])}",
                        items=body_of(facts["items"]),
                    )
                case _:
                    raise ValueError(constant)

    def _waiters(self) -> Iterator[api.Waiter]:
        values = dict(self.source.waiters.values())
        polled = {
            constant: method.name for method, constant, _ in self._methods("operations")
        }
        for method, constant, _ in self._methods("waiters"):
            value = values.get(constant)
            if not isinstance(value, ast.Call):
                raise ValueError(constant)
            facts = keywords(value)
            delays = value_of(facts["min_delay"]), value_of(facts["max_delay"])
            acceptors = facts["acceptors"]
            yield api.Waiter(
                method.name,
                polled[last_name(facts["operation"])],
                f"{delays[0]} to {delays[1]} s",
                tuple(
                    ast.unparse(item)
                    for item in (
                        acceptors.elts if isinstance(acceptors, ast.Tuple) else ()
                    )
                ),
            )
