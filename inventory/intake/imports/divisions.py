"""Rows of a file that belong to another division than the import's.

Their code says so, or the place where the device stands, or where the ledger has the enterprise.
They are imported only after a person has decided about them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from inventory.core import access, region_codes
from inventory.core.access import Actor
from inventory.core.errors import Conflict
from inventory.core.regions import service as regions
from inventory.intake.imports.addresses import Gazetteer
from inventory.intake.imports.candidates import Candidate
from inventory.intake.imports.models import Import, ImportProblem, ImportRow
from inventory.intake.imports.problems import RowProblem
from inventory.people.enterprises import service as enterprises
from inventory.registry import reading

OUTSIDE, DOUBTFUL, LEFT_OUT = "region_outside", "region_doubtful", "region_left_out"
ASKING = (OUTSIDE, DOUBTFUL)
MINE, ALL = "mine", "all"
ANSWERS = (MINE, ALL)
FIRST_ROWS = 10
# What tells that a row belongs elsewhere.
CODE, PLACE, OWNER = "code", "place", "owner"


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Another division than the import's, and what of the row says so."""

    region: str
    by: str
    text: str


_SAYS = {
    CODE: ("行政区划代码", "its division code"),
    PLACE: ("安装地点“{text}”", "its place '{text}'"),
    OWNER: ("使用单位“{text}”在台账中的登记地", "where the ledger has the enterprise '{text}'"),
}
_LEFT = "；按您的选择不导入", "; it is left out, as you chose"
_CODED = "代码写错的，请改为本区的代码", "If the code is wrong, put that of this division"
_PLACED = (
    "确实在本区的，请填写本区的行政区划代码",
    "If it does stand here, put the code of this division",
)


class Places:
    """Where the devices of a file are, in view of the division that it is imported into.

    With the answer "all" a row gets the division that it names.
    """

    def __init__(self, staged: Import, rows: Sequence[reading.ReadRow]) -> None:
        self._staged = staged
        self._answer = staged.others
        self._known = _existing({row.region for row in rows if row.region})
        self._homes = enterprises.regions_of(
            {row.uscc for row in rows if row.uscc},
            {row.enterprise for row in rows if row.enterprise and not row.uscc},
        )
        self._found: dict[tuple[str, int], Elsewhere] = {}
        for row in rows:
            found = self._elsewhere(row)
            if found is None:
                continue
            self._found[row.sheet, row.row] = found
            if self._answer == ALL and not self._is_unknown(found):
                row.region = found.region
        named = {found.region for found in self._found.values()}
        self._names = regions.names({staged.region, *named}) if named else {}

    @cached_property
    def _gazetteer(self) -> Gazetteer:
        return Gazetteer(regions.above_townships())

    def refuses(self, row: reading.ReadRow) -> bool:
        """Whether the row cannot go in as it is."""
        found = self._of(row)
        if found is None or found.by != CODE:
            return False
        return not self._answer or (self._answer == ALL and self._is_unknown(found))

    def decision(self, row: reading.ReadRow) -> str:
        """What the answer makes of the row: left out, or nothing."""
        return "skip" if self._answer == MINE and self._of(row) else ""

    def problems(self, row: reading.ReadRow) -> Iterator[RowProblem]:
        """What there is to say of the row's division."""
        found = self._of(row)
        if found is None:
            return
        if self._answer == MINE:
            yield self._problem(LEFT_OUT, found, "warning")
        elif self.refuses(row):
            yield self._problem(OUTSIDE, found, "error")
        elif not self._answer:
            yield self._problem(DOUBTFUL, found, "warning")

    def _problem(self, code: str, found: Elsewhere, severity: str) -> RowProblem:
        zh, en = (text.format(text=found.text) for text in _SAYS[found.by])
        there, here = (self._names.get(code, code) for code in (found.region, self._staged.region))
        left, left_en = _LEFT if code == LEFT_OUT else ("", "")
        remedy, remedy_en = _CODED if found.by == CODE else _PLACED
        return RowProblem(
            code,
            f"按{zh}，这一行属于{there}，不在{here}之内{left}",
            f"By {en} this row belongs to {there}, not to {here}{left_en}",
            remedy,
            remedy_en,
            "region",
            found.region,
            severity=severity,
        )

    def _of(self, row: reading.ReadRow) -> Elsewhere | None:
        return self._found.get((row.sheet, row.row))

    def _is_unknown(self, found: Elsewhere) -> bool:
        return found.by == CODE and found.region not in self._known

    def _elsewhere(self, row: reading.ReadRow) -> Elsewhere | None:
        own = self._staged.region
        if row.region:
            outside = not region_codes.covers(own, row.region)
            return Elsewhere(row.region, CODE, row.region) if outside else None
        place = str(row.facts.get("location") or "")
        named = self._gazetteer.division_of(place) if place else None
        if named:
            return None if _compatible(own, named) else Elsewhere(named, PLACE, place)
        homes = self._homes.get(row.uscc or row.enterprise or "", ())
        if not homes or any(_compatible(own, home) for home in homes):
            return None
        return Elsewhere(homes[0], OWNER, row.enterprise or row.uscc or "")


def _compatible(own: str, other: str) -> bool:
    """Whether one of the two divisions lies in the other."""
    return region_codes.covers(own, other) or region_codes.covers(other, own)


def _existing(codes: Collection[str]) -> set[str]:
    return {region.code for region in regions.by_codes(codes)} if codes else set()


@dataclass(frozen=True)
class Asked:
    """Rows of another division, about which a person must decide."""

    region: str
    name: str
    count: int
    rows: Sequence[str]  # the first ones: sheet and row
    allowed: bool  # whether the actor may write there


def asked(actor: Actor, staged: Import) -> list[Asked]:
    """The divisions to which rows of this import belong besides its own."""
    found: dict[str, list[str]] = {}
    query = ImportProblem.select().where(
        (ImportProblem.import_ == staged.id) & ImportProblem.code.in_(ASKING)
    )
    for item in query.order_by(ImportProblem.id):
        found.setdefault(item.value or "", []).append(f"{item.sheet} {item.row}")
    named = regions.names(set(found))
    return [
        Asked(code, named.get(code, code), len(rows), rows[:FIRST_ROWS], _may(actor, code, named))
        for code, rows in sorted(found.items())
    ]


def _may(actor: Actor, code: str, existing: Collection[str]) -> bool:
    return code in existing and actor.role in access.OFFICE and actor.sees(code, None)


def require_all(actor: Actor, staged: Import) -> None:
    """Raise Forbidden unless the actor may write in every division that rows name."""
    for item in asked(actor, staged):
        if item.region != item.name:
            access.require_region(actor, item.region)


def require_answered(actor: Actor, staged: Import) -> None:
    """Raise Conflict while the question is open, Forbidden where the actor has lost a region."""
    if staged.others == ALL:
        for region in _named(staged):
            access.require_region(actor, region)
    open_ones = [] if staged.others else asked(actor, staged)
    if open_ones:
        raise Conflict.of(
            "imports.other_divisions",
            count=sum(item.count for item in open_ones),
            names="、".join(item.name for item in open_ones[:5]),
        )


def _named(staged: Import) -> set[str]:
    """The divisions of the rows that would go in."""
    query = ImportRow.select(ImportRow.region).where(
        (ImportRow.import_ == staged.id) & (ImportRow.status == "pending")
    )
    return {region for (region,) in query.distinct().tuples() if region}


def taken(staged: Import, candidates: Sequence[Candidate]) -> set[str]:
    """The divisions whose devices the import may write."""
    return {staged.region} | (
        {item.region for item in candidates} if staged.others == ALL else set()
    )
