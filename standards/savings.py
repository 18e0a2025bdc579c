"""What replacing a device saves: energy, standard coal and CO₂ a year, by columns.

Every figure rests on a formula of the library (``factors/savings.toml``), on facts or on named
defaults, on the limits of the edition in force, and on dated factors. Where an input is a default
the figure is a range: the least and the most over the ends of all defaults.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import product
from typing import Any

import polars as pl

from standards.checks.base import Context, missing_list
from standards.checks.limit_sources import SOURCES
from standards.checks.rows import Band, match_rows, take
from standards.checks.series import presume_from_series
from standards.model import (
    NOT_JUDGED_STATES,
    OUTSIDE_TABLE,
    PRESUMED_CERTAINTIES,
    STOPPED_STATE,
    Kind,
    Library,
)
from standards.potential import Saving
from standards.preparing import prepare

HOURS_A_YEAR = 8760
GRAVITY = 9.81
"""m/s²; with water of 1000 kg/m³ a flow in m³/h and a head in m give kW as g·Q·H/3600."""
AS_GIVEN, LOW, HIGH = "", "~", "^"
"""Readings of an input: with the middle of its default, and with the ends of its range."""
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
Read = Callable[[str], pl.Expr]


@dataclass(frozen=True)
class Method:
    """One formula. ``inputs`` become columns ``v:<name>``; ``saved`` gives the saving of a target
    grade from them, in the unit of the saved energy; ``ready`` adds the inputs to a frame.
    ``sizes`` are the inputs of a machine that its record must hold.
    """

    ready: Callable[[_Work, pl.DataFrame], pl.DataFrame]
    saved: Callable[[Read, int], pl.Expr]
    inputs: Sequence[str]
    targets: Sequence[str]
    sizes: Sequence[str] = ()


@dataclass(frozen=True)
class _Work:
    library: Library
    saving: Saving
    as_of: date

    @property
    def context(self) -> Context:
        rule = next(r for r in self.library.rules if r.id == self.saving.rule)
        return Context(self.library, rule, self.as_of, 0)


# Inputs --------------------------------------------------------------------------------------


def _with_defaults(work: _Work, frame: pl.DataFrame, field: str) -> pl.DataFrame:
    """Adds ``v:``, ``v:~`` and ``v:^`` of a field, and ``d:`` whether its default was used.

    A default that is no field of the kind is used for every device.
    """
    known = work.library.kind(work.saving.kind).has(field)
    given = pl.col(field) if known else pl.lit(None, dtype=pl.Float64)
    value = given.cast(pl.Float64)
    ends: dict[str, pl.Expr] = {AS_GIVEN: value, LOW: value, HIGH: value}
    used = pl.lit(False)
    for default in work.saving.defaults:
        if default.field != field:
            continue
        fits = [pl.col(k).cast(pl.String) == v for k, v in default.where.items()]
        here = pl.all_horizontal([given.is_null(), *fits]).fill_null(False)
        used = used | here
        numbers = {AS_GIVEN: default.value, LOW: default.low, HIGH: default.high}
        for end, number in numbers.items():
            ends[end] = pl.when(here).then(number).otherwise(ends[end])
    return frame.with_columns(
        *[expr.alias("v:" + end + field) for end, expr in ends.items()], used.alias("d:" + field)
    )


def _replacement(work: _Work, frame: pl.DataFrame) -> pl.DataFrame:
    """Adds the limits ``t:…`` of the edition in force on the day, ``_row_missing``, and ``v:…`` the
    present measures (read from the series of a transformer where they are blank).
    """
    ctx = work.context
    measures = [str(name) for name in ctx.rule.params["measures"]]
    columns = [f"{m}__grade{g}" for m in measures for g in (1, 2, 3)] + ["clause", "certainty"]
    edition = next(
        (
            e
            for e in ctx.rule.editions
            if e.valid_from <= work.as_of and (e.valid_to is None or work.as_of < e.valid_to)
        ),
        None,
    )
    if edition is None:
        frame = frame.with_columns(
            *[pl.lit(None, dtype=pl.Float64).alias("t:" + c) for c in columns[:-2]],
            *[pl.lit(None, dtype=pl.String).alias("t:" + c) for c in columns[-2:]],
            _row_missing=pl.lit(OUTSIDE_TABLE),
            _limit_presumed=pl.lit(False),
            _document=pl.lit(None, dtype=pl.String),
        )
        return presume_from_series(ctx, frame, measures)
    table = work.library.tables[edition.table].rows
    frame = SOURCES[str(ctx.param("limits", "table"))](ctx, frame, table, columns)
    return presume_from_series(ctx, frame, measures).with_columns(
        _document=pl.lit(edition.document)
    )


def _transformer(work: _Work, frame: pl.DataFrame) -> pl.DataFrame:
    frame = _replacement(work, frame.filter(pl.col("distribution").fill_null(True)))
    for field in ("load_rate_pct", "annual_hours"):
        frame = _with_defaults(work, frame, field)
    blank = missing_list({m: pl.col("v:" + m).is_null() for m in ("no_load_loss_w", "load_loss_w")})
    by_series = pl.col("no_load_loss_w").is_null() & pl.col("v:no_load_loss_w").is_not_null()
    return frame.with_columns(
        _missing=_joined(blank, pl.col("_row_missing")),
        _presumed=by_series | pl.col("_class_presumed") | pl.col("_limit_presumed"),
    )


def _transformer_saved(read: Read, grade: int) -> pl.Expr:
    """kWh a year from losses in W: the no-load loss all year, the load loss by β² and hours."""
    no_load = read("no_load_loss_w") - pl.col(f"t:no_load_loss_w__grade{grade}")
    load = read("load_loss_w") - pl.col(f"t:load_loss_w__grade{grade}")
    beta = read("load_rate_pct") / 100
    return (no_load * HOURS_A_YEAR + beta * beta * load * read("annual_hours")) / 1000


def _boiler(work: _Work, frame: pl.DataFrame) -> pl.DataFrame:
    frame = _replacement(work, frame)
    efficiency = pl.coalesce("tested_efficiency_pct", "design_efficiency_pct")
    frame = frame.with_columns(
        efficiency.alias("v:efficiency"), pl.col("annual_energy").alias("v:annual_energy")
    )
    asked = {
        "annual_energy": pl.col("annual_energy").is_null(),
        "energy_unit": pl.col("energy_unit").is_null(),
        "design_efficiency_pct": pl.col("v:efficiency").is_null(),
    }
    no_better = pl.col("t:design_efficiency_pct__grade2").is_null()
    row_missing = (
        pl.when((pl.col("_row_missing") == "") & no_better)
        .then(pl.lit(OUTSIDE_TABLE))
        .otherwise(pl.col("_row_missing"))
    )
    return frame.with_columns(
        _missing=_joined(missing_list(asked), row_missing), _presumed=pl.col("_limit_presumed")
    )


def _boiler_saved(read: Read, grade: int) -> pl.Expr:
    """In the unit of the energy used, for the same useful heat."""
    better = pl.col(f"t:design_efficiency_pct__grade{grade}")
    return read("annual_energy") * (1 - read("efficiency") / better)


def _truck(work: _Work, frame: pl.DataFrame) -> pl.DataFrame:
    """Diesel goods vehicles from before the limits of stage 3 held for every new vehicle."""
    limits = work.saving.limits
    assert limits is not None  # the loader asks for a table where there is no rule
    frame = frame.filter(
        (pl.col("fuel") == "柴油").fill_null(False)
        & pl.col("vehicle_type").cast(pl.String).is_in(["轻型载货", "中型载货", "重型载货"])
    )
    if work.saving.made_before is not None:
        frame = frame.filter((pl.col("registered_on") < work.saving.made_before).fill_null(True))
    band = Band("mass_kg", "gross_mass_kg", "gross_mass_kg")
    columns = ["stage2_l_per_100km", "stage3_l_per_100km", "certainty"]
    frame = take(match_rows(frame, limits, [], [band]), limits, columns)
    frame = _with_defaults(work, frame, "annual_km")
    factor = work.library.factors.energy.row(
        by_predicate=pl.col("fuel") == work.saving.energy, named=True
    )
    kilograms = (
        pl.when(pl.col("energy_unit") == "L")
        .then(pl.col("annual_energy") * factor["kg_per_l"])
        .when(pl.col("energy_unit") == "t")
        .then(pl.col("annual_energy") * 1000)
    )
    per_km = pl.col("t:stage2_l_per_100km") / 100 * factor["kg_per_l"]
    frame = frame.with_columns(
        *[
            pl.coalesce(kilograms, pl.col(f"v:{end}annual_km") * per_km).alias(f"v:{end}fuel_kg")
            for end in (AS_GIVEN, LOW, HIGH)
        ],
        (pl.col("d:annual_km") & kilograms.is_null()).alias("d:annual_km"),
    )
    asked = {
        "registered_on": pl.col("registered_on").is_null(),
        "annual_km": pl.col("v:fuel_kg").is_null() & (pl.col("_row_missing") == ""),
    }
    return frame.with_columns(
        pl.col("d:annual_km").alias("d:fuel_kg"),
        _missing=_joined(missing_list(asked), pl.col("_row_missing")),
        _presumed=pl.lit(True),
        _document=pl.lit(work.saving.document),
    )


def _truck_saved(read: Read, _grade: int) -> pl.Expr:
    return read("fuel_kg") * (1 - pl.col("t:stage3_l_per_100km") / pl.col("t:stage2_l_per_100km"))


def _machine(work: _Work, frame: pl.DataFrame) -> pl.DataFrame:
    """Motors, pumps, compressors: what moves them and how long, against the grade's measure."""
    frame = _replacement(work, frame)
    for name in dict.fromkeys(d.field for d in work.saving.defaults):
        frame = _with_defaults(work, frame, name)
    sizes = [name for name in METHODS[work.saving.method].sizes]
    frame = frame.with_columns(pl.col(name).cast(pl.Float64).alias("v:" + name) for name in sizes)
    (measure,) = (str(name) for name in work.context.rule.params["measures"])
    blank = missing_list({n: pl.col("v:" + n).is_null() for n in (measure, *sizes)})
    # the table asks for sizes too: each blank is named once
    row_missing = pl.when(blank == "").then(pl.col("_row_missing")).otherwise(pl.lit(""))
    return frame.with_columns(
        _missing=_joined(blank, row_missing), _presumed=pl.col("_limit_presumed")
    )


def _motor_saved(read: Read, grade: int) -> pl.Expr:
    """kWh a year: the input for the same shaft power at another efficiency."""
    better = pl.col(f"t:efficiency_pct__grade{grade}")
    shaft = read("rated_power_kw") * read("load_factor_pct") / 100 * read("annual_hours")
    return shaft * (100 / read("efficiency_pct") - 100 / better)


def _pump_saved(read: Read, grade: int) -> pl.Expr:
    """kWh a year at the shaft for the same flow of water and head: ρgQH."""
    better = pl.col(f"t:efficiency_pct__grade{grade}")
    hydraulic = GRAVITY * read("flow_m3h") * read("head_m") / 3600
    return hydraulic * read("annual_hours") * (100 / read("efficiency_pct") - 100 / better)


def _compressor_saved(read: Read, grade: int) -> pl.Expr:
    """kWh a year for the same air at another specific power."""
    share = 1 - pl.col(f"t:specific_power__grade{grade}") / read("specific_power")
    return read("drive_power_kw") * read("load_factor_pct") / 100 * read("annual_hours") * share


def _joined(*lists: pl.Expr) -> pl.Expr:
    return pl.concat_str([x.replace("", None) for x in lists], separator=";", ignore_nulls=True)


METHODS: Mapping[str, Method] = {
    "transformer-losses": Method(
        _transformer,
        _transformer_saved,
        ("no_load_loss_w", "load_loss_w", "load_rate_pct", "annual_hours"),
        ("no_load_loss_w__grade{}", "load_loss_w__grade{}"),
    ),
    "boiler-efficiency": Method(
        _boiler,
        _boiler_saved,
        ("annual_energy", "efficiency"),
        ("design_efficiency_pct__grade{}",),
    ),
    "motor-efficiency": Method(
        _machine,
        _motor_saved,
        ("rated_power_kw", "efficiency_pct", "load_factor_pct", "annual_hours"),
        ("efficiency_pct__grade{}",),
        ("rated_power_kw",),
    ),
    "pump-efficiency": Method(
        _machine,
        _pump_saved,
        ("flow_m3h", "head_m", "efficiency_pct", "annual_hours"),
        ("efficiency_pct__grade{}",),
        ("flow_m3h", "head_m"),
    ),
    "compressor-power": Method(
        _machine,
        _compressor_saved,
        ("drive_power_kw", "specific_power", "load_factor_pct", "annual_hours"),
        ("specific_power__grade{}",),
        ("drive_power_kw",),
    ),
    "truck-fuel": Method(
        _truck, _truck_saved, ("fuel_kg",), ("stage2_l_per_100km", "stage3_l_per_100km")
    ),
}
"""The formulas, by the name that ``savings.toml`` gives them."""

# Energy and CO₂ ------------------------------------------------------------------------------


def _with_energy(work: _Work, frame: pl.DataFrame) -> pl.DataFrame:
    """Adds ``_factor`` (null: none), ``_assumed``, and ``f:kgce``, ``f:kgco2`` per saved unit."""
    saving, energy = work.saving, work.library.factors.energy
    if saving.fuel_field is None:
        frame = frame.with_columns(_factor=pl.lit(saving.energy), _assumed=pl.lit(False))
        per_unit = frame.with_columns(_per=pl.lit(1.0), _unit=_unit_of(energy, pl.col("_factor")))
    else:
        names = pl.DataFrame(
            {
                "_fuel": [f.value for f in saving.fuels],
                "_factor": [f.factor for f in saving.fuels],
                "_assumed": [f.assumed for f in saving.fuels],
            },
            schema={"_fuel": pl.String, "_factor": pl.String, "_assumed": pl.Boolean},
        )
        frame = frame.with_columns(_fuel=pl.col(saving.fuel_field).cast(pl.String)).join(
            names, on="_fuel", how="left", maintain_order="left"
        )
        per_unit = frame.with_columns(
            _per=_units_in(energy), _unit=pl.col("energy_unit").cast(pl.String)
        )
    factors = energy.select(
        pl.col("fuel").alias("_factor"),
        pl.col("kgce_per_unit").alias("f:kgce"),
        pl.col("kgco2_per_unit").alias("f:kgco2"),
        pl.col("certainty").alias("_energy_certainty"),
    )
    joined = per_unit.join(factors, on="_factor", how="left", maintain_order="left")
    return _with_grid(work, joined).with_columns(
        pl.col("f:kgce") * pl.col("_per"), pl.col("f:kgco2") * pl.col("_per")
    )


def _unit_of(energy: pl.DataFrame, name: pl.Expr) -> pl.Expr:
    units = dict(zip(energy["fuel"], energy["unit"], strict=True))
    return name.replace_strict(units, default=None, return_dtype=pl.String)


def _units_in(energy: pl.DataFrame) -> pl.Expr:
    """Units of the factor in one unit of the record: 1 t is 1000 kg. Null: they do not agree."""
    litres = dict(zip(energy["fuel"], energy["kg_per_l"], strict=True))
    base, unit = _unit_of(energy, pl.col("_factor")), pl.col("energy_unit").cast(pl.String)
    per_litre = pl.col("_factor").replace_strict(litres, default=None, return_dtype=pl.Float64)
    return (
        pl.when(base == unit)
        .then(1.0)
        .when((base == "kg") & (unit == "t"))
        .then(1000.0)
        .when((base == "kg") & (unit == "L"))
        .then(per_litre)
    )


def grid_factors(library: Library, as_of: date) -> dict[str, dict[str, Any]]:
    """The electricity factor of each province (by two digits, "" = the country) on a day: of the
    latest year up to that day's, or of the first year there is.
    """
    rows = library.factors.electricity.sort("year").to_dicts()
    chosen: dict[str, dict[str, Any]] = {}
    for row in rows:
        key = row["region"] or ""
        if key not in chosen or row["year"] <= as_of.year:
            chosen[key] = row
    return chosen


def _with_grid(work: _Work, frame: pl.DataFrame) -> pl.DataFrame:
    """Electricity has the CO₂ of the device's province; the country's where none is known."""
    factors = grid_factors(work.library, work.as_of)
    values = {code: row["kgco2_per_kwh"] for code, row in factors.items()}
    national = values.get("")
    sure = {code: row["certainty"] not in PRESUMED_CERTAINTIES for code, row in factors.items()}
    province = pl.col("region").str.slice(0, 2)
    known = province.is_in([code for code in values if code]).fill_null(False)
    key = pl.when(known).then(province).otherwise(pl.lit(""))
    electric = (pl.col("_factor") == "电力(当量值)").fill_null(False)
    grid = key.replace_strict(values, default=national, return_dtype=pl.Float64)
    certain = key.replace_strict(sure, default=False, return_dtype=pl.Boolean)
    return frame.with_columns(
        pl.when(electric).then(grid).otherwise(pl.col("f:kgco2")).alias("f:kgco2"),
        _grid=pl.when(electric).then(key),
        _doubt=pl.when(electric)
        .then(~certain)
        .otherwise(pl.col("_energy_certainty").is_in(list(PRESUMED_CERTAINTIES)).fill_null(False)),
        **{"d:region": electric & ~known},
    )


# Figures -------------------------------------------------------------------------------------


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
        return [_explained(self, figure) for figure in found.iter_rows(named=True)]

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
    ready = prepare(kind, frame).filter(
        ~pl.col("use_state").cast(pl.String).is_in(out).fill_null(False)
    )
    work = _Work(library, saving, as_of)
    method = METHODS[saving.method]
    frame = _with_energy(work, method.ready(work, ready))
    frame = frame.with_columns(
        _missing=_joined(
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


def _figures(work: _Work, method: Method, frame: pl.DataFrame, target: int) -> pl.DataFrame:
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


# Explaining ----------------------------------------------------------------------------------


def _explained(result: Savings, figure: Mapping[str, Any]) -> dict[str, Any]:
    saving = result.saving
    assert saving is not None  # without a formula there are no figures
    row = result.work.row(by_predicate=pl.col("row") == figure["row"], named=True)
    return {
        **{name: figure[name] for name in FIGURES if name != "row"},
        "formula": saving.formula_zh,
        "formula_en": saving.formula_en,
        "certainty": saving.certainty,
        "source": saving.source,
        "document": row["_document"],
        "clause": row.get("t:clause"),
        "inputs": _inputs(result, saving, row),
        "limits": _limits(saving, row, figure["target"]),
        "factors": _factors(result, row),
    }


def _inputs(result: Savings, saving: Saving, row: Mapping[str, Any]) -> list[dict[str, Any]]:
    method, kind = METHODS[saving.method], result.library.kind(saving.kind)
    names = [n for n in method.inputs if n != "fuel_kg"]
    if "fuel_kg" in method.inputs:
        names += ["annual_km"] if row["annual_energy"] is None else ["annual_energy"]
    found = []
    for name in names:
        field_id = _field_behind(name, row)
        default = bool(row.get("d:" + name))
        heading, heading_en, unit = _heading(saving, kind, field_id)
        used = row.get("v:" + name, row.get(field_id))
        entry = {
            "field": field_id,
            "heading": heading,
            "heading_en": heading_en,
            "value": used,
            "unit": row["energy_unit"] if field_id == "annual_energy" else unit,
            "low": row.get(f"v:{LOW}{name}", used),
            "high": row.get(f"v:{HIGH}{name}", used),
            "how": "default"
            if default
            else "record"
            if row.get(field_id) is not None
            else "series",
            "source": _default_source(saving, field_id, row) if default else "",
        }
        found.append(entry)
    return found


def _heading(saving: Saving, kind: Kind, field_id: str) -> tuple[str, str, str | None]:
    if kind.has(field_id):
        field = kind.field(field_id)
        return field.heading_zh, field.heading_en, field.unit
    default = next(d for d in saving.defaults if d.field == field_id)
    return default.heading_zh, default.heading_en, default.unit


def _field_behind(name: str, row: Mapping[str, Any]) -> str:
    if name != "efficiency":
        return name
    tested = row["tested_efficiency_pct"] is not None
    return "tested_efficiency_pct" if tested else "design_efficiency_pct"


def _default_source(saving: Saving, field_id: str, row: Mapping[str, Any]) -> str:
    return next(
        d.source
        for d in saving.defaults
        if d.field == field_id and all(row[k] == v for k, v in d.where.items())
    )


def _limits(saving: Saving, row: Mapping[str, Any], target: int) -> dict[str, Any]:
    names = [name.format(target) for name in METHODS[saving.method].targets]
    return {name: row["t:" + name] for name in names}


def _factors(result: Savings, row: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The energy factor, and for electricity the grid factor with its region and year."""
    name = row["_factor"]
    if name is None:
        return []
    energy = result.library.factors.energy.row(by_predicate=pl.col("fuel") == name, named=True)
    found = [
        {
            "name": name,
            "value": energy["kgce_per_unit"],
            "unit": f"kgce/{energy['unit']}",
            "certainty": energy["certainty"],
            "assumed": bool(row["_assumed"]),
        }
    ]
    if row["_grid"] is not None:
        grid = grid_factors(result.library, result.as_of)[row["_grid"]]
        found.append(
            {
                "name": f"{grid['region_name']}{int(grid['year'])}年电力排放因子",
                "region": grid["region_name"],
                "year": int(grid["year"]),
                "value": grid["kgco2_per_kwh"],
                "unit": "kgCO2/kWh",
                "certainty": grid["certainty"],
                "assumed": bool(row["d:region"]),
            }
        )
    elif energy["kgco2_per_unit"] is not None:
        found.append(
            {
                "name": name,
                "value": energy["kgco2_per_unit"],
                "unit": f"kgCO2/{energy['unit']}",
                "certainty": energy["certainty"],
                "assumed": bool(row["_assumed"]),
            }
        )
    return found
