"""One service as both sides have it: botocore's model of it, and the client that we generate, imported."""

from __future__ import annotations

import json
import linecache
import sys
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any
from unittest.mock import patch

from aiosmithy.operation import UncallableOperation
from aiosmithy_codegen.generate import Settings, make_package, selected
from aiosmithy_codegen.loaders.assemble import load_model
from aiosmithy_codegen.manifest import Origin
from aiosmithy_codegen.model import Member, Model, Shape
from aiosmithy_codegen.selection import Selection
from aiosmithy_codegen.source import find_models, read_model
from aiosmithy_codegen.symbols import Symbols, assign_symbols
from attrs import define, field, frozen
from botocore.loaders import Loader
from botocore.model import OperationModel, ServiceModel

PROTOCOLS = {
    "ec2": "aws.protocols#ec2Query",
    "json": "aws.protocols#awsJson1_0",
    "query": "aws.protocols#awsQuery",
    "rest-json": "aws.protocols#restJson1",
    "rest-xml": "aws.protocols#restXml",
    "smithy-rpc-v2-cbor": "smithy.protocols#rpcv2Cbor",
}
"""botocore's name → ours; ``jsonVersion`` tells the two of awsJson apart."""

_PRESIGNED = ("docdb", "neptune", "rds")
"""Here botocore adds a member that it uses up itself, for a URL that the services take: ``SourceRegion``."""


def services() -> list[str]:
    """The services that botocore ships."""
    return sorted(Loader().list_available_services("service-2"))


@frozen
class Both:
    """What both sides know of one service, protocol by protocol.

    Attributes:
        botocore: botocore's model.
        model: Ours, raised from the same files.
    """

    name: str
    botocore: ServiceModel
    model: Model

    @classmethod
    def of(cls, name: str) -> Both:
        """Load a service's models."""
        (source,) = find_models([f"botocore:{name}"])
        model = load_model(read_model(source).documents)
        document = Loader().load_service_model(name, "service-2")
        if name in _PRESIGNED:
            for shape in document["shapes"].values():
                shape.get("members", {}).pop("SourceRegion", None)
        return cls(name, ServiceModel(document, name), model)

    def protocols(self) -> list[str]:
        """botocore's names of the protocols that the service offers."""
        metadata = self.botocore.metadata
        offered = metadata.get("protocols") or [metadata["protocol"]]
        return [name for name in offered if name in PROTOCOLS]

    @contextmanager
    def generated(
        self, protocol: str, folder: Path, package: str = "differential_client"
    ) -> Iterator[Generated]:
        """The client for a protocol of botocore's name, imported; it is forgotten afterwards."""
        settings = Settings(
            Origin(self.name, ""), protocol=self._trait(protocol), package=package
        )
        for path, text in _rendered(self.model, settings).items():
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8", newline="\n")
        selection = selected(self.model, settings)
        with _importable(folder, package):
            symbols = assign_symbols(selection, package)
            for module in ("operations", "shapes"):
                import_module(f"{package}.{module}")
            yield Generated(protocol, selection, symbols, import_module(package))

    def _trait(self, protocol: str) -> str:
        version = self.botocore.metadata.get("jsonVersion")
        if protocol == "json" and version == "1.1":
            return "aws.protocols#awsJson1_1"
        return PROTOCOLS[protocol]


def _rendered(model: Model, settings: Settings) -> Mapping[Any, str]:
    """The package's files as the templates leave them: black changes nothing but their looks, and takes most of the time."""
    with patch("aiosmithy_codegen.package.format_source", lambda text, *_, **__: text):
        return make_package(model, settings).files


@contextmanager
def _importable(folder: Path, package: str) -> Iterator[None]:
    written, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    sys.path.insert(0, str(folder))
    try:
        yield
    finally:
        sys.path.remove(str(folder))
        sys.dont_write_bytecode = written
        for name in [key for key in sys.modules if key.partition(".")[0] == package]:
            del sys.modules[name]
        linecache.clearcache()  # attrs keeps the source of every method there


@define
class Generated:
    """A generated client, and plain data as its shapes.

    Attributes:
        protocol: botocore's name.
    """

    protocol: str
    selection: Selection
    symbols: Symbols
    package: Any
    _operations: Mapping[str, Shape] = field(init=False)

    @_operations.default
    def _by_name(self) -> Mapping[str, Shape]:
        return {shape.name: shape for shape in self.selection.operations}

    @property
    def model(self) -> Model:
        return self.selection.model

    def shape(self, name: str) -> Shape:
        """Our shape of an operation."""
        return self._operations[name]

    def operation(self, name: str) -> Any:
        """The generated constant of an operation; None if it cannot be called yet."""
        constant = self.symbols.operation(self._operations[name].id).constant
        found = getattr(self.package.operations, constant)
        return None if isinstance(found, UncallableOperation) else found

    def input(self, operation: OperationModel, data: Mapping[str, Any]) -> Any:
        """The input of plain data."""
        shape = self._operations[operation.name]
        names = self.symbols.operation(shape.id)
        kind = getattr(self.package.shapes, names.input)
        if operation.input_shape is None:
            return kind()
        structure = self.model.expect(shape.input)
        given = self._arguments(structure, operation.input_shape, data)
        if operation.has_event_stream_input:
            name = next(
                name
                for name, member in operation.input_shape.members.items()
                if member.serialization.get("eventstream")
            )
            member = member_of(structure, operation.input_shape, name)
            given[self.symbols.member(member.id)] = _no_events()
        return kind(**given)

    def _arguments(
        self, shape: Shape, boto: Any, data: Mapping[str, Any]
    ) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for name, value in data.items():
            member = member_of(shape, boto, name)
            given = self.value(member, boto.members[name], value)
            found[self.symbols.member(member.id)] = given
        return found

    def value(self, member: Member, boto: Any, value: Any) -> Any:
        """Plain data → what our member takes."""
        shape = self.model.target(member)
        if is_json_text(boto):
            return json.dumps(value, separators=(",", ":"))
        if shape.type == "structure":
            kind = getattr(self.package.shapes, self.symbols.shape(shape.id))
            return kind(**self._arguments(shape, boto, value))
        if shape.type == "union":
            ((name, held),) = value.items()
            variant = member_of(shape, boto, name)
            kind = getattr(self.package.shapes, self.symbols.variant(variant.id))
            return kind(value=self.value(variant, boto.members[name], held))
        if shape.type == "list":
            item = shape.members["member"]
            return [self.value(item, boto.member, each) for each in value]
        if shape.type == "map":
            item = shape.members["value"]
            return {
                key: self.value(item, boto.value, each) for key, each in value.items()
            }
        return value


async def _no_events() -> AsyncIterator[Any]:
    """A stream that ends before it begins."""
    return
    yield


def member_of(shape: Shape, boto: Any, name: str) -> Member:
    """Our member for one of botocore's: awsJson and CBOR have no other name than that on the wire."""
    found = shape.members.get(name)
    if found is None:
        found = shape.members[boto.members[name].serialization["name"]]
    return found


def is_json_text(boto: Any) -> bool:
    """Whether botocore takes JSON data for a header, of which we take the text."""
    serialization = boto.serialization
    return bool(
        serialization.get("jsonvalue") and serialization.get("location") == "header"
    )
