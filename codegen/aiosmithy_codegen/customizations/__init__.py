"""What some services want besides what their models say, by ``sdkId``: facts for the model, and steps of calls.

Each was looked up in what AWS's own clients do (botocore's ``handlers.py``, the SDKs' service customizations) or in the
tests that Smithy publishes. None is a convenience: without it a call fails, or goes to the wrong place.

Of botocore's handlers these are left: what only makes outputs nicer (IAM's policies and CloudFormation's templates as
objects, EC2's console output as text), and what the models' own documentation asks of the caller (``UserData`` in Base64).
"""

from .model_facts import (
    ENDPOINT_ONLY,
    KEEPS_DOTS,
    LENIENT,
    customized,
    is_s3_bucket,
    places_buckets,
    reads_query,
    signs_content,
    takes_forms,
)
from .steps import Attribute, Step, Steps, steps_of

__all__ = [
    "ENDPOINT_ONLY",
    "KEEPS_DOTS",
    "LENIENT",
    "Attribute",
    "Step",
    "Steps",
    "customized",
    "is_s3_bucket",
    "places_buckets",
    "reads_query",
    "signs_content",
    "steps_of",
    "takes_forms",
]
