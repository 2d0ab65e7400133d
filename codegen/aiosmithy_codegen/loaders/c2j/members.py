"""Members of structures and unions, of lists and maps: references of C2J with their traits."""

from __future__ import annotations

from collections.abc import Mapping

from ...errors import shown
from ..identifiers import is_identifier
from .checked import Checked
from .context import Context, Definition, Traits
from .names import respelled
from .traits import constraints, documented, timestamp_format, xml_namespace
from .variants import Variants

_FLAGS = {
    "eventheader": "smithy.api#eventHeader",
    "eventpayload": "smithy.api#eventPayload",
    "endpointdiscoveryid": "aws.api#clientEndpointDiscoveryId",
    "hostLabel": "smithy.api#hostLabel",
    "idempotencyToken": "smithy.api#idempotencyToken",
    "xmlAttribute": "smithy.api#xmlAttribute",
}
_LOCATIONS = {
    "header": "smithy.api#httpHeader",
    "headers": "smithy.api#httpPrefixHeaders",
    "querystring": "smithy.api#httpQuery",
    "statusCode": "smithy.api#httpResponseCode",
    "uri": "smithy.api#httpLabel",
}
_NAMED = frozenset({"header", "headers", "querystring"})
_REQUEST_ONLY = frozenset({"querystring", "uri"})
_NEEDED = frozenset({"smithy.api#hostLabel", "smithy.api#httpLabel"})
"""Without these there is no URI to call; C2J does not always say that they are required."""


class Members:
    """Raises references of one service."""

    def __init__(self, context: Context, variants: Variants) -> None:
        self.context = context
        self.variants = variants

    def of_structure(
        self, owner: str, shape: Checked, *, is_union: bool
    ) -> dict[str, Definition]:
        """The members of a structure or union, by their Smithy names; those of a union are never required."""
        references = shape.objects("members")
        required = frozenset(shape.texts("required"))
        payload = shape.text("payload") or self.context.payloads.get(owner)
        for name in sorted({payload or "", *required} - references.keys() - {""}):
            what = "payload" if name == payload else "required"
            raise shape.wrong(f"{what} names {shown(name)}, which is not a member")
        names = self.names(references)
        found: dict[str, Definition] = {}
        for name, reference in references.items():
            traits = self._bare_traits(reference)
            if self._is_bound(owner, reference):
                traits.update(self._location(name, reference))
            if self._is_in_body(owner, reference):
                traits.update(self._body(name, names[name], reference))
            if name == payload:
                traits.update(self._payload(reference))
            if not is_union and (name in required or not _NEEDED.isdisjoint(traits)):
                traits["smithy.api#required"] = {}
            target = self.variants.target(reference)
            found[names[name]] = {"target": target, "traits": traits}
        return found

    def names(self, references: Mapping[str, Checked]) -> dict[str, str]:
        """C2J name → Smithy name."""
        found: dict[str, str] = {}
        owners: dict[str, str] = {}
        for name, reference in references.items():
            if not name:
                raise reference.wrong("the member's name is empty")
            spelled = respelled(self._wire_name(name, reference))
            found[name] = spelled
            other = owners.setdefault(spelled, name)
            if other != name:
                raise reference.wrong(
                    f"{shown(other)} and {shown(name)} are the same name"
                )
        return found

    def of_aggregate(self, reference: Checked) -> Definition:
        """The member of a list, or the key or value of a map."""
        traits = {
            **documented(reference),
            **constraints(reference, self._target(reference).needed("type")),
            **timestamp_format(reference),
            **xml_namespace(reference),
        }
        if name := reference.text("locationName"):
            traits["smithy.api#xmlName"] = name
        return {"target": self.variants.target(reference), "traits": traits}

    def place(self, reference: Checked) -> str | None:
        """Where the member is if not in a body: as the reference says, else as its target does."""
        return reference.text("location") or self._target(reference).text("location")

    def _target(self, reference: Checked) -> Checked:
        return self.context.shapes[self.context.expect(reference)]

    def _wire_name(self, name: str, reference: Checked) -> str:
        """The name that a Smithy member needs: of awsJson and CBOR it is the name on the wire."""
        if self.context.is_xml or self.context.has_json_names:
            return name
        wire = reference.text("locationName", name)
        if wire is None or not is_identifier(wire):
            raise reference.wrong(f"{shown(wire)} is no identifier")
        return wire

    def _bare_traits(self, reference: Checked) -> Traits:
        """What does not depend on where the member is on the wire."""
        traits: Traits = {
            **documented(reference),
            **constraints(reference, self._target(reference).needed("type")),
            **timestamp_format(reference),
        }
        for key, trait in _FLAGS.items():
            if reference.flag(key):
                traits[trait] = {}
        if "contextParam" in reference:
            parameter = reference.object("contextParam").needed("name")
            traits["smithy.rules#contextParam"] = {"name": parameter}
        return traits

    def _is_bound(self, owner: str, reference: Checked) -> bool:
        """Whether the member is outside of a body; the URI of a request says nothing of other structures."""
        location = self.place(reference)
        is_input = owner in self.context.inputs
        return location is not None and (is_input or location not in _REQUEST_ONLY)

    def _is_in_body(self, owner: str, reference: Checked) -> bool:
        """Whether the member is in a body, as those in a request's URI are where the input is an output too."""
        if not self._is_bound(owner, reference):
            return True
        is_request_only = self.place(reference) in _REQUEST_ONLY
        return is_request_only and owner in self.context.outputs

    def _location(self, name: str, reference: Checked) -> Traits:
        target = self._target(reference)
        location = self.place(reference) or ""
        if location not in _LOCATIONS:
            raise reference.wrong(f"the location {shown(location)} is not known")
        if location == "querystring" and target.text("type") == "map":
            return {"smithy.api#httpQueryParams": {}}
        if location not in _NAMED:
            return {_LOCATIONS[location]: {}}
        default = "" if location == "headers" else name
        if "location" not in reference:
            default = target.text("locationName") or default
        return {_LOCATIONS[location]: reference.text("locationName", default)}

    def _body(self, name: str, spelled: str, reference: Checked) -> Traits:
        """Names and layout in the body."""
        target = self._target(reference)
        traits: Traits = {}
        if reference.flag("flattened") or target.flag("flattened"):
            traits["smithy.api#xmlFlattened"] = {}
        if self.context.is_xml:
            wire = _xml_name(reference, target) or name
            if wire != spelled:
                traits["smithy.api#xmlName"] = wire
            traits.update(xml_namespace(reference))
            if (query := reference.text("queryName")) is not None:
                traits["aws.protocols#ec2QueryName"] = query
        elif self.context.has_json_names:
            wire = reference.text("locationName") or name
            if wire != spelled:
                traits["smithy.api#jsonName"] = wire
        return traits

    def _payload(self, reference: Checked) -> Traits:
        """The name of a payload's root is that of its structure, unless the member has one."""
        traits: Traits = {"smithy.api#httpPayload": {}}
        root = reference.text("locationName")
        if root and self.context.is_xml:
            traits["smithy.api#xmlName"] = root
        return traits


def _xml_name(reference: Checked, target: Checked) -> str | None:
    """Where a list is flattened as such, its items stand in its place under their own name.

    A reference that flattens a list is Smithy's ``xmlFlattened``, of which the items have the member's name.
    """
    if target.flag("flattened"):
        item = target.object("member").text("locationName")
        return item or reference.text("locationName")
    own = reference.text("locationName")
    is_structure = target.text("type") == "structure"  # that name is for its root
    return own if is_structure else own or target.text("locationName")
