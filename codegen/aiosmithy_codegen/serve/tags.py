"""Tags of a resource, given and asked for as a map or as a list of keys and values.

The rules are AWS's: https://docs.aws.amazon.com/tag-editor/latest/userguide/tagging.html
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..json_values import is_object
from ..model import Member, Model
from .refusals import refused_value

MOST = 50  # tags of one resource


def read(value: Any) -> dict[str, str]:
    """The tags in an input's ``tags`` member."""
    if is_object(value):
        return {str(key): str(item or "") for key, item in value.items()}
    pairs = [_pair(item) for item in value or ()]
    return dict(pairs)


def write(model: Model, member: Member, tags: Mapping[str, str]) -> Any:
    """The tags as the value of an output's member."""
    shape = model.target(member)
    if shape.type == "map":
        return dict(tags)
    if shape.type != "list":
        return None
    names = list(model.target(shape.members["member"]).members)
    key = next((name for name in names if "key" in name.lower()), "key")
    value = next((name for name in names if "value" in name.lower()), "value")
    return [{key: name, value: text} for name, text in tags.items()]


def merged(old: Mapping[str, str], new: Mapping[str, str]) -> dict[str, str]:
    """The tags after adding; refuses reserved keys, and more than a resource may have."""
    reserved = [key for key in new if key.lower().startswith("aws:")]
    if reserved:
        raise refused_value("Tag keys must not begin with the reserved prefix aws:.")
    both = {**old, **new}
    if len(both) > MOST:
        raise refused_value(f"A resource can have at most {MOST} tags.")
    return both


def without(old: Mapping[str, str], keys: Sequence[str]) -> dict[str, str]:
    """The tags after taking keys away; a key that is not there is no error."""
    gone = set(keys)
    return {key: value for key, value in old.items() if key not in gone}


def _pair(item: Mapping[str, Any]) -> tuple[str, str]:
    lower = {name.lower().removeprefix("tag"): value for name, value in item.items()}
    return str(lower.get("key", "")), str(lower.get("value") or "")
