"""Corrections of a large file that are kept and not read yet: see `postponing`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from inventory.core.errors import Conflict
from inventory.core.kinds import known_kinds
from inventory.intake.imports import lookup
from inventory.intake.imports.models import Import, ImportRow

# What a person says of a row's kind is kept as a correction of a field that no kind has.
KIND = "kind"
KIND_HEADING = "设备种类"


@dataclass(frozen=True)
class Postponed:
    """What a person wants of a row, as `editing.Edit`, with who it was and from where.

    `alike` are the ids of the other rows that get the same kind; `at` is an instant, ISO 8601.
    """

    row_id: int
    sheet: str
    row: int
    values: Mapping[str, str | None]
    decision: str | None
    target: int | None
    alike: Sequence[int]
    scope: Mapping[str, Any]
    request_id: str
    address: str
    at: str

    def as_json(self) -> Mapping[str, Any]:
        """As it is kept in `import.asked`."""
        return asdict(self)

    @property
    def when(self) -> datetime:
        return datetime.fromisoformat(self.at)


@dataclass(frozen=True)
class Cell:
    """A cell that was corrected and not read yet; `after` is None where the file's own counts."""

    sheet: str
    row: int
    field: str
    heading: str
    before: str
    after: str | None
    actor_name: str
    at: datetime


def of(staged: Import) -> list[Postponed]:
    """The corrections of an import that wait to be read, in the order in which they were made."""
    if staged.status not in lookup.OPEN or not staged.asked:
        return []
    return [Postponed(**each) for each in staged.asked.get("edits", ())]


def require_none(staged: Import) -> None:
    """Raise Conflict while corrections wait to be read: what rows are is not known yet."""
    if waiting := of(staged):
        raise Conflict.of("imports.edits_unread", count=len(waiting))


def cells(staged: Import) -> Iterator[Cell]:
    """The cells of these corrections, as a report names them."""
    waiting = of(staged)
    if not waiting:
        return
    ids = {each.row_id for each in waiting}
    rows: dict[int, ImportRow] = {
        row.id: row for row in ImportRow.select().where(ImportRow.id.in_(ids))
    }
    for each in waiting:
        row = rows[each.row_id]
        for field, text in each.values.items():
            heading = heading_of(staged, row, field)
            was = row.raw.get(heading, "")
            name = each.scope["name"]
            yield Cell(row.sheet, row.row, field, heading, was, text, name, each.when)


def heading_of(staged: Import, row: ImportRow, field: str) -> str:
    """What a field is called in the row's sheet, else in the library."""
    if field == KIND:
        return KIND_HEADING
    for column in columns_of(staged, row):
        if column["field"] == field:
            return str(column["heading"])
    kind = known_kinds().get(row.kind)
    return kind.field(field).heading_zh if kind is not None and kind.has(field) else field


def columns_of(staged: Import, row: ImportRow) -> Sequence[Mapping[str, Any]]:
    """The columns of a row's sheet as they were understood for its kind; () where it has none."""
    own = [each for each in staged.sheets if each["name"] == row.sheet]
    of_kind = [each for each in own if each["kind"] == row.kind]
    found = [*of_kind, *own]
    return found[0]["columns"] if found else ()
