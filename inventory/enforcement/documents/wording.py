"""The words of a notice: dataclasses in, headings and paragraphs out. Knows nothing of pages."""

from collections.abc import Iterator
from dataclasses import dataclass

from inventory.enforcement.documents import advice, annex, order
from inventory.enforcement.documents.grounding import groups, items
from inventory.enforcement.documents.law import Law
from inventory.enforcement.documents.model import NoticeDocument, Section, chinese_date
from inventory.enforcement.documents.phrases import clean
from inventory.enforcement.documents.table import Row


@dataclass(frozen=True, slots=True)
class Words:
    """The contents of a notice in reading order."""

    number: str
    addressee: str
    opening: tuple[str, ...]
    sections: tuple[Section, ...]
    closing: tuple[str, ...]
    annexes: tuple[str, ...]
    rows: tuple[Row, ...]


def compose(doc: NoticeDocument, law: Law) -> Words:
    """Puts a document into words.

    Raises:
        NoticeError: see `grounding.items` and `grounding.choose`; an order with nothing in the
            agency's competence.
    """
    found = items(doc)
    grouped = groups(doc, law)
    sections = (
        order.sections(doc, law, grouped) if doc.orders else advice.sections(doc, law, grouped)
    )
    return Words(
        number=clean(doc.number) if doc.number else _open_number(doc),
        addressee=f"{clean(doc.enterprise.name)}：",
        opening=(_opening(doc),),
        sections=tuple(section for section in sections if section.paragraphs),
        closing=tuple(_closing(doc)),
        annexes=("设备清单", "送达回证") if doc.receipt else ("设备清单",),
        rows=tuple(annex.rows(found, grouped, law)),
    )


def _open_number(doc: NoticeDocument) -> str:
    year = str(doc.issued_on.year) if doc.issued_on else "　　"
    return f"{clean(doc.agency.code_word)}〔{year}〕　号"


def _opening(doc: NoticeDocument) -> str:
    party = doc.enterprise
    facts = [("统一社会信用代码", party.uscc), ("地址", party.address)]
    about = "，".join(f"{label}：{clean(value)}" for label, value in facts if value)
    you = f"你单位（{about}）" if about else "你单位"
    if doc.inspected_on:
        how = f"{chinese_date(doc.inspected_on)}，本机关执法人员对{you}在用设备进行了监督检查。"
    else:
        how = f"本机关依法对{you}在用设备的台账资料进行了核查。"
    if doc.orders:
        return f"{how}现将查明的事实、处理依据和{order.DEMANDS[doc.kind]}通知如下："
    return how + "为促进合理用能、推动设备更新，现提出如下建议："


def _closing(doc: NoticeDocument) -> Iterator[str]:
    if doc.officers:
        people = "、".join(
            f"{clean(o.name)}（执法证号：{clean(o.certificate_no)}）" for o in doc.officers
        )
        yield f"执法人员：{people}"
    else:
        yield "执法人员：　　　　　　（执法证号：　　　　　　　　）"
        yield "　　　　　　　　　　　（执法证号：　　　　　　　　）"
    agency = doc.agency
    contact = [("联系部门", agency.department), ("地址", agency.address), ("电话", agency.phone)]
    line = "；".join(f"{label}：{clean(value)}" for label, value in contact if value)
    if line:
        yield line
