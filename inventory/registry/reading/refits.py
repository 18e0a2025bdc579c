"""What a boiler burns, as people note it: 烧天然气, or, against its nameplate, 已改烧生物质."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from standards.completing import CELL
from standards.words import fold

from .model import ColumnMatch, ReadRow

if TYPE_CHECKING:
    from standards import Kind

FUEL = "fuel"
LONGEST = 60
_CLAUSE = re.compile(r"[,，;；。、\n]")
_REFIT = re.compile(
    r"(?:煤|油)改(?:为|成|造为|烧|燃|用)?|改(?:烧|燃|用|为|成|造为|造成|造后使用)|换烧|由燃?煤改造?(?:为|成)?"
)
_TO = (
    ("生物质", "生物质"),
    ("成型燃料", "生物质"),
    ("天然气", "天然气"),
    ("燃气", "天然气"),
    ("柴油", "油"),
    ("气", "天然气"),
    ("电", "电"),
    ("油", "油"),
)
# What is still to be done is not done; 未 and 不 deny it.
_TO_COME = re.compile(r"计划|规划|拟|将|待|准备|预计|未|不|应|需|建议|要求|限期|前完成|争取|方案")
_PLANS = re.compile(r"整治|计划|拟|措施|方式|方案|目标|要求|建议|去向")
# A clause that says what is burnt and nothing else; no other one may speak of fuels.
_BURNS = re.compile(
    r"(?:现|目前|现在|实际|主要)*(?:烧|燃用|燃烧|使用|燃料(?:为|是|[:：])?)(?P<what>[\u4e00-\u9fff]{1,8}?)(?:(?:为|作)燃料)?"
)
_OF_FUELS = re.compile(r"改|换|原|曾|煤|油|燃|烧|气源|天然气|沼气|生物质|炭|焦|柴")
_YEAR = re.compile(r"(20\d\d)年?")


def tell_refits(
    kind: Kind, columns: Sequence[ColumnMatch], rows: Sequence[ReadRow], today: date
) -> None:
    """Where no cell gives the fuel, the one that a remark says the boiler was refitted for, or that
    it burns; what the model name says of another one then decides nothing (rulebook section 6)."""
    if kind.nameplate != "boiler":
        return
    told = [
        column.index
        for column in columns
        if (column.field == "remark" or column.how == "unknown")
        and not _PLANS.search(column.heading)
    ]
    remarks = [column.index for column in columns if column.field == "remark"]
    choices = kind.words.choices[FUEL]
    for row in rows if told else ():
        if FUEL in row.facts or row.problem_of(FUEL) is not None:
            continue
        cells = (row.cells[index] for index in told if index < len(row.cells))
        fuels = {
            fuel
            for cell in cells
            if isinstance(cell, str) and (fuel := refitted_for(cell, today.year)) is not None
        }
        if not fuels:
            fuels = {fuel for index in remarks if (fuel := _burnt(row, index, choices)) is not None}
        if len(fuels) == 1:
            row.facts[FUEL] = fuels.pop()
            row.read_from[FUEL] = CELL


def _burnt(row: ReadRow, index: int, choices: Mapping[str, str]) -> str | None:
    cell = row.cells[index] if index < len(row.cells) else None
    return burnt(cell, choices) if isinstance(cell, str) else None


def burnt(text: str, choices: Mapping[str, str]) -> str | None:
    """The fuel that a note says is burnt, by the kind's words for it; None where it says none, or
    speaks of another one, too."""
    plain = unicodedata.normalize("NFKC", text[:LONGEST])
    clauses = ["".join(clause.split()) for clause in _CLAUSE.split(plain)]
    found = [match for clause in clauses if (match := _BURNS.fullmatch(clause))]
    speaking = sum(_OF_FUELS.search(clause) is not None for clause in clauses)
    if len(found) != 1 or speaking > bool(_OF_FUELS.search(found[0][0])):
        return None
    return choices.get(fold(found[0]["what"]))


@lru_cache(maxsize=1024)
def refitted_for(text: str, year: int) -> str | None:
    """The fuel that a note says a boiler was refitted for; None where it says none, or what is
    only planned, or a year after ``year``."""
    plain = unicodedata.normalize("NFKC", text[:LONGEST])
    for clause in _CLAUSE.split(plain):
        match = _REFIT.search(clause)
        if match is None or _TO_COME.search(clause):
            continue
        if any(int(found) > year for found in _YEAR.findall(clause)):
            continue
        behind = clause[match.end() :]
        places = [(behind.find(word), fuel) for word, fuel in _TO if word in behind]
        if places:
            return min(places)[1]
    return None
