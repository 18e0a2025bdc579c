"""Lists about records that have been split: no device stands twice, and a person is asked."""

from __future__ import annotations

from pathlib import Path

import pytest
from peewee import fn

from inventory.core.access import SYSTEM
from inventory.core.settings import Settings
from inventory.intake.imports import staging
from inventory.intake.imports.committing import commit
from inventory.intake.imports.models import ImportProblem, ImportRow
from inventory.judgement.ledger import splitting, writing
from inventory.registry.equipment.models import Equipment

HEAD = "设备名称,型号,额定容量(kVA),电压(kV),安装地点,制造单位,出厂编号,数量,使用单位,制造日期"
ORIGIN = writing.Origin("api", reason="现场核对")


def _line(number: str, serial: str = "", made: str = "1992-05-01") -> str:
    return f"变压器,S7-315/10,315,10,一号房,华鹏,{serial},{number},江海一厂,{made}"


def _take_in(folder: Path, *lines: str, suggested: str = "reject") -> list[ImportRow]:
    path = folder / "list.csv"
    path.write_text("\n".join([HEAD, *lines]), encoding="utf-8")
    staged = staging.stage(SYSTEM, staging.Request(path, path.name, "440704", "transformer"))
    commit(staged.id, suggested=suggested)
    return list(ImportRow.select().where(ImportRow.import_ == staged.id).order_by(ImportRow.id))


def _devices() -> int:
    return int(Equipment.select(fn.SUM(Equipment.quantity)).scalar())


def _codes(row: ImportRow) -> list[str]:
    found = ImportProblem.select(ImportProblem.code).where(
        (ImportProblem.import_ == row.import_id) & ImportProblem.of_ledger
    )
    return [code for (code,) in found.tuples()]


@pytest.mark.parametrize("serial", ["", "A-17"])
@pytest.mark.parametrize("made", ["1992-05-01", "1993-05-01"])
@pytest.mark.parametrize("suggested", ["reject", "update"])
def test_the_unsplit_row_is_asked_about(
    ledger: Settings, tmp_path: Path, serial: str, made: str, suggested: str
) -> None:
    (first,) = _take_in(tmp_path, _line("3台", serial))
    assert (first.status, _devices()) == ("created", 3)
    splitting.split(SYSTEM, first.equipment, 1, ORIGIN)
    (again,) = _take_in(tmp_path, _line("3台", serial, made), suggested=suggested)
    assert again.status == "rejected"
    assert len(_codes(again)) == 1 and _codes(again)[0] in ("split_since", "possible_duplicate")
    assert _devices() == 3


def test_a_quantity_that_grew_without_a_split_is_a_change(ledger: Settings, tmp_path: Path) -> None:
    _take_in(tmp_path, _line("3台", "A-17"))
    (again,) = _take_in(tmp_path, _line("4台", "A-17"))
    assert (again.status, _devices()) == ("updated", 4)


def test_a_row_that_counts_what_the_record_kept_is_no_question(
    ledger: Settings, tmp_path: Path
) -> None:
    (first,) = _take_in(tmp_path, _line("3台", "A-17"))
    splitting.split(SYSTEM, first.equipment, 1, ORIGIN)
    (again,) = _take_in(tmp_path, _line("2台", "A-17"))
    assert (again.status, _devices()) == ("unchanged", 3)
