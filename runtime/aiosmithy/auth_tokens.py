"""Passwords for databases that take IAM's word: presigned requests that no one sends.

They are functions, not methods of a client of that service: who connects to a database needs none of its operations,
and any client's credentials, region and clock will do::

    async with STSClient() as client:
        password = await rds_auth_token(client, host="db.example.com", port=5432, user="reader")

https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.IAMDBAuth.Connecting.html and
https://docs.aws.amazon.com/aurora-dsql/latest/userguide/SECTION_authentication-token.html
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote

from .errors import ConfigurationError
from .http import HttpRequest
from .stream_bodies import refused

if TYPE_CHECKING:
    from .client import ServiceClient

__all__ = ["dsql_admin_auth_token", "dsql_auth_token", "rds_auth_token"]

_HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]{0,252}[A-Za-z0-9])?")
_LIFETIME = 900  # seconds: RDS takes no longer ones


async def rds_auth_token(
    client: ServiceClient, *, host: str, port: int, user: str, region: str | None = None
) -> str:
    """The password of a database user of RDS or Aurora, good for a connection within 15 minutes.

    Args:
        client: Whose credentials sign; of any service.
        region: Where the database is, if not in the client's region.

    Raises:
        ConfigurationError: There is no region.
        IdentityError: There is nobody to sign.
        ValidationError: The host is no host name, or the port no port.
    """
    if not isinstance(port, int) or not 0 < port < 65536:
        raise refused("port: give the number that the database listens on")
    query = f"Action=connect&DBUser={quote(user, safe='')}"
    host = f"{_checked(host)}:{port}"
    return await _token(client, host, query, "rds-db", region, _LIFETIME)


async def dsql_auth_token(
    client: ServiceClient,
    *,
    host: str,
    region: str | None = None,
    expires_in: int = 900,
) -> str:
    """The password of a database role of Aurora DSQL.

    Args:
        client: Whose credentials sign; of any service.
        region: Where the cluster is, if not in the client's region.
        expires_in: For how many seconds connections can be made with it; at most a week.

    Raises:
        ConfigurationError: There is no region.
        IdentityError: There is nobody to sign.
        ValidationError: The host is no host name, or the time is too long.
    """
    return await _token(
        client, _checked(host), "Action=DbConnect", "dsql", region, expires_in
    )


async def dsql_admin_auth_token(
    client: ServiceClient,
    *,
    host: str,
    region: str | None = None,
    expires_in: int = 900,
) -> str:
    """The password of the role ``admin`` of Aurora DSQL; arguments and errors are those of :func:`dsql_auth_token`."""
    return await _token(
        client, _checked(host), "Action=DbConnectAdmin", "dsql", region, expires_in
    )


def _checked(host: str) -> str:
    if isinstance(host, str) and _HOST.fullmatch(host):
        return host
    raise refused("host: give the host name of the database, without scheme and port")


async def _token(
    client: ServiceClient,
    host: str,
    query: str,
    service: str,
    region: str | None,
    expires_in: int,
) -> str:
    """The URL without its scheme."""
    presigner = await client.presigner()
    region = region or presigner.region
    if region is None:
        raise ConfigurationError(
            "no region to sign the token for; give region=…, or the client one"
        )
    request = HttpRequest("GET", "/", query=query, origin=f"https://{host}")
    url = await presigner.sign_own(
        request, region=region, service=service, expires_in=expires_in
    )
    return url.partition("://")[2]
