"""AWS's endpoint tests that say what is called, and with which settings: from an input to the endpoint, as calls go."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import endpoint_modules
import pytest
from aiosmithy import Config, Credentials
from aiosmithy.config import ResolvedConfig, resolve_config
from aiosmithy.endpoints import Endpoint
from aiosmithy.errors import AiosmithyError, EndpointError
from aiosmithy.preparing import prepare
from aiosmithy.shared_files import SharedFiles
from aiosmithy.target import Targets
from aiosmithy_codegen.loaders.document import Document
from aiosmithy_codegen.source import find_models, read_model
from conformance_table import Tally
from endpoint_modules import NO_VECTORS, RULE_SET, VECTORS, wanted
from vector_clients import Generated, Laboratory
from vector_values import Inputs

SERVICES = {
    "dynamodb": 267,
    "events": 1,
    "kinesis": 2,
    "s3": 215,
    "s3control": 187,
    "sts": 18,
}

pytestmark = pytest.mark.skipif(not VECTORS.is_dir(), reason=NO_VECTORS)


def load(service: str, name: str) -> Any:
    return endpoint_modules.load(VECTORS / "services" / service / name)


def cases(service: str) -> Iterator[tuple[str, Mapping[str, Any], Mapping[str, Any]]]:
    """What it is about, what is expected, and what is called."""
    for case in load(service, "endpoint-tests-1.json")["testCases"]:
        for call in case.get("operationInputs", ()):
            yield case.get("documentation", ""), case["expect"], call


def document(service: str) -> Document:
    """The model of the installed botocore with the rules that the tests are about."""
    (source,) = find_models([f"botocore:{service}"])
    (found,) = read_model(source).documents
    for shape in found.ast["shapes"].values():
        if shape["type"] == "service":
            shape["traits"][RULE_SET] = load(service, "endpoint-rule-set-1.json")
    return found


def settings(generated: Generated, call: Mapping[str, Any]) -> ResolvedConfig:
    """The settings of a client for a call; built-ins by the names that the rules give them."""
    said = dict(call["builtInParams"])
    service = generated.package.operations.SERVICE
    own = {
        name: said[bound] for name, bound in service.parameters.items() if bound in said
    }
    own.pop("account_id", None)
    mode = said.get("AWS::Auth::AccountIdEndpointMode")
    own.pop("account_id_endpoint_mode", None)
    if "force_path_style" in service.parameters:
        own.setdefault("force_path_style", False)
    account = said.get("AWS::Auth::AccountId")
    config = Config(
        region=said.get("AWS::Region"),
        credentials=Credentials("AKID", "secret", account_id=account or None),
        use_fips=said.get("AWS::UseFIPS"),
        use_dual_stack=said.get("AWS::UseDualStack"),
        endpoint_url=said.get("SDK::Endpoint"),
        account_id_endpoint_mode=mode,
        client_context=own,
    )
    return resolve_config(
        config,
        environ={},
        files=SharedFiles(),
        service_name=service.name,
        parameters=service.parameters,
    )


class Resolver:
    """Resolves the endpoints of calls of one service, and notes what its rules gave."""

    def __init__(self, generated: Generated) -> None:
        self.generated = generated
        self.service = generated.package.operations.SERVICE
        self.ids = {
            shape.name: shape.id for shape in generated.model.of_type("operation")
        }

    def endpoint(self, call: Mapping[str, Any]) -> object:
        try:
            return self._endpoint(call)
        except EndpointError as error:
            return str(error)

    def _endpoint(self, call: Mapping[str, Any]) -> object:
        generated, said = self.generated, call["builtInParams"]
        operation = self.ids[call["operationName"]]
        shape = generated.input(operation)
        inputs = Inputs(generated)
        values = inputs.arguments(shape, call.get("operationParams", {}))
        for name in inputs.required(shape).keys() - call.get("operationParams", {}):
            member = shape.members[name]
            values[generated.symbols.member(member.id)] = inputs._least(member)
        names = generated.symbols.operation(operation)
        input = getattr(generated.package.shapes, names.input)(**values)
        known = settings(generated, call)
        facts = getattr(generated.package.operations, names.constant)
        _, parameters = prepare(facts, input, known)
        found: list[Endpoint] = []
        resolve = self.service.resolve_endpoint
        self.service.resolve_endpoint = (
            lambda **given: found.append(resolve(**given)) or found[-1]
        )
        try:
            account = said.get("AWS::Auth::AccountId")
            Targets(self.service, known, {}).find(parameters, account)
        finally:
            self.service.resolve_endpoint = resolve
        (endpoint,) = found
        return endpoint.url, dict(endpoint.properties), dict(endpoint.headers)


@pytest.mark.parametrize("service", SERVICES)
def test_calls_find_their_endpoints(
    service: str, laboratory: Laboratory, tally: Tally
) -> None:
    known = list(cases(service))
    called = {call["operationName"] for _, _, call in known}
    generated = laboratory.package(
        f"endpoints_{service}", lambda: document(service), keep=called.__contains__
    )
    resolver = Resolver(generated)
    tally("endpoints: calls", len(known))

    wrong: list[str] = []
    for about, expect, call in known:
        try:
            found = resolver.endpoint(call)
        except AiosmithyError as error:
            found = f"{type(error).__name__}: {error}"
        if found != wanted(expect):
            wrong.append(f"{about}: {found} instead of {wanted(expect)}")

    assert not wrong, "\n".join(wrong)
    assert len(known) == SERVICES[service]
