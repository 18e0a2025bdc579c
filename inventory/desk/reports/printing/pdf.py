"""A report as an official letter: the bureau's head, sections, tables as annexes."""

from __future__ import annotations

from datetime import date

from inventory.desk.reports.content import Content, Sums
from inventory.desk.reports.printing.lines import (
    GOAL_HEADS,
    PRINTED,
    cells,
    goal_cells,
    head,
    line_of_issue,
)
from inventory.enforcement.documents import fonts as faces
from inventory.enforcement.documents.letter import DRAWING, Annex, Letter, LetterDrawing
from inventory.enforcement.documents.model import Agency, Section
from inventory.enforcement.documents.table import Column, Row

NAME_WIDTH, NUMBER_WIDTH, RATE_WIDTH = 29.0, 10.3, 13.7
GOAL_WIDTHS = (11.0, 69.0, 22.0, 20.0, 19.0, 15.0)


def pdf(
    content: Content, version: int, issued_on: date | None, code: str, *, red_head: bool
) -> bytes:
    """The PDF; a draft where it is not issued yet."""
    letter = _letter(content, version, issued_on, code, red_head)
    fonts = faces.register()
    with DRAWING:
        drawing = LetterDrawing(letter, fonts)
        drawing.draw()
        return drawing.finish()


def _letter(
    content: Content, version: int, issued_on: date | None, code: str, red_head: bool
) -> Letter:
    sections = [Section(part.heading, tuple(part.paragraphs)) for part in content.parts]
    sections.append(Section("数据说明", tuple(content.notes)))
    annexes = [_annex(table, content) for table in content.tables]
    return Letter(
        title=content.title,
        agency=Agency(name=content.agency, code_word="", red_head=red_head),
        number=line_of_issue(content, version),
        addressee=content.addressee,
        opening=(),
        sections=tuple(sections),
        closing=(),
        annexes=(*annexes, *([_goals(content)] if content.goals else [])),
        code=code[:16],
        draft=issued_on is None,
        issued_on=issued_on,
        party=content.region_name,
    )


def _annex(table: Sums, content: Content) -> Annex:
    columns = (
        Column("名称", NAME_WIDTH),
        *(Column(name, NUMBER_WIDTH, True) for name in head(PRINTED)[:-1]),
        Column(head(PRINTED)[-1], RATE_WIDTH, True),
    )
    rows = tuple(
        Row(
            ((row.name,),),
            (tuple((text,) for text in cells(row, PRINTED, short=True)),),
        )
        for row in (*table.rows, content.total)
    )
    return Annex(f"{table.zh}汇总表", columns, rows)


def _goals(content: Content) -> Annex:
    columns = tuple(
        Column(name, width, name != "指标")
        for name, width in zip(GOAL_HEADS, GOAL_WIDTHS, strict=True)
    )
    rows = []
    for number, goal in enumerate(content.goals, 1):
        first, *rest = goal_cells(number, goal)
        rows.append(Row(((first,),), (tuple((text,) for text in rest),)))
    return Annex("方案指标进展", columns, tuple(rows))
