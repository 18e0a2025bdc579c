"""The work on a plan: who sees to a statement, its months, problems, rounds and figures."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from inventory.core import clock
from inventory.core.access import SYSTEM, Actor, Role
from inventory.core.audit.models import AuditEvent
from inventory.core.errors import AppError, Conflict, Forbidden, Invalid, NotFound
from inventory.core.paging import Slice
from inventory.core.settings import Settings
from inventory.judgement.duties import (
    ended,
    figures,
    listing,
    machine,
    news,
    problems,
    progress,
    service,
    tasks,
    workbook,
)
from inventory.judgement.duties.models import Duty, DutyEntry, DutyProblem, FigureRequest
from inventory.judgement.duties.progress import Wanted
from inventory.judgement.duties.results import DutyLine
from inventory.judgement.duties.service import Assignment
from inventory.judgement.plans import reporting
from inventory.judgement.plans import service as plans
from inventory.people.accounts import service as accounts
from inventory.people.accounts.models import Department, UserDepartment
from inventory.registry.notifications.models import Happening
from tests.inventory.app.api.test_query_counts import counted

REGION = "140522"
TODAY = date(2026, 11, 21)
LONG = Slice(1, 200)
STRANGER = Actor(99, "外人", Role.INSPECTOR, ("360704",))
LEADER = Actor(98, "局长", Role.LEADER, (REGION,))
CLERK = Actor(97, "企业", Role.ENTERPRISE, enterprise=1)


@pytest.fixture
def officers(ledger: Settings) -> tuple[Actor, Actor]:
    """Two inspectors of the plan's region."""
    first, second = (_officer("officer.a", "甲科长"), _officer("officer.b", "乙科员"))
    return first, second


def _officer(username: str, name: str) -> Actor:
    user = accounts.create_user(username, name, "correct-horse-9", Role.INSPECTOR, [REGION])
    return Actor(user.id, name, Role.INSPECTOR, (REGION,))


def line(statement: str) -> DutyLine:
    return next(one for one in progress.lines(SYSTEM, REGION) if one.statement.id == statement)


def some(handling: str, **wanted: Any) -> DutyLine:
    return next(
        one
        for one in progress.lines(SYSTEM, REGION)
        if one.statement.handling == handling
        and all(getattr(one, name) == value for name, value in wanted.items())
    )


def taken(actor: Actor, **given: Any) -> Duty:
    """A statement that is a duty, assigned."""
    one = some("duty", id=None)
    service.assign(actor, REGION, [one.statement.id], Assignment(**given))
    return Duty.get(statement=one.statement.id)


def test_every_statement_of_every_plan_has_a_place(ledger: Settings) -> None:
    for heading in plans.listed():
        found = progress.listing(SYSTEM, heading.region, Wanted(), LONG)
        assert found.total == heading.statements
        assert sum(count.count for count in found.counts) == heading.statements
        every = progress.listing(SYSTEM, heading.region, Wanted(), Slice(1, 1000)).items
        assert len(every) == found.total
        if ledger.database_url:
            every = every[::10]  # all of them on SQLite
        for one in (line.statement for line in every):
            assert progress.detail(SYSTEM, heading.region, one.id).state in progress.STATES


TERMS = {
    "over": (-1, True, "red"),
    "today": (0, False, "amber"),
    "near": (90, False, "amber"),
    "far": (91, False, "green"),
}


@pytest.mark.parametrize(("days", "late", "light"), TERMS.values(), ids=TERMS)
def test_the_light_is_of_the_term(
    officers: tuple[Actor, Actor], days: int, late: bool, light: str
) -> None:
    with clock.frozen(TODAY):
        row = taken(officers[0], due=TODAY + timedelta(days=days))
        found = line(row.statement)
        assert (found.late, found.light) == (late, light)
        done = service.step(officers[0], row.id, row.version, "finish", "已验收")
        assert (line(done.statement).late, line(done.statement).light) == (False, "green")


def test_a_target_without_a_figure_whose_term_is_over_is_late(ledger: Settings) -> None:
    with clock.frozen(date(2028, 1, 1)):
        found = some("typed", due=date(2027, 12, 31))
        assert (found.state, found.late, found.light) == ("open", True, "red")
        task, indicator = found.statement.task_no, found.statement.title
        figure = reporting.Report(task, indicator, clock.today(), "报表", reached=True)
        reporting.report(SYSTEM, REGION, figure)
        target = progress.detail(SYSTEM, REGION, found.statement.id).target
        assert target is not None and target.report is not None
        # A figure that reaches the target ends the duty by itself, and no step is left to take.
        officer = Actor(None, "x", Role.ADMIN)
        service.assign(officer, REGION, [found.statement.id], Assignment(department="统计局"))
        assert progress.detail(officer, REGION, found.statement.id).steps == (
            [] if target.reached else ["begin", "finish", "hand_over"]
        )
        assert line(found.statement.id).state == ("done" if target.reached else "open")


def test_what_rules_judge_is_never_late(ledger: Settings) -> None:
    with clock.frozen(date(2040, 1, 1)):
        found = some("rule")
        assert (found.state, found.late) == ("automatic", False)


def test_assigning_tells_the_person_once_and_keeps_what_was(officers: tuple[Actor, Actor]) -> None:
    first, second = officers
    row = taken(first, department="特种设备科", person=second.id, due=date(2027, 6, 30))
    service.assign(first, REGION, [row.statement], Assignment(measures="逐台更新"))
    found = line(row.statement)
    assert (found.department, found.person_name, found.measures) == (
        "特种设备科",
        "乙科员",
        "逐台更新",
    )
    assert Happening.select().where(Happening.event == "duty_given").count() == 1
    events = AuditEvent.select().where(AuditEvent.event == "duty.assigned")
    assert events.count() == 2


REFUSED = {
    "a statement of another plan": (["360704.1.m1"], Assignment(department="x"), Invalid),
    "somebody of elsewhere": (None, Assignment(person=10_000), Invalid),
}


@pytest.mark.parametrize(("names", "given_", "error"), REFUSED.values(), ids=REFUSED)
def test_a_wrong_assignment_changes_nothing(
    officers: tuple[Actor, Actor], names: list[str] | None, given_: Assignment, error: type
) -> None:
    own = [some("duty").statement.id]
    with pytest.raises(error):
        service.assign(officers[0], REGION, names or own, given_)
    assert Duty.select().count() == 0


def test_foreigners_and_readers_change_nothing(officers: tuple[Actor, Actor]) -> None:
    row = taken(officers[0])
    for actor, error in ((STRANGER, NotFound), (CLERK, NotFound), (LEADER, Forbidden)):
        for call in (
            lambda a=actor: service.step(a, row.id, row.version, "begin", ""),
            lambda a=actor: service.record(a, row.id, "2026-01", "x", ""),
            lambda a=actor: problems.raise_one(a, row.id, problems.Raised("x", date(2027, 1, 1))),
        ):
            with pytest.raises(error):
                call()
    for actor in (STRANGER, CLERK):
        with pytest.raises(NotFound):
            progress.listing(actor, REGION, Wanted())
    assert Duty.get_by_id(row.id).version == row.version
    assert DutyEntry.select().count() + DutyProblem.select().count() == 0


def test_a_month_sets_the_duty_under_way_and_stays(officers: tuple[Actor, Actor]) -> None:
    with clock.frozen(TODAY):
        row = taken(officers[0])
        with pytest.raises(Invalid):
            service.record(officers[0], row.id, "2026-12", "x", "")
        service.record(officers[0], row.id, "2026-11", "已摸底", "招标")
        service.record(officers[0], row.id, "2026-11", "已摸底 12 台", "招标")
        found = progress.detail(LEADER, REGION, row.statement)
        assert [entry.done for entry in found.entries] == ["已摸底 12 台", "已摸底"]
        assert (found.state, found.last_month, found.steps) == ("under_way", "2026-11", [])


def test_the_second_of_two_is_told(officers: tuple[Actor, Actor]) -> None:
    row = taken(officers[0])
    service.step(officers[0], row.id, row.version, "begin", "")
    with pytest.raises(Conflict):
        service.step(officers[1], row.id, row.version, "finish", "好了")


def test_a_problem_is_struck_off_by_a_second_person_with_evidence(
    officers: tuple[Actor, Actor],
) -> None:
    first, second = officers
    with clock.frozen(TODAY):
        row = taken(first)
        one = problems.raise_one(first, row.id, problems.Raised("资金未到位", date(2026, 12, 31)))
        with pytest.raises(Invalid):
            problems.step(first, one.id, one.version, "solve", "")
        held = problems.hold(first, REGION, TODAY, "第三次调度会", "")
        assert [entry["text"] for entry in held.rows] == ["资金未到位"]
        one = problems.step(first, one.id, one.version, "solve", "资金已到账")
        with pytest.raises(Conflict):
            problems.step(first, one.id, one.version, "close", "")
        assert line(row.statement).problems == 1
        one = problems.step(second, one.id, one.version, "close", "属实")
        assert (one.state, one.solved_name, one.closed_name) == ("closed", "甲科长", "乙科员")
        assert line(row.statement).problems == 0
        # What was frozen stays as it was.
        assert problems.rounds(first, REGION).items[0].rows[0]["state"] == "open"
        assert problems.hold(first, REGION, TODAY, "第四次调度会", "").rows == []


def test_a_figure_is_asked_answered_returned_and_accepted_by_a_second_person(
    officers: tuple[Actor, Actor],
) -> None:
    first, second = officers
    with clock.frozen(TODAY):
        one = some("typed").statement
        asked = figures.Asked(one.task_no, one.title, "统计局", second.id or 0, date(2026, 12, 10))
        row = figures.ask(first, REGION, asked)
        assert ended.told([row.id]) == {}
        with pytest.raises(Conflict):
            figures.ask(first, REGION, asked)
        answer = figures.Answer(TODAY, "10 月报表第 2 页", value=12.5)
        row = figures.answer(second, row.id, row.version, answer)
        assert [end.by for end in ended.told([row.id]).values()] == [second.name]
        with pytest.raises(Forbidden):
            figures.review(second, row.id, row.version, "accept", "")
        with pytest.raises(Invalid):
            figures.review(first, row.id, row.version, "send_back", "")
        row = figures.review(first, row.id, row.version, "send_back", "口径不对")
        assert ended.told([row.id]) == {}  # it waits again
        row = figures.answer(
            second, row.id, row.version, figures.Answer(TODAY, "重新核对", value=11.0)
        )
        row = figures.review(first, row.id, row.version, "accept", "")
        report = reporting.history(SYSTEM, REGION)[0]
        assert (report.value, report.unit, row.progress) == (11.0, "统计局", report.id)
        assert Happening.select().where(Happening.event == "figure_asked").count() == 2


def test_terms_are_told_once_a_month(officers: tuple[Actor, Actor]) -> None:
    with clock.frozen(TODAY):
        taken(officers[0], person=officers[1].id, due=TODAY + timedelta(days=14))
        taken(officers[0], person=officers[1].id, due=TODAY + timedelta(days=15))
        assert (news.sweep(), news.sweep()) == (1, 1)
        assert Happening.select().where(Happening.event == "duty_term").count() == 1


def test_the_workbook_holds_the_chosen_rows_and_the_problems(
    officers: tuple[Actor, Actor],
) -> None:
    row = taken(officers[0], department="=特种设备科")
    one = problems.raise_one(officers[0], row.id, problems.Raised("场地不足", clock.today()))
    DutyProblem.update(person=officers[1].id).where(DutyProblem.id == one.id).execute()
    problems.hold(officers[0], REGION, clock.today(), "第一次调度会", "限期腾退")
    taken_over = problems.step(officers[1], one.id, one.version, "solve", "已腾退")
    problems.step(officers[0], one.id, taken_over.version, "close", "属实")
    problems.hold(officers[0], REGION, clock.today(), "第二次调度会", "")
    content = workbook.export(LEADER, REGION, Wanted(unit="=特种设备科"))
    book = load_workbook(io.BytesIO(content))
    assert book.sheetnames == ["任务清单", "问题清单", "调度记录"]
    tasks = list(book["任务清单"].iter_rows(min_row=3, values_only=True))
    assert [(task[0], task[4]) for task in tasks] == [(row.statement, "=特种设备科")]
    assert book["任务清单"]["E3"].data_type == "s"
    (problem,) = book["问题清单"].iter_rows(min_row=3, values_only=True)
    assert (problem[1], problem[3], problem[5]) == ("场地不足", "乙科员", "已销号")
    # Each meeting as it was frozen: the problem that has gone since still stands in the first.
    held = list(book["调度记录"].iter_rows(min_row=3, values_only=True))
    assert [(row[1], row[3], row[5]) for row in held] == [
        ("第一次调度会", "场地不足", "乙科员"),
        ("第二次调度会", "", ""),
    ]


MACHINES = (machine.DUTY, machine.PROBLEM, machine.FIGURE)


@settings(max_examples=60, deadline=None)
@given(
    which=st.sampled_from(MACHINES),
    walk=st.lists(st.integers(0, 9), max_size=12),
)
def test_walks_never_leave_the_table(which: Any, walk: list[int]) -> None:
    """Nothing is struck off or adopted that was not reported before."""
    state, seen = which.start, []
    for choice in walk:
        step = which.steps[choice % len(which.steps)]
        try:
            state = which.after(state, step.name, "inspector")
        except AppError:
            continue
        seen.append(step.name)
        assert state in which.states
    if which is machine.PROBLEM and state == machine.CLOSED:
        assert seen[-2:] == ["solve", "close"]
    if which is machine.FIGURE and state == machine.ACCEPTED:
        assert seen[-2:] == ["answer", "accept"]
    assert FigureRequest._meta.table_name == "figure_request"


def test_an_officer_is_kept_to_the_own_department(officers: tuple[Actor, Actor]) -> None:
    """And finds what waits for the department on the desk, until somebody is named."""
    first, second = officers
    unit = "节能科"
    made = Department.create(region=REGION, name=unit, kinds=["boiler"])
    UserDepartment.create(user=second.id, department=made)
    kept = replace(second, kinds=frozenset({"boiler"}))
    chosen = [
        one.statement for one in progress.lines(SYSTEM, REGION) if unit not in one.statement.units
    ]
    mine, other = chosen[0], chosen[1]
    service.assign(first, REGION, [mine.id], Assignment(unit, due=TODAY + timedelta(days=14)))
    service.assign(first, REGION, [other.id], Assignment("别的科", due=TODAY))
    assert {one.statement.id for one in progress.lines(kept, REGION)} == {mine.id}
    for actor in (SYSTEM, first, replace(LEADER, kinds=frozenset({"boiler"}))):
        assert len(progress.lines(actor, REGION)) > 20
    theirs = Duty.get(statement=other.id)
    problem = problems.raise_one(first, theirs.id, problems.Raised("缺资金", TODAY, "别的科"))
    problems.hold(first, REGION, TODAY, "调度会", "")
    for look in (
        lambda: progress.detail(kept, REGION, other.id),
        lambda: service.get(kept, theirs.id),
        lambda: problems.get(kept, problem.id),
    ):
        with pytest.raises(NotFound):
            look()
    with pytest.raises(Invalid):
        service.assign(kept, REGION, [other.id], Assignment(unit))
    with pytest.raises(Forbidden):
        problems.hold(kept, REGION, TODAY, "调度会", "")
    assert problems.listing(kept, REGION, "").total == 0
    assert problems.rounds(kept, REGION).items[0].rows == []
    assert [(task.sort, task.statement) for task in tasks.of(kept)] == [("statement", mine.id)]
    book = load_workbook(io.BytesIO(workbook.export(kept, REGION, Wanted())))
    assert [sheet.max_row for sheet in book.worksheets] == [3, 2, 3]
    own = Duty.get(statement=mine.id)
    problems.raise_one(kept, own.id, problems.Raised("缺人", TODAY - timedelta(days=0), unit))
    target = next(one for one in plans.plan_of(REGION).targets.iter_rows(named=True))
    asked = figures.Asked(target["task_no"], target["indicator"], "别的科", second.id or 0, TODAY)
    figures.ask(first, REGION, asked)
    assert [task.sort for task in tasks.of(kept)] == ["figure", "problem", "statement"]
    service.assign(kept, REGION, [mine.id], Assignment(person=first.id))
    assert [task.sort for task in tasks.of(kept)] == ["figure", "problem"]
    assert [task.sort for task in tasks.of(first)] == ["statement"]
    assert tasks.of(LEADER) == [] and tasks.of(CLERK) == []


def test_many_statements_are_assigned_with_few_questions(officers: tuple[Actor, Actor]) -> None:
    first, second = officers
    names = [one.statement.id for one in progress.lines(SYSTEM, REGION)]
    with counted() as one:
        service.assign(first, REGION, names[:1], Assignment("甲科"))
    with counted() as many:
        service.assign(first, REGION, names, Assignment("乙科", second.id))
    assert len(many) <= len(one) + 4  # the person, and the news to them
    assert Duty.select().where(Duty.department == "乙科").count() == len(names)
    last = (
        AuditEvent.select()
        .where(AuditEvent.event == "duty.assigned")
        .order_by(AuditEvent.id.desc())
        .get()
    )
    assert "甲科" in last.detail and names[-1] in last.detail
    workbook.export(first, REGION, Wanted())
    assert AuditEvent.select().where(AuditEvent.event == "duty.exported").count() == 1


def test_lists_hold_what_the_plans_list(ledger: Settings) -> None:
    """赣县 has eight sub-plans and eight lists to make, 江海 and 阳城 a list for each task."""
    found = {region: progress.headings(SYSTEM, region) for region in LISTS}
    assert {region: [one.total for one in told] for region, told in found.items()} == LISTS
    assert progress.headings(SYSTEM, "350504") == []
    everywhere = [line.statement.id for line in progress.lines(SYSTEM, "360704", progress.ALL)]
    assert len(everywhere) == len(set(everywhere)) == 129 + 1  # one item is no statement yet
    own = progress.listing(SYSTEM, "440704", Wanted(plan_list="440704.L24"))
    assert [one.statement.units[0] for one in own.items] == ["区发展和改革委员会"] * 2


LISTS = {
    "360704": [1, 8, 5, 8, *[0] * 8],
    "440704": [2, 6, 3, 5, 4, 5, 1, 3, 3, 2, 3, 4, 3, 3, 3, 3, 2, 3, 1, 6, 2, 3, 2, 2, 2],
    "140522": [3, 2, 2, 2, 2, 2, 2, 3, 2, 2, 2, 3, 2, 4, 9],
}


def test_an_item_is_added_marked_off_reopened_and_exported(officers: tuple[Actor, Actor]) -> None:
    first, second = officers
    whole = "140522.L3"
    given = listing.Added("淘汰国四货车 20 辆", "20 辆", "限行", "运管科", second.id, TODAY)
    added = listing.add(first, REGION, whole, given)
    assert (added.statement.id, added.goal) == ("140522.L3.own-1", "20 辆")
    assert added.statement.units == ("县交通局", "市生态环境局阳城分局", "县科技局", "县公安局")
    assert [task.statement for task in tasks.of(second)] == [added.statement.id]
    printed = f"{whole}.1"
    with clock.frozen(TODAY):
        done = listing.mark_off(first, REGION, [added.statement.id, printed], "验收单 3 号")
        assert {(one.state, one.reason, one.done_name) for one in done} == {
            ("done", "验收单 3 号", "甲科长")
        }
    listing.mark_off(second, REGION, [printed], "再标一次")  # stays as it was
    (heading,) = (one for one in progress.headings(first, REGION) if one.id == whole)
    assert (heading.total, heading.done) == (3, 2)
    content = workbook.export(LEADER, REGION, Wanted(plan_list=whole))
    sheet = load_workbook(io.BytesIO(content))["任务清单"]
    assert "推动交通运输设备更新换代" in sheet["A1"].value
    head, *rows = sheet.iter_rows(min_row=2, values_only=True)
    told = [dict(zip(head, row, strict=True)) for row in rows]
    assert [row["编号"] for row in told] == [printed, f"{whole}.2", added.statement.id]
    assert (told[2]["年度目标"], told[2]["完成确认人"], told[2]["完成日期"]) == (
        "20 辆",
        "甲科长",
        "2026-11-21",
    )
    row = Duty.get(statement=added.statement.id)
    service.step(first, row.id, row.version, "reopen", "漏了两辆")
    again = progress.detail(first, REGION, added.statement.id)
    assert (again.state, again.done_name, again.done_at) == ("under_way", "", None)
    for wrong in (
        lambda: listing.add(first, REGION, "140522.L99", given),
        lambda: listing.add(LEADER, REGION, whole, given),
        lambda: listing.add(STRANGER, REGION, whole, given),
        lambda: listing.mark_off(first, REGION, [printed], ""),
        lambda: listing.mark_off(first, REGION, [some("rule").statement.id], "x"),
        lambda: listing.mark_off(LEADER, REGION, [printed], "x"),
    ):
        with pytest.raises((NotFound, Forbidden, Invalid)):
            wrong()
    assert AuditEvent.select().where(AuditEvent.event == "duty.finish").count() == 2
