"""Where the limits of a grade come from: a table's row, or what a standard computes from one.

Every source adds ``_row_index`` (null: no limit), ``_row_missing``, ``t:<column>`` of the rule's
limits, clause and certainty, and ``_limit_presumed``. Columns named ``_info_<name>`` are words
for the rule's sentences.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import polars as pl

from standards.checks.base import Context, missing_list
from standards.checks.interpolation import between_rows
from standards.checks.row_index import Band, Key
from standards.checks.rows import match_rows

COMPUTED_DECIMALS = 2
"""The limit that is shown is the one that judges: both are rounded alike."""

PUMP_COLUMNS = (
    "pump_type",
    "medium",
    "suction",
    "flow_m3h",
    "head_m",
    "speed_rpm",
    "stages",
)
SINGLE_STAGE, MULTISTAGE = "单级", "多级"
CHEMICAL_FLOW_CAP = 3000.0
POWERS = range(6, -1, -1)


def keys_of(ctx: Context) -> tuple[list[Key], list[Band]]:
    """The rule's table keys: ``keys`` [[column, source, field]…] and ``bands`` likewise."""
    keys = [Key(*map(str, key)) for key in ctx.rule.params.get("keys", [])]
    return keys, [Band(*map(str, band)) for band in ctx.rule.params.get("bands", [])]


def from_table(
    ctx: Context, frame: pl.DataFrame, table: pl.DataFrame, columns: Sequence[str]
) -> pl.DataFrame:
    """The limits as the matched row prints them. Parameter ``open_keys``: fields of which a blank
    one leaves rows open, which are listed (see match_rows)."""
    keys, bands = keys_of(ctx)
    asked = [str(name) for name in ctx.rule.params.get("open_keys", [])]
    found = match_rows(frame, table, keys, bands, asked, columns)
    return found.with_columns(_limit_presumed=pl.lit(False))


def interpolated(
    ctx: Context, frame: pl.DataFrame, table: pl.DataFrame, columns: Sequence[str]
) -> pl.DataFrame:
    """Between two tabulated sizes of otherwise equal keys: the straight line, presumed.

    Parameter ``interpolate``: the column of the size, one of the keys or bands.
    """
    keys, bands = keys_of(ctx)
    found = from_table(ctx, frame, table, columns)
    return between_rows(found, table, keys, bands, ctx.text("interpolate"), columns)


def corrected(
    ctx: Context, frame: pl.DataFrame, table: pl.DataFrame, columns: Sequence[str]
) -> pl.DataFrame:
    """The row's limits moved by corrections that follow from facts; a blank one moves nothing and
    makes the finding presumed.

    Parameter ``corrections``: a table of ``applies_to`` (value of the first key), ``field``,
    ``value`` and ``points__gradeN``.
    """
    keys, _ = keys_of(ctx)
    found = from_table(ctx, frame, table, columns)
    limits = [c for c in columns if table.schema[c].is_numeric()]
    moved = {c: pl.lit(0.0) for c in limits}
    open_fields = pl.lit(False)
    for row in ctx.rows("corrections").to_dicts():
        here = pl.col(keys[0].source).cast(pl.String) == row["applies_to"]
        said = pl.col(row["field"])
        applies = (here & (said == row["value"])).fill_null(False)
        for c in limits:
            points = row["points__" + c.split("__")[1]]
            moved[c] = moved[c] + pl.when(applies).then(points).otherwise(0.0)
        open_fields = open_fields | (here & said.is_null()).fill_null(False)
    return found.with_columns(
        *[(pl.col("t:" + c) + moved[c]).alias("t:" + c) for c in limits],
        _limit_presumed=open_fields,
    )


def _polynomial(variable: pl.Expr, prefix: str) -> pl.Expr:
    """Horner's scheme over the row's coefficients of powers 6 to 0."""
    result = pl.col(f"t:{prefix}{POWERS[0]}")
    for power in POWERS[1:]:
        result = result * variable + pl.col(f"t:{prefix}{power}")
    return result


def _with_specific_speed(frame: pl.DataFrame) -> pl.DataFrame:
    """Adds ``_ns`` = 3.65 n √Q / H^0.75 (Q in m³/s, half of it for double suction; H of one
    stage), ``_stage_kind``, and ``_pump_missing``: what blanks or contradictions leave open.
    """
    name = pl.col("pump_type").cast(pl.String)
    multi, stages = name.str.contains(MULTISTAGE), pl.col("stages")
    double = pl.col("suction") == "双吸"
    # a record that contradicts itself counts as blank (forms and imports refuse it)
    stages_wrong = (multi & (stages < 2)) | (~multi & (stages > 1))
    suction_wrong = ((name == "单级双吸") & ~double) | (name.is_in(["单级单吸", "管道"]) & double)
    frame = frame.with_columns(
        _stages=pl.when(~stages_wrong.fill_null(False)).then(stages),
        _double=pl.when(~suction_wrong.fill_null(False)).then(double),
        _stage_kind=pl.when(multi).then(pl.lit(MULTISTAGE)).when(~multi).then(pl.lit(SINGLE_STAGE)),
    )
    share = pl.when(pl.col("_double")).then(0.5).when(~pl.col("_double")).then(1.0)
    flow = pl.col("flow_m3h") / 3600 * share
    head = pl.col("head_m") / pl.col("_stages")
    return frame.with_columns(
        _ns=3.65 * pl.col("speed_rpm") * flow.sqrt() / head.pow(0.75),
        _pump_missing=missing_list(
            {
                "pump_type": name.is_null(),
                "medium": pl.col("medium").is_null(),
                "suction": pl.col("_double").is_null(),
                "flow_m3h": pl.col("flow_m3h").is_null(),
                "head_m": pl.col("head_m").is_null(),
                "speed_rpm": pl.col("speed_rpm").is_null(),
                "stages": pl.col("_stages").is_null(),
            }
        ),
    )


def pump_formula(
    ctx: Context, frame: pl.DataFrame, table: pl.DataFrame, columns: Sequence[str]
) -> pl.DataFrame:
    """GB 19762-2025. Clean water: η = a·ln²ns + b·ln²Q + c·ln ns·ln Q + d·ln ns + e·ln Q − C.
    Chemical pumps: ηb(ln Q) − Δη(ns) + offset, ln Q capped. Q is the total flow in m³/h.

    The table holds both, told apart by ``medium``; its columns are the coefficients.
    """
    limits = [c for c in columns if c.startswith("efficiency_pct__")]
    plain = [c for c in table.columns if c not in ("note", "source")]
    frame = _with_specific_speed(frame)
    keys = [
        Key("medium", "medium", "medium"),
        Key("pump_type", "pump_type", "pump_type"),
        Key("stage_kind", "_stage_kind", "pump_type"),
    ]
    bands = [Band("flow_m3h", "flow_m3h", "flow_m3h"), Band("specific_speed", "_ns", "speed_rpm")]
    found = match_rows(frame, table, keys, bands, columns=plain)
    flow, ns = pl.col("flow_m3h"), pl.col("_ns")
    found = found.with_columns(_ln_q=flow.log(), _ln_ns=ns.log())
    ln_q, ln_ns = pl.col("_ln_q"), pl.col("_ln_ns")
    water = (
        pl.col("t:a") * ln_ns**2
        + pl.col("t:b") * ln_q**2
        + pl.col("t:c") * ln_ns * ln_q
        + pl.col("t:d") * ln_ns
        + pl.col("t:e") * ln_q
    )
    capped = pl.min_horizontal(flow, CHEMICAL_FLOW_CAP).log()
    chemical = _polynomial(capped, "base_") - _polynomial(ns, "loss_")
    found = found.with_columns(_eta=pl.coalesce(water, chemical))
    open_fields = pl.col("_pump_missing")
    return found.with_columns(
        *[
            (pl.col("_eta") + pl.col("t:offset__" + c.split("__")[1]))
            .round(COMPUTED_DECIMALS)
            .alias("t:" + c)
            for c in limits
        ],
        _row_missing=pl.when(open_fields != "").then(open_fields).otherwise(pl.col("_row_missing")),
        _row_index=pl.when(open_fields == "").then(pl.col("_row_index")),
        _limit_presumed=pl.lit(False),
        _info_specific_speed=ns.round(1),
    )


def offsets(
    ctx: Context, frame: pl.DataFrame, table: pl.DataFrame, columns: Sequence[str]
) -> pl.DataFrame:
    """GB 32030-2022: the better grades lie so many points above an efficiency that the product
    standard requires, the last grade lies its tolerance below.

    Parameters: ``basis`` and ``tolerance`` field ids. The table has ``offset__gradeN`` of all
    grades but the last.
    """
    basis, tolerance = ctx.text("basis"), ctx.text("tolerance")
    limits = [c for c in columns if "__grade" in c]
    given = [c for c in table.columns if c.startswith("offset__")]
    keys, bands = keys_of(ctx)
    taken = [*given, *[c for c in columns if c not in limits]]
    found = match_rows(frame, table, keys, bands, columns=taken)
    moved = {c: pl.col("t:offset__" + c.split("__")[1]) for c in limits[:-1]}
    moved[limits[-1]] = -pl.col(tolerance)
    open_fields = missing_list({name: pl.col(name).is_null() for name in (basis, tolerance)})
    return found.with_columns(
        *[
            (pl.col(basis) + points).round(COMPUTED_DECIMALS).alias("t:" + name)
            for name, points in moved.items()
        ],
        _row_missing=pl.when(pl.col("_row_missing") == "")
        .then(open_fields)
        .otherwise(pl.col("_row_missing")),
        _row_index=pl.when(open_fields == "").then(pl.col("_row_index")),
        _limit_presumed=pl.lit(False),
    )


Source = Callable[[Context, pl.DataFrame, pl.DataFrame, Sequence[str]], pl.DataFrame]
SOURCES: Mapping[str, Source] = {
    "table": from_table,
    "interpolated": interpolated,
    "corrected": corrected,
    "pump-formula": pump_formula,
    "offsets": offsets,
}
