"""The server half of Smithy's own suite for restJson1: requests that must be read, and requests that must be refused."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from aiosmithy_codegen.model import Shape
from aiosmithy_codegen.selection import Selection, select
from aiosmithy_codegen.serve.bindings import InputReader
from aiosmithy_codegen.serve.refusals import Refusal
from aiosmithy_codegen.serve.routes import Router, split_query
from aiosmithy_codegen.serve.signatures import Signed
from aiosmithy_codegen.serve.values import from_node
from attrs import frozen
from loading import load_ast

CHECKOUT = Path(__file__).parents[3]
SUITE = CHECKOUT.parent / "shared/conformance/protocols/flattened/restJson1.json"
PROTOCOL = "aws.protocols#restJson1"

pytestmark = pytest.mark.skipif(
    not SUITE.exists(), reason="Smithy's protocol suite is not on this machine"
)

KNOWN = {
    "SDKAppliedContentEncoding_restJson1": "serve does not unpack bodies",
    "SDKAppendedGzipAfterProvidedEncoding_restJson1": "serve does not unpack bodies",
    "RestJsonOmitsEmptyListQueryValues": "an empty list is not sent, so not received",
    "RestJsonStringPayloadUnsatisfiableAccept": "serve ignores Accept",
    "RestJsonWithBodyExpectsApplicationJsonAccept": "serve ignores Accept",
    "RestJsonWithPayloadExpectsImpliedAccept": "serve ignores Accept",
    "RestJsonWithPayloadExpectsModeledAccept": "serve ignores Accept",
    "RestJsonWithoutBodyExpectsEmptyContentType": "AWS takes a needless content type",
    "RestJsonWithoutBodyEmptyInputExpectsEmptyContentType": "as above",
    "RestJsonMalformedLengthQueryStringNoValue": "refused for its content type first",
}


@frozen
class Case:
    """One request of the suite."""

    id: str
    service: str
    operation: str
    trait: str
    test: Mapping[str, Any]


@cache
def selections() -> dict[str, Selection]:
    model = load_ast(json.loads(SUITE.read_text("utf-8")), SUITE.name)
    return {one.id: select(model, one.id) for one in model.of_type("service")}


def cases(trait: str) -> Iterator[Case]:
    for service, selection in selections().items() if SUITE.exists() else ():
        for operation in selection.operations:
            for test in operation.traits.get(f"smithy.test#{trait}", ()):
                if test["protocol"] == PROTOCOL and test.get("appliesTo") != "client":
                    yield Case(test["id"], service, operation.id, trait, test)


def read(
    case: Case, request: Mapping[str, Any], fill: Mapping[str, str]
) -> tuple[Shape, dict[str, Any]]:
    selection = selections()[case.service]
    path = filled(request["uri"], fill).partition("?")[0]
    query = filled("&".join(request.get("queryParams", ())), fill)
    headers = {
        name.lower(): [filled(value, fill)]
        for name, value in request.get("headers", {}).items()
    }
    if request.get("bodyMediaType") == "application/json":
        headers.setdefault("content-type", ["application/json"])
    body = filled(request.get("body") or "", fill).encode()
    match = Router(selection.operations).match(
        request["method"], path, split_query(query)
    )
    assert match is not None
    reader = InputReader(selection.model, match, split_query(query), 64)
    signed = Signed(request["method"], path, query, headers, body)
    return match.operation, reader.read(signed)


def filled(text: str, fill: Mapping[str, str]) -> str:
    for name, value in fill.items():
        text = text.replace(f"${name}:L", value).replace(
            f"${name}:S", json.dumps(value)
        )
    return text


def variants(test: Mapping[str, Any]) -> list[dict[str, str]]:
    columns = test.get("testParameters") or {}
    count = len(next(iter(columns.values()))) if columns else 1
    return [
        {name: values[row] for name, values in columns.items()} for row in range(count)
    ]


def plain(value: Any) -> Any:
    """1 and 1.0 are one number, and NaN is itself."""
    text = json.dumps(value, sort_keys=True, default=repr)
    return re.sub(r"\b(\d+)\.0\b", r"\1", text)


@pytest.mark.parametrize(
    "case",
    list(cases("httpRequestTests")),
    ids=lambda case: f"{case.service}-{case.id}",
)
def test_requests_are_read(case: Case) -> None:
    operation, values = read(case, case.test, {})

    members = selections()[case.service].model.expect(operation.input).members
    model = selections()[case.service].model
    wanted = {
        name: from_node(model, members[name], node, blobs_are_text=True)
        for name, node in case.test.get("params", {}).items()
    }
    right = operation.id == case.operation and plain(wanted) == plain(
        {name: value for name, value in values.items() if name in wanted}
    )
    assert right is (case.id not in KNOWN), (wanted, values)


@pytest.mark.parametrize(
    "case",
    list(cases("httpMalformedRequestTests")),
    ids=lambda case: f"{case.service}-{case.id}",
)
def test_malformed_requests_are_refused(case: Case) -> None:
    for fill in variants(case.test):
        status = 0
        try:
            read(case, case.test["request"], fill)
        except Refusal as refusal:
            status = refusal.status
        right = status == case.test["response"]["code"]
        assert right is (case.id not in KNOWN), (fill, status)
