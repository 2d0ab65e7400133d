"""Settings of what only some services do: checksums, compression, signed bodies."""

from __future__ import annotations

import pytest
from aiosmithy.config import Config
from aiosmithy.errors import ConfigurationError
from settled import settled


@pytest.mark.parametrize(
    ("environ", "told"),
    [
        ({"AWS_REQUEST_CHECKSUM_CALCULATION": "never"}, "when_required"),
        ({"AWS_REQUEST_MIN_COMPRESSION_SIZE_BYTES": "many"}, "0 to 10485760"),
        ({"AWS_REQUEST_MIN_COMPRESSION_SIZE_BYTES": "10485761"}, "0 to 10485760"),
        ({"AWS_DISABLE_REQUEST_COMPRESSION": "1"}, "true or false"),
    ],
)
def test_what_is_refused(environ: dict[str, str], told: str) -> None:
    with pytest.raises(ConfigurationError, match=told):
        settled(environ=environ)


def test_checksums_are_used_where_they_can_be() -> None:
    settings = settled()
    less = settled(
        Config(request_checksum_calculation="when_required"),
        {"AWS_RESPONSE_CHECKSUM_VALIDATION": "WHEN_REQUIRED"},
    )

    assert (settings.request_checksums, settings.response_checksums) == (True, True)
    assert (less.request_checksums, less.response_checksums) == (False, False)


def test_compression() -> None:
    environ = {"AWS_REQUEST_MIN_COMPRESSION_SIZE_BYTES": "0"}

    assert settled().compress_from == 10_240
    assert settled(environ=environ).compress_from == 0
    config = Config(request_min_compression_size_bytes=7)
    assert settled(config, environ).compress_from == 7
    assert settled(Config(disable_request_compression=True)).compress_from is None


def test_signed_bodies() -> None:
    text = "[default]\ns3 =\n  payload_signing_enabled = true\n"

    assert settled().payload_signing_enabled is None
    assert settled(text=text).payload_signing_enabled is True
    settings = settled(Config(payload_signing_enabled=False), text=text)
    assert settings.payload_signing_enabled is False
