"""Presigned requests: URLs that make a call for whoever has them, until they expire.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-presigned-url.html
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from copy import copy
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from .bindings import QueryString
from .checksums import Checksum, content_md5
from .compression import compress_body
from .execution import addressed
from .http import HttpRequest
from .interceptors import CallContext, before_signing, on_input
from .preparing import prepare
from .signed_urls import sign_url
from .steps import post_query
from .stream_bodies import refused
from .target import resolve_target

if TYPE_CHECKING:
    from .auth import Authentication
    from .config import ResolvedConfig
    from .operation import Operation
    from .s3_posts import Condition, PresignedPost
    from .target import Target

__all__ = [
    "PresignedRequest",
    "Presigner",
    "check_expiry",
    "form_to_query",
    "url_request",
]

_JSON: Final = "application/json"
_FORM: Final = "application/x-www-form-urlencoded"

MAX_EXPIRY: Final = 7 * 24 * 3600
"""https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html, "X-Amz-Expires"."""


class PresignedRequest:
    """A request that is signed, for anybody to send. Whoever has it can make the call, so ``repr`` does not show it.

    Attributes:
        method: ``GET``, ``PUT``, …
        url: Where it goes; the signature is part of it.
        headers: What has to be sent along; often nothing.
        expires_at: When it ends: when its time is over, or earlier with the credentials that signed it.
    """

    __slots__ = ("expires_at", "headers", "method", "url")

    def __init__(
        self, method: str, url: str, headers: dict[str, str], expires_at: datetime
    ) -> None:
        self.method = method
        self.url = url
        self.headers = headers
        self.expires_at = expires_at

    def __str__(self) -> str:
        return self.url

    def __repr__(self) -> str:
        host = self.url.partition("://")[2].partition("/")[0]
        return f"<PresignedRequest {self.method} {host}, until {self.expires_at}>"


def check_expiry(seconds: int) -> int:
    """The same number of seconds, if a URL may live that long.

    Raises:
        ValidationError: It may not.
    """
    if not isinstance(seconds, int) or not 1 <= seconds <= MAX_EXPIRY:
        raise refused(
            f"expires_in: a presigned request lives from 1 to {MAX_EXPIRY} seconds (a week); give a whole number of them"
        )
    return seconds


def url_request(
    operation: Operation[Any, Any], input: Any, settings: ResolvedConfig
) -> tuple[HttpRequest, dict[str, Any]]:
    """The request without a body, and the call's own endpoint parameters; a form's fields go into the query.

    Raises:
        ValidationError: The input does not fit the model.
    """
    finish = tuple(_steps(operation))
    request, parameters = prepare(operation, input, settings, finish=finish)
    if request.body:  # else the content type is that of a body that who sends it adds
        _body_to_query(request)
    return request, parameters


def _body_to_query(request: HttpRequest) -> None:
    kind = request.headers.get("content-type")
    if kind == _FORM:
        form_to_query(request)
    elif kind == _JSON:
        _document_to_query(request)
    else:
        raise refused("a presigned request has no body; who sends it adds one")


def form_to_query(request: HttpRequest) -> None:
    """A form that is posted, as a GET."""
    assert isinstance(request.body, bytes), "forms are not streamed"
    request.headers.pop("content-type", None)
    request.method, request.query, request.body = "GET", request.body.decode(), b""


def _document_to_query(request: HttpRequest) -> None:
    """A JSON object that is posted, as a GET; only of operations that take it so."""
    import json

    assert isinstance(request.body, bytes), "documents are not streamed"
    members: dict[str, str | int | list[str]] = json.loads(request.body)
    query = QueryString(request.query)
    for name, value in members.items():
        values = value if isinstance(value, list) else [value]
        for each in values:
            query.add(name, each if isinstance(each, str) else json.dumps(each))
    del request.headers["content-type"]
    request.method, request.query, request.body = "GET", query.text(), b""


def _steps(operation: Operation[Any, Any]) -> Iterator[Any]:
    """What finishes the request but for what is about its body or about the response, which others send and get."""
    for step in operation.finish:
        about_body = step in (compress_body, content_md5, post_query)
        if not (about_body or isinstance(step, Checksum) or step is operation.checks):
            yield step


class Presigner:
    """Signs calls of one client for others to make.

    Args:
        find_target: Where a call goes.
        now: The time by the service's clock.
    """

    __slots__ = ("_authentication", "_environ", "_find_target", "_now", "_settings")

    def __init__(
        self,
        settings: ResolvedConfig,
        environ: Mapping[str, str],
        authentication: Authentication,
        find_target: Callable[[CallContext], Awaitable[Target]],
        now: Callable[[], float],
    ) -> None:
        self._settings = settings
        self._environ = environ
        self._authentication = authentication
        self._find_target = find_target
        self._now = now

    @property
    def region(self) -> str | None:
        """The client's."""
        return self._settings.region

    async def presign(
        self, operation: Operation[Any, Any], input: Any, expires_in: int
    ) -> PresignedRequest:
        """The call as a signed request.

        Raises:
            ValidationError: The input does not fit the model, or the time is too long.
            IdentityError: There is nobody to sign.
        """
        check_expiry(expires_in)
        settings = self._settings
        context = CallContext(operation, input)
        input = await on_input(settings.interceptors, context, input)
        request, context.endpoint_parameters = url_request(operation, input, settings)
        target = await self._find_target(context)
        request = addressed(request, target, settings.host_prefixes)
        request = await before_signing(settings.interceptors, context, request)
        return await self._signed(request, operation, target, expires_in)

    async def presign_elsewhere(
        self, request: HttpRequest, context: CallContext, region: str
    ) -> str:
        """The URL of a request that goes to another region, with the time that botocore gives it."""
        operation = context.operation
        settings = copy(self._settings)
        settings.region = region
        target = resolve_target(
            operation.service, settings, self._environ, context.endpoint_parameters
        )
        request = addressed(request, target, settings.host_prefixes)
        return (await self._signed(request, operation, target, 3600)).url

    async def presign_post(
        self,
        operation: Operation[Any, Any],
        input: Any,
        *,
        fields: Mapping[str, str] | None,
        conditions: Sequence[Condition] | None,
        expires_in: int,
    ) -> PresignedPost:
        """A form that uploads to S3.

        Args:
            operation: The upload that it stands for, PutObject.
            input: Has the bucket and the key.

        Raises:
            ValidationError: The input does not fit the model, or the time is too long.
            IdentityError: There is nobody to sign.
        """
        from .s3_posts import sign_post

        check_expiry(expires_in)
        context = CallContext(operation, input)
        _, context.endpoint_parameters = url_request(operation, input, self._settings)
        target = await self._find_target(context)
        form = addressed(HttpRequest("POST", ""), target, self._settings.host_prefixes)
        identity = await self._authentication.signing(operation, target)
        return sign_post(
            form.url,
            identity,
            bucket=input.bucket,
            key=input.key,
            fields=fields or {},
            conditions=conditions or (),
            region=target.region,
            service=target.signing_name,
            now=self._now(),
            expires_in=expires_in,
        )

    async def sign_own(
        self, request: HttpRequest, *, region: str, service: str, expires_in: int
    ) -> str:
        """The URL of any request, signed.

        Raises:
            ValidationError: The time is too long.
            IdentityError: There is nobody to sign.
        """
        check_expiry(expires_in)
        sign_url(
            request,
            await self._authentication.someone(),
            region=region,
            service=service,
            now=self._now(),
            expires_in=expires_in,
        )
        return request.url

    async def _signed(
        self,
        request: HttpRequest,
        operation: Operation[Any, Any],
        target: Target,
        expires_in: int,
    ) -> PresignedRequest:
        now = self._now()
        identity = await self._authentication.presign(
            request, operation, target, now, expires_in
        )
        headers = {
            name: value for name, value in request.headers.items() if name != "host"
        }
        end = datetime.fromtimestamp(int(now) + expires_in, UTC)
        if identity.expiration is not None:
            end = min(end, identity.expiration)
        return PresignedRequest(request.method, request.url, headers, end)
