"""C2J, the format of the models that botocore ships, raised to Smithy.

What C2J says becomes traits; what it cannot say (defaults, names of enum members, resources) takes Smithy's meaning of
silence. Names, documentation and rule sets stay as they are. Keys that carry no meaning for a client, and keys that are
newer than this reader, are passed over; a test knows every key of botocore's files, and why one of them is not read.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...errors import ModelError
from ..document import Document
from .context import Context, Traits, context_of
from .errors import ErrorFacts
from .examples import raise_examples
from .files import Files
from .operations import raise_operations
from .pagination import raise_paginators
from .service import raise_service
from .shapes import raise_shapes
from .waiters import raise_waiters

__all__ = ["raise_c2j"]


def raise_c2j(files: Mapping[str, dict[str, Any]], file: str) -> Document:
    """One service as a Smithy JSON AST.

    Args:
        files: The parsed files by base name, as botocore names them: ``service-2``, which must be there, and those of
            ``paginators-1``, ``waiters-2``, ``endpoint-rule-set-1`` and ``examples-1`` that exist, and the
            ``.sdk-extras`` of each.
        file: What they are called in messages.

    Raises:
        ModelError: A file is no C2J, or contradicts itself.
    """
    service = Files(files, file)
    if "service-2" not in service:
        raise ModelError(
            "there is no service-2 file",
            file=file,
            remedy="Give the service's service-2.json, or the folder that holds it.",
        )
    context = context_of(service.checked("service-2"))
    members = raise_shapes(context, _error_facts(context))
    raise_operations(context, members, _operation_traits(context, service))
    raise_service(context, service.checked("endpoint-rule-set-1"))
    return Document(file, {"smithy": "2.0", "shapes": context.definitions})


def _error_facts(context: Context) -> ErrorFacts:
    facts = ErrorFacts()
    for operation in context.operations.values():
        for error in operation.items("errors"):
            facts.note(context.expect(error), error)
    return facts


def _operation_traits(context: Context, files: Files) -> dict[str, Traits]:
    """What the files beside ``service-2`` say of operations."""
    found: dict[str, Traits] = {}
    for traits in (
        raise_paginators(context, files.checked("paginators-1")),
        raise_waiters(context, files.checked("waiters-2")),
        raise_examples(context, files.checked("examples-1")),
    ):
        for operation, added in traits.items():
            found.setdefault(operation, {}).update(added)
    return found
