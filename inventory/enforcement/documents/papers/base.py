"""What all papers of a case share: who writes to whom, about which devices, signed by whom.

Every paper is a frozen dataclass of its own; its module says it in words and draws it. None knows
of the database or of the wall clock. Instants are printed as they are given: pass them in
Asia/Shanghai.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from inventory.enforcement.documents.model import Agency, Officer, Party, chinese_date
from inventory.enforcement.documents.phrases import clean, count_zh


@dataclass(frozen=True, kw_only=True, slots=True)
class CasePaper:
    """The parts of every paper.

    Args:
        case_no: the case's own number, as printed.
        number: of the document; None = a draft, or a paper that bears none (see `Paper.numbered`).
        issued_on: the day that it is dated.
        link: where its page is; the QR code leads there. No part of the digest.
        template: the version of the form that it was drawn up with.
        final: of a paper without a number: it is complete, no draft.
    """

    agency: Agency
    party: Party
    case_no: str = ""
    number: str | None = None
    issued_on: date | None = None
    officers: tuple[Officer, ...] = ()
    link: str = ""
    template: str = ""
    final: bool = False

    @property
    def draft(self) -> bool:
        return self.number is None and not self.final


@dataclass(frozen=True, slots=True)
class Reference:
    """Another document of the case."""

    title: str
    number: str = ""
    issued_on: date | None = None

    def __str__(self) -> str:
        """《责令限期整改通知书》（江海〔2026〕1号）."""
        number = f"（{clean(self.number)}）" if self.number else ""
        return f"《{clean(self.title)}》{number}"

    @property
    def dated(self) -> str:
        """With its day before it, where that is known."""
        return f"{chinese_date(self.issued_on)}作出的{self}" if self.issued_on else str(self)


@dataclass(frozen=True, slots=True)
class Device:
    """A device as a paper names it; `counter` is the word that counts it, `quantity` how many like
    devices the record stands for (None for one).
    """

    name: str
    model: str = ""
    serial_no: str = ""
    location: str = ""
    counter: str = "台"
    quantity: int | None = None

    @property
    def number(self) -> int:
        """How many devices these are."""
        return self.quantity or 1

    @property
    def several(self) -> str:
        """3台; blank for one."""
        return f"{self.number}{self.counter}" if self.number > 1 else ""

    def __str__(self) -> str:
        parts = (
            f"型号{clean(self.model)}" if self.model else "",
            f"编号{clean(self.serial_no)}" if self.serial_no else "",
            clean(self.location),
            f"共{self.several}" if self.several else "",
        )
        inside = "，".join(filter(None, parts))
        return f"{clean(self.name)}（{inside}）" if inside else clean(self.name)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who takes part, with duty and how to reach or identify the person."""

    name: str
    duty: str = ""
    contact: str = ""

    def __str__(self) -> str:
        inside = "，".join(map(clean, filter(None, (self.duty, self.contact))))
        return f"{clean(self.name)}（{inside}）" if inside else clean(self.name)


@dataclass(frozen=True, slots=True)
class Signature:
    """That somebody signed, or would not.

    Args:
        image: the signature as drawn on the phone, a PNG in base64; blank = signed on paper.
        refused: the person would not sign; then `reason` and, if there was one, `witness`.
    """

    name: str = ""
    duty: str = ""
    signed_at: datetime | None = None
    image: str = ""
    refused: bool = False
    reason: str = ""
    witness: Person | None = None


@dataclass(frozen=True, slots=True)
class Photo:
    """A photograph in the file: what it shows, when and where it was taken, the file's SHA-256."""

    caption: str
    taken_at: datetime | None = None
    place: str = ""
    sha256: str = ""


def moment(at: datetime | None) -> str:
    """2026年11月21日9时05分; room to fill in where it is not known."""
    if at is None:
        return "　　　　年　　月　　日　　时　　分"
    return f"{chinese_date(at.date())}{at.hour}时{at.minute:02d}分"


def day(on: date | None) -> str:
    return chinese_date(on) if on else "　　　　年　　月　　日"


def named(officers: Sequence[Officer]) -> str:
    """Officers with the numbers of their certificates."""
    return "、".join(f"{clean(o.name)}（执法证号：{clean(o.certificate_no)}）" for o in officers)


def numbered(texts: Sequence[str]) -> Iterator[str]:
    """（一）… or, where there is one only, plain."""
    for position, text in enumerate(texts, 1):
        yield f"（{count_zh(position)}）{text}" if len(texts) > 1 else text


def counted(devices: Sequence[Device]) -> str:
    """3台、2辆: all that the records stand for."""
    counts: dict[str, int] = {}
    for item in devices:
        counts[item.counter] = counts.get(item.counter, 0) + item.number
    return "、".join(f"{count}{counter}" for counter, count in counts.items())
