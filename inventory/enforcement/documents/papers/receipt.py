"""送达回证: every attempt to serve a document, and the day on which it took effect."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from inventory.enforcement.documents.form import Band, Field, Item, Pair
from inventory.enforcement.documents.law import load as load_law
from inventory.enforcement.documents.model import Obstacle, chinese_date
from inventory.enforcement.documents.papers import checks, drawing
from inventory.enforcement.documents.papers.base import (
    CasePaper,
    Person,
    Reference,
    Signature,
    day,
    moment,
)
from inventory.enforcement.documents.phrases import clean, sentence

TITLE = "送达回证"
TEMPLATE = "receipt/1"
Way = Literal["direct", "left", "post", "electronic", "public"]
WAYS: dict[Way, str] = {
    "direct": "直接送达",
    "left": "留置送达",
    "post": "邮寄送达",
    "electronic": "电子送达",
    "public": "公告送达",
}
PUBLIC_DAYS = 30  # 民事诉讼法 article 95
# The articles that a way of service rests on, by what it takes.
RULES: dict[Way, tuple[tuple[str, str, str], ...]] = {
    "direct": (("civil", "第八十七条", "受送达人在送达回证上的签收日期为送达日期"),),
    "left": (("civil", "第八十九条", "即视为送达"),),
    "post": (("civil", "第九十一条", "以回执上注明的收件日期为送达日期"),),
    "electronic": (
        ("penalty", "第六十一条", "当事人同意并签订确认书的"),
        ("civil", "第九十条", "以送达信息到达受送达人特定系统的日期为送达日期"),
    ),
    "public": (("civil", "第九十五条", "自发出公告之日起，经过三十日，即视为送达"),),
}


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt.

    Args:
        on: the day; of public notice, when it was published.
        delivered: whether this way was completed (signed for, left, arrived, published).
        received_on: the day that counts (signed, on the postal receipt, arrived in the system);
            blank = `on`.
        receiver: who signed, and in what capacity.
        tracking: number of the parcel, address of the mailbox or of the public notice.
        consent: electronic only: the party signed that it agrees to this way.
        recorded: left only: the delivery was photographed or filmed.
        note: why it failed, why the document was refused.
    """

    way: Way
    on: date
    delivered: bool = False
    received_on: date | None = None
    place: str = ""
    receiver: Person | None = None
    tracking: str = ""
    consent: bool = False
    recorded: bool = False
    witness: Person | None = None
    signature: Signature | None = None
    note: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Receipt(CasePaper):
    """The record of serving one document; `number` stays blank, receipts have none."""

    served: Reference
    place: str = ""
    attempts: tuple[Attempt, ...] = ()
    note: str = ""
    template: str = TEMPLATE


def served_on(attempt: Attempt) -> date | None:
    """The day on which an attempt serves the document; None where it does not.

    Electronic service needs the party's signed consent; a document that is left needs a witness
    or pictures.
    """
    if not attempt.delivered:
        return None
    if attempt.way == "electronic" and not attempt.consent:
        return None
    if attempt.way == "left" and not (attempt.witness or attempt.recorded):
        return None
    if attempt.way == "public":
        return attempt.on + timedelta(days=PUBLIC_DAYS)
    return attempt.received_on or attempt.on


def effective_on(attempts: Sequence[Attempt]) -> date | None:
    """The day from which terms count: the first valid attempt in the order of attempts."""
    return next(filter(None, map(served_on, attempts)), None)


def draw(document: Receipt) -> bytes:
    """The receipt as PDF: filled with the attempts, or blank to be filled by hand."""
    return drawing.form(
        document,
        TITLE,
        [*_head(document), *_attempts(document), *_result(document)],
        note="注：受送达人拒收的，记明拒收事由和日期，由送达人、见证人签名或者盖章。",
    )


def obstacles(document: Receipt) -> tuple[Obstacle, ...]:
    """What keeps the document from counting as served."""
    found = [
        *checks.two_officers(document),
        *(item for attempt in document.attempts for item in _attempt_obstacles(attempt)),
        *checks.drawable(document),
    ]
    if document.attempts and effective_on(document.attempts) is None:
        found.append(
            Obstacle("served", True, "尚无有效的送达", "no attempt has served the document yet")
        )
    return tuple(found)


def _attempt_obstacles(attempt: Attempt) -> Iterator[Obstacle]:
    if not attempt.delivered:
        yield from checks.needed("note", attempt.note, "送达未成的原因", "why it failed")
        return
    if attempt.way == "electronic" and not attempt.consent:
        yield Obstacle(
            "consent",
            True,
            "电子送达须有当事人签订的确认书",
            "electronic service needs the party's signed consent",
        )
    if attempt.way == "left" and not (attempt.witness or attempt.recorded):
        yield Obstacle(
            "witness",
            True,
            "留置送达须有见证人，或者拍照、录像",
            "leaving it needs a witness, or pictures of the delivery",
        )
    if attempt.way == "left":
        yield from checks.needed("refusal", attempt.note, "拒收事由", "why it was refused")
    if attempt.way == "direct":
        yield from checks.needed("receiver", attempt.receiver, "签收人", "who signed for it")
    if attempt.way in ("post", "electronic", "public"):
        yield from checks.needed("tracking", attempt.tracking, "邮件号或者送达地址", "where to")


def _head(document: Receipt) -> Iterator[Item]:
    yield Field("送达文书名称、文号", str(document.served), 12)
    yield Field("受送达人", clean(document.party.name))
    yield Field("送达地点", clean(document.place or document.party.address))


def _attempts(document: Receipt) -> Iterator[Item]:
    if not document.attempts:
        yield from _blank()
        return
    for position, attempt in enumerate(document.attempts, 1):
        several = f"（第{position}次）" if len(document.attempts) > 1 else ""
        yield Band(f"送达情况{several}")
        yield from _attempt(attempt)


def _blank() -> Iterator[Item]:
    by_hand = "　　　　年　　月　　日　　时"
    ways = " ".join(f"□{text}" for text in WAYS.values())
    yield Field("送达方式", ways, 14)
    yield Field("受送达人签名或者盖章", by_hand, 26)
    yield Field("代收人及代收理由", by_hand, 22)
    yield Field("拒收事由和日期", "", 24)
    yield Field("见证人签名", by_hand, 16)


def _attempt(attempt: Attempt) -> Iterator[Item]:
    result = "送达" if served_on(attempt) else "未送达"
    yield Pair(Field("方式", WAYS[attempt.way]), Field("结果", result))
    label = "公告日期" if attempt.way == "public" else "日期"
    yield Field(label, chinese_date(attempt.on))
    if attempt.place:
        yield Field("地点", clean(attempt.place))
    if attempt.tracking:
        labels = {"post": "邮件号", "electronic": "电子地址", "public": "公告载体"}
        yield Field(labels.get(attempt.way, "编号"), clean(attempt.tracking))
    if attempt.way == "electronic":
        yield Field("当事人确认书", "已签订" if attempt.consent else "未签订")
    if attempt.receiver:
        yield Field("签收人", str(attempt.receiver))
    if attempt.signature:
        signed = attempt.signature
        yield Field("签名", f"{clean(signed.name)}\n{moment(signed.signed_at)}", 22, signed.image)
    elif attempt.way == "direct" and attempt.delivered:
        yield Field("签名或者盖章", "", 22)
    if attempt.note:
        label = "拒收事由" if attempt.way == "left" and attempt.delivered else "说明"
        yield Field(label, sentence(clean(attempt.note)))
    if attempt.way == "left":
        seen = str(attempt.witness) if attempt.witness else ""
        filmed = "已拍照、录像" if attempt.recorded else ""
        yield Field("见证", "；".join(filter(None, (seen, filmed))))


def _result(document: Receipt) -> Iterator[Item]:
    names = "、".join(clean(officer.name) for officer in document.officers)
    yield Field("送达人（签名）", f"{names}\n\n{day(None)}", 22)
    valid = next((each for each in document.attempts if served_on(each)), None)
    if valid:
        cite = load_law().cite
        cites = "、".join(str(cite(key, at, "", words)) for key, at, words in RULES[valid.way])
        yield Field("送达日期", f"{day(served_on(valid))}（{WAYS[valid.way]}，{cites}）")
    yield Field("备注", clean(document.note), 12)
