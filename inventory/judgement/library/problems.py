"""What is wrong with an uploaded package, told with file, line, key and remedy."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from inventory.core.errors import Invalid
from standards.packages.model import PackageError, Problem

REMEDIES = Path(__file__).parent / "remedies.toml"


@cache
def remedies() -> dict[str, dict[str, str]]:
    """What to do about each sort of mistake: code → zh, en."""
    return tomllib.loads(REMEDIES.read_text("utf-8"))


def described(problem: Problem) -> dict[str, Any]:
    """A mistake as the API tells it."""
    remedy = remedies().get(problem.code, remedies()["other"])
    return {
        "file": problem.file,
        "line": problem.line,
        "key": problem.key,
        "value": problem.value,
        "message": problem.message,
        "message_en": problem.message_en,
        "remedy": remedy["zh"],
        "remedy_en": remedy["en"],
    }


def refusal(error: PackageError) -> Invalid:
    """The answer to an upload that is refused whole."""
    count = len(error.problems)
    return Invalid.of(
        "library.bad_package", count=count, details=[described(item) for item in error.problems]
    )
