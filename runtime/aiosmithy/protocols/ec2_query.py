"""``aws.protocols#ec2Query``: awsQuery with names, lists and frames of EC2's own.

https://smithy.io/2.0/aws/protocols/aws-ec2-query-protocol.html
"""

from __future__ import annotations

from typing import Final

from . import Protocol
from ._xml import read_answer, read_error

__all__ = ["PROTOCOL", "read_answer"]

PROTOCOL: Final = Protocol(
    name="aws.protocols#ec2Query", accept="text/xml", read_error=read_error
)
