"""``aiosmithy diff`` as it is called: exit codes, reports, suppressions."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from diff_models import (
    NS,
    Change,
    member,
    put,
    trait,
)
from diff_runs import BREAKS, diff, model, report

pytestmark = pytest.mark.usefixtures("folder")


BEHAVES = trait("Line.amount", "default", 2)


ADDS = put("Line", "gift", member("api:Boolean"))


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
        *(
            (BEHAVES, level, int(level != "breaking"))
            for level in ("breaking", "behavioural", "any")
        ),
        *(
            (ADDS, level, int(level == "any"))
            for level in ("breaking", "behavioural", "any")
        ),
    ],
)
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
    side = {
        "kind": "model",
        "service": NS + "Shop",
        "version": "2026-01-01",
        "package": "aiosmithy_shop",
    }

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
