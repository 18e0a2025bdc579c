"""The file of a case as one PDF: cover, list of contents, the documents as they were issued, and
the evidence, each page with its number in the file."""

import hashlib
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from pypdf import PageObject, PdfReader, PdfWriter
from pypdf.errors import PyPdfError

from inventory.enforcement.documents import fonts as faces
from inventory.enforcement.documents.form import Field, Form, FormDrawing, Grid, Item, Pair
from inventory.enforcement.documents.layout import HEIGHT, LEFT, MM, PAGE_HEIGHT, TOP, WIDTH
from inventory.enforcement.documents.letter import DRAWING
from inventory.enforcement.documents.model import Agency, Officer, Party
from inventory.enforcement.documents.papers.base import day, moment, named
from inventory.enforcement.documents.phrases import clean
from inventory.enforcement.documents.sheet import Sheet
from inventory.enforcement.documents.table import Column, Row

TITLE = "执法案卷"
CONTENTS = (
    Column("序号", 12, centred=True),
    Column("材料名称", 66),
    Column("文号", 46),
    Column("日期", 20, centred=True),
    Column("页号", 12, centred=True),
)
CAPTION_HEIGHT = 24 * MM
STAMP_SIZE = 9.0


@dataclass(frozen=True, slots=True)
class Filed:
    """A document in the file: its PDF as it was issued, and its contents as JSON."""

    title: str
    pdf: bytes
    number: str = ""
    on: date | None = None
    contents: dict[str, Any] = field(default_factory=dict)

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.pdf).hexdigest()


@dataclass(frozen=True, slots=True)
class Evidence:
    """A photograph (JPEG, PNG, WebP) or a scan (PDF) in the file.

    `original_sha256`: of the file as it came, where `data` is a copy of it.
    """

    caption: str
    data: bytes
    media_type: str
    taken_at: datetime | None = None
    place: str = ""
    original_sha256: str = ""

    @property
    def sha256(self) -> str:
        return self.original_sha256 or hashlib.sha256(self.data).hexdigest()


@dataclass(frozen=True, slots=True)
class CaseFile:
    """A case with everything that belongs into its file, in order."""

    agency: Agency
    party: Party
    case_no: str
    matter: str = ""
    officers: tuple[Officer, ...] = ()
    opened_on: date | None = None
    closed_on: date | None = None
    result: str = ""
    filed_on: date | None = None
    documents: tuple[Filed, ...] = ()
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the list of contents; `pages` counts from the cover, which is page 1."""

    title: str
    number: str
    on: date | None
    first: int
    last: int
    sha256: str

    @property
    def pages(self) -> str:
        return str(self.first) if self.first == self.last else f"{self.first}-{self.last}"


@dataclass(frozen=True, slots=True)
class _Part:
    title: str
    number: str
    on: date | None
    sha256: str
    pages: Sequence[PageObject]


def draw(file: CaseFile) -> bytes:
    """The file as PDF, with an outline."""
    parts = list(_parts(file))
    front, listed = _listed(file, parts)
    writer = PdfWriter()
    for page in front:
        writer.add_page(page)
    for part, entry in zip(parts, listed, strict=True):
        for page in part.pages:
            writer.add_page(page)
        writer.add_outline_item(title=entry.title, page_number=entry.first - 1)
    _stamp(writer)
    writer.add_metadata({"/Title": f"{TITLE} {file.case_no}", "/Author": file.agency.name})
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def entries(file: CaseFile) -> tuple[Entry, ...]:
    """The list of contents."""
    return _listed(file, list(_parts(file)))[1]


def as_json(file: CaseFile) -> Mapping[str, Any]:
    """The file for machines: the list of contents, and each document's own contents."""
    contents = entries(file)
    return {
        "case_no": file.case_no,
        "agency": file.agency.name,
        "party": {"name": file.party.name, "uscc": file.party.uscc},
        "matter": file.matter,
        "officers": [
            {"name": item.name, "certificate_no": item.certificate_no} for item in file.officers
        ],
        "opened_on": _iso(file.opened_on),
        "closed_on": _iso(file.closed_on),
        "result": file.result,
        "contents": [
            {
                "title": item.title,
                "number": item.number,
                "on": _iso(item.on),
                "first_page": item.first,
                "last_page": item.last,
                "sha256": item.sha256,
            }
            for item in contents
        ],
        "documents": [
            {"title": item.title, "number": item.number, "contents": item.contents}
            for item in file.documents
        ],
    }


def _listed(file: CaseFile, parts: Sequence[_Part]) -> tuple[list[PageObject], tuple[Entry, ...]]:
    """Cover and list of contents, and what the list says."""
    # The list's own length moves the pages: draw it once to know how long it is.
    front = _front(file, _entries(parts, 2), 0)
    listed = _entries(parts, len(front) + 1)
    total = len(front) + sum(len(part.pages) for part in parts)
    return _front(file, listed, total), listed


def _parts(file: CaseFile) -> Iterator[_Part]:
    for item in file.documents:
        pages = PdfReader(io.BytesIO(item.pdf)).pages
        yield _Part(item.title, item.number, item.on, item.sha256, list(pages))
    for number, proof in enumerate(file.evidence, 1):
        on = proof.taken_at.date() if proof.taken_at else None
        title = f"证据{number}：{clean(proof.caption)}"
        yield _Part(title, "", on, proof.sha256, _proof_pages(file, proof, title))


def _entries(parts: Sequence[_Part], first: int) -> tuple[Entry, ...]:
    made = []
    for part in parts:
        last = first + len(part.pages) - 1
        made.append(Entry(part.title, part.number, part.on, first, last, part.sha256))
        first = last + 1
    return tuple(made)


def _front(file: CaseFile, listed: Sequence[Entry], total: int) -> list[PageObject]:
    """Cover and list of contents."""
    cover = Form(TITLE, clean(file.agency.name), clean(file.case_no), _cover(file, total), False)
    rows = tuple(
        Row(
            ((str(number),), (item.title,)),
            (((item.number or "—",), (_short(item.on),), (item.pages,)),),
        )
        for number, item in enumerate(listed, 1)
    )
    contents = Form(
        "卷内目录",
        clean(file.agency.name),
        clean(file.case_no),
        (Grid(CONTENTS, rows),),
        False,
    )
    return [*_pages(_form_pdf(cover)), *_pages(_form_pdf(contents))]


def _cover(file: CaseFile, total: int) -> tuple[Item, ...]:
    who = filter(None, (clean(file.party.name), clean(file.party.uscc), clean(file.party.address)))
    return (
        Field("案号", clean(file.case_no), 16),
        Field("案由", clean(file.matter), 18),
        Field("当事人", "\n".join(who), 26),
        Field("承办机关", clean(file.agency.name), 16),
        Field("承办人", named(file.officers).replace("、", "\n"), 22),
        Pair(Field("立案日期", day(file.opened_on), 16), Field("结案日期", day(file.closed_on))),
        Field("处理结果", clean(file.result), 24),
        Pair(Field("归档日期", day(file.filed_on), 16), Field("页数", f"共{total}页")),
        Field("保管期限", "", 16),
        Field("归档人", "", 16),
    )


def _form_pdf(form: Form) -> bytes:
    with DRAWING:
        drawing = FormDrawing(form, faces.register(), folio=False)
        drawing.draw()
        return drawing.finish()


def _pages(pdf: bytes) -> list[PageObject]:
    return list(PdfReader(io.BytesIO(pdf)).pages)


def _proof_pages(file: CaseFile, proof: Evidence, title: str) -> list[PageObject]:
    unreadable = ""
    if proof.media_type == "application/pdf":
        try:
            return _pages(proof.data)
        except PyPdfError:  # damaged or locked: its digest stands for it
            unreadable = "该文件无法并入本卷，原件见系统附件。"
    with DRAWING:
        sheet = Sheet(faces.register(), title, clean(file.agency.name), draft=False, folio=False)
        sheet.begin_page()
        bottom = PAGE_HEIGHT - TOP - HEIGHT
        height = HEIGHT - CAPTION_HEIGHT
        if not unreadable:
            sheet.picture(LEFT, bottom + CAPTION_HEIGHT, WIDTH, height, proof.data)
        facts = (
            title,
            unreadable,
            f"时间：{moment(proof.taken_at)}" if proof.taken_at else "",
            f"地点：{clean(proof.place)}" if proof.place else "",
            f"文件校验（SHA-256）：{proof.sha256[:32]}",
            f"　　　　　　　　　　　{proof.sha256[32:]}",
        )
        sheet.lines(LEFT, bottom + CAPTION_HEIGHT - 16, list(filter(None, facts)), 10.5, 15)
        return _pages(sheet.finish())


def _stamp(writer: PdfWriter) -> None:
    """The page's number in the file, in the upper right corner of every page."""
    with DRAWING:
        sheet = Sheet(faces.register(), "", "", draft=False, folio=False)
        for number in range(1, len(writer.pages) + 1):
            sheet.begin_page()
            text = f"卷内第{number}页"
            x = LEFT + WIDTH - sheet.width(text, "body", STAMP_SIZE)
            sheet.text(x, PAGE_HEIGHT - 14 * MM, text, "body", STAMP_SIZE)
        stamps = PdfReader(io.BytesIO(sheet.finish())).pages
    for page, stamp in zip(writer.pages, stamps, strict=True):
        page.merge_page(stamp)


def _short(on: date | None) -> str:
    return on.isoformat() if on else "—"


def _iso(on: date | None) -> str | None:
    return on.isoformat() if on else None
