"""What a vector says of the client's settings: the endpoint's host, and the vendor's own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aiosmithy import Config


def client_settings(data: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments of a client for a vector; no more than the vector says."""
    scoped = data.get("vendorParams", {}).get("scopedConfig")
    if scoped is not None:
        return _scoped_settings(scoped)
    return {"endpoint_url": f"https://{data['host']}"} if "host" in data else {}


def _scoped_settings(scoped: Mapping[str, Any]) -> dict[str, Any]:
    """``aws.protocoltests.config#AwsConfig``; what is said of the operation comes before what is said of the client.

    The host of these vectors is the one that the service has in that region, so none is given.
    """
    client = scoped.get("client", {})
    s3 = {**client.get("s3", {}), **scoped.get("operation", {}).get("s3", {})}
    found = {"region": client["region"], "endpoint_url": None}
    if s3.get("addressing_style") == "path":
        found["force_path_style"] = True
    if s3.get("use_accelerate_endpoint"):
        found["accelerate"] = True
    dual = s3.get("use_dualstack_endpoint")
    return {**found, "config": Config(retries=1, use_dual_stack=dual)}
