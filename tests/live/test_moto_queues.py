"""SQS, in awsJson1_0: the errors go by the codes that they had in awsQuery."""

from __future__ import annotations

from typing import Any

import pytest
from moto_clients import Moto


def test_a_queue_from_its_making_to_its_end(moto: Moto) -> None:
    package = moto.package("sqs")

    async def story(client: Any) -> None:
        made = await client.create_queue(
            queue_name="orders",
            attributes={"VisibilityTimeout": "45"},
            tags={"team": "a & b"},
        )
        url = made.queue_url
        assert (await client.get_queue_url(queue_name="orders")).queue_url == url
        assert url in (await client.list_queues(queue_name_prefix="ord")).queue_urls
        found = await client.get_queue_attributes(
            queue_url=url, attribute_names=["All"]
        )
        assert found.attributes["VisibilityTimeout"] == "45"
        await exchange_messages(client, url, package.shapes)
        await client.delete_queue(queue_url=url)
        assert not (await client.list_queues()).queue_urls

    moto.call(package, story)


async def exchange_messages(client: Any, url: str, shapes: Any) -> None:
    body = "café <&> \U0001f600\n" + "x" * 1000
    sent = await client.send_message(
        queue_url=url,
        message_body=body,
        message_attributes={
            "photo": shapes.MessageAttributeValue(
                data_type="Binary", binary_value=b"\0\xff"
            )
        },
    )
    entry = shapes.SendMessageBatchRequestEntry
    batch = await client.send_message_batch(
        queue_url=url,
        entries=[entry(id=str(n), message_body=f"m{n}") for n in range(3)],
    )
    assert sorted(each.id for each in batch.successful) == ["0", "1", "2"]

    received = await client.receive_message(
        queue_url=url, max_number_of_messages=10, message_attribute_names=["All"]
    )
    messages = {message.message_id: message for message in received.messages}
    assert len(messages) == 4
    first = messages[sent.message_id]
    assert first.body == body
    assert first.message_attributes["photo"].binary_value == b"\0\xff"
    for message in received.messages:
        await client.delete_message(
            queue_url=url, receipt_handle=message.receipt_handle
        )
    assert not (await client.receive_message(queue_url=url)).messages


def test_a_missing_queue(moto: Moto) -> None:
    package = moto.package("sqs")

    async def story(client: Any) -> None:
        with pytest.raises(package.errors.QueueDoesNotExist) as caught:
            await client.get_queue_url(queue_name="none")

        error = caught.value
        assert error.code == "AWS.SimpleQueueService.NonExistentQueue"
        assert (error.http_status, error.fault) == (400, "client")
        assert error.request_id and "queue" in error.message

    moto.call(package, story)
