"""Diagnoses as a workbook: a row for each finding."""

from __future__ import annotations

from collections.abc import Sequence

from inventory.core import clock
from inventory.core.access import Actor
from inventory.core.audit import service as audit
from inventory.core.regions import service as regions
from inventory.core.sheets import Sheet, book
from inventory.intake.diagnoses import service
from inventory.intake.diagnoses.service import FindingShown, Shown, Wanted

MOST = 5_000
FEN = 1_000_000  # of 10,000 yuan
HEADINGS = (
    ("企业", 32),
    ("所在地", 20),
    ("诊断机构", 28),
    ("诊断日期", 12),
    ("诊断范围", 30),
    ("设备", 24),
    ("发现的问题", 40),
    ("建议措施", 40),
    ("预计年节能量（吨标准煤）", 14),
    ("预计投资（万元）", 12),
    ("更新项目", 30),
)


def export(actor: Actor, wanted: Wanted) -> bytes:
    """The list as its reader sees it, a diagnosis without findings keeping its row."""
    found = service.shown(list(service.select(actor, wanted).limit(MOST)))
    audit.record("diagnosis.exported", actor, detail={"diagnoses": len(found)})
    names = regions.names({it.region for it in found})
    rows = [row for it in found for row in _rows(it, names.get(it.region, it.region))]
    title = f"能效诊断清单（{clock.today().isoformat()}）"
    return book([Sheet("能效诊断", title, HEADINGS, rows)])


def _rows(it: Shown, place: str) -> list[Sequence[str]]:
    told = [_finding(line) for line in it.findings] or [("", "", "", "", "")]
    about = (it.enterprise, place, it.provider, it.on.isoformat(), it.scope)
    return [(*about, *found, it.project) for found in told]


def _finding(line: FindingShown) -> tuple[str, str, str, str, str]:
    kgce = "" if line.kgce is None else f"{line.kgce / 1000:.3f}"
    cost = "" if line.cost_fen is None else f"{line.cost_fen / FEN:.2f}"
    return (line.device, line.text, line.measure, kgce, cost)
