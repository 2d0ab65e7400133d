"""What ``endpoints.py.jinja`` sees of a compiled rule set: plain strings."""

from __future__ import annotations

from attrs import frozen


@frozen
class EndpointParameter:
    """One keyword argument of ``resolve_endpoint``."""

    name: str
    """A legal Python name: ``use_fips``."""
    type: str
    """Its annotation: ``str | None``."""
    default: str
    """Its default, as Python: ``None``."""
    docs: str
    """What the model says about it: free text, still to be escaped for a docstring."""
    built_in: str
    """The value of the client that it is bound to, as the model spells it (``AWS::UseFIPS``); empty if there is none."""
    source: str = ""
    """Its name in the rules."""
    used: bool = True
    """Whether the rules read it; what they do not read need not be said."""


STANDARD_PARAMETERS = (
    EndpointParameter("region", "str | None", "None", "", "AWS::Region"),
    EndpointParameter("use_dual_stack", "bool", "False", "", "AWS::UseDualStack"),
    EndpointParameter("use_fips", "bool", "False", "", "AWS::UseFIPS"),
    EndpointParameter("endpoint", "str | None", "None", "", "SDK::Endpoint"),
)
"""What the runtime always says, whether or not the rules ask."""


@frozen
class Import:
    """``from <module> import <names>``."""

    module: str
    names: tuple[str, ...]


@frozen
class Part:
    """A function of its own for rules that are too many for one: the variables that they see are its arguments."""

    name: str
    parameters: tuple[tuple[str, str], ...]  # names and types
    body: tuple[str, ...]


@frozen
class EndpointsView:
    """The compiled rules: a signature, a body, and what the body needs."""

    parameters: tuple[EndpointParameter, ...]
    body: tuple[str, ...]
    """Lines of Python without the function's own indentation; no line is a part of a multi-line string."""
    parts: tuple[Part, ...]
    """What the body calls, and these call; the names begin with an underscore, as no variable's does."""
    imports: tuple[Import, ...]
    call_parameters: tuple[tuple[str, str], ...]
    """Built-in → argument name: ``("AWS::Region", "region")``. Only what the rule set declares."""
