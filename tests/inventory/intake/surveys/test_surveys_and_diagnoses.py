"""Survey rounds against the ledger, and diagnoses as records of enterprises."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from openpyxl import load_workbook

from inventory.core.access import SYSTEM, Actor, Role
from inventory.core.audit.models import AuditEvent
from inventory.core.errors import AppError, Conflict, Forbidden, Invalid, NotFound
from inventory.core.settings import Settings
from inventory.intake.diagnoses import service as diagnoses
from inventory.intake.diagnoses import workbook as diagnosis_book
from inventory.intake.diagnoses.service import Found, Given
from inventory.intake.surveys import listing, recording, rounds, workbook
from inventory.intake.surveys.listing import Wanted
from inventory.intake.surveys.recording import Line, Result
from inventory.intake.surveys.rounds import Begun, Chosen
from inventory.judgement.ledger import service as equipment
from inventory.judgement.ledger import writing
from inventory.judgement.projects import service as projects
from inventory.people.enterprises import service as enterprises

TODAY = date(2026, 11, 21)
HERE = Actor(8, "监察员", Role.INSPECTOR, ("440704",))
STRANGER = Actor(9, "外人", Role.INSPECTOR, ("140522",))
BEGUN = Begun("锅炉和变压器摸排", "440704", date(2026, 11, 1), date(2026, 11, 30))


class Place:
    """Two enterprises of a county with two devices and one, and one of another county."""

    def __init__(self) -> None:
        self.first, self.second = (self._owner(name, "440704") for name in ("甲厂", "乙厂"))
        self.foreign = self._owner("丙厂", "140522")
        self.transformer = self._device(self.first, "440704", "transformer")
        self.boiler = self._device(self.first, "440704", "boiler")
        self.other = self._device(self.second, "440704", "transformer")
        self.far = self._device(self.foreign, "140522", "transformer")

    def _owner(self, name: str, region: str) -> int:
        return enterprises.create(SYSTEM, {"name": name, "region": region}).id

    def _device(self, owner: int, region: str, kind: str) -> int:
        facts = {"use_state": "在用"}
        origin = writing.Origin("test")
        return equipment.create(SYSTEM, kind, owner, region, facts, origin).id


@pytest.fixture
def place(ledger: Settings) -> Place:
    return Place()


def entry(survey: int, enterprise: int) -> Any:
    rows = listing.entries(HERE, survey, Wanted()).items
    return next(row for row in rows if row.enterprise_id == enterprise)


def test_a_round_goes_from_its_list_to_its_export(place: Place) -> None:
    made = rounds.begin(HERE, BEGUN)
    assert {row.enterprise_id for row in listing.entries(HERE, made.id, Wanted()).items} == {
        place.first,
        place.second,
    }
    told = entry(made.id, place.first)
    lines = [
        Line("agree", place.transformer),
        Line("missing", place.boiler, text="已拆除，未报"),
        Line("new", kind="boiler", text="1 台 2t/h 燃气锅炉"),
    ]
    result = Result("done", TODAY, "甲、乙", "核对铭牌", lines)
    done = recording.record(HERE, told.id, told.version, result)
    assert (done.agree, done.missing, done.new, done.actor_name) == (1, 1, 1, "监察员")
    shown = listing.lines(recording.get(HERE, told.id))
    assert [(line.equipment, line.finding) for line in shown] == [
        (place.boiler, "missing"),
        (place.transformer, "agree"),
        (None, "new"),
    ]
    with pytest.raises(Conflict):
        recording.record(HERE, told.id, told.version, result)
    recording.record(HERE, told.id, done.version, replace(result, lines=lines[:2]))
    gone = entry(made.id, place.second)
    recording.record(HERE, gone.id, gone.version, Result("unreachable", TODAY, "甲"))
    (row,) = listing.listing(HERE, "open", "").items
    assert vars(row.progress) == {
        "enterprises": 2,
        "done": 1,
        "unreachable": 1,
        "agree": 1,
        "missing": 1,
        "new": 0,
    }
    book = load_workbook(io.BytesIO(workbook.export(HERE, made.id, Wanted())))
    assert book.sheetnames == ["摸排企业", "设备差异"]
    assert [cell.value for cell in book["设备差异"][3]][3:] == ["台账有、现场没有", "已拆除，未报"]
    rounds.close(HERE, made.id, made.version)
    for change in (
        lambda: recording.record(HERE, gone.id, gone.version + 1, result),
        lambda: rounds.add(HERE, made.id, place.first),
    ):
        with pytest.raises(Conflict):
            change()
    events = [row.event for row in AuditEvent.select() if row.event.startswith("survey.")]
    assert events == [
        "survey.begun",
        *["survey.recorded"] * 3,
        "survey.exported",
        "survey.closed",
    ]


# What narrows the list → who is on it.
LISTS = {
    "every kind": ({}, {"first", "second"}),
    "a kind": ({"kinds": ("boiler",)}, {"first"}),
    "a verdict": ({"chosen": Chosen(verdict="unknown"), "kinds": ("boiler",)}, {"first"}),
    "a name": ({"chosen": Chosen(q="乙")}, {"second"}),
    "nobody said": ({"chosen": Chosen(key_energy_user=True)}, set()),
}


@pytest.mark.parametrize("name", LISTS)
def test_the_list_is_chosen_by_filter(place: Place, name: str) -> None:
    given, expected = LISTS[name]
    found = {key for key, _ in rounds.candidates(HERE, replace(BEGUN, **given))}
    assert found == {getattr(place, one) for one in expected}


def test_what_is_refused_of_a_survey(place: Place) -> None:
    led = replace(HERE, kinds=frozenset({"boiler"}))
    refused: tuple[tuple[Actor, dict[str, Any], type[AppError]], ...] = (
        (STRANGER, {}, Forbidden),
        (Actor(7, "局长", Role.LEADER, ("440704",)), {}, Forbidden),
        (led, {}, Invalid),  # says nothing of kinds: more than the own
        (led, {"kinds": ("boiler", "transformer")}, Forbidden),
        (HERE, {"ends_on": date(2026, 10, 31)}, Invalid),
        (HERE, {"kinds": ("teapot",)}, Invalid),
        (HERE, {"statement": "440704.no.such"}, Invalid),
        (HERE, {"chosen": Chosen(key_energy_user=True)}, Invalid),
    )
    for actor, given, error in refused:
        with pytest.raises(error):
            rounds.begin(actor, replace(BEGUN, **given))
    made = rounds.begin(led, replace(BEGUN, kinds=("boiler",)))
    with pytest.raises(Conflict):
        rounds.add(led, made.id, place.first)
    rounds.add(led, made.id, place.second)
    row = entry(made.id, place.first)
    wrong = (
        [Line("agree", place.transformer)],  # not of the round's kinds
        [Line("agree", place.far)],
        [Line("agree", place.boiler), Line("missing", place.boiler)],
        [Line("new", place.boiler, "boiler", "锅炉")],
        [Line("agree")],
        [Line("new", kind="boiler")],
    )
    for lines in wrong:
        with pytest.raises(Invalid):
            recording.record(led, row.id, 1, Result("done", TODAY, "甲", lines=lines))
    with pytest.raises(Invalid):
        recording.record(led, row.id, 1, Result("done", date(2026, 11, 22), "甲"))
    with pytest.raises(Forbidden):
        transformers = replace(HERE, kinds=frozenset({"transformer"}))
        recording.record(transformers, row.id, 1, Result("done", TODAY, "甲"))
    for reader in (STRANGER, Actor(6, "企业", Role.ENTERPRISE, enterprise=place.first)):
        with pytest.raises(NotFound):
            recording.get(reader, row.id)
        assert listing.listing(reader, "", "").total == 0


def test_a_diagnosis_leads_to_a_project_and_keeps_what_it_said(place: Place) -> None:
    project = projects.begin(SYSTEM, projects.Begun("甲厂更新", place.first))
    given = Given(
        "示例节能服务公司",
        TODAY,
        "供配电与锅炉",
        "可节能 12%",
        findings=[
            Found("负载率低", place.transformer, "更换为一级能效", 1500, 2_000_000),
            Found("排烟温度高", place.boiler, kgce=500),
            Found("管网保温破损"),
        ],
    )
    made = diagnoses.record(HERE, place.first, given)
    assert (made.kgce, made.cost_fen, len(made.findings)) == (2000, 2_000_000, 3)
    linked = diagnoses.change(HERE, made.id, made.version, replace(given, project=project.id))
    assert (linked.project, linked.version) == ("甲厂更新", 2)
    with pytest.raises(Conflict):
        diagnoses.change(HERE, made.id, made.version, given)
    clerk = Actor(6, "企业", Role.ENTERPRISE, enterprise=place.first)
    assert diagnoses.listing(clerk, diagnoses.Wanted(linked=True)).total == 1
    assert diagnoses.listing(clerk, diagnoses.Wanted(linked=False)).total == 0
    sheet = load_workbook(io.BytesIO(diagnosis_book.export(HERE, diagnoses.Wanted()))).active
    assert sheet is not None and sheet.max_row == 5
    before = AuditEvent.get(AuditEvent.event == "diagnosis.changed").detail
    assert "排烟温度高" in before


def test_what_is_refused_of_a_diagnosis(place: Place) -> None:
    given = Given("机构", TODAY, "全厂")
    project = projects.begin(SYSTEM, projects.Begun("乙厂更新", place.second))
    refused: tuple[tuple[Actor, int, Given, type[AppError]], ...] = (
        (STRANGER, place.first, given, NotFound),
        (Actor(6, "企业", Role.ENTERPRISE, enterprise=place.first), place.first, given, Forbidden),
        (HERE, place.first, replace(given, on=date(2026, 11, 22)), Invalid),
        (HERE, place.first, replace(given, project=project.id), Invalid),
        (HERE, place.first, replace(given, findings=[Found("别家的", place.other)]), Invalid),
        (HERE, place.first, replace(given, findings=[Found("看不到", place.far)]), NotFound),
    )
    for actor, owner, wrong, error in refused:
        with pytest.raises(error):
            diagnoses.record(actor, owner, wrong)
    assert diagnoses.listing(SYSTEM, diagnoses.Wanted()).total == 0
