from __future__ import annotations

import json
import keyword
from collections.abc import Iterator
from pathlib import Path

import botocore
import pytest
from aiosmithy_codegen.names import (
    ANNOTATION_NAMES,
    class_name,
    constant_name,
    is_package_name,
    joined_words,
    operation_name,
    python_name,
    snake_case,
)
from hypothesis import given
from hypothesis import strategies as st

MODELS = Path(__file__).resolve().parents[4] / "shared" / "models"
identifiers = st.from_regex(
    r"(?:[A-Za-z]|_+[A-Za-z0-9])[A-Za-z0-9_]*", fullmatch=True
).filter(str.isascii)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("maxPayloadInMB", "max_payload_in_mb"),
        ("MLInputChannel", "ml_input_channel"),
        ("kmsKeyArn", "kms_key_arn"),
        ("LoadBalancerARNs", "load_balancer_arns"),
        ("VPCs", "vpcs"),
        ("Ec2InstanceId", "ec2_instance_id"),
        ("x509Data", "x509_data"),
        ("already_there", "already_there"),
        ("__leading", "leading"),
        ("A", "a"),
    ],
)
def test_snake_case(name: str, expected: str) -> None:
    assert snake_case(name) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("CreateCachediSCSIVolume", "create_cached_iscsi_volume"),
        ("ListHITsForQualificationType", "list_hits_for_qualification_type"),
        ("GetOTelEnrichment", "get_otel_enrichment"),
        ("Import", "import_"),
    ],
)
def test_operation_name(name: str, expected: str) -> None:
    assert operation_name(name) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("from", "from_"),
        ("self", "self_"),
        ("List", "list_"),
        ("Decimal", "decimal"),
        ("id", "id"),
        ("type", "type"),
        ("match", "match"),
        ("__init__", "init__"),
        ("_1st", "member_1st"),
    ],
)
def test_python_name(name: str, expected: str) -> None:
    assert python_name(name) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("MLInputChannel", "MLInputChannel"),
        ("fooBar", "FooBar"),
        ("__listOf", "ListOf"),
        ("none", "None_"),
        ("_2d", "Shape2d"),
    ],
)
def test_class_name(name: str, expected: str) -> None:
    assert class_name(name) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("ML_M5_XLARGE", "ML_M5_XLARGE"),
        ("InProgress", "IN_PROGRESS"),
        ("Report_CSV_20180820", "REPORT_CSV_20180820"),
        ("aws_kms", "AWS_KMS"),
        ("_10", "VALUE_10"),
        ("None", "NONE"),
        ("_FOO_", "FOO"),
    ],
)
def test_constant_name(name: str, expected: str) -> None:
    assert constant_name(name) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("CleanRoomsML", "CleanRoomsML"),
        ("ARC Region switch", "ARCRegionSwitch"),
        ("Elastic Load Balancing v2", "ElasticLoadBalancingV2"),
        ('"""; import os #', "ImportOs"),
        ("Ünïcode", "NCode"),
    ],
)
def test_joined_words_keeps_ascii_only(text: str, expected: str) -> None:
    assert joined_words(text) == expected


@pytest.mark.parametrize("name", ["aiosmithy", "aiosmithy_codegen", "class", "A", ""])
def test_refused_package_names(name: str) -> None:
    assert not is_package_name(name)


@given(identifiers)
def test_every_name_of_smithys_grammar_becomes_a_public_identifier(name: str) -> None:
    made = [
        python_name(name),
        operation_name(name),
        class_name(name),
        constant_name(name),
    ]

    for result in made:
        assert result.isidentifier() and result.isascii()
        assert not keyword.iskeyword(result) and not result.startswith("_")
    assert python_name(name) not in ANNOTATION_NAMES | {"self"}
    assert made[3] == made[3].upper()


def model_names() -> Iterator[tuple[str, str]]:
    """The operations and members of the models beside this checkout."""
    for file in sorted(MODELS.glob("*.json")):
        for shape_id, shape in json.loads(file.read_bytes())["shapes"].items():
            if shape["type"] == "operation":
                yield "operation", shape_id.partition("#")[2]
            if shape["type"] in ("structure", "union"):
                yield from (("member", name) for name in shape.get("members", {}))


@pytest.mark.skipif(not MODELS.is_dir(), reason="shared/models is not there")
def test_names_are_those_of_boto3() -> None:
    """Apart from leading underscores (boto3 makes `_vpcs` of `VPCs`), keywords and names that annotations use."""
    wrong: list[tuple[str, str, str]] = []
    seen = 0
    for kind, name in set(model_names()):
        seen += 1
        ours = operation_name(name) if kind == "operation" else python_name(name)
        theirs = botocore.xform_name(name).lstrip("_")
        if ours != theirs and not (
            ours == f"{theirs}_"
            and (keyword.iskeyword(theirs) or theirs in ANNOTATION_NAMES)
        ):
            wrong.append((name, ours, theirs))

    assert wrong == []
    assert seen > 10_000
