"""Where the tables and keys of a TOML text stand: the standard parser does not keep it."""

from __future__ import annotations

import re
from collections.abc import Mapping

Path = tuple[str | int, ...]
_KEY = re.compile(r"""[ \t]*("(?:[^"\\]|\\.)*"|'[^']*'|[A-Za-z0-9_-]+)[ \t]*""")
_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
# What a value is made of, the longest marks first.
_PIECE = re.compile(
    r'"""(?:[^\\]|\\.)*?"""|\'\'\'.*?\'\'\'|"(?:[^"\\\n]|\\.)*"|\'[^\'\n]*\'|#[^\n]*|.', re.DOTALL
)


def lines_of(text: str) -> dict[Path, int]:
    """The line (from 1) of every table header and key of a valid TOML text; positions in arrays of
    tables from 0: ``("rule", 2, "params", "years")``. Keys within a value stand at its own line.
    """
    found: dict[Path, int] = {}
    lasts: dict[Path, int] = {}
    table: Path = ()
    at = _skip(text, 0)
    line, counted = 1, 0
    while at < len(text):
        line += text.count("\n", counted, at)
        counted = at
        if text[at] == "[":
            table, at = _header(text, at, lasts)
            for end in range(1, len(table) + 1):
                found.setdefault(table[:end], line)
        else:
            names, at = _names(text, at)
            for end in range(1, len(names) + 1):
                found.setdefault((*table, *names[:end]), line)
            at = _after_value(text, at + 1)
        at = _skip(text, at)
    return found


def line_of(lines: Mapping[Path, int], path: Path) -> int | None:
    """The line of a place; of the nearest table around it where the place itself is not there."""
    while path:
        if path in lines:
            return lines[path]
        path = path[:-1]
    return None


def _skip(text: str, at: int) -> int:
    found = _BLANK.match(text, at)
    return found.end() if found else at


def _names(text: str, at: int) -> tuple[list[str], int]:
    """The parts of a dotted key, and what stands behind it."""
    names = []
    while found := _KEY.match(text, at):
        names.append(found[1].strip("\"'"))
        at = found.end()
        if text[at : at + 1] != ".":
            break
        at += 1
    return names, at


def _header(text: str, at: int, lasts: dict[Path, int]) -> tuple[Path, int]:
    """The table that a header opens, and the end of the header; ``lasts`` counts the arrays."""
    brackets = 2 if text.startswith("[[", at) else 1
    names, end = _names(text, at + brackets)
    path: Path = ()
    for name in names[:-1]:
        path = (*path, name)
        if path in lasts:
            path = (*path, lasts[path])
    path = (*path, names[-1])
    if brackets == 2:
        lasts[path] = lasts.get(path, -1) + 1
        path = (*path, lasts[path])
    return path, end + brackets


def _after_value(text: str, at: int) -> int:
    """The end of the line on which a value ends."""
    depth = 0
    for piece in _PIECE.finditer(text, at):
        mark = piece[0]
        depth += (mark in ("[", "{")) - (mark in ("]", "}"))
        if mark == "\n" and depth == 0:
            return piece.end()
    return len(text)
