"""Each rule is seen once, in a minimal change of one shop."""

from __future__ import annotations

import pytest
from aiosmithy_codegen.diff.compare import compare
from aiosmithy_codegen.diff.findings import Severity
from aiosmithy_codegen.diff.rules import all_rules, suggested_bump
from attrs import evolve
from diff_models import (
    NS,
    Change,
    add,
    api,
    bind,
    changed,
    compared,
    drop,
    enum,
    error,
    findings,
    member,
    operation,
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

BREAKING, BEHAVIOURAL, SAFE = Severity

ALL = ("PutOrder", "GetOrder", "ListOrders")
WAITABLE = "smithy.waiters#waitable"
RULE_SET = "smithy.rules#endpointRuleSet"

# What is added, seen from the other side, is removed: rule → its mirror.
MIRRORS = {
    "OperationAdded": "OperationRemoved",
    "PaginatorAdded": "PaginatorRemoved",
    "WaiterAdded": "WaiterRemoved",
    "AuthSchemeAdded": "AuthSchemeRemoved",
    "ArgumentAdded": "ArgumentRemoved",
    "ShapeAdded": "ShapeRemoved",
    "MemberAdded": "MemberRemoved",
    "EnumValueAdded": "EnumValueRemoved",
    "UnionVariantAdded": "UnionVariantRemoved",
    "ErrorAdded": "ErrorRemoved",
    "OperationErrorAdded": "OperationErrorRemoved",
    "Deprecated": "DeprecationRemoved",
    "ArgumentBecameRequired": "ArgumentBecameOptional",
}
GIFT = [
    add("Gift", structure(text=member("api:String"))),
    put("Line", "gift", member("Gift")),
]


def sdk(name: str) -> Change:
    return trait("Shop", "aws.api#service", {"sdkId": name, "endpointPrefix": "shop"})


def http(name: str, method: str, uri: str) -> Change:
    return trait(name, "http", {"method": method, "uri": uri, "code": 200})


def paged(**changes: str) -> Change:
    facts = {"inputToken": "nextToken", "outputToken": "nextToken", "items": "orders"}
    return trait("ListOrders", "paginated", {**facts, **changes})


def waiting(**changes: object) -> Change:
    return trait("GetOrder", WAITABLE, {"OrderDone": {**waiter(), **changes}})


ROWS: list[tuple[str, list[Change], Severity, str]] = [
    # service
    ("PackageRenamed", [sdk("Store")], BREAKING, "StoreClient"),
    ("ClientRenamed", [sdk("Store")], BREAKING, "StoreClient"),
    ("ErrorBaseRenamed", [sdk("Store")], BREAKING, "StoreClient"),
    (
        "ProtocolChanged",
        [trait("Shop", "aws.protocols#restJson1", None), trait("Shop", "aws.protocols#restXml", {})],
        BEHAVIOURAL,
        "ShopClient",
    ),
    ("ApiVersionChanged", [set_("Shop", "version", "2027-01-01")], BEHAVIOURAL, "ShopClient"),
    ("SigningNameChanged", [trait("Shop", "aws.auth#sigv4", {"name": "x"})], BEHAVIOURAL, "ShopClient"),
    (
        "EndpointPrefixChanged",
        [trait("Shop", "aws.api#service", {"sdkId": "Shop", "endpointPrefix": "x"})],
        BEHAVIOURAL,
        "ShopClient",
    ),
    ("AuthSchemeAdded", [trait("Shop", "httpBearerAuth", {})], SAFE, "ShopClient"),
    (
        "EndpointParametersChanged",
        [trait("Shop", RULE_SET, rules("https://shop.example.com", Size={"type": "string"}))],
        BEHAVIOURAL,
        "ShopClient",
    ),
    ("EndpointRulesChanged", [trait("Shop", RULE_SET, rules("https://x.example"))], BEHAVIOURAL, "ShopClient"),
    # operations
    ("OperationAdded", [add("Tag", operation("GET", "/tag", "GetOrderInput2", "PutOrderOutput")), add("GetOrderInput2", structure()), bind(*ALL, "Tag")], SAFE, "tag"),
    ("MethodRenamed", [rename("ListOrders", "ListAllOrders")], BREAKING, "list_all_orders"),
    ("OperationRenamed", [rename("ListOrders", "ListORDERS")], BEHAVIOURAL, "list_orders"),
    ("HttpChanged", [http("ListOrders", "POST", "/orders")], BEHAVIOURAL, "list_orders"),
    ("IdempotencyChanged", [trait("PutOrder", "idempotent", {})], BEHAVIOURAL, "put_order"),
    (
        "OperationAuthChanged",
        [trait("PutOrder", "optionalAuth", {})],
        BEHAVIOURAL,
        "put_order",
    ),
    ("OperationErrorAdded", [set_("GetOrder", "errors", [ref("Missing"), ref("Slow")])], BEHAVIOURAL, "get_order"),
    (
        "PaginatorAdded",
        [
            put("GetOrderInput", "page", member("api:String", httpQuery="page")),
            put("GetOrderOutput", "page", member("api:String")),
            trait("GetOrder", "paginated", {"inputToken": "page", "outputToken": "page"}),
        ],
        SAFE,
        "paginate_get_order",
    ),
    (
        "PaginatorItemChanged",
        [put("ListOrdersOutput", "lines", member("Lines", required={})), paged(items="lines")],
        BREAKING,
        "paginate_list_orders",
    ),
    ("PaginatorChanged", [paged(items="others")], BEHAVIOURAL, "paginate_list_orders"),
    ("WaiterAdded", [trait("GetOrder", WAITABLE, {"OrderDone": waiter(), "OrderThere": waiter()})], SAFE, "wait_until_order_there"),
    (
        "WaiterOperationChanged",
        [
            trait("GetOrder", WAITABLE, None),
            put("PutOrderOutput", "order", member("Order")),
            trait("PutOrder", WAITABLE, {"OrderDone": waiter()}),
        ],
        BREAKING,
        "wait_until_order_done",
    ),
    (
        "WaiterChanged",
        [waiting(acceptors=[{"state": "success", "matcher": {"success": True}}])],
        BEHAVIOURAL,
        "wait_until_order_done",
    ),
    ("WaiterDelayChanged", [waiting(minDelay=5)], BEHAVIOURAL, "wait_until_order_done"),
    # arguments
    ("ArgumentAdded", [put("PutOrderInput", "gift", member("api:Boolean"))], SAFE, "put_order.gift"),
    ("RequiredArgumentAdded", [put("PutOrderInput", "gift", member("api:Boolean", required={}))], BREAKING, "put_order.gift"),
    (
        "ArgumentRenamed",
        [drop("PutOrderInput", "note"), put("PutOrderInput", "remark", member("api:String", jsonName="note"))],
        BREAKING,
        "put_order.remark",
    ),
    ("ArgumentBecameRequired", [trait("PutOrderInput.note", "required", {})], BREAKING, "put_order.note"),
    ("ArgumentTypeChanged", [put("PutOrderInput", "note", member("api:Timestamp"))], BREAKING, "put_order.note"),
    ("ArgumentTypeNarrowed", [put("PutOrderInput", "tip", member("api:Integer"))], BREAKING, "put_order.tip"),
    ("ArgumentTypeWidened", [put("PutOrderInput", "dryRun", member("api:Integer", httpQuery="dryRun"))], SAFE, "put_order.dry_run"),
    ("ArgumentTypeRespelled", [put("PutOrderInput", "note", member("Status"))], SAFE, "put_order.note"),
    ("ArgumentOrderChanged", [lambda shapes: _reverse(shapes, "PutOrderInput")], SAFE, "put_order"),
    # shapes
    ("ShapeAdded", GIFT, SAFE, "shapes.Gift"),
    ("ShapeRenamed", [rename("Order", "Purchase")], BREAKING, "shapes.Purchase"),
    ("ShapeKindChanged", [set_("Payment", "type", "structure")], BREAKING, "shapes.Payment"),
    ("MemberAdded", [put("Line", "gift", member("api:Boolean"))], SAFE, "shapes.Line.gift"),
    ("RequiredMemberAdded", [put("Line", "gift", member("api:Boolean", required={}))], BREAKING, "shapes.Line.gift"),
    (
        "MemberRenamed",
        [drop("Line", "remark"), put("Line", "text", member("api:String", jsonName="note"))],
        BREAKING,
        "shapes.Line.text",
    ),
    ("MemberBecameRequired", [trait("Line.remark", "required", {})], BREAKING, "shapes.Line.remark"),
    ("MemberBecameOptional", [trait("Price.amount", "required", None)], BREAKING, "shapes.Price.amount"),
    ("MemberBecameNullable", [trait("Line.amount", "default", None)], BREAKING, "shapes.Line.amount"),
    ("MemberBecameNonNullable", [trait("Line.remark", "default", "")], BREAKING, "shapes.Line.remark"),
    ("MemberTypeChanged", [put("Line", "item", member("api:Timestamp", required={}))], BREAKING, "shapes.Line.item"),
    ("MemberTypeNarrowed", [put("Price", "amount", member("api:Integer", required={}))], SAFE, "shapes.Price.amount"),
    ("MemberTypeWidened", [put("PutOrderOutput", "count", member("api:Float", required={}))], BREAKING, "shapes.PutOrderOutput.count"),
    ("MemberTypeRespelled", [put("Line", "item", member("Status", required={}))], SAFE, "shapes.Line.item"),
    ("MemberOrderChanged", [lambda shapes: _reverse(shapes, "Order")], SAFE, "shapes.Order"),
    ("EnumBaseChanged", [add("Speed", {"type": "intEnum", "members": {"FAST": member("api:Unit", enumValue=1)}})], BREAKING, "shapes.Speed"),
    ("EnumValueAdded", [put("Status", "LOST", member("api:Unit", enumValue="lost"))], BEHAVIOURAL, "shapes.Status.LOST"),
    ("EnumValueChanged", [add("Speed", enum(FAST="rapid", SLOW="slow"))], BEHAVIOURAL, "shapes.Speed.FAST"),
    ("EnumConstantRenamed", [add("Speed", enum(QUICK="fast", SLOW="slow"))], BREAKING, "shapes.Speed.QUICK"),
    ("EnumOrderChanged", [lambda shapes: _reverse(shapes, "Speed")], SAFE, "shapes.Speed"),
    ("UnionVariantAdded", [put("Payment", "coupon", member("api:String"))], BEHAVIOURAL, "shapes.PaymentCoupon"),
    (
        "UnionVariantRenamed",
        [drop("Payment", "cash"), put("Payment", "coins", member("Cash", jsonName="cash"))],
        BREAKING,
        "shapes.PaymentCoins",
    ),
    # values
    ("DefaultChanged", [trait("Line.amount", "default", 2)], BEHAVIOURAL, "shapes.Line.amount"),
    ("IdempotencyTokenChanged", [trait("PutOrderInput.token", "idempotencyToken", None)], BEHAVIOURAL, "put_order.token"),
    ("SensitivityChanged", [put("Line", "remark", member("Secret", jsonName="note"))], BEHAVIOURAL, "shapes.Line.remark"),
    ("ConstraintTightened", [trait("PutOrderInput.note", "length", {"min": 1, "max": 99})], BREAKING, "put_order.note"),
    ("ConstraintLoosened", [trait("PutOrderInput.note", "length", {"max": 100})], SAFE, "put_order.note"),
    ("ConstraintChanged", [trait("Id", "pattern", "^[a-f]+$")], BEHAVIOURAL, "put_order.id"),
    ("WireNameChanged", [trait("Line.remark", "jsonName", "text")], BEHAVIOURAL, "shapes.Line.remark"),
    (
        "WireLocationChanged",
        [put("PutOrderInput", "dryRun", member("api:Boolean", httpHeader="X-Dry-Run"))],
        BEHAVIOURAL,
        "put_order.dry_run",
    ),
    ("WireFormatChanged", [trait("Order.placed", "timestampFormat", "date-time")], BEHAVIOURAL, "shapes.Order.placed"),
    ("WireTraitChanged", [trait("PutOrder", "endpoint", {"hostPrefix": "x."})], BEHAVIOURAL, "put_order"),
    ("Deprecated", [trait("Line.remark", "deprecated", {})], SAFE, "shapes.Line.remark"),
    # errors
    ("ErrorAdded", [add("Lost", error("client", 410)), set_("GetOrder", "errors", [ref("Missing"), ref("Lost")])], SAFE, "errors.Lost"),
    ("ErrorFaultChanged", [trait("Slow", "error", "client")], BEHAVIOURAL, "errors.Slow"),
    ("ErrorStatusChanged", [trait("Slow", "httpError", 504)], BEHAVIOURAL, "errors.Slow"),
    ("ErrorRetryChanged", [trait("Slow", "retryable", {"throttling": True})], BEHAVIOURAL, "errors.Slow"),
]  # fmt: skip


def _reverse(shapes: dict[str, object], name: str) -> None:
    shape = shapes[name]
    assert isinstance(shape, dict)
    shape["members"] = dict(reversed(shape["members"].items()))


@pytest.mark.parametrize(
    ("rule", "changes", "severity", "path"), ROWS, ids=[row[0] for row in ROWS]
)
def test_sees_the_change(
    rule: str, changes: list[Change], severity: Severity, path: str
) -> None:
    found = [finding for finding in findings(*changes) if finding.rule == rule]

    assert path in [finding.path for finding in found]
    assert {finding.severity for finding in found if finding.path == path} == {severity}
    assert all(finding.why for finding in found)


@pytest.mark.parametrize("rule", MIRRORS)
def test_what_is_added_is_removed_the_other_way_round(rule: str) -> None:
    (changes,) = (row[1] for row in ROWS if row[0] == rule)
    there = compared(shop(), changed(*changes)).findings
    back = compared(changed(*changes), shop()).findings

    paths = {finding.path for finding in there if finding.rule == rule}
    assert paths == {item.path for item in back if item.rule == MIRRORS[rule]}


def test_every_rule_is_seen_here() -> None:
    elsewhere = {
        *("ErrorRenamed", "ErrorBaseChanged", "ErrorCodeChanged"),
        *("OperationBecameCallable", "OperationBecameUncallable"),
    }
    seen = {row[0] for row in ROWS} | set(MIRRORS.values()) | elsewhere

    assert seen == set(all_rules())


def test_an_error_class_of_another_package_may_differ_in_name_base_and_code() -> None:
    old = api(shop())
    slow = old.errors["Slow"]
    other = evolve(slow, shape=evolve(slow.shape, name="Slower"), base="Other")
    errors = {**old.errors, "Slow": evolve(slow, code="TooSlow")}
    renamed = {**{k: v for k, v in old.errors.items() if k != "Slow"}, "Slower": other}

    by_code = compare(old, evolve(old, errors=renamed)).findings
    by_name = compare(old, evolve(old, errors=errors)).findings

    assert [(f.rule, f.old, f.new) for f in by_code] == [
        ("ErrorBaseChanged", "ShopError", "Other"),
        ("ErrorRenamed", "Slow", "Slower"),
    ]
    assert [(f.rule, f.old, f.new) for f in by_name] == [
        ("ErrorCodeChanged", "Slow", "TooSlow")
    ]


def test_an_operation_may_need_what_is_not_implemented() -> None:
    new = api(shop())
    operation = evolve(new.operations["GetOrder"], callable=False)
    old = evolve(new, operations={**new.operations, "GetOrder": operation})

    (better,), (worse,) = compare(old, new).findings, compare(new, old).findings

    assert (better.rule, better.severity) == ("OperationBecameCallable", SAFE)
    assert (worse.rule, worse.severity) == ("OperationBecameUncallable", BREAKING)


# --- direction


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


# --- renames


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


# --- the version


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
