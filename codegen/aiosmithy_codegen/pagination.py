"""Which operations are paginated, and what their traits say.

``smithy.api#paginated`` knows one token and plain paths. What C2J's paginators know beyond that is in a trait of our own,
which then says everything and goes first.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .model import Shape

PAGINATED = "smithy.api#paginated"
PAGINATOR = "aiosmithy.api#paginator"
"""An object of

- ``inputTokens``: names of input members,
- ``outputTokens``: as many JMESPath expressions about the output,
- ``moreResults``: such an expression; pages end where it is false, whatever the tokens are,
- ``items``: a path to the list or map in the output that holds the items,
- ``resultKeys``: all paths in the output that grow from page to page,
- ``nonAggregateKeys``: paths in the output that are the same on every page,
- ``pageSize``: the name of an input member.

The first two are required."""


def is_paginated(operation: Shape) -> bool:
    """Whether a client offers to page through the operation."""
    return PAGINATED in operation.traits or PAGINATOR in operation.traits


def pagination_of(service: Shape, operation: Shape) -> Mapping[str, Any]:
    """The facts of a paginated operation, under the names of ``aiosmithy.api#paginator``.

    What ``smithy.api#paginated`` leaves out, the service's says
    (https://smithy.io/2.0/spec/behavior-traits.html#paginated-trait).
    """
    if PAGINATOR in operation.traits:
        found: Mapping[str, Any] = operation.traits[PAGINATOR]
        return found
    defaults: Mapping[str, Any] = service.traits.get(PAGINATED) or {}
    own: Mapping[str, Any] = operation.traits[PAGINATED] or {}
    facts = {**defaults, **own}
    return {
        "inputTokens": [facts.get("inputToken", "")],
        "outputTokens": [facts.get("outputToken", "")],
        **{key: facts[key] for key in ("items", "pageSize") if key in facts},
    }
