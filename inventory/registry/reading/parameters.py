"""Columns such as 主要参数, whose cells say several fields: the facts that they add to the rows."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import chain, islice
from typing import TYPE_CHECKING

from standards.words import fold, heading_key

from .combined import LONGEST, Combined, CombinedReader
from .headings import in_chinese, is_combined
from .messages import cell_problem, note, row_problem
from .model import ColumnMatch, Note, Reading, ReadRow
from .quantities import QUANTITY

if TYPE_CHECKING:
    from standards import Kind

COOLING = "cooling_capacity_kw"
# Only what is cooled is counted in tons of refrigeration.
_COOLED = frozenset({"rt", "usrt", "冷吨", "美国冷吨"})
_AMOUNT = re.compile(r"(\d+(?:\.\d+)?)([^\d()/]+)(?:[(/](\d+(?:\.\d+)?)([^\d()/]+)\)?)?")
EXAMPLES = 3
MOST_PARTS = 4
_SEPARATOR = re.compile(r"[\s,，;；、]+(?=\S)")
_OR_SLASH = re.compile(r"[\s,，;；、/／]+(?=\S)")
# 型号/功率: what stands behind the name is no part of it.
_BOTH = re.compile(r"型号.*(?:功率|容量|吨位|蒸发量|出力|参数)")
# S9-315, ELENESSA.
_NAME = re.compile(r"\d|^[A-Za-z][A-Za-z-]{2,}$")
# What drives a fan or a pump: 4-72-6C 7.5kW.
_OF_MOTOR = re.compile(
    r"(?:电机|功率|[NP])?\s*[:=]?\s*\d[\d.]*\s*(?:kW|千瓦|kV|V|伏|rpm|r/min|转/分|转|极|P)",
    re.IGNORECASE,
)
# S11-630/10×2 under 型号及台数; under 型号 alone the number may be one of stages (MD155-67×5).
_COUNTED = re.compile(r"数量|[台套]数")
_TIMES = re.compile(r"\s*[×xX*＊]\s*(\d{1,3})\s*[台套]?$|[(（](\d{1,3})\s*[台套][)）]$")
# Two cells agree within rounding.
SAME = 0.01


def read_combined(
    columns: Sequence[ColumnMatch], kind: Kind, rows: Sequence[ReadRow], reader: CombinedReader
) -> list[Note]:
    """Take what the combined cells of the rows say; gives a note for what of them is not used."""
    notes = []
    for column in columns if reader.able else ():
        several = column.how == "combined" or is_combined(column.heading, kind.words)
        if not several or column.how in (
            "map",
            "ignored",
            "foreign",
        ):
            continue
        left: dict[int, list[str]] = {}
        for row in rows:
            cell = row.cells[column.index] if column.index < len(row.cells) else None
            if isinstance(cell, str) and cell.strip():
                if (size := _capacity(cell, column.heading, kind)) is not None:
                    give(row, kind, column.heading, size[0], Reading(size[1]), cell)
                    continue
                _take(row, kind, column, reader.read(cell), cell, left)
        if left and column.how == "combined":
            said = list(dict.fromkeys(text for texts in left.values() for text in texts))
            params = {
                "heading": column.heading,
                "count": len(left),
                "examples": "、".join(said[:EXAMPLES]),
            }
            notes.append(note("left_over", params, None, column.heading, list(left)))
    return notes


def _capacity(cell: str, heading: str, kind: Kind) -> tuple[str, float] | None:
    """2110 kW under Capacity of a chiller: what the kind is sized by, in a unit of it; the same
    under 主要参数 may be its input, unless tons of refrigeration say it again: 2110 kW (600RT)."""
    sized = kind.words.sized_by
    match = _AMOUNT.fullmatch(fold(cell)) if sized and len(cell) < LONGEST else None
    if sized is None or match is None:
        return None
    outer, inner = _amount(match[1], match[2], kind, sized), None
    if match[3]:
        inner = _amount(match[3], match[4], kind, sized)
        cooled = sized == COOLING and not _COOLED.isdisjoint((match[2], match[4]))
        if outer is None or inner is None or not cooled or not _same(outer, inner):
            return None
    elif heading_key(in_chinese(fold(heading))) not in kind.words.sizes:
        return None
    return None if outer is None else (sized, outer)


def _amount(number: str, unit: str, kind: Kind, field: str) -> float | None:
    factor = kind.words.unit_factor(kind.field(field), unit)
    return None if factor is None else float(Decimal(number) * factor)


def split_models(
    kind: Kind, headings: Mapping[str, str], rows: Sequence[ReadRow], reader: CombinedReader
) -> None:
    """S11-M-630/10 630kVA 2台 under 规格型号: what stands behind the model name is no part of it,
    where all of it is understood."""
    heading = headings.get("model")
    if heading is None or not reader.able:
        return
    counted = _COUNTED.search(heading) is not None
    # W-3/8 22kW under 型号/功率: a blank divides before a slash does.
    separators = (_SEPARATOR, _OR_SLASH) if _BOTH.search(heading) else (_SEPARATOR,)
    for row in rows:
        model = row.facts.get("model")
        if counted and isinstance(model, str) and (times := _TIMES.search(model)):
            model = row.facts["model"] = model[: times.start()]
            devices = int(times[1] or times[2])
            row.also["model"] = {**row.also.get("model", {}), QUANTITY: devices}
        found = _behind_model(model, reader, separators) if isinstance(model, str) else None
        if found is None:
            continue
        row.facts["model"], combined = found
        for field_id, (reading, text) in combined.found.items():
            give(row, kind, heading, field_id, reading, text)
        if combined.count is not None:
            row.also["model"] = {**row.also.get("model", {}), QUANTITY: combined.count}


def _behind_model(
    model: str, reader: CombinedReader, separators: Sequence[re.Pattern[str]]
) -> tuple[str, Combined] | None:
    if len(model) > LONGEST:
        return None
    places = chain(*(islice(each.finditer(model), MOST_PARTS) for each in separators))
    for match in places:
        head, combined = model[: match.start()], reader.read(model[match.end() :])
        whole = combined.whole or (reader.driven and _is_of_motor(combined))
        if whole and _NAME.search(head) and not reader.read(head).found:
            return head, combined
    return None


def _is_of_motor(combined: Combined) -> bool:
    """Whether all that is not understood is of the motor that drives the device."""
    return bool(combined.left) and all(map(_OF_MOTOR.fullmatch, combined.left))


def _take(
    row: ReadRow,
    kind: Kind,
    column: ColumnMatch,
    combined: Combined,
    cell: str,
    left: dict[int, list[str]],
) -> None:
    if column.field == "model":
        # Under 规格 stands a model name or the quantities; what is wholly one is not the other.
        if not combined.whole:
            return
        row.facts.pop("model", None)
    elif column.field and combined.whole:
        # 162kW under 动力 is no unknown fuel, but the power.
        row.problems[:] = [
            found
            for found in row.problems
            if (found.field, found.code) != (column.field, "unknown_choice")
        ]
    for field_id, (reading, text) in combined.found.items():
        give(row, kind, column.heading, field_id, reading, text)
    if combined.count is not None:
        row.also.setdefault(column.heading, {})
        row.also[column.heading] = {**row.also[column.heading], QUANTITY: combined.count}
    if combined.left:
        left[row.row] = combined.left


def give(
    row: ReadRow, kind: Kind, heading: str, field_id: str, reading: Reading, text: str
) -> None:
    """One quantity of a combined cell: a column of its own goes before, and where it says
    otherwise neither decides (rulebook section 6)."""
    stated = row.facts.get(field_id)
    if stated is None:
        if row.problem_of(field_id) is not None:
            return
        row.facts[field_id] = reading.value
        if reading.also:
            row.also.setdefault(field_id, reading.also)
        if reading.fault is not None:
            row.problems.append(cell_problem(row, field_id, heading, text, reading.fault))
    elif not _same(stated, reading.value):
        del row.facts[field_id]
        row.problems.append(
            row_problem(
                row,
                "contradiction",
                field_id,
                heading,
                text,
                other=kind.field(field_id).heading_zh,
                stated=_shown(stated),
            )
        )


def _same(one: object, other: object) -> bool:
    if isinstance(one, (int, float)) and isinstance(other, (int, float)):
        return math.isclose(one, other, rel_tol=SAME)
    return one == other


def _shown(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)
