"""Shapes cost nothing until used, and then are attrs classes like any other."""

from __future__ import annotations

import copy
import inspect
import pickle
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import attrs
import pytest
from aiosmithy.shapes import Shape, evolve, redacted


class Point(Shape):
    x: int
    y: int = 0
    labels: list[str] = attrs.field(factory=list)
    secret: str | None = attrs.field(default=None, repr=redacted)


def fresh() -> type[Shape]:
    class Fresh(Shape):
        a: str
        b: int | None = None

    return Fresh


def test_defining_a_shape_does_not_finish_it() -> None:
    assert "__attrs_attrs__" not in fresh().__dict__


def test_a_bare_instance_is_filled_without_finishing_its_class() -> None:
    cls = fresh()
    value: Any = object.__new__(cls)
    value.a, value.b = "x", 1

    assert "__attrs_attrs__" not in cls.__dict__
    assert repr(value).endswith("Fresh(a='x', b=1)")


@pytest.mark.parametrize(
    "use",
    [
        lambda cls: cls(a="x"),
        attrs.fields,
        inspect.signature,
        lambda cls: cls.__match_args__,
        lambda cls: object.__new__(cls) == 1,
        lambda cls: object.__new__(cls) != 1,
        lambda cls: cls.__replace__,
    ],
)
def test_every_first_use_finishes_the_class(use: Callable[[Any], object]) -> None:
    cls = fresh()
    use(cls)

    assert [a.name for a in cls.__dict__["__attrs_attrs__"]] == ["a", "b"]


def test_the_constructor_takes_keywords_only_and_knows_its_members() -> None:
    signature = str(inspect.signature(Point))

    assert signature.startswith("(*, x: 'int', y: 'int' = 0")
    for wrong in ({}, {"x": 1, "z": 2}):
        with pytest.raises(TypeError):
            Point(**wrong)
    with pytest.raises(TypeError):
        Point(1)  # type: ignore[call-arg]  # on purpose


def test_equality_copies_pickles_and_attrs_functions() -> None:
    point = Point(x=1, labels=["a"])

    assert point == Point(x=1, labels=["a"]) != Point(x=2)
    assert copy.deepcopy(point) == pickle.loads(pickle.dumps(point)) == point
    assert attrs.asdict(point) == {"x": 1, "y": 0, "labels": ["a"], "secret": None}
    assert attrs.evolve(point, x=3) == evolve(point, x=3) == Point(x=3, labels=["a"])
    assert Point(x=1).labels is not Point(x=1).labels
    with pytest.raises(TypeError):
        hash(point)


def test_match() -> None:
    match Point(x=1, y=2):
        case Point(x=x, y=2):
            assert x == 1
        case _:
            pytest.fail("no match")


def test_a_sensitive_member_is_not_shown() -> None:
    assert "hunter2" not in repr(Point(x=1, secret="hunter2"))
    assert "secret=None" in repr(Point(x=1))


def test_evolve_refuses_an_unknown_member() -> None:
    with pytest.raises(TypeError, match="no member z"):
        evolve(Point(x=1), z=1)


def test_shapes_are_final() -> None:
    with pytest.raises(TypeError, match="final"):
        type("Sub", (Point,), {})


def test_threads_may_finish_a_class_at_once() -> None:
    def use(cls: Any, barrier: threading.Barrier) -> bool:
        barrier.wait()
        return bool(cls(a="x") == cls(a="x"))

    with ThreadPoolExecutor(8) as threads:
        for _ in range(20):
            cls, barrier = fresh(), threading.Barrier(8)
            uses = [threads.submit(use, cls, barrier) for _ in range(8)]
            assert all(done.result() for done in uses)
