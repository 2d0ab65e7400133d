"""``aws.protocols#awsJson1_0``: one POST × JSON (https://smithy.io/2.0/aws/protocols/aws-json-1_0-protocol.html)."""

from __future__ import annotations

from typing import Final

from . import Protocol
from ._documents import aws_json_error

PROTOCOL: Final = Protocol(
    name="aws.protocols#awsJson1_0",
    accept="application/x-amz-json-1.0",
    read_error=aws_json_error,
)
