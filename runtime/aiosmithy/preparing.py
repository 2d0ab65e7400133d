"""From an input to the request that all attempts of a call send, and to what the input says to the endpoint rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from . import errors
from .responses import MISFITS

if TYPE_CHECKING:
    from collections.abc import Callable

    from .config import ResolvedConfig
    from .http import HttpRequest
    from .operation import Operation
    from .shapes import Shape

__all__ = ["prepare"]

I = TypeVar("I", bound="Shape")


def prepare(
    operation: Operation[I, Any],
    input: I,
    settings: ResolvedConfig,
    *,
    finish: tuple[Callable[[HttpRequest, I, ResolvedConfig], None], ...] | None = None,
) -> tuple[HttpRequest, dict[str, Any]]:
    """The request, and the call's own endpoint parameters.

    Serializers are quick and refuse what does not fit; only then is the input looked at closely.

    Args:
        finish: The steps that finish the request, if not those of the operation.

    Raises:
        ValidationError: The input does not fit the model.
    """
    adjusted = input
    try:
        for adjust in operation.adjust:
            adjusted = adjust(adjusted)
        request = operation.serialize(adjusted)
        parameters = operation.endpoint_parameters
        known = {} if parameters is None else parameters(adjusted)
        for step in operation.finish if finish is None else finish:
            step(request, adjusted, settings)
    except MISFITS as error:
        raise _explain(operation, input, error) from error
    if settings.check_constraints:
        _check(operation, input)
    return request, known


def _schemas(operation: Operation[Any, Any]) -> Any:
    return operation.service.schemas.SCHEMAS


def _explain(
    operation: Operation[I, Any], input: I, error: Exception
) -> errors.ValidationError:
    from .validation import explain

    schemas = _schemas(operation)
    return explain(
        error, input, schemas[operation.input_type.__name__], schemas, operation.name
    )


def _check(operation: Operation[I, Any], input: I) -> None:
    from .validation import check

    schemas = _schemas(operation)
    schema = schemas[operation.input_type.__name__]
    problems = check(input, schema, schemas, constraints=True)
    if problems:
        raise errors.ValidationError(problems, operation.name)
