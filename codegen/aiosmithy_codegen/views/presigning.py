"""``presigning.py``: a method for each operation of which a URL, and headers beside it, can carry the whole input.

What an input has in a body cannot go into a URL, but for the fields of a form. S3 alone takes a body that is not signed:
it is left to whoever sends the request, if no checksum of it is required.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from attrs import frozen

from ..auth import accepted_auth
from ..customizations import reads_query, signs_content, takes_forms
from ..docs_layout import Block, docstring_text, entry
from ..model import Member, Shape
from ..symbols import OperationNames
from .arguments import Arguments, ArgumentView
from .bindings import Bindings, bind_request
from .context import Context
from .imports import Imports, ImportView
from .text import module_doc, section
from .types import Types

PRESIGNING = "Presigning"
"""The class that has the methods."""

_SCHEMES = frozenset({"aws.auth#sigv4", "aws.auth#sigv4a"})


@frozen
class PresignView:
    name: str
    arguments: tuple[ArgumentView, ...]
    expiry: str  # the argument that says how long the request lives
    doc: str
    input: str
    constant: str


@frozen
class PresigningView:
    header: str
    module_doc: str
    name: str
    imports: tuple[tuple[ImportView, ...], ...]
    methods: tuple[PresignView, ...]
    posts: str  # the upload that a form can stand for; empty if there is none
    posts_input: str


def presigning_view(context: Context) -> PresigningView | None:
    """None if nothing can be presigned."""
    imports = Imports()
    imports.add("aiosmithy.client", "ServiceClient")
    imports.add("aiosmithy.presigning", "PresignedRequest")
    imports.add(".", "operations", "shapes")
    methods = sorted(_methods(context, imports), key=lambda view: view.name)
    if not methods:
        return None
    posts = next(_uploads(context), None)
    if posts is not None:
        imports.add("aiosmithy.s3_posts", "Condition", "PresignedPost")
        imports.add("collections.abc", "Mapping", "Sequence")
    return PresigningView(
        context.header,
        module_doc(f"Calls of {context.title}, signed for others to make."),
        PRESIGNING,
        imports.views(),
        tuple(methods),
        posts.constant if posts else "",
        posts.input if posts else "",
    )


def _uploads(context: Context) -> Iterator[OperationNames]:
    """https://docs.aws.amazon.com/AmazonS3/latest/API/RESTObjectPOST.html: S3's, and no operation of the model."""
    for operation in context.callable:
        if takes_forms(context.service, operation):
            yield context.symbols.operation(operation.id)


def _methods(context: Context, imports: Imports) -> Iterator[PresignView]:
    """An operation of the service's own that has such a name goes before."""
    operations = [context.symbols.operation(each.id) for each in context.operations]
    taken = {names.method for names in operations}
    arguments = Arguments(context, Types(context, imports))
    for operation in context.callable:
        name = f"presign_{context.symbols.operation(operation.id).method}"
        members = presigned_members(context, operation)
        if members is not None and name not in taken:
            found = arguments.of(operation, members)
            yield _method(context, operation, name, found)


def _method(
    context: Context, operation: Shape, name: str, arguments: tuple[ArgumentView, ...]
) -> PresignView:
    names = context.symbols.operation(operation.id)
    expiry = "expires_in"
    while any(argument.name == expiry for argument in arguments):
        expiry = f"url_{expiry}"
    whole = len(arguments) == len(context.input(operation).members)
    same = "" if whole else " but for the body, which whoever sends it adds"
    lives = Block("For how many seconds it can be sent; at most a week.")
    blocks = [
        Block(f"``{names.method}`` as a signed request, for anybody to send."),
        Block(f"Takes the same arguments{same}."),
        *section("Args", [entry(expiry, [lives])]),
    ]
    return PresignView(
        name=name,
        arguments=arguments,
        expiry=expiry,
        doc=docstring_text(blocks, indent=8),
        input=names.input,
        constant=names.constant,
    )


def presigned_members(context: Context, operation: Shape) -> list[Member] | None:
    """The members that a presigned request carries, in the model's order; None if it cannot be presigned."""
    if _SCHEMES.isdisjoint(accepted_auth(context.service, operation)):
        return None
    input_ = context.input(operation)
    bound = bind_request(context, input_)
    if bound.events or not _carries(context, operation, bound):
        return None
    left_out = {member.name for member in bound.payload}
    return [m for m in input_.members.values() if m.name not in left_out]


def _carries(context: Context, operation: Shape, bound: Bindings) -> bool:
    if not context.protocol.binds_http:
        return context.protocol.writes_form
    if not bound.payload:
        return not bound.body or reads_query(context.service, operation)
    return signs_content(context.service) and _is_free(
        context, operation, bound.payload
    )


def _is_free(context: Context, operation: Shape, payload: Iterable[Member]) -> bool:
    """Whether the service takes any body, or none."""
    checksum = operation.traits.get("aws.protocols#httpChecksum", {})
    required = checksum.get("requestChecksumRequired") is True
    if required or "smithy.api#httpChecksumRequired" in operation.traits:
        return False
    return not any(
        context.presence(member, top_level_input=True) == "required"
        for member in payload
    )
