"""What `app.py demo` prints: fits 80 columns, in a pipe and without colours too."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.cells import cell_len
from rich.console import Console
from rich.table import Table

import standards
from inventory.core.access import SYSTEM, Actor
from inventory.core.kinds import known_kinds
from inventory.enforcement.cases.machine import STATES
from inventory.enforcement.notices.models import Notice
from inventory.intake.imports.results import Report
from inventory.judgement.alerts import service as alerts
from inventory.judgement.alerts.stages import STAGE_ZH
from inventory.judgement.ledger import kind_counts

WIDTH = 78
# What is worth a look in cases beyond their state.
SPECIAL = {
    "submitted": "待审核",
    "reported": "整改完成，待结案报告",
    "late": "逾期未改",
    "extension": "申请延期",
}


@dataclass(frozen=True)
class Login:
    username: str
    password: str
    what: str
    """Who it is, and what to try as such a person."""


def tell(
    console: Console,
    inspector: Actor,
    reports: Sequence[Report],
    issued: Sequence[tuple[Notice, Path]],
    logins: Sequence[Login],
    cases: Mapping[str, int],
) -> None:
    """Tables of verdicts and imports; alerts, documents, cases and logins, each line by itself."""

    def line(text: str) -> None:
        console.print(text, highlight=False, markup=False, soft_wrap=True)

    console.print(_verdicts())
    console.print(_imports(reports))
    stages = alerts.counts(inspector).items()
    _block(line, "预警 / open alerts", (f"{STAGE_ZH[key]} {count}" for key, count in stages))
    said = (f"{SPECIAL.get(key, STATES.get(key, key))} #{number}" for key, number in cases.items())
    _block(line, "案件 / cases", said)
    line("文书 / documents")
    for notice, pdf in issued:
        line(f"  {notice.number_text}  {pdf}")
    line("演示账号 / demo logins")
    for login in logins:
        line(f"  {login.username}  {login.password}  {login.what}")


def _block(line: Callable[[str], None], title: str, items: Iterable[str]) -> None:
    """A title, and the items below it in as few lines as they need."""
    line(title)
    for row in wrapped(items):
        line(f"  {row}")


def wrapped(items: Iterable[str]) -> Iterator[str]:
    """Items side by side; none is broken, and no row is wider than a narrow terminal."""
    row = ""
    for item in items:
        longer = f"{row}  {item}" if row else item
        if row and cell_len(longer) > WIDTH - 2:
            yield row
            longer = item
        row = longer
    if row:
        yield row


def _verdicts() -> Table:
    counts: Counter[tuple[str, str | None]] = Counter(
        {(row.kind, row.verdict): row.count for row in kind_counts.summary(SYSTEM)}
    )
    # Only the kinds that are there: a column for every kind fits no terminal.
    there = {kind for kind, _ in counts}
    kinds = {key: kind for key, kind in known_kinds().items() if key in there}
    table = Table(title="设备 / devices by kind and verdict")
    table.add_column("结论")
    for kind in kinds.values():
        table.add_column(kind.name_zh, justify="right")
    words = {**standards.OUTCOME_ZH, None: "不判定"}
    for word, word_zh in words.items():
        table.add_row(word_zh, *(str(counts[(kind, word)]) for kind in kinds))
    table.add_section()
    sums = (sum(counts[(kind, word)] for word in words) for kind in kinds)
    table.add_row("合计", *(str(number) for number in sums))
    return table


def _imports(reports: Sequence[Report]) -> Table:
    table = Table(title="台账导入 / ledgers imported", caption="逐行的问题和改法见网页“台账导入”")
    table.add_column("文件", no_wrap=True)
    for heading in ("读到", "新建", "退回", "非数据行", "问题"):
        table.add_column(heading, justify="right", no_wrap=True)
    for report in reports:
        totals = report.totals.all
        numbers = [totals[key] for key in ("read", "created", "rejected", "skipped")]
        table.add_row(report.file, *map(str, (*numbers, len(report.problems))))
    return table
