"""Making the content of a report from what is held; reads the database and writes nothing."""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

import polars as pl

from inventory.core import clock
from inventory.core.files import FileStore
from inventory.core.kinds import known_kinds
from inventory.core.regions import service as regions
from inventory.desk.reports import frames, goals, snapshots, wording
from inventory.desk.reports.content import Content, Sums
from inventory.desk.reports.measures import CASES, DEVICES, MEASURES, RECTIFYING
from inventory.desk.reports.periods import Kind, Period
from inventory.desk.reports.summing import Held, Names, keyed, tables
from inventory.desk.reports.wording import Told
from inventory.enforcement.agencies.models import Agency
from inventory.enforcement.documents.model import chinese_date
from inventory.judgement.library import current
from inventory.people.enterprises.models import Enterprise

LATE_NAMED = 10  # late cases that a report to the leader names


@dataclass(frozen=True)
class Built:
    """A report and the lists behind its numbers; `devices` is None where they are not held."""

    content: Content
    devices: pl.DataFrame | None
    cases: pl.DataFrame


@dataclass(frozen=True)
class _Stock:
    """The devices at the end of a period: the day they are of, and what to say of them."""

    frame: pl.DataFrame | None
    as_of: date
    note: str


def build(files: FileStore, kind: Kind, region: str, agency: Agency, period: Period) -> Built:
    """The report of a region for a period."""
    today = clock.today()
    running = replace(period, end=min(period.end, today))
    stock = _stock(files, region, running)
    names = Names({item.code: item.name for item in regions.children(region)}, known_kinds())
    dated = {CASES: frames.cases(region), RECTIFYING: frames.rectifying(region)}
    now = Held(running, {DEVICES: stock.frame, **dated})
    past = [_past(files, region, one, dated) for one in (period.before(), period.year_before())]
    total, sums = tables(now, past[0], past[1], names)
    found = goals.of_region(region, running.end)
    told = Told(
        total,
        _by_region(sums),
        found,
        goals.investment(found),
        stock.as_of,
        stock.frame is not None,
        _late(dated[CASES], running),
    )
    place = regions.get(region)
    content = Content(
        kind=kind.id,
        title=_titled(kind, period),
        region=region,
        region_name=place.full_name,
        period=period.name,
        begin=period.begin.isoformat(),
        end=period.end.isoformat(),
        agency=agency.name,
        addressee=kind.addressee,
        number=_number(period),
        as_of=stock.as_of.isoformat(),
        held=stock.note,
        library=current.load().version,
        records=None if stock.frame is None else stock.frame.height,
        total=total,
        tables=sums,
        goals=found,
        investment=told.investment,
        parts=wording.parts(kind.parts, told),
        notes=_notes(stock, running),
    )
    devices = None if stock.frame is None else keyed(stock.frame, names)
    return Built(content, devices, keyed(_lists(dated), names))


def _stock(files: FileStore, region: str, period: Period) -> _Stock:
    """From the month's snapshot; of a period that still runs, the ledger as it stands."""
    kept = snapshots.at_end(period.end)
    if kept is not None and period.end == _month_end(period.end):
        frame = frames.inside(frames.of_bytes(files.get(kept.sha256)), region)
        taken = kept.taken_at.astimezone(clock.SHANGHAI).date()
        note = f"设备数取自{chinese_date(taken)}留存的{kept.month}月末台账"
        return _Stock(frame, period.end, note)
    if period.end >= clock.today():
        note = f"设备数取自{chinese_date(clock.today())}的台账，本期尚未结束"
        return _Stock(frames.devices(region), clock.today(), note)
    return _Stock(None, period.end, "")


def _month_end(day: date) -> date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def _past(files: FileStore, region: str, period: Period, dated: Mapping[str, pl.DataFrame]) -> Held:
    """An earlier period: devices only from a snapshot, cases only since there are any."""
    kept = snapshots.at_end(period.end)
    devices = None
    if kept is not None:
        devices = frames.inside(frames.of_bytes(files.get(kept.sha256)), region)
    first = dated[CASES]["opened"].min()
    known = isinstance(first, date) and first <= period.end
    return Held(period, {DEVICES: devices, **{key: dated[key] if known else None for key in dated}})


def _by_region(sums: list[Sums]) -> Sums:
    return next(table for table in sums if table.id == "region")


def _late(cases: pl.DataFrame, period: Period) -> list[str]:
    """The late cases in words, the longest late first."""
    late = cases.filter(MEASURES["late"].counts(period)).sort("deadline", "id").head(LATE_NAMED)
    owners = dict(
        Enterprise.select(Enterprise.id, Enterprise.name)
        .where(Enterprise.id.in_(late["enterprise"].to_list()))
        .tuples()
    )
    return [
        f"{owners[row['enterprise']]}（案件{row['id']}号）：期限{chinese_date(row['deadline'])}，"
        f"已逾期{(period.end - row['deadline']).days}天。"
        for row in late.iter_rows(named=True)
    ]


def _titled(kind: Kind, period: Period) -> str:
    begin = period.begin
    return kind.title.format(year=begin.year, month=begin.month, quarter=period.quarter)


def _number(period: Period) -> str:
    """The issue within its year."""
    year = period.begin.year
    issue = {"monthly": period.begin.month, "quarterly": period.quarter}.get(period.cadence)
    return f"{year}年第{issue}期" if issue else f"{year}年"


def _notes(stock: _Stock, period: Period) -> list[str]:
    return [
        *([f"{stock.note}。"] if stock.note else []),
        f"统计期：{chinese_date(period.begin)}至{chinese_date(period.end)}。"
        "设备按台计，一条记录代表多台的按台数相加。",
        "需处理：判定为应淘汰、应整改、应评估的设备。将到期：期末起至下一期末有事项到期。"
        "已逾期：最近的事项已过期限。",
        "整改率：已签发整改文书、期限已到或提前完成的案件设备中，已整改的占比；撤销、撤案的不计。",
        "各表逐行相加等于合计；未分到镇街的单列。“未留存”表示当时没有留下数据，不作推算。",
    ]


def _lists(dated: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    marked = [frame.with_columns(frame=pl.lit(name)) for name, frame in dated.items()]
    return pl.concat(marked, how="diagonal")
