"""A word that is not understood is asked once, for all rows, and the next file is read with it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

import standards
from inventory.core.access import SYSTEM, Actor, Role
from inventory.core.audit.models import AuditEvent
from inventory.core.errors import Forbidden, Invalid, NotFound
from inventory.core.files import FileStore
from inventory.core.settings import Settings
from inventory.intake.imports import staging, words
from inventory.intake.imports.models import ImportRow, KnownWord
from inventory.intake.imports.words import Answer, Wanted
from inventory.registry.jobs import service as jobs
from inventory.registry.reading.near_words import near, other_last, with_words

HEADINGS = ["车牌号码", "车辆类型", "燃料种类", "排放标准", "注册日期", "所有人"]
INSPECTOR = Actor(None, "王监察", Role.INSPECTOR, ("360200",))
STRANGER = Actor(None, "外人", Role.INSPECTOR, ("440704",))
STRANGE = "国家六a类"
SIXTH = Answer("truck", "emission_stage", STRANGE, "国六a")


@pytest.fixture
def tell(ledger: Settings) -> Callable[..., Any]:
    store = FileStore(ledger.files_dir)
    return lambda actor, staged, answer: words.answer(actor, staged.id, answer, store, jobs.run)


@pytest.fixture
def upload(ledger: Settings, tmp_path: Path) -> Callable[..., Any]:
    def call(*stages: str, owner: str | None = None, region: str = "360200") -> Any:
        path = tmp_path / "货车.xlsx"
        with xlsxwriter.Workbook(path) as book:
            sheet = book.add_worksheet("货车")
            sheet.write_row(0, 0, HEADINGS)
            for number, stage in enumerate(stages, start=1):
                plate = f"赣H{number:05d}"
                cells = [plate, "重型货车", "柴油", stage, "2022-05-01", owner or "甲运输公司"]
                sheet.write_row(number, 0, cells)
        request = staging.Request(path, path.name, region, enterprise=owner)
        return staging.stage(SYSTEM, request, FileStore(ledger.files_dir))

    return call


def stages(staged: Any) -> list[object]:
    rows = ImportRow.select().where(ImportRow.import_ == staged.id).order_by(ImportRow.data_row)
    return [row.facts.get("emission_stage") for row in rows]


def test_a_word_is_told_once_for_all_rows_and_for_the_next_file(upload: Any, tell: Any) -> None:
    staged = upload(STRANGE, "国五", STRANGE)
    assert stages(staged) == [None, "国五", None]
    (asked,) = words.doubtful(INSPECTOR, staged.id)
    assert (asked.word, asked.rows, asked.near[0]) == (STRANGE, 2, "国六a")
    told = tell(INSPECTOR, staged, SIXTH)
    assert stages(told) == ["国六a", "国五", "国六a"]
    assert words.doubtful(INSPECTOR, staged.id) == []
    assert stages(upload("国五", "国家六Ａ类")) == ["国五", "国六a"]


def test_an_enterprise_has_its_own_words_before_those_of_the_region(upload: Any, tell: Any) -> None:
    many = upload(STRANGE)
    tell(INSPECTOR, many, SIXTH)
    own = upload(STRANGE, owner="乙公司")
    assert stages(own) == ["国六a"]
    other = Answer("truck", "emission_stage", STRANGE, "国六b")
    tell(INSPECTOR, own, other)
    assert stages(upload(STRANGE, owner="乙公司")) == ["国六b"]
    assert stages(upload(STRANGE, owner="丙公司")) == ["国六a"]
    assert stages(upload(STRANGE, region="360700")) == [None]


def test_the_list_is_seen_and_changed_where_one_may(upload: Any, tell: Any) -> None:
    staged = upload(STRANGE)
    tell(INSPECTOR, staged, SIXTH)
    (known,) = words.listed(INSPECTOR)
    assert (known.written, known.choice, known.actor_name) == (STRANGE, "国六a", "王监察")
    assert list(words.listed(STRANGER)) == []
    with pytest.raises(NotFound):
        words.change(STRANGER, known.id, "国五")
    words.change(SYSTEM, known.id, "国六b")
    assert stages(upload(STRANGE)) == ["国六b"]
    words.change(SYSTEM, known.id, None)
    assert KnownWord.select().count() == 0
    assert stages(upload(STRANGE)) == [None]


def test_the_list_is_filtered_and_says_how_often_a_word_was_used(upload: Any, tell: Any) -> None:
    tell(INSPECTOR, upload(STRANGE), SIXTH)
    own = upload("国标六A类", owner="乙公司")
    tell(INSPECTOR, own, Answer("truck", "emission_stage", "国标六A类", "国六a"))
    upload("国五", STRANGE, STRANGE)
    upload("国五")

    def found(**wanted: str) -> list[str]:
        return [item.written for item in words.listed(INSPECTOR, Wanted(**wanted))]

    assert set(found()) == {STRANGE, "国标六A类"}
    assert found(owner="乙") == found(word="六a", owner="公司") == ["国标六A类"]
    assert set(found(kind="truck", field="emission_stage", region="360200")) == set(found())
    assert found(kind="boiler") == found(field="fuel") == found(region="440704") == []
    used = {item.written: item.files for item in words.listed(INSPECTOR)}
    assert used == {STRANGE: 1, "国标六A类": 0}


def test_words_are_changed_by_the_office_of_the_region(upload: Any, tell: Any) -> None:
    tell(INSPECTOR, upload(STRANGE), SIXTH)
    (known,) = words.listed(INSPECTOR)
    for reader in (Role.AUDITOR, Role.LEADER):
        with pytest.raises(Forbidden):
            words.change(Actor(None, "看", reader, ("360200",)), known.id, None)
    of_lifts = Actor(None, "电梯科", Role.INSPECTOR, ("360200",), kinds=frozenset({"elevator"}))
    with pytest.raises(Forbidden):
        words.change(of_lifts, known.id, None)
    words.change(INSPECTOR, known.id, "国六b")
    (event,) = AuditEvent.select().where(AuditEvent.event == "import.word.changed")
    assert "国六b" in event.detail and "360200" in event.detail


@pytest.mark.parametrize(
    "answer",
    [
        Answer("truck", "emission_stage", STRANGE, "国七"),
        Answer("truck", "plate_no", "x", "y"),
        Answer("truck", "emission_stage", "字" * 64, "国六a"),
        Answer("spaceship", "emission_stage", STRANGE, "国六a"),
    ],
)
def test_what_is_no_choice_is_refused(upload: Any, tell: Any, answer: Answer) -> None:
    staged = upload(STRANGE)
    with pytest.raises(Invalid):
        tell(INSPECTOR, staged, answer)
    assert KnownWord.select().count() == 0


def test_who_may_not_write_there_may_tell_nothing(upload: Any, tell: Any) -> None:
    staged = upload(STRANGE)
    reader = Actor(None, "审计", Role.AUDITOR)
    with pytest.raises(Forbidden):
        tell(reader, staged, SIXTH)
    with pytest.raises(NotFound):
        words.doubtful(STRANGER, staged.id)


def test_a_choice_itself_keeps_its_meaning() -> None:
    library = standards.load()
    learned = {("truck", "emission_stage"): {"国五": "国六a", "新词": "国五", "怪": "国七"}}
    choices = with_words(library, learned).kinds["truck"].words.choices["emission_stage"]
    assert (choices["国五"], choices["新词"], choices.get("怪")) == ("国五", "国五", None)
    assert "新词" not in library.kinds["truck"].words.choices["emission_stage"]


def test_near_words_are_few_and_the_librarys_own_meanings_first() -> None:
    kinds = standards.load().kinds
    assert near(kinds["truck"], "emission_stage", "国六")[:2] == ["国六a", "国六b"]
    assert near(kinds["boiler"], "combustion", "链条炉牌")[0] == "层燃"
    assert near(kinds["boiler"], "fuel", "?") == []
    assert len(near(kinds["boiler"], "fuel", "煤" * 100_000)) <= 4


def test_what_a_fuel_is_changed_into_is_offered_first_and_the_rest_last() -> None:
    boiler = standards.load().kinds["boiler"]
    assert near(boiler, "fuel", "煤改气") == ["天然气", "煤", "其他"]
    assert near(boiler, "fuel", "煤改生物质")[0] == "生物质"
    assert near(boiler, "fuel", "气改电")[0] == "电"
    assert near(boiler, "fuel", "沼汽") == ["其他"]
    for word in ("改气", "蒸气", "煤气化", "双燃料"):
        assert "其他" not in near(boiler, "fuel", word)[:-1]
    assert other_last(boiler.field("fuel").choices)[-1] == "其他"
