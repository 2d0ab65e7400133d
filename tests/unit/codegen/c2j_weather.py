"""A small C2J model, as botocore ships them, for tests: a fresh copy with every call."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any


def c2j(service_id: str = "Weather", **metadata: Any) -> dict[str, Any]:
    """A ``service-2.json`` with one operation."""
    return {
        "version": "2.0",
        "metadata": {
            "apiVersion": "2026-01-01",
            "endpointPrefix": "weather",
            "protocol": "rest-json",
            "protocols": ["rest-json"],
            "serviceFullName": "Weather Service",
            "serviceId": service_id,
            "signatureVersion": "v4",
            "signingName": "weather",
            "uid": "weather-2026-01-01",
            **metadata,
        },
        "operations": {
            "GetTime": {
                "name": "GetTime",
                "http": {"method": "GET", "requestUri": "/time"},
                "output": {"shape": "GetTimeResponse"},
            }
        },
        "shapes": {
            "GetTimeResponse": {
                "type": "structure",
                "members": {"zone": {"shape": "Zone"}},
            },
            "Zone": {"type": "string"},
        },
    }


def put_c2j(folder: Path, document: dict[str, Any], *, zipped: bool = False) -> Path:
    """Write the model into a version's folder."""
    folder.mkdir(parents=True, exist_ok=True)
    data = json.dumps(document).encode()
    file = folder / ("service-2.json.gz" if zipped else "service-2.json")
    file.write_bytes(gzip.compress(data) if zipped else data)
    return file
