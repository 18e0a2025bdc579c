"""Arguments that several commands read alike."""

from __future__ import annotations

from pathlib import Path

from inventory.core.errors import Invalid


def pairs(values: list[str], separator: str, what: str) -> list[tuple[str, str]]:
    """Split A<separator>B arguments."""
    split = [value.partition(separator) for value in values]
    wrong = [a + s + b for a, s, b in split if not s or not a.strip()]
    if wrong:
        raise Invalid.of("cli.usage", wrong=wrong[0], what=what)
    return [(a.strip(), b.strip()) for a, _, b in split]


def require_file(path: Path) -> None:
    if not path.is_file():
        raise Invalid.of("cli.no_file", path=path)
