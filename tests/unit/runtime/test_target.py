"""Where calls go: endpoint parameters of the call, of the settings and of who signs, each endpoint resolved once."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from aiosmithy import Config, Credentials
from aiosmithy.config import ResolvedConfig, resolve_config
from aiosmithy.endpoints import Endpoint
from aiosmithy.errors import ConfigurationError, EndpointError, ValidationError
from aiosmithy.http import HttpRequest
from aiosmithy.operation import Operation, Service
from aiosmithy.protocols import rest_json_1
from aiosmithy.shared_files import SharedFiles
from aiosmithy.target import Target, Targets
from aiosmithy.testing import stub_session
from echo import (
    CREDENTIALS,
    SERVICE,
    EchoClient,
    EchoError,
    EchoInput,
    EchoOutput,
    parse,
    serialize,
)
from execution_bench import OK


class Rules:
    """Endpoint rules that note what they are asked."""

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []

    def __call__(self, *, region: str, **parameters: Any) -> Endpoint:
        self.asked.append(parameters)
        own = sorted(parameters.keys() - {"use_fips", "use_dual_stack", "endpoint"})
        names = "".join(f"{_label(parameters[name])}." for name in own)
        return Endpoint(f"https://{names}{region}.example.com")


def _label(value: object) -> str:
    return "-".join(value) if isinstance(value, tuple) else str(value)


def service(rules: Rules, **parameters: str) -> Service:
    return Service(
        name="Echo",
        api_version="1",
        signing_name="echo",
        protocol=rest_json_1.PROTOCOL,
        errors={},
        base_error=EchoError,
        resolve_endpoint=rules,
        schemas=SERVICE.schemas,
        parameters=parameters,
    )


def settings(parameters: dict[str, str] | None = None, **given: Any) -> ResolvedConfig:
    return resolve_config(
        Config(region="r", credentials=CREDENTIALS, **given),
        environ={},
        files=SharedFiles(),
        service_name="Echo",
        parameters=parameters or {},
    )


def test_calls_that_say_nothing_of_their_own_share_one_target() -> None:
    rules = Rules()
    targets = Targets(service(rules), settings(), {})

    first, second = (targets.find({}, None) for _ in range(2))

    assert first is second is targets.single
    assert len(rules.asked) == 1


def test_each_set_of_parameters_is_resolved_once() -> None:
    rules = Rules()
    targets = Targets(service(rules), settings(), {})
    calls = [{"name": "a"}, {"name": "b"}, {"name": "a"}, {"tables": ("x", "y")}]

    found = [targets.find(call, None).origin for call in calls]

    assert found[:3] == [f"https://{n}.r.example.com" for n in "aba"]
    assert len(rules.asked) == 3


def test_what_is_none_is_not_said() -> None:
    rules = Rules()

    Targets(service(rules), settings(), {}).find({"name": None}, None)

    assert "name" not in rules.asked[0]


def test_few_targets_are_kept() -> None:
    rules = Rules()
    targets = Targets(service(rules), settings(), {})

    for number in range(1_000):
        targets.find({"name": str(number)}, None)

    assert len(targets._found) <= 256


def test_a_call_says_more_than_the_settings() -> None:
    rules = Rules()
    names = {"style": ""}
    known = settings(names, client_context={"style": "path"})
    targets = Targets(service(rules, **names), known, {})

    assert targets.find({}, None).origin == "https://path.r.example.com"
    found = targets.find({"style": "host"}, None)
    assert found.origin == "https://host.r.example.com"


def test_the_account_of_who_signs_is_a_parameter_where_the_rules_ask() -> None:
    rules = Rules()
    asking = service(rules, account="AWS::Auth::AccountId")
    targets = Targets(asking, settings(), {})

    found = [targets.find({}, each).origin for each in ("1", "2", None)]

    assert targets.needs_account
    assert not Targets(service(rules), settings(), {}).needs_account
    assert found == [f"https://{n}r.example.com" for n in ("1.", "2.", "")]


@pytest.mark.parametrize(
    ("url", "path", "expected"),
    [
        ("https://h", "/a", "/a"),
        ("https://h", "", "/"),
        ("https://h/base/", "/a", "/base/a"),
        ("https://h/base", "/", "/base/"),
        ("https://h/base", "", "/base"),
    ],
)
def test_paths(url: str, path: str, expected: str) -> None:
    target = Target(url, region="r", signing_name="s", headers={}, proxy=None)

    assert target.path(path) == expected


class Calls:
    """Calls of one operation, as they went out."""

    def __init__(self, rules: Rules, parameters: dict[str, str], **facts: Any) -> None:
        self.operation: Operation[EchoInput, EchoOutput] = Operation(
            name="Echo",
            service=service(rules, **parameters),
            input_type=EchoInput,
            serialize=facts.pop("serialize", serialize),
            parse=parse,
            **facts,
        )

    def sent(self, *keys: str, **options: Any) -> list[HttpRequest]:
        session = stub_session(lambda request: OK)
        transport: Any = session.transport()
        options = {"region": "r", "credentials": CREDENTIALS, **options}
        client = EchoClient(session=session, **options)

        async def go() -> None:
            for key in keys:
                await client._invoke(self.operation, EchoInput(key=key))

        asyncio.run(go())
        return list(transport.requests)


def test_an_input_says_where_the_call_goes() -> None:
    calls = Calls(Rules(), {}, endpoint_parameters=lambda input: {"name": input.key})

    first, second = calls.sent("a", "b")

    assert first.url == "https://a.r.example.com/echo/a"
    assert second.headers["host"] == "b.r.example.com"


def test_calls_that_say_nothing_do_not_lead_the_others_astray() -> None:
    def parameters(input: EchoInput) -> dict[str, Any]:
        return {} if input.key == "plain" else {"name": input.key}

    calls = Calls(Rules(), {}, endpoint_parameters=parameters)

    hosts = [each.headers["host"] for each in calls.sent("plain", "a", "plain")]

    assert hosts == ["r.example.com", "a.r.example.com", "r.example.com"]


def test_a_parameter_that_does_not_fit_is_an_error_of_the_input() -> None:
    def refuse(input: EchoInput) -> dict[str, Any]:
        raise ValueError("key: no name of a host")

    with pytest.raises(ValidationError, match="no name of a host"):
        Calls(Rules(), {}, endpoint_parameters=refuse).sent("a")


def test_credentials_know_their_account() -> None:
    own = Credentials("AKID", "secret", account_id="123456789012")
    calls = Calls(Rules(), {"account": "AWS::Auth::AccountId"})

    (request,) = calls.sent("a", credentials=own)
    assert request.headers["host"] == "123456789012.r.example.com"
    (request,) = calls.sent("a")
    assert request.headers["host"] == "r.example.com"


def test_nobody_is_asked_for_an_account_where_nobody_signs() -> None:
    calls = Calls(Rules(), {"account": "AWS::Auth::AccountId"}, auth=())

    (request,) = calls.sent("a", credentials=None)

    assert request.origin == "https://r.example.com"


def prefixed(input: EchoInput) -> HttpRequest:
    request = serialize(input)
    request.host_prefix = "data."
    return request


def test_a_host_prefix_may_be_left_out() -> None:
    calls = Calls(Rules(), {}, serialize=prefixed)

    (request,) = calls.sent("a")
    assert request.headers["host"] == "data.r.example.com"
    config = Config(disable_host_prefix_injection=True)
    (request,) = calls.sent("a", config=config)
    assert request.headers["host"] == "r.example.com"


def test_a_clients_own_settings_win_over_its_config() -> None:
    rules = Rules()
    operation = Calls(rules, {"style": "", "zone": ""}).operation
    session = stub_session(lambda request: OK)
    client = EchoClient(
        region="r",
        credentials=CREDENTIALS,
        session=session,
        config=Config(client_context={"style": "path", "zone": "z"}),
        client_context={"style": "host", "zone": None},
    )

    asyncio.run(client._invoke(operation, EchoInput(key="k")))

    assert (rules.asked[0]["style"], rules.asked[0]["zone"]) == ("host", "z")


def test_a_setting_that_the_service_does_not_know() -> None:
    with pytest.raises(ConfigurationError, match="client_context has 'stile'.*style"):
        settings({"style": ""}, client_context={"stile": "path"})


@pytest.mark.parametrize("name", ["a b", "a@b", "a\n", "ä", "a?b", "a#b", "a%2fb"])
def test_a_parameter_that_would_make_no_url_is_refused(name: str) -> None:
    targets = Targets(service(Rules()), settings(), {})

    with pytest.raises(EndpointError, match="which is no URL of a host"):
        targets.find({"name": name}, None)


def test_a_target_moves_with_all_that_it_knows() -> None:
    targets = Targets(service(Rules()), settings(), {"HTTPS_PROXY": "http://p:1"})
    usual = targets.find({}, None)

    moved = targets.moved(usual, "https://other.example:8443/base/")

    assert (moved.origin, moved.prefix) == ("https://other.example:8443", "/base")
    assert (moved.region, moved.signing_name, moved.proxy) == (
        usual.region,
        usual.signing_name,
        "http://p:1",
    )
    assert usual.origin == "https://r.example.com"
    assert targets.moved(usual, "https://other.example:8443/base/") is moved


def test_the_proxy_variables_are_read_once_a_client() -> None:
    environ = {"HTTPS_PROXY": "http://p:1", "NO_PROXY": "b.r.example.com"}
    targets = Targets(service(Rules()), settings(), environ)
    environ.clear()

    assert targets.find({"name": "a"}, None).proxy == "http://p:1"
    assert targets.find({"name": "b"}, None).proxy is None


def test_calls_that_may_go_to_several_places_have_no_single_one() -> None:
    rules = Rules()
    targets = Targets(service(rules), settings(), {}, varied=True)

    assert targets.find({}, None) is targets.find({}, None)
    assert targets.single is None
    assert len(rules.asked) == 1
