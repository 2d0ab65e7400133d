"""Modules that load when they are first used."""

from __future__ import annotations

import subprocess
import sys

import aiosmithy
import pytest
from aiosmithy.lazy import lazy_module, submodules


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


def test_every_public_name_of_the_runtime_is_there() -> None:
    for name in aiosmithy.__all__:
        assert getattr(aiosmithy, name) is not None
    assert aiosmithy.__all__ == sorted(aiosmithy.__all__)
    with pytest.raises(AttributeError):
        _ = aiosmithy.nothing  # type: ignore[attr-defined]
