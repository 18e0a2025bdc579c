"""What an official document says, as plain data. No database, no page, no wall clock."""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Literal

from inventory.enforcement.documents.codec import said_of

Kind = Literal["order", "stop_order", "advice"]

TITLES: dict[Kind, str] = {
    "order": "责令限期整改通知书",
    "stop_order": "责令停止使用通知书",
    "advice": "节能监察建议书",
}
TITLES_EN: dict[Kind, str] = {
    "order": "Order to rectify",
    "stop_order": "Order to stop the use",
    "advice": "Energy-saving advice",
}

# What an agency has not filled in yet: printed in drafts, and no order is issued with it.
PLACEHOLDER = "（待填写：本机关“三定”规定等确定职权的文件名称、文号和条款）"

OTHER_ADVICE = "监督检查建议书"

# RULEBOOK 1: the outcomes that may enter an order.
ORDER_OUTCOMES = frozenset({"eliminate", "rectify", "reassess"})


class NoticeError(ValueError):
    """A document that cannot be drawn up from these contents."""

    def __init__(self, message: str, message_en: str) -> None:
        super().__init__(f"{message} ({message_en})")
        self.message = message
        self.message_en = message_en


@dataclass(frozen=True, slots=True)
class Agency:
    """The issuing authority.

    Args:
        name: full name, as on the seal.
        code_word: 机关代字, the part of the number before the year.
        department: the office that handles the case.
        competences: departments of `law/grounds.toml` whose powers the agency has; what belongs
            to any other is handed over.
        review_body, court: where the party may apply for review or sue.
        competence: what makes it the department in charge here, as an order says it.
        red_head: print the red head (it belongs to 公文; whether to enforcement papers, the
            agency decides).
    """

    name: str
    code_word: str
    department: str = ""
    address: str = ""
    phone: str = ""
    red_head: bool = False
    competences: tuple[str, ...] = ("energy",)
    review_body: str = ""
    court: str = ""
    competence: str = ""


@dataclass(frozen=True, slots=True)
class Party:
    """The enterprise; `key_energy_user` = 重点用能单位 (节约能源法 articles 54 and 83 apply)."""

    name: str
    uscc: str = ""
    address: str = ""
    contact: str = ""
    key_energy_user: bool = False


@dataclass(frozen=True, slots=True)
class Measure:
    """One measured quantity against its limit, as printed."""

    label: str
    measured: str
    limit: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class NoticeFinding:
    """One finding (RULEBOOK 1).

    Args:
        rule, outcome, document, clause, due: as in the finding; `document` may carry its title.
        outcome_zh: the outcome in Chinese.
        message: the Chinese sentence of the finding.
        measures: measured values and limits, see `measures_of`.
        presumed: such a finding never enters an order.
        ground: id in `law/grounds.toml`, where the law leaves the officer a choice.
        admission: why a finding that calls for an order stands in an advice (standards.orders).
    """

    rule: str
    outcome: str
    outcome_zh: str
    document: str = ""
    clause: str = ""
    message: str = ""
    measures: tuple[Measure, ...] = ()
    due: date | None = None
    presumed: bool = False
    ground: str | None = None
    admission: str = ""


@dataclass(frozen=True, slots=True)
class NoticeDevice:
    """One device with the findings that the document states.

    Args:
        counter: the measure word (台; 辆 for vehicles).
        quantity: like devices that the record stands for; None for one.
        serial_label, registration_label: what the two numbers are called; 车辆识别代号 and 号牌号码
            for vehicles.
        use_state: as the ledger has it (在用 …); blank = not on record.
    """

    name: str
    kind_zh: str = ""
    model: str = ""
    serial_no: str = ""
    registration_no: str = ""
    location: str = ""
    findings: tuple[NoticeFinding, ...] = ()
    counter: str = "台"
    serial_label: str = "出厂编号"
    registration_label: str = "登记编号"
    use_state: str = ""
    quantity: int | None = None

    @property
    def number(self) -> int:
        """How many devices these are."""
        return self.quantity or 1


@dataclass(frozen=True, slots=True)
class Officer:
    """An officer and the number of the enforcement certificate."""

    name: str
    certificate_no: str


@dataclass(frozen=True, slots=True)
class Hearing:
    """Record that the party was heard before the order (行政处罚法 article 45).

    Args:
        held_on: the day on which the opinion was taken.
        opinion: what the party said; blank = it made no statement.
        reply: what the agency found on reviewing it.
    """

    held_on: date
    opinion: str = ""
    reply: str = ""


@dataclass(frozen=True, slots=True)
class NoticeDocument:
    """An order (责令限期整改通知书, 责令停止使用通知书) or an advice (节能监察建议书); a draft
    without `number`.

    Args:
        devices: in the order of the annex; devices without findings are left out.
        inspected_on: day of the visit; None = the ledger was checked at the desk.
        deadline_on: end of the term for rectification (order) or for a reply (advice).
        not_heard_reason: why the party was not heard before the order, where it was not.
        free_text: further paragraphs, one a line.
        facts_text, demands_text: paragraphs of the officer's own, one a line, at the end of what
            was found and of what is demanded (or suggested).
        receipt: add the record of service (送达回证) as the last page.
        copies: offices that get a copy (抄送).
        link: where its page is; the QR code leads there. No part of the digest.
        template: the version of the form that it was drawn up with.
    """

    kind: Kind
    agency: Agency
    enterprise: Party
    devices: tuple[NoticeDevice, ...]
    number: str | None = None
    officers: tuple[Officer, ...] = ()
    issued_on: date | None = None
    deadline_on: date | None = None
    inspected_on: date | None = None
    hearing: Hearing | None = None
    not_heard_reason: str = ""
    free_text: str = ""
    receipt: bool = False
    facts_text: str = ""
    demands_text: str = ""
    copies: tuple[str, ...] = ()
    link: str = ""
    template: str = ""

    @property
    def orders(self) -> bool:
        """Whether the document is an order, and not an advice."""
        return self.kind != "advice"

    @property
    def title(self) -> str:
        """An advice carries the name of energy supervision only where that is the agency's."""
        if self.kind == "advice" and "energy" not in self.agency.competences:
            return OTHER_ADVICE
        return TITLES[self.kind]


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Something that an officer should settle before signing; `blocking` forbids issuing."""

    code: str
    blocking: bool
    message: str
    message_en: str


@dataclass(frozen=True, slots=True)
class Section:
    """A first-level section: heading without its number, paragraphs."""

    heading: str
    paragraphs: tuple[str, ...]


def number_of(code_word: str, year: int, serial: int) -> str:
    """The document number: 机关代字〔2026〕1号, never padded (GB/T 9704)."""
    return f"{code_word}〔{year}〕{serial}号"


# Parts that documents did not have from the beginning: left blank they count as not there, so that
# what was issued before keeps its digest.
LATER_PARTS = frozenset(
    {
        "facts_text",
        "demands_text",
        "not_heard_reason",
        "competence",
        "admission",
        "copies",
        "quantity",
        "template",
        "use_state",
    }
)


def digest(doc: NoticeDocument) -> str:
    """SHA-256 (64 hex) over the contents; independent of fonts and layout."""
    said = {key: value for key, value in asdict(doc).items() if key != "link"}
    text = json.dumps(
        said_of(said, LATER_PARTS),
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
        default=_iso,
    )
    return hashlib.sha256(text.encode()).hexdigest()


def measures_of(
    measured: Mapping[str, object] | None,
    limit: Mapping[str, object] | None,
    label: Callable[[str], tuple[str, str | None]],
) -> tuple[Measure, ...]:
    """Printed measures from the two objects of a finding.

    Args:
        measured, limit: field id -> value, the same keys in both.
        label: field id -> (Chinese heading, unit or None).
    """
    limit = limit or {}
    return tuple(
        Measure(*label(field)[:1], printed(value), printed(limit.get(field)), label(field)[1] or "")
        for field, value in (measured or {}).items()
    )


def printed(value: object) -> str:
    """A value as an official document shows it: 是/否, dates in Chinese, no digits added."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, date):
        return chinese_date(value)
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, (list, tuple)):
        return "、".join(printed(item) for item in value)
    if isinstance(value, str):
        return _partial_date(value)
    return str(value)


def chinese_date(day: date) -> str:
    """2026年11月21日, month and day without padding (GB/T 9704)."""
    return f"{day.year}年{day.month}月{day.day}日"


def _partial_date(text: str) -> str:
    """ISO text of full or month precision in Chinese; any other text as it is."""
    parts = text.split("-")
    if len(text) not in (7, 10) or not all(part.isdigit() for part in parts) or len(parts[0]) != 4:
        return text
    return "".join(f"{int(p)}{u}" for p, u in zip(parts, "年月日", strict=False))


def _iso(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"not part of a document: {value!r}")
