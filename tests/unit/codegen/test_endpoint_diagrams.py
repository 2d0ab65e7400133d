"""Decision diagrams as Python functions."""

from __future__ import annotations

import base64
import struct
from typing import Any

import pytest
from aiosmithy_codegen.endpoint_rules import (
    EndpointsView,
    compile_bdd,
    compile_endpoints,
)
from aiosmithy_codegen.errors import ModelError, UnsupportedError
from endpoint_rules import FIPS, IS_SET, REGION, call, endpoint, error

BDD, RULE_SET = "smithy.rules#endpointBdd", "smithy.rules#endpointRuleSet"
R = 100_000_000
PART = call("aws.partition", {"ref": "Region"}, assign="Part")
USES_FIPS = call("booleanEquals", {"ref": "UseFIPS"}, True)
SUPPORTED = call(
    "booleanEquals", call("getAttr", {"ref": "Part"}, "supportsFIPS"), True
)
NODES = [(0, 3, R + 4), (1, 4, R + 4), (2, 5, R + 1), (3, R + 2, R + 3)]
Triple = tuple[int, int, int]


def encoded(nodes: list[Triple]) -> str:
    every = [(-1, 1, -1), *nodes]
    return base64.b64encode(
        b"".join(struct.pack(">iii", *each) for each in every)
    ).decode()


def diagram(triples: list[Triple] = NODES, **changes: Any) -> dict[str, Any]:
    return {
        "version": "1.1",
        "parameters": {"Region": REGION, "UseFIPS": FIPS},
        "conditions": [IS_SET, PART, USES_FIPS, SUPPORTED],
        "results": [
            endpoint("https://a.{Region}.{Part#dnsSuffix}"),
            endpoint("https://a-fips.{Region}.{Part#dnsSuffix}"),
            error("no FIPS here"),
            error("Missing Region"),
        ],
        "root": 2,
        "nodeCount": len(triples) + 1,
        "nodes": encoded(triples),
        **changes,
    }


def compiled(document: Any) -> EndpointsView:
    return compile_bdd(document, shape="test#Service", file="model.json")


def test_a_diagram_reads_like_hand_written_code() -> None:
    view = compiled(diagram())

    assert view.parts == ()
    assert list(view.body) == [
        "if region is None:",
        '    raise EndpointError("Missing Region")',
        "part = partition(region)",
        "if not use_fips:",
        '    return Endpoint(f"https://a.{region}.{part.dns_suffix}")',
        "if part.supports_fips:",
        '    return Endpoint(f"https://a-fips.{region}.{part.dns_suffix}")',
        'raise EndpointError("no FIPS here")',
    ]


def test_a_complement_swaps_the_ways() -> None:
    view = compiled(diagram([(0, -3, R + 4), (2, R + 3, R + 4)]))

    assert list(view.body) == [
        "if region is None:",
        '    raise EndpointError("Missing Region")',
        "if use_fips:",
        '    raise EndpointError("Missing Region")',
        'raise EndpointError("no FIPS here")',
    ]


def test_a_node_that_several_lead_to_is_a_function_of_what_it_needs() -> None:
    view = compiled(diagram([(0, 3, 4), (2, 4, R + 3), (3, R + 2, R + 4)]))

    (part,) = view.parts
    assert part.parameters == ()  # no way there sets what its condition is about
    assert [line.strip() for line in view.body].count("return _part_1()") == 2


def test_code_grows_with_the_nodes_and_not_with_the_ways() -> None:
    """Two ways lead from each of 200 pairs of nodes to each of the next pair: 2 ** 200 ways."""
    flags = {f"F{n}": FIPS for n in range(201)}
    tests = [call("booleanEquals", {"ref": name}, True) for name in flags]
    nodes: list[Triple] = [(0, 3, 4)]
    for level in range(1, 200):
        first = 2 * level + 3
        nodes += [(level, first, first + 1), (level, first + 1, first)]
    nodes += [(200, R + 1, R + 2), (200, R + 2, R + 1)]
    results = [error("a"), error("b")]

    view = compiled(diagram(nodes, parameters=flags, conditions=tests, results=results))

    lines = [*view.body, *(line for part in view.parts for line in part.body)]
    assert 390 < len(view.parts) <= len(nodes)
    assert len(lines) < 5 * len(nodes)


def test_a_variable_that_not_every_way_sets_is_an_argument_that_may_be_none() -> None:
    conditions = [
        USES_FIPS,
        call("parseURL", {"ref": "Region"}, assign="url"),
        call("isSet", {"ref": "url"}),
    ]
    results = [error("{url#scheme}"), error("no URL"), error("bad URL")]
    nodes = [(0, 3, 4), (1, 4, R + 3), (2, R + 1, R + 2)]

    view = compiled(diagram(nodes, conditions=conditions, results=results))

    assert list(view.body) == [
        "if not use_fips:",
        "    return _part_1(None)",
        "if region is not None and (url := parse_url(region)) is not None:",
        "    return _part_1(url)",
        'raise EndpointError("bad URL")',
    ]
    (part,) = view.parts
    assert part.parameters == (("url", "ParsedUrl | None"),)


def test_the_rule_set_wins_over_the_diagram() -> None:
    rules = {"version": "1.0", "parameters": {}, "rules": [error("by rules")]}

    def body(**traits: Any) -> str:
        given = {f"smithy.rules#{name}": value for name, value in traits.items()}
        view = compile_endpoints(given, shape="test#Service", file="model.json")
        return "\n".join(view.body)

    assert "by rules" in body(endpointBdd=diagram(), endpointRuleSet=rules)
    assert "Missing Region" in body(endpointBdd=diagram())
    assert "pass endpoint_url=" in body()


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"nodes": "@@@"}, "base64"),
        ({"nodes": "é"}, "base64"),
        ({"nodes": 7}, "base64"),
        ({"nodes": "A" * 200_000}, "5,000 nodes at most"),
        ({"nodeCount": 4}, "60 bytes for 4 nodes"),
        ({"nodeCount": True}, "bytes for"),
        ({"nodeCount": "5"}, "bytes for"),
        ({"root": -2}, "root"),
        ({"root": 0}, "the reference 0 leads nowhere"),
        ({"root": 6}, "the reference 6 leads nowhere"),
        ({"root": None}, "root"),
        ({"root": R + 5}, "leads nowhere"),
        ({"root": 10**30}, "leads nowhere"),
        ({"conditions": None}, "conditions should be an array"),
        ({"results": [1]}, "one of results should be an object"),
        ({"conditions": []}, "has condition 0 of 0"),
        ({"results": []}, "leads nowhere"),
        ({"conditions": [{"fn": "isSet"}] * 4}, "isSet"),
    ],
)
def test_what_is_no_diagram_is_refused(changes: dict[str, Any], message: str) -> None:
    with pytest.raises((ModelError, UnsupportedError)) as raised:
        compiled(diagram(**changes))

    assert message in str(raised.value)
    assert str(raised.value).startswith("model.json: test#Service: ")


@pytest.mark.parametrize(
    ("nodes", "message"),
    [
        ([(0, 3, R + 1), (1, 2, R + 1)], "leads back to itself"),
        ([(0, 2, R + 1)], "leads back to itself"),
        ([(0, 0, R + 1)], "the reference 0"),
        ([(0, 99, R + 1)], "the reference 99"),
        ([(0, -99, R + 1)], "the reference -99"),
        ([(4, R + 1, R + 1)], "condition 4 of 4"),
        ([(-1, R + 1, R + 1)], "condition -1 of 4"),
        ([(0, -(2**31), 1)], "leads nowhere"),
    ],
)
def test_nodes_that_lead_nowhere_or_back_are_refused(
    nodes: list[Triple], message: str
) -> None:
    with pytest.raises(ModelError, match=message):
        compiled(diagram(nodes))


def test_results_have_no_conditions() -> None:
    results = [error("x", IS_SET)] * 4

    with pytest.raises(ModelError, match=r"result \d has conditions"):
        compiled(diagram(results=results))


@pytest.mark.parametrize("version", ["1.0", "2.0", None])
def test_versions_before_diagrams_and_unknown_ones_are_not_supported(
    version: Any,
) -> None:
    with pytest.raises(UnsupportedError, match="version"):
        compiled(diagram(version=version))


@pytest.mark.parametrize("value", [None, [], "text", 3])
def test_what_is_no_object_is_refused(value: Any) -> None:
    with pytest.raises(ModelError, match="should be an object"):
        compiled(value)


def test_a_name_has_one_type() -> None:
    conditions = [IS_SET, PART, USES_FIPS, call("parseURL", "https://a", assign="Part")]

    with pytest.raises(ModelError, match="'Part' is both Partition and ParsedUrl"):
        compiled(diagram(conditions=conditions))


def test_a_diagram_of_nothing_but_a_result() -> None:
    assert list(compiled(diagram([], root=R + 4)).body) == [
        'raise EndpointError("Missing Region")'
    ]


@pytest.mark.parametrize("root", [1, -1, R])
def test_a_diagram_without_a_match(root: int) -> None:
    (line,) = compiled(diagram([], root=root)).body

    assert "Rules exhausted" in line


HOSTILE = ['"""', "\\", "{__import__('os')}", "line\nbreak", "'); raise SystemExit('"]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_text(text: str) -> None:
    given = text.replace("{", "{{").replace("}", "}}")
    same = call("stringEquals", {"ref": "Region"}, given)

    view = compiled(
        diagram(
            [(0, 3, R + 1), (1, R + 1, R + 2)],
            conditions=[IS_SET, same],
            results=[error(given), error("other")],
        )
    )

    namespace: dict[str, Any] = {"EndpointError": ValueError}
    source = "def resolve(region):\n" + "\n".join(f"    {line}" for line in view.body)
    exec(source, namespace)
    with pytest.raises(ValueError) as raised:
        namespace["resolve"](text)
    assert str(raised.value) == text
