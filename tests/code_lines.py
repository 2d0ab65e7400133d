"""How much code a package has: lines that hold a token which is neither a comment nor a docstring.

``python tests/code_lines.py FOLDER…`` prints it by file.
"""

from __future__ import annotations

import ast
import sys
import tokenize
from collections.abc import Mapping
from io import StringIO
from pathlib import Path

_NOT_CODE = frozenset(
    {
        tokenize.COMMENT,
        tokenize.NL,
        tokenize.NEWLINE,
        tokenize.INDENT,
        tokenize.DEDENT,
        tokenize.ENDMARKER,
    }
)


def code_lines(source: str) -> int:
    """The lines of code of one module; a string that stands for itself, wherever it stands, is a docstring."""
    documented = {
        line
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
        for line in range(node.lineno, (node.end_lineno or node.lineno) + 1)
    }
    lines = {
        line
        for token in tokenize.generate_tokens(StringIO(source).readline)
        if token.type not in _NOT_CODE
        for line in range(token.start[0], token.end[0] + 1)
    }
    return len(lines - documented)


def package_lines(files: Mapping[str, str]) -> dict[str, int]:
    """Module → its lines of code."""
    return {
        name: code_lines(text)
        for name, text in sorted(files.items())
        if name.endswith(".py")
    }


def main() -> None:
    """Print the lines of code of some folders."""
    for folder in map(Path, sys.argv[1:]):
        modules = sorted(folder.rglob("*.py"))
        found = package_lines({str(path): path.read_text("utf-8") for path in modules})
        for name, lines in found.items():
            print(f"{lines:6} {name}")
        print(f"{sum(found.values()):6} {folder}")


if __name__ == "__main__":
    main()
