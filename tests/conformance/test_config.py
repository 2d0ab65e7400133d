"""The SDKs' shared vectors for AWS config files: parsing, location, endpoint URLs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from aiosmithy.config import Config, resolve_config
from aiosmithy.errors import ConfigurationError
from aiosmithy.shared_files import SharedFiles, file_locations, parse_profiles

VECTORS = Path(__file__).resolve().parents[3] / "shared/conformance/config"

# smithy-python and smithy-rs differ on these; smithy-python's reading is ours.
CONFLICTS = {"Sub-property definitions can have an invalid name."}

pytestmark = pytest.mark.skipif(
    not VECTORS.is_dir(),
    reason="the shared conformance vectors are not beside the checkout",
)


def cases(name: str) -> list[dict[str, Any]]:
    path = VECTORS / name
    return (
        json.loads(path.read_text(encoding="utf-8"))["tests"] if path.exists() else []
    )


def parsed(files: Mapping[str, str]) -> SharedFiles:
    return SharedFiles(
        parse_profiles(files.get("configFile", ""), "config"),
        parse_profiles(files.get("credentialsFile", ""), "credentials"),
    )


@pytest.mark.parametrize("case", cases("smithy-python/config-file-parser-tests.json"))
def test_parsing_as_smithy_python(case: Mapping[str, Any]) -> None:
    expected = case["output"]

    if "errorContaining" in expected:
        with pytest.raises(ConfigurationError) as raised:
            parsed(case["input"])
        assert expected["errorContaining"] in str(raised.value)
    else:
        files = parsed(case["input"])
        found = {"profiles": files.profiles, "ssoSessions": files.sso_sessions}
        assert {name: found[name] for name in expected} == expected


def flattened(properties: Mapping[str, Any]) -> dict[str, str]:
    """Sub-properties as the text that smithy-rs keeps of them."""
    return {
        name: (
            value
            if isinstance(value, str)
            else "".join(f"\n{key} = {text}".rstrip() for key, text in value.items())
        )
        for name, value in properties.items()
    }


@pytest.mark.parametrize("case", cases("smithy-rs/profile-parser-tests.json"))
def test_parsing_as_smithy_rs(case: Mapping[str, Any]) -> None:
    if case["name"] in CONFLICTS:
        pytest.skip("smithy-python's reading differs, and wins")
    expected = case["output"]

    if "errorContaining" in expected:
        with pytest.raises(ConfigurationError):
            parsed(case["input"])
    else:
        files = parsed(case["input"])
        found = {
            "profiles": {
                name: flattened(each) for name, each in files.profiles.items()
            },
            "sso_sessions": files.sso_sessions,
        }
        expected = expected["config"]
        assert {name: found[name] for name in expected} == expected


@pytest.mark.parametrize(
    "case",
    cases("smithy-python/config-file-location-tests.json")
    + cases("smithy-rs/file-location-tests.json"),
)
def test_file_locations(case: Mapping[str, Any]) -> None:
    found = file_locations(
        case["environment"],
        windows=case["platform"] == "windows",
        fallback_home=lambda: case.get("languageSpecificHome", ""),
    )

    assert found == (case["configLocation"], case["credentialsLocation"])


def endpoint_cases() -> list[tuple[dict[str, Any], dict[str, Any]]]:
    path = VECTORS / "configured-endpoint-urls/profile-tests.json"
    if not path.exists():
        return []
    suites = json.loads(path.read_text(encoding="utf-8"))["testSuites"]
    return [(suite, case) for suite in suites for case in suite["endpointUrlTests"]]


@pytest.mark.parametrize(("suite", "case"), endpoint_cases())
def test_configured_endpoint_urls(suite: dict[str, Any], case: dict[str, Any]) -> None:
    files = SharedFiles({"profile": suite["profiles"], "services": suite["services"]})
    settings = suite["client_configs"][case["client_config"]]

    resolved = resolve_config(
        Config(profile=case["profile"], **settings),
        environ=suite["environments"][case["environment"]],
        files=files,
        service_name=case["service"],
    )

    without = f"https://{case['service']}.{resolved.region}.amazonaws.com"
    assert (resolved.endpoint_url or without) == case["output"]["endpointUrl"]
