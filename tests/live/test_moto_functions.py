"""Lambda, in restJson1: a function with its code in it, paths that hold names, and tags by ARN."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest
from moto_clients import ALLOW_ALL, Moto


def zipped() -> bytes:
    found = io.BytesIO()
    with zipfile.ZipFile(found, "w") as archive:
        archive.writestr("main.py", "def handler(event, context): return event\n")
    return found.getvalue()


def new_role(moto: Moto) -> str:
    """The ARN of a role that functions may have."""
    roles: list[str] = []

    async def story(client: Any) -> None:
        made = await client.create_role(
            role_name="runner", assume_role_policy_document=ALLOW_ALL
        )
        roles.append(made.role.arn)

    moto.call(moto.package("iam"), story)
    return roles[0]


def test_a_function_from_its_making_to_its_end(moto: Moto) -> None:
    package = moto.package("lambda")
    shapes = package.shapes
    role, code = new_role(moto), zipped()

    async def story(client: Any) -> None:
        made = await client.create_function(
            function_name="scorer",
            role=role,
            code=shapes.FunctionCode(zip_file=code),
            runtime="python3.12",
            handler="main.handler",
            description="café <&>",
            memory_size=256,
            environment=shapes.Environment(variables={"LEVEL": "info"}),
            tags={"team": "a b"},
        )
        assert (made.code_size, made.memory_size) == (len(code), 256)
        await client.wait_until_function_exists(function_name="scorer")
        found = await client.get_function(function_name=made.function_arn)
        configuration = found.configuration
        assert configuration.description == "café <&>"
        assert configuration.environment.variables == {"LEVEL": "info"}
        assert configuration.code_sha256 == made.code_sha256
        assert found.tags == {"team": "a b"}

        await client.tag_resource(
            resource=made.function_arn, tags={"stage/1": "ü & more"}
        )
        tags = (await client.list_tags(resource=made.function_arn)).tags
        assert tags == {"team": "a b", "stage/1": "ü & more"}
        listed = [each async for each in client.paginate_list_functions(max_items=50)]
        assert [each.function_name for each in listed] == ["scorer"]
        await client.delete_function(function_name="scorer")

    moto.call(package, story)


def test_a_missing_function(moto: Moto) -> None:
    package = moto.package("lambda")

    async def story(client: Any) -> None:
        with pytest.raises(package.errors.ResourceNotFoundException) as caught:
            await client.get_function(function_name="none")

        error = caught.value
        assert (error.code, error.http_status) == ("ResourceNotFoundException", 404)
        assert error.request_id and "none" in error.message

    moto.call(package, story)
