"""Operations that cannot be called: they say so before anything is read or sent."""

from __future__ import annotations

import asyncio
import pickle
from typing import Any, Final

import pytest
from aiosmithy.client import ServiceClient
from aiosmithy.errors import AiosmithyError, UncallableOperationError
from aiosmithy.operation import UncallableOperation
from aiosmithy.paginators import Pagination
from aiosmithy.session import Session
from aiosmithy.shapes import Shape
from aiosmithy.waiters import Acceptor, Waiter
from execution_bench import OK, Bench


class GetThingInput(Shape):
    token: str | None = None


class GetThingOutput(Shape):
    token: str | None = None


GET_THING: Final = UncallableOperation[GetThingInput, GetThingOutput](
    service_name="Things",
    name="GetThing",
    input_type=GetThingInput,
    missing=("x.y#protocol", "x.y#trait (on x.y#Thing)"),
)
MESSAGE = (
    "Things.GetThing cannot be called: it needs x.y#protocol, x.y#trait (on x.y#Thing),"
    " which this version of aiosmithy does not implement"
)


class NoFiles(Session):
    async def shared_files(self) -> Any:
        raise AssertionError("files are read")


def refused(call: Any) -> UncallableOperationError:
    async def run() -> None:
        async with NoFiles() as session:
            await call(ServiceClient(region="us-east-1", session=session))

    with pytest.raises(UncallableOperationError) as caught:
        asyncio.run(run())
    return caught.value


def test_calling_it_raises_before_anything_is_read() -> None:
    error = refused(lambda client: client._invoke(GET_THING, GetThingInput()))

    assert str(error) == MESSAGE
    assert error.operation == "Things.GetThing"
    assert error.missing == GET_THING.missing
    assert isinstance(error, AiosmithyError)


def test_a_client_that_has_called_others_refuses_it_as_well() -> None:
    bench = Bench(OK)
    bench.echo()
    client: Any = bench.client

    with pytest.raises(UncallableOperationError) as caught:
        asyncio.run(client._invoke(GET_THING, GetThingInput()))

    assert str(caught.value) == MESSAGE
    assert len(bench.requests) == 1


def test_its_paginator_raises_too() -> None:
    pages = Pagination[GetThingInput, GetThingOutput, str](
        operation=GET_THING,
        input_token="token",
        output_token=lambda output: output.token,
        items=lambda output: [],
    )

    async def run(client: ServiceClient) -> None:
        async for _ in client._paginate(pages, GetThingInput()):
            raise AssertionError

    assert str(refused(run)) == MESSAGE


def test_its_waiter_raises_too_even_if_every_error_counts() -> None:
    waiter = Waiter[GetThingInput, GetThingOutput](
        name="ThingGone",
        operation=GET_THING,
        acceptors=(Acceptor(state="success", on_error=True),),
    )

    assert (
        str(refused(lambda client: client._wait(waiter, GetThingInput(), 10.0)))
        == MESSAGE
    )


def test_a_client_that_has_called_before_refuses_it_as_well() -> None:
    with pytest.raises(UncallableOperationError):
        GET_THING.serialize(GetThingInput())


def test_the_error_pickles_and_the_operation_has_a_name() -> None:
    copy = pickle.loads(pickle.dumps(GET_THING.error()))

    assert str(copy) == MESSAGE and copy.missing == GET_THING.missing
    assert repr(GET_THING) == "<UncallableOperation Things.GetThing>"
