"""``aiosmithy diff`` as it is called: reports, exit codes, suppressions, and sides of every kind."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from aiosmithy_codegen.cli import main
from click.testing import CliRunner, Result
from diff_models import (
    NS,
    Change,
    add,
    bind,
    changed,
    document,
    drop,
    member,
    operation,
    put,
    shop,
    structure,
    trait,
)

ROOT = Path(__file__).parents[3]
SPEC = ROOT / "specs" / "cleanroomsml"
PACKAGE = ROOT / "generated" / "aiosmithy_cleanroomsml"
AWS_MODEL = ROOT.parent / "shared" / "models" / "cleanroomsml.json"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def model(name: str, *changes: Change) -> str:
    Path(name).write_text(json.dumps(document(changed(*changes))))
    return name


def diff(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["diff", *arguments])


def generate(*arguments: str) -> None:
    result = CliRunner().invoke(main, ["generate", *arguments])
    assert result.exit_code == 0, result.output


def report(*arguments: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(diff(*arguments, "--format", "json").stdout)
    return found


def paths(*arguments: str) -> set[tuple[str, str]]:
    findings = report(*arguments)["findings"]
    return {(finding["rule"], finding["path"]) for finding in findings}


BREAKS = drop("Line", "remark")
BEHAVES = trait("Line.amount", "default", 2)
ADDS = put("Line", "gift", member("api:Boolean"))


# --- exit codes


def test_no_difference_is_0() -> None:
    result = diff(model("old.json"), model("new.json"))

    assert result.exit_code == 0
    assert "No differences. Suggested version bump: none." in result.stdout


def test_any_difference_is_1() -> None:
    result = diff(model("old.json"), model("new.json", ADDS))

    assert result.exit_code == 1
    assert "1 difference: 1 safe. Suggested version bump: minor." in result.stdout


@pytest.mark.parametrize(
    ("change", "level", "code"),
    [
        *((BREAKS, level, 1) for level in ("breaking", "behavioural", "any")),
        *((BEHAVES, level, int(level != "breaking")) for level in ("breaking", "behavioural", "any")),
        *((ADDS, level, int(level == "any")) for level in ("breaking", "behavioural", "any")),
    ],
)  # fmt: skip
def test_fails_on_what_it_is_asked_to(change: Change, level: str, code: int) -> None:
    result = diff(model("old.json"), model("new.json", change), "--fail-on", level)

    assert result.exit_code == code
    assert "1 difference" in result.stdout


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["none.json", "old.json"], "none.json"),
        (["old.json", "empty"], "empty"),
        (["old.json", "bad.json"], "bad.json"),
        (["old.json"], "Missing argument"),
        (["old.json", "old.json", "--suppress", "OperationRemovd"], "OperationRemoved"),
        (["old.json", "old.json", "--suppressions", "bad.json"], "bad.json"),
        (["old.json", "old.json", "--suppressions", "old.json"], "suppressions"),
        (["old.json", "old.json", "--operation", "GetOrdr"], "GetOrder"),
        (["old.json", "old.json", "--service", "Shopp"], "Shop"),
        (["old.json", "old\0.json"], "old"),
    ],
)
def test_bad_usage_is_2_and_says_why(arguments: list[str], says: str) -> None:
    model("old.json")
    Path("bad.json").write_text("{")
    Path("empty").mkdir()

    result = diff(*arguments)

    assert result.exit_code == 2
    assert says in result.stderr
    assert "Traceback" not in result.stderr and "unexpected" not in result.stderr


# --- reports


def test_says_the_important_first() -> None:
    result = diff(model("old.json"), model("new.json", ADDS, BREAKS, BEHAVES))

    assert result.stdout.splitlines() == [
        "old.json → new.json",
        "3 differences: 1 breaking, 1 behavioural, 1 safe. Suggested version bump: major.",
        "",
        "Breaking",
        "  MemberRemoved (1): Code that gives it raises TypeError.",
        "    shapes.Line.remark: str | None",
        "",
        "Behavioural",
        "  DefaultChanged (1): Code that leaves it out means another value.",
        "    shapes.Line.amount: 1 → 2",
        "",
        "Safe",
        "  MemberAdded (1): It may be left out.",
        "    shapes.Line.gift: bool | None",
    ]


def test_a_terminal_gets_colors() -> None:
    pty = pytest.importorskip("pty")
    reader, writer = pty.openpty()
    sides = (model("old.json"), model("new.json", BREAKS))
    done = subprocess.run(
        [sys.executable, "-m", "aiosmithy_codegen", "diff", *sides],
        stdout=writer,
        env={**os.environ, "TERM": "xterm", "COLUMNS": "80", "NO_COLOR": ""},
        check=False,
    )
    os.close(writer)
    shown = os.read(reader, 1 << 16).decode()
    os.close(reader)

    assert done.returncode == 1
    assert "\x1b[1;31mBreaking\x1b[0m" in shown
    assert "shapes.Line.remark: str | None" in shown


def test_writes_markdown() -> None:
    result = diff(model("old.json"), model("new.json", BREAKS), "--format", "markdown")

    assert result.stdout.splitlines() == [
        "# `old.json` → `new.json`",
        "",
        "**1 difference: 1 breaking. Suggested version bump: major.**",
        "",
        "## Breaking",
        "",
        "### MemberRemoved (1)",
        "",
        "Code that gives it raises TypeError.",
        "",
        "- `shapes.Line.remark`: `str | None`",
    ]


def test_writes_json() -> None:
    side = {"kind": "model", "service": NS + "Shop", "version": "2026-01-01", "package": "aiosmithy_shop"}  # fmt: skip

    assert report(model("old.json"), model("new.json", BREAKS)) == {
        "aiosmithyDiff": "1.0",
        "old": {"source": "old.json", **side},
        "new": {"source": "new.json", **side},
        "suggestedBump": "major",
        "counts": {"breaking": 1, "behavioural": 0, "safe": 0, "suppressed": 0},
        "findings": [
            {
                "rule": "MemberRemoved",
                "severity": "breaking",
                "path": "shapes.Line.remark",
                "shape": NS + "Line$remark",
                "old": "str | None",
                "new": "",
                "why": "Code that gives it raises TypeError.",
            }
        ],
        "suppressed": [],
        "notCompared": [],
        "unusedSuppressions": [],
    }


def test_long_lists_are_cut_unless_asked_for() -> None:
    many = [put("Line", f"gift{n}", member("api:Boolean")) for n in range(30)]
    sides = (model("old.json"), model("new.json", *many))

    short, whole = diff(*sides).stdout, diff(*sides, "--all").stdout

    assert "and 18 more" in short and "gift29" not in short
    assert short.endswith("\nLong lists are cut; --all shows them whole.\n")
    assert "more" not in whole and "--all" not in whole and "gift29" in whole


@pytest.mark.parametrize("form", ["text", "markdown", "json"])
def test_strings_of_a_model_do_nothing_to_a_terminal(form: str) -> None:
    evil = "\x1b[31m\u202e\x07\r\n# `x` <b>|" + "`" * 9 + "y" * 5000
    new = model(
        "new.json",
        put("Status", "EVIL", member("api:Unit", enumValue=evil)),
        trait("PutOrderInput.note", "pattern", evil),
        trait("PutOrderInput.note", "default", evil),
        trait("Line.remark", "jsonName", evil),
    )
    result = diff(model("old.json"), new, "--format", form)

    assert result.exit_code == 1
    assert all(char.isprintable() or char == "\n" for char in result.stdout)
    lines = result.stdout.splitlines()
    assert not any(line.startswith("# `x`") for line in lines)
    if form != "json":
        assert max(map(len, lines)) < 500


# --- suppressions


def test_what_is_suppressed_does_not_count() -> None:
    sides = (model("old.json"), model("new.json", BREAKS))

    for text in (
        *("MemberRemoved", "MemberRemoved:shapes.Line.remark", "MemberRemoved:*"),
        *(
            "MemberRemoved:shapes.Line",
            f"MemberRemoved:{NS}Line",
            "MemberRemoved:*.rem*",
        ),
    ):
        result = diff(*sides, "--suppress", text)
        assert result.exit_code == 0, text
        assert "No differences (1 suppressed)." in result.stdout
    for text in ("MemberAdded", "MemberRemoved:shapes.Order", "MemberRemoved:shapes.L"):
        assert diff(*sides, "--suppress", text).exit_code == 1, text


def test_a_file_suppresses_with_reasons_and_is_told_what_it_need_not() -> None:
    entries = [
        {
            "rule": "MemberRemoved",
            "shape": "shapes.Line.*",
            "reason": "Nobody read it.",
        },
        {"rule": "OperationRemoved", "reason": "Long gone."},
    ]
    Path("known.json").write_text(json.dumps({"suppressions": entries}))
    sides = (model("old.json"), model("new.json", BREAKS))

    result = diff(*sides, "--suppressions", "known.json")

    assert result.exit_code == 0
    unused = "known.json: OperationRemoved:*"
    assert f"This suppression matches nothing: {unused}" in result.stdout
    found = report(*sides, "--suppressions", "known.json")
    assert found["unusedSuppressions"] == [unused]
    assert found["findings"] == [] and len(found["suppressed"]) == 1


@pytest.mark.parametrize(
    "entry",
    [
        {"rule": "MemberRemoved"},
        {"reason": "Why not?"},
        {"rule": "MemberRemoved", "reason": ""},
        {"rule": "Nonsense", "reason": "Why not?"},
        {"rule": "MemberRemoved", "reason": "Why not?", "shapes": "*"},
        {"rule": "MemberRemoved", "reason": "Why not?", "shape": 1},
        "MemberRemoved",
    ],
)
def test_a_suppression_needs_a_rule_and_a_reason(entry: object) -> None:
    Path("known.json").write_text(json.dumps({"suppressions": [entry]}))

    result = diff(model("old.json"), "old.json", "--suppressions", "known.json")

    assert result.exit_code == 2
    assert "known.json" in result.stderr


# --- sides


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


# --- the first service


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
    assert max(map(len, lines)) <= 100 or len(lines[0]) > 100


@pytest.mark.skipif(not AWS_MODEL.exists(), reason="AWS's own model is not here")
def test_what_is_new_in_aws_s_model_is_no_news_for_chosen_operations() -> None:
    chosen = ("--operation", "GetTrainedModelInferenceJob", "--operation", "Tag*")
    shutil.copy(SPEC / "model.json", "spec.json")

    assert paths(str(AWS_MODEL), "spec.json", *chosen) <= {
        ("EnumOrderChanged", "shapes.InferenceInstanceType")
    }
