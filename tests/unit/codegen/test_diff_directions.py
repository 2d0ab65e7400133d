"""The direction of a change, renames, and the version that is suggested."""

from __future__ import annotations

import pytest
from aiosmithy_codegen.diff.findings import Severity
from aiosmithy_codegen.diff.rules import suggested_bump
from diff_changes import BEHAVIOURAL, BREAKING, SAFE
from diff_models import (
    NS,
    Change,
    add,
    drop,
    enum,
    findings,
    member,
    put,
    ref,
    rename,
    trait,
)


def test_a_new_value_of_what_is_only_sent_is_safe() -> None:
    (found,) = findings(put("Speed", "NEXT", member("api:Unit", enumValue="next")))

    assert (found.rule, found.severity) == ("EnumValueAdded", SAFE)


def test_a_constant_with_another_value_is_told_once() -> None:
    (found,) = findings(add("Speed", enum(FAST="rapid", SLOW="slow")))

    assert (found.rule, found.old, found.new) == (
        *("EnumValueChanged", "'fast'", "'rapid'"),
    )


def test_a_constant_that_takes_the_value_of_another_is_that_one_renamed() -> None:
    found = findings(add("Speed", enum(FAST="slow")))

    assert [(each.rule, each.path) for each in found] == [
        ("EnumConstantRenamed", "shapes.Speed.FAST"),
        ("EnumValueRemoved", "shapes.Speed.FAST"),
    ]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (trait("Shop", "aws.auth#sigv4", None), ("shop", "none")),
        (
            trait("PutOrderInput.note", "length", {"min": 1}),
            ("maximum length 100", "none"),
        ),
        (trait("Lines", "uniqueItems", {}), ("none", "unique items")),
        (trait("Lines", "length", {"min": 2}), ("none", "minimum length 2")),
        (trait("Id", "length", {"max": 9}), ("none", "maximum length 9")),
        (trait("Id", "pattern", None), ("pattern ^[a-z]+$", "none")),
        (trait("Line.amount", "range", None), ("minimum 1", "none")),
        (
            trait("PutOrder", "endpoint", {"hostPrefix": "x."}),
            ("none", 'endpoint {"hostPrefix": "x."}'),
        ),
    ],
)
def test_says_what_was_and_what_is(change: Change, told: tuple[str, str]) -> None:
    assert told in [(finding.old, finding.new) for finding in findings(change)]


@pytest.mark.parametrize(
    ("owner", "severity"), [("PutOrderInput", BREAKING), ("PutOrderOutput", SAFE)]
)
def test_a_new_required_member_breaks_who_sends_it(
    owner: str, severity: Severity
) -> None:
    (found,) = findings(put(owner, "extra", member("api:String", required={})))

    assert found.severity is severity


def test_an_output_that_may_be_none_breaks_who_reads_it() -> None:
    (found,) = findings(trait("PutOrderOutput.status", "required", None))

    assert (found.rule, found.severity) == ("MemberBecameOptional", BREAKING)


def test_an_argument_that_may_be_left_out_breaks_nobody() -> None:
    (found,) = findings(trait("PutOrderInput.lines", "required", None))

    assert (found.rule, found.severity) == ("ArgumentBecameOptional", SAFE)
    assert suggested_bump([found]) == "patch"


def test_a_list_that_holds_more_is_another_type_for_who_has_one() -> None:
    sparse = {
        "type": "list",
        "member": ref("Line"),
        "traits": {"smithy.api#sparse": {}},
    }
    found = findings(add("Lines", sparse))

    rules_found = {finding.rule for finding in found}
    assert rules_found == {"ArgumentTypeChanged", "MemberTypeChanged"}


def test_what_is_sent_and_received_gets_the_worse() -> None:
    found = findings(trait("Line.amount", "range", {"min": 1, "max": 10}))
    (loosened,) = found

    assert (loosened.rule, loosened.severity) == ("ConstraintLoosened", BEHAVIOURAL)
    assert loosened.shape == f"{NS}Line$amount"


def test_a_renamed_class_is_one_finding_however_often_it_is_used() -> None:
    (found,) = findings(rename("Line", "Item"))

    assert (found.rule, found.old, found.new) == ("ShapeRenamed", "Line", "Item")


def test_a_renamed_class_is_compared_too() -> None:
    found = findings(put("Price", "tax", member("api:Float")), rename("Price", "Cost"))

    assert {(finding.rule, finding.path) for finding in found} == {
        ("ShapeRenamed", "shapes.Cost"),
        ("MemberAdded", "shapes.Cost.tax"),
    }


def test_an_operation_is_known_by_what_it_requests() -> None:
    found = findings(rename("PutOrder", "PlaceOrder"))

    assert {finding.rule for finding in found} == {"MethodRenamed", "OperationRenamed"}


def test_a_member_of_another_class_at_the_same_place_is_of_another_type() -> None:
    found = findings(put("Order", "price", member("Line", required={})))

    assert [
        (f.rule, f.old, f.new) for f in found if f.path.startswith("shapes.Order")
    ] == [("MemberTypeChanged", "Price", "Line")]


@pytest.mark.parametrize(
    ("changes", "bump"),
    [
        ([], "none"),
        ([trait("Line.remark", "deprecated", {})], "patch"),
        ([put("Line", "gift", member("api:Boolean"))], "minor"),
        ([trait("Line.amount", "default", 2)], "minor"),
        ([drop("Line", "remark")], "major"),
    ],
)
def test_suggests_a_version(changes: list[Change], bump: str) -> None:
    assert suggested_bump(findings(*changes)) == bump
