"""What elements and attributes are called, and the namespaces that their tags declare.

https://smithy.io/2.0/spec/protocol-traits.html#xml-bindings
"""

from __future__ import annotations

import re
from html import escape

from attrs import frozen

from ..errors import shown
from ..model import Member, Shape
from .context import Context

_NAME = "smithy.api#xmlName"
_NAMESPACE = "smithy.api#xmlNamespace"
_FLATTENED = "smithy.api#xmlFlattened"
_ATTRIBUTE = "smithy.api#xmlAttribute"
# Somewhat more than the trait allows: whatever else stands in a tag would end it.
_PLAIN = re.compile(r"(?:[\w.-]+:)?[\w.-]+")


@frozen
class Tags:
    """What an element begins with, but for its attributes, and what it ends with."""

    open: str  # without its ">"
    end: str

    @property
    def start(self) -> str:
        return f"{self.open}>"


@frozen
class XmlNames:
    """The names of one model."""

    context: Context

    def of(self, member: Member) -> str:
        """The name of a member's element or attribute, with its prefix."""
        name = str(member.traits.get(_NAME, member.name))
        return self._checked(name, member.id)

    def local(self, member: Member) -> str:
        """The name that the decoder gives a member's element or attribute: elements lose their prefix."""
        name = self.of(member)
        return f"@{name}" if is_attribute(member) else name.rpartition(":")[2]

    def item(self, shape: Shape) -> Member:
        """The member of a list, or the value of a map."""
        return shape.members["member" if shape.type == "list" else "value"]

    def member_tags(self, member: Member) -> Tags:
        """The tags of a member's element."""
        return self._tags(self.of(member), self._declared_by(member))

    def flat_tags(self, member: Member, shape: Shape) -> Tags:
        """The tags of a flattened list's or map's elements, which have the member's name.

        A list's own namespace counts for nothing then, that of its member does.
        """
        declared = self._declared(member)
        if not declared and shape.type == "list":
            declared = self._declared_by(self.item(shape))
        return self._tags(self.of(member), declared)

    def root_tags(self, shape: Shape, member: Member | None = None) -> Tags:
        """The tags of a document's root: of an input, or of a member that is the whole body."""
        name = str(shape.traits.get(_NAME, shape.name))
        declared = self._declared(shape) or self._declared(self.context.service)
        if member is not None:
            name = str(member.traits.get(_NAME, name))
            declared = self._declared(member) or declared
        return self._tags(self._checked(name, shape.id), declared)

    def _tags(self, name: str, declared: str) -> Tags:
        return Tags(f"<{name}{declared}", f"</{name}>")

    def _declared_by(self, member: Member) -> str:
        """What a member's element declares: its target's namespace counts for nothing, but where attributes need it."""
        shape = self.context.model.target(member)
        prefix = shape.traits.get(_NAMESPACE, {}).get("prefix")
        names = (self.of(attribute) for attribute in attributes(shape))
        needed = any(name.startswith(f"{prefix}:") for name in names)
        return self._declared(member) or (self._declared(shape) if needed else "")

    def _declared(self, holder: Member | Shape) -> str:
        """The attribute that declares a namespace, with the blank before it."""
        namespace = holder.traits.get(_NAMESPACE)
        if namespace is None:
            return ""
        uri = escape(str(namespace["uri"]))
        prefix = namespace.get("prefix")
        name = f"xmlns:{self._checked(str(prefix), holder.id)}" if prefix else "xmlns"
        return f' {name}="{uri}"'

    def _checked(self, name: str, shape: str) -> str:
        if _PLAIN.fullmatch(name):
            return name
        raise self.context.error(
            shape,
            f"{shown(name)} cannot be the name of an XML element or attribute",
            "Correct its smithy.api#xmlName or smithy.api#xmlNamespace.",
        )


def is_attribute(member: Member) -> bool:
    return _ATTRIBUTE in member.traits


def is_flattened(member: Member) -> bool:
    return _FLATTENED in member.traits


def is_sparse(shape: Shape) -> bool:
    return "smithy.api#sparse" in shape.traits


def attributes(shape: Shape) -> list[Member]:
    """The members of a shape that are attributes of its element."""
    return [member for member in shape.members.values() if is_attribute(member)]
