"""`app.py demo`: a fresh database with five regions, four messy ledgers and a fictional county."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from rich.console import Console

import standards
from inventory.app import schedule
from inventory.app.cli import (
    demo_cases,
    demo_intake,
    demo_output,
    demo_plans,
    demo_projects,
    demo_reports,
    demo_waiting,
)
from inventory.app.cli.demo_output import Login
from inventory.app.cli.setup import prepare
from inventory.app.factory import set_up_logging
from inventory.core import clock, database
from inventory.core.access import SYSTEM, Actor, Duty, Role
from inventory.core.database import db
from inventory.core.files import FileStore
from inventory.core.kinds import known_kinds
from inventory.core.settings import ROOT, Settings
from inventory.enforcement import calendar
from inventory.enforcement.agencies import service as agencies
from inventory.enforcement.campaigns import service as campaigns
from inventory.enforcement.cases import moves, opening
from inventory.enforcement.cases import reading as cases
from inventory.enforcement.documents.model import TITLES, Hearing, Kind, Officer
from inventory.enforcement.notices import drafting
from inventory.enforcement.notices import service as notices
from inventory.enforcement.notices.models import Notice
from inventory.enforcement.notices.terms import Terms
from inventory.intake.imports import committing, reporting, staging
from inventory.intake.imports.remembering import Request
from inventory.intake.imports.results import Report
from inventory.judgement.alerts import owning
from inventory.judgement.ledger import listing, writing
from inventory.people.accounts import service as accounts
from inventory.people.accounts import sessions, users
from inventory.people.enterprises import service as enterprises
from inventory.people.enterprises.models import Enterprise
from inventory.people.responsibilities import service as responsibilities
from inventory.registry.equipment import sources
from inventory.registry.equipment.facts import checked
from inventory.registry.equipment.models import Equipment
from inventory.registry.notifications import telling
from inventory.registry.reading.given import GivenFacts
from standards.completing import CELL
from standards.outcomes import STOPPED_STATE

LEDGERS = ROOT / "seeds" / "ledgers"
SAMPLES = {
    "江海区变压器台账.xlsx": "440704",
    "阳城县锅炉登记表.xlsx": "140522",
    "赣县区电梯明细.xlsx": "360704",
    "景德镇市柴油货车.csv": "360200",
}
COUNTY = "440704"
# As the accounts of the two are called, whose certificates these are.
OFFICERS = (
    Officer("江海区监察员甲（演示）", "YS000001"),
    Officer("江海区监察员乙（演示）", "YS000002"),
)


REVIEWS = accounts.Standing((Duty.REVIEW,))


def _certified(number: int) -> accounts.Standing:
    """An officer with the enforcement certificate that the demo's documents name."""
    return accounts.Standing(certificate_no=OFFICERS[number].certificate_no)


def run(settings: Settings, *, serve: bool, port: int | None) -> int:
    """Make the demo under the data folder's `demo`, print what is in it, then serve it."""
    from inventory.app.cli.serving import serve as start

    folder = settings.data_dir / "demo"
    shutil.rmtree(folder, ignore_errors=True)
    demo = replace(settings, data_dir=folder, database_url="")
    console = Console()
    console.print("正在准备演示数据库 / preparing the demo database …")
    prepare(demo)
    with database.connection():
        # A month ago, so that a report lies behind the present and verdicts have changed since.
        with clock.frozen(demo_reports.last_month()):
            reports = [_import(demo, name, region) for name, region in SAMPLES.items()]
            _county(demo)
            schedule.tick(demo)
            demo_reports.keep(demo)
        demo_reports.go_on(demo, COUNTY)
        schedule.tick(demo)
        owner = _worst()
        logins = _logins(owner)
        _responsibilities()
        documents = _documents(demo, owner)
        demo_cases.serve(_person("inspector"), documents[0][0])  # the clerk has one to answer
        _campaign()
        carried = demo_cases.make(_person, _owners(owner))
        demo_projects.make(_person, COUNTY, owner.id)
        demo_plans.make(_person, COUNTY)
        demo_waiting.make(demo, _person, COUNTY, owner.id)
        demo_reports.make(demo, COUNTY)
        demo_intake.make(_person, COUNTY, owner.id)
        telling.tell_all()  # the bells ring from the first page on
        demo_output.tell(console, _person("inspector"), reports, documents, logins, carried)
    if not serve:
        return 0
    # The logins stay in sight: no line for each request below them.
    set_up_logging("WARNING")
    return start(replace(demo, log_level="WARNING"), port=port)


def _import(demo: Settings, name: str, region: str) -> Report:
    request = Request(LEDGERS / name, name, region)
    staged = staging.stage(SYSTEM, request, FileStore(demo.files_dir))
    committing.commit(staged.id, horizon=demo.horizon_days)
    return reporting.report(staged.id)


def _county(demo: Settings) -> None:
    from seeds.county import county

    made = county(region=COUNTY, as_of=clock.today())
    named = [enterprises.Named(item.name, item.uscc, item.region) for item in made.enterprises]
    kinds = known_kinds()
    with db.atomic():
        ids = enterprises.resolve(named)
        for item in made.enterprises:
            key = _known(ids[enterprises.Named(item.name, item.uscc, item.region)])
            enterprises.update(SYSTEM, key, {"address": item.address}, version=1)
        given = GivenFacts(clock.today())
        changes = [
            _change(kinds[item.kind], _known(ids[named[item.enterprise]]), item, given)
            for item in made.devices
        ]
        writing.write(changes, writing.Origin("demo", horizon=demo.horizon_days))


def _change(
    kind: standards.Kind, enterprise: int, device: Any, given: GivenFacts
) -> writing.Change:
    record = sources.completed(kind, checked(kind, device.facts, given), CELL)
    return writing.Change(kind.id, enterprise, device.region, record.facts, sources=record.sources)


def _known(found: int | Exception) -> int:
    if isinstance(found, Exception):
        raise found
    return found


def _documents(demo: Settings, owner: Enterprise) -> list[tuple[Notice, Path]]:
    """What the enterprise needs: a stop order, an order, advice; each to a file."""
    for agency in agencies.of_region(COUNTY):
        agencies.update(SYSTEM, agency.id, _settled(agency.name))
    return [_filed(demo, _issued(owner, kind), kind) for kind in ("stop_order", "order", "advice")]


def _responsibilities() -> None:
    """Who answers for the county, and for the other ledgers; alerts get their officers by it."""
    first, second, admin = (_person(name).id for name in ("inspector", "second", "admin"))
    for region in sorted(set(SAMPLES.values())):
        officer, deputies = (first, [second]) if region == COUNTY else (admin, [])
        row = {"region": region, "kind": "", "officer": officer, "deputies": deputies}
        responsibilities.create(SYSTEM, row)
    owning.give_unowned(responsibilities.table())


def _owners(but: Enterprise) -> Iterator[tuple[Enterprise, tuple[int, ...]]]:
    """Enterprises of the county with devices in use that are to be eliminated."""
    found: dict[int, list[int]] = {}
    filters = listing.Filters(region=COUNTY, verdict="eliminate")
    for device in listing.query(SYSTEM, filters).order_by(Equipment.id):
        if device.enterprise_id != but.id and device.use_state != STOPPED_STATE:
            found.setdefault(device.enterprise_id, []).append(device.id)
    for key, devices in sorted(found.items()):
        yield enterprises.get(SYSTEM, key), tuple(devices)


def _campaign() -> None:
    """A campaign whose enterprises and officers are drawn by lot; its cases are not opened yet."""
    inspector = _person("inspector")
    agency = agencies.of_region(COUNTY)[0]
    today = clock.today()
    begun = campaigns.Begun(
        "淘汰锅炉专项监察（演示）",
        agency.id,
        {"kind": "boiler"},
        today,
        today + timedelta(days=60),
    )
    made = campaigns.begin(inspector, begun)
    campaigns.draw(inspector, made.id, made.version, 5, "demo-2026")


def _settled(name: str) -> dict[str, str]:
    """What a bureau fills in once; all of it is made up and says so."""
    return {
        "court": "江门市江海区人民法院",
        "address": "江海区东海路1号（演示）",
        "phone": "0750-0000000（演示）",
        "competence": f"《{name}职能配置、内设机构和人员编制规定（演示）》第三条",
    }


def _filed(demo: Settings, notice: Notice, kind: Kind) -> tuple[Notice, Path]:
    path = demo.data_dir / f"{TITLES[kind]}.pdf"
    path.write_bytes(notices.pdf(notice))
    return notice, path


def _issued(owner: Enterprise, kind: Kind) -> Notice:
    """Issue a document the way it goes: orders by two officers, a reviewer and a leader."""
    inspector, second, reviewer, leader = (
        _person(name) for name in ("inspector", "second", "reviewer", "leader")
    )
    draft = notices.draft(inspector, owner.id, kind, _terms(kind))
    if kind != "advice":
        case = cases.get(inspector, draft.case_id)
        opening.name_officers(inspector, case.id, case.version, [inspector.id or 0, second.id or 0])
        drafting.edit(inspector, draft.id, draft.version, {})
        moves.take(inspector, case.id, "submit")
        demo_cases.review(reviewer, case.id)
        moves.take(leader, case.id, "approve")
    return notices.issue(inspector, draft.id)


def _terms(kind: Kind) -> Terms:
    today = clock.today()
    return Terms(
        officers=OFFICERS,
        deadline_on=calendar.term(today, days=15).ends_on,
        hearing=Hearing(today - timedelta(days=2)),
        ground="special-inspection-83",
        receipt=kind != "advice",
    )


def _person(name: str) -> Actor:
    return sessions.actor_for(users.find(f"demo-{name}"))


def _worst() -> Enterprise:
    """The enterprise with an eliminated transformer in use, other defects, and the most kinds."""
    filters = listing.Filters(region=COUNTY, kind="transformer", verdict="eliminate")
    stopped = {
        device.enterprise_id
        for device in listing.query(SYSTEM, filters)
        if device.use_state == "在用"
    }
    kinds: dict[int, set[str]] = {}
    for verdict in ("eliminate", "rectify"):
        for device in listing.query(SYSTEM, listing.Filters(region=COUNTY, verdict=verdict)):
            kinds.setdefault(device.enterprise_id, set()).add(device.kind)
    ranked = sorted(stopped, key=lambda key: (-len(kinds[key] & {"boiler", "elevator"}), key))
    return enterprises.get(SYSTEM, ranked[0])


def _logins(enterprise: Enterprise) -> list[Login]:
    made = []
    for username, role, region, owner, name, standing, what in (
        ("admin", Role.ADMIN, [], None, "管理员", None, "看昨夜的定时任务、通知渠道、法规库"),
        (
            "inspector",
            Role.INSPECTOR,
            [COUNTY],
            None,
            "江海区监察员甲",
            _certified(0),
            "打开一台应淘汰的，点“为什么？”",
        ),
        (
            "second",
            Role.INSPECTOR,
            [COUNTY],
            None,
            "江海区监察员乙",
            _certified(1),
            "办分给自己的五条方案任务",
        ),
        (
            "reviewer",
            Role.INSPECTOR,
            [COUNTY],
            None,
            "江海区法制审核员",
            REVIEWS,
            "待审核的一件，退回其中一段",
        ),
        (
            "leader",
            Role.LEADER,
            [COUNTY],
            None,
            "江海区局领导",
            None,
            "签发一件，点开任意一个数字",
        ),
        ("auditor", Role.AUDITOR, [], None, "审计", None, "核对操作记录，什么都改不了"),
        (
            "clerk",
            Role.ENTERPRISE,
            [],
            enterprise.id,
            f"企业：{enterprise.name}",
            None,
            "用手机确认收到、逐台答复",
        ),
    ):
        password = secrets.token_urlsafe(9)
        accounts.create_user(
            f"demo-{username}", f"{name}（演示）", password, role, region, owner, standing=standing
        )
        called = "企业经办人" if owner else name
        made.append(Login(f"demo-{username}", password, f"{called}：{what}"))
    return made
