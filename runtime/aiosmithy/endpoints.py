"""Resolved endpoints, and the functions that compiled endpoint rules call.

Generated ``endpoints.py`` modules are the callers. The functions are pure, and total over strings: what they cannot
read gives None or False, never an exception, because the rules decide what that means
(https://smithy.io/2.0/additional-specs/rules-engine/standard-library.html).
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, TypeVar
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = [
    "Arn",
    "Endpoint",
    "ParsedUrl",
    "coalesce",
    "is_valid_host_label",
    "is_virtual_hostable_s3_bucket",
    "item",
    "parse_arn",
    "parse_url",
    "split",
    "substring",
    "uri_encode",
]

T = TypeVar("T")
D = TypeVar("D")

_NOTHING: Final[Mapping[str, Any]] = MappingProxyType({})

# What RFC 3986 section 3.2 keeps out of an authority, "@" among them: user information in an endpoint is refused.
_NOT_IN_AUTHORITY: Final = frozenset(' "#%<>?@\\^`{|}')


class Endpoint:
    """Where a request goes, with what the rules say about signing it and the headers they add."""

    __slots__ = ("headers", "properties", "url")

    url: str
    properties: Mapping[str, Any]
    headers: Mapping[str, Sequence[str]]

    def __init__(
        self,
        url: str,
        *,
        properties: Mapping[str, Any] = _NOTHING,
        headers: Mapping[str, Sequence[str]] = _NOTHING,
    ) -> None:
        self.url = url
        self.properties = properties
        self.headers = headers

    __hash__ = None  # type: ignore[assignment]

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Endpoint):
            return NotImplemented
        return (self.url, self.properties, self.headers) == (
            other.url,
            other.properties,
            other.headers,
        )

    def __repr__(self) -> str:
        return (
            f"Endpoint({self.url!r}, properties={dict(self.properties)!r},"
            f" headers={dict(self.headers)!r})"
        )


class ParsedUrl:
    """What ``parseURL`` gives: the parts of an http or https URL."""

    __slots__ = ("authority", "is_ip", "normalized_path", "path", "scheme")

    def __init__(self, scheme: str, authority: str, path: str, is_ip: bool) -> None:
        self.scheme = scheme
        self.authority = authority
        self.path = path
        self.normalized_path = path if path.endswith("/") else f"{path}/"
        self.is_ip = is_ip

    def __repr__(self) -> str:
        return f"ParsedUrl({self.scheme}://{self.authority}{self.path})"


class Arn:
    """What ``aws.parseArn`` gives: the parts of an Amazon Resource Name."""

    __slots__ = ("account_id", "partition", "region", "resource_id", "service")

    def __init__(
        self,
        partition: str,
        service: str,
        region: str,
        account_id: str,
        resource_id: Sequence[str],
    ) -> None:
        self.partition = partition
        self.service = service
        self.region = region
        self.account_id = account_id
        self.resource_id = resource_id

    def __repr__(self) -> str:
        parts = (self.partition, self.service, self.region, self.account_id)
        return f"Arn({':'.join(parts)}:{'/'.join(self.resource_id)})"


def parse_url(value: str) -> ParsedUrl | None:
    """The parts of an http or https URL without query; None if it is not one."""
    scheme, separator, rest = value.partition("://")
    scheme = scheme.lower()
    if not separator or scheme not in ("http", "https"):
        return None
    authority, slash, path = rest.partition("/")
    if not _is_plain(path) or "?" in path or "#" in path:
        return None
    host = _host(authority)
    if host is None:
        return None
    return ParsedUrl(scheme, authority, slash + path, _is_ip(host))


def _host(authority: str) -> str | None:
    """The host of ``host[:port]``, brackets kept; None if the authority is malformed."""
    if not authority.isascii() or not _is_plain(authority):
        return None
    if not _NOT_IN_AUTHORITY.isdisjoint(authority):
        return None
    if authority.startswith("["):
        address, bracket, port = authority.partition("]")
        host = address + bracket
        if not bracket or (port and not port.startswith(":")):
            return None
        port = port[1:]
    else:
        host, _, port = authority.partition(":")
    if not host or (port and not _is_port(port)):
        return None
    return host


def _is_plain(text: str) -> bool:
    return text.isprintable() and " " not in text


def _is_port(text: str) -> bool:
    return text.isdecimal() and text.isascii() and len(text) <= 5 and int(text) < 65536


def _is_ip(host: str) -> bool:
    if host.startswith("["):
        return _is_ipv6(host[1:-1])
    parts = host.split(".")
    return len(parts) == 4 and all(_is_octet(part) for part in parts)


def _is_octet(text: str) -> bool:
    return text.isdecimal() and len(text) <= 3 and int(text) < 256


def _is_ipv6(text: str) -> bool:
    import ipaddress  # rare enough to keep it out of every import

    try:
        ipaddress.IPv6Address(text.partition("%")[0])
    except ValueError:
        return False
    return True


def parse_arn(value: str) -> Arn | None:
    """The parts of an ARN; None if it is not one.

    Partition, service and resource must not be empty; the resource is split at ``:`` and ``/``.
    """
    parts = value.split(":", 5)
    if len(parts) != 6 or parts[0] != "arn":
        return None
    _, partition, service, region, account_id, resource = parts
    if not (partition and service and resource):
        return None
    return Arn(
        partition, service, region, account_id, resource.replace(":", "/").split("/")
    )


def is_valid_host_label(value: str, *, allow_subdomains: bool = False) -> bool:
    """Whether the text is one label of a host name (RFC 1123), or dotted labels."""
    if allow_subdomains and "." in value:
        return all(is_valid_host_label(label) for label in value.split("."))
    return (
        0 < len(value) <= 63
        and value[0] != "-"
        and value[-1] != "-"
        and value.isascii()
        and value.replace("-", "").isalnum()
    )


def is_virtual_hostable_s3_bucket(
    value: str, *, allow_subdomains: bool = False
) -> bool:
    """Whether a bucket of that name can be part of a host name."""
    return (
        3 <= len(value) <= 63
        and value == value.lower()
        and is_valid_host_label(value, allow_subdomains=allow_subdomains)
        and not _looks_like_ipv4(value)
    )


def _looks_like_ipv4(value: str) -> bool:
    parts = value.split(".")
    return len(parts) == 4 and all(part.isdecimal() for part in parts)


def substring(
    value: str, start: int, stop: int, *, reverse: bool = False
) -> str | None:
    """The characters from ``start`` to ``stop``, counted from the end if ``reverse``.

    None if the text is too short or not ASCII.
    """
    if start >= stop or len(value) < stop or not value.isascii():
        return None
    if reverse:
        return value[len(value) - stop : len(value) - start]
    return value[start:stop]


def uri_encode(value: str) -> str:
    """The text with all but RFC 3986's unreserved characters percent-encoded."""
    return quote(value, safe="")


def split(value: str, delimiter: str, limit: int) -> Sequence[str]:
    """The parts between delimiters, at most ``limit`` of them; 0 means all."""
    return value.split(delimiter, limit - 1)


def item(values: Sequence[str], index: int) -> str | None:
    """The element at that index, counted from the end if negative; None if there is none."""
    return values[index] if -len(values) <= index < len(values) else None


def coalesce(value: T | None, default: D) -> T | D:
    """The value, or the default if the value is not set."""
    return default if value is None else value
