"""What is not of the grammar is refused, with its place and what was expected there."""

from __future__ import annotations

import pytest
from idl_reading import NAMESPACE, refusal

IN_STRUCTURE = "structure A {\n  "


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (IN_STRUCTURE + "b }", "4:5: expected ':' after the member name, found '}'"),
        (IN_STRUCTURE + "b\n: C", "4:4: expected ':' after the member name, found a line break"),
        (IN_STRUCTURE + "b: // C", "4:6: expected the target of the member, found a comment"),
        (IN_STRUCTURE + "b: 1", "4:6: expected the target of the member, found '1'"),
        (IN_STRUCTURE + "b: a.b", "4:9: expected '#' and a name after the namespace, found the end of the file"),
        (IN_STRUCTURE + "b: C. ", "4:8: expected a name after '.', found a space"),
        (IN_STRUCTURE + "b: C", "4:7: expected a member name or '}', found the end of the file"),
        (IN_STRUCTURE + "b: C, b: C", "4:9: the member 'b' is there twice"),
        (IN_STRUCTURE + "b: C = 1 d: C", "4:12: expected a line break, found 'd'"),
        (IN_STRUCTURE + "b: C\n= 1", "5:1: expected a member name or '}', found '='"),
        (IN_STRUCTURE + "b: C =, 1", "4:9: expected a value, found a comma"),
        (IN_STRUCTURE + "$ b", "4:4: expected a member name, found a space"),
        (IN_STRUCTURE + "@t }", "4:6: expected a member name or '}', found '}'"),
        ("list L { item: A }", "3:10: a list has no member 'item', only member"),
        ("map M { member: A }", "3:9: a map has no member 'member', only key and value"),
        ("enum E { $A }", "3:10: expected a member name or '}', found '$'"),
        ("string A string B", "3:10: expected a line break, found 'string'"),
        ("string A, string B", "3:9: expected a line break, found a comma"),
        ("string a.b", "3:9: expected the name of the shape to end, found '.'"),
        ("string _", "3:9: expected a letter or digit after '_', found the end of the file"),
        ("strings A", "3:1: there is no kind of shape 'strings'"),
        ("set S { member: A }", "3:1: sets cannot be used in Smithy 2.0"),
        ("@t", "3:3: expected a kind of shape, found the end of the file"),
        ("@ t string A", "3:2: expected the name of a trait, found a space"),
        ("@t (1) string A", "3:4: expected a kind of shape, found '('"),
        ("@t(a: 1, a: 2)", "3:10: the key 'a' is there twice"),
        ("@t({a: 1, a: 2})", "3:11: the key 'a' is there twice"),
        ("@t({1: 2})", "3:5: expected a key or '}', found '1'"),
        ("@t([1 : 2])", "3:7: expected a value, found ':'"),
        ("@t(1 2)", "3:6: expected ')' after the value of the trait, found '2'"),
        ("@t(1.)", "3:4: expected digits after '1.'"),
        ("@t(\"a\\q\")", "3:4: there is no escape '\\\\q'"),
        ("@t(\"a", "3:6: expected '\"' to close the string opened at line 3, column 4, found the end of the file"),
        ("@t(\"\"\"\na\"", "4:3: expected '\"\"\"' to close the string opened at line 3, column 4, found the end of the file"),
        ("/ string", "3:1: unexpected character '/'"),
        ("apply A", "3:8: expected a space before the traits, found the end of the file"),
        ("apply A string", "3:9: expected '{' or a trait, found 'string'"),
        ("@t\napply A @t", "4:1: an apply statement cannot have traits"),
        ("use b", "3:6: expected '#' and a name after the namespace, found the end of the file"),
        ("use b.#C", "3:7: expected a name after '.', found '#'"),
        ("use b#C$d", "3:5: a member cannot be used, only a shape"),
        ("namespace b", "3:1: a file has one namespace"),
        ("metadata a = 1", "3:1: metadata stands before the namespace"),
        ("string A\nuse b#C", "4:1: a use statement stands between the namespace and the first shape"),
        ("$version: \"2\"", "3:1: a control statement stands at the head of the file"),
        ("operation O { errors := [] }", "3:22: expected ':' after the name of the property, found ':='"),
        ("operation O { input: A} ", "3:23: expected a space or line break after the property, found '}'"),
        ("operation O { inputs: A }", "3:15: an operation has no property 'inputs'"),
        ("operation O { input: A input: A }", "3:24: the property input is there twice"),
        ("service S { version: 1 }", "3:22: expected a string, found '1'"),
        ("service S { version: \"1\" version: \"2\" }", "3:26: the property 'version' is there twice"),
        ("service S { operations: [1] }", "3:26: expected the name of a shape, found '1'"),
        ("service S { rename: { a: \"b\" a: \"c\" } }", "3:30: 'a' is there twice"),
        ("string A with [ ]", "3:17: expected a mixin, found ']'"),
        ("structure A with [M] for R {}", "3:22: expected '{' before the members, found 'for'"),
        ("structure A\nwith [M] {}", "4:1: expected '{' before the members, found 'with'"),
    ],
)  # fmt: skip; a table, a mistake a line
def test_the_place_and_what_was_expected(body: str, message: str) -> None:
    assert refusal(NAMESPACE + body) == "m.smithy:" + message


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("string A", "1:1: expected a namespace statement, found 'string'"),
        ("metadata a = 1\n$version: \"2\"", "2:1: a control statement stands at the head of the file"),
        ("use a#B", "1:1: a use statement stands between the namespace and the first shape"),
        ("namespace", "1:10: expected a space before the namespace, found the end of the file"),
        ("namespace a.\n", "1:13: expected a name after '.', found a line break"),
        ("namespace a#b\n", "1:12: expected a line break after the namespace, found '#'"),
        ("$ version: 1", "1:2: expected the name of a control statement, found a space"),
        ("$version: 2", "1:11: the value of $version must be a string"),
        ('$version: "3"', "1:14: Smithy version '3' is not supported"),
        ('$a: 1\n$a: 2', "2:5: the control statement 'a' is there twice"),
        ('$operationInputSuffix: "#X"', "1:24: no name can end with '#X'"),
        ("$operationOutputSuffix: 1", "1:25: the value of $operationOutputSuffix must be a string"),
        ("metadata a: 1", "1:11: expected '=' after the key, found ':'"),
        ("metadata a =\n1", "1:13: expected a value, found a line break"),
        ("metadata a = Nothing", "1:14: there is no shape 'smithy.api#Nothing' that this could refer to"),
        ("\0", "1:1: unexpected character '\\x00'"),
        ("\ufeff", "1:1: unexpected character '\\ufeff'"),
        ("namespace a\u2028", "1:12: unexpected character '\\u2028'"),
    ],
)  # fmt: skip; a table, a mistake a line
def test_sections_have_an_order(text: str, message: str) -> None:
    assert refusal(text) == "m.smithy:" + message


@pytest.mark.parametrize(
    ("body", "place", "what"),
    [
        ("string A with [M]", "2:10", "mixins"),
        ("structure A for R {}", "2:13", "'for' and a resource"),
        ("structure A { $b }", "2:16", "members without targets"),
        ("structure A { b: C = 1\n}", "2:20", "assigned defaults"),
        ("enum E { A }", "2:1", "shapes of the kind enum"),
        ("intEnum E { A }", "2:1", "shapes of the kind intEnum"),
        (
            "operation O { input := {} }",
            "2:21",
            "structures defined in an operation (':=')",
        ),
        ("resource R { properties: {} }", "2:26", "the properties of a resource"),
    ],
)
def test_what_came_with_version_2_is_refused_in_version_1(
    body: str, place: str, what: str
) -> None:
    message = refusal("namespace a\n" + body)

    assert message == f"m.smithy:{place}: {what} cannot be used in Smithy 1.0"
