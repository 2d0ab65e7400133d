"""A generated package, read as text, says what its model says; whatever else is there is refused."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

import pytest
from aiosmithy_codegen.cli import main
from aiosmithy_codegen.diff.compare import compare
from aiosmithy_codegen.diff.package_reader import read_package_api
from aiosmithy_codegen.diff.sides import read_sides
from aiosmithy_codegen.errors import CodegenError, ModelError
from click.testing import CliRunner
from diff_models import (
    Change,
    add,
    api,
    changed,
    drop,
    error,
    member,
    package,
    package_api,
    put,
    ref,
    rename,
    rules,
    set_,
    shop,
    structure,
    trait,
    waiter,
)
from test_diff_rules import ROWS

MODELS = sorted((Path(__file__).parents[4] / "shared" / "models").glob("*.json"))
NOT_TOLD = {
    *("authentication", "constraints of what is received", "deprecations"),
    *("defaults that the service fills in", "formats on the wire"),
}
# Rules about facts that a package does not tell.
MODELS_ONLY = {
    *("AuthSchemeAdded", "OperationAuthChanged", "WireFormatChanged", "Deprecated"),
    *("WireTraitChanged", "ConstraintLoosened"),
}
EVERYTHING: list[Change] = [
    *(
        put("Line", f"a{number}", value)
        for number, value in enumerate(
            (
                member("api:Blob", length={"max": 10}),
                member("api:BigDecimal", range={"min": -0.5, "max": 2.5}),
                member("api:Double", default=0.5),
                member("api:Timestamp", default=86400),
                member("Tags", required={}, length={"min": 1}),
                member("Names", default=[]),
                member("api:Document"),
                member("api:Long", required={}, range={"min": -3}),
                member("Secret"),
                member("Size", default=1),
            )
        )
    ),
    add(
        "Names",
        {"type": "list", "member": ref("Id"), "traits": {"smithy.api#sparse": {}}},
    ),
    add("Tags", {"type": "map", "key": ref("Id"), "value": ref("Names")}),
    add("Size", {"type": "intEnum", "members": {"S": member("api:Unit", enumValue=1)}}),
    put("GetOrderInput", "all", member("Tags2", httpQueryParams={})),
    put("GetOrderInput", "x", member("Tags2", httpPrefixHeaders="X-Meta-")),
    put("GetOrderInput", "names", member("Names2", httpQuery="n")),
    put("GetOrderInput", "when", member("api:Timestamp", httpHeader="X-When")),
    add("Names2", {"type": "list", "member": ref("Id")}),
    add("Tags2", {"type": "map", "key": ref("api:String"), "value": ref("api:String")}),
    put("PutOrderOutput", "meta", member("Tags2", httpPrefixHeaders="x-meta-")),
    put("PutOrderOutput", "code", member("api:Integer", httpResponseCode={})),
    put("ListOrdersInput", "body", member("Order", httpPayload={})),
    put("GetOrderInput", "type", member("api:String")),
    put("Payment", "coupon", member("Names2")),
    put("Missing", "since", member("api:Timestamp", required={})),
    put("Missing", "left", member("api:Integer", httpHeader="X-Left", required={})),
    put("Missing", "key", member("Secret")),
    trait("ListOrders", "http", {"method": "POST", "uri": "/o?fixed=1&x", "code": 200}),
    trait("Missing.message", "documentation", "What is missing."),
    trait("Line.remark", "documentation", "Deprecated since ever."),
    trait("Slow", "retryable", {"throttling": True}),
    trait(
        "Shop", "smithy.rules#endpointRuleSet", rules("https://{Region}.example.com")
    ),
    trait("PutOrder", "idempotent", {}),
    # So many members that the functions that write and read them are in parts.
    add("Wide", structure(**{f"member{n}": member("api:String") for n in range(60)})),
    put("Order", "wide", member("Wide")),
]


@pytest.mark.parametrize("changes", [[], EVERYTHING], ids=["shop", "everything"])
def test_a_package_is_what_its_model_is(changes: list[Change], tmp_path: Path) -> None:
    model, made = api(changed(*changes)), package_api(changed(*changes), tmp_path)

    for comparison in (compare(model, made), compare(made, model)):
        assert comparison.findings == ()
        assert {unknown.facts for unknown in comparison.unknown} == NOT_TOLD
    assert compare(made, made).unknown == ()


def test_what_a_package_tells_is_told_whole(tmp_path: Path) -> None:
    model, made = api(changed(*EVERYTHING)), package_api(changed(*EVERYTHING), tmp_path)

    for name, shape in made.classes.items():
        for attribute, found in shape.members.items():
            expected = model.classes[name].members[attribute]
            assert found.wire == expected.wire, (name, attribute)
            if found.constraints is not None:
                assert found.constraints == expected.constraints, (name, attribute)
    for name, operation in made.operations.items():
        assert operation.http == model.operations[name].http
        assert operation.arguments == model.operations[name].arguments
    assert made.endpoints == model.endpoints


@pytest.mark.parametrize(
    ("rule", "changes", "path"),
    [(row[0], row[1], row[3]) for row in ROWS if row[0] not in MODELS_ONLY],
    ids=[row[0] for row in ROWS if row[0] not in MODELS_ONLY],
)
def test_a_model_beside_an_old_package_is_seen_to_differ(
    rule: str, changes: list[Change], path: str, old_package: Path
) -> None:
    found = compare(read_package_api(old_package), api(changed(*changes))).findings

    assert (rule, path) in {(finding.rule, finding.path) for finding in found}


@pytest.fixture(name="old_package", scope="module")
def old_package_fixture(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return package(shop(), tmp_path_factory.mktemp("old"))


def copy(old_package: Path, folder: Path) -> Path:
    """The old package, to be spoiled."""
    return Path(shutil.copytree(old_package, folder / old_package.name))


def test_two_packages_are_compared(old_package: Path, tmp_path: Path) -> None:
    changes = (
        drop("Line", "remark"),
        rename("Price", "Cost"),
        put("Status", "LOST", member("api:Unit", enumValue="lost")),
        trait("PutOrderInput.note", "length", {"min": 1, "max": 99}),
        trait("GetOrder", "smithy.waiters#waitable", {"OrderThere": waiter()}),
        add("Lost", error("client", 410)),
        set_("GetOrder", "errors", [ref("Missing"), ref("Lost")]),
        add("Empty", structure()),
    )
    found = compare(
        read_package_api(old_package), package_api(changed(*changes), tmp_path)
    )

    assert {(finding.rule, finding.path) for finding in found.findings} == {
        ("MemberRemoved", "shapes.Line.remark"),
        ("ShapeRenamed", "shapes.Cost"),
        ("EnumValueAdded", "shapes.Status.LOST"),
        ("ConstraintTightened", "put_order.note"),
        ("WaiterRemoved", "wait_until_order_done"),
        ("WaiterAdded", "wait_until_order_there"),
        ("ErrorAdded", "errors.Lost"),
        ("OperationErrorAdded", "get_order"),
    }
    assert found.unknown == ()


@pytest.mark.full
@pytest.mark.parametrize("file", MODELS, ids=[file.stem for file in MODELS])
def test_the_package_of_a_real_model_is_what_the_model_is(
    file: Path, tmp_path: Path
) -> None:
    generate = CliRunner().invoke(main, ["generate", str(file), "--out", str(tmp_path)])
    assert generate.exit_code == 0, generate.output
    (folder,) = tmp_path.iterdir()

    model, made = read_sides(str(file), str(folder))

    assert compare(model, made).findings == ()
    for operation in made.operations.values():
        members = made.classes[operation.input].members.values()
        assert not operation.callable or all(member.wire for member in members)


# --- packages that somebody else wrote


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("client.py", ""),
        ("client.py", "class C(ServiceClient): ..."),
        ("client.py", "def ("),
        ("shapes.py", "\0"),
        ("shapes.py", "class A(Shape):\n    x: 1 + 1"),
        ("shapes.py", "class A(Shape):\n    x: list[1]"),
        ("shapes.py", "U = A | B"),
        ("shapes.py", "x = " + "(" * 5000),
        ("shapes.py", "x = " + "-" * 100_000 + "1"),
        ("shapes.py", "class A(Shape):\n    x: " + "list[" * 150 + "str" + "]" * 150),
        ("shapes.py", "# coding: nonsense"),
        ("errors.py", ""),
        ("errors.py", "class E(S): ...\nclass F(E): ..."),
        (
            "errors.py",
            "class E(S): ...\nclass F(E):\n    code: str = 1\n    http_status: int = 'x'",
        ),
        ("operations.py", ""),
        ("operations.py", "SERVICE = Service(name='x')"),
        ("operations.py", "GET_ORDER = Operation(name=1)"),
        ("paginators.py", ""),
        ("waiters.py", "ORDER_DONE = None"),
        ("aiosmithy.json", "[]"),
    ],
)
def test_refuses_what_is_no_package(
    file: str, text: str, tmp_path: Path, old_package: Path
) -> None:
    folder = copy(old_package, tmp_path)
    (folder / file).write_text(text, encoding="utf-8")

    with pytest.raises(ModelError) as caught:
        compare(read_package_api(folder), read_package_api(folder))

    assert str(folder.as_posix()) in str(caught.value)


@pytest.mark.parametrize(
    "file", ["client.py", "shapes.py", "errors.py", "operations.py"]
)
def test_refuses_a_package_with_a_module_missing(
    file: str, tmp_path: Path, old_package: Path
) -> None:
    folder = copy(old_package, tmp_path)
    (folder / file).unlink()

    with pytest.raises(CodegenError, match=file):
        read_package_api(folder)


def test_runs_nothing_of_a_package(tmp_path: Path, old_package: Path) -> None:
    folder = copy(old_package, tmp_path)
    for file in folder.glob("*.py"):
        trap = f"\nopen({json.dumps((tmp_path / 'ran').as_posix())}, 'w')\n"
        file.write_text(file.read_text("utf-8") + trap, encoding="utf-8")
    before = set(sys.modules)

    read_package_api(folder)

    assert not (tmp_path / "ran").exists()
    assert set(sys.modules) == before


def test_a_package_without_its_wire_modules_is_compared_as_far_as_it_goes(
    tmp_path: Path, old_package: Path
) -> None:
    folder = copy(old_package, tmp_path)
    for name in ("codec.py", "schemas.py"):
        (folder / name).unlink()
    found = compare(read_package_api(folder), api(shop()))

    assert found.findings == ()
    assert {"constraints", "names on the wire"} <= {u.facts for u in found.unknown}
