"""`app.py import`: the import service with a terminal in front."""

from __future__ import annotations

import argparse
import hashlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from inventory.app.cli.arguments import pairs, require_file
from inventory.app.configuration.service import effective
from inventory.core import clock, database
from inventory.core.access import SYSTEM
from inventory.core.errors import Conflict
from inventory.core.files import FileStore
from inventory.core.settings import Settings
from inventory.intake.imports import (
    committing,
    divisions,
    foreseeing,
    lookup,
    previewing,
    rehearsing,
    reporting,
    service,
    staging,
)
from inventory.intake.imports.foreseeing import Foresight
from inventory.intake.imports.models import Import
from inventory.intake.imports.remembering import Request
from inventory.intake.imports.results import Report
from inventory.intake.imports.staging import as_error
from inventory.registry import reading
from inventory.registry.reading.hints import on_command_line
from inventory.registry.reading.looking import words_of_rows
from inventory.registry.reading.places import row_name

SHOWN = 15


def run(args: argparse.Namespace, settings: Settings) -> tuple[Report, bytes]:
    """Import (or rehearse) a file; returns the report and the error workbook (or nothing)."""
    require_file(args.file)
    if args.dry_run:
        return _rehearsed(args)
    # Begun before the file is read: it is ready when the rows are.
    with foreseeing.helped(args.file.stat().st_size >= foreseeing.MANY_BYTES) as foresight:
        return _stage_and_commit(args, settings, foresight)


def _rehearsed(args: argparse.Namespace) -> tuple[Report, bytes]:
    """What the import would do; nothing is written, and nobody who writes waits for it."""
    with database.looking():
        staged = _resumed(args)
        if staged:
            told = previewing.preview(staged, args.suggested)
            result = staging.reread(staged, args.file)
        else:
            with _explained():
                found = rehearsing.rehearse(SYSTEM, _request(args), args.suggested)
            staged, told, result = found.staged, found.report, found.result
    if not args.errors:
        return told, b""
    return told, reporting.workbook(staged, result, reporting.problems_of(told))


def _stage_and_commit(
    args: argparse.Namespace, settings: Settings, foresight: Foresight | None
) -> tuple[Report, bytes]:
    horizon = effective(settings).horizon_days
    ahead = None
    if foresight is not None:
        ahead = partial(foresight.ask, as_of=clock.today(), horizon=horizon)
    staged = _resumed(args)
    if staged is None:
        with _explained():
            store = FileStore(settings.files_dir)
            staged = staging.stage(SYSTEM, _request(args), store, ahead=ahead)
    _require_answer(staged)
    with Progress(console=Console(stderr=True), disable=not sys.stderr.isatty()) as progress:
        bar = progress.add_task("写入台账 / writing", total=None)
        committing.commit(
            staged.id,
            suggested=args.suggested,
            progress=lambda done, total: progress.update(bar, completed=done, total=total),
            horizon=horizon,
            foresight=foresight,
        )
    result = reporting.report(staged.id)
    workbook = reporting.error_workbook(SYSTEM, staged.id, args.file) if args.errors else b""
    return result, workbook


def _require_answer(staged: Import) -> None:
    """Rows of other divisions: nothing goes in before somebody has said what becomes of them."""
    try:
        divisions.require_answered(SYSTEM, staged)
    except Conflict as question:
        service.discard(SYSTEM, staged.id)
        raise replace(
            question,
            remedy=f"{question.remedy}（命令行：--others mine 或 --others all）",
            remedy_en=f"{question.remedy_en} (--others mine, or --others all)",
        ) from question


def _resumed(args: argparse.Namespace) -> Import | None:
    """An import of this very file that was killed goes on where it stopped."""
    sha256 = hashlib.sha256(args.file.read_bytes()).hexdigest()
    told = args.mapping or args.header_row is not None
    found = None if told else lookup.resumable(sha256, args.region)
    return found if found is not None and found.others == args.others else None


def _request(args: argparse.Namespace) -> Request:
    return Request(
        args.file,
        args.file.name,
        args.region,
        args.kind,
        args.enterprise,
        dict(pairs(args.mapping, "=", "表头=字段 / HEADING=FIELD")),
        args.header_row,
        others=args.others,
        # Opened while the library is read; the second process is begun before that.
        opening=reading.Opening(args.file),
    )


@contextmanager
def _explained() -> Iterator[None]:
    """A file that cannot be read is refused with the options that help."""
    try:
        yield
    except reading.FileProblem as problem:
        raise as_error(on_command_line(problem)) from problem


def print_report(result: Report, rehearsal: bool, file: Path) -> None:
    """Totals by sheet and the first problems."""
    console = Console()
    title = f"{result.file}{'（试运行，未写入）' if rehearsal else ''}"
    table = Table(title=title)
    words = {
        "read": "读到",
        "created": "新建",
        "updated": "更新",
        "unchanged": "未变",
        "rejected": "退回",
        "skipped": "非数据行",
    }
    table.add_column("工作表")
    for word in words.values():
        table.add_column(word, justify="right")
    for name, totals in (*result.totals.sheets.items(), ("合计", result.totals.all)):
        table.add_row(name, *(str(totals[key]) for key in words))
    console.print(table)
    problems = result.problems
    for item in problems[:SHOWN]:
        mark = "错误" if item.severity == "error" else "提醒"
        row = _row(result, item.sheet, item.row)
        console.print(
            f"[{mark}] {item.sheet} {row}：{item.message} {item.remedy}",
            markup=False,
            highlight=False,
        )
    if len(problems) > SHOWN:
        console.print(f"…… 共 {len(problems)} 个问题，用 --report 或 --errors 输出全部")
    _print_notes(console, result, file)


def _print_notes(console: Console, result: Report, file: Path) -> None:
    """The notes, each with its rows and what stands first in them."""
    wanted: dict[str, list[int]] = {}
    for note in result.notes:
        wanted.setdefault(note["sheet"] or "", []).extend(note["rows"])
    words = words_of_rows(file, result.file, wanted) if any(wanted.values()) else {}
    for note in result.notes:
        console.print(f"说明：{note['message']}", markup=False, highlight=False)
        found = words.get(note["sheet"], {})
        for row in note["rows"]:
            name = _row(result, note["sheet"], row)
            console.print(f"    {name}：{found.get(row, '')}", markup=False, highlight=False)


def _row(result: Report, sheet: str | None, row: int) -> str:
    return row_name(result.pages.get(sheet or "", ()), row).zh
