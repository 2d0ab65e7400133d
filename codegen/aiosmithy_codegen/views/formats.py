"""The codec of a protocol: what writes its bodies and what reads them."""

from __future__ import annotations

from collections.abc import Mapping

from ..model import Shape
from .cbor_reading import CborReading
from .cbor_writing import CborWriting
from .context import Context
from .imports import Imports
from .json_reading import JsonReading
from .json_writing import JsonWriting
from .query_writing import Ec2QueryWriting, QueryWriting
from .reading import Reading
from .writing import Writing
from .xml_reading import XmlReading
from .xml_writing import XmlWriting

_WRITING: Mapping[str, type[Writing]] = {
    "cbor": CborWriting,
    "ec2Query": Ec2QueryWriting,
    "json": JsonWriting,
    "query": QueryWriting,
    "xml": XmlWriting,
}
_READING: Mapping[str, type[Reading]] = {
    "cbor": CborReading,
    "json": JsonReading,
    "xml": XmlReading,
}


def writing(
    context: Context,
    imports: Imports,
    module: str = "",
    wanted: dict[str, Shape] | None = None,
) -> Writing:
    """What writes the bodies of requests."""
    kind = _WRITING[context.protocol.writes]
    return kind(context, imports, module, {} if wanted is None else wanted)


def reading(
    context: Context,
    imports: Imports,
    module: str = "",
    wanted: dict[str, Shape] | None = None,
) -> Reading:
    """What reads the bodies of responses."""
    kind = _READING[context.protocol.reads]
    return kind(context, imports, module, {} if wanted is None else wanted)
