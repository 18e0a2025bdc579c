"""Lists on paper in the staged import: pages of rows, doubtful cells, kept recognition."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from inventory.core.access import SYSTEM
from inventory.core.files import FileStore
from inventory.core.settings import Settings
from inventory.intake.imports import reporting, scanned, staging
from inventory.intake.imports.models import Import, ScannedDocument
from inventory.registry.reading import pages, scans
from tests.papers.lists import RULED, devices, list_pdf

HEAD = ["使用单位", "型号", "额定容量（kVA）", "出厂编号"]
ROW = ["甲纺织厂", "S9-315/10", "315", "9603127"]


def _staged(path: Path, settings: Settings) -> Import:
    request = staging.Request(path, path.name, "440704")
    return staging.stage(SYSTEM, request, FileStore(settings.files_dir))


def test_rows_of_a_pdf_are_told_by_their_pages(ledger: Settings, tmp_path: Path) -> None:
    path = tmp_path / "list.pdf"
    path.write_bytes(list_pdf(devices(60), RULED))
    staged = _staged(path, ledger)
    (sheet,) = staged.sheets
    assert [page for _, page, _ in sheet["pages"]] == [1, 2]
    assert reporting.report(staged.id).pages == {"表1": sheet["pages"]}
    assert staged.rows.count() == 60


def test_what_was_recognised_is_kept_with_its_doubts(
    ledger: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = {
        "rows": [HEAD, ROW],
        "merged": [],
        "edges": [0.0, 1.0, 2.0, 3.0, 4.0],
        "sure": [[1.0] * 4, [1.0, 1.0, 0.5, 1.0]],
        "top": 1.0,
    }
    asked: list[Any] = []
    page = {"text": True, "recognised": True, "tables": [table], "lines": [], "width": 9.0}
    monkeypatch.setattr(scans, "_read", lambda *sent: asked.append(sent) or iter([page]))
    monkeypatch.setattr(scans, "_state", {"on": True})
    keepers: Any = scans.Registry("keepers of a test")
    keepers.enter(scanned.NAME, scanned.KEPT)
    monkeypatch.setattr(scans, "keepers", keepers)
    path = tmp_path / "list.png"
    path.write_bytes(b"\x89PNG\r\n\x1a\n of this test")
    staged = _staged(path, ledger)
    (problem,) = [it for it in reporting.report(staged.id).problems if it.code == "scan_unsure"]
    assert (problem.field, problem.value, problem.severity) == (
        "rated_capacity_kva",
        "315",
        "warning",
    )
    pages._kept.clear()
    assert staging.again(staged, staging.Remap(), path).rows
    assert (len(asked), ScannedDocument.select().count()) == (1, 1)
