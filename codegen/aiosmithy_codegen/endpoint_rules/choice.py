"""Which of a service's traits its endpoints come from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .compiler import compile_rule_set
from .decisions import compile_bdd
from .fallback import NO_RULES
from .view import EndpointsView

_RULE_SET = "smithy.rules#endpointRuleSet"
_BDD = "smithy.rules#endpointBdd"


def compile_endpoints(
    traits: Mapping[str, Any], *, shape: str, file: str
) -> EndpointsView:
    """The endpoint rules of a service with these traits; without any, its only endpoint is the one that is given.

    The rule set wins over the diagram that AWS makes of it: a person can check the code against it, and a service reads
    the same whether its model is Smithy's or C2J, which has rule sets alone. Both resolve in the same time here.

    Raises:
        ModelError: The rules break the specification.
        UnsupportedError: They use a version or a function that is not known.
    """
    if _BDD in traits and _RULE_SET not in traits:
        return compile_bdd(traits[_BDD], shape=shape, file=file)
    return compile_rule_set(traits.get(_RULE_SET, NO_RULES), shape=shape, file=file)
