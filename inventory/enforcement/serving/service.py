"""Serving a document: the only writer of deliveries. The first valid attempt fixes the day.

民事诉讼法 articles 88 to 95 as 行政处罚法 article 61 refers to them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date

from peewee import IntegrityError

from inventory.core import access, clock
from inventory.core.access import Actor, Role
from inventory.core.audit import service as audit
from inventory.core.database import db
from inventory.core.errors import Invalid, NotFound, not_found
from inventory.core.messages import Sentence
from inventory.enforcement import calendar
from inventory.enforcement.agencies import procedure
from inventory.enforcement.cases import moves, news, reading
from inventory.enforcement.cases.documents import Document, document_of
from inventory.enforcement.cases.models import Case
from inventory.enforcement.serving.models import Delivery


@dataclass(frozen=True)
class Way:
    """A way of service with the parts that an attempt needs to be valid."""

    said: Sentence
    needs: tuple[str, ...]
    effective: Callable[[Attempt, int], date | None]


@dataclass(frozen=True)
class Attempt:
    """What the form says; `key` is the form's own, a UUID."""

    document: str
    way: str
    tried_on: date
    key: str
    received_on: date | None = None
    receiver: str = ""
    receiver_duty: str = ""
    place: str = ""
    refusal: str = ""
    witness: str = ""
    tracking_no: str = ""
    consent: bool = False
    published_in: str = ""
    note: str = ""


WAYS: Mapping[str, Way] = {
    "direct": Way(
        Sentence("直接送达", "served in person"),
        ("receiver", "received_on"),
        lambda a, _: a.received_on,
    ),
    "left": Way(
        Sentence("留置送达", "left with a witness"),
        ("refusal", "witness", "place"),
        lambda a, _: a.tried_on,
    ),
    "post": Way(
        Sentence("邮寄送达", "served by post"),
        ("tracking_no", "received_on"),
        lambda a, _: a.received_on,
    ),
    "electronic": Way(
        Sentence("电子送达", "served electronically"),
        ("consent",),
        lambda a, _: a.received_on or a.tried_on,
    ),
    "public": Way(
        Sentence("公告送达", "served by public notice"),
        ("published_in",),
        lambda a, days: calendar.term(a.tried_on, days=days).ends_on,
    ),
}
WORDS = {
    "receiver": "签收人",
    "received_on": "收到日期",
    "refusal": "拒收事由",
    "witness": "见证人",
    "place": "送达地点",
    "tracking_no": "邮件号码",
    "consent": "受送达人签署的电子送达确认书",
    "published_in": "公告载体",
}


@dataclass(frozen=True)
class Need:
    """A part that an attempt needs."""

    name: str
    zh: str


@dataclass(frozen=True)
class WayNeeds:
    """A way of service with the parts that make an attempt valid."""

    way: str
    zh: str
    needs: Sequence[Need]


def ways() -> list[WayNeeds]:
    """Every way of service."""
    return [
        WayNeeds(key, way.said.zh, [Need(name, WORDS[name]) for name in way.needs])
        for key, way in WAYS.items()
    ]


def lacking(attempt: Attempt) -> list[str]:
    """What an attempt lacks to be valid, by the names of its parts."""
    return [name for name in WAYS[attempt.way].needs if not getattr(attempt, name)]


def of_case(actor: Actor, case_id: int) -> list[Delivery]:
    """Every attempt of a case, the first first."""
    case = reading.get(actor, case_id)
    query = Delivery.select().where(Delivery.case == case.id)
    return list(query.order_by(Delivery.id))


def get(actor: Actor, delivery_id: int) -> Delivery:
    found = Delivery.get_or_none(Delivery.id == delivery_id)
    try:
        reading.get(actor, found.case_id if found else 0)
    except NotFound as error:
        raise not_found("送达记录", "delivery") from error
    return found


def record(actor: Actor, case_id: int, attempt: Attempt) -> Delivery:
    """Write an attempt down; the first valid one of the order moves the case."""
    known = _sent_before(actor, attempt)
    if known is not None:
        return known
    try:
        with db.atomic():
            case = reading.lock(actor, case_id)
            kinds = reading.kinds_of([case.id]).get(case.id, set())
            access.require_kinds(actor, case.enterprise.region, kinds)
            return _record(actor, case, attempt)
    except IntegrityError:
        known = _sent_before(actor, attempt)
        if known is None:
            raise
        return known


def confirm(
    actor: Actor, case_id: int, document: str, receiver: str, duty: str, key: str
) -> Delivery:
    """The enterprise confirms receipt on its own page: electronic service with its consent."""
    today = clock.today()
    attempt = Attempt(
        document, "electronic", today, key, today, receiver, duty, consent=True, note="单位在线确认"
    )
    known = _sent_before(actor, attempt)
    if known is not None:
        return known
    with db.atomic():
        return _record(actor, reading.lock(actor, case_id), attempt)


def _sent_before(actor: Actor, attempt: Attempt) -> Delivery | None:
    same = (Delivery.actor == actor.id) & (Delivery.key == attempt.key)
    return None if actor.id is None else Delivery.get_or_none(same)


def _record(actor: Actor, case: Case, attempt: Attempt) -> Delivery:
    document = document_of(actor, case, attempt.document)
    _check(document, attempt)
    days = procedure.value(case.agency, "public_notice_days")
    valid = not lacking(attempt)
    effective = WAYS[attempt.way].effective(attempt, days) if valid else None
    served = effective_on(case.id, document.ref)
    made = Delivery.create(
        case=case,
        valid=valid,
        effective_on=effective,
        actor=actor.id,
        actor_name=actor.name[:200],
        created_at=clock.now(),
        **asdict(attempt),
    )
    if effective and served is None:
        news.served(actor, case, document.said, effective)
    audit.record(
        "delivery.recorded",
        actor,
        subject="delivery",
        subject_id=made.id,
        detail={"document": document.ref, "way": attempt.way, "effective_on": effective},
    )
    if effective and served is None and document.fixes_terms and case.state == "issued":
        given = moves.Given(
            document=document.ref,
            changes={"effective_on": effective},
            detail={"way": attempt.way, "delivery": made.id},
        )
        moves.take(actor, case.id, "serve", given=given)
    return made


def effective_on(case_id: int, document: str) -> date | None:
    """Since when a document counts as served: by the first valid attempt."""
    first = (
        Delivery.select(Delivery.effective_on)
        .where((Delivery.case == case_id) & (Delivery.document == document) & Delivery.valid)
        .order_by(Delivery.id)
        .first()
    )
    return first.effective_on if first else None


def _check(document: Document, attempt: Attempt) -> None:
    if document.status != "issued":
        raise Invalid.of("serving.not_issued", title=document.title)
    for name in ("tried_on", "received_on"):
        day = getattr(attempt, name)
        if day is not None and day > clock.today():
            raise Invalid.of("serving.future", details=[{"field": name, "message": "晚于今天"}])
        if day is not None and document.issued_on and day < document.issued_on:
            raise Invalid.of("serving.too_early", details=[{"field": name, "message": "早于签发"}])


def require_writer(actor: Actor, delivery: Delivery) -> None:
    """Receipts are added by the office of the case, or by the enterprise that confirmed."""
    if actor.role is Role.ENTERPRISE and delivery.actor == actor.id:
        return
    kinds = reading.kinds_of([delivery.case_id]).get(delivery.case_id, set())
    access.require_kinds(actor, delivery.case.enterprise.region, kinds)
