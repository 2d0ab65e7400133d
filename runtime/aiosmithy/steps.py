"""What some services want besides what their models say: small changes of inputs and of serialized requests.

An operation names its steps (``Operation.adjust`` before serializing, ``Operation.finish`` after it); they run once a
call, so that retries send the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from .endpoints import parse_url
from .shapes import Shape, evolve

if TYPE_CHECKING:
    from .config import ResolvedConfig
    from .http import HttpRequest

__all__ = ["FixedHeaders", "LastSegments", "OriginFrom", "TextInstead", "post_query"]

I = TypeVar("I", bound=Shape)


class LastSegments:
    """``/hostedzone/Z1`` → ``Z1``: services give ids in a form that they do not take.

    Args:
        names: Attributes of the input.
    """

    __slots__ = ("names",)

    def __init__(self, *names: str) -> None:
        self.names = names

    def __call__(self, input: I) -> I:
        """The input with plain ids."""
        changes: dict[str, str] = {}
        for name in self.names:
            value = getattr(input, name)
            if isinstance(value, str) and "/" in value:
                changes[name] = value.rpartition("/")[2]
        return evolve(input, **changes) if changes else input


class TextInstead:
    """Fills in a text where the input has none, or an empty one.

    Args:
        name: An attribute of the input.
        text: What it is then.
    """

    __slots__ = ("name", "text")

    def __init__(self, name: str, text: str) -> None:
        self.name = name
        self.text = text

    def __call__(self, input: I) -> I:
        """The input with the text."""
        if getattr(input, self.name) in (None, ""):
            return evolve(input, **{self.name: self.text})
        return input


class FixedHeaders:
    """Adds headers that are always the same.

    Args:
        headers: Names in lower case, and values.
    """

    __slots__ = ("headers",)

    def __init__(self, headers: dict[str, str]) -> None:
        self.headers = headers

    def __call__(
        self, request: HttpRequest, input: object, settings: ResolvedConfig
    ) -> None:
        """Add them."""
        request.headers.update(self.headers)


class OriginFrom:
    """Sends the request where a member of the input says.

    Args:
        name: An attribute of the input that holds a URL.
    """

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name

    def __call__(
        self, request: HttpRequest, input: Any, settings: ResolvedConfig
    ) -> None:
        """Set the origin.

        Raises:
            ValueError: The member is no http or https URL.
        """
        value = getattr(input, self.name)
        url = parse_url(value) if isinstance(value, str) else None
        if url is None:
            raise ValueError(f"{self.name} must be an http or https URL")
        request.origin = f"{url.scheme}://{url.authority}"


def post_query(request: HttpRequest, input: object, settings: ResolvedConfig) -> None:
    """A GET as a POST with the query string as its body: it may be longer than URLs can be."""
    if request.method == "GET" and request.query:
        request.method = "POST"
        request.body = request.query.encode()
        request.query = ""
        request.headers["content-type"] = "application/x-www-form-urlencoded"
