"""Pages of a list, and the tokens between them.

A token names the last record that was given, so that records that come or go in between shift nothing.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from attrs import field, frozen

from ..model import Model, Shape
from .refusals import refused_value
from .store import Record


@frozen
class Paging:
    """The facts of the ``paginated`` trait; all empty for a list that has no pages."""

    input_token: str = ""
    output_token: str = ""
    page_size: str = ""
    items: str = ""


def paging(model: Model, service: Shape, operation: Shape) -> Paging:
    """The operation's facts, completed by the service's."""
    if "smithy.api#paginated" not in operation.traits:
        return Paging(items=_only_list(model, operation))
    common: Mapping[str, str] = service.traits.get("smithy.api#paginated", {})
    own: Mapping[str, str] = operation.traits["smithy.api#paginated"]
    facts = {**common, **own}
    return Paging(
        facts.get("inputToken", ""),
        facts.get("outputToken", ""),
        facts.get("pageSize", ""),
        facts.get("items") or _only_list(model, operation),
    )


@frozen
class Pager:
    """Cuts pages. The key makes tokens that nobody else can make."""

    key: bytes = field(factory=lambda: secrets.token_bytes(16), repr=False)

    def page(
        self, records: Sequence[Record], question: str, token: str | None, size: int
    ) -> tuple[list[Record], str | None]:
        """One page of the records and the token of the next one, None at the end.

        The token is good for the same question (operation and filters) only.
        """
        after = 0 if token is None else self._read(token, question)
        rest = [record for record in records if record.number > after]
        page = rest[:size]
        if len(rest) <= len(page):
            return page, None
        return page, self._write(page[-1].number if page else after, question)

    def _write(self, number: int, question: str) -> str:
        text = json.dumps([number, self._seal(number, question)])
        return base64.urlsafe_b64encode(text.encode()).decode()

    def _read(self, token: str, question: str) -> int:
        try:
            number, seal = json.loads(base64.urlsafe_b64decode(token.encode()))
            if hmac.compare_digest(str(seal), self._seal(number, question)):
                return int(number)
        except (ValueError, TypeError, RecursionError):
            pass
        raise refused_value("The pagination token is not one of this list.")

    def _seal(self, number: Any, question: str) -> str:
        text = json.dumps([number, question])
        return hmac.new(self.key, text.encode(), hashlib.sha256).hexdigest()[:24]


def question_of(operation: Shape, values: Mapping[str, Any], facts: Paging) -> str:
    """What a list is asked for, apart from the page."""
    asked = {
        name: value
        for name, value in values.items()
        if name not in (facts.input_token, facts.page_size)
    }
    return json.dumps([operation.id, asked], sort_keys=True, default=str)


def _only_list(model: Model, operation: Shape) -> str:
    for name, member in model.expect(operation.output).members.items():
        if model.target(member).type == "list":
            return name
    return ""
