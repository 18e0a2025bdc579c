"""A copy of the library that a test may damage."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from standards.loading import LIBRARY


@pytest.fixture
def library_copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(LIBRARY, tmp_path / "library"))
