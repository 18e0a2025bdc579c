"""The commands as an operator types them: exit status, files and messages."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from rich.cells import cell_len

from inventory.app.cli import commands, main
from inventory.core import clock, database
from inventory.core.access import SYSTEM
from inventory.core.settings import Settings
from inventory.enforcement.agencies import service as agencies
from inventory.enforcement.notices.models import Notice
from inventory.intake.imports.models import Import
from inventory.judgement.alerts.models import Alert
from inventory.people.accounts.models import User
from inventory.registry.equipment.models import Equipment
from inventory.registry.notifications import digests, sending, telling
from inventory.registry.notifications.models import Happening, Notification, NotificationDelivery
from tests.inventory.registry.notifications.conftest import LOOPBACK, mail_channel, wish
from tests.inventory.registry.notifications.receivers import Mailbox, mail_server

ROOT = Path(__file__).parents[4]
LEDGER = ROOT / "seeds" / "ledgers" / "江海区变压器台账.xlsx"
THREE = Path(__file__).parent / "three.jsonl"
USCC = "91440704BB55KBCBBG"


@pytest.fixture
def place(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Commands work on this test's database, on the day that never changes."""
    monkeypatch.setenv("HUANXIN_DATA_DIR", str(settings.data_dir))
    monkeypatch.setenv("DATABASE_URL", settings.database_url)
    with clock.frozen(date(2026, 11, 21)):
        yield settings


def text_of(pdf: Path) -> str:
    done = subprocess.run(
        ["pdftotext", "-layout", str(pdf), "-"], capture_output=True, check=True, timeout=60
    )
    return "".join(done.stdout.decode().split())


def test_import_reports_and_returns_the_rows_with_problems(place: Any, tmp_path: Path) -> None:
    report, errors = tmp_path / "r.json", tmp_path / "e.xlsx"
    status = main(
        [
            "import",
            str(LEDGER),
            "--region",
            "440704",
            "--report",
            str(report),
            "--errors",
            str(errors),
        ]
    )
    assert status == 1
    result = json.loads(report.read_text("utf-8"))
    assert result["totals"]["all"]["created"] == 76
    problem = result["problems"][0]
    assert {
        "sheet",
        "row",
        "data_row",
        "field",
        "heading",
        "value",
        "severity",
        "code",
        "message",
        "remedy",
    } <= set(problem)
    assert errors.read_bytes()[:2] == b"PK"


def test_a_rehearsal_leaves_nothing(place: Any, tmp_path: Path) -> None:
    """Its workbook has what the ledger says against a row too."""
    path, errors = tmp_path / "u.csv", tmp_path / "e.xlsx"
    row = "使用单位,型号,额定容量(kVA)\n江海区某厂,S11-M-315/10,315\n"
    command = ["import", str(path), "--region", "440704", "--kind", "transformer"]
    path.write_text(row, "utf-8")
    main(command)
    with database.connection():
        (before,) = Equipment.select().tuples()
    path.write_text(row.replace("S11-M-315/10,315", "S11-M-315/10,400"), "utf-8")
    assert main([*command, "--dry-run", "--errors", str(errors)]) == 1
    words = "".join(str(cell.value) for line in load_workbook(errors).active for cell in line)
    assert "不能确定是同一台还是另一台" in words
    with database.connection():
        assert list(Equipment.select().tuples()) == [before]
        assert Import.select().count() == 1


def test_a_list_without_a_header_goes_in_by_the_letters(
    place: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, errors = tmp_path / "清单.csv", tmp_path / "e.xlsx"
    row = "江海区某厂,S11-M-315/10,{},315,{}\n"
    path.write_text(row.format("1", "440704") + row.format("2", "440703"), "utf-8")
    command = ["import", str(path), "--region", "440704", "--kind", "transformer"]
    assert main(command) == 2
    assert "--header-row" in capsys.readouterr().err
    fields = ("enterprise", "model", "serial_no", "rated_capacity_kva", "region")
    told = [part for key in zip("ABCDE", fields, strict=True) for part in ("--map", "=".join(key))]
    command += ["--header-row", "0", *told]
    assert main(command) == 2
    assert "--others mine" in capsys.readouterr().err
    with database.connection():
        assert not Equipment.select().exists()
    main([*command, "--others", "mine", "--errors", str(errors)])
    with database.connection():
        assert [device.region for device in Equipment.select()] == ["440704"]


@pytest.mark.parametrize(
    "arguments",
    [
        ["import", "nowhere.xlsx", "--region", "440704"],
        ["import", str(LEDGER), "--region", "999999"],
        ["import", str(LEDGER), "--region", "440704", "--map", "nonsense"],
        ["import", str(ROOT / "LICENSE"), "--region", "440704"],
        ["notice", "--enterprise", "91440704BB55KBCBBX", "--out", "x.pdf"],
        ["assess", "nowhere.xlsx"],
        ["backup", str(ROOT / "LICENSE" / "today.hxb")],
        ["restore", str(ROOT / "LICENSE" / "today.hxb")],
        ["import", str(LEDGER), "--region", "440704", "--report", str(ROOT)],
        ["county", "export", "440704", str(ROOT / "LICENSE" / "county.zip")],
    ],
)
def test_what_cannot_be_done_ends_with_status_two_and_says_why(
    place: Any, capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    assert main(arguments) == 2
    said = capsys.readouterr().err
    chinese = any("一" <= char <= "鿿" for char in said)
    english = any(word in said for word in ("Error: ", "there is no file"))
    assert chinese and english


def test_the_notice_of_an_enterprise_with_three_findings(place: Any, tmp_path: Path) -> None:
    """An S7 transformer, a 10 t/h coal boiler and an overdue elevator."""
    assert main(["import", str(THREE), "--region", "440704"]) == 0
    out = tmp_path / "notice.pdf"
    officers = ["--officer", "张三,粤J001", "--officer", "李四,粤J002"]
    assert main(["notice", "--enterprise", USCC, "--out", str(out), *officers]) == 0
    text = text_of(out)
    for words in (
        "责令限期整改通知书",
        "江海三项机械厂",
        USCC,
        "S7-315/10",
        "SZL10-1.25-AII",
        "第十七条",
        "第七十一条",
        "责令停止使用",
        "移送市场监督管理部门",
        "MAX-8",
        "行政复议",
        "行政诉讼",
        "张三",
        "粤J001",
        "李四",
    ):
        assert words in text, words
    advice = tmp_path / "notice-节能监察建议书.pdf"
    assert "罚款" not in text_of(advice)
    with database.connection():
        assert Notice.select().count() == 0


def test_an_issued_notice_carries_its_number(place: Any, tmp_path: Path) -> None:
    main(["import", str(THREE), "--region", "440704"])
    with database.connection():
        ids = [agency.id for agency in agencies.visible(SYSTEM)]
    for key in ids:
        settled = ["--court", "江门市江海区人民法院", "--competence", "某规定第三条"]
        assert main(["agency", str(key), *settled]) == 0
    assert main(["agency", "999", "--court", "某法院"]) == 2
    out = tmp_path / "notice.pdf"
    arguments = ["notice", "--enterprise", USCC, "--out", str(out), "--issue"]
    officers = ["--officer", "张三,粤J001", "--officer", "李四,粤J002"]
    heard = ["--not-heard", "当事人书面放弃陈述申辩"]
    # An order needs a second person, and the command line is nobody.
    assert main([*arguments, *officers, *heard, "--kind", "order"]) == 2
    assert not out.exists()
    assert main([*arguments, *officers, "--kind", "advice"]) == 0
    assert "江海经促节能建〔2026〕1号" in text_of(out)


def test_a_newer_database_is_refused(place: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["migrate"]) == 0
    with database.connection():
        database.db.execute_sql(
            "INSERT INTO schema_migration (name, applied) VALUES ('9999_future', '2030-01-01')"
        )
    assert main(["migrate"]) == 2
    assert "9999_future" in capsys.readouterr().err


def test_tick_runs_once_a_day(place: Any, capsys: pytest.CaptureFixture[str]) -> None:
    main(["import", str(THREE), "--region", "440704"])
    assert main(["tick"]) == 0
    first = capsys.readouterr().out
    assert main(["tick"]) == 0
    assert '"judged": 3' in first
    assert "already done" in capsys.readouterr().out


def test_the_first_administrator_gets_a_password_shown_once(
    place: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["admin", "create", "root"]) == 0
    assert len(capsys.readouterr().out.strip().splitlines()[-1]) >= 12
    assert main(["admin", "create", "root"]) == 2


def test_whoever_presses_ctrl_c_sees_no_traceback(
    place: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(*_given: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setitem(commands.RUN, "schedule", stopped)
    assert main(["schedule"]) == 130


def test_the_demo_makes_everything_and_ends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HUANXIN_DATA_DIR", str(tmp_path))
    assert main(["demo", "--no-serve"]) == 0
    said = capsys.readouterr().out
    assert "〔2026〕1号" in said
    assert "demo-inspector" in said
    folder = str(tmp_path)
    assert [line for line in said.splitlines() if cell_len(line) > 80 and folder not in line] == []
    pdf = tmp_path / "demo" / "责令限期整改通知书.pdf"
    assert "责令限期整改通知书" in text_of(pdf)
    settings = Settings(data_dir=tmp_path / "demo")
    database.connect(settings)
    with database.connection(), mail_server() as box:
        _every_alert_reaches_its_owner(box)


def _every_alert_reaches_its_owner(box: Mailbox) -> None:
    """By the table of responsibilities, and out through a mail server.

    The demo has told the bells already: here they are told as where a mail server was there before.
    """
    Notification.delete().execute()
    Happening.update(told_at=None).execute()
    for user in User.select():
        wish(user, mail=f"{user.username}@example.gov.cn")
    mail_channel(box)
    owned = Counter(row.assignee for row in Alert.select().where(Alert.open_key.is_null(False)))
    people = {user.id: f"{user.username}@example.gov.cn" for user in User.select()}
    assert None not in owned and len(owned) == 2 and min(owned.values()) > 20
    with clock.frozen(clock.now() + timedelta(minutes=5)):
        telling.tell_all()
    told: Counter[int] = Counter()
    for row in Notification.select().where(Notification.event == "alert_stage"):
        told[row.user_id] += row.count
    assert all(told[user] >= count for user, count in owned.items())
    with clock.frozen(clock.now() + timedelta(days=8)):
        digests.run()
        while sending.send_due(LOOPBACK, "https://huanxin.example").sent:
            pass
    waits = (Notification.event == "alert_stage") & Notification.digested_at.is_null()
    assert not Notification.select().where(waits).exists()
    assert {row.state for row in NotificationDelivery.select()} == {"sent"}
    assert len(box.mails) == NotificationDelivery.select().count()
    assert {people[user] for user in owned} <= {mail["To"] for mail in box.mails}
    about = [mail for mail in box.mails if "预警" in mail.get_content()]
    assert {people[user] for user in owned} <= {mail["To"] for mail in about}


def test_own_fonts_are_used_and_bad_ones_refused(
    place: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["import", str(THREE), "--region", "440704"])
    out = tmp_path / "notice.pdf"
    arguments = ["notice", "--enterprise", USCC, "--out", str(out), "--kind", "order"]
    own = next((ROOT / "static" / "fonts").glob("*Sans*.ttf"))
    monkeypatch.setenv("HUANXIN_BODY_FONT", str(own))
    assert main(arguments) == 0
    with_own = out.read_bytes()
    monkeypatch.setenv("HUANXIN_BODY_FONT", str(ROOT / "LICENSE"))
    assert main(arguments) == 2
    assert "HUANXIN_BODY_FONT" in capsys.readouterr().err
    monkeypatch.delenv("HUANXIN_BODY_FONT")
    assert main(arguments) == 0
    assert out.read_bytes() != with_own


@pytest.mark.parametrize(
    "ours",
    [
        "import app",
        "from inventory.app.cli import run; run()",  # the installed command
        "from inventory.app import wsgi",
    ],
)
def test_what_is_written_is_for_our_user_alone(tmp_path: Path, ours: str) -> None:
    """Whatever the account's default is, which here lets everybody read."""
    place = tmp_path / "var"
    made = (
        "import os, pathlib, sys; os.umask(0o022); sys.argv = ['huanxin', 'migrate']\n"
        f"try:\n {ours}\nexcept SystemExit: pass\n"
        "p = pathlib.Path(os.environ['HUANXIN_DATA_DIR']); p.mkdir(exist_ok=True)\n"
        "(p / 'f').touch()"
    )
    environment = {**os.environ, "HUANXIN_DATA_DIR": str(place), "HUANXIN_LOG_LEVEL": "ERROR"}
    subprocess.run([sys.executable, "-c", made], check=True, cwd=ROOT, env=environment)
    modes = [path.stat().st_mode & 0o777 for path in (place, place / "f")]
    assert modes == [0o700, 0o600]
