"""Paginators of C2J, raised and in a generated client."""

from __future__ import annotations

from typing import Any

import pytest
from aiosmithy_codegen.errors import CodegenError
from aiosmithy_codegen.loaders.c2j import raise_c2j
from aiosmithy_codegen.model import Model
from aiosmithy_codegen.pagination import PAGINATED, PAGINATOR, is_paginated
from aiosmithy_codegen.protocols import PROTOCOLS
from aiosmithy_codegen.selection import select
from aiosmithy_codegen.symbols import assign_symbols
from aiosmithy_codegen.views.context import Context
from aiosmithy_codegen.views.paginators import PaginatorView, paginators_view
from c2j_service import GET, NS, files, raised, ref, refused, structure

SHAPES: dict[str, Any] = {
    "In": structure(
        Marker=ref("String"), Version=ref("String"), MaxItems=ref("Integer")
    ),
    "Out": structure(
        NextMarker=ref("String"),
        NextVersion=ref("String"),
        IsTruncated=ref("Flag"),
        Count=ref("Integer"),
        Names=ref("Names"),
        Tags=ref("Tags"),
        Page=ref("Page"),
        Items=ref("Items"),
    ),
    "Page": structure(NextMarker=ref("String"), Items=ref("Items")),
    "Items": {"type": "list", "member": ref("Item")},
    "Item": structure(Key=ref("String"), required=["Key"]),
    "Names": {"type": "list", "member": ref("String")},
    "Tags": {"type": "map", "key": ref("String"), "value": ref("String")},
    "Flag": {"type": "boolean"},
}
PLAIN = {
    "input_token": "Marker",
    "output_token": "NextMarker",
    "limit_key": "MaxItems",
    "result_key": "Names",
}


def given(operation: str = "List", **facts: Any) -> dict[str, Any]:
    do = {**GET, "input": ref("In"), "output": ref("Out")}
    known = {name: value for name, value in facts.items() if value is not None}
    return {
        **files(SHAPES, {"List": do}),
        "paginators-1": {"pagination": {operation: known}},
    }


def traits(**facts: Any) -> dict[str, Any]:
    """The operation's traits but ``http``."""
    shape = raise_c2j(given(**facts), "x").ast["shapes"][f"{NS}List"]
    found = dict(shape["traits"])
    del found["smithy.api#http"]
    return found


def view_of(model: Model) -> PaginatorView:
    selection = select(model)
    view = paginators_view(
        Context(
            selection,
            assign_symbols(selection),
            "0",
            PROTOCOLS["aws.protocols#restJson1"],
        )
    )
    assert view is not None
    (paginator,) = view.paginators
    return paginator


def view(**facts: Any) -> PaginatorView:
    return view_of(raised(given(**facts)))


def test_what_smithy_can_say() -> None:
    assert traits(**PLAIN) == {
        PAGINATED: {
            "inputToken": "Marker",
            "outputToken": "NextMarker",
            "items": "Names",
            "pageSize": "MaxItems",
        }
    }


def test_paths_are_what_smithy_can_say() -> None:
    facts = {
        **PLAIN,
        "output_token": "Page.NextMarker",
        "result_key": ["Page.Items"],
        "limit_key": None,
    }

    assert traits(**facts) == {
        PAGINATED: {
            "inputToken": "Marker",
            "outputToken": "Page.NextMarker",
            "items": "Page.Items",
        }
    }


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        (
            {"output_token": "NextMarker || Names[-1]"},
            {"outputTokens": ["NextMarker || Names[-1]"]},
        ),
        (
            {
                "input_token": ["Marker", "Version"],
                "output_token": ["NextMarker", "NextVersion"],
            },
            {
                "inputTokens": ["Marker", "Version"],
                "outputTokens": ["NextMarker", "NextVersion"],
            },
        ),
    ],
)
def test_what_smithy_cannot_say(facts: dict[str, Any], said: dict[str, Any]) -> None:
    assert traits(**{**PLAIN, **facts}) == {
        PAGINATOR: {
            "inputTokens": ["Marker"],
            "outputTokens": ["NextMarker"],
            "items": "Names",
            "resultKeys": ["Names"],
            "pageSize": "MaxItems",
            **said,
        }
    }


def test_what_smithy_can_say_in_part() -> None:
    found = traits(**PLAIN, more_results="IsTruncated")

    assert found[PAGINATED] == traits(**PLAIN)[PAGINATED]
    assert found[PAGINATOR]["moreResults"] == "IsTruncated"


@pytest.mark.parametrize(
    ("keys", "items"),
    [
        (["Names", "Count"], "Names"),  # counts grow but are no items
        (["Names", "Items"], None),  # neither is the items
        (["Count"], None),
    ],
)
def test_several_keys_that_grow(keys: list[str], items: str | None) -> None:
    found = traits(**{**PLAIN, "result_key": keys})

    assert found[PAGINATED].get("items") == items
    assert found[PAGINATOR].get("items") == items
    assert found[PAGINATOR]["resultKeys"] == keys


def test_keys_that_are_the_same_on_every_page() -> None:
    found = traits(**PLAIN, non_aggregate_keys=["Count"])

    assert found[PAGINATED]["items"] == "Names"
    assert found[PAGINATOR]["nonAggregateKeys"] == ["Count"]


def test_extras_of_paginators() -> None:
    files = given(**PLAIN)
    extras = {"merge": {"pagination": {"List": {"non_aggregate_keys": ["Count"]}}}}
    shapes = raise_c2j({**files, "paginators-1.sdk-extras": extras}, "x").ast["shapes"]

    assert PAGINATOR in shapes[f"{NS}List"]["traits"]


@pytest.mark.parametrize(
    ("facts", "problem"),
    [
        ({"input_token": "Nope"}, "'Nope' is no member of the input"),
        ({"limit_key": "Nope"}, "'Nope' is no member of the input"),
        ({"input_token": ["Marker", "Version"]}, "as many"),
        ({"input_token": None}, "as many"),
        ({"output_token": 1}, "'output_token'"),
        ({"result_key": {}}, "'result_key'"),
    ],
)
def test_paginators_that_make_no_sense(facts: dict[str, Any], problem: str) -> None:
    refused(given(**{**PLAIN, **facts}), "paginators-1.pagination.List", problem)


def test_a_paginator_of_nothing() -> None:
    refused(given("Lost", **PLAIN), "there is no operation 'Lost'")


def test_a_client_pages_by_one_token() -> None:
    found = view(**PLAIN)

    assert found.item == "str"
    assert found.input_token == '"marker"'
    assert found.output_token == "output.next_marker"
    assert found.items == "output.names"


def test_a_client_stops_where_the_page_says_so() -> None:
    found = view(**PLAIN, more_results="IsTruncated")

    assert found.output_token == "output.next_marker if output.is_truncated else None"


def test_a_client_pages_by_several_tokens() -> None:
    found = view(
        input_token=["Marker", "Version"],
        output_token=["NextMarker", "NextVersion"],
        result_key=["Names", "Items"],
    )

    assert found.input_token == '("marker", "version")'
    assert found.output_token == "(output.next_marker, output.next_version)"
    assert found.items == "[output]"
    assert found.item == "shapes.ListOutput"


def test_a_client_finds_the_token_in_the_last_item() -> None:
    found = view(**{**PLAIN, "output_token": "NextMarker || Items[-1].Key"})

    assert found.output_token == (
        "output.next_marker or (output.items[-1].key"
        " if output.items is not None and len(output.items) > 0 else None)"
    )


def test_a_client_pages_through_a_map_in_a_structure() -> None:
    found = view(**{**PLAIN, "result_key": "Tags", "output_token": "Page.NextMarker"})

    assert found.item == "tuple[str, str]"
    assert found.items == "output.tags.items() if output.tags is not None else None"
    assert found.output_token == (
        "output.page.next_marker if output.page is not None else None"
    )


@pytest.mark.parametrize(
    "facts",
    [
        {"output_token": "Nope"},
        {"output_token": "Names["},
        {"more_results": "Nope"},
        {"output_token": "sort(Names)[0]"},
    ],
)
def test_a_client_needs_paths_that_lead_somewhere(facts: dict[str, Any]) -> None:
    model = raised(given(**{**PLAIN, **facts}))

    with pytest.raises(CodegenError, match="the paginator") as caught:
        view_of(model)
    assert caught.value.remedy


def test_both_traits_make_an_operation_paginated() -> None:
    plain = raised(given(**PLAIN)).expect(f"{NS}List")
    own = raised(given(**PLAIN, more_results="IsTruncated")).expect(f"{NS}List")
    none = raised(files(SHAPES, {"List": GET})).expect(f"{NS}List")

    assert [is_paginated(shape) for shape in (plain, own, none)] == [True, True, False]
