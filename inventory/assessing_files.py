"""From a file straight to verdicts, without a database: the `assess FILE` command.

Rows are read once and judged by kind, all rows of a kind together. The output forms are public:
``jsonl`` (one finding a line), ``csv`` (the same, flat) and ``table`` (for people).
"""

from __future__ import annotations

import csv
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TextIO

from rich.console import Console
from rich.markup import escape
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

import standards
from inventory import clock
from inventory.imports import reading

EXIT_READ_ALL, EXIT_SOME_NOT_READ, EXIT_UNUSABLE = 0, 1, 2
FORMATS = ("table", "jsonl", "csv")
FINDING_KEYS = (
    "rule", "outcome", "presumed", "level", "grade", "document", "clause", "measured", "limit",
    "due", "then", "missing", "message", "message_en",
)  # fmt: skip
ROW_KEYS = ("row", "sheet", "kind", "name", "verdict", "incomplete")
ERROR_KEYS = (
    "error_field", "error_heading", "error_value", "error_code", "error_message",
    "error_message_en", "error_remedy",
)  # fmt: skip
# Outcomes on which somebody has to act; the others are advice, questions or good.
NEED_ACTION = ("eliminate", "rectify", "reassess", "due", "renew")
COLOURS = {
    "eliminate": "bold red",
    "rectify": "red",
    "reassess": "magenta",
    "due": "yellow",
    "renew": "dark_orange",
    "improve": "cyan",
    "unknown": "dim",
    "meets": "green",
}
MOST_LISTED = 200
WIDTH_OF_FILES = 160
_FORMULA_STARTS = tuple("=+-@\t\r")

Finding = Mapping[str, object]


class UnusableArgument(Exception):
    """An argument that cannot be used; Chinese and English in one sentence."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A device that was read, with its verdict (None: no rule applies) and findings."""

    row: reading.ReadRow
    verdict: str | None
    incomplete: bool
    findings: list[Finding] = field(default_factory=list)


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
            library = standards.load()
            last_day = max(as_of, today or clock.today())
            result = reading.read_file(
                path, kind=kind, library=library, today=last_day, for_ledger=False
            )
            judged = _judge(library, result.rows, region, as_of, horizon, step)
            step("输出 writing")
    except UnusableArgument as problem:
        print(problem, file=sys.stderr)
        return EXIT_UNUSABLE
    except reading.FileProblem as problem:
        print(f"{path.name}：{problem.message}。{problem.remedy}", file=sys.stderr)
        print(f"{path.name}: {problem.message_en}; {problem.remedy_en}", file=sys.stderr)
        return EXIT_UNUSABLE
    if format == "table":
        _write_table(library, result, judged, as_of, out)
    else:
        _write_notes(result, sys.stderr)
        write = _write_jsonl if format == "jsonl" else _write_csv
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
def _steps(shown: bool) -> Iterator:
    """A function that names the current step on standard error, where somebody watches."""
    if not shown:
        yield lambda _text: None
        return
    console = Console(file=sys.stderr)
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("", total=None)
        yield lambda text: bar.update(task, description=text)


# --- judging -------------------------------------------------------------------------------------


def _judge(
    library: standards.Library,
    rows: Sequence[reading.ReadRow],
    region: str | None,
    as_of: date,
    horizon: int,
    step,
) -> dict[int, Judged]:
    """Position of a row -> its judgement; rows with errors are left out."""
    by_kind: dict[str, list[int]] = defaultdict(list)
    for position, row in enumerate(rows):
        if row.ok:
            by_kind[row.kind].append(position)
    judged: dict[int, Judged] = {}
    for kind_id, positions in by_kind.items():
        kind = library.kinds[kind_id]
        step(f"判定 judging {kind.name_zh} {len(positions)}")
        records = [{**rows[at].facts, "region": rows[at].region or region} for at in positions]
        frame = standards.frame_of(kind, records)
        result = standards.assess(library, kind_id, frame, as_of, horizon)
        verdicts = zip(positions, result.verdicts.sort("row").iter_rows(named=True), strict=True)
        for at, verdict in verdicts:
            judged[at] = Judged(rows[at], verdict["verdict"], verdict["incomplete"])
        for finding in result.findings().iter_rows(named=True):
            judged[positions[finding["row"]]].findings.append(_public(finding))
    return judged


def _public(finding: Mapping[str, object]) -> Finding:
    """The finding as RULEBOOK §1 shapes it: objects for measured and limit, dates as ISO text."""
    shaped = {key: finding[key] for key in FINDING_KEYS}
    for key in ("measured", "limit"):
        shaped[key] = None if shaped[key] is None else json.loads(shaped[key])
    shaped["due"] = None if shaped["due"] is None else shaped["due"].isoformat()
    shaped["missing"] = list(shaped["missing"] or ())
    return shaped


# --- for machines --------------------------------------------------------------------------------


def _lines(
    rows: Sequence[reading.ReadRow], judged: Mapping[int, Judged]
) -> Iterator[dict[str, object]]:
    """One object a finding, in the order of the file; at least one for every row.

    Extra keys of a JSON line go first, so that they never hide a key of ours.
    """
    for position, row in enumerate(rows):
        device = judged.get(position)
        if device is None:
            yield from _error_lines(row)
            continue
        about = {
            **row.extra,
            **_about(row),
            "verdict": device.verdict,
            "incomplete": device.incomplete,
        }
        warnings = [problem.as_dict() for problem in row.problems]
        if warnings:
            about["warnings"] = warnings
        nothing = dict.fromkeys(FINDING_KEYS)
        for finding in device.findings or [nothing]:
            yield {**about, **finding}


def _about(row: reading.ReadRow) -> dict[str, object]:
    return {"row": row.row, "sheet": row.sheet, "kind": row.kind, "name": row.facts.get("name")}


def _error_lines(row: reading.ReadRow) -> Iterator[dict[str, object]]:
    for problem in row.problems:
        if problem.severity == reading.ERROR:
            error = {
                key: getattr(problem, key)
                for key in (
                    "field", "heading", "value", "code", "message", "message_en",
                    "remedy", "remedy_en",
                )
            }  # fmt: skip
            yield {**row.extra, **_about(row), "error": error}


def _write_jsonl(
    rows: Sequence[reading.ReadRow], judged: Mapping[int, Judged], out: TextIO
) -> None:
    for line in _lines(rows, judged):
        out.write(json.dumps(line, ensure_ascii=False) + "\n")


def _write_csv(rows: Sequence[reading.ReadRow], judged: Mapping[int, Judged], out: TextIO) -> None:
    extra = list(dict.fromkeys(key for row in rows for key in row.extra))
    columns = list(dict.fromkeys((*ROW_KEYS, *FINDING_KEYS, *ERROR_KEYS, *extra)))
    writer = csv.DictWriter(out, columns, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    for line in _lines(rows, judged):
        error = line.pop("error", None)
        if error is not None:
            line.update({key: error[key.removeprefix("error_")] for key in ERROR_KEYS})
        writer.writerow({key: _csv_cell(value) for key, value in line.items()})


def _csv_cell(value: object) -> object:
    """A flat cell. Text that a spreadsheet would run as a formula is marked as text."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (dict, list)):
        return json.dumps(value, ensure_ascii=False) if value else ""
    if isinstance(value, str) and value.startswith(_FORMULA_STARTS):
        return f"'{value}"
    return value


def _write_notes(result: reading.ReadResult, out: TextIO) -> None:
    """What a person should know about the sheets; on standard error beside machine output."""
    for note in _notes(result):
        print(f"{note.message} / {note.message_en}", file=out)


def _notes(result: reading.ReadResult) -> list[reading.Note]:
    return [*result.notes, *(note for sheet in result.sheets for note in sheet.notes)]


# --- for people ----------------------------------------------------------------------------------


def _write_table(
    library: standards.Library,
    result: reading.ReadResult,
    judged: Mapping[int, Judged],
    as_of: date,
    out: TextIO,
) -> None:
    terminal = out.isatty()
    console = Console(file=out, width=None if terminal else WIDTH_OF_FILES, highlight=False)
    devices = list(judged.values())
    console.print(_summary(library, result.rows, devices, as_of))
    _print_actions(console, devices)
    _print_problems(console, result)
    for note in _notes(result):
        console.print(f"· {escape(note.message)}", style="dim" if terminal else None)


def _summary(
    library: standards.Library,
    rows: Sequence[reading.ReadRow],
    devices: Sequence[Judged],
    as_of: date,
) -> Table:
    table = Table(title=f"判定汇总 Verdicts（{as_of.isoformat()}）", title_justify="left")
    table.add_column("设备 Kind")
    for outcome in standards.OUTCOMES:
        heading = f"{standards.OUTCOME_ZH[outcome]}\n{outcome}"
        table.add_column(heading, justify="right", style=COLOURS[outcome])
    for heading in ("不判定\nnot judged", "未读取\nnot read", "合计\ntotal"):
        table.add_column(heading, justify="right")
    verdicts = Counter((device.row.kind, device.verdict) for device in devices)
    unread = Counter(row.kind for row in rows if not row.ok)
    totals = Counter(row.kind for row in rows)
    for kind, total in totals.items():
        name = library.kinds[kind].name_zh if kind in library.kinds else "？"
        counts = [verdicts[kind, outcome] for outcome in (*standards.OUTCOMES, None)]
        cells = [str(count or "–") for count in (*counts, unread[kind])]
        table.add_row(name, *cells, str(total))
    return table


def _print_actions(console: Console, devices: Sequence[Judged]) -> None:
    """Devices that need action, worst first, each with the finding that decides its verdict."""
    order = {outcome: place for place, outcome in enumerate(standards.OUTCOMES)}
    acting = sorted(
        (device for device in devices if device.verdict in NEED_ACTION),
        key=lambda device: (order[str(device.verdict)], str(_deciding(device)["due"] or "9999")),
    )
    if not acting:
        console.print("没有需要处理的设备。No device needs action.")
        return
    table = Table(
        title=f"需要处理的设备 Devices that need action：{len(acting)}", title_justify="left"
    )
    for heading in ("行 Row", "设备 Device", "使用单位 User", "结论 Verdict"):
        table.add_column(heading)
    table.add_column("依据 Clause", overflow="fold")
    table.add_column("期限 Due", no_wrap=True)
    table.add_column("说明", overflow="fold", ratio=1)
    for device in acting[:MOST_LISTED]:
        table.add_row(*_action_cells(device), style=None)
    console.print(table)
    if len(acting) > MOST_LISTED:
        console.print(
            f"另有 {len(acting) - MOST_LISTED} 台未列出，请用 --format csv。"
            f"{len(acting) - MOST_LISTED} more are not shown; use --format csv."
        )


def _deciding(device: Judged) -> Finding:
    """The finding behind the verdict: of its outcome, the one that is due first."""
    worst = [finding for finding in device.findings if finding["outcome"] == device.verdict]
    return min(worst, key=lambda finding: str(finding["due"] or "9999"))


def _action_cells(device: Judged) -> list[str]:
    finding = _deciding(device)
    verdict = str(device.verdict)
    presumed = "（推定）" if finding["presumed"] else ""
    more = sum(1 for other in device.findings if other["outcome"] in NEED_ACTION) - 1
    basis = f"{finding['document']} {finding['clause'] or ''}".strip()
    return [
        str(device.row.row),
        escape(_label(device.row)),
        escape(device.row.enterprise or "–"),
        f"[{COLOURS[verdict]}]{standards.OUTCOME_ZH[verdict]}[/]{presumed}",
        escape(basis) + (f"，另 {more} 项" if more else ""),
        str(finding["due"] or "–"),
        escape(str(finding["message"] or "")),
    ]


def _label(row: reading.ReadRow) -> str:
    """What a reader knows the device by: name or plate, model, number."""
    facts = row.facts
    number = facts.get("device_code") or facts.get("registration_no") or facts.get("serial_no")
    parts = (facts.get("plate_no"), facts.get("name"), facts.get("model"), number)
    return " ".join(str(part) for part in parts if part) or "–"


def _print_problems(console: Console, result: reading.ReadResult) -> None:
    """Errors first (their rows were not read), then warnings; each with its remedy."""
    for severity, title in (
        (reading.ERROR, "未能读取的行 Rows that could not be read"),
        (reading.WARNING, "已读取但有疑问的行 Rows read with a doubt"),
    ):
        problems = [problem for problem in result.problems if problem.severity == severity]
        if not problems:
            continue
        rows = len({(problem.sheet, problem.row) for problem in problems})
        table = Table(title=f"{title}：{rows}", title_justify="left")
        for heading in ("行 Row", "问题 Problem", "怎么办 What to do"):
            table.add_column(heading, overflow="fold")
        for problem in problems[:MOST_LISTED]:
            table.add_row(str(problem.row), escape(problem.message), escape(problem.remedy))
        console.print(table)
        if len(problems) > MOST_LISTED:
            console.print(f"……共 {len(problems)} 处。{len(problems)} in all.")
