"""Modules that load when they are first used."""

from __future__ import annotations

import pickle
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any, get_type_hints

import aiosmithy
import pytest
from aiosmithy.lazy import lazy_methods, lazy_module, submodules


def test_a_lazy_module_loads_at_the_first_name() -> None:
    code = (
        "import sys; from aiosmithy.lazy import lazy_module\n"
        "module = lazy_module('colorsys'); assert 'colorsys' not in sys.modules\n"
        "assert module.rgb_to_hsv; assert 'colorsys' in sys.modules\n"
        "assert 'rgb_to_hsv' in vars(module)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_a_module_that_is_there_already_is_given_itself() -> None:
    assert lazy_module("sys") is sys


def test_names_that_are_not_there() -> None:
    module = lazy_module("aiosmithy.no_such_module")
    with pytest.raises(ModuleNotFoundError):
        _ = module.name
    with pytest.raises(AttributeError):
        _ = module.__wrapped__
    with pytest.raises(AttributeError, match="no attribute 'other'"):
        submodules("aiosmithy", "errors")("other")


@pytest.fixture(name="rainbow")
def _rainbow(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A module that gets ``Color`` from another when it is needed."""
    tmp_path.joinpath("lazy_colors.py").write_text(
        "from enum import StrEnum\nclass Color(StrEnum): RED = 'red'\n_private = 1\n"
    )
    tmp_path.joinpath("lazy_rainbow.py").write_text(
        "from aiosmithy.lazy import names_from\n"
        "class Arc:\n    color: 'Color | str'\n"
        "__getattr__ = names_from('lazy_colors', into=__name__)\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    yield import_module("lazy_rainbow")
    for name in ("lazy_rainbow", "lazy_colors"):
        sys.modules.pop(name, None)


def test_names_of_another_module_come_when_one_is_missed(rainbow: Any) -> None:
    assert not hasattr(rainbow, "__wrapped__")
    assert rainbow.Arc
    assert "lazy_colors" not in sys.modules
    red = rainbow.Color.RED
    assert pickle.loads(pickle.dumps(red)) is red
    assert type(rainbow) is ModuleType
    for name in ("Colour", "_private"):
        with pytest.raises(AttributeError, match=f"'lazy_rainbow' has no .*'{name}'"):
            getattr(rainbow, name)


@pytest.mark.parametrize("ask", [vars, dir])
def test_who_lists_a_module_sees_names_of_another(
    rainbow: Any, ask: Callable[[Any], Iterable[str]]
) -> None:
    assert {"Arc", "Color"} <= set(ask(rainbow))
    assert "_private" not in ask(rainbow)


def test_type_hints_find_names_of_another_module(rainbow: Any) -> None:
    assert get_type_hints(rainbow.Arc) == {"color": rainbow.Color | str}


def test_every_public_name_of_the_runtime_is_there() -> None:
    for name in aiosmithy.__all__:
        assert getattr(aiosmithy, name) is not None
    assert aiosmithy.__all__ == sorted(aiosmithy.__all__)
    with pytest.raises(AttributeError):
        _ = aiosmithy.nothing


def test_what_few_services_need_is_loaded_by_their_clients_alone() -> None:
    code = (
        "import sys\n"
        "from aiosmithy_cleanroomsml import CleanRoomsMLClient, operations\n"
        "operations.SERVICE.resolve_endpoint(region='us-east-1')\n"
        "rare = ('s3', 'discovery', 'discovered_endpoints', 'glacier')\n"
        "assert not sys.modules.keys() & {f'aiosmithy.{name}' for name in rare}\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_methods_load_when_one_is_first_asked_for() -> None:
    class Plain:
        own = 1

    lazy: Any = lazy_methods(Plain, "fractions", "Fraction")
    thing = lazy()

    assert thing.own == 1
    assert thing.limit_denominator.__self__ is thing
    assert {"own", "limit_denominator"} <= {*dir(thing)}
    with pytest.raises(AttributeError, match="'Fraction' object has no attribute 'x'"):
        _ = thing.x
    with pytest.raises(AttributeError):
        _ = thing._private
