"""``python -m aiosmithy_codegen``, and the ``aiosmithy`` command. Imports nothing that the extra ``codegen`` installs."""

from __future__ import annotations

import sys
from importlib.util import find_spec

_NEEDED = ("black", "click", "jinja2", "jmespath", "rich")


def main() -> None:
    """Run the command line; without the generator's dependencies, say how to install them."""
    missing = [name for name in _NEEDED if find_spec(name) is None]
    if missing:
        sys.stderr.write(
            f"The generator needs {', '.join(missing)}. This installs it:\n"
            "  pip install 'aiosmithy[codegen]'\n"
        )
        sys.exit(2)
    from .cli import main as commands

    commands(prog_name="aiosmithy")


if __name__ == "__main__":
    main()
