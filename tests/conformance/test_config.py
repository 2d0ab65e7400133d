"""The SDKs' shared vectors for AWS config files: parsing, location, endpoint URLs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from aiosmithy.config import Config, resolve_config
from aiosmithy.defaults_modes import CONNECT_SECONDS
from aiosmithy.errors import ConfigurationError
from aiosmithy.metadata_settings import metadata_settings
from aiosmithy.shared_files import SharedFiles, file_locations, parse_profiles
from conformance_table import Tally

VECTORS = Path(__file__).resolve().parents[3] / "shared/conformance/config"

# smithy-python and smithy-rs differ on what these give; smithy-python's reading is ours, under another name there.
CONFLICTS = {
    "Sub-property definitions can have an invalid name.": "Sub-property definitions cannot have an invalid name."
}
PYTHON, RUST = (
    "smithy-python/config-file-parser-tests.json",
    "smithy-rs/profile-parser-tests.json",
)

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


@pytest.mark.parametrize("case", cases(PYTHON))
def test_parsing_as_smithy_python(case: Mapping[str, Any], tally: Tally) -> None:
    tally("config: parsing, smithy-python")
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


@pytest.mark.parametrize("case", cases(RUST))
def test_parsing_as_smithy_rs(case: Mapping[str, Any], tally: Tally) -> None:
    tally("config: parsing, smithy-rs")
    if case["name"] in CONFLICTS:
        other = CONFLICTS[case["name"]]
        case = next(each for each in cases(PYTHON) if each["name"] == other)
        assert parsed(case["input"]).profiles == case["output"]["profiles"]
        return
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
    ("suite", "case"),
    [
        *(
            ("python", each)
            for each in cases("smithy-python/config-file-location-tests.json")
        ),
        *(("rs", each) for each in cases("smithy-rs/file-location-tests.json")),
    ],
)
def test_file_locations(suite: str, case: Mapping[str, Any], tally: Tally) -> None:
    tally(f"config: locations, smithy-{suite}")
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
def test_configured_endpoint_urls(
    suite: dict[str, Any], case: dict[str, Any], tally: Tally
) -> None:
    tally("config: endpoint URLs")
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


def test_defaults_modes() -> None:
    path = VECTORS / "sdk-default-configuration.json"
    table = json.loads(path.read_text(encoding="utf-8"))

    for mode, changes in table["modes"].items():
        defaults = dict(table["base"])
        defaults.update((name, change["override"]) for name, change in changes.items())
        assert CONNECT_SECONDS[mode] * 1000 == defaults["connectTimeoutInMillis"]
        # What no mode changes is so without a mode.
        assert defaults["retryMode"] == "standard"
        assert defaults["stsRegionalEndpoints"] == "regional"
        assert defaults["s3UsEast1RegionalEndpoints"] == "regional"
    assert CONNECT_SECONDS.keys() == {"legacy", *table["modes"]}


@pytest.mark.parametrize(
    "case", cases("../credentials/smithy-rs/imds-endpoint-tests.json")
)
def test_metadata_endpoints(case: Mapping[str, Any], tally: Tally) -> None:
    tally("config: metadata endpoints")
    files = SharedFiles(parse_profiles(case["fs"].get("config", ""), "config"))
    given = {"endpoint": "endpoint_override", "mode": "mode_override"}
    options = {name: case.get(key) for name, key in given.items()}

    if "Err" in case["result"]:
        with pytest.raises(ConfigurationError):
            metadata_settings(case["env"], files, **options)
    else:
        found = metadata_settings(case["env"], files, **options)
        assert f"{found.endpoint}/latest/api/token" == case["result"]["Ok"]
