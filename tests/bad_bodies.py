"""Bodies that no service sends, for each format: what a client must refuse with an error of ours.

They are answers to ``Get`` of :mod:`wire_model`; where only what is in the output matters, ``framed`` puts around it what
the protocol has there.
"""

from __future__ import annotations

import json
import struct

from wire_model import FORMATS

GOOD = {
    "json": b'{"text": "x", "root": {"name": "y"}, "made": 5}',
    "xml": b"<text>x</text><root><name>y</name></root><made>2024-01-02T03:04:05Z</made>",
    "cbor": b"\xa3\x64text\x61x\x64root\xa1\x64name\x61y\x64made\xc1\x05",
}
"""What can be read."""

_HTML = b"<html><head><title>Sign in</title></head><body>Proxy</body></html>"


def framed(protocol: str, inner: bytes) -> bytes:
    """What is in an output as the whole body."""
    if protocol == "awsQuery":
        return b"<GetResponse><GetResult>%s</GetResult></GetResponse>" % inner
    if protocol in ("restXml", "ec2Query"):
        return b"<GetResponse>%s</GetResponse>" % inner
    return inner


def bad_bodies(protocol: str) -> dict[str, bytes]:
    """Name → body."""
    if protocol in FORMATS["json"]:
        return _JSON | {f"{n} is {k}": b for n, k, b in _wrong_json(protocol)}
    if protocol in FORMATS["cbor"]:
        return _CBOR | {f"wrong: {n}": b for n, b in _WRONG_CBOR.items()}
    inner = {name: framed(protocol, body) for name, body in _INNER_XML.items()}
    return _XML | inner | (_QUERY if protocol != "restXml" else {})


def _deep_json(depth: int) -> bytes:
    return b'{"root":' + b'{"next":' * depth + b"{}" + b"}" * depth + b"}"


_JSON = {
    "html": _HTML,
    "text": b"OK",
    "ends early": b'{"text": "x", "root": {"name": "y"',
    "ends in a string": b'{"text": "x',
    "ends in an escape": b'{"text": "\\u00',
    "two values": b"{}{}",
    "a list": b'[{"text": "x"}]',
    "a number": b"5",
    "invalid UTF-8": b'{"text": "\xff\xfe"}',
    "overlong UTF-8": b'{"text": "\xc0\xaf"}',
    "UTF-16": '{"text": "x"}'.encode("utf-16"),
    "byte order mark": b"\xef\xbb\xbf" + GOOD["json"],
    "NaN": b'{"ratio": NaN}',
    "a key twice": b'{"text": "a", "text": "b"}',
    "a key twice, further down": b'{"root": {"name": "a", "name": "a"}}',
    "a key twice, in what is ignored": b'{"new": [{"a": 1, "a": 1}]}',
    "nested beyond the bound": _deep_json(400),
    "nested much too deeply": _deep_json(100_000),
    "nested, and not closed": b'{"any": ' + b"[" * 100_000,
    "nested in what is ignored": b'{"new": ' + b"[" * 500 + b"]" * 500 + b"}",
    "an integer of 10,000 digits": b'{"big": ' + b"9" * 10_000 + b"}",
    "a control character in a string": b'{"text": "a\nb"}',
    "NUL": b"\0",
}
_KINDS: dict[str, object] = {
    "a text": "x",
    "a number": 1.5,
    "true": True,
    "a list": [1],
    "an object": {"a": 1},
}
# Kinds that a member takes as they are.
_TAKES = {
    "text": {"a text"},
    "count": set[str](),
    "ratio": {"a number"},
    "flag": {"true"},
    "data": set[str](),
    "day": set[str](),
    "expires": set[str](),
    "second": {"a number"},
    "color": {"a text"},
    "level": set[str](),
    "texts": set[str](),
    "numbers": {"a list"},
    "names": set[str](),
    "nodes": set[str](),
    "choice": {"an object"},  # a variant that is newer than the client
    "root": {"an object"},
}


def _wrong_json(protocol: str) -> list[tuple[str, str, bytes]]:
    """Every kind of JSON for every kind of member."""
    # There, a timestamp is seconds whatever the model says.
    seconds = {"day", "expires"} if protocol == "rpcv2Json" else set[str]()
    return [
        (name, kind, json.dumps({name: value}).encode())
        for name, takes in _TAKES.items()
        for kind, value in _KINDS.items()
        if kind not in takes and not (name in seconds and kind == "a number")
    ]


def _deep_xml(depth: int) -> bytes:
    return b"<root>" + b"<next>" * depth + b"</next>" * depth + b"</root>"


_LAUGHS = b"".join(
    b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 12)
)
_XML = {
    "html": _HTML,
    "html with a doctype": b"<!DOCTYPE html>" + _HTML,
    "text": b"OK",
    "JSON": GOOD["json"],
    "ends early": b"<GetResponse><GetResult><text>x</text><root><name>y",
    "ends in a tag": b"<GetResponse><GetResult",
    "only a declaration": b'<?xml version="1.0"?>',
    "two roots": b"<GetResponse/><GetResponse/>",
    "a text behind the root": b"<GetResponse/>x",
    "tags that do not match": b"<GetResponse><a></b></GetResponse>",
    "a document type": b"<!DOCTYPE a [<!ELEMENT a ANY>]><GetResponse/>",
    "an entity": b'<!DOCTYPE a [<!ENTITY b "c">]><GetResponse><text>&b;</text></GetResponse>',
    "entities of entities": b'<!DOCTYPE a [<!ENTITY a0 "lol">%s]><a>&a11;</a>'
    % _LAUGHS,
    "an external entity": b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
    "an external document type": b'<!DOCTYPE a SYSTEM "http://127.0.0.1:9/x.dtd"><a/>',
    "a parameter entity": b'<!DOCTYPE a [<!ENTITY %% b SYSTEM "http://127.0.0.1:9/">%%b;]><a/>',
    "nested much too deeply": b"<a>" * 100_000 + b"</a>" * 100_000,
    "nested, and not closed": b"<a>" * 100_000,
    "UTF-7": b'<?xml version="1.0" encoding="utf-7"?><GetResponse>+AGEA-</GetResponse>',
    "half of UTF-16": "<GetResponse/>".encode("utf-16")[:-1],
    "NUL": b"\0",
}
_INNER_XML = {
    "an entity that is not defined": b"<text>&undefined;</text>",
    "invalid UTF-8": b"<text>\xff\xfe</text>",
    "a character that XML does not have": b"<text>&#0;</text>",
    "an attribute twice": b'<root a="1" a="2"/>',
    "a member twice": b"<text>a</text><text>b</text>",
    "a structure twice": b"<root><name>a</name></root><root/>",
    "nested beyond the bound": _deep_xml(200),
    "elements for a text": b"<text><b>x</b></text>",
    "a text for elements": b"<root>x</root>",
    "no integer": b"<count>1.5</count>",
    "no number": b"<ratio>many</ratio>",
    "no boolean": b"<flag>yes</flag>",
    "no base64": b"<data>*</data>",
    "no timestamp": b"<made>yesterday</made>",
    "no HTTP date": b"<expires>2024-01-02T03:04:05Z</expires>",
    "no seconds": b"<second>soon</second>",
    "a text for a list": b"<texts>x</texts>",
    "two variants": b"<choice><text>x</text><number>1</number></choice>",
    "an integer of 10,000 digits": b"<big>%s</big>" % (b"9" * 10_000),
}
_QUERY = {
    "the answer to something else": b"<OtherResponse><OtherResult/></OtherResponse>",
    "no frame": b"<text>x</text>",
}

_HUGE = struct.pack(">Q", 1 << 62)
_CBOR = {
    "html": _HTML,
    "JSON": GOOD["json"],
    "ends early": GOOD["cbor"][:-1],
    "bytes behind the end": GOOD["cbor"] + b"\0",
    "two maps": GOOD["cbor"] * 2,
    "a list": b"\x81\xa0",
    "a text longer than the body": b"\xa1\x64text\x7b" + _HUGE + b"x",
    "bytes longer than the body": b"\xa1\x64data\x5b" + _HUGE + b"x",
    "a list longer than the body": b"\xa1\x65texts\x9b" + _HUGE + b"\x61x",
    "a map longer than the body": b"\xbb" + _HUGE + b"\x64text\x61x",
    "a map of 4 billion": b"\xba\xff\xff\xff\xff",
    "an indefinite map that does not end": b"\xbf\x64text\x61x",
    "an indefinite text that does not end": b"\xbf\x64text\x7f\x61x",
    "an indefinite text in an indefinite text": b"\xa1\x64text\x7f\x7f\x61x\xff\xff",
    "bytes in an indefinite text": b"\xa1\x64text\x7f\x41x\xff",
    "half a character in a piece of a text": b"\xa1\x64text\x7f\x61\xc3\x61\xa9\xff",
    "a break that ends nothing": b"\xa1\x64text\xff",
    "a map that ends behind a key": b"\xbf\x64text\xff",
    "indefinite lists in one another": b"\xbf\x63new" + b"\x9f" * 100_000,
    "indefinite lists in one another, closed": b"\xa1\x63new"
    + b"\x9f" * 500
    + b"\xff" * 500,
    "indefinite maps in one another": b"\xbf\x61a" * 100_000,
    "tags in one another": b"\xa1\x63new" + b"\xc1" * 100_000 + b"\x00",
    "lists in one another": b"\xa1\x63new" + b"\x81" * 300 + b"\x80",
    "nodes in one another": b"\xa1\x64root" + b"\xa1\x64next" * 300 + b"\xa0",
    "a reserved length": b"\xa1\x64text\x7c",
    "a reserved simple value": b"\xa1\x64flag\xf8\x14",
    "a key twice": b"\xa2\x64text\x61a\x64text\x61b",
    "a key twice, in what is ignored": b"\xa1\x63new\xa2\x61a\x01\x61a\x01",
    "a key that is no text": b"\xa1\x01\x61x",
    "a list for a key": b"\xa1\x80\x61x",
    "invalid UTF-8": b"\xa1\x64text\x62\xff\xfe",
    "invalid UTF-8 in a key": b"\xa1\x62\xff\xfe\x61x",
    "NUL": b"\0",
}
_WRONG_CBOR = {
    "an integer for a text": b"\xa1\x64text\x01",
    "bytes for a text": b"\xa1\x64text\x41x",
    "a fraction for an integer": b"\xa1\x65count\xf9\x3e\x00",
    "a text for an integer": b"\xa1\x65count\x611",
    "a text for a number": b"\xa1\x65ratio\x63NaN",
    "an integer for a boolean": b"\xa1\x64flag\x01",
    "a text for bytes": b"\xa1\x64data\x61x",
    "a timestamp without its tag": b"\xa1\x64made\x01",
    "a timestamp that is a text": b"\xa1\x64made\xc0\x74" + b"2024-01-02T03:04:05Z",
    "a timestamp out of range": b"\xa1\x64made\xc1\xfb\x7e\x37\xe4\x3c\x88\x00\x75\x9c",
    "a timestamp that is NaN": b"\xa1\x64made\xc1\xf9\x7e\x00",
    "a bignum of 10,000 bytes": b"\xa1\x63big\xc2\x59\x27\x10" + b"\xff" * 10_000,
    "a bignum that is a text": b"\xa1\x63big\xc2\x61x",
    "a fraction of one number": b"\xa1\x65exact\xc4\x81\x01",
    "an exponent out of range": b"\xa1\x65exact\xc4\x82\x1b" + _HUGE + b"\x01",
    "a map for a list": b"\xa1\x65texts\xa0",
    "a null in a list": b"\xa1\x65texts\x81\xf6",
    "a list for a map": b"\xa1\x65names\x80",
    "a list for a structure": b"\xa1\x64root\x80",
    "two variants": b"\xa1\x66choice\xa2\x64text\x61x\x66number\x01",
    "a variant of another type": b"\xa1\x66choice\xa1\x64text\x01",
}
