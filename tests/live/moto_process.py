"""moto's server with IAM authentication on, as a process of its own.

``python moto_process.py`` prints its port, lets the first ``OPEN`` calls make a user, and serves until its standard
input is closed. moto decides what a user may do and says no in the words of each protocol, but it does not always
compute the right signature: it hashes the headers of a GET that has no body, and forms as it would have written them.
So botocore computes it here, from the bytes that arrived. And it asks for a signature where STS takes a token instead.
"""

from __future__ import annotations

import os
import sys
import threading
from contextvars import ContextVar
from io import BytesIO
from typing import Any

OPEN = 3
"""How many calls are not checked: those that make the user, its policy and its key."""

arrived: ContextVar[dict[str, Any]] = ContextVar("arrived")


def watched(app: Any) -> Any:
    """Keep what a request is before frameworks take it apart."""

    def call(environ: dict[str, Any], start_response: Any) -> Any:
        length = int(environ.get("CONTENT_LENGTH") or 0)
        body = environ["wsgi.input"].read(length)
        environ["wsgi.input"] = BytesIO(body)
        arrived.set({"body": body, "target": environ["REQUEST_URI"]})
        return app(environ, start_response)

    return call


def signature(checked: Any) -> str:
    """What a request should have been signed with: moto's ``IAMRequestBase`` knows the key and what was signed."""
    from botocore.awsrequest import AWSRequest

    given = checked._headers["Authorization"]
    signed = given.partition("SignedHeaders=")[2].partition(",")[0].split(";")
    request = AWSRequest(
        method=checked._method,
        url=f"http://{checked._headers['Host']}{arrived.get()['target']}",
        data=arrived.get()["body"],
        headers={name: checked._headers[name] for name in signed},
    )
    request.context["timestamp"] = checked._headers["X-Amz-Date"]
    auth = checked._create_auth(checked._access_key.create_credentials())
    to_sign = auth.string_to_sign(request, auth.canonical_request(request))
    found: str = auth.signature(to_sign, request)
    return found


def bearing(checked: Any) -> Any:
    """moto's check of who calls what, but for calls that bear a token as STS has them: these are not signed."""

    def check(responses: Any, *arguments: Any, **named: Any) -> None:
        if (
            "Authorization" in responses.headers
            or responses._get_action() != "AssumeRoleWithWebIdentity"
            or not responses._get_param("WebIdentityToken")
        ):
            checked(responses, *arguments, **named)

    return check


def serve() -> None:
    os.environ["INITIAL_NO_AUTH_ACTION_COUNT"] = str(OPEN)
    from moto.core.authorization import ActionAuthenticatorMixin
    from moto.iam.access_control import IAMRequestBase
    from moto.moto_server.werkzeug_app import (
        DomainDispatcherApplication,
        MotoRequestHandler,
        create_backend_app,
    )
    from werkzeug.serving import make_server

    base: Any = IAMRequestBase
    base._calculate_signature = signature
    mixin: Any = ActionAuthenticatorMixin
    mixin._authenticate_and_authorize_action = bearing(
        mixin._authenticate_and_authorize_action
    )
    app = DomainDispatcherApplication(create_backend_app)
    server = make_server(
        "127.0.0.1", 0, watched(app), threaded=True, request_handler=MotoRequestHandler
    )
    print(server.port, flush=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    sys.stdin.read()


if __name__ == "__main__":
    serve()
