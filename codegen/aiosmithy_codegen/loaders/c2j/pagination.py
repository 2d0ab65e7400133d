"""``paginators-1``: what Smithy's ``@paginated`` can say, it says; the rest is in a trait of our own."""

from __future__ import annotations

from typing import Any

from ...errors import shown
from ...pagination import PAGINATED, PAGINATOR
from .checked import Checked
from .context import Context, Traits
from .paths import is_plain, kind_at

_MORE = frozenset({"moreResults", "nonAggregateKeys"})


def raise_paginators(context: Context, root: Checked) -> dict[str, Traits]:
    """Operation → its traits."""
    return {
        name: _paginator(context, name, facts)
        for name, facts in root.objects("pagination").items()
    }


def _paginator(context: Context, name: str, facts: Checked) -> Traits:
    if name not in context.operations:
        raise facts.wrong(f"there is no operation {shown(name)}")
    operation = context.operations[name]
    inputs, outputs = _texts(facts, "input_token"), _texts(facts, "output_token")
    if not inputs or len(inputs) != len(outputs):
        raise facts.wrong("needs as many of input_token as of output_token")
    size = facts.text("limit_key")
    for member in [*inputs, *([size] if size is not None else [])]:
        if kind_at(context, operation.object("input"), member) is None:
            raise facts.wrong(f"{shown(member)} is no member of the input")
    keys = _texts(facts, "result_key")
    found = _without_none(
        inputTokens=inputs,
        outputTokens=outputs,
        moreResults=facts.text("more_results"),
        items=_items(context, operation.object("output"), keys),
        resultKeys=keys,
        nonAggregateKeys=_texts(facts, "non_aggregate_keys"),
        pageSize=size,
    )
    return _traits(context, operation, found)


def _traits(context: Context, operation: Checked, found: dict[str, Any]) -> Traits:
    """``@paginated`` has one token, found by a plain path; our own trait is there where it says more."""
    traits: Traits = {}
    (token, *others), output = found["outputTokens"], operation.object("output")
    if not others and kind_at(context, output, token) is not None:
        traits[PAGINATED] = _without_none(
            inputToken=found["inputTokens"][0],
            outputToken=token,
            items=found.get("items"),
            pageSize=found.get("pageSize"),
        )
    is_more = found.get("resultKeys", []) not in ([], [found.get("items")])
    if not traits or is_more or not _MORE.isdisjoint(found):
        traits[PAGINATOR] = found
    return traits


def _items(context: Context, output: Checked, keys: list[str]) -> str | None:
    """The one list or map among the keys; of several none is *the* items, as in Smithy's models of the same services."""
    lists = [key for key in keys if kind_at(context, output, key) in ("list", "map")]
    return lists[0] if len(lists) == 1 and is_plain(lists[0]) else None


def _texts(facts: Checked, key: str) -> list[str]:
    """One string, or a list of them."""
    value = facts.data.get(key)
    return [value] if isinstance(value, str) else facts.texts(key)


def _without_none(**facts: Any) -> dict[str, Any]:
    return {key: value for key, value in facts.items() if value not in (None, [])}
