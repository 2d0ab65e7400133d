"""``errors.py``: exception classes, and the map from error codes to them."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import frozen

from ..docs_layout import Block, docstring_text
from ..model import Member, Shape
from .context import Context
from .imports import Imports, ImportView
from .text import attribute_doc, class_doc, module_doc
from .types import Types, default, zero


@frozen
class ErrorFieldView:
    name: str
    type: str
    default: str
    doc: str | None


@frozen
class ErrorView:
    name: str
    code: str
    key: str
    doc: str
    fault: str
    http_status: int
    retryable: bool
    throttling: bool
    sensitive: tuple[str, ...]
    message_doc: str | None
    """What the model says about the message, which the base class holds."""
    fields: tuple[ErrorFieldView, ...]


@frozen
class ErrorsView:
    header: str
    module_doc: str
    base: str
    base_doc: str
    imports: tuple[tuple[ImportView, ...], ...]
    typing_imports: tuple[tuple[ImportView, ...], ...]
    errors: tuple[ErrorView, ...]


def errors_view(context: Context) -> ErrorsView:
    """All errors that the operations name, sorted by name."""
    types = Types(context, Imports())
    imports = Imports()
    errors = tuple(_error(context, types, imports, shape) for shape in context.errors)
    base = context.symbols.service.error_base
    imports.add("collections.abc", "Mapping")
    imports.add("typing", "Final")
    imports.add("aiosmithy.errors", "ServiceError")
    if errors:
        imports.add("aiosmithy.errors", "Fault")
    if any(error.sensitive for error in errors):
        imports.add("typing", "ClassVar")
    typing_imports = types.imports.without(imports).views()
    if typing_imports:
        imports.add("typing", "TYPE_CHECKING")
    return ErrorsView(
        header=context.header,
        module_doc=module_doc(
            f"Exceptions of {context.title}, and the map from error codes to them.",
            f"All derive from :class:`{base}`; an error that the model does not name is"
            " raised as that class itself.",
        ),
        base=base,
        base_doc=docstring_text(
            [Block(f"Any error that {context.title} answered.")], indent=4
        ),
        imports=imports.views(),
        typing_imports=typing_imports,
        errors=errors,
    )


def _error(context: Context, types: Types, imports: Imports, shape: Shape) -> ErrorView:
    fault = str(shape.traits["smithy.api#error"])
    retryable = shape.traits.get("smithy.api#retryable")
    name = context.symbols.shape(shape.id)
    return ErrorView(
        name=name,
        code=context.error_code(shape),
        key=context.error_keys[shape.id],
        doc=class_doc(shape.traits, f"The error ``{shape.name}``."),
        fault="client" if fault == "client" else "server",
        http_status=_status(context, shape, fault),
        retryable=retryable is not None,
        throttling=bool(retryable and retryable.get("throttling")),
        sensitive=tuple(_sensitive(context, shape)),
        message_doc=_message_doc(context, shape),
        fields=tuple(
            _field(context, types, imports, member)
            for member in context.error_members(shape)
        ),
    )


def _status(context: Context, shape: Shape, fault: str) -> int:
    """``@httpError``, or what the protocol has instead, else what its documentation says to take for the fault."""
    status = shape.traits.get("smithy.api#httpError")
    status = context.query_error(shape).get("httpResponseCode", status)
    return int(status) if status is not None else (400 if fault == "client" else 500)


def _sensitive(context: Context, shape: Shape) -> Iterator[str]:
    """The attributes that must not be shown; ``message`` may be one of them."""
    whole = "smithy.api#sensitive" in shape.traits
    for member in shape.members.values():
        if whole or context.is_sensitive(member):
            is_message = member.name.lower() == "message"
            yield "message" if is_message else context.symbols.member(member.id)


def _message_doc(context: Context, shape: Shape) -> str | None:
    members = shape.members.values()
    messages = (each for each in members if each.name.lower() == "message")
    docs = (attribute_doc(context.model, each) for each in messages)
    return next(filter(None, docs), None)


def _field(
    context: Context, types: Types, imports: Imports, member: Member
) -> ErrorFieldView:
    """Every member has a default, so that an error can be made of its message alone.

    What the defaults need is imported when the module is; what only types need is not.
    """
    presence = context.presence(member)
    value = zero(context.model.target(member))
    if presence == "default":
        found = default(context, member, imports)
        value = None if found.factory else found.expression
    if value is None or presence == "optional":
        value, type_ = "None", types.optional(member.target)
    else:
        type_ = types.of(member.target)
    return ErrorFieldView(
        name=context.symbols.member(member.id),
        type=type_,
        default=value,
        doc=attribute_doc(context.model, member),
    )
