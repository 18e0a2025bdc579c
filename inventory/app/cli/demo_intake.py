"""The demo's yearly confirmation in all its states, a survey half done, and a diagnosis."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from inventory.core import clock
from inventory.core.access import Actor, Role
from inventory.intake.confirmations import asking, listing
from inventory.intake.confirmations.listing import Standing, Wanted
from inventory.intake.confirmations.models import ConfirmationRequest
from inventory.intake.declarations import drafting
from inventory.intake.declarations import service as declarations
from inventory.intake.declarations.service import Signature
from inventory.intake.diagnoses import service as diagnoses
from inventory.intake.diagnoses.service import Found, Given
from inventory.intake.surveys import listing as surveys
from inventory.intake.surveys import recording, rounds
from inventory.intake.surveys.recording import Line, Result
from inventory.judgement.duties import progress as duties
from inventory.judgement.projects import listing as projects
from inventory.registry.equipment.models import Equipment

FEN = 100
# Weeks since the enterprises were asked: the devices of the demo were there before.
ASKED_AGO = timedelta(days=65)
EACH = 3  # enterprises in each state


def make(person: Callable[[str], Actor], region: str, clerk_of: int) -> None:
    """What the enterprises of the county send in, or fail to."""
    inspector = person("inspector")
    _confirmations(inspector, region, clerk_of)
    _survey(inspector, region)
    _diagnosis(inspector, region)


def _in_days(days: int) -> date:
    return clock.today() + timedelta(days=days)


def _confirmations(inspector: Actor, region: str, clerk_of: int) -> None:
    """Three enterprises each that have confirmed, handed in, been reminded, asked, or are late."""
    year = clock.today().year
    begun = clock.now() - ASKED_AGO
    Equipment.update(created_at=begun - timedelta(days=1)).where(
        Equipment.created_at > begun
    ).execute()
    found = listing.told(list(listing.select(inspector, Wanted(year, region)).dicts()))
    others = sorted((it for it in found if it.id != clerk_of), key=lambda it: it.devices)
    states = [others[at : at + EACH] for at in range(0, 6 * EACH, EACH)]
    confirmed, submitted, reminded, late, left_out, _asked = states
    for it in (*confirmed, *submitted):
        _declare(inspector if it in confirmed else None, it)
    with clock.frozen(begun):
        asking.ask(year, _in_days(90))
    _due(year, [it.id for it in late], _in_days(-5))
    _due(year, [*(it.id for it in reminded), clerk_of], _in_days(9))
    asking.remind(inspector, Wanted(year, enterprises=[it.id for it in reminded]))
    ids = [it.id for it in left_out]
    ConfirmationRequest.delete().where(ConfirmationRequest.enterprise.in_(ids)).execute()


def _due(year: int, ids: list[int], day: date) -> None:
    mine = (ConfirmationRequest.year == year) & ConfirmationRequest.enterprise.in_(ids)
    ConfirmationRequest.update(due=day).where(mine).execute()


def _declare(accepting: Actor | None, it: Standing) -> None:
    """The enterprise confirms all its devices; an officer accepts it, or has still to."""
    clerk = Actor(None, "企业经办人（演示）", Role.ENTERPRISE, enterprise=it.id)
    made = drafting.create(clerk)
    whole = drafting.confirm_rest(clerk, made.id)
    signed = Signature("负责人（演示）", "设备主管", "0750-0000001", True)
    handed_in = declarations.submit(clerk, made.id, whole.version, signed)
    if accepting is not None:
        declarations.accept(accepting, made.id, handed_in.version)


def _survey(inspector: Actor, region: str) -> None:
    """A round of boilers for a statement of the plan: three visited, one not found."""
    lines = duties.lines(inspector, region)
    served = next(one for one in lines if one.statement.handling == "duty")
    begun = rounds.Begun(
        "锅炉和变压器摸排（演示）",
        region,
        _in_days(-20),
        _in_days(25),
        ("boiler", "transformer"),
        served.statement.id,
        "核对铭牌和使用状态，发现台账外设备的一并登记",
    )
    made = rounds.begin(inspector, begun)
    rows = surveys.entries(inspector, made.id, surveys.Wanted()).items
    for at, row in enumerate(rows[:3]):
        devices = list(recording.devices(recording.get(inspector, row.id)))
        lost = devices[:1] if at else []
        told = [Line("agree", device.id) for device in devices[len(lost) :]]
        told += [Line("missing", device.id, text="已拆除，企业未申报") for device in lost]
        if at == 1:
            told.append(Line("new", kind="boiler", text="锅炉房东侧 1 台 2t/h 燃气锅炉，无登记"))
        seen = Result("done", _in_days(-3 - at), "监察员甲、监察员乙（演示）", "", told)
        recording.record(inspector, row.id, row.version, seen)
    for row in rows[3:4]:
        gone = Result("unreachable", _in_days(-2), "监察员甲（演示）", "厂房已搬空，电话停机")
        recording.record(inspector, row.id, row.version, gone)


def _diagnosis(inspector: Actor, region: str) -> None:
    """A diagnosis that became a renewal project, and one that has not."""
    found = projects.page(inspector, projects.Filters(region=region)).items
    for at, project in enumerate(found[:2]):
        pairs = projects.detail(inspector, project.id).pairs
        findings = [
            Found(
                "空载损耗高，能效未达准入水平",
                pairs[0].old.id if pairs else None,
                "更换为一级能效变压器",
                4_200,
                86_000 * FEN,
            ),
            Found("空压站管网泄漏，加载率偏低", None, "检漏并加装变频", 6_800, 32_000 * FEN),
        ]
        given = Given(
            "示例节能诊断服务公司（演示）",
            _in_days(-60 - at),
            "供配电、空压、锅炉系统",
            "年节能潜力约占综合能耗的 6%",
            None if at else project.id,
            findings,
        )
        diagnoses.record(inspector, project.enterprise_id, given)
