"""DynamoDB, in awsJson1_0: every kind of value, pages, and an error with members."""

from __future__ import annotations

from typing import Any

import pytest
from moto_clients import Moto


async def new_table(client: Any, shapes: Any, name: str) -> None:
    await client.create_table(
        table_name=name,
        attribute_definitions=[
            shapes.AttributeDefinition(attribute_name="pk", attribute_type="S"),
            shapes.AttributeDefinition(attribute_name="sk", attribute_type="N"),
        ],
        key_schema=[
            shapes.KeySchemaElement(attribute_name="pk", key_type="HASH"),
            shapes.KeySchemaElement(attribute_name="sk", key_type="RANGE"),
        ],
        billing_mode="PAY_PER_REQUEST",
    )
    await client.wait_until_table_exists(table_name=name)


def test_a_table_from_its_making_to_its_end(moto: Moto) -> None:
    package = moto.package("dynamodb")

    async def story(client: Any) -> None:
        await new_table(client, package.shapes, "orders")
        table = (await client.describe_table(table_name="orders")).table
        assert (table.table_status, table.item_count) == ("ACTIVE", 0)
        assert table.creation_date_time.utcoffset() is not None
        assert "orders" in (await client.list_tables()).table_names
        await client.delete_table(table_name="orders")
        with pytest.raises(package.errors.ResourceNotFoundException):
            await client.describe_table(table_name="orders")

    moto.call(package, story)


def test_every_kind_of_value_comes_back(moto: Moto) -> None:
    package = moto.package("dynamodb")
    value = package.shapes.AttributeValue
    key = {"pk": value(s="customer#1"), "sk": value(n="1")}
    item = {
        **key,
        "note": value(s='café "<&>" \U0001f600'),
        "total": value(n="12345678901234567890.123"),
        "photo": value(b=bytes(range(256))),
        "paid": value(bool_=False),
        "gone": value(null=True),
        "names": value(ss=["a", "b"]),
        "sizes": value(ns=["1", "2.5"]),
        "lines": value(l=[value(m={"sku": value(s="x")}), value(l=[])]),
    }

    async def story(client: Any) -> None:
        await new_table(client, package.shapes, "kinds")
        await client.put_item(table_name="kinds", item=item)
        found = (await client.get_item(table_name="kinds", key=key)).item
        for names in (item, found):
            names["names"].ss.sort()
            names["sizes"].ns.sort()
        assert found == item
        await client.delete_item(table_name="kinds", key=key)
        assert (await client.get_item(table_name="kinds", key=key)).item is None
        await client.delete_table(table_name="kinds")

    moto.call(package, story)


def test_a_condition_that_does_not_hold(moto: Moto) -> None:
    package = moto.package("dynamodb")
    value = package.shapes.AttributeValue
    key = {"pk": value(s="a"), "sk": value(n="1")}

    async def story(client: Any) -> None:
        await new_table(client, package.shapes, "conditions")
        await client.put_item(table_name="conditions", item=key | {"v": value(n="1")})
        update: dict[str, Any] = {
            "table_name": "conditions",
            "key": key,
            "update_expression": "SET v = v + :one",
            "condition_expression": "v = :old",
            "return_values": "UPDATED_NEW",
            "return_values_on_condition_check_failure": "ALL_OLD",
        }
        values = {":one": value(n="1"), ":old": value(n="1")}
        done = await client.update_item(**update, expression_attribute_values=values)
        assert done.attributes == {"v": value(n="2")}
        with pytest.raises(package.errors.ConditionalCheckFailedException) as caught:
            await client.update_item(**update, expression_attribute_values=values)

        error = caught.value
        assert error.code == "ConditionalCheckFailedException"
        assert error.item["v"] == value(n="2")
        assert (error.http_status, error.retryable) == (400, False)
        await client.delete_table(table_name="conditions")

    moto.call(package, story)


def test_pages(moto: Moto) -> None:
    package = moto.package("dynamodb")
    shapes, value = package.shapes, package.shapes.AttributeValue
    puts = [
        shapes.WriteRequest(
            put_request=shapes.PutRequest(
                item={"pk": value(s="p"), "sk": value(n=str(number))}
            )
        )
        for number in range(25)
    ]

    async def story(client: Any) -> None:
        await new_table(client, shapes, "pages")
        written = await client.batch_write_item(request_items={"pages": puts})
        assert not written.unprocessed_items
        items = client.paginate_query(
            table_name="pages",
            key_condition_expression="pk = :p",
            expression_attribute_values={":p": value(s="p")},
            limit=10,
        )
        sizes = [len(page.items) async for page in items.pages()]
        assert sizes == [10, 10, 5]
        found = [int(item["sk"].n) async for item in items]
        assert found == list(range(25))
        await client.delete_table(table_name="pages")

    moto.call(package, story)
