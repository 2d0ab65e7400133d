"""Endpoint rules compiled to Python: functions of nested ifs, as one would write them by hand.

The input is the value of ``smithy.rules#endpointRuleSet`` or ``smithy.rules#endpointBdd``
(https://smithy.io/2.0/additional-specs/rules-engine/specification.html). Text of the model reaches the code as string
constants only, names only after they were matched against the grammar of identifiers.
"""

from .choice import compile_endpoints
from .compiler import compile_rule_set
from .decisions import compile_bdd
from .fallback import NO_RULES
from .view import STANDARD_PARAMETERS, EndpointParameter, EndpointsView, Import, Part

__all__ = [
    "NO_RULES",
    "STANDARD_PARAMETERS",
    "EndpointParameter",
    "EndpointsView",
    "Import",
    "Part",
    "compile_bdd",
    "compile_endpoints",
    "compile_rule_set",
]
