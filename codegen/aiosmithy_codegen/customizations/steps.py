"""Steps of calls that some services want: functions of the runtime, and what they are given.

Sources: botocore's ``handlers.py`` (the names in parentheses are its), and Smithy's protocol tests for Glacier, API
Gateway (its ``accept`` header is what restJson1 always sends) and Machine Learning.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from attrs import evolve, frozen

from ..model import Model, Shape
from .model_facts import sdk_id

_ROUTE_53_IDS = frozenset({"ResourceId", "DelegationSetId", "ChangeId"})


@frozen
class Attribute:
    """The Python name of a member, as a text."""

    member: str  # its id


@frozen
class Step:
    """A function of the runtime, or a call that gives one."""

    module: str
    name: str
    arguments: tuple[object, ...] | None = None
    """Attributes and plain data; None if the name itself is the function."""

    keywords: tuple[tuple[str, object], ...] = ()


@frozen
class Steps:
    """The steps of one operation."""

    adjust: tuple[Step, ...] = ()
    """Of the input, before it is serialized."""

    finish: tuple[Step, ...] = ()
    """Of the request, after that."""

    complete: Step | None = None
    """Of the input and, at the end, of the output."""

    checks: Step | None = None
    """Of responses."""

    copies: Step | None = None
    """Of a request that has to be let copy from another region."""


def steps_of(model: Model, service: Shape, operation: Shape) -> Steps:
    """The steps that the service is known to want for the operation."""
    find = _STEPS.get(sdk_id(service))
    found = Steps() if find is None else find(model, service, operation)
    discovery = service.traits.get("aws.api#clientEndpointDiscovery", {})
    if discovery.get("operation") != operation.id:
        return found
    # (inject_api_version_header_if_needed)
    header = _headers({"x-amz-api-version": service.version})
    return evolve(found, finish=(*found.finish, header))


def _headers(headers: Mapping[str, str]) -> Step:
    return Step("steps", "FixedHeaders", (dict(headers),))


def _dynamodb(model: Model, service: Shape, operation: Shape) -> Steps:
    """(retryhandler.CRC32Checker)"""
    return Steps(checks=Step("checksums", "BodyCrc32", ()))


def _glacier(model: Model, service: Shape, operation: Shape) -> Steps:
    """(inject_account_id, add_glacier_version, add_glacier_checksums)"""
    input = model.expect(operation.input, "structure")
    account = input.members.get("accountId")
    adjust = (
        [Step("steps", "TextInstead", (Attribute(account.id), "-"))] if account else []
    )
    finish = [_headers({"x-amz-glacier-version": service.version})]
    if operation.name in ("UploadArchive", "UploadMultipartPart"):
        finish.append(Step("glacier", "add_hashes"))
    return Steps(tuple(adjust), tuple(finish))


def _route_53(model: Model, service: Shape, operation: Shape) -> Steps:
    """(fix_route53_ids)"""
    input = model.expect(operation.input, "structure")
    ids = tuple(
        Attribute(member.id)
        for member in input.members.values()
        if model.target(member).name in _ROUTE_53_IDS
    )
    return Steps(adjust=(Step("steps", "LastSegments", ids),) if ids else ())


def _machine_learning(model: Model, service: Shape, operation: Shape) -> Steps:
    """(switch_host_machinelearning)"""
    input = model.expect(operation.input, "structure")
    endpoint = input.members.get("PredictEndpoint")
    if endpoint is None:
        return Steps()
    return Steps(finish=(Step("steps", "OriginFrom", (Attribute(endpoint.id),)),))


def _cloudsearch_domain(model: Model, service: Shape, operation: Shape) -> Steps:
    """(change_get_to_post)"""
    if operation.name != "Search":
        return Steps()
    return Steps(finish=(Step("steps", "post_query"),))


def _s3(model: Model, service: Shape, operation: Shape) -> Steps:
    """(sse_md5, copy_source_sse_md5, handle_copy_source_param, set_list_objects_encoding_type_url)"""
    members = model.expect(operation.input, "structure").members
    adjust: list[Step] = []
    for prefix in ("SSECustomer", "CopySourceSSECustomer"):
        key, md5 = members.get(f"{prefix}Key"), members.get(f"{prefix}KeyMD5")
        if key is not None and md5 is not None:
            adjust.append(Step("s3", "SseKey", (Attribute(key.id), Attribute(md5.id))))
    if "CopySource" in members:
        adjust.append(Step("s3", "quote_copy_source"))
    return Steps(tuple(adjust), complete=_listing(model, operation))


def _rds(model: Model, service: Shape, operation: Shape) -> Steps:
    """(inject_presigned_url_rds)"""
    return _copies(model, operation, "PreSignedUrl")


def _ec2(model: Model, service: Shape, operation: Shape) -> Steps:
    """(inject_presigned_url_ec2)"""
    if operation.name != "CopySnapshot":
        return Steps()
    return _copies(model, operation, "PresignedUrl", ("sends_destination", True))


def _copies(
    model: Model, operation: Shape, name: str, *keywords: tuple[str, object]
) -> Steps:
    members = model.expect(operation.input, "structure").members
    source, url = members.get("SourceRegion"), members.get(name)
    if source is None or url is None:
        return Steps()
    arguments = (Attribute(source.id), Attribute(url.id), name)
    return Steps(copies=Step("region_copies", "RegionCopy", arguments, keywords))


_LISTED = (
    "Delimiter",
    "KeyMarker",
    "Marker",
    "NextKeyMarker",
    "NextMarker",
    "Prefix",
    "StartAfter",
)
_LISTED_IN = {
    "CommonPrefixes": "Prefix",
    "Contents": "Key",
    "DeleteMarkers": "Key",
    "Versions": "Key",
}


def _listing(model: Model, operation: Shape) -> Step | None:
    if operation.name not in ("ListObjects", "ListObjectsV2", "ListObjectVersions"):
        return None
    input = model.expect(operation.input, "structure")
    output = model.expect(operation.output, "structure")
    if "EncodingType" not in input.members or "EncodingType" not in output.members:
        return None
    names = [Attribute(output.members[n].id) for n in _LISTED if n in output.members]
    inner: list[object] = []
    for holder, name in _LISTED_IN.items():
        member = output.members.get(holder)
        items = model.target(member).members.get("member") if member else None
        item = model.target(items).members.get(name) if items else None
        if member is not None and item is not None:
            inner.append([Attribute(member.id), Attribute(item.id)])
    return Step("s3", "Listing", (names, inner))


_STEPS: Mapping[str, Callable[[Model, Shape, Shape], Steps]] = {
    "CloudSearch Domain": _cloudsearch_domain,
    "DocDB": _rds,
    "DynamoDB": _dynamodb,
    "EC2": _ec2,
    "Glacier": _glacier,
    "Machine Learning": _machine_learning,
    "Neptune": _rds,
    "RDS": _rds,
    "Route 53": _route_53,
    "S3": _s3,
}
