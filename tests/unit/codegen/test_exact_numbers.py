from __future__ import annotations

from decimal import Decimal

import pytest
from aiosmithy_codegen.exact_numbers import exact_number


@pytest.mark.parametrize(
    "text", ["0", "-1", "2147483648", "123456789012345678901234567890"]
)
def test_integers_stay_integers_of_any_size(text: str) -> None:
    number = exact_number(text)

    assert type(number) is int
    assert str(number) == text


@pytest.mark.parametrize(
    ("text", "value"), [("1.0", 1.0), ("0.1", 0.1), ("-1.50e-3", -0.0015), ("1E2", 100)]
)
def test_a_decimal_that_a_float_says_too_is_a_float(text: str, value: float) -> None:
    number = exact_number(text)

    assert type(number) is float
    assert number == value


@pytest.mark.parametrize(
    "text",
    ["9007199254740993.0", "1e309", "-1e309", "1e-400", "0.12345678901234567890"],
)
def test_a_decimal_that_no_float_says_is_not_rounded(text: str) -> None:
    number = exact_number(text)

    assert type(number) is Decimal
    assert number == Decimal(text)


@pytest.mark.parametrize("text", ["1" * 4301, "1." + "1" * 4300, "1e" + "9" * 10**6])
def test_numbers_that_nobody_writes_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="more than 4300 digits"):
        exact_number(text)


@pytest.mark.parametrize("text", ["1e4301", "1E-4301", "1.5e999999999999"])
def test_powers_that_nobody_needs_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="power of ten beyond 4300"):
        exact_number(text)
