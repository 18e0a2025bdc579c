"""Collects every mistake of a file, instead of stopping at the first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import polars as pl

from standards.errors import LibraryError
from standards.loading_tables import parse_csv
from standards.model import Table
from standards.packages.model import Problem
from standards.strict import Entry, no_file, parse_toml
from standards.toml_lines import Path, line_of, lines_of

# What a ledger keeps of a finding has limited lengths.
LONGEST = {"id": 64, "number": 100, "title": 300, "clause": 200, "item": 200}


class Reader:
    """Collects every mistake of a file, instead of stopping at the first."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self.files = files
        self.problems: list[Problem] = []
        self._lines: dict[str, dict[Path, int]] = {}

    @contextmanager
    def noting(self) -> Iterator[None]:
        """Keep a refusal and go on."""
        try:
            yield
        except LibraryError as error:
            self.note(error)

    def note(self, error: LibraryError) -> None:
        line = error.line
        if line is None and error.file.endswith(".toml"):
            line = line_of(self._lines.get(error.file, {}), error.path) or 1
        value = "" if error.value is None else str(error.value)
        self.problems.append(
            Problem(
                error.file,
                line,
                error.key,
                value[:200],
                error.problem,
                error.problem_en,
                error.code or "other",
            )
        )

    def top(self) -> Entry:
        """The TOML file; there is just one."""
        names = [name for name in self.files if name.endswith(".toml")]
        if len(names) != 1:
            raise refused(
                names[1] if names else "*.toml",
                "-",
                f"须有且只有一个 TOML 文件，现有 {len(names)} 个",
                f"there must be one TOML file, not {len(names)}",
                "no_file" if not names else "duplicate",
            )
        entry = parse_toml(names[0], self.files[names[0]])
        text = self.files[names[0]].decode("utf-8-sig")
        self._lines[names[0]] = lines_of(text.replace("\r\n", "\n"))
        return entry

    def rows(self, file: str, columns: Mapping[str, str]) -> pl.DataFrame:
        if file not in self.files:
            raise no_file(file)
        return parse_csv(file, self.files[file], columns, provenance=True)

    def entries(self, top: Entry, key: str, label: str = "id") -> list[Entry]:
        """The sub-tables of an array; none where the array itself is wrong."""
        with self.noting():
            return top.entries(key, label)
        return []


def refused(
    file: str, key: str, problem: str, problem_en: str, code: str, value: object = None
) -> LibraryError:
    return LibraryError(file, key, problem, problem_en, code=code, value=value)


def refuse_long(entry: Entry, *keys: str) -> None:
    for key in keys:
        if len(str(entry.written.get(key, ""))) > LONGEST[key]:
            raise entry.fail(
                key,
                f"超过 {LONGEST[key]} 个字",
                f"is longer than {LONGEST[key]} characters",
                "length",
            )


def refuse_long_cells(table: Table) -> None:
    for column in {"clause", "item"} & set(table.rows.columns):
        if table.rows.schema[column] != pl.String:
            continue
        long = (table.rows[column].str.len_chars() > LONGEST[column]).fill_null(False)
        if long.any():
            line = (long.arg_max() or 0) + 2
            raise LibraryError(
                table.file,
                f"第{line}行 {column}",
                f"超过 {LONGEST[column]} 个字",
                f"is longer than {LONGEST[column]} characters",
                code="length",
                value=table.rows[column][line - 2],
                line=line,
            )


def owned(name: str, prefix: str) -> bool:
    """Whether an id is this prefix, or begins with it and a dot."""
    return name == prefix or name.startswith(prefix + ".")
