"""Pagination: page after page of an operation's outputs, and the items that they hold."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from .errors import PaginationError
from .shapes import Shape, evolve

if TYPE_CHECKING:
    from .client import ServiceClient
    from .operation import Operation

__all__ = ["Pagination", "Paginator"]

I = TypeVar("I", bound=Shape)
O = TypeVar("O", bound=Shape)
T = TypeVar("T")


class Pagination(Generic[I, O, T]):
    """Where an operation has its tokens and its items.

    Attributes:
        operation: The operation that gives the pages.
        input_token: The input's attribute for the token, or those for all of them.
        output_token: The token of the next page, or as many; None or empty after the last one.
        items: The items of a page; None is none.
    """

    __slots__ = ("input_token", "items", "operation", "output_token")

    def __init__(
        self,
        *,
        operation: Operation[I, O],
        input_token: str | tuple[str, ...],
        output_token: Callable[[O], object],
        items: Callable[[O], Iterable[T] | None],
    ) -> None:
        self.operation = operation
        self.input_token = input_token
        self.output_token = output_token
        self.items = items

    def next_tokens(self, output: O) -> dict[str, object]:
        """The input's attributes for the next page; empty after the last one."""
        found: Any = self.output_token(output)
        if isinstance(self.input_token, str):
            return {self.input_token: found} if found else {}
        if not found or not any(found):
            return {}
        tokens = (token or None for token in found)
        return dict(zip(self.input_token, tokens, strict=True))

    def first_tokens(self, input: I) -> dict[str, object]:
        """What the caller gave for these attributes."""
        name = self.input_token
        names = (name,) if isinstance(name, str) else name
        return {name: getattr(input, name) for name in names}

    def __repr__(self) -> str:
        return f"<Pagination of {self.operation!r}>"


class Paginator(Generic[O, T]):
    """Every item of every page, with ``async for``; pages are fetched as they are needed.

    Each iteration starts anew, with the first page.
    """

    __slots__ = ("_client", "_input", "_pagination")

    def __init__(
        self, client: ServiceClient, pagination: Pagination[I, O, T], input: I
    ) -> None:
        self._client = client
        self._pagination: Pagination[Any, O, T] = pagination
        self._input: Shape = input

    async def __aiter__(self) -> AsyncIterator[T]:
        items = self._pagination.items
        async for page in self.pages():
            for item in items(page) or ():
                yield item

    async def pages(self) -> AsyncIterator[O]:
        """The outputs, one after the other.

        Raises:
            PaginationError: The service gave a token again, so that the pages would never end.
        """
        facts = self._pagination
        current = self._input
        seen = _Tokens(facts.first_tokens(current))
        while True:
            output = await self._client._invoke(  # pyright: ignore[reportPrivateUsage]
                facts.operation, current
            )
            yield output
            tokens = facts.next_tokens(output)
            if not tokens:
                return
            if seen.repeats(tokens):
                raise PaginationError(
                    f"{facts.operation.name}: the service gave the same "
                    f"{' and '.join(tokens)} again, so the pages would never end"
                )
            current = evolve(current, **tokens)

    def __repr__(self) -> str:
        return f"<Paginator of {self._pagination.operation!r}>"


class _Tokens:
    """Notices tokens that come again, holding on to two of them only.

    The last token finds a page that leads to itself. For longer loops the token held is
    exchanged after 1, 2, 4, 8, … pages (Brent's algorithm): it is met again before the
    loop has been gone round three times.
    """

    __slots__ = ("_age", "_held", "_last", "_lifetime")

    def __init__(self, first: object) -> None:
        self._last = first
        self._held = first
        self._age: int = 0
        self._lifetime: int = 1

    def repeats(self, token: object) -> bool:
        if token in (self._last, self._held):
            return True
        self._last = token
        self._age += 1
        if self._age == self._lifetime:
            self._held = token
            self._age = 0
            self._lifetime *= 2
        return False
