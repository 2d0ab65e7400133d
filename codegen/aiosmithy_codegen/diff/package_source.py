"""The modules of a generated package, parsed. Nothing of it is imported or run: it may come from anywhere."""

from __future__ import annotations

import ast
import stat
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

from attrs import frozen

from ..errors import ModelError
from ..manifest import Manifest, read_manifest

_LARGEST = 1 << 25  # bytes of one module; the largest of EC2 has 2.6 million
_REMEDY = "Generate the package again, or give its model."

N = TypeVar("N", bound=ast.stmt)


@frozen
class Module:
    """The top level of one module; one that is not there has nothing in it."""

    file: str
    body: tuple[ast.stmt, ...] = ()

    def classes(self) -> Iterator[ast.ClassDef]:
        return self._of(ast.ClassDef)

    def functions(self) -> Iterator[ast.FunctionDef]:
        return self._of(ast.FunctionDef)

    def values(self) -> Iterator[tuple[str, ast.expr]]:
        """Names and what they are assigned: ``NAME = …`` and ``NAME: Final = …``."""
        for statement in self.body:
            match statement:
                case ast.Assign(targets=[ast.Name(id=name)], value=value):
                    yield name, value
                case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
                    yield name, value
                case _:
                    pass

    def _of(self, kind: type[N]) -> Iterator[N]:
        return (statement for statement in self.body if isinstance(statement, kind))


@frozen
class PackageSource:
    """A package's manifest and modules."""

    folder: Path
    manifest: Manifest
    client: Module
    shapes: Module
    enums: Module
    errors: Module
    operations: Module
    codec: Module
    schemas: Module
    endpoints: Module
    paginators: Module
    waiters: Module


def read_package_source(folder: Path) -> PackageSource:
    """Parse a package; raises ModelError if it is not what this generator writes."""
    return PackageSource(
        folder,
        read_manifest(folder),
        client=_read(folder, "client"),
        shapes=_read(folder, "shapes"),
        enums=_read(folder, "enums", optional=True),
        errors=_read(folder, "errors"),
        operations=_read(folder, "operations"),
        codec=_read(folder, "codec", optional=True),
        schemas=_read(folder, "schemas", optional=True),
        endpoints=_read(folder, "endpoints"),
        paginators=_read(folder, "paginators", optional=True),
        waiters=_read(folder, "waiters", optional=True),
    )


def not_generated(file: str, problem: str) -> ModelError:
    """The exception for a package that somebody, or another version, has written otherwise."""
    return ModelError(problem, file=file, remedy=_REMEDY)


def _read(folder: Path, name: str, *, optional: bool = False) -> Module:
    path = folder / f"{name}.py"
    file = path.as_posix()
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode) or status.st_size > _LARGEST:
            problem = f"is no regular file of at most {_LARGEST >> 20} MiB"
            raise not_generated(file, problem)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of escapes that are none
            return Module(file, tuple(ast.parse(path.read_bytes()).body))
    except FileNotFoundError:
        if optional:
            return Module(file)
        raise not_generated(file, "there is no such file") from None
    except OSError as error:
        raise not_generated(file, f"cannot be read: {error.strerror}") from error
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        line = getattr(error, "lineno", None)
        place = f" (line {line})" if line else ""
        raise not_generated(file, f"is not Python{place}") from error
