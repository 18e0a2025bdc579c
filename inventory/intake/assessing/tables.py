"""The verdicts of a file for people: how many, what needs action first, what could not be read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import TextIO

from rich.console import Console
from rich.markup import escape
from rich.table import Table

import standards
from inventory.core.kinds import known_kinds
from inventory.intake.assessing.judging import Finding, Judged
from inventory.intake.assessing.notes import Placed
from inventory.registry import reading
from inventory.registry.equipment.identity import identifier

# Outcomes that require action; the others are advice, questions or good.
NEED_ACTION = ("eliminate", "rectify", "reassess", "renew", "due")
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


def write_table(
    library: standards.Library,
    result: reading.ReadResult,
    judged: Mapping[int, Judged],
    as_of: date,
    notes: Sequence[Placed],
    out: TextIO,
) -> None:
    """The whole result as tables, in colours where `out` is a terminal."""
    terminal = out.isatty()
    console = Console(file=out, width=None if terminal else WIDTH_OF_FILES, highlight=False)
    devices = list(judged.values())
    console.print(_summary(library, result.rows, devices, as_of))
    _print_actions(console, devices)
    _print_problems(console, result)
    dim = "dim" if terminal else None
    for item in notes:
        console.print(f"· {escape(item.note.message)}", style=dim)
        for row, text in item.rows:
            console.print(f"    {row.zh}：{escape(text)}", style=dim)


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
    """What a reader knows the device by: name, model, number."""
    facts = row.facts
    number = identifier(known_kinds()[row.kind], facts)
    parts = (facts.get("name"), facts.get("model"), number)
    return " ".join(str(part) for part in parts if part) or "–"


def _print_problems(console: Console, result: reading.ReadResult) -> None:
    """Errors first (their rows were not read), then warnings; each with its remedy."""
    paged = any(sheet.pages for sheet in result.sheets)
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
            row = result.row_name(problem.sheet, problem.row).zh if paged else str(problem.row)
            table.add_row(row, escape(problem.message), escape(problem.remedy))
        console.print(table)
        if len(problems) > MOST_LISTED:
            console.print(f"……共 {len(problems)} 处。{len(problems)} in all.")
