"""``aiosmithy diff`` with sides of every kind."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from aiosmithy_codegen.cli import main
from click.testing import CliRunner
from diff_models import (
    NS,
    add,
    bind,
    document,
    drop,
    operation,
    shop,
    structure,
    trait,
)
from diff_runs import BREAKS, diff, model, report

pytestmark = pytest.mark.usefixtures("folder")


ROOT = Path(__file__).parents[3]


SPEC = ROOT / "specs" / "cleanroomsml"


PACKAGE = ROOT / "generated" / "aiosmithy_cleanroomsml"


AWS_MODEL = ROOT.parent / "shared" / "models" / "cleanroomsml.json"


def generate(*arguments: str) -> None:
    result = CliRunner().invoke(main, ["generate", *arguments])
    assert result.exit_code == 0, result.output


def paths(*arguments: str) -> set[tuple[str, str]]:
    findings = report(*arguments)["findings"]
    return {(finding["rule"], finding["path"]) for finding in findings}


def test_a_model_beside_a_package_is_read_as_the_package_was_made() -> None:
    old = model("old.json")
    Path("fix.json").write_text(json.dumps(OVERLAY))
    generate(
        old, "--operation", "Get*", "--package", "my_shop", "--overlay", "fix.json"
    )
    new = model("new.json", drop("Price", "currency"), drop("PutOrderInput", "note"))

    assert paths("generated/my_shop", old) == set()
    assert paths("generated/my_shop", new) == {
        ("MemberRemoved", "shapes.Price.currency")
    }
    assert paths(new, "generated") == {("MemberAdded", "shapes.Price.currency")}
    Path(
        old
    ).unlink()  # the package says what is needed of the model that it was made from
    assert paths("generated/my_shop", new) == {
        ("MemberRemoved", "shapes.Price.currency")
    }


OVERLAY = {
    "overlay": "1.0",
    "changes": [
        {
            "op": "removeMember",
            "shape": "Order",
            "member": "payment",
            "reason": "It is not for us.",
        }
    ],
}


def test_an_operation_that_the_package_was_made_for_may_be_gone() -> None:
    generate(model("old.json"), "--operation", "GetOrder", "--operation", "ListOrders")
    new = model("new.json", bind("PutOrder", "GetOrder"))

    found = paths("generated/aiosmithy_shop", new)

    assert ("OperationRemoved", "list_orders") in found
    assert {path for rule, path in found if rule == "OperationAdded"} == set()


def test_all_operations_that_the_package_was_made_for_may_be_gone() -> None:
    generate(model("old.json"), "--operation", "ListOrders", "--exclude-deprecated")
    gone = model("gone.json", bind("PutOrder", "GetOrder"))
    left_out = model("left_out.json", trait("ListOrders", "deprecated", {}))

    for new in (gone, left_out):
        result = diff("generated/aiosmithy_shop", new)
        assert result.exit_code == 1
        assert ("OperationRemoved", "list_orders") in paths(
            "generated/aiosmithy_shop", new
        )


def test_a_service_of_another_namespace_is_still_the_package_s() -> None:
    generate(model("old.json"))
    moved = json.dumps(document(shop())).replace(NS, "example.moved#")
    Path("new.json").write_text(moved)

    assert paths("generated/aiosmithy_shop", "new.json") == set()


def test_two_packages_are_compared() -> None:
    generate(model("shop.json"), "--out", "old")
    generate(model("shop.json", BREAKS), "--out", "new")

    sides = ("old/aiosmithy_shop", "new/aiosmithy_shop")
    assert paths(*sides) == {("MemberRemoved", "shapes.Line.remark")}
    assert diff(*sides, "--operation", "GetOrder").exit_code == 2


def test_a_folder_of_several_packages_is_refused() -> None:
    generate(model("shop.json"))
    generate("shop.json", "--package", "other")

    result = diff("generated", "shop.json")

    assert result.exit_code == 2
    assert "aiosmithy_shop, other" in result.stderr


def test_a_model_and_its_overlay_in_one_folder_are_one_side() -> None:
    Path("spec").mkdir()
    model("spec/model.json")
    Path("spec/overlay.json").write_text(json.dumps(OVERLAY))

    found = paths(model("old.json"), "spec")

    assert found == {("MemberRemoved", "shapes.Order.payment")}


def test_compares_the_operations_that_are_asked_for() -> None:
    tags = operation("GET", "/tags", "Tags", "PutOrderOutput")
    changes = (add("ListTags", tags), add("Tags", structure()), BREAKS)
    new = model("new.json", *changes, bind("GetOrder", "ListTags"))
    old = model("old.json")

    assert paths(old, new, "--operation", "Get*", "--operation", "ListTags") == {
        ("OperationAdded", "list_tags"),
        ("MemberRemoved", "shapes.Line.remark"),
    }
    assert ("OperationAdded", "list_tags") in paths(old, new, "--operation", "ListTags")
    assert ("OperationRemoved", "list_tags") in paths(
        new, old, "--operation", "ListTags"
    )


def test_operations_that_neither_side_has_are_a_mistake() -> None:
    result = diff(model("old.json"), model("new.json"), "--operation", "ListTags")

    assert result.exit_code == 2
    assert "'ListTags'" in result.stderr


def test_all_operations_may_be_gone() -> None:
    old, new = model("old.json"), model("new.json", bind())

    found = paths(old, new)

    assert {path for rule, path in found if rule == "OperationRemoved"} == {
        *("put_order", "get_order", "list_orders"),
    }
    assert paths(new, old) >= {("OperationAdded", "get_order")}
    assert diff(new, new).exit_code == 2


def test_the_generated_client_is_what_its_spec_says() -> None:
    assert paths(str(PACKAGE), str(SPEC)) == set()
    assert paths(str(SPEC), str(PACKAGE)) == set()


@pytest.mark.skipif(not AWS_MODEL.exists(), reason="AWS's own model is not here")
def test_the_spec_is_a_part_of_aws_s_model_with_waiters() -> None:
    found = report(str(AWS_MODEL), str(SPEC))

    rules = {finding["rule"] for finding in found["findings"]}
    assert rules == {
        *("OperationRemoved", "ShapeRemoved", "ErrorRemoved"),
        *("WaiterAdded", "EnumOrderChanged"),
    }
    removed = [f for f in found["findings"] if f["rule"] == "OperationRemoved"]
    assert len(removed) == 52
    lines = diff(str(AWS_MODEL), str(SPEC)).stdout.splitlines()
    assert len(lines) < 40
    assert max(map(len, lines[1:])) <= 100  # the first has the paths


@pytest.mark.skipif(not AWS_MODEL.exists(), reason="AWS's own model is not here")
def test_what_is_new_in_aws_s_model_is_no_news_for_chosen_operations() -> None:
    chosen = ("--operation", "GetTrainedModelInferenceJob", "--operation", "Tag*")
    shutil.copy(SPEC / "model.json", "spec.json")

    assert paths(str(AWS_MODEL), "spec.json", *chosen) <= {
        ("EnumOrderChanged", "shapes.InferenceInstanceType")
    }
