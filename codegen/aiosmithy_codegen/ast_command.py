"""``aiosmithy ast``: the canonical JSON AST 2.0 of anything that can be read."""

from __future__ import annotations

import click

from .json_text import json_text
from .loaders.canonical import canonical_ast
from .source import read_together


@click.command("ast")
@click.argument("models", nargs=-1, required=True, metavar="MODEL...")
def ast_command(models: tuple[str, ...]) -> None:
    """Print what MODEL says as Smithy's JSON AST 2.0.

    A MODEL is a file, a folder or botocore:SERVICE, in any format that `generate` takes. Several are merged into one model.
    Equal models give equal text: shapes and traits are in order, and what Smithy 1.0 left unsaid is said.
    """
    click.echo(json_text(canonical_ast(read_together(models).documents)), nl=False)
