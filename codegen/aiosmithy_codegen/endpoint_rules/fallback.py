"""The rules of a service without rules: it has no endpoint but the one that is given."""

from __future__ import annotations

from typing import Any

NO_RULES: dict[str, Any] = {
    "version": "1.0",
    "parameters": {"Endpoint": {"type": "string", "builtIn": "SDK::Endpoint"}},
    "rules": [
        {
            "type": "endpoint",
            "conditions": [{"fn": "isSet", "argv": [{"ref": "Endpoint"}]}],
            "endpoint": {"url": {"ref": "Endpoint"}},
        },
        {
            "type": "error",
            "conditions": [],
            "error": "the model has no endpoint rules: pass endpoint_url= to the client",
        },
    ],
}
