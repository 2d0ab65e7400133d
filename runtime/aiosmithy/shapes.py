"""Shapes: attrs classes that cost nothing until they are used.

``@attrs.define`` compiles its methods, some 0.4 ms a class, and a service has hundreds. A generated shape is therefore a
plain annotated subclass of :class:`Shape`, finished *in place* by attrs the first time its ``__init__``, ``__repr__``,
``__eq__`` or field list is asked for. Parsers fill bare instances, so a class that is only ever read is never finished.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias, TypeVar, dataclass_transform

import attrs

__all__ = ["Document", "Shape", "evolve", "redacted"]

Document: TypeAlias = (
    "Mapping[str, Document] | Sequence[Document] | str | int | float | bool | None"
)
"""A Smithy document: any JSON value (https://smithy.io/2.0/spec/simple-types.html#document)."""

_finishing = threading.RLock()
_DEFERRED = (
    "__init__",
    "__repr__",
    "__eq__",
    "__ne__",
    "__replace__",
    "__match_args__",
    "__attrs_attrs__",
)


def _finish(cls: type[Shape]) -> None:
    """Let attrs add its methods to the class, once, whatever the number of threads that ask."""
    with _finishing:
        if "__attrs_attrs__" not in cls.__dict__:
            attrs.define(cls, slots=False, kw_only=True)
            if "__replace__" not in cls.__dict__:  # attrs before 25.4
                cls.__replace__ = evolve  # type: ignore[attr-defined]


class _Deferred:
    """Stands in for a method that attrs will add; asking for it finishes the class."""

    __slots__ = ("_name",)

    def __init__(self, name: str) -> None:
        self._name = name

    def __get__(self, instance: object, owner: type[Shape]) -> Any:
        if isinstance(instance, type):
            # From Python 3.13 on, inspect.signature binds a class's methods to the class itself.
            owner = instance
        if owner is Shape:
            raise AttributeError(self._name)
        _finish(owner)
        found = owner.__dict__[self._name]
        return found.__get__(instance, owner) if hasattr(found, "__get__") else found


@dataclass_transform(kw_only_default=True, field_specifiers=(attrs.field,))
class Shape:
    """The base of every generated structure and union variant.

    Shapes are final: a subclass of a finished class would keep its base's ``__init__`` and ``__eq__``.
    """

    if TYPE_CHECKING:
        __attrs_attrs__: ClassVar[tuple[attrs.Attribute[Any], ...]]
    else:
        __hash__ = None

        def __init_subclass__(cls) -> None:
            if cls.__mro__[1] is not Shape:
                raise TypeError(
                    f"{cls.__mro__[1].__name__} is a shape, and shapes are final"
                )


for _name in _DEFERRED:
    setattr(Shape, _name, _Deferred(_name))

_S = TypeVar("_S", bound=Shape)


def evolve(instance: _S, **changes: Any) -> _S:
    """A copy of a shape with some members changed.

    Raises:
        TypeError: A change names no member of the shape.
    """
    cls = type(instance)
    unknown = changes.keys() - {attribute.name for attribute in cls.__attrs_attrs__}
    if unknown:
        raise TypeError(f"{cls.__name__} has no member {', '.join(sorted(unknown))}")
    copy = object.__new__(cls)
    copy.__dict__.update(instance.__dict__)
    copy.__dict__.pop("_response_metadata", None)
    copy.__dict__.update(changes)
    return copy


def redacted(value: object) -> str:
    """What ``repr`` shows of a ``@sensitive`` member: whether it is set, and nothing else."""
    return "None" if value is None else "<redacted>"
