"""Clients made from the published suites, and one place to call them in: a loop, a server, fixed settings."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from os import devnull
from pathlib import Path
from typing import Any

import aiosmithy.bindings
import pytest
from aiosmithy import Config, Credentials, Session
from aiosmithy.testing import VirtualTime
from aiosmithy.transport import AiohttpTransport
from aiosmithy_codegen.generate import Settings, make_package, selected
from aiosmithy_codegen.loaders.assemble import load_model
from aiosmithy_codegen.loaders.document import Document
from aiosmithy_codegen.manifest import Origin
from aiosmithy_codegen.model import Member, Model, Shape
from aiosmithy_codegen.selection import choose_service, operations_of
from aiosmithy_codegen.symbols import Symbols, assign_symbols
from attrs import define, field, frozen
from loopback import Answer, Arrived, Loopback

TOKEN = "00000000-0000-4000-8000-000000000000"
"""What the suites have where a client makes an idempotency token."""

REGION = "us-east-1"
ENDPOINT = "https://example.com"
_KEYS = Credentials("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")
_ENVIRON = {"AWS_CONFIG_FILE": devnull, "AWS_SHARED_CREDENTIALS_FILE": devnull}
_MODULES = ("shapes", "errors", "codec", "operations")


@frozen
class Generated:
    """A generated package beside what it was made from."""

    model: Model
    symbols: Symbols
    package: Any

    def shape_class(self, shape_id: str) -> Any:
        return getattr(self.package.shapes, self.symbols.shape(shape_id))

    def error_class(self, shape_id: str) -> Any:
        return getattr(self.package.errors, self.symbols.shape(shape_id))

    def variant(self, member: Member) -> Any:
        return getattr(self.package.shapes, self.symbols.variant(member.id))

    def input(self, operation: str) -> Shape:
        return self.model.expect(self.model.expect(operation).input)

    def output(self, operation: str) -> Shape:
        return self.model.expect(self.model.expect(operation).output)


@define
class Laboratory:
    """Everything that is made once for a run; closed at its end."""

    folder: Path
    runner: asyncio.Runner
    loopback: Loopback
    session: Session
    _generated: dict[str, Generated] = field(factory=dict)

    def package(
        self,
        name: str,
        document: Callable[[], Document],
        service: str | None = None,
        keep: Callable[[str], bool] = bool,
    ) -> Generated:
        """The package of one service, made when it is first asked for; ``keep`` chooses operations by name."""
        found = self._generated.get(name)
        if found is None:
            model = load_model([document()])
            shape = choose_service(model, service)
            operations = [o.id for o in operations_of(model, shape) if keep(o.name)]
            settings = Settings(
                model=Origin("model.json", ""),
                service=shape.id,
                operations=tuple(operations),
                package=name,
            )
            found = self._generated[name] = self._generate(model, settings)
        return found

    def _generate(self, model: Model, settings: Settings) -> Generated:
        for path, text in make_package(model, settings).files.items():
            target = self.folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8", newline="\n")
        selection = selected(model, settings)
        name = str(settings.package)
        symbols = assign_symbols(selection, name)
        return Generated(selection.model, symbols, _imported(name))

    def client(self, generated: Generated, **settings: Any) -> Any:
        """A client that sends everything to the loopback server, once."""
        kind = getattr(generated.package, generated.symbols.service.client)
        given = {"region": REGION, "endpoint_url": ENDPOINT, **settings}
        config = given.pop("config", None) or Config(retries=1)
        return kind(credentials=_KEYS, session=self.session, config=config, **given)

    def run(self, call: Any, answer: Answer) -> Any:
        """What a coroutine gives that calls a client; the server answers so."""
        self.loopback.answer = answer
        self.loopback.arrived.clear()
        return self.runner.run(call)

    def arrived(self) -> Arrived:
        """The only request of the last run."""
        (found,) = self.loopback.arrived
        return found


def _imported(name: str) -> Any:
    """The package; its modules take the token of the suites for theirs."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(aiosmithy.bindings, "idempotency_token", lambda: TOKEN)
        package = import_module(name)
        for module in _MODULES:
            if (Path(str(package.__file__)).parent / f"{module}.py").exists():
                import_module(f"{name}.{module}")
    return package


@contextmanager
def laboratory(folder: Path) -> Iterator[Laboratory]:
    """A place to call generated clients in; what was imported is forgotten afterwards."""
    before = set(sys.modules)
    sys.path.insert(0, str(folder))
    loopback = Loopback(AiohttpTransport())
    clock = VirtualTime().clock
    session = Session(transport=loopback, environ=_ENVIRON, clock=clock)
    with asyncio.Runner() as runner:
        runner.run(loopback.start())
        try:
            yield Laboratory(folder, runner, loopback, session)
        finally:
            runner.run(loopback.stop())
            sys.path.remove(str(folder))
            made = {path.name for path in folder.iterdir()}
            for name in set(sys.modules) - before:
                if name.partition(".")[0] in made:
                    del sys.modules[name]
