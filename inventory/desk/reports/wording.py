"""The sentences of a report in both languages, made of its numbers alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from inventory.core.messages import Sentence, joined, sentence
from inventory.desk.reports import goals
from inventory.desk.reports.content import Goal, Part, Row, Sums
from inventory.desk.reports.summing import NONE
from inventory.enforcement.documents.model import chinese_date

NAMED = 3  # townships that a sentence names


@dataclass(frozen=True)
class Told:
    """What the sentences are made of."""

    total: Row
    regions: Sums
    goals: Sequence[Goal]
    investment: Sentence
    as_of: date
    held: bool
    late: Sequence[Sentence]  # late cases in words, the longest late first


def parts(wanted: Sequence[str], told: Told) -> list[Part]:
    """The sections of a report in their order; one without anything to say is left out."""
    made = [(name, PARTS[name](told)) for name in wanted]
    return [_part(name, said) for name, said in made if said]


def _part(name: str, said: Sequence[Sentence]) -> Part:
    heading = sentence(f"report_parts.{name}")
    return Part(heading.zh, [it.zh for it in said], heading.en, [it.en for it in said])


def day(on: date) -> Sentence:
    """A day as each language writes it."""
    return Sentence(chinese_date(on), on.isoformat())


def percent(rate: float | None) -> str:
    """A share in percent, a dash where there is none."""
    return "—" if rate is None else f"{rate * 100:.1f}%"


def _devices(told: Told) -> list[Sentence]:
    if not told.held:
        return [sentence("report.stock_not_held")]
    now = told.total.now
    changes = (_change(told.total, moment) for moment in ("before", "year_before"))
    return [
        sentence("report.stock", day=day(told.as_of), **now),
        joined((sentence("report.flow", **now), *changes), "", " "),
    ]


def _change(row: Row, moment: str) -> Sentence:
    then, now = getattr(row, moment), row.now
    since = sentence(f"report.since_{moment}")
    if then["total"] is None:
        return sentence("report.change_not_held", since=since)
    changes = {key: _difference(now[key] - then[key]) for key in ("total", "to_act", "overdue")}
    return sentence("report.change", since=since, **changes)


def _difference(count: int) -> Sentence:
    if not count:
        return sentence("report.same")
    return sentence("report.more" if count > 0 else "report.fewer", count=abs(count))


def _cases(told: Told) -> list[Sentence]:
    now, before = told.total.now, told.total.before["opened"]
    last = "" if before is None else sentence("report.opened_before", count=before)
    rate = told.total.rate
    return [
        sentence("report.cases", last=last, **now),
        sentence("report.nothing_asked")
        if rate is None
        else sentence(
            "report.rate", asked=now["asked"], settled=now["settled"], rate=percent(rate)
        ),
    ]


def _places(told: Told) -> list[Sentence]:
    rows = [row for row in told.regions.rows if row.key != NONE]
    ranked = sorted((row for row in rows if row.rate is not None), key=lambda row: row.rank or 0)
    said = []
    # Where nothing is rectified nobody is ahead.
    ahead = [row for row in ranked[:NAMED] if row.rate]
    behind = ranked[len(ahead) :][-NAMED:]
    if ahead:
        said.append(sentence("report.ahead", places=_named(ahead)))
    if behind:
        said.append(sentence("report.behind", places=_named(behind)))
    most = sorted(rows, key=lambda row: -(row.now["overdue"] or 0))[:NAMED]
    late = [
        sentence("report.place_overdue", place=_place(row), count=row.now["overdue"])
        for row in most
        if row.now["overdue"]
    ]
    if told.held and late:
        said.append(sentence("report.many_overdue", places=joined(late)))
    rest = next((row for row in told.regions.rows if row.key == NONE), None)
    if rest is not None and rest.now["total"]:
        said.append(sentence("report.without_place", count=rest.now["total"]))
    return said


def _place(row: Row) -> Sentence:
    return Sentence(row.name, row.name_en)


def _named(rows: Sequence[Row]) -> Sentence:
    rates = [percent(row.rate) for row in rows]
    return joined(
        Sentence(f"{row.name}（{rate}）", f"{row.name_en} ({rate})")
        for row, rate in zip(rows, rates, strict=True)
    )


def _targets(told: Told) -> list[Sentence]:
    if not told.goals:
        return []
    counts = Counter(goal.light for goal in told.goals)
    lights = joined(
        (
            sentence("report.light", light=Sentence(*words), count=counts[key])
            for key, words in goals.LIGHTS.items()
        ),
        "，",
    )
    late = [goal.said for goal in told.goals if goal.light == goals.LATE]
    return [
        sentence("report.targets", count=len(told.goals), lights=lights),
        *([sentence("report.late_targets", names=joined(late))] if late else []),
        sentence(
            "report.investment",
            told=told.investment if told.investment.zh else sentence("report.not_held"),
        ),
    ]


def _late(told: Told) -> list[Sentence]:
    now = told.total.now
    first = sentence("report.late_and_overdue" if told.held else "report.late", **now)
    lines = (joined((f"{number}", line), "．", ". ") for number, line in enumerate(told.late, 1))
    return [first, *lines]


PARTS: Mapping[str, Callable[[Told], list[Sentence]]] = {
    "devices": _devices,
    "cases": _cases,
    "places": _places,
    "targets": _targets,
    "late": _late,
}
