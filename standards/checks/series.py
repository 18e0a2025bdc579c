"""Performance series of transformers: presumed losses, and catalogues that list series."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from standards.checks.base import (
    NOTHING,
    OUTCOME,
    Check,
    Context,
    Judgement,
    becomes,
    emit,
    made_of,
    missing_list,
    then_if_due,
)
from standards.checks.steps import Steps, found, run
from standards.outcomes import PRESUMED_CERTAINTIES

_BELOW = "below"
SERIES_COLUMNS = ("np_key", "_medium", "_core", "rated_capacity_kva", "connection")
"""What the losses and the grade of a series are found by."""


_KEPT_AS = ("_medium", "_core", "connection")


def _series_grades(ctx: Context, frame: pl.DataFrame) -> pl.DataFrame:
    table = ctx.rows("series_grades")
    columns = {
        "np_key": "series",
        "_medium": "insulation_medium",
        "_core": "core",
        "_said": "grade",
    }
    return made_of(table, "series", lambda: _as_in_frame(table.select(**columns), frame))


def _as_in_frame(table: pl.DataFrame, frame: pl.DataFrame) -> pl.DataFrame:
    """The keys as the frame holds them, to be joined: a word that no device can have is null."""
    return table.with_columns(
        pl.col(name).cast(frame[name].dtype, strict=False)
        for name in _KEPT_AS
        if name in table.columns
    )


def _series_losses(ctx: Context, measures: Sequence[str], frame: pl.DataFrame) -> pl.DataFrame:
    """One row per series, size and connection: where sources differ, the milder one (smaller
    losses).
    """
    table = ctx.rows("series_losses")
    return made_of(
        table, tuple(measures), lambda: _as_in_frame(_mildest_losses(table, measures), frame)
    )


def _mildest_losses(table: pl.DataFrame, measures: Sequence[str]) -> pl.DataFrame:
    names = {
        "series": "np_key",
        "insulation_medium": "_medium",
        "core": "_core",
        "rated_capacity_kva": "rated_capacity_kva",
        "connection": "connection",
    }
    return (
        table.filter(pl.col("certainty") != "doubtful")
        .sort(list(measures))
        .unique(list(names), keep="first", maintain_order=True)
        .select(
            *[pl.col(old).alias(new) for old, new in names.items()],
            *[pl.col(m).alias("s:" + m) for m in measures],
        )
    )


def presume_from_series(ctx: Context, frame: pl.DataFrame, measures: Sequence[str]) -> pl.DataFrame:
    """Adds ``v:…`` the measures, and where all of them are blank what the series lets us presume.

    ``_series``: the series' own grade decides (``_series_grade``, null below grade 3).
    ``_losses_presumed``: no grade is
    known for the series but its losses are, and they stand in ``v:…``. One blank among given
    measures presumes nothing.
    """
    if ctx.param("series_grades") is None:
        return run(ctx, frame, _without_series, given=(tuple(measures),))
    frame = frame.join(
        _series_grades(ctx, frame),
        on=["np_key", "_medium", "_core"],
        how="left",
        maintain_order="left",
    ).join(
        _series_losses(ctx, measures, frame),
        on=["np_key", "_medium", "_core", "rated_capacity_kva", "connection"],
        how="left",
        maintain_order="left",
    )
    return run(ctx, frame, _with_series, given=(tuple(measures),))


def _without_series(ctx: Context, frame: Steps, measures: Sequence[str]) -> Steps:
    return frame.with_columns(
        *[pl.col(m).alias("v:" + m) for m in measures],
        _series=pl.lit(False),
        _losses_presumed=pl.lit(False),
        _series_grade=pl.lit(None, dtype=pl.Int8),
    )


def _with_series(ctx: Context, frame: Steps, measures: Sequence[str]) -> Steps:
    said = pl.col("_said")
    blank = pl.all_horizontal([pl.col(m).is_null() for m in measures])
    frame = frame.with_columns(_blank=blank)
    grade_known = pl.col("_blank") & said.is_in([_BELOW, "1", "2", "3"]).fill_null(False)
    fill = pl.col("_blank") & (said.is_null() | grade_known)
    return frame.with_columns(
        *[
            pl.coalesce(pl.col(m), pl.when(fill).then(pl.col("s:" + m))).alias("v:" + m)
            for m in measures
        ],
        _series=grade_known,
        _losses_presumed=fill & ~grade_known,
        _series_grade=said.cast(pl.Int8, strict=False),
    ).drop("_blank", "_said", *["s:" + m for m in measures])


def _entries(ctx: Context) -> pl.DataFrame:
    """The catalogue's entries, to join on letters and series (0 stands for a series without
    number).
    """
    table = ctx.rows("table")
    return made_of(table, "entries", lambda: _entries_of(table))


def _entries_of(table: pl.DataFrame) -> pl.DataFrame:
    top = "voltage_max_kv"
    return table.select(
        np_letters="letters",
        _series_no=pl.col("series").fill_null(0).cast(pl.Int64),
        _item="item",
        _min="capacity_min_kva",
        _max="capacity_max_kva",
        _kv="voltage_kv",
        _kv_max=pl.col(top) if top in table.columns else pl.lit(None, dtype=pl.Float64),
        _until="made_until",
        _on="eliminate_on",
        _later=pl.col("later_outcome").cast(OUTCOME),
        _wording="wording",
        _certainty="certainty",
    )


def _listed(ctx: Context, frame: pl.DataFrame) -> pl.DataFrame:
    """The devices whose nameplate is on the catalogue, with the entry beside them."""
    # an entry without number (S, SJ) is not a sealed or wound-core type, whose tags came later
    bare = pl.col("np_series").is_null() & (pl.col("np_tags") == "")
    number = pl.when(bare).then(0).otherwise(pl.col("np_series"))
    return frame.with_columns(_series_no=number.cast(pl.Int64)).join(
        _entries(ctx), on=["np_letters", "_series_no"], how="inner", maintain_order="left"
    )


def _date_outcome(ctx: Context) -> pl.Expr:
    """Eliminated from the day on; before it a reminder within the horizon, else advice."""
    on = pl.col("_on")
    return (
        pl.when(on <= ctx.today)
        .then(becomes("eliminate"))
        .when(on <= ctx.until())
        .then(becomes("due"))
        .otherwise(becomes("renew"))
    )


def on_catalogue(ctx: Context, frame: pl.DataFrame) -> pl.DataFrame:
    """Transformers whose series is listed, within the entry's sizes, voltage and year. Model
    blank: unknown.
    """
    frame = frame.filter(pl.col("distribution").fill_null(True))
    nameless = frame.filter(pl.col("model").is_null())
    unknown = NOTHING if nameless.is_empty() else found(ctx, nameless, nameless_unknown)
    listed = _listed(ctx, frame)
    if listed.is_empty():
        return unknown
    told = found(ctx, listed, _with_entry_outcome, _told)
    return pl.concat([told, unknown], how="diagonal") if unknown.height else told


def nameless_unknown(ctx: Context, frame: Steps) -> Steps:
    """Without a model nobody knows whether a device is on a list of models."""
    return emit(ctx, frame, Judgement(outcome=becomes("unknown"), missing=pl.lit("model")))


def _told(ctx: Context, listed: Steps) -> Steps:
    by_date = pl.col("_by_date")
    return emit(
        ctx,
        listed,
        Judgement(
            presumed=pl.col("_certainty").is_in(list(PRESUMED_CERTAINTIES)),
            clause=pl.col("_item"),
            due=pl.when(by_date & (pl.col("_missing") == "")).then(pl.col("_on")),
            then=then_if_due("eliminate"),
            missing=pl.col("_missing"),
            case=pl.when((pl.col("_outcome") == "renew") & ~by_date).then(pl.lit("renew-later")),
            info={"wording": pl.col("_wording")},
        ),
    )


def _with_entry_outcome(ctx: Context, listed: Steps) -> Steps:
    """Adds ``_by_date`` (the entry's date decides), ``_missing`` and ``_outcome``."""
    listed = listed.with_columns(
        _size=pl.coalesce("rated_capacity_kva", "np_capacity_kva"),
        _volts=pl.coalesce("voltage_kv", "np_voltage_kv"),
    )
    size, volts = pl.col("_size"), pl.col("_volts")
    sized, exact, top = pl.col("_min").is_not_null(), pl.col("_kv"), pl.col("_kv_max")
    at_voltage = exact.is_not_null() | top.is_not_null()
    # a distribution transformer has 10 kV or less; one of 35 kV is not listed
    outside = (
        (sized & ~size.is_between("_min", "_max")).fill_null(False)
        | (volts != exact).fill_null(False)
        | (volts > top).fill_null(False)
    )
    made, used, until = pl.col("made_on"), pl.col("in_service_on"), pl.col("_until")
    old = (made <= until).fill_null(False) | (used <= until).fill_null(False)
    undated = until.is_not_null() & made.is_null() & used.is_null()
    asked = {
        "rated_capacity_kva": sized & size.is_null(),
        "voltage_kv": at_voltage & volts.is_null(),
        "made_on": undated,
        "in_service_on": undated,
    }
    listed = listed.with_columns(
        _missing=missing_list(asked),
        _by_date=until.is_null() | old,
        _outside=outside,
    )
    return listed.with_columns(
        _outcome=pl.when(pl.col("_outside"))
        .then(None)
        .when(pl.col("_missing") != "")
        .then(becomes("unknown"))
        .when(pl.col("_by_date"))
        .then(_date_outcome(ctx))
        .otherwise(pl.col("_later"))
    )


ON_CATALOGUE = Check(
    on_catalogue,
    required={"table": str},
    tables=("table",),
    reads=("model", "rated_capacity_kva", "voltage_kv", "made_on", "in_service_on"),
    uses=(
        "distribution",
        "np_letters",
        "np_series",
        "np_tags",
        "np_capacity_kva",
        "np_voltage_kv",
    ),
)
