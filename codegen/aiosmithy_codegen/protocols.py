"""What the generator knows of each protocol; what differs between two of them stands side by side here.

https://smithy.io/2.0/aws/protocols/ and https://smithy.io/2.0/additional-specs/protocols/
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from attrs import field, frozen

_JSON_NAME = "smithy.api#jsonName"

Format = Literal["json", "xml", "cbor", "query", "ec2Query"]


def _no_headers() -> dict[str, str]:
    return {}


@frozen
class Protocol:
    """An HTTP binding × a codec.

    ``{service}`` and ``{operation}`` in the path and the headers stand for the names of these shapes.
    """

    id: str
    module: str
    """Of ``aiosmithy.protocols``."""

    writes: Format
    reads: Format
    content_type: str
    """Of a body that the codec writes."""

    event_type: str
    """The media type of an event's structure."""

    timestamp_format: str
    """Of a timestamp in a body, unless the model says otherwise."""

    path: str = ""
    """Of every request; empty if operations bind to HTTP by their own traits."""

    headers: Mapping[str, str] = field(factory=_no_headers)
    """Of every request."""

    renames: str = ""
    """The trait that gives members of a JSON body other names; empty if there is none."""

    formats_timestamps: bool = True
    """Whether the model may say how a timestamp in a body is written."""

    writes_unit: bool = True
    """Whether a request without an input has a body."""

    absent_structure: str = ""
    """The body where a structure that is the whole body was not given."""

    tells_query_mode: bool = False
    """Whether a service that spoke awsQuery before is asked for its error codes of then."""

    big_numbers_are_texts: bool = False
    """Whether a number of any size is a string in a body, so that no parser rounds it."""

    has_error_codes: bool = False
    """Whether errors may go by other codes than their names: those of ``awsQueryError``."""

    reads_frame: str = ""
    """The module's function that takes the output's data out of what is around it; it is given the operation's name."""

    @property
    def binds_http(self) -> bool:
        """Whether members travel where their HTTP traits say; else everything is in the body."""
        return not self.path

    @property
    def writes_form(self) -> bool:
        """Whether a body is a query string: no part of it can be anything else."""
        return self.writes in ("query", "ec2Query")


def _aws_json(version: str) -> Protocol:
    media_type = f"application/x-amz-json-{version}"
    name = version.replace(".", "_")
    return Protocol(
        id=f"aws.protocols#awsJson{name}",
        module=f"aws_json_{name}",
        writes="json",
        reads="json",
        content_type=media_type,
        event_type="application/json",
        timestamp_format="epoch-seconds",
        path="/",
        headers={"x-amz-target": "{service}.{operation}"},
        tells_query_mode=True,
    )


def _rpc_v2(form: Literal["json", "cbor"]) -> Protocol:
    return Protocol(
        id=f"smithy.protocols#rpcv2{form.title()}",
        module=f"rpc_v2_{form}",
        writes=form,
        reads=form,
        content_type=f"application/{form}",
        event_type=f"application/{form}",
        timestamp_format="epoch-seconds",
        path="/service/{service}/operation/{operation}",
        headers={"smithy-protocol": f"rpc-v2-{form}"},
        formats_timestamps=False,
        writes_unit=False,
        tells_query_mode=True,
        big_numbers_are_texts=form == "json",
    )


def _query(
    name: Literal["awsQuery", "ec2Query"], module: str, reads_frame: str
) -> Protocol:
    return Protocol(
        id=f"aws.protocols#{name}",
        module=module,
        writes="query" if name == "awsQuery" else "ec2Query",
        reads="xml",
        content_type="application/x-www-form-urlencoded",
        event_type="text/xml",
        timestamp_format="date-time",
        path="/",
        has_error_codes=name == "awsQuery",
        reads_frame=reads_frame,
    )


_KNOWN = (
    Protocol(
        id="aws.protocols#restJson1",
        module="rest_json_1",
        writes="json",
        reads="json",
        content_type="application/json",
        event_type="application/json",
        timestamp_format="epoch-seconds",
        renames=_JSON_NAME,
        absent_structure="{}",
    ),
    _aws_json("1.0"),
    _aws_json("1.1"),
    _rpc_v2("json"),
    _rpc_v2("cbor"),
    _query("awsQuery", "aws_query", "read_result"),
    _query("ec2Query", "ec2_query", "read_answer"),
    Protocol(
        id="aws.protocols#restXml",
        module="rest_xml",
        writes="xml",
        reads="xml",
        content_type="application/xml",
        event_type="application/xml",
        timestamp_format="date-time",
    ),
)
PROTOCOLS: Mapping[str, Protocol] = {protocol.id: protocol for protocol in _KNOWN}
"""By id, the preferred one first: JSON, then CBOR, then query."""
