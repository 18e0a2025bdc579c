"""One file from reading to output, with the exit status of the command.

The output forms are public: ``jsonl`` (one finding a line), ``csv`` (the same, flat) and ``table``
(for people).
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TextIO

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from inventory.core import clock
from inventory.intake.assessing.judging import judge
from inventory.intake.assessing.lines import write_csv, write_jsonl
from inventory.intake.assessing.notes import Placed, placed
from inventory.intake.assessing.tables import write_table
from inventory.intake.assessing.unread import with_words
from inventory.judgement.library import current
from inventory.registry import reading
from inventory.registry.reading.hints import on_command_line

EXIT_READ_ALL, EXIT_SOME_NOT_READ, EXIT_UNUSABLE = 0, 1, 2
FORMATS = ("table", "jsonl", "csv")


class UnusableArgument(Exception):
    """An argument that cannot be used; Chinese and English in one sentence."""


def assess_file(
    path: Path,
    *,
    kind: str | None,
    region: str | None,
    as_of: date,
    horizon: int,
    format: str,
    out: TextIO,
    progress: bool,
    today: date | None = None,
    mapping: Mapping[str, str] | None = None,
    header_row: int | None = None,
) -> int:
    """Judge every device of a file and write the result to ``out``.

    ``region`` counts for devices that state none; ``today`` (default: the clock's) bounds dates of
    making and registration. Returns the exit status: 0 every row was read, 1 some were not,
    2 the arguments or the file are unusable (said on standard error).
    """
    try:
        _check_arguments(region, horizon, format)
        with _steps(progress) as step:
            step("读取 reading")
            library = current.built_in()
            last_day = max(as_of, today or clock.today())
            result = reading.read_file(
                path,
                kind=kind,
                library=library,
                today=last_day,
                for_ledger=False,
                mapping=mapping,
                header_row=header_row,
            )
            by_row = judge(library, result.rows, region, as_of, horizon, step)
            judged = {at: with_words(device) for at, device in by_row.items()}
            step("输出 writing")
    except UnusableArgument as problem:
        print(problem, file=sys.stderr)
        return EXIT_UNUSABLE
    except reading.FileProblem as found:
        problem = on_command_line(found)
        print(f"{path.name}：{problem.message}。{problem.remedy}", file=sys.stderr)
        print(f"{path.name}: {problem.message_en}; {problem.remedy_en}", file=sys.stderr)
        return EXIT_UNUSABLE
    if format == "table":
        write_table(library, result, judged, as_of, placed(result, path), out)
    else:
        _write_notes(placed(result, path), sys.stderr)
        write = write_jsonl if format == "jsonl" else write_csv
        write(result.rows, judged, out)
    return EXIT_READ_ALL if all(row.ok for row in result.rows) else EXIT_SOME_NOT_READ


def _check_arguments(region: str | None, horizon: int, format: str) -> None:
    if region is not None and not (region.isdigit() and len(region) in (2, 4, 6, 9, 12)):
        raise UnusableArgument(
            f"--region “{region}”不是行政区划代码（6、9 或 12 位数字） / "
            f"--region {region!r} is not a division code (6, 9 or 12 digits)"
        )
    if horizon < 0:
        raise UnusableArgument(
            f"--horizon 不能是负数：{horizon} / --horizon cannot be negative: {horizon}"
        )
    if format not in FORMATS:
        known = ", ".join(FORMATS)
        raise UnusableArgument(
            f"没有输出格式“{format}”，可用：{known} / no format {format!r}; use one of: {known}"
        )


@contextmanager
def _steps(shown: bool) -> Iterator[Callable[[str], object]]:
    """A function that names the current step on standard error, if that is a terminal."""
    if not shown:
        yield lambda _text: None
        return
    console = Console(file=sys.stderr)
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("", total=None)
        yield lambda text: bar.update(task, description=text)


def _write_notes(notes: Sequence[Placed], out: TextIO) -> None:
    """Notes on the sheets; on standard error if the output is for machines."""
    for item in notes:
        print(f"{item.note.message} / {item.note.message_en}", file=out)
        for row, text in item.rows:
            print(f"    {row.zh}: {text}", file=out)
