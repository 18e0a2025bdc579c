"""What waits in each domain, and the list that holds it."""

from __future__ import annotations

from typing import Any

from inventory.core.access import OFFICE, Actor, Role
from inventory.core.clock import today
from inventory.core.paging import Slice
from inventory.desk.workbench.waiting import Find, Found, Sort, Thing, day, first, sorts
from inventory.enforcement.cases import reading, tasks
from inventory.enforcement.cases.models import Case
from inventory.enforcement.inspecting import missions
from inventory.enforcement.inspecting.models import Inspection
from inventory.enforcement.serving import terms
from inventory.intake.confirmations import listing as confirmations
from inventory.intake.declarations import lookup as declared
from inventory.intake.declarations.models import Declaration
from inventory.intake.imports import lookup as imported
from inventory.intake.imports.models import Import
from inventory.intake.registrations import service as registrations
from inventory.intake.registrations.models import Registration
from inventory.judgement.alerts import service as alerts
from inventory.judgement.alerts.models import Alert
from inventory.judgement.duties import tasks as plan_tasks
from inventory.judgement.reentry import service as reentry
from inventory.judgement.reentry.telling import CaseShown

CLERKS = frozenset({Role.ENTERPRISE})
LEADERS = frozenset({Role.LEADER, Role.ADMIN})


def _declarations(**narrowed: Any) -> Find:
    def find(actor: Actor, limit: int) -> Found:
        query = declared.listing(actor, **narrowed)
        return first(query, limit, _declaration, since=Declaration.submitted_at)

    return find


def _declaration(item: Declaration) -> Thing:
    since = day(item.submitted_at or item.updated_at)
    return Thing(item.id, item.enterprise.name, None, since, item.remark or item.note)


def _registrations(actor: Actor, limit: int) -> Found:
    query = registrations.visible(actor).where(Registration.state == "applied")
    return first(
        query,
        limit,
        lambda it: Thing(it.id, it.name, None, day(it.updated_at)),
        since=Registration.updated_at,
    )


def _imports(actor: Actor, limit: int) -> Found:
    """Files that nobody has said how to read, rows to be mended or written."""
    return first(
        imported.waiting(actor),
        limit,
        lambda it: Thing(it.id, it.file_name, None, day(it.created_at)),
        since=Import.created_at,
    )


def _alerts(actor: Actor, limit: int) -> Found:
    mine = alerts.AlertFilters(mine=True, acknowledged=False)
    found = alerts.find(actor, mine, Slice(size=limit))
    return Found(found.total, [_alert(item) for item in found.items])


def _alert(item: Alert) -> Thing:
    device = item.equipment
    title = device.name or device.model or device.identifier
    return Thing(device.id, title, item.due, day(item.assigned_at), device.identifier)


def _reentries(actor: Actor, limit: int) -> Found:
    found = reentry.find(actor, reentry.Narrowed(state="undone"), Slice(size=limit))
    return Found(found.total, [_reentry(case) for case in found.items])


def _reentry(case: CaseShown) -> Thing:
    title = case.again.name or case.again.model or case.again.what
    return Thing(case.id, title, None, None, case.again.enterprise or "")


def _visits(actor: Actor, limit: int) -> Found:
    """Visits that are planned, also those whose day is over."""
    query = missions.chosen(actor, missions.Narrowed(mine=True, state="planned"))
    return first(query, limit, _visit, due=Inspection.planned_on)


def _visit(item: Inspection) -> Thing:
    said = item.case.said
    return Thing(
        item.id, item.case.enterprise.name, item.planned_on, None, said.zh, note_en=said.en
    )


def _confirmations(**narrowed: Any) -> Find:
    def find(actor: Actor, limit: int) -> Found:
        wanted = confirmations.Wanted(today().year, **narrowed)
        query = confirmations.select(actor, wanted)
        found = [_confirmation(row) for row in query.limit(limit).dicts()]
        return Found(query.count() if len(found) == limit else len(found), found)

    return find


def _confirmation(row: dict[str, Any]) -> Thing:
    return Thing(row["id"], row["name"], row["due"], day(row["asked_at"]))


def _plan_tasks(sort: str) -> Find:
    def find(actor: Actor, limit: int) -> Found:
        found = plan_tasks.of(actor, sort)
        return Found(len(found), [_plan_task(task) for task in found[:limit]])

    return find


def _plan_task(task: plan_tasks.Task) -> Thing:
    return Thing(task.id, task.title, task.due, None, task.department, title_en=task.title_en)


def _plan_sort(zh: str, en: str, sort: str) -> Sort:
    found = _plan_tasks(sort)
    return Sort(zh, en, "项", found, "/plans/tasks", "plan-tasks", "plan-tasks", {"sort": sort})


def _cases(**narrowed: Any) -> Find:
    def find(actor: Actor, limit: int) -> Found:
        task = narrowed.get("task")
        if task and task not in tasks.of(actor):
            return Found(0, ())
        found = reading.soonest(actor, reading.Narrowed(**narrowed), Slice(size=limit))
        return Found(found.total, [_case(case) for case in found.items])

    return find


def _case(case: Case) -> Thing:
    """With the next of its terms that has not run out, or the deadline that has."""
    running = [it for it in terms.of(case) if it.who == "office" and not it.over]
    late = case.deadline_on is not None and case.deadline_on < today()
    due = case.deadline_on if late or not running else running[0].ends_on
    note = "" if case.enterprise.name in case.matter else case.enterprise.name
    title, title_en = case.said.zh, case.said.en
    return Thing(case.id, title, due, day(case.updated_at), note, title_en)


def _case_sort(zh: str, en: str, roles: frozenset[Role], **narrowed: Any) -> Sort:
    found = _cases(**narrowed)
    return Sort(zh, en, "件", found, "/cases", "case", "cases", narrowed, roles)


def enter() -> None:
    """Make the entries, in the order of a desk; making them again changes nothing."""
    for name, sort in SORTS.items():
        sorts.enter(name, sort)


SORTS = {
    **{
        f"case_{name}": _case_sort(task.zh, task.en, task.roles, task=name)
        for name, task in tasks.TASKS.items()
    },
    "case_unsettled": _case_sort(
        "复查后仍逾期未办结",
        "rechecked, late, not settled",
        OFFICE,
        overdue=True,
        mine=True,
        state="rechecked",
    ),
    "case_hand_over": _case_sort(
        "逾期已久，应当考虑移送", "long overdue, to be handed over", LEADERS, hand_over=True
    ),
    "visits": Sort(
        "计划的现场检查",
        "inspections that are planned",
        "次",
        _visits,
        "/inspections",
        "inspection",
        "inspections",
        {"mine": True, "state": "planned"},
    ),
    "declarations": Sort(
        "企业申报，等您审核",
        "declarations for your review",
        "份",
        _declarations(waiting=True),
        "/declarations",
        "declaration",
        "declarations",
        {"waiting": True},
    ),
    "confirmations_late": Sort(
        "逾期未做年度确认的企业",
        "enterprises late with the yearly confirmation",
        "家",
        _confirmations(state=confirmations.LATE),
        "/confirmations",
        "enterprise",
        "confirmations",
        {"state": confirmations.LATE},
    ),
    "registrations": Sort(
        "注册申请，待审核",
        "registrations to review",
        "份",
        _registrations,
        "/registrations",
        "registration",
        "registrations",
        {"state": "applied"},
    ),
    "imports": Sort(
        "导入，有待改的行或者待写入",
        "imports with rows to mend or to write",
        "份",
        _imports,
        "/imports",
        "import",
        "imports",
        {"waiting": True},
    ),
    "reentries": Sort(
        "疑似再流入，待核查",
        "suspected re-entries to look into",
        "件",
        _reentries,
        "/reentry",
        "reentry",
        "reentries",
        {"state": "undone"},
    ),
    "alerts": Sort(
        "分给您的预警，尚未知悉",
        "alerts given to you, not seen yet",
        "条",
        _alerts,
        "/alerts",
        "device",
        "alerts",
        {"mine": True, "acknowledged": False},
    ),
    "confirmation": Sort(
        "年度确认：请核对并确认设备台账",
        "yearly confirmation: check your devices and confirm",
        "项",
        _confirmations(waiting=True),
        "/confirmations",
        "declarations",
        "confirmations",
        {"waiting": True},
        CLERKS,
    ),
    "plan_figures": _plan_sort(
        "方案数据，请填报", "figures of plans asked of you", plan_tasks.FIGURE
    ),
    "plan_statements": _plan_sort(
        "方案任务，时限将到或已过", "tasks of plans that end soon or are late", plan_tasks.STATEMENT
    ),
    "plan_problems": _plan_sort(
        "方案问题，由您解决", "problems of plans for you to solve", plan_tasks.PROBLEM
    ),
    "returned": Sort(
        "被退回的申报，请改正",
        "declarations returned to you",
        "份",
        _declarations(state="returned"),
        "/declarations",
        "declaration",
        "declarations",
        {"state": "returned"},
        CLERKS,
    ),
    "drafts": Sort(
        "没有交的申报草稿",
        "drafts not handed in",
        "份",
        _declarations(state="draft"),
        "/declarations",
        "declaration",
        "declarations",
        {"state": "draft"},
        CLERKS,
    ),
}
