"""The figures of a frame: each saving with its ends, in energy, standard coal and CO₂."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import product
from typing import Any

import polars as pl

from standards.checks.base import missing_list
from standards.doubts import without_inferred
from standards.model import Library
from standards.outcomes import NOT_JUDGED_STATES, PRESUMED_CERTAINTIES, STOPPED_STATE
from standards.potential import Saving
from standards.preparing import prepare
from standards.savings.carbon import with_energy
from standards.savings.explaining import explained
from standards.savings.inputs import AS_GIVEN, HIGH, LOW, Method, Read, Work, joined
from standards.savings.methods import METHODS

SUMMED = (
    "saved",
    "saved_low",
    "saved_high",
    "kgce",
    "kgce_low",
    "kgce_high",
    "kgco2",
    "kgco2_low",
    "kgco2_high",
)
FIGURES: Mapping[str, Any] = {
    "row": pl.UInt32(),
    "target": pl.Int8(),
    "saved": pl.Float64(),
    "saved_low": pl.Float64(),
    "saved_high": pl.Float64(),
    "unit": pl.String(),
    "kgce": pl.Float64(),
    "kgce_low": pl.Float64(),
    "kgce_high": pl.Float64(),
    "kgco2": pl.Float64(),
    "kgco2_low": pl.Float64(),
    "kgco2_high": pl.Float64(),
    "presumed": pl.Boolean(),
    "defaults": pl.List(pl.String()),
    "missing": pl.List(pl.String()),
}


@dataclass(frozen=True, eq=False)
class Savings:
    """The figures of one frame on one day.

    ``figures``: one row per device in use and target grade; saved in ``unit`` (kWh, kg, t, m3, L)
    a year, kgce, kgco2 (kg a year), each with its low and high end; ``presumed``; ``defaults`` the
    fields that a default stood in for; ``missing`` what is needed (then the numbers are null).
    """

    library: Library
    saving: Saving | None
    as_of: date
    figures: pl.DataFrame
    work: pl.DataFrame

    def explain(self, row: int) -> list[dict[str, Any]]:
        """Each figure of one device with formula, inputs, limits, factors and sources."""
        if self.saving is None:
            return []
        found = self.figures.filter(pl.col("row") == row)
        if found.is_empty():
            return []
        work = Work(self.library, self.saving, self.as_of, METHODS[self.saving.method])
        inputs = self.work.row(by_predicate=pl.col("row") == row, named=True)
        return [explained(work, inputs, figure) for figure in found.iter_rows(named=True)]

    def totals(self, target: int) -> dict[str, float]:
        """Sums over the devices whose figure could be computed, for one target grade."""
        chosen = self.figures.filter(pl.col("target") == target)
        sums = chosen.select(pl.col(SUMMED[3:]).sum()).row(0, named=True)
        counts = chosen.select(
            devices=pl.len(),
            computed=pl.col("saved").is_not_null().sum(),
            saving=(pl.col("saved") > 0).sum(),
            presumed=(pl.col("presumed") & pl.col("saved").is_not_null()).sum(),
        ).row(0, named=True)
        return {**sums, **counts}


def _nothing() -> pl.DataFrame:
    return pl.DataFrame(schema=dict(FIGURES))


def savings(library: Library, kind_id: str, frame: pl.DataFrame, as_of: date) -> Savings:
    """What each device in use would save if it were replaced on ``as_of``.

    ``frame`` as ``frame_of`` gives it. Kinds that the library has no formula for give no figures;
    nor do devices out of use. Raises: StandardsError for an unknown kind.
    """
    kind = library.kind(kind_id)
    saving = library.factors.savings.get(kind_id)
    if saving is None:
        return Savings(library, None, as_of, _nothing(), frame.clear())
    out = (*NOT_JUDGED_STATES, STOPPED_STATE)
    ready = prepare(library, kind, without_inferred(kind, frame), as_of).filter(
        ~pl.col("use_state").is_in(out).fill_null(False)
    )
    method = METHODS[saving.method]
    work = Work(library, saving, as_of, method)
    frame = with_energy(work, method.ready(work, ready))
    frame = frame.with_columns(
        _missing=joined(
            pl.col("_missing"),
            pl.when(pl.col("_per").is_null() & pl.col("energy_unit").is_not_null()).then(
                pl.lit("energy_unit")
            ),
        )
        if saving.fuel_field
        else pl.col("_missing")
    )
    parts = [_figures(work, method, frame, target) for target in saving.targets]
    figures = pl.concat(parts).sort("row", maintain_order=True) if parts else _nothing()
    return Savings(library, saving, as_of, figures, frame)


def _readings(method: Method, frame: pl.DataFrame) -> Iterator[Read]:
    """Every way to take the inputs that a default stands in for at one end of their range."""
    ranged = [n for n in method.inputs if f"v:{LOW}{n}" in frame.columns]
    for ends in product((LOW, HIGH), repeat=len(ranged)):
        yield _reader(dict(zip(ranged, ends, strict=True)))


def _reader(ends: Mapping[str, str]) -> Read:
    """Inputs as columns; those in ``ends`` at that end of their default's range."""
    return lambda name: pl.col(f"v:{ends.get(name, AS_GIVEN)}{name}")


def _figures(work: Work, method: Method, frame: pl.DataFrame, target: int) -> pl.DataFrame:
    judged = pl.col("_missing") == ""
    middle = method.saved(_reader({}), target)
    ends = [method.saved(read, target) for read in _readings(method, frame)]
    # a device that is better than the target saves nothing; it loses nothing either
    values = frame.with_columns(
        _saved=pl.when(judged).then(middle.clip(lower_bound=0)),
        _low=pl.when(judged).then(pl.min_horizontal(ends).clip(lower_bound=0)),
        _high=pl.when(judged).then(pl.max_horizontal(ends).clip(lower_bound=0)),
    )
    kgce, kgco2 = pl.col("f:kgce"), pl.col("f:kgco2")
    marks = {c.removeprefix("d:"): pl.col(c) for c in frame.columns if c.startswith("d:")}
    marks.pop("fuel_kg", None)
    doubtful_row = pl.col("t:certainty").is_in(list(PRESUMED_CERTAINTIES)).fill_null(False)
    return values.select(
        "row",
        pl.lit(target, dtype=pl.Int8).alias("target"),
        pl.col("_saved").alias("saved"),
        pl.col("_low").alias("saved_low"),
        pl.col("_high").alias("saved_high"),
        pl.col("_unit").alias("unit"),
        (pl.col("_saved") * kgce).alias("kgce"),
        (pl.col("_low") * kgce).alias("kgce_low"),
        (pl.col("_high") * kgce).alias("kgce_high"),
        (pl.col("_saved") * kgco2).alias("kgco2"),
        (pl.col("_low") * kgco2).alias("kgco2_low"),
        (pl.col("_high") * kgco2).alias("kgco2_high"),
        (
            pl.col("_presumed")
            | pl.col("_assumed").fill_null(False)
            | pl.col("_doubt")
            | doubtful_row
            | pl.any_horizontal(list(marks.values()))
        ).alias("presumed"),
        _split(missing_list(marks)).alias("defaults"),
        _split(pl.col("_missing")).alias("missing"),
    )


def _split(text: pl.Expr) -> pl.Expr:
    return pl.when(text != "").then(text.str.split(";")).otherwise(pl.lit([], pl.List(pl.String)))
