"""Every key of a TOML file is found on its line, so that a mistake is told with its place."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from standards.toml_lines import line_of, lines_of


def paths(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every key of a parsed file."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield (*path, key)
            yield from paths(item, (*path, key))
    elif isinstance(value, list) and value and all(isinstance(item, dict) for item in value):
        for place, item in enumerate(value):
            yield from paths(item, (*path, place))


@pytest.mark.parametrize(
    "file", sorted(Path("standards/library").rglob("*.toml")), ids=lambda path: path.stem
)
def test_every_key_of_the_library_is_found_on_its_line(file: Path) -> None:
    text = file.read_text("utf-8")
    lines, rows = lines_of(text), text.split("\n")
    for path in paths(tomllib.loads(text)):
        line = line_of(lines, path)
        assert line is not None
        assert str([part for part in path if isinstance(part, str)][-1]) in rows[line - 1]


def test_lines_of_strings_lists_and_comments_that_span_lines() -> None:
    text = (
        '# [no]\na = """x\n[b]\n"""\n\n"k e" = [\n 1, # ]\n 2,\n]\n[t.u]\nv.w = \'#\' # x\n'
        "[[r]]\nid = 1\n[r.p]\nq = 2\n[[r]]\n[[r.s]]\nz = { y = 1 }\n"
    )
    lines = lines_of(text)
    assert lines[("a",)] == 2
    assert lines[("k e",)] == 6
    assert lines[("t", "u", "v", "w")] == 11
    assert (lines[("r", 0)], lines[("r", 0, "p", "q")]) == (12, 15)
    assert (lines[("r", 1)], lines[("r", 1, "s", 0, "z")]) == (16, 18)
    assert line_of(lines, ("r", 1, "s", 0, "z", "y")) == 18
    assert line_of(lines, ("nowhere",)) is None
