"""What the names of devices leave in doubt, and how a judgement takes it (rulebook section 6).

A frame may have two columns beside its fields. ``_disputed``: JSON of what the model name says of
fields that the record has otherwise; "" where nothing is disputed, null where nobody has looked.
``_inferred``: the fields, joined by ";", that hold what is only usual. A disputed field decides
nothing; a finding that would be another one without what is inferred is presumed.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from standards.checks.base import LIMIT
from standards.dates import FIRST
from standards.kinds import Kind

DISPUTED, INFERRED = "_disputed", "_inferred"
_RESTING = ("outcome", "level", "grade", "due")
"""By these, and by its limits, a finding is another one."""
_DERIVED: Mapping[str, tuple[str, ...]] = {
    "insulation_medium": ("_medium",),
    "rated_capacity_kva": ("np_capacity_kva",),
    "voltage_kv": ("np_voltage_kv",),
    "low_voltage_kv": ("np_low_voltage_kv",),
}
"""Columns of ``prepare`` that stand for a field by another name than its own."""


@dataclass(frozen=True, slots=True)
class Doubts:
    """``inferred``: values of blank fields that are only usual. ``disputed``: what the model name
    says of fields that the record has otherwise.
    """

    inferred: Mapping[str, object] = field(default_factory=dict)
    disputed: Mapping[str, object] = field(default_factory=dict)

    def renamed(self, names: Mapping[str, str]) -> Doubts:
        """The same with the fields of another kind."""
        inferred, disputed = (
            {names.get(name, name): value for name, value in part.items()}
            for part in (self.inferred, self.disputed)
        )
        return Doubts(inferred, disputed)


def columns(doubts: Sequence[Doubts | None]) -> list[pl.Series]:
    """The two columns of so many devices; None where nobody has looked at the names."""
    disputed = [
        None if each is None else _json(each.disputed) if each.disputed else "" for each in doubts
    ]
    inferred = [";".join(each.inferred) or None if each is not None else None for each in doubts]
    return [
        pl.Series(DISPUTED, disputed, dtype=pl.String),
        pl.Series(INFERRED, inferred, dtype=pl.String),
    ]


def _json(values: Mapping[str, object]) -> str:
    return json.dumps(dict(values), ensure_ascii=False, separators=(",", ":"))


def from_stored(facts: pl.Series, sources: pl.Series) -> tuple[pl.Series, list[pl.Series]]:
    """Stored facts with what is inferred in them, and the two columns, from stored sources.

    Both are JSON text; only the few sources that name a doubt are read.
    """
    named = sources.str.contains_any(['"inferred"', '"disputed"'])
    if not named.any():
        looked = pl.select(pl.when(sources.is_not_null()).then(pl.lit("")).alias(DISPUTED))
        return facts, [*looked, pl.Series(INFERRED, [None] * len(facts), dtype=pl.String)]
    texts, doubts = facts.to_list(), [_stored(text) for text in sources]
    for row, each in enumerate(doubts):
        if each is not None and each.inferred:
            own = {k: v for k, v in json.loads(texts[row] or "{}").items() if v not in (None, "")}
            texts[row] = _json({**each.inferred, **own})
    return pl.Series(facts.name, texts, dtype=pl.String), columns(doubts)


NO_DOUBTS = Doubts()


def _stored(text: str | None) -> Doubts | None:
    if text is None:
        return None
    if '"inferred"' not in text and '"disputed"' not in text:
        return NO_DOUBTS
    known = json.loads(text)
    return Doubts(known.get("inferred", {}), known.get("disputed", {}))


def has_inferred(frame: pl.DataFrame) -> bool:
    return INFERRED in frame.columns and frame[INFERRED].null_count() < frame.height


def without_inferred(kind: Kind, frame: pl.DataFrame) -> pl.DataFrame:
    """The frame without what is only usual."""
    if not has_inferred(frame):
        return frame
    names = {name for text in frame[INFERRED].drop_nulls().unique() for name in text.split(";")}
    listed = pl.lit(";") + pl.col(INFERRED) + pl.lit(";")
    return frame.with_columns(
        pl.when(~listed.str.contains(f";{name};", literal=True).fill_null(False))
        .then(pl.col(column))
        .alias(column)
        for name in sorted(names)
        if kind.has(name)
        for column in (name, name + FIRST)
        if column in frame.columns
    )


def undecided(kind: Kind, frame: pl.DataFrame) -> pl.DataFrame:
    """The frame without its disputed fields, and without what stands for them.

    Of 无烟煤 in the record and 烟煤 in the model name a coal is certain: where the kind has a word
    for both, that is what is left."""
    if DISPUTED not in frame.columns:
        return frame
    names = {n for text in frame[DISPUTED].drop_nulls().unique() if text for n in json.loads(text)}
    said = pl.col(DISPUTED).fill_null("")
    return frame.with_columns(
        pl.when(~said.str.contains(f'"{name}":', literal=True))
        .then(pl.col(column))
        .otherwise(_common(kind, name, said, frame) if column == name else None)
        .alias(column)
        for name in sorted(names)
        if kind.has(name)
        for column in (name, name + FIRST, "_" + name, *_DERIVED.get(name, ()))
        if column in frame.columns
    )


def _common(kind: Kind, name: str, said: pl.Expr, frame: pl.DataFrame) -> pl.Expr | None:
    """The word of a choice that holds for what the record and what the model name says of it."""
    broader = kind.field(name).broader
    if not broader:
        return None
    cell, model = pl.col(name).cast(pl.String), said.str.json_path_match(f"$.{name}")
    words = (
        pl.when(pl.all_horizontal(each.is_in([*options, word]) for each in (cell, model))).then(
            pl.lit(word)
        )
        for word, options in broader.items()
    )
    return pl.coalesce(*words).cast(frame.schema[name])


def unexamined(frame: pl.DataFrame) -> pl.Expr:
    """Whether nobody has held a device's record against its model name."""
    return pl.col(DISPUTED).is_null() if DISPUTED in frame.columns else pl.lit(True)


def presuming(
    found: pl.DataFrame | None, sure: pl.DataFrame | None, rows: pl.Series
) -> pl.DataFrame | None:
    """The findings, those of ``rows`` presumed that are not the same without what is inferred
    (``sure``).
    """
    if found is None or found.is_empty():
        return found
    keys = [c for c in found.columns if c in _RESTING or c.startswith(LIMIT)]
    guessed = pl.col("row").is_in(rows.implode())
    same: pl.Expr = pl.lit(False)
    joined = found
    if sure is not None and sure.height:
        held = [pl.col(k) if k in sure.columns else pl.lit(None).alias(k) for k in keys]
        others = sure.select("row", *[each.name.prefix("_s:") for each in held], _said=pl.lit(True))
        joined = found.join(others, on="row", how="left", maintain_order="left")
        equal = [pl.col(k).eq_missing(pl.col("_s:" + k)) for k in keys]
        same = pl.col("_said").fill_null(False) & pl.all_horizontal(equal)
    rests = guessed & ~same & (pl.col("outcome") != "unknown")
    return joined.with_columns(presumed=pl.col("presumed") | rests).select(found.columns)
