"""IAM, in awsQuery: users, their policies, and typed errors by their query codes."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import unquote

import pytest
from moto_clients import ALLOW_ALL, Moto


def test_a_user_from_its_making_to_its_end(moto: Moto) -> None:
    package = moto.package("iam")
    tags = [package.shapes.Tag(key="team", value="a & b/<c> + d")]

    async def story(client: Any) -> None:
        made = await client.create_user(user_name="ann@example.com", path="/staff/")
        user = made.user
        assert (user.user_name, user.path) == ("ann@example.com", "/staff/")
        assert user.create_date.utcoffset() is not None
        await client.tag_user(user_name="ann@example.com", tags=tags)
        found = (await client.get_user(user_name="ann@example.com")).user
        assert (found.arn, found.tags) == (user.arn, tags)
        listed = client.paginate_list_users(path_prefix="/staff/")
        assert [each.user_name async for each in listed] == ["ann@example.com"]

        await client.put_user_policy(
            user_name="ann@example.com", policy_name="all", policy_document=ALLOW_ALL
        )
        policy = await client.get_user_policy(
            user_name="ann@example.com", policy_name="all"
        )
        found = unquote(policy.policy_document)  # IAM gives it percent-encoded
        assert json.loads(found) == json.loads(ALLOW_ALL)
        with pytest.raises(package.errors.DeleteConflictException) as caught:
            await client.delete_user(user_name="ann@example.com")
        assert caught.value.code == "DeleteConflict"
        await client.delete_user_policy(user_name="ann@example.com", policy_name="all")
        await client.delete_user(user_name="ann@example.com")
        with pytest.raises(package.errors.NoSuchEntityException):
            await client.get_user(user_name="ann@example.com")

    moto.call(package, story)


def test_a_missing_user(moto: Moto) -> None:
    package = moto.package("iam")

    async def story(client: Any) -> None:
        with pytest.raises(package.errors.NoSuchEntityException) as caught:
            await client.get_user(user_name="nobody")

        error = caught.value
        assert (error.code, error.http_status) == ("NoSuchEntity", 404)
        assert error.fault == "client" and "nobody" in error.message
        assert error.request_id

    moto.call(package, story)


def test_a_user_that_there_is_already(moto: Moto) -> None:
    package = moto.package("iam")

    async def story(client: Any) -> None:
        await client.create_user(user_name="twice")
        with pytest.raises(package.errors.EntityAlreadyExistsException) as caught:
            await client.create_user(user_name="twice")

        assert caught.value.code == "EntityAlreadyExists"
        await client.delete_user(user_name="twice")

    moto.call(package, story)
