"""Settings of what only some services do: checksums, compression, signed bodies.

Names and defaults are those of the AWS SDKs (https://docs.aws.amazon.com/sdkref/latest/guide/settings-reference.html).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from .setting_sources import Sources

if TYPE_CHECKING:
    from .config import Config

__all__ = ["checksum_use", "compress_from", "payload_signing"]

_COMPRESS_FROM: Final = 10_240
_MOST_COMPRESS_FROM: Final = 10_485_760


def checksum_use(sources: Sources, name: str, given: str | None) -> bool:
    """Whether checksums are used wherever they can be."""
    found = sources.text(name, given, (f"AWS_{name.upper()}",), name)
    if found is None:
        return True
    return found.choice("when_supported", "when_required") == "when_supported"


def compress_from(sources: Sources, config: Config) -> int | None:
    """The length from which bodies are compressed; None for never."""
    least = sources.find(
        "request_min_compression_size_bytes",
        config.request_min_compression_size_bytes,
        ("AWS_REQUEST_MIN_COMPRESSION_SIZE_BYTES",),
        "request_min_compression_size_bytes",
    )
    disabled = sources.boolean(
        "disable_request_compression",
        config.disable_request_compression,
        "AWS_DISABLE_REQUEST_COMPRESSION",
        "disable_request_compression",
    )
    if disabled:
        return None
    return _COMPRESS_FROM if least is None else least.whole(0, _MOST_COMPRESS_FROM)


def payload_signing(sources: Sources, given: bool | None) -> bool | None:
    """Whether S3's bodies are signed over HTTPS too, or never there; None leaves it to S3's own rules."""
    found = sources.find(
        "payload_signing_enabled", given, (), "s3.payload_signing_enabled"
    )
    return None if found is None else found.boolean()
