"""What requests say about the software that sends them: the User-Agent header, and the trace of a Lambda function.

The header has the form that AWS's SDKs agreed on; its letters after ``m/`` are their names for features
(https://github.com/awslabs/aws-sdk-features).
"""

from __future__ import annotations

import platform
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from .setting_sources import ARGUMENT, DEFAULT
from .version import VERSION

if TYPE_CHECKING:
    from .config import ResolvedConfig
    from .operation import Service

__all__ = ["FEATURES", "is_lambda", "trace_id", "user_agent"]

FEATURES: Final[Mapping[str, str]] = {
    "RETRY_MODE_STANDARD": "E",
    "RETRY_MODE_ADAPTIVE": "F",
    "PROTOCOL_RPC_V2_CBOR": "M",
    "ENDPOINT_OVERRIDE": "N",
    "ACCOUNT_ID_MODE_PREFERRED": "P",
    "ACCOUNT_ID_MODE_DISABLED": "Q",
    "ACCOUNT_ID_MODE_REQUIRED": "R",
    "CREDENTIALS_CODE": "e",
    "BEARER_SERVICE_ENV_VARS": "3",
}
"""Those that are known before the first call, so that the header is the same in all calls of a client."""

_TOKEN: Final = frozenset("!$%&'*+-.^_`|~")
_MODE: Final = "AWS::Auth::AccountIdEndpointMode"


def user_agent(
    service: Service, settings: ResolvedConfig, environ: Mapping[str, str]
) -> str:
    """``aiosmithy/… ua/2.1 os/… lang/python#… api/… exec-env/… m/… app/…``, then what the settings add."""
    parts = [
        f"aiosmithy/{VERSION}",
        "ua/2.1",
        f"os/{_token(platform.system().lower() or 'other')}",
        f"lang/python#{platform.python_version()}",
        f"api/{_token(service.name)}#{_token(service.api_version)}",
    ]
    if environment := environ.get("AWS_EXECUTION_ENV"):
        parts.append(f"exec-env/{_token(environment)}")
    features = (FEATURES.get(name) for name in _used(service, settings))
    parts.append(f"m/{','.join(filter(None, features))}")
    if settings.app_id:
        parts.append(f"app/{_token(settings.app_id)}")
    if settings.user_agent_extra:
        parts.append(settings.user_agent_extra)
    return " ".join(parts)


def _used(service: Service, settings: ResolvedConfig) -> Iterator[str]:
    """The names of the features that the client uses."""
    yield f"RETRY_MODE_{settings.retries.mode.upper()}"
    if service.protocol.accept == "application/cbor":
        yield "PROTOCOL_RPC_V2_CBOR"
    if settings.endpoint_url is not None:
        yield "ENDPOINT_OVERRIDE"
    for name, bound in service.parameters.items():
        if bound == _MODE and name in settings.endpoint_parameters:
            yield f"ACCOUNT_ID_MODE_{str(settings.endpoint_parameters[name]).upper()}"
    if settings.origins.get("credentials") == ARGUMENT:
        yield "CREDENTIALS_CODE"
    if settings.origins.get("bearer_token", DEFAULT) not in (ARGUMENT, DEFAULT):
        yield "BEARER_SERVICE_ENV_VARS"


def _token(text: str) -> str:
    """Only what RFC 9110 §5.6.2 allows in a token; anything else becomes a hyphen."""
    return "".join(
        c if c.isascii() and (c.isalnum() or c in _TOKEN) else "-" for c in text
    )


def is_lambda(environ: Mapping[str, str]) -> bool:
    """Whether this is a Lambda function, whose calls carry its trace so that Lambda notices functions in a circle."""
    return bool(environ.get("AWS_LAMBDA_FUNCTION_NAME"))


def trace_id(environ: Mapping[str, str]) -> str | None:
    """The trace of the invocation that is running, encoded for a header.

    https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html
    """
    trace = environ.get("_X_AMZN_TRACE_ID")
    return quote(trace, safe="-=;:+&[]{}\"',") if trace else None
