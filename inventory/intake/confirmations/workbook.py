"""The list of a year as a workbook."""

from __future__ import annotations

from collections.abc import Sequence

from inventory.core import clock
from inventory.core.access import Actor
from inventory.core.audit import service as audit
from inventory.core.sheets import Sheet, book
from inventory.intake.confirmations import listing
from inventory.intake.confirmations.listing import STATES, Standing, Wanted

MOST = 20_000
HEADINGS = (
    ("企业", 34),
    ("所在地", 20),
    ("状态", 16),
    ("在用设备（台账记录）", 12),
    ("本年已确认", 12),
    ("最近确认日期", 13),
    ("通知日期", 13),
    ("截止日期", 13),
    ("提醒次数", 10),
    ("最近提醒日期", 13),
    ("企业账号", 10),
    ("联系人", 12),
    ("联系电话", 18),
)


def export(actor: Actor, wanted: Wanted) -> bytes:
    """The chosen enterprises as .xlsx."""
    found = listing.told(list(listing.select(actor, wanted).limit(MOST).dicts()))
    audit.record(
        "confirmation.exported", actor, detail={"year": wanted.year, "enterprises": len(found)}
    )
    title = f"{wanted.year}年度设备确认情况（{clock.today().isoformat()}）"
    return book([Sheet("年度确认", title, HEADINGS, [_row(it) for it in found])])


def _row(it: Standing) -> Sequence[str]:
    days = (it.asked_at, it.reminded_at)
    asked, reminded = (
        at.astimezone(clock.SHANGHAI).date().isoformat() if at else "" for at in days
    )
    return (
        it.name,
        it.region_name,
        STATES[it.state],
        str(it.devices),
        str(it.confirmed),
        it.last.isoformat() if it.last else "",
        asked,
        it.due.isoformat() if it.due else "",
        str(it.reminders),
        reminded,
        str(it.accounts) if it.accounts else "无",
        it.contact,
        it.phone,
    )
