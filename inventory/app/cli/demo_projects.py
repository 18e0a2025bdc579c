"""The demo's renewal projects: one in each of the states that a bureau sees most."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta

from inventory.core import clock
from inventory.core.access import Actor
from inventory.core.paging import Slice
from inventory.judgement.ledger import listing as ledger
from inventory.judgement.potential import listing as potential
from inventory.judgement.potential.listing import DeviceFilters
from inventory.judgement.potential.reading import Section
from inventory.judgement.projects import listing, service, summing
from inventory.judgement.projects.service import Begun, Measured, Move
from inventory.registry.disposals import service as disposals
from inventory.registry.disposals.service import Given

YUAN = 100
WAN = 10_000 * YUAN
# The moves after which each project stands, and its money of this year: planned, spent.
PROJECTS = (
    ("配电变压器更新（演示）", (), 86, 0),
    ("老旧变压器与锅炉更新（演示）", ("approve", "begin"), 320, 145),
    ("供配电系统节能改造（演示）", ("approve", "begin", "accept"), 210, 205),
)


def make(person: Callable[[str], Actor], region: str, clerk_of: int) -> None:
    """Three projects of other enterprises, one proposed by the clerk, and the base of 2023."""
    inspector = person("inspector")
    owners = [key for key in _owners(inspector, region) if key != clerk_of]
    for owner, (name, moves, planned, spent) in zip(owners, PROJECTS, strict=False):
        _project(inspector, owner, name, moves, (planned * WAN, spent * WAN))
    proposed = service.begin(
        person("clerk"), Begun("企业申报：能效提升（演示）", contents="更新能效未达准入水平的设备")
    )
    _devices(person("clerk"), proposed.id, clerk_of)
    _disposal(inspector, region)
    base = summing.GivenBase(region, 230 * WAN, "区统计局2023年设备工器具购置投资（演示数字）")
    summing.set_base(inspector, base)


def _owners(actor: Actor, region: str) -> Sequence[int]:
    """Enterprises whose transformers would save, the most carbon first."""
    part = Section(kind="transformer", region=region)
    page = potential.page(actor, part, DeviceFilters("saving"), Slice(size=200))
    return list(dict.fromkeys(item.enterprise_id for item in page.items))


def _devices(actor: Actor, project: int, owner: int) -> None:
    found = ledger.page(actor, ledger.Filters(enterprise=owner, verdict="eliminate"), size=3)
    if not found.items:
        found = ledger.page(actor, ledger.Filters(enterprise=owner), size=3)
    service.add_devices(actor, project, 1, [item.id for item in found.items])


def _project(
    actor: Actor, owner: int, name: str, moves: Sequence[str], money: tuple[int, int]
) -> None:
    today = clock.today()
    given = Begun(
        name,
        owner,
        "拆除能效未达准入水平的设备，更换为节能水平以上的设备",
        planned_from=today - timedelta(days=120),
        planned_to=today + timedelta(days=200),
    )
    key = service.begin(actor, given).id
    _devices(actor, key, owner)
    planned, spent = money
    rows = [
        {"year": today.year, "source": "own", "planned_fen": planned, "spent_fen": spent},
        {"year": today.year + 1, "source": "central", "planned_fen": planned // 2, "spent_fen": 0},
    ]
    service.invest(actor, key, 2, rows)
    for step in moves:
        days = {"begin": 90, "accept": 20}.get(step, 0)
        on = today - timedelta(days=days)
        service.move(actor, key, Move(step, listing.detail(actor, key).version, on))
    if "accept" in moves:
        measured = Measured(18_500, today - timedelta(days=20), today, "节能量审核报告（演示）")
        service.measure(actor, key, listing.detail(actor, key).version, measured)


def _disposal(actor: Actor, region: str) -> None:
    """A scrapped device of the county with its certificate."""
    found = ledger.page(actor, ledger.Filters(region=region, use_state="报废"), size=1).items
    for device in found:
        on = clock.today() - timedelta(days=40)
        given = Given("dismantled", on, "BF-2026-0001（演示）", on, "江海再生资源回收公司（演示）")
        disposals.record(actor, device.id, given)
