"""From a paper to its pages: one look for letters, one for forms."""

from collections.abc import Iterable, Iterator

from inventory.enforcement.documents import codec
from inventory.enforcement.documents import fonts as faces
from inventory.enforcement.documents.form import Form, FormDrawing, Item
from inventory.enforcement.documents.letter import DRAWING, Annex, Letter, LetterDrawing
from inventory.enforcement.documents.model import Section
from inventory.enforcement.documents.papers.base import CasePaper
from inventory.enforcement.documents.phrases import clean

Titled = tuple[str, Iterable[str]]  # heading, paragraphs


def letter(
    paper: CasePaper,
    title: str,
    opening: Iterable[str],
    sections: Iterable[Titled] = (),
    *,
    addressee: str | None = None,
    annexes: tuple[Annex, ...] = (),
    copies: tuple[str, ...] = (),
) -> bytes:
    """A letter to the party (or to `addressee`; blank for none); empty sections fall out."""
    to = paper.party.name if addressee is None else addressee
    words = Letter(
        title=title,
        agency=paper.agency,
        number=number_of(paper),
        opening=tuple(opening),
        sections=tuple(_sections(sections)),
        closing=tuple(closing(paper)),
        code=codec.digest(paper)[:16],
        draft=paper.draft,
        addressee=f"{clean(to)}：" if to else "",
        annexes=annexes,
        issued_on=paper.issued_on,
        link=paper.link,
        party=clean(paper.party.name),
        copies=copies,
    )
    with DRAWING:
        drawing = LetterDrawing(words, faces.register())
        drawing.draw()
        return drawing.finish()


def form(
    paper: CasePaper, title: str, items: Iterable[Item], *, note: str = "", foot: str = ""
) -> bytes:
    """A form of the case."""
    made = Form(
        title=title,
        agency=clean(paper.agency.name),
        number=clean(paper.number or _case(paper)),
        items=tuple(items),
        draft=paper.draft,
        code=codec.digest(paper)[:16],
        link=paper.link,
        note=note,
        foot=foot,
    )
    with DRAWING:
        drawing = FormDrawing(made, faces.register())
        drawing.draw()
        return drawing.finish()


def _case(paper: CasePaper) -> str:
    """The number of the case, on papers that have none of their own."""
    return f"案号：{paper.case_no}" if paper.case_no else ""


def number_of(paper: CasePaper) -> str:
    """The number, or room for it: 江海经促〔2026〕　号."""
    if paper.number:
        return clean(paper.number)
    year = str(paper.issued_on.year) if paper.issued_on else "　　"
    return f"{clean(paper.agency.code_word)}〔{year}〕　号"


def closing(paper: CasePaper) -> Iterator[str]:
    """Whom to turn to."""
    agency = paper.agency
    facts = (("联系部门", agency.department), ("地址", agency.address), ("电话", agency.phone))
    line = "；".join(f"{label}：{clean(value)}" for label, value in facts if value)
    if line:
        yield line


def _sections(sections: Iterable[Titled]) -> Iterator[Section]:
    for heading, paragraphs in sections:
        held = tuple(filter(None, paragraphs))
        if held:
            yield Section(heading, held)
