"""No text of a model becomes code, whatever protocol its service speaks: with another hostile text at each position it
gives the same program as with plain words there, but for the contents of string constants.
"""

from __future__ import annotations

import ast
import html
import json
import os
import re
import subprocess
import sys
from functools import cache
from pathlib import Path
from urllib.parse import quote

import pytest
from aiosmithy_codegen.generate import generate
from aiosmithy_codegen.protocols import PROTOCOLS
from attrs import frozen

from .hostile_protocols import MixedTexts, in_protocol
from .hostile_texts import INSTEAD, PLAIN, Texts
from .test_hostile_twins import (
    PAYLOADS,
    Files,
    Pair,
    check_characters,
    check_imports,
    check_writing,
    packages,
    pairs,
    python,
)

MIXED = [
    payload
    for name, payload in PAYLOADS.items()
    if name not in ("long word", "many lines")
]
RENDERED = {
    "restJson1": 129,
    "awsJson1_0": 112,
    "awsJson1_1": 112,
    "rpcv2Json": 112,
    "rpcv2Cbor": 109,
    "awsQuery": 121,
    "ec2Query": 126,
    "restXml": 170,
}
"""How many positions are seen in the client of each protocol."""

_NUMBERED = re.compile(rf"(?i:{PLAIN})(\d+)x")


@frozen
class Twins:
    """A model with numbered words, what it gives, and where each stood."""

    texts: Texts
    files: Files


@cache
def benign(protocol: str) -> Twins:
    texts = Texts(PLAIN, numbered=True)
    return Twins(texts, generate(*in_protocol(protocol, texts)))


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_the_positions_of_each_protocol_are_rendered(protocol: str) -> None:
    twins = benign(protocol)
    files = "".join(twins.files.values()).lower()
    rendered = [
        position
        for number, position in enumerate(twins.texts.positions)
        if twins.texts.at(number) in files
    ]

    assert len(rendered) == RENDERED[protocol.partition("#")[2]]


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_a_hostile_model_gives_the_program_of_its_benign_twin(
    protocol: str, tmp_path: Path
) -> None:
    texts = MixedTexts("", payloads=MIXED)
    files = generate(*in_protocol(protocol, texts))

    assert files.keys() == benign(protocol).files.keys()
    assert texts.positions == benign(protocol).texts.positions
    for file, source in python(files).items():
        check_characters(source)
        twin = ast.parse(python(benign(protocol).files)[file])
        for pair in pairs(twin, ast.parse(source.encode())):
            if not pair.is_docstring:  # what becomes of them no protocol changes
                check_pair(pair, texts)
    check_writing(files, tmp_path)
    check_imports(files, packages(tmp_path))


def check_pair(pair: Pair, texts: Texts) -> None:
    """Where a numbered word stood, there is the payload of that number, whole, in a form of the place."""
    benign, hostile = _text(pair.benign), _text(pair.hostile)
    numbers = [int(number) for number in _NUMBERED.findall(benign)]
    pattern = re.escape(_NUMBERED.sub("\0", benign)).replace(re.escape("\0"), "(PLACE)")
    for number in numbers:
        forms = "|".join(map(re.escape, _forms(texts.at(number))))
        pattern = pattern.replace("(PLACE)", f"(?i:{forms}|{INSTEAD}{number + 1})", 1)
    assert re.fullmatch(pattern, hostile), (benign, hostile)


def _text(value: str | bytes) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else value


def _forms(payload: str) -> set[str]:
    """A text as it is, and as it stands in bytes, JSON, URIs, queries, XML and JMESPath."""
    return {
        payload,
        payload.encode("utf-8", "surrogatepass").decode("latin-1"),
        json.dumps(payload)[1:-1],
        quote(payload, safe="/-._~!$&()*+,;=:@", errors="surrogatepass"),
        quote(payload, safe="", errors="surrogatepass"),
        html.escape(payload),
        payload.replace("\\", "\\\\"),
        INSTEAD,
    }


def test_the_comparison_sees_what_is_not_the_payload() -> None:
    texts = MixedTexts("", payloads=["a{b", "c"])

    check_pair(Pair(f"<{PLAIN}0x>{PLAIN}1x", "<a{b>c", False), texts)
    for wrong in ("<a{{b>c", "<a{b>", "<a{b>cc", f"<{PLAIN}0x>c"):
        with pytest.raises(AssertionError):
            check_pair(Pair(f"<{PLAIN}0x>{PLAIN}1x", wrong, False), texts)


def test_a_query_may_have_half_a_character_in_its_version() -> None:
    texts = MixedTexts("", payloads=[PAYLOADS["lone surrogates"]])

    files = generate(*in_protocol("aws.protocols#awsQuery", texts))

    assert "&Version=%ED%A0%80%20%ED%BF%BF" in "".join(files.values())


_DIGESTS = """
import hashlib
from aiosmithy_codegen.generate import generate
from aiosmithy_codegen.protocols import PROTOCOLS
from tests.hostile_protocols import in_protocol
from tests.hostile_texts import Texts
for protocol in PROTOCOLS:
    files = generate(*in_protocol(protocol, Texts("word", numbered=True)))
    text = repr(list(files.items()))
    print(protocol, hashlib.sha256(text.encode()).hexdigest())
"""


def test_every_run_gives_the_same_files_in_every_protocol() -> None:
    """Sets go by hashes, which another seed makes other ones."""
    first, second = (_digests(seed) for seed in ("1", "2"))

    assert first == second
    assert first.count("\n") == len(PROTOCOLS)


def _digests(seed: str) -> str:
    folder = Path(__file__).parent
    path = os.pathsep.join([str(folder.parent), str(folder)])
    return subprocess.run(
        [sys.executable, "-c", _DIGESTS],
        env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
