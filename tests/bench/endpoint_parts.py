"""Resolving an endpoint: from what is kept, and by the rules; a service as most are, and S3."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Mapping
from importlib import import_module
from itertools import count
from typing import Any

import meter

BUDGETS = {
    "endpoint, kept, µs": 2.0,
    "endpoint, by the rules, µs": 20.0,
    "S3 endpoint, kept, µs": 2.0,
}


def endpoints(rounds: int) -> dict[str, float]:
    """Budgets: 2 µs for an endpoint that is kept, 20 µs for one of a standard service that is not."""
    with tempfile.TemporaryDirectory() as folder:
        meter.generate(
            "botocore:s3",
            "--operation",
            "GetObject",
            "--package",
            "bench_s3",
            "--out",
            folder,
        )
        sys.path.insert(0, folder)
        try:
            cases = {
                "aiosmithy, kept": _kept("aiosmithy_cleanroomsml", {}),
                "aiosmithy, by the rules": _resolved("aiosmithy_cleanroomsml"),
                "botocore, by the rules": _botocore("cleanroomsml", {}),
                "aiosmithy S3, kept": _kept("bench_s3", {"bucket": "examples"}),
                "aiosmithy S3, by the rules": _buckets("bench_s3"),
                "botocore S3, by the rules": _botocore("s3", {"Bucket": "examples"}),
            }
        finally:
            sys.path.remove(folder)
        figures = meter.interleave(
            {
                name: lambda case=case: meter.micro(case)  # type: ignore[misc]
                for name, case in cases.items()
            },
            rounds,
        )
    meter.table("Endpoint", "µs CPU", figures, "botocore, by the rules")
    middle = {name: sorted(values)[rounds // 2] for name, values in figures.items()}
    return {
        "endpoint, kept, µs": middle["aiosmithy, kept"],
        "endpoint, by the rules, µs": middle["aiosmithy, by the rules"],
        "S3 endpoint, kept, µs": middle["aiosmithy S3, kept"],
        "S3 endpoint, by the rules, µs": middle["aiosmithy S3, by the rules"],
    }


def _service(package: str) -> tuple[Any, Any]:
    """The service's facts, and the settings of a client of it."""
    from aiosmithy import Config, Credentials
    from aiosmithy.config import resolve_config
    from aiosmithy.shared_files import SharedFiles

    service = import_module(f"{package}.operations").SERVICE
    config = Config(region="us-east-1", credentials=Credentials("AKID", "secret"))
    settings = resolve_config(
        config,
        environ={},
        files=SharedFiles(),
        service_name=service.name,
        parameters=service.parameters,
    )
    return service, settings


def _targets(package: str) -> Any:
    from aiosmithy.target import Targets

    return Targets(*_service(package), {})


def _kept(package: str, parameters: Mapping[str, Any]) -> Callable[[], object]:
    targets = _targets(package)
    return lambda: targets.find(dict(parameters), None)


def _resolved(package: str) -> Callable[[], object]:
    from aiosmithy.target import resolve_target

    service, settings = _service(package)
    return lambda: resolve_target(service, settings, {})


def _buckets(package: str) -> Callable[[], object]:
    """Another bucket in each call, as no client keeps them all."""
    targets, numbers = _targets(package), count()
    return lambda: targets.find({"bucket": f"bucket-{next(numbers)}"}, None)


def _botocore(service: str, parameters: Mapping[str, Any]) -> Callable[[], object]:
    from botocore.endpoint_provider import EndpointProvider
    from botocore.session import get_session

    loader: Any = get_session().get_component("data_loader")
    provider: Any = EndpointProvider(
        loader.load_service_model(service, "endpoint-rule-set-1"),
        loader.load_data("partitions"),
    )
    given = {"Region": "us-east-1", "UseFIPS": False, "UseDualStack": False}
    # What its cache stands before.
    return lambda: provider.ruleset.evaluate({**given, **parameters})
