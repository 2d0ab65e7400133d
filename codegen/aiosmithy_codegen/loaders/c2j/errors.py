"""What makes a structure an error, and which wire code it has."""

from __future__ import annotations

from attrs import define, field

from .checked import Checked
from .context import Context, Traits

_QUERY_CODES = frozenset({"ec2", "query"})


@define
class ErrorFacts:
    """What operations say of an error beside its shape: the oldest files say all of it there."""

    references: dict[str, list[Checked]] = field(factory=dict[str, list[Checked]])

    def note(self, name: str, reference: Checked) -> None:
        """An operation has the error of that C2J name."""
        self.references.setdefault(name, []).append(reference)

    def traits(self, context: Context, name: str, shape: Checked) -> Traits:
        """The traits of the shape, if it is an error."""
        places = [shape, *self.references.get(name, ())]
        if len(places) == 1 and not shape.flag("exception"):
            return {}
        facts = next((place for place in places if "error" in place), shape)
        return {
            **_documentation(places),
            **_error(context, name, shape, facts.object("error")),
            **_retryable(shape),
        }


def _documentation(places: list[Checked]) -> Traits:
    for place in places:
        if text := place.text("documentation"):
            return {"smithy.api#documentation": text}
    return {}


def _error(context: Context, name: str, shape: Checked, error: Checked) -> Traits:
    """A fault is the server's; so is a status of 500 and more, whatever ``senderFault`` says (as in Smithy's models)."""
    status = error.integer("httpStatusCode")
    fault = shape.flag("fault") or error.flag("fault") or (status or 0) >= 500
    traits: Traits = {"smithy.api#error": "server" if fault else "client"}
    if status is not None:
        traits["smithy.api#httpError"] = status
    code = error.text("code")
    if code is None:
        return traits
    is_query = not _QUERY_CODES.isdisjoint(context.protocols)
    if is_query or "awsQueryCompatible" in context.metadata.data:
        default = 500 if fault else 400
        traits["aws.protocols#awsQueryError"] = {
            "code": code,
            "httpResponseCode": status or default,
        }
    elif code != name:
        raise shape.wrong(
            f"the error's code {code!a:.80} is not its name, which only query protocols allow",
            "Name the shape after its code.",
        )
    return traits


def _retryable(shape: Checked) -> Traits:
    if "retryable" not in shape:
        return {}
    throttling = shape.object("retryable").flag("throttling")
    return {"smithy.api#retryable": {"throttling": True} if throttling else {}}
