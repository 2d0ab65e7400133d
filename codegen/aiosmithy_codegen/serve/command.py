"""``aiosmithy serve``: runs the local service until it is interrupted."""

from __future__ import annotations

import asyncio
import logging
import sys
from collections.abc import Sequence

import click
from aiohttp import web
from attrs import frozen
from rich.console import Console
from rich.markup import escape

from ..errors import UsageError
from ..loaders.assemble import load_model
from ..overlay import apply_overlay
from ..selection import Selection, select
from ..source import read_source, read_together
from .app import build_app, running
from .faults import parse_option
from .settings import DEFAULT_ACCESS_KEY, DEFAULT_SECRET_KEY, Secret, Settings


@frozen
class Banner:
    """What the user is told at the start."""

    title: str
    endpoint_variable: str
    access_key: str
    secret_key: str
    session_token: str | None


def read_selection(
    spec: str, overlays: Sequence[str] = (), service: str | None = None
) -> Selection:
    """All operations of a service in a model, with its overlays."""
    model = load_model(read_together([spec]).documents)
    for overlay in overlays:
        document = read_source(overlay)
        model = apply_overlay(model, document.document, document.location)
    return select(model, service, ())


@click.command("serve")
@click.argument("model", metavar="MODEL")
@click.option("--port", type=click.IntRange(0, 65535), default=0, show_default="any")
@click.option("--overlay", "overlays", multiple=True, metavar="FILE")
@click.option("--service", metavar="ID", help="Which service, if there are several.")
@click.option(
    "--fault",
    "faults",
    multiple=True,
    metavar="OPERATION=FAULT",
    help="throttle[:N], status:CODE[:N], stall:SECONDSs[:N], cut[:N] or junk[:N];"
    " without N until cleared. OPERATION may be *.",
)
@click.option("--access-key", default=DEFAULT_ACCESS_KEY, show_default=True)
@click.option("--secret-key", default=DEFAULT_SECRET_KEY, show_default=True)
@click.option("--session-token", help="Expected of every request, if given.")
@click.option(
    "--step-seconds",
    type=click.FloatRange(min=0),
    default=0.5,
    show_default=True,
    help="How long a resource stays in each status.",
)
@click.option("--quiet", is_flag=True, help="Do not log the requests.")
def serve_command(
    model: str,
    port: int,
    overlays: tuple[str, ...],
    service: str | None,
    faults: tuple[str, ...],
    access_key: str,
    secret_key: str,
    session_token: str | None,
    step_seconds: float,
    quiet: bool,
) -> None:
    """Run a local service that speaks MODEL, on loopback, until Ctrl-C.

    It verifies signatures, checks constraints, remembers what is created, and fails when told to: with --fault, or at
    run time with PUT /_serve/faults.
    """
    selection = read_selection(model, overlays, service)
    settings = Settings(
        keys={access_key: Secret(secret_key, session_token)},
        faults=fault_options(faults),
        step_seconds=step_seconds,
    )
    app = build_app(selection, settings)
    logging.basicConfig(
        level=logging.WARNING if quiet else logging.INFO,
        format="%(asctime)s %(message)s",
        datefmt="%H:%M:%S",
        stream=sys.stderr,
    )
    banner = Banner(
        str(selection.service.traits.get("smithy.api#title", selection.service.name)),
        endpoint_variable(selection),
        access_key,
        secret_key,
        session_token,
    )
    try:
        asyncio.run(_serve(app, port, banner))
    except KeyboardInterrupt:
        click.echo("Stopped.")
    except OSError as error:
        raise UsageError(
            f"port {port} cannot be opened: {error.strerror or error}",
            remedy="Choose another one with --port, or --port 0 for any.",
        ) from error


def fault_options(options: Sequence[str]) -> dict[str, list[str]]:
    """Faults by operation, in the order that they were given."""
    faults: dict[str, list[str]] = {}
    for option in options:
        operation, fault = parse_option(option)
        faults.setdefault(operation, []).append(fault)
    return faults


def endpoint_variable(selection: Selection) -> str:
    """The environment variable that sends this service's clients here."""
    sdk_id = selection.service.traits.get("aws.api#service", {}).get("sdkId")
    if not sdk_id:
        return "AWS_ENDPOINT_URL"
    return f"AWS_ENDPOINT_URL_{str(sdk_id).upper().replace(' ', '_')}"


async def _serve(app: web.Application, port: int, banner: Banner) -> None:
    async with running(app, port) as url:
        _show(banner, url)
        await asyncio.Event().wait()


def _show(banner: Banner, url: str) -> None:
    console = Console(highlight=False, soft_wrap=True)
    lines = {
        banner.endpoint_variable: url,
        "AWS_ACCESS_KEY_ID": banner.access_key,
        "AWS_SECRET_ACCESS_KEY": banner.secret_key,
        "AWS_SESSION_TOKEN": banner.session_token,
        "AWS_REGION": "us-east-1",
    }
    word = "set" if sys.platform == "win32" else "export"
    console.print(f"Serving {escape(banner.title)} at [bold]{url}[/bold]")
    console.print("Any AWS SDK or tool talks to it with:\n")
    for name, value in lines.items():
        if value is not None:
            console.print(f"  {word} {name}={escape(value)}")
    console.print("\nCtrl-C stops it.")
    sys.stdout.flush()
