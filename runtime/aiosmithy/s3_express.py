"""Sessions of S3 Express: directory buckets take keys of their own, which CreateSession gives for five minutes.

https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateSession.html. The endpoint rules say which calls need them;
with ``disable_s3_express_session_auth`` none does.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from copy import copy
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, Final

from .codecs.json_reading import read_date_time
from .codecs.xml_reading import read_content, read_text, structure
from .http import HttpRequest, HttpResponse
from .identity.base import Credentials, IdentityResolver
from .identity.cache import CachingResolver
from .operation import Operation
from .schemas import Structure
from .shapes import Shape

if TYPE_CHECKING:
    from .operation import Service
    from .session import Session

__all__ = ["Run", "Sessions"]

Run = Callable[[Operation[Any, Any], Any], Awaitable[Any]]

_MOST: Final = 100  # buckets, as in botocore
_DISABLED: Final = "disable_s3_express_session_auth"  # the rules' own parameter


class _Request(Shape):
    bucket: str


class _Answer(Shape):
    credentials: Credentials


class Sessions:
    """The sessions of one client, kept by bucket and by who asked for them, and renewed before they end.

    Args:
        session: Its clock says when they end.
        run: Carries out the call that asks for one.
    """

    __slots__ = ("_found", "_run", "_session")

    def __init__(self, session: Session, run: Run) -> None:
        self._session = session
        self._run = run
        self._found: dict[tuple[str, Credentials], CachingResolver] = {}

    async def find(
        self, service: Service, bucket: str, identity: Credentials
    ) -> Credentials:
        """The keys that sign for the bucket.

        Raises:
            ServiceError: S3 refuses the session.
            TransportError: S3 was not reached.
        """
        key = bucket, identity
        known = self._found.pop(key, None) or self._cache(service, bucket)
        self._found[key] = known
        if len(self._found) > _MOST:
            del self._found[next(iter(self._found))]  # the least recently used
        return known.cached() or await known.resolve()

    def holder(self, rejected: Credentials) -> CachingResolver | None:
        """What keeps these keys, if they are those of a session."""
        known = self._found.values()
        return next((cache for cache in known if cache.cached() == rejected), None)

    def _cache(self, service: Service, bucket: str) -> CachingResolver:
        source = _Source(service, bucket, self._run)
        session = self._session
        # S3 takes no session after its end, so there is no use in going on with one.
        return CachingResolver(
            source, clock=session.clock, random=session.random, keeps_expired=False
        )


class _Source(IdentityResolver):
    __slots__ = ("_bucket", "_operation", "_run")

    def __init__(self, service: Service, bucket: str, run: Run) -> None:
        self._bucket = bucket
        self._operation = _create_session(service)
        self._run = run

    async def resolve(self) -> Credentials:
        answer = await self._run(self._operation, _Request(bucket=self._bucket))
        found: Credentials = answer.credentials
        return found

    def __repr__(self) -> str:
        return f"CreateSession({self._bucket!r})"


def _create_session(service: Service) -> Operation[_Request, _Answer]:
    """The operation, which a package of some operations of S3 need not have."""
    own = copy(service)
    own.schemas = SimpleNamespace(SCHEMAS={_Request.__name__: Structure(_Request)})
    return Operation(
        name="CreateSession",
        service=own,
        input_type=_Request,
        serialize=lambda _: HttpRequest("GET", "", query="session"),
        parse=_parse,
        idempotent=True,
        endpoint_parameters=lambda input: {"bucket": input.bucket, _DISABLED: True},
    )


def _parse(response: HttpResponse) -> _Answer:
    body = read_content(response.body)
    keys = structure(body["Credentials"], "Credentials")
    return _Answer(
        credentials=Credentials(
            read_text(keys["AccessKeyId"], "AccessKeyId"),
            read_text(keys["SecretAccessKey"], "SecretAccessKey"),
            read_text(keys["SessionToken"], "SessionToken"),
            read_date_time(keys["Expiration"], "Expiration"),
        )
    )
