"""Checks beyond one cell: fields of a row that contradict, rows of a file that repeat."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from standards import nameplates

from .messages import problem, row_problem, row_text_of
from .model import ERROR, WARNING, Problem, ReadRow
from .quantities import QUANTITY, count, counts_devices
from .together import NUMBER_OF_SEVERAL, together

if TYPE_CHECKING:
    from standards import Field, Kind

# Taken out of the facts: these fields say who owns the device and where it is.
BESIDE_FACTS = ("enterprise", "uscc", "region")


class RowChecker:
    """Checks of one row of one kind.

    ``headings`` gives the heading of a field in this table. ``for_ledger``: the rows are to be
    stored, so they must say whose they are and which device they are.
    """

    def __init__(self, kind: Kind, headings: Mapping[str, str], *, for_ledger: bool) -> None:
        self._kind = kind
        self._headings = headings
        self._for_ledger = for_ledger
        self._required = tuple(
            field
            for field in kind.fields
            if field.required and field.id in headings and field.id not in BESIDE_FACTS
        )
        self._holding = [field for field in kind.fields if field.holds_for]
        self._check_name = _NAMEPLATES.get(kind.nameplate or "")

    def check(self, row: ReadRow) -> None:
        """Add every problem of the row as a whole to it."""
        if self._for_ledger:
            self._check_enterprise(row)
            self._check_required(row)
            self._check_identity(row)
        if self._check_name is not None:
            self._check_name(self, row)
        for field in self._holding:
            self._pass_over(row, field)
        for found in together(self._kind, row.facts):
            if self._for_ledger or found.code != NUMBER_OF_SEVERAL:
                told = self.problem(row, found.code, found.severity, found.field, **found.params)
                row.problems.append(told)

    def problem(
        self, row: ReadRow, code: str, severity: str, field: str | None, **params: object
    ) -> Problem:
        """A problem of the row, worded."""
        heading = self.heading(field) if field else None
        value = row.text_of(self._headings.get(field or ""))
        text = row_text_of(code, {"heading": heading, "value": value, **params})
        return problem(row, text, severity, field, heading, value)

    def heading(self, field: str) -> str:
        """The heading of a field in the sheet, else its name in the library."""
        return self._headings.get(field) or self._kind.field(field).heading_zh

    def _check_enterprise(self, row: ReadRow) -> None:
        if not row.enterprise and not row.problem_of("enterprise"):
            row.problems.append(self.problem(row, "no_enterprise", ERROR, "enterprise"))

    def _check_required(self, row: ReadRow) -> None:
        for field in self._required:
            if field.id not in row.facts and not row.problem_of(field.id):
                blank = self.problem(row, "required_blank", WARNING, field.id)
                row.problems.append(blank)

    def _check_identity(self, row: ReadRow) -> None:
        """A lost code or a missing plate matters where nothing else identifies the device."""
        identity = self._kind.identity
        if any(all(row.facts.get(field) for field in option) for option in identity):
            return
        parts = [field for option in identity for field in option]
        lost = next((p for p in row.problems if p.field in parts and p.value), None)
        must = any(self._kind.field(field).required for field in parts)
        if lost is None and not must:
            return
        if any(p.field in parts and p.severity == ERROR for p in row.problems):
            return
        names = "、".join(self.heading(field) for field in dict.fromkeys(parts))
        field = lost.field if lost else parts[0]
        row.problems.append(self.problem(row, "no_identity", ERROR, field, heading=names))

    def take_also(self, row: ReadRow) -> None:
        """固定炉排 under 燃烧方式 says 层燃 and fixed grate; where a cell of its own denies it,
        neither decides (rulebook section 6).
        """
        for field, said in row.also.items():
            for other, value in said.items():
                if other == QUANTITY and isinstance(value, int):
                    self._count(row, field, value)
                    continue
                if not self._kind.has(other):
                    continue
                stated = row.facts.setdefault(other, value)
                if stated != value and not self._told_together(row, other):
                    del row.facts[other]
                    found = self.problem(
                        row,
                        "contradiction",
                        WARNING,
                        field,
                        other=self.heading(other),
                        stated=shown(stated),
                    )
                    row.problems.append(found)

    def _told_together(self, row: ReadRow, field: str) -> bool:
        """Whether the check of the facts together tells it: then both stay, and neither decides."""
        found = together(self._kind, row.facts)
        return any(each.refused and each.field == field for each in found)

    def _count(self, row: ReadRow, field: str, devices: int) -> None:
        """2×630 says how many devices the row stands for; a column that counts devices wins."""
        if not counts_devices(self._kind):
            return
        if QUANTITY not in row.read_from:
            count(row, devices)
        elif row.quantity != devices:
            heading = self.heading(field) if self._kind.has(field) else field
            row.problems.append(
                row_problem(
                    row,
                    "quantity_differs",
                    QUANTITY,
                    heading,
                    row.text_of(self._headings.get(field, heading)),
                    count=devices,
                    stated=row.quantity,
                )
            )

    def _pass_over(self, row: ReadRow, field: Field) -> None:
        """绝缘等级 of an oil transformer means nothing to a rule: it is no fact and no problem."""
        name, *choices = field.holds_for
        if row.facts.get(name) in (None, *choices):
            return
        row.facts.pop(field.id, None)
        row.problems[:] = [problem for problem in row.problems if problem.field != field.id]
        if row.text_of(self._headings.get(field.id)):
            row.marks.append((field.id, "holds_for_others"))


def shown(value: object) -> str:
    """A fact as a message shows it."""
    if isinstance(value, bool):
        return "是" if value else "否"
    return f"{value:g}" if isinstance(value, float) else str(value)


@lru_cache(maxsize=4096)
def _capacity_in_name(model: str) -> float | None:
    return nameplates.parse(model).capacity_kva


def _check_nameplate(checker: RowChecker, row: ReadRow) -> None:
    model, stated = row.facts.get("model"), row.facts.get("rated_capacity_kva")
    if not model or not stated:
        return
    in_name = _capacity_in_name(str(model))
    if in_name and in_name != stated:
        row.problems.append(
            checker.problem(
                row,
                "nameplate_capacity",
                WARNING,
                "rated_capacity_kva",
                model=model,
                in_name=f"{in_name:g}",
                stated=f"{stated:g}",
            )
        )


# By the names that a kind's file gives: grammars of model names.
_NAMEPLATES = {"transformer": _check_nameplate}


class Repeats:
    """Finds devices that a file lists twice, over all its sheets."""

    def __init__(self, standing: Iterable[ReadRow], kinds: Mapping[str, Kind]) -> None:
        """``standing``: rows of the file that count as its first, wherever they stand."""
        self._first: dict[tuple[object, ...], ReadRow] = {}
        for row in standing:
            for key in _identities(kinds[row.kind], row):
                self._first.setdefault(key, row)

    def check(self, kind: Kind, rows: Iterable[ReadRow], checker: RowChecker) -> None:
        """Add an error to every row that repeats an identifier of an earlier row."""
        for row in rows:
            for key, fields in _identities(kind, row).items():
                first = self._first.setdefault(key, row)
                if (first.sheet, first.row) != (row.sheet, row.row):
                    row.problems.append(_repeated(checker, row, first, fields))


def _identities(kind: Kind, row: ReadRow) -> dict[tuple[object, ...], Sequence[str]]:
    """What identifies a row's device, and by which fields."""
    found: dict[tuple[object, ...], Sequence[str]] = {}
    for fields in kind.identity:
        values = tuple(row.facts.get(field) for field in fields)
        if all(values):
            found[kind.id, *fields, *values] = fields
    return found


def _repeated(checker: RowChecker, row: ReadRow, first: ReadRow, fields: Sequence[str]) -> Problem:
    same = first.sheet == row.sheet
    return checker.problem(
        row,
        "duplicate",
        ERROR,
        fields[-1],
        first=f"第 {first.row} 行" if same else f"工作表“{first.sheet}”第 {first.row} 行",
        first_en=f"row {first.row}" if same else f"row {first.row} of sheet '{first.sheet}'",
    )
