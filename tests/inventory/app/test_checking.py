"""`app.py check`: each thing that is wrong is named with its remedy, and nothing is changed."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from inventory.app import checking, integrity
from inventory.app.cli.setup import prepare
from inventory.core import clock, database
from inventory.core.access import SYSTEM
from inventory.core.audit import service as audit
from inventory.core.settings import Settings


def levels(settings: Settings) -> dict[str, str]:
    return {item.id: item.level for item in checking.look(settings)}


def test_an_empty_folder_is_told_how_to_begin(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "new")
    assert levels(settings)["database"] == "bad"
    assert not settings.sqlite_path.exists()


def test_a_database_that_does_not_answer_is_told(tmp_path: Path) -> None:
    settings = Settings(
        data_dir=tmp_path, database_url="postgresql://nobody@127.0.0.1:1/none?connect_timeout=2"
    )
    (found,) = [item for item in checking.look(settings) if item.id == "database"]
    assert found.level == "bad"
    assert "DATABASE_URL" in found.remedy


@pytest.mark.parametrize(
    ("changed", "level"),
    [
        ({}, "good"),
        ({"public_url": "https://huanxin.example"}, "warn"),
        ({"public_url": "https://huanxin.example", "https": True, "proxies": 1}, "good"),
        ({"https": True}, "warn"),
    ],
)
def test_settings_that_contradict_each_other(
    tmp_path: Path, changed: dict[str, Any], level: str
) -> None:
    assert levels(Settings(data_dir=tmp_path, **changed))["settings"] == level


def test_a_folder_that_is_a_file(tmp_path: Path) -> None:
    place = tmp_path / "var"
    place.write_text("")
    assert levels(Settings(data_dir=place))["data_folder"] == "bad"


def test_others_who_can_read_the_ledger(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    assert levels(Settings(data_dir=tmp_path))["modes"] == "warn"
    tmp_path.chmod(0o700)
    assert levels(Settings(data_dir=tmp_path))["modes"] == "good"


def test_a_font_that_is_none(tmp_path: Path) -> None:
    assert levels(Settings(data_dir=tmp_path, body_font=str(tmp_path / "x.ttf")))["fonts"] == "bad"


def test_a_clock_before_the_last_event(
    app: Flask, ledger: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = app.config["HUANXIN"]
    audit.record("test.event", SYSTEM)
    assert [item.level for check in checking.STORED if (item := check(settings))][0] == "good"
    back = clock.now() - timedelta(days=3)
    monkeypatch.setattr(clock, "now", lambda: back)
    assert [item.level for check in checking.STORED if (item := check(settings))][0] == "bad"


def test_what_is_told_on_a_terminal_has_a_remedy_under_what_is_wrong(tmp_path: Path) -> None:
    lines = list(checking.told(checking.look(Settings(data_dir=tmp_path))))
    (wrong,) = [number for number, line in enumerate(lines) if line.startswith("✗ 还没有数据库")]
    assert lines[wrong + 1].strip().startswith("→ 请运行 app.py migrate")


def test_a_damaged_file_is_told_after_the_start_and_the_night(tmp_path: Path) -> None:
    """Rows without their index: the quick look of a start passes it over, the night does not."""
    settings = Settings(data_dir=tmp_path)
    prepare(settings)
    database.db.close()
    integrity.begin(settings).join()
    assert levels(settings)["integrity"] == "good"
    with closing(sqlite3.connect(settings.sqlite_path)) as file:
        (root, size) = file.execute(
            "SELECT rootpage, (SELECT page_size FROM pragma_page_size()) FROM sqlite_master"
            " WHERE name = 'region_parent'"
        ).fetchone()
        file.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with settings.sqlite_path.open("r+b") as file:
        file.seek((root - 1) * size)
        page = file.read(size)
        file.seek((root - 1) * size)
        file.write(bytes([10, 0, 0, 0, 0]) + size.to_bytes(2, "big") + bytes(size - 7))
    assert page[0] in (2, 10)
    found = integrity.look(settings, whole=True)
    assert found is not None and found.verdict != integrity.WELL
    assert levels(settings)["integrity"] == "bad"


@pytest.mark.parametrize(
    ("packages", "level"),
    [
        ({"opencv-python", "opencv-python-headless"}, "warn"),
        ({"opencv-python-headless"}, "good"),
        ({"opencv-python"}, "good"),
    ],
)
def test_two_opencvs_in_one_folder_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, packages: set[str], level: str
) -> None:
    monkeypatch.setattr(checking.picture_child, "installed", lambda: True)
    monkeypatch.setattr(checking, "_distribution", packages.__contains__)
    assert levels(Settings(data_dir=tmp_path))["recognition"] == level


def test_an_installation_without_recognition_is_not_asked_for_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checking.picture_child, "installed", lambda: False)
    assert "recognition" not in levels(Settings(data_dir=tmp_path))
