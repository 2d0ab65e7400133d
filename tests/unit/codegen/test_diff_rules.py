"""Each rule is seen once, in a minimal change of one shop."""

from __future__ import annotations

import pytest
from aiosmithy_codegen.diff.compare import compare
from aiosmithy_codegen.diff.findings import Severity
from aiosmithy_codegen.diff.rules import all_rules
from attrs import evolve
from diff_changes import BEHAVIOURAL, BREAKING, SAFE
from diff_models import (
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
]  # fmt: skip; a table, a change a line


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
