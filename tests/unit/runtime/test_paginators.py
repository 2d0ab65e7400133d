"""Pagination, over a service that gives the pages of a script."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, TypeVar

import pytest
from aiosmithy import errors
from aiosmithy.codecs.json_reading import new, read_body
from aiosmithy.http import HttpRequest, HttpResponse
from aiosmithy.operation import Operation
from aiosmithy.paginators import Pagination, Paginator
from aiosmithy.shapes import Shape
from aiosmithy.testing import stub_session
from echo import CREDENTIALS, SERVICE, EchoClient

T = TypeVar("T")


class ListInput(Shape):
    filter: str
    next_token: Any = None


class ListOutput(Shape):
    names: list[str] | None
    next_token: Any


def serialize(input: ListInput) -> HttpRequest:
    body = {"filter": input.filter, "token": input.next_token}
    return HttpRequest("POST", "/list", body=json.dumps(body).encode())


def parse(response: HttpResponse) -> ListOutput:
    data = read_body(response.body)
    output = new(ListOutput)
    output.names = data.get("names")
    output.next_token = data.get("token")
    return output


LIST: Pagination[ListInput, ListOutput, str] = Pagination(
    operation=Operation(
        name="List",
        service=SERVICE,
        input_type=ListInput,
        serialize=serialize,
        parse=parse,
    ),
    input_token="next_token",
    output_token=lambda output: output.next_token,
    items=lambda output: output.names,
)


class Bench:
    """A paginator over scripted pages, and the tokens that were asked for."""

    def __init__(
        self, pages: Callable[[Any], dict[str, Any]], first: Any = None
    ) -> None:
        self.pages = pages
        self.asked: list[Any] = []
        self.input = ListInput(filter="f", next_token=first)
        self.client = EchoClient(
            session=stub_session(self._answer),
            region="us-east-1",
            credentials=CREDENTIALS,
        )
        self.paginator = Paginator(self.client, LIST, self.input)

    def _answer(self, request: HttpRequest) -> HttpResponse:
        asked = json.loads(request.body)
        assert asked["filter"] == "f"
        self.asked.append(asked["token"])
        page = self.pages(asked["token"])
        return HttpResponse(200, {}, json.dumps(page).encode())


def run(awaitable: Awaitable[T]) -> T:
    async def main() -> T:
        return await awaitable

    return asyncio.run(main())


async def collect(paginator: Paginator[ListOutput, str]) -> list[str]:
    return [item async for item in paginator]


def chain(*pages: Sequence[str] | None, end: Any = None) -> Callable[[Any], Any]:
    """Pages one after the other; tokens are their numbers."""

    def page(token: Any) -> dict[str, Any]:
        index = int(token or 0)
        last = index + 1 == len(pages)
        return {"names": pages[index], "token": end if last else str(index + 1)}

    return page


@pytest.mark.parametrize("end", [None, "", [], {}])
def test_items_of_all_pages_until_the_token_is_empty(end: Any) -> None:
    bench = Bench(chain(["a", "b"], ["c"], end=end))

    items = run(collect(bench.paginator))

    assert items == ["a", "b", "c"]
    assert bench.asked == [None, "1"]


def test_pages_without_items_are_passed_over() -> None:
    bench = Bench(chain([], ["a"], None, [], ["b"]))

    assert run(collect(bench.paginator)) == ["a", "b"]


def test_pages_gives_the_outputs() -> None:
    bench = Bench(chain(["a"], [], ["b"]))

    async def pages() -> list[list[str] | None]:
        return [page.names async for page in bench.paginator.pages()]

    assert run(pages()) == [["a"], [], ["b"]]


def test_each_iteration_starts_anew_and_leaves_the_input_alone() -> None:
    bench = Bench(chain(["a"], ["b"]))

    async def twice() -> list[list[str]]:
        return [await collect(bench.paginator), await collect(bench.paginator)]

    assert run(twice()) == [["a", "b"], ["a", "b"]]
    assert bench.asked == [None, "1", None, "1"]
    assert bench.input == ListInput(filter="f")


def test_a_token_given_by_the_caller_is_where_it_starts() -> None:
    bench = Bench(chain(["a"], ["b"], ["c"]), first="1")

    assert run(collect(bench.paginator)) == ["b", "c"]


def test_pages_are_fetched_only_as_they_are_needed() -> None:
    bench = Bench(chain(["a", "b"], ["c"]))

    async def first() -> str:
        iterator: Any = aiter(bench.paginator)
        item: str = await anext(iterator)
        await iterator.aclose()
        return item

    assert run(first()) == "a"
    assert bench.asked == [None]


@pytest.mark.parametrize("first", [None, "1"])
def test_a_page_that_leads_to_itself_ends_with_an_error(first: str | None) -> None:
    bench = Bench(lambda token: {"names": ["a"], "token": "1"}, first)

    with pytest.raises(errors.PaginationError, match="List: .* next_token again"):
        run(collect(bench.paginator))

    assert len(bench.asked) <= 2


@pytest.mark.parametrize("before", [0, 1, 5, 100])
@pytest.mark.parametrize("length", [1, 2, 3, 7, 64])
def test_a_loop_of_any_length_is_found_before_three_rounds(
    before: int, length: int
) -> None:
    """Tokens need not be strings: some services have maps."""

    def page(token: Any) -> dict[str, Any]:
        number = token["n"] + 1 if token else 1
        if number > before + length:
            number -= length
        return {"names": ["a"], "token": {"n": number}}

    bench = Bench(page)

    with pytest.raises(errors.PaginationError):
        run(collect(bench.paginator))

    assert len(bench.asked) <= 3 * (before + length) + 3


def test_many_different_tokens_are_no_loop() -> None:
    bench = Bench(chain(*[["a"]] * 300))

    assert len(run(collect(bench.paginator))) == 300


def test_an_error_on_a_later_page_is_raised_after_the_items_before_it() -> None:
    def page(token: Any) -> dict[str, Any]:
        if token is None:
            return {"names": ["a"], "token": "1"}
        raise errors.ResponseTooLargeError("too large")

    bench = Bench(page)
    seen: list[str] = []

    async def items() -> None:
        async for item in bench.paginator:
            seen.append(item)

    with pytest.raises(errors.ResponseTooLargeError):
        run(items())

    assert seen == ["a"]


class TwoInput(Shape):
    name: str | None = None
    version: int | None = None


class TwoOutput(Shape):
    names: list[str]
    next_name: str | None
    next_version: int | None


def two_tokens(
    pages: Callable[[str | None, int | None], tuple[list[str], str | None, int | None]],
    first: TwoInput,
) -> tuple[Paginator[TwoOutput, str], list[tuple[str | None, int | None]]]:
    """A paginator over an operation with two tokens, and the pairs of them that were asked for."""
    asked: list[tuple[str | None, int | None]] = []

    def serialize(input: TwoInput) -> HttpRequest:
        asked.append((input.name, input.version))
        body = json.dumps(asked[-1]).encode()
        return HttpRequest("POST", "/two", body=body)

    def parse(response: HttpResponse) -> TwoOutput:
        output = new(TwoOutput)
        output.names, output.next_name, output.next_version = json.loads(response.body)
        return output

    def answer(request: HttpRequest) -> HttpResponse:
        body = json.dumps(pages(*json.loads(request.body))).encode()
        return HttpResponse(200, {}, body)

    two: Pagination[TwoInput, TwoOutput, str] = Pagination(
        operation=Operation(
            name="Two",
            service=SERVICE,
            input_type=TwoInput,
            serialize=serialize,
            parse=parse,
        ),
        input_token=("name", "version"),
        output_token=lambda output: (output.next_name, output.next_version),
        items=lambda output: output.names,
    )
    client = EchoClient(
        session=stub_session(answer), region="us-east-1", credentials=CREDENTIALS
    )
    return Paginator(client, two, first), asked


async def collect_two(paginator: Paginator[TwoOutput, str]) -> list[str]:
    return [item async for item in paginator]


def test_several_tokens_go_together_until_all_are_empty() -> None:
    script = {
        (None, None): (["a"], "n", 1),
        ("n", 1): (["b"], "n", 2),
        ("n", 2): (["c"], "m", None),
        ("m", None): (["d"], "", 0),
    }
    paginator, asked = two_tokens(lambda *pair: script[pair], TwoInput())

    assert run(collect_two(paginator)) == ["a", "b", "c", "d"]
    assert asked == list(script)


def test_the_same_tokens_again_are_an_error_that_names_them_all() -> None:
    paginator, _ = two_tokens(lambda name, version: (["a"], "n", 1), TwoInput())

    with pytest.raises(errors.PaginationError, match="name and version again"):
        run(collect_two(paginator))
