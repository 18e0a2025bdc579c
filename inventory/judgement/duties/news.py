"""News of duties: terms that end soon or are over, told to who sees to them."""

from __future__ import annotations

from datetime import timedelta

from inventory.core import clock
from inventory.core.access import SYSTEM
from inventory.core.database import db
from inventory.core.messages import Sentence
from inventory.judgement.duties import machine, progress
from inventory.judgement.duties.models import Duty, FigureRequest
from inventory.judgement.duties.results import DutyLine
from inventory.judgement.plans import service as plans
from inventory.registry.notifications.emitting import News, emit

SOON = timedelta(days=14)
ENDS = Sentence("即将到期", "ends soon")
OVER = Sentence("已逾期", "is over")


def sweep() -> int:
    """Tell each person of the terms that end within a fortnight, and of those that are over, once
    for each term and month; returns how many were told of."""
    given = Duty.person.is_null(False)
    regions = {region for (region,) in Duty.select(Duty.region).where(given).distinct().tuples()}
    news = [
        _news(region, line)
        for region in sorted(regions)
        for line in progress.lines(SYSTEM, region, progress.ALL)
        if line.person and line.due and line.state in (machine.OPEN, machine.UNDER_WAY)
        if line.due - clock.today() <= SOON
    ]
    news += [_asked(row) for row in _unanswered()]
    with db.atomic():
        emit(news)
    return len(news)


def _news(region: str, line: DutyLine) -> News:
    month = clock.today().strftime("%Y-%m")
    due = line.due.isoformat() if line.due else ""
    told = plans.said(line.statement)
    return News(
        "duty_term",
        {
            "statement": Sentence(told.zh[:60], told.en[:60]),
            "due": due,
            "state": OVER if line.late else ENDS,
        },
        key=f"duty_term:{month}:{region}:{line.statement.id}:{due}:{line.late}"[:160],
        region=region,
        users=(line.person,) if line.person else (),
        subject="duty",
        subject_id=line.id,
    )


def _unanswered() -> list[FigureRequest]:
    near = FigureRequest.due <= clock.today() + SOON
    return list(FigureRequest.select().where((FigureRequest.state == machine.ASKED) & near))


def _asked(row: FigureRequest) -> News:
    month = clock.today().strftime("%Y-%m")
    return News(
        "duty_term",
        {
            "statement": plans.called(row.region, row.indicator),
            "due": row.due.isoformat(),
            "state": OVER if row.due < clock.today() else ENDS,
        },
        key=f"figure_term:{month}:{row.id}:{row.due < clock.today()}",
        region=row.region,
        users=(row.person_id,),
        subject="figure_request",
        subject_id=row.id,
    )
