"""Endpoint rule sets compiled to Python: one function of nested ifs, as one would write it by hand.

The input is the value of ``smithy.rules#endpointRuleSet``
(https://smithy.io/2.0/additional-specs/rules-engine/specification.html). Text of the model reaches the code as string
constants only, names only after they were matched against the grammar of identifiers.
"""

from .compiler import compile_rule_set
from .fallback import NO_RULES
from .view import STANDARD_PARAMETERS, EndpointParameter, EndpointsView, Import, Part

__all__ = [
    "NO_RULES",
    "STANDARD_PARAMETERS",
    "EndpointParameter",
    "EndpointsView",
    "Import",
    "Part",
    "compile_rule_set",
]
