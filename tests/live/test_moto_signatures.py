"""The server does check: what is signed with the wrong key, or may not be done, is refused."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from aiosmithy import Credentials, errors
from moto_clients import Moto, new_user

CALLS: dict[str, Callable[[Any], Awaitable[Any]]] = {
    "cloudwatch": lambda client: client.list_metrics(),
    "dynamodb": lambda client: client.list_tables(),
    "ec2": lambda client: client.describe_vpcs(),
    "iam": lambda client: client.list_users(),
    "lambda": lambda client: client.list_functions(),
    "route53": lambda client: client.list_hosted_zones(),
    "sqs": lambda client: client.list_queues(),
}
CODES = {"ec2": "AuthFailure"}
# moto says no in XML, whatever the service speaks: of JSON services' answers only the status can be read.
SPEAK_XML = ("ec2", "iam", "route53")


@pytest.mark.parametrize("service", CALLS)
def test_the_right_key_and_a_wrong_one(moto: Moto, service: str) -> None:
    package = moto.package(service)
    right = moto.credentials
    wrong = Credentials(right.access_key_id, "A" + right.secret_access_key[1:] + "A")

    async def refused(client: Any) -> None:
        with pytest.raises(errors.ServiceError) as caught:
            await CALLS[service](client)
        error = caught.value
        assert error.http_status in (401, 403)
        assert error.fault == "client" and not error.retryable
        if service in SPEAK_XML:
            assert error.code == CODES.get(service, "SignatureDoesNotMatch")

    moto.call(package, CALLS[service])
    moto.call(package, refused, wrong)


def test_a_user_who_may_do_little(moto: Moto) -> None:
    package = moto.package("iam")
    policy = {"Effect": "Allow", "Action": "iam:ListUsers", "Resource": "*"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [policy]})
    reader = new_user(moto, "reader", document)

    async def story(client: Any) -> None:
        found = await client.list_users()
        assert "reader" in [user.user_name for user in found.users]
        with pytest.raises(package.errors.IAMError) as caught:
            await client.delete_user(user_name="reader")
        assert caught.value.code == "AccessDenied"

    moto.call(package, story, reader)
