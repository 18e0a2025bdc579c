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
from inventory.core.messages import Sentence, sentence
from inventory.core.regions import service as regions
from inventory.desk.reports import frames, goals, snapshots, wording
from inventory.desk.reports.content import Content, Sums
from inventory.desk.reports.measures import CASES, DEVICES, MEASURES, RECTIFYING
from inventory.desk.reports.periods import Kind, Period
from inventory.desk.reports.summing import Held, Names, keyed, tables
from inventory.desk.reports.wording import Told
from inventory.enforcement.agencies.models import Agency
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
    note: Sentence


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
    notes, number = _notes(stock, running), _number(period)
    content = Content(
        kind=kind.id,
        title=_titled(kind.title, period),
        region=region,
        region_name=place.full_name,
        period=period.name,
        begin=period.begin.isoformat(),
        end=period.end.isoformat(),
        agency=agency.name,
        addressee=kind.addressee,
        number=number.zh,
        as_of=stock.as_of.isoformat(),
        held=stock.note.zh,
        library=current.load().version,
        records=None if stock.frame is None else stock.frame.height,
        total=total,
        tables=sums,
        goals=found,
        investment=told.investment.zh,
        parts=wording.parts(kind.parts, told),
        notes=[it.zh for it in notes],
        title_en=_titled(kind.title_en, period),
        number_en=number.en,
        notes_en=[it.en for it in notes],
    )
    devices = None if stock.frame is None else keyed(stock.frame, names)
    return Built(content, devices, keyed(_lists(dated), names))


def _stock(files: FileStore, region: str, period: Period) -> _Stock:
    """From the month's snapshot; of a period that still runs, the ledger as it stands."""
    kept = snapshots.at_end(period.end)
    if kept is not None and period.end == _month_end(period.end):
        frame = frames.inside(frames.of_bytes(files.get(kept.sha256)), region)
        taken = kept.taken_at.astimezone(clock.SHANGHAI).date()
        note = sentence("report.held_snapshot", day=wording.day(taken), month=kept.month)
        return _Stock(frame, period.end, note)
    if period.end >= clock.today():
        note = sentence("report.held_running", day=wording.day(clock.today()))
        return _Stock(frames.devices(region), clock.today(), note)
    return _Stock(None, period.end, Sentence("", ""))


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


def _late(cases: pl.DataFrame, period: Period) -> list[Sentence]:
    """The late cases in words, the longest late first."""
    late = cases.filter(MEASURES["late"].counts(period)).sort("deadline", "id").head(LATE_NAMED)
    owners = dict(
        Enterprise.select(Enterprise.id, Enterprise.name)
        .where(Enterprise.id.in_(late["enterprise"].to_list()))
        .tuples()
    )
    return [
        sentence(
            "report.late_case",
            owner=owners[row["enterprise"]],
            case=row["id"],
            day=wording.day(row["deadline"]),
            days=(period.end - row["deadline"]).days,
        )
        for row in late.iter_rows(named=True)
    ]


def _titled(title: str, period: Period) -> str:
    begin = period.begin
    return title.format(year=begin.year, month=begin.month, quarter=period.quarter)


def _number(period: Period) -> Sentence:
    """The issue within its year."""
    year = period.begin.year
    issue = {"monthly": period.begin.month, "quarterly": period.quarter}.get(period.cadence)
    if not issue:
        return sentence("report.year", year=year)
    return sentence("report.issue", year=year, issue=issue)


def _notes(stock: _Stock, period: Period) -> list[Sentence]:
    begin, end = wording.day(period.begin), wording.day(period.end)
    return [
        *([Sentence(f"{stock.note.zh}。", f"{stock.note.en}.")] if stock.note.zh else []),
        sentence("report_notes.period", begin=begin, end=end),
        *(sentence(f"report_notes.{name}") for name in ("terms", "rate", "sums")),
    ]


def _lists(dated: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    marked = [frame.with_columns(frame=pl.lit(name)) for name, frame in dated.items()]
    return pl.concat(marked, how="diagonal")
