"""The moto server, one for all tests that call it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from moto_clients import Moto, moto_server


@pytest.fixture(scope="session")
def moto(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Moto]:
    with moto_server(tmp_path_factory.mktemp("moto")) as server:
        yield server
