"""How a Smithy name becomes a Python name: pure functions of one name.

They take names of Smithy's grammar (ASCII letters, digits, underscores, at least one of the first two: the loader refuses
others) and always give legal identifiers, never private, never a dunder. Whether two names collide is for the symbols.
"""

from __future__ import annotations

import keyword
import re
from collections.abc import Container

ANNOTATION_NAMES = frozenset(
    {
        "bytes",
        "list",
        "dict",
        "set",
        "str",
        "int",
        "float",
        "bool",
        "object",
        "datetime",
        "Decimal",
    }
)
"""What annotations of a class body use: a field of such a name would shadow it there."""

_PLURAL_ACRONYM = re.compile(r"[A-Z]{2,}s$")
_WORD_START = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=.)(?=[A-Z][a-z])")

# Words with inner capitals that boto3's operations, but not its members, keep in one piece (CreateCachediSCSIVolume is
# create_cached_iscsi_volume). Checked against every operation that botocore ships.
_ONE_WORD = {
    "iSCSI": "Iscsi",
    "HITs": "Hits",
    "PartiQL": "Partiql",
    "OAuth2": "Oauth2",
    "WhatsApp": "Whatsapp",
    "OTel": "Otel",
}


def snake_case(name: str) -> str:
    """The name in lower case with underscores, split where boto3 splits it.

    ``maxPayloadInMB`` is ``max_payload_in_mb``, ``VPCs`` is ``vpcs``. A name with an inner underscore stays as it is, as
    in boto3; leading underscores go.
    """
    name = name.lstrip("_")
    if "_" in name:
        return name
    name = _PLURAL_ACRONYM.sub(lambda match: "_" + match[0].lower(), name).lstrip("_")
    return _WORD_START.sub("_", name).lower()


def operation_name(name: str) -> str:
    """The snake-case name of an operation: boto3's method name."""
    for word, joined in _ONE_WORD.items():
        name = name.replace(word, joined)
    return legal(snake_case(name), prefix="call_")


def python_name(name: str, reserved: Container[str] = ANNOTATION_NAMES) -> str:
    """The attribute and argument name of a member."""
    snake = legal(snake_case(name), prefix="member_")
    return f"{snake}_" if snake == "self" or snake in reserved else snake


def class_name(name: str) -> str:
    """The name of a class: the first letter upper-cased, the rest as modeled (``MLInputChannel`` stays)."""
    name = name.lstrip("_")
    return legal(name[0].upper() + name[1:], prefix="Shape")


def constant_name(name: str) -> str:
    """The name of a constant or enum member: ``InProgress`` is ``IN_PROGRESS``, ``ML_M5_XLARGE`` stays."""
    if name.upper() != name:
        name = "_".join(snake_case(part) for part in name.split("_") if part)
    return legal(name.strip("_").upper(), prefix="VALUE_")


def joined_words(text: str) -> str:
    """Free text as one capitalised word, ASCII letters and digits only: ``ARC Region switch`` is ``ARCRegionSwitch``."""
    words = re.findall(r"[A-Za-z0-9]+", text)
    return "".join(word[0].upper() + word[1:] for word in words)


def legal(name: str, *, prefix: str) -> str:
    """The name, prefixed if it begins with a digit, with a trailing underscore if it is a keyword."""
    if name[0].isdigit():
        return prefix + name
    return f"{name}_" if keyword.iskeyword(name) else name


def is_package_name(name: str) -> bool:
    """Whether a generated package may have that name."""
    taken = name in ("aiosmithy", "aiosmithy_codegen") or keyword.iskeyword(name)
    return re.fullmatch(r"[a-z][a-z0-9_]*", name) is not None and not taken
