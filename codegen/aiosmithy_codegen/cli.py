"""The ``aiosmithy`` command: arguments, exit codes, and what is said to errors.

Exit codes: 0 done, 1 differences, 2 bad usage or a bad model, with one message and never a traceback.
"""

from __future__ import annotations

import errno
from importlib import import_module
from typing import Any

import click

from .errors import CodegenError, unexpected
from .terminal import plain
from .version import __version__

__all__ = ["main", "plain"]

# Name → module and description. Commands are imported when they are run: `--help` needs none of what they need.
_COMMANDS = {
    "ast": (".ast_command", "Print a model as Smithy's JSON AST 2.0."),
    "check": (
        ".check_command",
        "Compare packages with what would be generated now.",
    ),
    "demo": (".demo", "Show the whole story on this machine."),
    "diff": (".diff_command", "Show what changed in an API, as a caller meets it."),
    "generate": (".generate_command", "Generate a client package for each model."),
    "serve": (".serve.command", "Run a local service that speaks a model."),
}
_INTERRUPTED = 130  # as shells say it: 128 and the number of SIGINT


class _Failure(click.ClickException):
    """One message on stderr, and exit code 2."""

    exit_code = 2

    def format_message(self) -> str:
        return plain(self.message)


class _Commands(click.Group):
    """Turns every error into one message, and finds the lazy commands."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except CodegenError as error:
            raise _Failure(str(error)) from error
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except KeyboardInterrupt:
            click.echo("Stopped.", err=True)
            raise click.exceptions.Exit(_INTERRUPTED) from None
        except OSError as error:
            if error.errno == errno.EPIPE:  # `aiosmithy … | head`: click ends quietly
                raise
            raise _Failure(f"{error.filename or 'failed'}: {error.strerror}") from error
        except Exception as error:
            raise _Failure(str(unexpected(error))) from error

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        module, _ = _COMMANDS[cmd_name]
        found: click.Command = getattr(
            import_module(module, __package__), f"{cmd_name}_command"
        )
        return found

    def format_commands(
        self, ctx: click.Context, formatter: click.HelpFormatter
    ) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in _COMMANDS.items()])


@click.group(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, prog_name="aiosmithy")
def main() -> None:
    """Turn a Smithy service model into an async, typed Python client."""
