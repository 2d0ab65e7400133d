"""What two models say alike, and the texts in which they may not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from spec_model import DOCUMENTATION, EXAMPLES

DEPRECATED = "smithy.api#deprecated"
RULE_SET = "smithy.rules#endpointRuleSet"


def facts(value: Any) -> Any:
    """The value without texts written for people and without traits that only such texts made necessary."""
    if isinstance(value, list):
        return [facts(item) for item in value]
    if not isinstance(value, dict):
        return value
    kept = {
        key: facts(item)
        for key, item in value.items()
        if key not in (DOCUMENTATION, EXAMPLES)
    }
    if DEPRECATED in kept:
        kept[DEPRECATED].pop("message", None)
    if RULE_SET in kept:
        for parameter in kept[RULE_SET]["parameters"].values():
            parameter.pop("documentation", None)
    if kept.get("traits") == {}:
        del kept["traits"]
    return kept


def texts(value: Any) -> Iterator[str]:
    """Every documentation, deprecation message and reason in the document."""
    if isinstance(value, list):
        for item in value:
            yield from texts(item)
    elif isinstance(value, dict):
        for key, item in value.items():
            if key in (
                DOCUMENTATION,
                "documentation",
                "message",
                "reason",
            ) and isinstance(item, str):
                yield item
            else:
                yield from texts(item)


def words(text: str) -> tuple[str, ...]:
    return tuple(re.findall(r"[a-z0-9']+", re.sub(r"<[^>]*>", " ", text).lower()))


def sentences(text: str) -> set[tuple[str, ...]]:
    parts = re.split(r"[.;:!?](?=\s|$)|</?(?:p|li|ul)>", text)
    return {split for part in parts if (split := words(part))}


def runs(text: str, length: int = 8) -> set[tuple[str, ...]]:
    split = words(text)
    return {split[start : start + length] for start in range(len(split) - length + 1)}
