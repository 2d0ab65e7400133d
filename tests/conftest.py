"""For all tests: nothing that they make is noted in the cache of whoever runs them."""

from __future__ import annotations

import os


def pytest_configure() -> None:
    """Tests of the cache name a folder of their own."""
    os.environ["AIOSMITHY_CACHE"] = "off"
