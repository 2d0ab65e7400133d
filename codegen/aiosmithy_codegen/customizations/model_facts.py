"""Selection → selection: facts that the models of some services lack, as traits.

Traits of ``aiosmithy.api`` are this generator's own: views read them, models do not have them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from attrs import evolve

from ..model import Member, Model, Shape
from ..selection import Selection
from .s3_rules import S3_RULES

ENDPOINT_ONLY = "aiosmithy.api#endpointOnly"
"""On a member that says where the request goes, or where it copies from, and is not in the request itself."""

KEEPS_DOTS = "aiosmithy.api#keepsDots"
"""On a label that may hold dot segments: the service takes paths as they are."""

LENIENT = "aiosmithy.api#lenient"
"""On a date of a response that is whatever somebody once stored: what is no date is left out."""

_HTTP = "smithy.api#http"
_LABEL = "smithy.api#httpLabel"
_ENDPOINT = "smithy.api#endpoint"
_RULES = "smithy.rules#endpointRuleSet"
_DIAGRAM = "smithy.rules#endpointBdd"
_CONTEXT = "smithy.rules#contextParam"
_STATIC = "smithy.rules#staticContextParams"
_CLIENT = "smithy.rules#clientContextParams"
_BUCKET = "/{Bucket}"


def customized(selection: Selection) -> Selection:
    """The selection with what its service is known to want."""
    change = _CHANGES.get(sdk_id(selection.service))
    return selection if change is None else change(selection)


def is_s3_bucket(service: Shape, member: Member) -> bool:
    """Whether the member names a bucket, or an ARN in a bucket's place, that stands in S3's endpoint."""
    return sdk_id(service) == "S3" and ENDPOINT_ONLY in member.traits


def places_buckets(service: Shape, parameters: Mapping[str, str]) -> bool:
    """Whether its endpoint rules put buckets into hosts or paths, as they are told."""
    return sdk_id(service) == "S3" and "force_path_style" in parameters


def takes_forms(service: Shape, operation: Shape) -> bool:
    """Whether an HTML form can do the same: an upload to S3."""
    return sdk_id(service) == "S3" and operation.name == "PutObject"


def reads_query(service: Shape, operation: Shape) -> bool:
    """Whether the body's members may stand in the query of a GET: browsers play Polly's speech from a URL.

    https://docs.aws.amazon.com/polly/latest/dg/API_SynthesizeSpeech.html has the POST alone; AWS's SDKs have the GET.
    """
    return sdk_id(service) == "Polly" and operation.name == "SynthesizeSpeech"


def signs_content(service: Shape) -> bool:
    """Whether signed requests say the hash of their body, and paths are signed as they are sent.

    https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
    """
    return sdk_id(service) in ("S3", "S3 Control")


def sdk_id(service: Shape) -> str:
    """What the service goes by here; a name that none of them has if there is none."""
    return str(service.traits.get("aws.api#service", {}).get("sdkId"))


def _changed(selection: Selection, shapes: Iterable[Shape]) -> Selection:
    model = selection.model
    new = {shape.id: shape for shape in shapes}
    merged: Model = evolve(model, shapes={**model.shapes, **new})
    return Selection(
        merged,
        merged.shapes[selection.service.id],
        tuple(merged.shapes[operation.id] for operation in selection.operations),
    )


def _with(shape: Shape, **traits: object) -> Shape:
    return evolve(shape, traits={**shape.traits, **traits})


# --- S3


def _s3(selection: Selection) -> Selection:
    """The bucket stands in the endpoint, so no path has it; keys keep their dots; ``Expires`` is anybody's text.

    Where a model has no endpoint rules it gets those of plain buckets.
    """
    changed: dict[str, Shape] = {}
    for operation in selection.operations:
        for shape in (
            *_s3_input(selection.model, operation),
            *_s3_output(selection.model, operation),
        ):
            changed[shape.id] = shape
    if selection.service.traits.keys().isdisjoint((_RULES, _DIAGRAM)):
        parameters = {
            "Accelerate": {"type": "boolean"},
            "ForcePathStyle": {"type": "boolean"},
        }
        service = _with(selection.service, **{_RULES: S3_RULES, _CLIENT: parameters})
        changed[service.id] = service
    return _changed(selection, changed.values())


def _s3_output(model: Model, operation: Shape) -> Iterable[Shape]:
    output = model.expect(operation.output, "structure")
    expires = output.members.get("Expires")
    if expires is not None and model.target(expires).type == "timestamp":
        lenient = evolve(expires, traits={**expires.traits, LENIENT: {}})
        yield evolve(output, members={**output.members, "Expires": lenient})


def _s3_input(model: Model, operation: Shape) -> Iterable[Shape]:
    http = operation.traits.get(_HTTP, {})
    uri = str(http.get("uri", ""))
    input = model.expect(operation.input, "structure")
    if not uri.startswith(_BUCKET) or "Bucket" not in input.members:
        return
    path = uri.removeprefix(_BUCKET)
    facts: dict[str, object] = {_HTTP: {**http, "uri": path}}
    if operation.name == "GetBucketLocation":
        # Asked of another region than the bucket's, the bucket's own host refuses the signature; S3's does not.
        static = operation.traits.get(_STATIC, {})
        facts[_STATIC] = {**static, "ForcePathStyle": {"value": True}}
        facts["aws.customizations#s3UnwrappedXmlOutput"] = {}
    yield _with(operation, **facts)
    yield evolve(input, members=dict(_s3_members(input)))


def _s3_members(input: Shape) -> Iterable[tuple[str, Member]]:
    for name, member in input.members.items():
        traits = dict(member.traits)
        if name == "Bucket":
            traits.pop(_LABEL, None)
            traits |= {"smithy.api#required": {}, ENDPOINT_ONLY: {}}
            traits.setdefault(_CONTEXT, {"name": "Bucket"})
        elif _LABEL in traits:
            traits[KEEPS_DOTS] = {}
        yield name, evolve(member, traits=traits)


# --- RDS and its kin


def _copying(selection: Selection) -> Selection:
    """``SourceRegion`` says where ``PreSignedUrl`` is signed for; the services know no such member, their models do."""
    inputs = (
        selection.model.expect(operation.input, "structure")
        for operation in selection.operations
    )
    return _changed(
        selection,
        [
            evolve(input, members=_with_own_region(input.members))
            for input in inputs
            if {"PreSignedUrl", "SourceRegion"} <= input.members.keys()
        ],
    )


def _with_own_region(members: Mapping[str, Member]) -> dict[str, Member]:
    source = members["SourceRegion"]
    own = evolve(source, traits={**source.traits, ENDPOINT_ONLY: {}})
    return {**members, "SourceRegion": own}


# --- S3 Control


def _s3_control(selection: Selection) -> Selection:
    """Its rules put the account in front of the host already, where ``RequiresAccountId`` tells them to."""
    return _changed(
        selection,
        [
            evolve(operation, traits=_without_prefix(operation.traits))
            for operation in selection.operations
            if "RequiresAccountId" in operation.traits.get(_STATIC, {})
        ],
    )


def _without_prefix(traits: Mapping[str, object]) -> dict[str, object]:
    return {key: value for key, value in traits.items() if key != _ENDPOINT}


_CHANGES: Mapping[str, Callable[[Selection], Selection]] = {
    "DocDB": _copying,
    "Neptune": _copying,
    "RDS": _copying,
    "S3": _s3,
    "S3 Control": _s3_control,
}
