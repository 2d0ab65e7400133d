"""The differential run: our clients of every service beside botocore, with random inputs and outputs.

``python tests/conformance/differential_run.py --seed 7 --count 10 [service…]``
prints a table by protocol, and the first differences that the ledger does not explain with what repeats each.
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import os
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from random import Random
from typing import Any
from unittest.mock import patch

from attrs import Factory, define, field, frozen
from botocore.handlers import (
    remove_accid_host_prefix_from_model,
    remove_bucket_from_url_paths_from_model,
)
from botocore.model import OperationModel, ShapeResolver, StructureShape
from botocore.parsers import create_parser
from botocore.serialize import create_serializer
from differential_calls import (
    Calls,
    fit_endpoint,
    fit_length,
    new_session,
    stopped_clock,
)
from differential_events import encode_events, events_member
from differential_ledger import Ledger
from differential_outputs import Outputs
from differential_requests import Difference, compare_requests, their_input
from differential_service import Both, Generated, services
from differential_values import KINDS, Values
from differential_wire import encode_error, encode_output, with_strangers

_XML = ("rest-xml", "query", "ec2")
_COLUMNS = (
    "services",
    "operations",
    "not callable",
    "requests",
    "calls",
    "outputs",
    "errors",
    "explained",
    "unexplained",
)


@frozen
class Found:
    """A difference, and what repeats it."""

    protocol: str
    service: str
    operation: str
    index: int
    difference: Difference

    @property
    def key(self) -> str:
        """What the ledger knows it by."""
        return (
            f"{self.protocol} {self.service}.{self.operation} {self.difference.facet}"
        )


_CALLS = 2  # whole calls with all members and with those that are required
_UNMODELED = StructureShape(
    "NotInTheModel",
    {"type": "structure", "members": {"message": {"shape": "Message"}}},
    ShapeResolver({"Message": {"type": "string"}}),
)
_CHANGES = {  # what botocore's clients do to these models at the first call
    "s3": (remove_bucket_from_url_paths_from_model,),
    "s3control": (remove_accid_host_prefix_from_model,),
}


@define
class Run:
    """A whole run.

    Attributes:
        seed: Where all values come from, with the names of service and operation and the input's number.
        count: How many inputs, outputs and errors each operation gets.
    """

    seed: int
    count: int
    ledger: Ledger = field(factory=Ledger.read)
    counts: dict[str, Counter[str]] = Factory(dict)
    unexplained: dict[tuple[str, str], Found] = Factory(dict)
    """The first of each kind, by protocol and facet."""
    _times: Counter[tuple[str, str]] = Factory(Counter)
    explained: Counter[str] = Factory(Counter)

    def run(self, names: Iterable[str], only: str = "") -> None:
        """Compare the services of these names; ``only`` names one operation."""
        with asyncio.Runner() as runner:
            for name in names:
                both = Both.of(name)
                for protocol in both.protocols():
                    self._run_protocol(both, protocol, runner, only)

    def _run_protocol(
        self, both: Both, protocol: str, runner: asyncio.Runner, only: str
    ) -> None:
        counts = self.counts.setdefault(protocol, Counter())
        counts["services"] += 1
        with ExitStack() as stack:
            folder = stack.enter_context(tempfile.TemporaryDirectory())
            try:
                client = stack.enter_context(both.generated(protocol, Path(folder)))
            except Exception as error:
                difference = _unexpected("generating", error)
                self._note(Found(protocol, both.name, "*", 0, _as_text(difference)))
                return
            pair = _Pair(both, client, self.seed, runner)
            for name in both.botocore.operation_names:
                if only in ("", name):
                    counts["operations"] += 1
                    self._run_operation(pair, both.botocore.operation_model(name))

    def _run_operation(self, pair: _Pair, operation: OperationModel) -> None:
        counts = self.counts[pair.protocol]
        if pair.client.operation(operation.name) is None:
            counts["not callable"] += 1
            return
        for index in range(self.count):
            for what, differences in pair.compare(operation, index):
                counts[what] += 1
                for difference in differences:
                    place = pair.protocol, pair.service, operation.name, index
                    self._note(Found(*place, _as_text(difference)))

    def _note(self, found: Found) -> None:
        entry = self.ledger.explain(found.key)
        if entry is None:
            kind = found.protocol, found.difference.facet
            self.unexplained.setdefault(kind, found)
            self._times[kind] += 1
        else:
            self.explained[entry] += 1
        what = "unexplained" if entry is None else "explained"
        self.counts[found.protocol][what] += 1

    def table(self) -> str:
        """The counts by protocol."""
        lines = [" ".join(f"{name:>12}" for name in ("protocol", *_COLUMNS))]
        total = Counter[str]()
        for protocol, counts in sorted(self.counts.items()):
            total.update(counts)
            lines.append(_row(protocol[-12:], counts))
        return "\n".join([*lines, _row("all", total)])

    def report(self, most: int = 20) -> str:
        """The first unexplained differences, one of each kind, with the command that repeats it."""
        lines: list[str] = []
        for kind, found in list(self.unexplained.items())[:most]:
            lines += [
                f"{self._times[kind]} × {' '.join(kind)}, first in {found.service}.{found.operation}"
                f" (--seed {self.seed} --count {found.index + 1} {found.service}"
                f" --only {found.operation})",
                f"    ours   {found.difference.ours:.300}",
                f"    theirs {found.difference.theirs:.300}",
            ]
        return "\n".join(lines)


def _row(title: str, counts: Counter[str]) -> str:
    return " ".join([f"{title:>12}", *(f"{counts[name]:>12,}" for name in _COLUMNS)])


class _Pair:
    """botocore's serializer and parser, and our client of one protocol."""

    def __init__(
        self, both: Both, client: Generated, seed: int, runner: asyncio.Runner
    ) -> None:
        self.protocol = client.protocol
        self.service = both.name
        self.client = client
        self._seed = seed
        self._serializer = create_serializer(self.protocol, include_validation=False)
        self._outputs = Outputs(client, create_parser(self.protocol))
        self._is_s3 = both.botocore.signature_version == "s3"
        self._calls: Calls | None = None
        if self.protocol == both.botocore.resolved_protocol:
            self._calls = Calls.of(
                both.name, client, new_session(both.botocore), runner
            )

    def compare(
        self, operation: OperationModel, index: int
    ) -> Iterator[tuple[str, list[Difference]]]:
        """What was compared, and what differs there."""
        yield "requests", self._guarded(self._request, operation, index)
        yield "outputs", self._guarded(self._output, operation, index)
        is_called = index < _CALLS and not operation.has_event_stream_input
        if self._calls is not None and is_called:
            yield "calls", self._guarded(self._call, operation, index)
        yield "errors", self._guarded(self._error, operation, index)

    def _guarded(self, compare: Any, operation: OperationModel, index: int) -> Any:
        """An exception that nobody expects is a difference too."""
        try:
            return list(compare(operation, index))
        except Exception as error:
            return [_unexpected(compare.__name__.strip("_"), error)]

    def _values(self, what: str, operation: OperationModel, index: int) -> Values:
        names = self._seed, self.service, operation.name, what, index
        return Values(
            Random(":".join(map(str, names))),
            KINDS[index % len(KINDS)],
            is_xml=self.protocol in _XML,
        )

    def _request(self, operation: OperationModel, index: int) -> Iterator[Difference]:
        values = self._values("input", operation, index)
        shape = operation.input_shape
        data = values.structure(shape, skip=_events(shape)) if shape else {}
        for change in _CHANGES.get(self.service, ()):
            change({}, operation, {"endpoint_url": None})
        theirs = self._serializer.serialize_to_request(
            their_input(operation, data), operation
        )
        ours = self.client.operation(operation.name).serialize(
            self.client.input(operation, data)
        )
        yield from compare_requests(self.protocol, operation, ours, theirs)

    def _call(self, operation: OperationModel, index: int) -> Iterator[Difference]:
        values = self._values("call", operation, index)
        shape = operation.input_shape
        data = values.structure(shape, skip=_events(shape)) if shape else {}
        fit_endpoint(self.service, operation, data, index)
        if shape:
            fit_length(operation, data)
        _say_hash(shape, data)
        data.pop((operation.http_checksum or {}).get("requestAlgorithmMember"), None)
        assert self._calls is not None
        yield from self._calls.compare(operation, their_input(operation, data))

    def _output(self, operation: OperationModel, index: int) -> Iterator[Difference]:
        values = self._values("output", operation, index)
        shape = operation.output_shape
        if events_member(shape):
            answer = encode_events(self.protocol, operation, values)
        else:
            data = values.output(shape) if shape else {}
            if values.kind == "some":
                data = _torn(values, data)
            answer = encode_output(self.protocol, operation, data)
            if values.kind == "some":
                answer = with_strangers(self.protocol, operation, answer)
        yield from self._outputs.compare(operation, answer)

    def _error(self, operation: OperationModel, index: int) -> Iterator[Difference]:
        values = self._values("error", operation, index)
        is_modeled = operation.error_shapes and index % 5 != 4
        shape = (
            values.random.choice(operation.error_shapes) if is_modeled else _UNMODELED
        )
        status = shape.metadata.get("error", {}).get("httpStatusCode") or 400
        answer = encode_error(
            self.protocol,
            shape,
            values.output(shape),
            status,
            in_header=index % 2 == 1,
            is_wrapped=not self._is_s3,
            is_compatible=operation.service_model.is_query_compatible
            and self.protocol in ("json", "smithy-rpc-v2-cbor"),
        )
        modeled = shape if is_modeled else None
        yield from self._outputs.compare_error(operation, modeled, answer)


def _say_hash(shape: Any, data: dict[str, Any]) -> None:
    """Where the hash of the body is a member too, as in CodeArtifact, it is the right one."""
    for name in data:
        place = shape.members[name].serialization.get("name", "")
        if place.lower() == "x-amz-content-sha256":
            body = data.get(shape.serialization.get("payload"), b"")
            data[name] = hashlib.sha256(body).hexdigest()


def _torn(values: Values, data: dict[str, Any]) -> dict[str, Any]:
    """Half of the members, whether they are required or not."""
    return {name: value for name, value in data.items() if values.random.random() < 0.5}


def _as_text(difference: Difference) -> Difference:
    """What is kept of it: no bodies, no shapes."""
    return Difference(
        difference.facet, repr(difference.ours)[:300], repr(difference.theirs)[:300]
    )


def _unexpected(what: str, error: Exception) -> Difference:
    last = traceback.extract_tb(error.__traceback__)[-1]
    place = f"{Path(last.filename).name}:{last.lineno}"
    return Difference(
        f"{what} raises {type(error).__name__}", f"{error} ({place})", None
    )


def _events(shape: Any) -> tuple[str, ...]:
    """The member that is a stream of events: botocore can send none."""
    name = events_member(shape)
    return () if name is None else (name,)


@contextmanager
def same_world() -> Iterator[None]:
    """The system's randomness is all zeros, so that idempotency tokens are known; botocore's clock stands still."""
    settings = ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE")
    environ = {name: value for name, value in os.environ.items() if "AWS" not in name}
    environ.update(dict.fromkeys(settings, os.devnull))
    with (
        patch("os.urandom", bytes),
        stopped_clock(),
        patch.dict(os.environ, environ, clear=True),
    ):
        yield


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=10, help="inputs per operation")
    parser.add_argument("--only", default="", help="the one operation to run")
    parser.add_argument("--most", type=int, default=20, help="differences to show")
    parser.add_argument("service", nargs="*", help="botocore's names; else all")
    chosen = parser.parse_args(arguments)
    run, start = Run(chosen.seed, chosen.count), time.process_time()
    with same_world():
        run.run(chosen.service or services(), chosen.only)
    print(run.table())
    for entry, times in sorted(run.explained.items()):
        print(f"explained {times:>8,} × {entry}")
    print(run.report(chosen.most))
    print(f"seed {chosen.seed}, {time.process_time() - start:.0f} s of CPU time")
    return 1 if run.unexplained else 0


if __name__ == "__main__":
    sys.exit(main())
