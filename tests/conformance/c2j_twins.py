"""The services that are there both as Smithy and as C2J: what their clients offer differently, and why.

The ledger beside this file holds every difference. Causes that the two models show by themselves are counted in it, all
others are listed by name. ``AIOSMITHY_UPDATE_C2J_TWINS=1 pytest -m full tests/conformance/test_c2j_twins.py`` writes it
anew; a difference without a known cause then stands under ``UNEXPLAINED``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from aiosmithy_codegen.loaders.assemble import load_model
from aiosmithy_codegen.source import ModelSource, find_models, read_model
from attrs import frozen
from c2j_offers import Offer, offer_of

MODELS = Path(__file__).resolve().parents[3] / "shared" / "models"
LEDGER = Path(__file__).with_name("c2j_twins.json")

UNEXPLAINED = "UNEXPLAINED"
COUNTED = {
    "default": "C2J has no @default: a member is simply optional, or required.",
    "client_optional": "Smithy says @clientOptional of a required member, which C2J has no word for.",
    "enum_name": "C2J has the values of enums only; a member is named after its value.",
    "newer": "The file that botocore ships is newer than the Smithy model.",
    "paginated": "paginators-1 has it, the Smithy model does not say @paginated.",
}
_ONLY_IN_SMITHY = "Only in the Smithy model: "


@frozen
class Twin:
    """One service in both forms."""

    service: str
    """As botocore names it."""
    smithy: Path
    c2j: ModelSource

    def differences(self) -> Iterator[tuple[str, str]]:
        """Each fact that differs, with its cause."""
        ours = offer_of(load_model(read_model(self.c2j).documents))
        (source,) = find_models([str(self.smithy)])
        theirs = offer_of(load_model(read_model(source).documents))
        unions = tuple(
            fact
            for fact in ours.keys() & theirs.keys()
            if (ours[fact], theirs[fact]) == ("structure", "union")
        )
        for fact in sorted(ours.keys() | theirs.keys()):
            if ours.get(fact) != theirs.get(fact):
                yield fact, _cause(fact, ours, theirs, unions)


def _cause(fact: str, ours: Offer, theirs: Offer, unions: tuple[str, ...]) -> str:
    mine, its = ours.get(fact), theirs.get(fact)
    if fact.startswith(unions):
        return "C2J does not say that the structure is a union."
    if its is None and "source_region" in fact:
        return "botocore's sdk-extras add it."
    if its is None:
        is_page = fact.startswith("paginate_") and _call_of(fact) in theirs
        return "paginated" if is_page else "newer"
    if mine is None:
        return _ONLY_IN_SMITHY + _only(fact)
    if ", default " in its:
        return "default"
    if its.endswith(" for clients"):
        return "client_optional"
    if re.match(r"[A-Z]\w*\('", fact):
        return "enum_name"
    return _change(fact, mine, its)


def _call_of(paginator: str) -> str:
    return paginator.removeprefix("paginate_")


def _only(fact: str) -> str:
    if fact.startswith("paginate_"):
        return "paginators-1 leaves the operation out."
    if fact.startswith("wait_until_"):
        return "waiters-2 leaves the waiter out."
    if " raises " in fact or fact.startswith("errors."):
        return "an error that the operations of the C2J file do not have."
    return UNEXPLAINED


def _change(fact: str, mine: str, its: str) -> str:
    if "smithy.api#readonly" in its:
        return "The C2J file does not say readonly."
    if fact.startswith("paginate_"):
        return "paginators-1 has a result_key where @paginated has no items."
    if fact.startswith("errors.") and (mine, its) == ("client", "server"):
        return "The C2J file has neither a fault nor a status."
    (my_type, _, my_rest), (its_type, _, its_rest) = (
        text.rpartition(", ") for text in (mine, its)
    )
    if my_type == its_type and (my_rest, its_rest) == ("optional", "required"):
        return "The file that botocore ships is newer: no longer required."
    if its_type == my_type.replace("]", " | None]"):
        return "The C2J file does not say sparse."
    if (my_type, its_type) == ("str", "int"):
        return "The C2J file has a string, the Smithy model a number."
    if (my_type, its_type) == ("int", "str"):
        return "The C2J file has a number, the Smithy model a string."
    if (my_type, its_type) == ("datetime", "str"):
        return "botocore's sdk-extras make a timestamp of it."
    return UNEXPLAINED


@cache
def twins() -> Mapping[str, Twin]:
    """By botocore's name of the service."""
    shipped = find_models(["botocore:*"])
    by_id = {source.sdk_id.lower(): source for source in shipped if source.sdk_id}
    found: dict[str, Twin] = {}
    for path in sorted(MODELS.glob("*.json")):
        source = by_id.get(_sdk_id(path).lower())
        if source is not None:
            service = source.location.removeprefix("botocore:").partition("@")[0]
            found[service] = Twin(service, path, source)
    return found


def _sdk_id(path: Path) -> str:
    found = re.search(r'"sdkId"\s*:\s*"([^"]*)"', path.read_text("utf-8"))
    return found[1] if found else ""


@frozen
class Ledger:
    """What is known to differ: cause → service → how many facts, or which."""

    botocore: str
    counted: dict[str, dict[str, int]]
    listed: dict[str, dict[str, list[str]]]

    def of(self, service: str) -> dict[str, int | list[str]]:
        """The service's part: cause → count or facts."""
        parts: dict[str, int | list[str]] = {}
        for causes in (self.counted, self.listed):
            for cause, services in causes.items():
                if service in services:
                    parts[cause] = services[service]
        return parts


def read_ledger() -> Ledger:
    return Ledger(**json.loads(LEDGER.read_text("utf-8")))


def summed_up(differences: Iterator[tuple[str, str]]) -> dict[str, int | list[str]]:
    """Differences in the form that the ledger has them."""
    found: dict[str, list[str]] = {}
    for fact, cause in differences:
        found.setdefault(cause, []).append(fact)
    return {
        COUNTED.get(cause, cause): len(facts) if cause in COUNTED else facts
        for cause, facts in found.items()
    }


def write_ledger(
    botocore: str, parts: Mapping[str, dict[str, int | list[str]]]
) -> None:
    counted: dict[str, Any] = {}
    listed: dict[str, Any] = {}
    for service, causes in sorted(parts.items()):
        for cause, facts in sorted(causes.items()):
            causes_of = counted if isinstance(facts, int) else listed
            causes_of.setdefault(cause, {})[service] = facts
    ledger = {
        "botocore": botocore,
        "counted": dict(sorted(counted.items())),
        "listed": dict(sorted(listed.items())),
    }
    LEDGER.write_text(json.dumps(ledger, indent=1) + "\n", encoding="utf-8")
