"""Python types as trees, and what one accepts of another.

``list`` and ``dict`` are invariant for mypy and pyright: a caller's ``list[str]`` is no ``list[str | None]``. Two types that
accept each other are one (``str`` and ``Known | str`` for an open enum), there too.
"""

from __future__ import annotations

import ast
from collections.abc import Container, Iterator

from attrs import field, frozen

_UNION = "|"
# https://typing.python.org/en/latest/spec/special-types.html#special-cases-for-float-and-complex
_PROMOTIONS = {("int", "float"), ("bool", "int"), ("bool", "float")}
_JSON = frozenset({"str", "int", "float", "bool", "None"})


@frozen
class Type:
    """A name with its arguments; ``|`` is the name of a union."""

    name: str
    args: tuple[Type, ...] = ()

    def __str__(self) -> str:
        if self.name == _UNION:
            return " | ".join(map(str, self.args))
        return (
            f"{self.name}[{', '.join(map(str, self.args))}]" if self.args else self.name
        )

    @property
    def options(self) -> tuple[Type, ...]:
        """Those of a union; else the type itself."""
        return self.args if self.name == _UNION else (self,)

    def names(self) -> Iterator[str]:
        """Every name in it, outermost first."""
        if self.name != _UNION:
            yield self.name
        for arg in self.args:
            yield from arg.names()


def parse_type(text: str) -> Type:
    """The type that an annotation says; raises SyntaxError or ValueError if it is none."""
    return type_of(ast.parse(text, mode="eval").body)


def type_of(node: ast.expr) -> Type:
    """The same for a parsed annotation; ``shapes.Name`` and ``errors.Name`` are ``Name``. Raises ValueError."""
    match node:
        case ast.Name(id=name):
            return Type(name)
        case ast.Attribute(value=ast.Name(id="shapes" | "errors"), attr=name):
            return Type(name)
        case ast.Constant(value=None):
            return Type("None")
        case ast.BinOp(left=left, op=ast.BitOr(), right=right):
            return _union((*type_of(left).options, *type_of(right).options))
        case ast.Subscript(value=outer, slice=ast.Tuple(elts=inner)):
            return Type(type_of(outer).name, tuple(map(type_of, inner)))
        case ast.Subscript(value=outer, slice=inner):
            return Type(type_of(outer).name, (type_of(inner),))
        case _:
            raise ValueError("is no type")


def without_none(found: Type) -> tuple[Type, bool]:
    """The type without its ``None``, and whether it had one."""
    rest = tuple(option for option in found.options if option.name != "None")
    return _union(rest), len(rest) < len(found.options)


def _union(options: tuple[Type, ...]) -> Type:
    return options[0] if len(options) == 1 else Type(_UNION, options)


@frozen
class Relation:
    """Which types accept which; ``texts`` and ``numbers`` are the names of enums over ``str`` and ``int``."""

    texts: Container[str]
    numbers: Container[str]
    renamed: dict[str, str] = field(factory=dict[str, str])
    """Class names of the old side → of the new one."""

    def accepts(self, wide: Type, narrow: Type) -> bool:
        """Whether all that ``narrow`` allows is allowed by ``wide`` too."""
        return all(
            any(self._accepts(into, option) for into in wide.options)
            for option in narrow.options
        )

    def in_new(self, old: Type) -> Type:
        """An old type with the names of the new side."""
        args = tuple(map(self.in_new, old.args))
        return Type(self.renamed.get(old.name, old.name), args)

    def _accepts(self, wide: Type, narrow: Type) -> bool:
        if wide == narrow or self._is_special(wide, narrow):
            return True
        if wide.name != narrow.name or len(wide.args) != len(narrow.args):
            return False
        pairs = zip(wide.args, narrow.args, strict=True)
        if wide.name == "tuple":
            return all(self.accepts(one, other) for one, other in pairs)
        return all(self._plain(one) == self._plain(other) for one, other in pairs)

    def _is_special(self, wide: Type, narrow: Type) -> bool:
        return (
            (narrow.name, wide.name) in _PROMOTIONS
            or (wide.name == "Document" and narrow.name in _JSON)
            or (wide.name == "str" and narrow.name in self.texts)
            or (wide.name == "int" and narrow.name in self.numbers)
        )

    def _plain(self, found: Type) -> Type:
        """The type without the options that another one of the union includes: equal for equal types."""
        args = tuple(map(self._plain, found.args))
        if found.name != _UNION:
            return Type(found.name, args)
        kept = {
            arg
            for arg in args
            if not any(self._is_special(other, arg) for other in args)
        }
        return _union(tuple(sorted(kept, key=str)))
