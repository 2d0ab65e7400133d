"""A small shop as a JSON AST that has one of everything, for tests of ``diff`` to change; and packages made of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from aiosmithy_codegen.diff.api import Api
from aiosmithy_codegen.diff.compare import compare
from aiosmithy_codegen.diff.findings import Comparison, Finding
from aiosmithy_codegen.diff.model_reader import read_model_api
from aiosmithy_codegen.diff.package_reader import read_package_api
from aiosmithy_codegen.generate import Settings, generate
from aiosmithy_codegen.loaders.assemble import load_model
from aiosmithy_codegen.loaders.document import Document
from aiosmithy_codegen.manifest import Origin
from aiosmithy_codegen.model import Model
from aiosmithy_codegen.selection import select

NS = "example.shop#"
Shapes = dict[str, Any]
Change = Callable[[Shapes], object]


def ref(name: str) -> dict[str, Any]:
    """A reference to a shape of the shop; a capital alone is no namespace, a type of the prelude is ``api:String``."""
    if name.startswith("api:"):
        name = f"smithy.api#{name[4:]}"
    return {"target": name if "#" in name else NS + name}


def member(target: str, **traits: Any) -> dict[str, Any]:
    """A member; traits of ``smithy.api`` by their short names."""
    return {**ref(target), "traits": {f"smithy.api#{k}": v for k, v in traits.items()}}


def structure(**members: Any) -> dict[str, Any]:
    return {"type": "structure", "members": members}


def error(kind: str, status: int, **members: Any) -> dict[str, Any]:
    traits = {"smithy.api#error": kind, "smithy.api#httpError": status}
    return {"type": "structure", "members": members, "traits": traits}


def operation(
    method: str, uri: str, input: str, output: str, errors: Iterable[str] = ()
) -> dict[str, Any]:
    return {
        "type": "operation",
        "input": ref(input),
        "output": ref(output),
        "errors": [ref(name) for name in errors],
        "traits": {"smithy.api#http": {"method": method, "uri": uri, "code": 200}},
    }


def enum(**values: Any) -> dict[str, Any]:
    return {
        "type": "enum",
        "members": {
            name: member("api:Unit", enumValue=value) for name, value in values.items()
        },
    }


def shop() -> Shapes:
    """The shapes by their names, fresh with every call."""
    shapes: Shapes = {
        "Shop": {
            "type": "service",
            "version": "2026-01-01",
            "operations": [ref("PutOrder"), ref("GetOrder"), ref("ListOrders")],
            "traits": {
                "aws.api#service": {"sdkId": "Shop", "endpointPrefix": "shop"},
                "aws.auth#sigv4": {"name": "shop"},
                "aws.protocols#restJson1": {},
                "smithy.rules#endpointRuleSet": rules("https://shop.example.com"),
            },
        },
        "PutOrder": operation(
            "PUT", "/orders/{id}", "PutOrderInput", "PutOrderOutput", ["Full", "Slow"]
        ),
        "GetOrder": operation(
            "GET", "/orders/{id}", "GetOrderInput", "GetOrderOutput", ["Missing"]
        ),
        "ListOrders": operation(
            "GET", "/orders", "ListOrdersInput", "ListOrdersOutput"
        ),
        "PutOrderInput": structure(
            id=member("Id", required={}, httpLabel={}),
            note=member("api:String", length={"min": 1, "max": 100}),
            dryRun=member("api:Boolean", httpQuery="dryRun"),
            token=member("api:String", idempotencyToken={}, httpHeader="X-Token"),
            lines=member("Lines", required={}),
            payment=member("Payment"),
            tip=member("api:Float"),
            speed=member("Speed"),
        ),
        "PutOrderOutput": structure(
            status=member("Status", required={}),
            count=member("api:Integer", required={}),
            revision=member("api:String", httpHeader="X-Revision"),
        ),
        "GetOrderInput": structure(id=member("Id", required={}, httpLabel={})),
        "GetOrderOutput": structure(
            order=member("Order", required={}), secret=member("Secret")
        ),
        "ListOrdersInput": structure(
            nextToken=member("api:String", httpQuery="nextToken"),
            status=member("Status", httpQuery="status"),
        ),
        "ListOrdersOutput": structure(
            orders=member("Orders", required={}),
            others=member("Orders", required={}),
            nextToken=member("api:String"),
        ),
        "Order": structure(
            lines=member("Lines", required={}),
            placed=member("api:Timestamp", required={}),
            status=member("Status"),
            price=member("Price", required={}),
            payment=member("Payment"),
        ),
        "Line": structure(
            item=member("api:String", required={}),
            amount=member("api:Integer", default=1, range={"min": 1, "max": 9}),
            remark=member("api:String", jsonName="note"),
        ),
        "Price": structure(
            amount=member("api:Float", required={}), currency=member("api:String")
        ),
        "Payment": {
            "type": "union",
            "members": {"card": member("Card"), "cash": member("Cash")},
        },
        "Card": structure(number=member("Secret", required={})),
        "Cash": structure(amount=member("api:Integer")),
        "Id": {"type": "string", "traits": {"smithy.api#pattern": "^[a-z]+$"}},
        "Secret": {"type": "string", "traits": {"smithy.api#sensitive": {}}},
        "Status": enum(NEW="new", DONE="done"),
        "Speed": enum(FAST="fast", SLOW="slow"),
        "Orders": {"type": "list", "member": ref("Order")},
        "Lines": {"type": "list", "member": ref("Line")},
        "Full": error(
            "client", 409, message=member("api:String"), left=member("Lines")
        ),
        "Missing": error("client", 404, message=member("api:String")),
        "Slow": error("server", 503, message=member("api:String")),
    }
    shapes["GetOrder"]["traits"]["smithy.api#readonly"] = {}
    shapes["GetOrder"]["traits"]["smithy.waiters#waitable"] = {"OrderDone": waiter()}
    shapes["ListOrders"]["traits"]["smithy.api#paginated"] = {
        "inputToken": "nextToken",
        "outputToken": "nextToken",
        "items": "orders",
    }
    return shapes


def waiter() -> dict[str, Any]:
    matcher = {"path": "order.status", "expected": "done", "comparator": "stringEquals"}
    acceptor = {"state": "success", "matcher": {"output": matcher}}
    return {"acceptors": [acceptor], "minDelay": 2, "maxDelay": 120}


def rules(url: str, **parameters: Any) -> dict[str, Any]:
    region = {"type": "string", "builtIn": "AWS::Region"}
    rule = {"type": "endpoint", "conditions": [], "endpoint": {"url": url}}
    return {
        "version": "1.0",
        "parameters": {"Region": region, **parameters},
        "rules": [rule],
    }


def document(shapes: Shapes) -> dict[str, Any]:
    return {"smithy": "2.0", "shapes": {NS + name: shapes[name] for name in shapes}}


def changed(*changes: Change) -> Shapes:
    """The shop with these changes."""
    shapes = shop()
    for change in changes:
        change(shapes)
    return shapes


def loaded(shapes: Shapes) -> Model:
    return load_model([Document("shop.json", document(shapes))])


def api(shapes: Shapes) -> Api:
    return read_model_api(select(loaded(shapes)), "shop.json")


def compared(old: Shapes, new: Shapes) -> Comparison:
    return compare(api(old), api(new))


def findings(*changes: Change) -> tuple[Finding, ...]:
    """What these changes of the shop are found to be."""
    return compared(shop(), changed(*changes)).findings


def package(shapes: Shapes, folder: Path) -> Path:
    """The package of these shapes, written below a folder."""
    settings = Settings(model=Origin("shop.json", "sha256:0"))
    files = generate(loaded(shapes), settings)
    for path, text in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8", newline="\n")
    return folder / "aiosmithy_shop"


def package_api(shapes: Shapes, folder: Path) -> Api:
    return read_package_api(package(shapes, folder))


# --- changes


def put(owner: str, name: str, value: dict[str, Any]) -> Change:
    """Add a member, or replace it."""

    def change(shapes: Shapes) -> None:
        shapes[owner]["members"][name] = value

    return change


def drop(owner: str, name: str) -> Change:
    """Remove a member."""
    return lambda shapes: shapes[owner]["members"].pop(name)


def trait(owner: str, name: str, value: Any) -> Change:
    """Set a trait of a shape, or of a member ``Shape.member``; None removes it."""
    shape, _, inner = owner.partition(".")
    key = name if "#" in name else f"smithy.api#{name}"

    def change(shapes: Shapes) -> None:
        found = shapes[shape]["members"][inner] if inner else shapes[shape]
        traits = found.setdefault("traits", {})
        traits[key] = value
        if value is None:
            del traits[key]

    return change


def add(name: str, shape: dict[str, Any]) -> Change:
    """Add a shape, or replace it."""

    def change(shapes: Shapes) -> None:
        shapes[name] = shape

    return change


def rename(old: str, new: str) -> Change:
    """Rename a shape wherever it is named."""

    def change(shapes: Shapes) -> None:
        shapes[new] = shapes.pop(old)
        _retarget(shapes, NS + old, NS + new)

    return change


def _retarget(value: Any, old: str, new: str) -> None:
    if isinstance(value, list):
        for item in value:
            _retarget(item, old, new)
    elif isinstance(value, dict):
        for key, item in value.items():
            if key == "target" and item == old:
                value[key] = new
            _retarget(item, old, new)


def set_(name: str, key: str, value: Any) -> Change:
    """Set a property of a shape."""

    def change(shapes: Shapes) -> None:
        shapes[name][key] = value

    return change


def bind(*operations: str) -> Change:
    """The operations of the service."""
    return set_("Shop", "operations", [ref(name) for name in operations])
