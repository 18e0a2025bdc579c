"""What is wrong with an uploaded package, told with file, line, key and remedy."""

from __future__ import annotations

import tomllib
from dataclasses import asdict
from functools import cache
from pathlib import Path

from inventory.core.errors import Invalid
from inventory.judgement.library.results import Mistake
from standards.packages.model import PackageError, Problem

REMEDIES = Path(__file__).parent / "remedies.toml"


@cache
def remedies() -> dict[str, dict[str, str]]:
    """What to do about each sort of mistake: code → zh, en."""
    return tomllib.loads(REMEDIES.read_text("utf-8"))


def described(problem: Problem) -> Mistake:
    """A mistake as the API tells it."""
    remedy = remedies().get(problem.code, remedies()["other"])
    return Mistake(
        file=problem.file,
        line=problem.line,
        key=problem.key,
        value=problem.value,
        message=problem.message,
        message_en=problem.message_en,
        remedy=remedy["zh"],
        remedy_en=remedy["en"],
    )


def refusal(error: PackageError) -> Invalid:
    """The answer to an upload that is refused whole."""
    count = len(error.problems)
    return Invalid.of(
        "library.bad_package",
        count=count,
        details=[asdict(described(item)) for item in error.problems],
    )
