"""What a file seems to be, told from its name and a glance at its bytes, before anything is parsed.

A glance is enough to plan a run: which files are models of their own, and what their packages will be named. Whoever
reads the file afterwards has the last word.
"""

from __future__ import annotations

import re
from typing import Literal

from attrs import frozen

Format = Literal["json", "idl", "c2j"]

C2J_MAIN = "service-2"
"""The base name of the one file that every C2J model has."""

JSON_SUFFIXES = (".json", ".json.gz")
IDL_SUFFIXES = (".smithy", ".smithy.gz")

_AST = re.compile(rb'"smithy"\s*:\s*"')
_C2J = re.compile(rb'"(?:endpointPrefix|serviceId|signatureVersion|serviceFullName)"')
_C2J_OPERATIONS = re.compile(rb'"operations"\s*:\s*\{')
# With a key that only services have, or shapes: what else looks like a service may be a trait's value.
_AST_SERVICE = re.compile(
    rb'"[\w.]+#(\w+)"\s*:\s*\{\s*"type"\s*:\s*"service"\s*,'
    rb'\s*"(?:errors|mixins|operations|rename|resources|traits|version)"',
    re.ASCII,
)
_SDK_ID = re.compile(rb'"(?:sdkId|serviceId)"\s*:\s*"([^"\\]+)"')
# Text blocks, strings and comments of the IDL (https://smithy.io/2.0/spec/idl.html#lexical-notes). What is not closed goes
# on to the end, so that nothing is looked at twice.
_IDL_TEXT = re.compile(
    rb'"""(?:[^"\\]|\\.|"(?!""))*+(?:""")?|"(?:[^"\\]|\\.)*+"?|//[^\n]*', re.DOTALL
)
_IDL_SERVICE = re.compile(rb"^[ \t]*service[ \t]+([A-Za-z_]\w*)", re.MULTILINE)
_IDL_SDK_ID = re.compile(rb'\bsdkId\s*:\s*"([^"\\]+)"')


@frozen
class Glance:
    """What a file seems to hold."""

    format: Format
    has_service: bool
    """Whether it surely defines a service; one that is written in an odd way is seen by parsing only."""

    sdk_id: str | None = None
    """What the package is likely to be named after, if that can be told."""


def glance(path: str, data: bytes) -> Glance | None:
    """What the file seems to hold; None if it is no format that can be read."""
    if path.lower().endswith(IDL_SUFFIXES):
        return _glance_idl(data)
    if _is_c2j(path, data):
        named = _SDK_ID.search(data)  # "metadata" comes first
        return Glance("c2j", True, _only([named[1]] if named else []))
    if (
        path.lower().endswith(JSON_SUFFIXES)
        or data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{"
    ):
        return _glance_ast(data)
    return None


def is_ast(data: bytes) -> bool:
    """Whether the bytes seem to be a Smithy JSON AST rather than any other JSON."""
    return _AST.search(data) is not None


def _is_c2j(path: str, data: bytes) -> bool:
    if base_name(path) == C2J_MAIN:
        return True
    is_other = is_ast(data) or not path.lower().endswith(JSON_SUFFIXES)
    return (
        not is_other
        and _C2J.search(data) is not None
        and _C2J_OPERATIONS.search(data) is not None
    )


def base_name(path: str) -> str | None:
    """``…/service-2.json.gz`` → ``service-2``; None if the name is not one of JSON."""
    name = re.split(r"[/\\]", path)[-1]
    for suffix in JSON_SUFFIXES:
        if name.endswith(suffix):
            return name.removesuffix(suffix)
    return None


def _glance_ast(data: bytes) -> Glance:
    services = _AST_SERVICE.findall(data)
    if not services:
        return Glance("json", False)
    return Glance("json", True, _only(_SDK_ID.findall(data)) or _only(services))


def _glance_idl(data: bytes) -> Glance:
    services = _IDL_SERVICE.findall(_IDL_TEXT.sub(b'""', data))
    if not services:
        return Glance("idl", False)
    return Glance("idl", True, _only(_IDL_SDK_ID.findall(data)) or _only(services))


def _only(found: list[bytes]) -> str | None:
    """The text, if there is one and no other."""
    return found[0].decode("utf-8", "replace") if len(set(found)) == 1 else None
