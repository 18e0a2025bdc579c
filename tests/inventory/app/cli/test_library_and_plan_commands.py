"""`app.py library …` and `app.py plan CODE`."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

import standards
from inventory.app.cli.main import main
from inventory.core import clock, database, environment
from inventory.core.access import SYSTEM
from inventory.core.settings import Settings
from inventory.judgement.ledger import service as equipment
from inventory.judgement.ledger import writing
from inventory.judgement.library import packages
from inventory.judgement.plans import reporting
from inventory.people.enterprises import service as enterprises
from standards.loading import LIBRARY
from tests.standards.packages import package

TODAY = date(2026, 11, 21)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(LIBRARY, tmp_path / "library"))


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    with clock.frozen(TODAY):
        status = main(arguments)
    said = capsys.readouterr()
    return status, said.out, said.err


def change(folder: Path, file: str, old: str, new: str) -> None:
    path = folder / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def test_list_names_every_document(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = run(capsys, "library", "list")
    assert status == 0
    for number in standards.load().documents:
        assert f"{number}\t" in out


@pytest.mark.parametrize("text", ["GB 24500-2020", "24500", "工业锅炉能效"])
def test_show_takes_a_number_or_a_part(capsys: pytest.CaptureFixture[str], text: str) -> None:
    status, out, _ = run(capsys, "library", "show", text)
    assert status == 0
    assert out.startswith("GB 24500-2020")
    assert "boiler.grade" in out and "gb24500-2020" in out


@pytest.mark.parametrize(("text", "count"), [("GB 0", 0), ("变压器", 2)])
def test_show_of_no_document_or_several_says_which(
    capsys: pytest.CaptureFixture[str], text: str, count: int
) -> None:
    status, _, err = run(capsys, "library", "show", text)
    assert status == 2
    assert ("没有文件" if not count else "有多份文件") in err


def test_check_reports_what_there_is(capsys: pytest.CaptureFixture[str], copy: Path) -> None:
    library = standards.load()
    for arguments in ((), (str(copy),)):
        status, out, _ = run(capsys, "library", "check", *arguments)
        assert status == 0
        assert library.version in out
        assert f"rules {len(library.rules)}" in out
        assert "recalled" in out
        assert "（第三批）：自动判定 matched 337" in out


def test_check_lists_when_each_document_was_looked_at_and_what_superseded_it(
    capsys: pytest.CaptureFixture[str],
) -> None:
    status, out, _ = run(capsys, "library", "check")
    assert status == 0
    rows = {line.strip().split("\t")[0]: line.strip().split("\t")[1:] for line in out.splitlines()}
    assert set(standards.load().documents) <= set(rows)
    assert rows["TSG 08-2017"] == ["—", "2026-11-28", "2026-05-01 TSG 08-2026", "confirmed"]
    assert rows["GB 24500-2020"][0] == "—" and rows["GB 24500-2020"][2] == "—"


def test_check_names_file_and_key_of_what_is_wrong(
    capsys: pytest.CaptureFixture[str], copy: Path
) -> None:
    change(copy, "rules/boiler.toml", 'obligation = "binding"', 'obligaton = "binding"')
    status, _, err = run(capsys, "library", "check", str(copy))
    assert status == 2
    assert "rules/boiler.toml" in err and "oblig" in err


def test_check_of_no_folder_is_an_error(capsys: pytest.CaptureFixture[str]) -> None:
    status, _, err = run(capsys, "library", "check", "nowhere")
    assert status == 2
    assert "nowhere" in err


def test_diff_of_the_same_is_empty(capsys: pytest.CaptureFixture[str], copy: Path) -> None:
    status, out, _ = run(capsys, "library", "diff", "shipped", str(copy))
    assert status == 0
    assert "0 处不同" in out


def test_diff_names_each_entry_and_what_of_it(
    capsys: pytest.CaptureFixture[str], copy: Path
) -> None:
    change(copy, "plans/440704_jianghai/plan.toml", "years = 25", "years = 20")
    change(copy, "tables/GB_24500-2020/efficiency.csv", ",85,82,80,", ",85,82,79,")
    change(copy, "programmes/elevators.toml", "value = 20\n", "value = 21\n")
    status, out, _ = run(capsys, "library", "diff", "shipped", str(copy))
    assert status == 1
    assert "~ rule plan.440704.transformer  params.years: 25 → 20" in out
    assert "~ table gb24500-2020  rows: −1 +1" in out
    assert "~ programme elevator-renewal-2026" in out
    assert "3 处不同" in out


def test_diff_shows_what_is_new_and_what_is_gone(
    capsys: pytest.CaptureFixture[str], copy: Path
) -> None:
    (copy / "programmes" / "elevators.toml").unlink()
    for before, after, sign in (("shipped", str(copy), "-"), (str(copy), "shipped", "+")):
        _, out, _ = run(capsys, "library", "diff", before, after)
        assert f"{sign} programme elevator-renewal-2026" in out


def test_diff_with_the_ledger_names_what_the_office_added(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(environment, "read_settings", lambda: settings)
    status, out, _ = run(capsys, "library", "diff", "shipped", "ledger")
    assert (status, "0 处不同" in out) == (0, True)
    database.connect(settings)
    with database.connection(), clock.frozen(TODAY):
        packages.publish(SYSTEM, packages.create(SYSTEM, package()).id, 365)
    status, out, _ = run(capsys, "library", "diff", "shipped", "ledger")
    assert status == 1
    assert "+ document 江海府〔2027〕1号" in out
    assert "+ rule transformer.local-jianghai-2027" in out
    assert "+ table local-jianghai-2027.years" in out
    _, out, _ = run(capsys, "library", "check", "ledger")
    assert f"规则 rules {len(standards.load().rules) + 2}" in out


def test_changes_between_two_days(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = run(capsys, "library", "changes", "2025-01-31", "2025-02-01")
    assert status == 0
    assert "2025-02-01  document  GB 20052-2024" in out
    assert "superseded by GB 20052-2024" in out
    status, out, _ = run(capsys, "library", "changes", "2025-02-01", "2025-02-01")
    assert (status, "0 处变化" in out) == (0, True)
    status, _, err = run(capsys, "library", "changes", "2025-02-02", "2025-02-01")
    assert status == 2 and "较早的日期" in err


MOTOR = {
    "model": "YXKK450-4",
    "serial_no": "M1",
    "made_on": "2015-06-01",
    "motor_category": "高压三相笼型异步电动机",
    "rated_voltage_v": 6000,
    "cooling_method": "IC411",
    "poles": 4,
    "rated_power_kw": 200,
    "efficiency_pct": 90,
}


def stored_motor() -> int:
    owner = enterprises.create(SYSTEM, {"name": "示例厂", "region": "440704"})
    made = equipment.create(SYSTEM, "motor", owner.id, "440704", MOTOR, writing.Origin("test"))
    return int(made.id)


def test_changes_name_the_devices_that_are_judged_otherwise(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(environment, "read_settings", lambda: settings)
    database.connect(settings)
    with database.connection(), clock.frozen(TODAY):
        device = stored_motor()
    status, out, _ = run(capsys, "library", "changes", "2025-08-31", "2025-09-01", "--devices")
    assert status == 0
    assert f"motor.grade-high-voltage  — → renew  1 台 devices: {device}" in out
    assert "1 处判定不同 findings differ" in out


def test_plan_prints_tasks_by_department_and_targets_with_progress(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(environment, "read_settings", lambda: settings)
    database.connect(settings)
    with database.connection(), clock.frozen(TODAY):
        reporting.report(
            SYSTEM,
            "360704",
            reporting.Report("8", "城市公交车电动化比例", TODAY, "区交通运输局报表", value=43),
        )
    status, out, _ = run(capsys, "plan", "360704")
    assert status == 0
    assert "赣区府发〔2024〕2号" in out
    lines = out.splitlines()
    at = lines.index("  区市场监管局")
    assert "    责任 6 推动建筑领域设备更新改造" in lines[at:]
    assert "      50%；2026-11-21 填报 43（区交通运输局报表）" in lines
    assert any("台账 0 已完成，0 待办" in line for line in lines)
    assert "尚未填报 not reported" in out
    at = lines.index("  360704.9.m1（二（一）9）逐步淘汰国四及以下营运类柴油货车")
    assert lines[at + 1] == "      规则判定 rule　plan.360704.truck"
    status, out, _ = run(capsys, "plan", "360704", "--handling", "duty")
    assert status == 0
    assert "规则判定 rule　" not in out
    assert "部门任务 duty　区发展改革委" in out
    assert "任务 Tasks" not in out


def test_plan_of_a_region_without_one_is_an_error(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(environment, "read_settings", lambda: settings)
    status, _, err = run(capsys, "plan", "110000")
    assert status == 2
    assert "方案" in err
