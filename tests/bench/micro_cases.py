"""The pieces that are measured without a server: a signature, and a parsed list."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import payloads

ACCESS, SECRET = "AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
ORIGIN = "https://cleanrooms-ml.us-east-1.amazonaws.com"
BODY = b"x" * 700


def sign_aiosmithy() -> Callable[[], object]:
    from aiosmithy import Credentials
    from aiosmithy.http import HttpRequest
    from aiosmithy.sigv4 import SigV4Signer

    signer, identity = SigV4Signer(), Credentials(ACCESS, SECRET)

    def case() -> None:
        request = HttpRequest(
            "POST",
            payloads.PATH,
            headers={"content-type": "application/json"},
            body=BODY,
            origin=ORIGIN,
        )
        signer.sign(
            request,
            identity,
            region="us-east-1",
            service="cleanrooms-ml",
            now=time.time(),
        )

    return case


def sign_botocore() -> Callable[[], object]:
    from botocore.auth import SigV4Auth
    from botocore.awsrequest import AWSRequest
    from botocore.credentials import Credentials

    auth = SigV4Auth(Credentials(ACCESS, SECRET), "cleanrooms-ml", "us-east-1")

    def case() -> None:
        auth.add_auth(
            AWSRequest(
                "POST",
                ORIGIN + payloads.PATH,
                headers={"Content-Type": "application/json"},
                data=BODY,
            )
        )

    return case


def parse_aiosmithy(body: bytes) -> Callable[[], object]:
    from aiosmithy.http import HttpResponse
    from aiosmithy.responses import parse_output
    from aiosmithy_cleanroomsml import operations

    response = HttpResponse(200, {}, body)
    listing = operations.LIST_TRAINED_MODEL_INFERENCE_JOBS
    assert len(parse_output(listing, response).trained_model_inference_jobs) == 1000
    return lambda: parse_output(listing, response)


def parse_botocore(body: bytes) -> Callable[[], object]:
    from botocore.parsers import create_parser
    from botocore.session import get_session

    model: Any = get_session().get_service_model("cleanroomsml")
    shape = model.operation_model("ListTrainedModelInferenceJobs").output_shape
    parser = create_parser("rest-json")
    response = {"status_code": 200, "headers": {}, "body": body, "context": {}}
    return lambda: parser.parse(response, shape)
