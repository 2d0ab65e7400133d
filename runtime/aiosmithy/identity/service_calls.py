"""What sources of identities that call AWS have in common: their clients' settings, and what failures say."""

from __future__ import annotations

import asyncio
from collections.abc import Generator
from contextlib import contextmanager
from importlib import import_module
from typing import TYPE_CHECKING, ClassVar, Final

from ..errors import (
    AiosmithyError,
    ConfigurationError,
    EndpointError,
    IdentityError,
    ServiceError,
    one_line,
)
from .base import Credentials, IdentityNotFoundError, IdentityResolver

if TYPE_CHECKING:
    from ..config import Config

__all__ = ["Nobody", "call_config", "explained", "load_client"]

_TELLING: Final = 16  # characters of a secret that a text would not hold by chance


class Nobody(IdentityResolver):
    """Who signs calls that are not signed: a client that has it looks for no one else."""

    __slots__ = ()

    caches: ClassVar[bool] = True

    async def resolve(self) -> Credentials:
        """Nobody.

        Raises:
            IdentityNotFoundError: Always.
        """
        raise IdentityNotFoundError("the call is not signed")


def call_config(config: Config | None, region: str | None = None) -> Config:
    """Settings for a client that a source of identities calls.

    What says how to reach AWS is taken from the client that needs the identity, what belongs to its service is not.

    Args:
        region: The region to call, if it is not that of the client.
    """
    from ..config import Config

    given = config or Config()
    return Config(
        region=region or given.region,
        profile=given.profile,
        ca_bundle=given.ca_bundle,
        client_certificate=given.client_certificate,
        proxy=given.proxy,
        proxy_ca_bundle=given.proxy_ca_bundle,
        proxy_client_certificate=given.proxy_client_certificate,
        app_id=given.app_id,
    )


async def load_client(service: str) -> None:
    """Import what a call of that service needs in a thread, since it takes longer than a loop should stand still."""
    await asyncio.to_thread(import_module, f"aiosmithy.clients.{service}.operations")


@contextmanager
def explained(
    what: str, service: str, remedy: str, *, secret: str = ""
) -> Generator[None, None, None]:
    """Turn the failure of a call into one that says what was tried.

    Args:
        secret: What is sent and must not be shown, also if it is sent back.

    Raises:
        IdentityError: The call failed.
    """
    try:
        yield
    except IdentityNotFoundError as error:
        # Somebody has asked for this call, so a chain must not go on to another source.
        raise IdentityError(f"{what}: nobody to sign the call: {error}") from error
    except IdentityError:
        raise
    except EndpointError as error:
        raise IdentityError(
            f"{what}: {service} has no endpoint for these settings ({error}); set"
            " AWS_REGION, region in the profile, or region= of the client"
        ) from error
    except ConfigurationError as error:
        raise IdentityError(f"{what}: {error}") from error
    except AiosmithyError as error:
        if secret and secret[:_TELLING] in str(error):
            code = error.code if isinstance(error, ServiceError) else "failed"
            raise IdentityError(f"{what}: {one_line(code)}; {remedy}") from None
        raise IdentityError(f"{what}: {error}; {remedy}") from error
