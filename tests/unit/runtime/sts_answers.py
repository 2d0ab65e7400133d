"""An STS that answers from a list of roles, for tests of what asks it."""

from __future__ import annotations

from urllib.parse import parse_qsl

from aiosmithy import Session
from aiosmithy.http import HttpRequest, HttpResponse
from aiosmithy.testing import StubTransport, stub_session

ACCOUNT = "111122223333"
ENVIRON = {"AWS_REGION": "eu-west-1"}
NOW = 1_440_938_160  # where VirtualTime begins

REFUSED = """<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code>
<Message>not authorized to perform: sts:AssumeRole</Message></Error><RequestId>r-1</RequestId></ErrorResponse>"""


def form(request: HttpRequest) -> dict[str, str]:
    """The fields of a request's form."""
    assert isinstance(request.body, bytes)
    return dict(parse_qsl(request.body.decode(), strict_parsing=True))


def signer(request: HttpRequest) -> str:
    """The access key id that a request is signed with; empty if it is not signed."""
    signature = request.headers.get("authorization", "")
    return signature.partition("Credential=")[2].partition("/")[0]


def role_arn(name: str) -> str:
    return f"arn:aws:iam::{ACCOUNT}:role/{name}"


def assumed(request: HttpRequest) -> HttpResponse:
    """A key of the role that is asked for: ``KEYOF`` and its name."""
    fields = form(request)
    action, name = fields["Action"], fields["RoleArn"].rpartition("/")[2]
    session = f"{name}/{fields['RoleSessionName']}"
    body = f"""<{action}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><{action}Result>
<AssumedRoleUser><AssumedRoleId>AROA:s</AssumedRoleId>
<Arn>arn:aws:sts::{ACCOUNT}:assumed-role/{session}</Arn></AssumedRoleUser>
<Credentials><AccessKeyId>KEYOF{name}</AccessKeyId><SecretAccessKey>secret-of-{name}</SecretAccessKey>
<SessionToken>token-of-{name}</SessionToken><Expiration>2015-08-30T13:36:00Z</Expiration></Credentials>
</{action}Result></{action}Response>"""
    return HttpResponse(200, {"content-type": "text/xml"}, body.encode())


def refused(request: HttpRequest) -> HttpResponse:
    """What STS says to who may not."""
    return HttpResponse(403, {"content-type": "text/xml"}, REFUSED.encode())


def sent(session: Session) -> list[HttpRequest]:
    """The requests that went over a session of :func:`stub_session`."""
    transport = session.transport()
    assert isinstance(transport, StubTransport)
    return transport.requests


def sts_session(**environ: str) -> Session:
    """A session whose STS lets everybody assume every role."""
    return stub_session(assumed, environ={**ENVIRON, **environ})
