"""What some services want besides what their models say, by their ``sdkId``."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from aiosmithy import Config, Credentials
from aiosmithy.http import HttpRequest, HttpResponse
from aiosmithy.testing import stub_session
from aiosmithy_codegen.customizations import customized
from aiosmithy_codegen.selection import select
from generated_package import generated
from loading import load_ast

NS = "x.y#"


def member(target: str = "smithy.api#String", **traits: Any) -> dict[str, Any]:
    found = {f"smithy.api#{name}": value for name, value in traits.items()}
    return {"target": target, "traits": found}


LABEL = member(required={}, httpLabel={})
DO: dict[str, Any] = {"Do": ("POST", "/", {}, {})}


def service(sdk_id: str, operations: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Operation → method, URI, members and further traits."""
    shapes: dict[str, Any] = {
        f"{NS}S": {
            "type": "service",
            "version": "2020-01-02",
            "operations": [{"target": NS + name} for name in operations],
            "traits": {
                "aws.api#service": {"sdkId": sdk_id},
                "aws.auth#sigv4": {"name": "s"},
                more.pop("protocol", "aws.protocols#restJson1"): {},
                **more.pop("traits", {}),
            },
        }
    }
    for name, (method, uri, members, traits) in operations.items():
        shapes[NS + name] = {
            "type": "operation",
            "input": {"target": f"{NS}{name}Input"},
            "traits": {
                "smithy.api#http": {"method": method, "uri": uri, "code": 200},
                **traits,
            },
        }
        shapes[f"{NS}{name}Input"] = {"type": "structure", "members": members}
    return {"smithy": "2.0", "shapes": {**shapes, **more}}


def sent(
    package: Any, client: str, method: str, options: Any, **input: Any
) -> HttpRequest:
    found: list[HttpRequest] = []

    def answer(request: HttpRequest) -> HttpResponse:
        found.append(request)
        return HttpResponse(200, {}, b"")

    async def go() -> None:
        made = getattr(package, client)(
            credentials=Credentials("AKID", "secret"),
            session=stub_session(answer),
            **{"region": "us-west-2", "endpoint_url": "https://h.test", **options},
        )
        await getattr(made, method)(**input)

    asyncio.run(go())
    return found[0]


S3 = service(
    "S3",
    {
        "GetThing": (
            "GET",
            "/{Bucket}/{Key+}?thing",
            {"Bucket": LABEL, "Key": LABEL},
            {},
        ),
        "HeadBucket": ("HEAD", "/{Bucket}", {"Bucket": LABEL}, {}),
        "GetBucketLocation": ("GET", "/{Bucket}?location", {"Bucket": LABEL}, {}),
        "ListBuckets": ("GET", "/", {}, {}),
    },
    protocol="aws.protocols#restXml",
)


@pytest.fixture(scope="module")
def s3(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    with generated(S3, tmp_path_factory.mktemp("made")) as package:
        yield package


AWS = {"endpoint_url": None}
DUAL = {**AWS, "config": Config(use_dual_stack=True)}


@pytest.mark.parametrize(
    ("method", "options", "input", "url"),
    [
        (
            "head_bucket",
            AWS,
            {"bucket": "b1b"},
            "https://b1b.s3.us-west-2.amazonaws.com/",
        ),
        (
            "head_bucket",
            {**AWS, "force_path_style": True},
            {"bucket": "b1b"},
            "https://s3.us-west-2.amazonaws.com/b1b",
        ),
        (
            "head_bucket",
            {**DUAL, "accelerate": True},
            {"bucket": "b1b"},
            "https://b1b.s3-accelerate.dualstack.amazonaws.com/",
        ),
        (
            "head_bucket",
            {**AWS, "accelerate": True},
            {"bucket": "b1b"},
            "https://b1b.s3-accelerate.amazonaws.com/",
        ),
        (
            "get_thing",
            DUAL,
            {"bucket": "Not_A_Host", "key": "../a b"},
            "https://s3.dualstack.us-west-2.amazonaws.com/Not_A_Host/../a%20b?thing",
        ),
        ("list_buckets", DUAL, {}, "https://s3.dualstack.us-west-2.amazonaws.com/"),
        ("list_buckets", AWS, {}, "https://s3.us-west-2.amazonaws.com/"),
        (
            "get_bucket_location",
            AWS,
            {"bucket": "b1b"},
            "https://s3.us-west-2.amazonaws.com/b1b?location",
        ),
        ("get_thing", {}, {"bucket": "b1b", "key": "k"}, "https://h.test/b1b/k?thing"),
        (
            "get_thing",
            {"force_path_style": False, "endpoint_url": "https://h.test/x"},
            {"bucket": "b1b", "key": "k"},
            "https://b1b.h.test/x/k?thing",
        ),
    ],
)
def test_where_buckets_are(
    s3: Any, method: str, options: Any, input: Any, url: str
) -> None:
    request = sent(s3, "S3Client", method, options, **input)

    assert request.url == url
    assert request.body == b""
    assert "x-amz-content-sha256" in request.headers


def test_a_model_with_rules_keeps_them() -> None:
    rules = {"version": "1.0", "parameters": {}, "rules": []}
    model = service("S3", DO, traits={"smithy.rules#endpointRuleSet": rules})

    found = customized(select(load_ast(model, "model.json")))

    assert found.service.traits["smithy.rules#endpointRuleSet"] == rules


def test_a_service_of_another_name_stays_as_it_is() -> None:
    selection = select(load_ast(service("S4", DO), "model.json"))

    assert customized(selection) is selection


def test_operations_of_s3_without_a_bucket_stay_as_they_are() -> None:
    model = service("S3", {"Do": ("GET", "/{Bucket}", {"bucket": LABEL}, {})})
    model["shapes"][f"{NS}Do"]["traits"]["smithy.api#http"]["uri"] = "/{bucket}"
    selection = select(load_ast(model, "model.json"))

    found = customized(selection)

    assert found.operations == selection.operations


def test_s3_control_has_its_account_from_its_rules() -> None:
    prefix = {"smithy.api#endpoint": {"hostPrefix": "{AccountId}."}}
    account = member(required={}, hostLabel={})
    fixed = {"smithy.rules#staticContextParams": {"RequiresAccountId": {"value": True}}}
    model = service(
        "S3 Control",
        {
            "Do": ("GET", "/do", {"AccountId": account}, {**prefix, **fixed}),
            "Other": ("GET", "/other", {"AccountId": account}, prefix),
        },
    )

    do, other = customized(select(load_ast(model, "model.json"))).operations

    assert "smithy.api#endpoint" not in do.traits
    assert "smithy.api#endpoint" in other.traits


@pytest.mark.parametrize("sdk_id", ["DocDB", "Neptune", "RDS"])
def test_the_region_to_presign_for_is_no_part_of_the_request(
    sdk_id: str, tmp_path: Path
) -> None:
    copy = {"PreSignedUrl": member(), "SourceRegion": member(), "Id": member()}
    other = {"SourceRegion": member()}
    operations = {"Copy": ("POST", "/", copy, {}), "Other": ("POST", "/o", other, {})}

    with generated(service(sdk_id, operations), tmp_path) as package:
        made = import_module(f"{package.__name__}.operations")

    values = package.shapes.CopyInput(source_region="r", pre_signed_url="u", id="i")
    assert json.loads(made.COPY.serialize(values).body) == {
        "PreSignedUrl": "u",
        "Id": "i",
    }
    assert made.COPY.copies.source == "source_region"
    assert made.OTHER.copies is None


def test_dynamodb_checks_its_bodies(tmp_path: Path) -> None:
    model = service("DynamoDB", {"Do": ("POST", "/", {}, {})})

    with generated(model, tmp_path) as package:
        checks = import_module(f"{package.__name__}.operations").DO.checks

    assert type(checks).__name__ == "BodyCrc32"


def test_route_53_takes_its_ids_as_it_gives_them(tmp_path: Path) -> None:
    label = member(f"{NS}ResourceId", required={}, httpLabel={})
    model = service(
        "Route 53",
        {"GetZone": ("GET", "/zone/{Id}", {"Id": label, "Name": member()}, {})},
        **{f"{NS}ResourceId": {"type": "string"}},
    )

    with generated(model, tmp_path) as package:
        request = sent(package, "Route53Client", "get_zone", {}, id="/hostedzone/Z1")

    assert request.url == "https://h.test/zone/Z1"


def test_glacier(tmp_path: Path) -> None:
    body = member("smithy.api#Blob", httpPayload={})
    members = {"accountId": LABEL, "body": body}
    model = service(
        "Glacier",
        {"UploadArchive": ("POST", "/{accountId}/archives", members, {})},
    )

    with generated(model, tmp_path) as package:
        request = sent(
            package, "GlacierClient", "upload_archive", {}, account_id="", body=b"hi"
        )

    assert request.url == "https://h.test/-/archives"
    assert request.headers["x-amz-glacier-version"] == "2020-01-02"
    hashes = ("x-amz-content-sha256", "x-amz-sha256-tree-hash")
    assert len({request.headers[name] for name in hashes}) == 1


def test_a_prediction_goes_where_the_input_says(tmp_path: Path) -> None:
    members = {"PredictEndpoint": member(required={})}
    model = service("Machine Learning", {"Predict": ("POST", "/", members, {})})

    with generated(model, tmp_path) as package:
        request = sent(
            package,
            "MachineLearningClient",
            "predict",
            {},
            predict_endpoint="https://p.test/x",
        )

    assert request.url == "https://p.test/"
    assert request.headers["host"] == "p.test"


def test_a_search_may_be_longer_than_a_url(tmp_path: Path) -> None:
    members = {"q": member(httpQuery="q")}
    model = service(
        "CloudSearch Domain",
        {
            "Search": ("GET", "/search?x=1", members, {}),
            "Suggest": ("GET", "/suggest", members, {}),
        },
    )

    with generated(model, tmp_path) as package:
        search, suggest = (
            sent(package, "CloudSearchDomainClient", method, {}, q="a b")
            for method in ("search", "suggest")
        )

    assert (search.method, search.body) == ("POST", b"x=1&q=a%20b")
    assert (suggest.method, suggest.query) == ("GET", "q=a%20b")


def test_endpoints_are_discovered_for_an_api_version(tmp_path: Path) -> None:
    model = service(
        "Stars",
        {"DescribeEndpoints": ("POST", "/", {}, {})},
        traits={
            "aws.api#clientEndpointDiscovery": {"operation": f"{NS}DescribeEndpoints"}
        },
    )

    with generated(model, tmp_path) as package:
        request = sent(package, "StarsClient", "describe_endpoints", {})

    assert request.headers["x-amz-api-version"] == "2020-01-02"
