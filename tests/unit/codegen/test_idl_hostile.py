"""Sources made to hurt: each is read, or refused with one message, in a time that grows with its length alone.

Nothing here looks at a clock: what is not linear would not end.
"""

from __future__ import annotations

import random

import pytest
from aiosmithy_codegen.errors import ModelError
from aiosmithy_codegen.loaders.idl import read_idl
from idl_reading import NAMESPACE, Known, read, refusal

MANY = 100_000
SOURCE = """$version: "2.0"
$operationInputSuffix: "Request"
metadata notes = [{ id: "a", of: required, n: -1.5e3 }, null]
namespace weather.example

use smithy.test#httpRequestTests
use aws.auth#sigv4

/// The weather,
/// \\u00fcberall.
@sigv4(name: "weather") @title("Weather \\"now\\"\\n")
@auth([sigv4, httpBasicAuth])
service Weather with [Base] {
    version: "2024-01-01" // not of this year
    operations: [GetCity, "PutCity"], resources: [City]
    rename: { "smithy.api#String": "Text" }
}

@mixin
service Base {}

resource City { identifiers: { cityId: CityId }, properties: { name: String } }

@readonly
operation GetCity {
    input := for City with [Paged] { @required $cityId }
    output: CityOutput
    errors: [
        NoSuchCity
    ]
}

apply GetCity @httpRequestTests([{ id: "one", body: \"""
    { "a": "\\\\" }
      b\\
    \""", params: { x: [1, 2.0, true], } }])

structure CityOutput {
    name: String = "Ulm", /// dangling
    @range(min: 1, max: 9007199254740993.0) count: Integer
    list: Names
}

@mixin
structure Paged { token: smithy.api#String }
@error("client")
structure NoSuchCity for City { $name }
list Names { member: String }
map Ages { key: String, value: Integer }
union Either { a: Names b: Ages }
enum Sky { CLEAR = "clear"
    /// Grey.
    CLOUDS }
intEnum Level { LOW = 1 // one
    HIGH = 2
}
string CityId
apply CityOutput$name {
    @documentation("Its name") @length(min: 1)
}
"""
TOKENS = [
    *('"', '"""', "\\", "\\u", "{", "}", "[", "]", "(", ")", "@", "$", "#", ".", ","),
    *(":", ":=", "=", "/", "//", "///", "\n", "\r", " ", "\t", "-", "1.", "1e", "_"),
    *("for ", "with ", "apply ", "use ", "namespace ", "structure ", "\0", "é", "😀"),
]


def is_read(text: str) -> bool:
    """Whether a source is read; anything else than a ModelError is a mistake."""
    try:
        read_idl({"m.smithy": text}, Known())
    except ModelError as error:
        assert str(error).startswith("m.smithy:")
        assert len(str(error)) < 1000
        return False
    return True


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("@t(" + "[" * MANY, "3:68: values are nested more than 64 levels deep"),
        ("@t(" + "{a:" * MANY, "3:196: values are nested more than 64 levels deep"),
        ("@t(" + "a:" * MANY, "3:7: expected a key or ')', found ':'"),
        ('@t("' + "a" * MANY, "3:100005: expected '\"' to close the string"),
        ('@t("' + "\\a" * MANY, "3:200005: expected '\"' to close the string"),
        ('@t("""' + '""\n' * MANY, '100003:1: expected \'"""\' to close the string'),
        ("@t([" + '""' * MANY, "3:"),
        ("string " + "_" * MANY, "3:100008: expected a letter or digit after '_'"),
        ("list L { member: " + "a." * MANY, "3:200018: expected a name after '.'"),
        ("string " + "a.b" * MANY, "3:9: expected the name of the shape to end"),
        ("string" + " \n" * MANY, "3:8: expected the name of the shape, found a line"),
        (" , // x\n" * MANY + "%", "100003:1: unexpected character '%'"),
        ("\r" * MANY + "%", "100003:1: unexpected character '%'"),
        ("@t(1" + "0" * MANY, "3:4: a number of more than 4300 digits"),
        ("@t(1e" + "9" * MANY, "3:4: a number of more than 4300 digits"),
        ("structure A {" + "@t" * MANY, "3:200014: expected a member name or '}'"),
        ("string A with [" + "a " * MANY, "3:200016: expected a mixin or ']'"),
    ],
)
def test_a_long_mistake_is_refused_with_a_short_message(
    text: str, message: str
) -> None:
    found = refusal(NAMESPACE + text)

    assert found.startswith("m.smithy:" + message)
    assert len(found) < 300


@pytest.mark.parametrize(
    "text",
    [
        "/// doc\n" * MANY + "string A",
        "// no\n" * MANY + "string A",
        "@t([" + "a " * MANY + "])\nstring a",
        "@t({" + ", ".join(f"a{i}: 1" for i in range(MANY)) + "})\nstring A",
        '@t("' + r"\ud83d\ude00" * MANY + '")\nstring A',
        '@t("""\n' + '  "" \\"x\n' * MANY + '""")\nstring A',
        "string " + "a" * MANY,
        "@t " * MANY + "string A",
        "structure A {\n" + "\n".join(f"/// x\na{i}: A" for i in range(MANY)) + "}",
    ],
)
def test_long_sources_are_read(text: str) -> None:
    assert len(read(NAMESPACE + text).ast["shapes"]) == 1


@pytest.mark.parametrize("before", ["", "a: "])
def test_values_may_be_nested_64_levels_deep(before: str) -> None:
    levels = 63 if before else 64

    read(f"{NAMESPACE}@t({before}{'[' * levels}{']' * levels})\nstring A")
    assert "nested more than 64" in refusal(NAMESPACE + f"@t({before}{'[' * levels}[")


def test_a_shape_defined_many_times_is_read_as_often() -> None:
    text = NAMESPACE + "string A\n" * 1000

    assert len(read_idl({"m.smithy": text}, Known())) == 1000


def test_the_source_that_is_mutated_is_sound() -> None:
    assert len(read(SOURCE).ast["shapes"]) == 14


def test_a_source_that_is_cut_off_is_read_or_refused() -> None:
    read_ones = [end for end in range(len(SOURCE)) if is_read(SOURCE[:end])]

    assert 0 < len(read_ones) < len(SOURCE) / 2


@pytest.mark.parametrize("seed", range(8))
def test_a_mutated_source_is_read_or_refused(seed: int) -> None:
    chance = random.Random(seed)

    for _ in range(150):
        text = SOURCE
        for _ in range(chance.randint(1, 4)):
            start = chance.randrange(len(text))
            end = start + chance.choice((0, 0, 1, 5, 40))
            other = chance.randrange(len(text))
            inserted = chance.choice(
                (chance.choice(TOKENS), "", text[other : other + 30])
            )
            text = text[:start] + inserted + text[end:]
        is_read(text)
