"""Facts as polars frames: the one shape in which devices reach the engine.

Columns: text String, number Float64, integer Int64, yesno Boolean, choice Enum, date two Date
columns (see dates.py), and
``region`` String.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache

import polars as pl

from standards.dates import BETWEEN, DAY_LENGTH, FIRST, day_of, first_of, last_of
from standards.doubts import Doubts, columns, from_stored
from standards.errors import StandardsError
from standards.few import FEW
from standards.kinds import Field, Kind

RAW_TYPES: Mapping[str, pl.DataType] = {
    "text": pl.String(),
    "number": pl.Float64(),
    "integer": pl.Int64(),
    "yesno": pl.Boolean(),
    "choice": pl.String(),
    "date": pl.String(),
}
# So many JSON texts are decoded at once: what their trees take is used again for the next ones. All
# of 20,000 together fill fresh pages of memory, which takes as long again as the decoding.
DECODED = 1_000


@lru_cache(maxsize=1 << 10)
def _choices(choices: Sequence[str]) -> pl.Enum:
    return pl.Enum(choices)


def field_columns(kind: Kind) -> dict[str, pl.DataType]:
    """Name and type of every column of a frame of this kind."""
    columns: dict[str, pl.DataType] = {}
    for field in kind.fields:
        if field.type == "date":
            columns[field.id] = pl.Date()
            columns[field.id + FIRST] = pl.Date()
        elif field.type == "choice":
            columns[field.id] = _choices(field.choices)
        else:
            columns[field.id] = RAW_TYPES[field.type]
    return columns


def _typed(kind: Kind, raw: pl.DataFrame) -> pl.DataFrame:
    whole = _whole_days(raw, [f.id for f in kind.fields if f.type == "date"])
    exprs: list[pl.Expr] = []
    for field in kind.fields:
        column = pl.col(field.id)
        if field.id in whole:
            exprs.append(day_of(column).alias(field.id + FIRST))
        elif field.type == "date":
            exprs.append(first_of(column).alias(field.id + FIRST))
        elif field.type == "choice":
            exprs.append(column.cast(_choices(field.choices), strict=False))
    frame = raw.with_columns(exprs)
    ends = [
        _last(f.id, pl.col(f.id + FIRST), f.id in whole) for f in kind.fields if f.type == "date"
    ]
    return frame.with_columns(ends)[list(field_columns(kind))]


def _whole_days(raw: pl.DataFrame, names: Sequence[str]) -> set[str]:
    """The columns whose dates are all known to the day, as most are: read in a third the time."""
    if raw.height <= FEW:
        return {name for name in names if all(map(_is_day, raw[name].to_list()))}
    are_days = [
        (pl.col(name).str.len_bytes() == DAY_LENGTH)
        & ~pl.col(name).str.contains(BETWEEN, literal=True)
        for name in names
    ]
    if not names:
        return set()
    told = raw.select([is_day.all().alias(n) for n, is_day in zip(names, are_days, strict=True)])
    return {name for name, whole in zip(names, told.row(0), strict=True) if whole}


def _is_day(text: str | None) -> bool:
    """Whether a text that is there has the length of a day."""
    return text is None or (len(text.encode()) == DAY_LENGTH and BETWEEN not in text)


def _last(field: str, first: pl.Expr, is_whole: bool) -> pl.Expr:
    return (first if is_whole else last_of(pl.col(field), first)).alias(field)


def _refuse(row: int, field: Field, value: object, remedy: str, remedy_en: str) -> StandardsError:
    return StandardsError(
        f"第{row + 1}台设备：{field.heading_zh}（{field.id}）的值 {value!r} 无法使用，{remedy}",
        f"device {row + 1}: {field.heading_en} ({field.id}) cannot be {value!r}; {remedy_en}",
    )


def _as_number(row: int, field: Field, value: object) -> float | None:
    if isinstance(value, (int, float, Decimal)) and not isinstance(value, bool):
        number = float(value)
        if math.isfinite(number):
            return number
    raise _refuse(row, field, value, "须为数字", "it must be a number")


def _as_integer(row: int, field: Field, value: object) -> int | None:
    number = _as_number(row, field, value)
    if number is None or number != int(number):
        raise _refuse(row, field, value, "须为整数", "it must be a whole number")
    return int(number)


def _as_text(row: int, field: Field, value: object) -> str:
    if isinstance(value, date) and field.type == "date":
        return value.isoformat()[:10]
    if not isinstance(value, str):
        raise _refuse(row, field, value, "须为文本", "it must be text")
    if field.type == "choice" and value not in field.choices:
        options = "、".join(field.choices)
        raise _refuse(row, field, value, f"可用值：{options}", f"choices: {options}")
    return value


def _as_yesno(row: int, field: Field, value: object) -> bool:
    if not isinstance(value, bool):
        raise _refuse(row, field, value, "须为 true 或 false", "it must be true or false")
    return value


_CONVERT = {
    "text": _as_text,
    "choice": _as_text,
    "date": _as_text,
    "number": _as_number,
    "integer": _as_integer,
    "yesno": _as_yesno,
}


def _column(field: Field, records: Sequence[Mapping[str, object]]) -> pl.Series:
    convert = _CONVERT[field.type]
    values = []
    for row, record in enumerate(records):
        value = record.get(field.id)
        values.append(None if value is None or value == "" else convert(row, field, value))
    return pl.Series(field.id, values, dtype=RAW_TYPES[field.type], strict=False)


def _refuse_unknown_keys(kind: Kind, records: Sequence[Mapping[str, object]]) -> None:
    for row, record in enumerate(records):
        for key in record:
            if not kind.has(key):
                raise StandardsError(
                    f"第{row + 1}台设备：{kind.name_zh}没有字段“{key}”",
                    f"device {row + 1}: {kind.id} has no field {key!r}",
                )


def _refuse_bad_dates(kind: Kind, raw: pl.DataFrame, frame: pl.DataFrame) -> None:
    for field in kind.fields:
        # What is blank stays blank: as many blanks mean that every date was read.
        if field.type != "date" or raw[field.id].null_count() == frame[field.id].null_count():
            continue
        bad = raw[field.id].is_not_null() & frame[field.id].is_null()
        if bad.any():
            row = bad.arg_max() or 0
            raise _refuse(
                row,
                field,
                raw[field.id][row],
                "须为 2011-11-21、2011-11 或 2011，或区间 1990/1999",
                "it must be 2011-11-21, 2011-11 or 2011, or a range 1990/1999",
            )


def frame_of(
    kind: Kind,
    records: Sequence[Mapping[str, object]],
    doubts: Sequence[Doubts | None] | None = None,
) -> pl.DataFrame:
    """A typed frame, one row per record, in order; with ``doubts``, as ``doubts.columns`` says.

    ``records`` hold field ids with JSON values (dates as ISO text of any precision); absent, null
    and "" mean blank.
    Raises: StandardsError naming device, field and value for an unknown key, a wrong type, an
    unknown choice or what is no date.
    """
    _refuse_unknown_keys(kind, records)
    if doubts is not None:
        records = [_with_inferred(*pair) for pair in zip(records, doubts, strict=True)]
    raw = pl.DataFrame([_column(field, records) for field in kind.fields])
    frame = _typed(kind, raw)
    _refuse_bad_dates(kind, raw, frame)
    return frame if doubts is None else frame.hstack(columns(doubts))


def _with_inferred(record: Mapping[str, object], doubts: Doubts | None) -> Mapping[str, object]:
    if doubts is None or not doubts.inferred:
        return record
    return {**doubts.inferred, **{k: v for k, v in record.items() if v not in (None, "")}}


def _fitting(row: int, field: Field, value: object) -> object:
    """The value as its field holds it, or None where it does not fit."""
    if value is None or value == "":
        return None
    try:
        return _CONVERT[field.type](row, field, value)
    except StandardsError:
        return None


def _decoded_one_by_one(kind: Kind, facts: pl.Series) -> pl.DataFrame:
    records: list[Mapping[str, object]] = []
    for text in facts:
        try:
            record = json.loads(text or "null")
        except ValueError:
            record = None
        records.append(record if isinstance(record, dict) else {})
    return pl.DataFrame(
        [
            pl.Series(
                field.id,
                [_fitting(row, field, record.get(field.id)) for row, record in enumerate(records)],
                dtype=RAW_TYPES[field.type],
            )
            for field in kind.fields
        ]
    )


def _decoded(kind: Kind, text: pl.Series) -> pl.DataFrame:
    shape = pl.Struct({f.id: RAW_TYPES[f.type] for f in kind.fields})
    parts = (text.slice(start, DECODED) for start in range(0, max(len(text), 1), DECODED))
    return pl.concat([_decoded_part(kind, shape, part) for part in parts], rechunk=True)


def _decoded_part(kind: Kind, shape: pl.Struct, text: pl.Series) -> pl.DataFrame:
    try:
        return text.str.json_decode(shape).struct.unnest()
    except pl.exceptions.ComputeError:
        # one value that does not fit stops the whole part: read these rows one by one instead
        return _decoded_one_by_one(kind, text)


def frame_of_json(
    kind: Kind, facts: pl.Series, region: pl.Series, sources: pl.Series | None = None
) -> pl.DataFrame:
    """The fast way from stored facts (JSON text) and division codes to a frame.

    For facts that were checked when they were written: what does not fit its field becomes null,
    unknown keys are left out.
    ``region`` fills the column of that name where it is not null. ``sources``: JSON text with
    ``inferred`` and ``disputed`` of each device, null where nothing is known.
    """
    marks: list[pl.Series] = []
    if sources is not None:
        facts, marks = from_stored(facts, sources)
    decoded = _decoded(kind, facts.cast(pl.String))
    given = region.cast(pl.String).alias("region")
    merged = decoded.with_columns(pl.coalesce(pl.lit(given), pl.col("region")).alias("region"))
    return _typed(kind, merged).hstack(marks)
