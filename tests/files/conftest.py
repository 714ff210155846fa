"""The town of the exchange tests, and a store of its own for every test."""

from pathlib import Path
from typing import Any

import pytest

from tests.exchange.conftest import add, town

__all__ = ["add", "town"]


@pytest.fixture(autouse=True)
def store(settings: Any, tmp_path: Path) -> Path:
    settings.STORED_FILES_DIR = tmp_path / "files"
    return tmp_path / "files"
