"""Settings: what a user may set, and what they become.

How arguments, environment and AWS profile become one set of values is in ``settings.py``, which only a first call loads.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, Literal

import attrs

from .shapes import Shape

if TYPE_CHECKING:
    from .connections import ConnectionOptions
    from .identity import Credentials, IdentityResolver, Token, TokenResolver
    from .interceptors import Interceptor
    from .session import Session
    from .shared_files import SharedFiles

__all__ = ["Config", "ResolvedConfig", "RetryOptions", "Timeouts", "resolve_config"]

RetryMode = Literal["standard", "adaptive"]
JsonParser = Literal["json", "orjson"]
ChecksumUse = Literal["when_supported", "when_required"]
_NOTHING: Final[Mapping[str, Any]] = MappingProxyType({})
_MAX_RESPONSE_BYTES: Final = 64 * 1024 * 1024


def hidden(secret: object) -> str:
    """What ``repr`` shows of a secret."""
    return "None" if secret is None else "<redacted>"


def without_user(url: object) -> str:
    """What ``repr`` shows of a URL: not the user and password that may be in it."""
    if not isinstance(url, str) or "@" not in url:
        return repr(url)
    scheme, separator, _ = url.partition("://")
    known = f"{scheme}{separator}" if separator else ""
    return repr(f"{known}<redacted>@{url.rpartition('@')[2]}")


class Timeouts(Shape):
    """How many seconds to wait; None means without limit."""

    connect: float | None = 3.1
    """For a connection, TLS included."""

    read: float | None = 60.0
    """For the next bytes of a response."""

    attempt: float | None = None
    """For one attempt, from connecting to the last byte."""

    total: float | None = 600.0
    """For the call: all attempts and the waits between them."""


class RetryOptions(Shape):
    """Whether and how often to try again."""

    mode: RetryMode = "standard"
    """``adaptive`` also slows down all calls when the service throttles."""

    max_attempts: int = 3
    """How many attempts in all, the first included; 1 means no retries."""


class Config(Shape):
    """The settings of a client. What is None comes from the environment, the AWS profile, or a default."""

    region: str | None = None
    """The AWS region, such as ``eu-west-1``."""

    credentials: Credentials | IdentityResolver | None = None
    """Who signs."""

    bearer_token: str | Token | TokenResolver | None = attrs.field(
        default=None, repr=hidden
    )
    """Who calls, for services that take a bearer token; where they take a signature too, the token wins."""

    endpoint_url: str | None = attrs.field(default=None, repr=without_user)
    """Where to send requests instead of the service's own endpoint."""

    profile: str | None = None
    """The profile of the AWS files to read instead of ``AWS_PROFILE``; it also keeps out keys of the environment."""

    use_fips: bool | None = None
    """Whether to use endpoints with FIPS 140 validated cryptography."""

    use_dual_stack: bool | None = None
    """Whether to use endpoints that speak IPv6 too."""

    client_context: Mapping[str, object] | None = None
    """Settings of one service's own, such as ``force_path_style``; its client takes them as keywords too."""

    account_id_endpoint_mode: str | None = None
    """``preferred``, ``required`` or ``disabled``: whether the account's id is a part of endpoints that know it."""

    disable_host_prefix_injection: bool | None = None
    """Whether to leave the host as it is where an operation puts something in front of it."""

    ignore_configured_endpoint_urls: bool | None = None
    """Whether to leave out endpoint URLs of the environment and of the profile."""

    retries: RetryOptions | int | None = None
    """How to retry, or only how many attempts to make."""

    timeouts: Timeouts | float | None = None
    """How long to wait, or only how many seconds a call may take in all."""

    defaults_mode: str | None = None
    """``standard``, ``in-region``, ``cross-region``, ``mobile`` or ``auto``: how long connecting may take, if ``timeouts`` does not say it."""

    check_constraints: bool = False
    """Whether to check lengths, ranges and patterns before sending."""

    interceptors: Sequence[Interceptor] = ()
    """Code to run at the moments of a call, in this order."""

    json_parser: JsonParser = "json"
    """``orjson`` reads long responses faster where a shape has no big numbers or documents, and checks less."""

    request_checksum_calculation: ChecksumUse | None = None
    """Whether to send checksums where the service takes them, or only where it asks for them."""

    response_checksum_validation: ChecksumUse | None = None
    """Whether to check responses where the service sends checksums, or only where an input asks for it."""

    disable_request_compression: bool | None = None
    """Whether to send bodies as they are where the service takes compressed ones."""

    request_min_compression_size_bytes: int | None = None
    """How long a body must be to be compressed; 10,240 bytes if it is not said."""

    endpoint_discovery: bool | None = None
    """Whether to ask a service for the endpoint to use where that is optional; where it is not, only False refuses."""

    auth_scheme_preference: Sequence[str] | str | None = None
    """The schemes to prefer where a service takes several, such as ``sigv4a`` and ``sigv4``."""

    sigv4a_signing_region_set: Sequence[str] | str | None = None
    """The regions in which a SigV4a signature is to hold; ``*`` means all."""

    payload_signing_enabled: bool | None = None
    """Whether S3's bodies are hashed and signed over HTTPS as well, where they need not be."""

    max_connections: int = 100
    """How many connections may be open at once."""

    max_response_bytes: int = _MAX_RESPONSE_BYTES
    """The largest response body to keep in memory."""

    ca_bundle: str | None = None
    """A file of PEM certificates to trust instead of the system's."""

    client_certificate: str | tuple[str, str] | None = None
    """Who connects, for services that ask for a certificate: its PEM file, or the files of certificate and key."""

    proxy: str | None = attrs.field(default=None, repr=without_user)
    """The HTTP proxy to go through."""

    proxy_ca_bundle: str | None = None
    """A file of PEM certificates to trust for a proxy that speaks TLS itself."""

    proxy_client_certificate: str | tuple[str, str] | None = None
    """Who connects to such a proxy: a PEM file, or the files of certificate and key."""

    tcp_keepalive: bool | None = None
    """Whether the system asks idle connections if the other end is still there."""

    app_id: str | None = None
    """The name of your application, sent in the User-Agent header."""

    user_agent_extra: str | None = None
    """What to put at the end of the User-Agent header, as it is."""


class ResolvedConfig:
    """Every setting with its final, checked value; ``await client.resolved_config()`` gives a client's.

    Attributes:
        origins: Setting → where its value came from: ``argument``, ``default``, the name of an environment variable,
            the property with its profile and file, or another setting that decides it. Names are those of
            :class:`Config`; parts of ``retries``, ``timeouts`` and ``client_context`` have a dot, as ``retries.mode``.
        defaults_mode: ``auto`` only until the first call has found out which it is.
        endpoint_parameters: What the service's own endpoint rules take besides the parameters of every service.
        tokens: What finds bearer tokens.
        prefers_token: Whether one was given, so that it is used where the service takes a signature, too.
        addressing_style: How S3's buckets are addressed if no argument says it: ``auto``, ``virtual`` or ``path``.
        request_checksums, response_checksums: Whether to use them wherever the service does.
        compress_from: The length from which bodies are compressed; None for never.
        auth_scheme_preference: Names of schemes without namespace, such as ``sigv4a``; empty for the service's order.
        sigv4a_signing_region_set: Empty for the endpoint rules' own.
        endpoint_discovery: None for where the service requires it.
        payload_signing_enabled: None for what S3 does by itself.
    """

    __slots__ = (
        "addressing_style",
        "app_id",
        "auth_scheme_preference",
        "check_constraints",
        "compress_from",
        "connections",
        "defaults_mode",
        "endpoint_discovery",
        "endpoint_parameters",
        "endpoint_url",
        "host_prefixes",
        "identity",
        "interceptors",
        "json_parser",
        "max_connections",
        "max_response_bytes",
        "origins",
        "payload_signing_enabled",
        "prefers_token",
        "profile",
        "proxy",
        "region",
        "request_checksums",
        "response_checksums",
        "retries",
        "sigv4a_signing_region_set",
        "timeouts",
        "tokens",
        "use_dual_stack",
        "use_fips",
        "user_agent_extra",
    )

    def __init__(
        self,
        *,
        region: str | None,
        profile: str,
        endpoint_url: str | None,
        use_fips: bool,
        use_dual_stack: bool,
        identity: IdentityResolver,
        tokens: TokenResolver,
        retries: RetryOptions,
        timeouts: Timeouts,
        check_constraints: bool,
        interceptors: Sequence[Interceptor],
        json_parser: JsonParser,
        max_connections: int,
        max_response_bytes: int,
        connections: ConnectionOptions,
        proxy: str | None,
        app_id: str | None,
        origins: Mapping[str, str],
        defaults_mode: str = "standard",
        user_agent_extra: str | None = None,
        prefers_token: bool = False,
        auth_scheme_preference: tuple[str, ...] = (),
        sigv4a_signing_region_set: tuple[str, ...] = (),
        endpoint_parameters: Mapping[str, object] = _NOTHING,
        addressing_style: str = "auto",
        endpoint_discovery: bool | None = None,
        host_prefixes: bool = True,
        request_checksums: bool = True,
        response_checksums: bool = True,
        compress_from: int | None = None,
        payload_signing_enabled: bool | None = None,
    ) -> None:
        self.region = region
        self.profile = profile
        self.endpoint_url = endpoint_url
        self.use_fips = use_fips
        self.use_dual_stack = use_dual_stack
        self.identity = identity
        self.retries = retries
        self.timeouts = timeouts
        self.check_constraints = check_constraints
        self.interceptors = interceptors
        self.json_parser: JsonParser = json_parser
        self.max_connections = max_connections
        self.max_response_bytes = max_response_bytes
        self.connections = connections
        self.proxy = proxy
        self.app_id = app_id
        self.origins = origins
        self.defaults_mode = defaults_mode
        self.user_agent_extra = user_agent_extra
        self.tokens = tokens
        self.prefers_token = prefers_token
        self.auth_scheme_preference = auth_scheme_preference
        self.sigv4a_signing_region_set = sigv4a_signing_region_set
        self.endpoint_parameters = endpoint_parameters
        self.addressing_style = addressing_style
        self.endpoint_discovery = endpoint_discovery
        self.host_prefixes = host_prefixes
        self.request_checksums = request_checksums
        self.response_checksums = response_checksums
        self.compress_from = compress_from
        self.payload_signing_enabled = payload_signing_enabled

    def __repr__(self) -> str:
        return f"<ResolvedConfig region={self.region!r} profile={self.profile!r}>"


def resolve_config(
    config: Config,
    *,
    environ: Mapping[str, str],
    files: SharedFiles,
    service_name: str,
    signing_name: str = "",
    parameters: Mapping[str, str] = _NOTHING,
    session: Session | None = None,
) -> ResolvedConfig:
    """Every setting of a client for one service, which is named by its ``sdkId``; pure.

    Args:
        signing_name: The service's name in signatures; a bearer token of the environment goes by it.
        parameters: The service's own endpoint parameters → the built-ins that they are bound to, or nothing.
        session: What sources of credentials make their calls with.

    Raises:
        ConfigurationError: A setting is wrong; the message names it, where it stands, and the remedy.
    """
    from .settings import resolve

    return resolve(
        config,
        environ=environ,
        files=files,
        service_name=service_name,
        signing_name=signing_name,
        parameters=parameters,
        session=session,
    )
