"""From facts to what the checks compare: conversions and readings that happen once, before any
rule.

Values outside their field's range count as blank here: a form or an import refuses them, and a
verdict never rests on them.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache

import polars as pl

from standards import nameplates as names
from standards.checks.steps import WITH_COLUMNS, Noted, kept, written
from standards.doubts import undecided, unexamined
from standards.kinds import Kind
from standards.model import Library
from standards.nameplates.transformer import BUILD, nameplates
from standards.regions import decided_by_region

DESIGN_DECIMALS = 3
MW_PER_TPH = Decimal("0.7")
LOW_VOLTAGE_V = 1140
"""The highest low voltage of the tables of motors (GB 30253-2024 tables 1 and 8)."""
AGREEMENT = 0.05
"""Capacity in t/h and MW must agree within 5 % (rulebook section 2)."""


def prepare(library: Library, kind: Kind, frame: pl.DataFrame, day: date) -> pl.DataFrame:
    """The frame with ``row`` (position, UInt32), the derived columns of its kind, and what its
    region decides on that day.
    """
    ranges = kept(library, kind, ("ranges",), lambda: _in_range(kind))
    places = [decided_by_region(library, f, frame, day) for f in kind.fields if f.region_table]
    known = written(frame.with_row_index("row"), [*ranges, (WITH_COLUMNS, places)])
    numbered = undecided(kind, known)
    for name in kind.derives:
        numbered = DERIVATIONS[name](numbered)
    return undecided(kind, numbered)


def _in_range(kind: Kind) -> Noted:
    numbers = [field.id for field in kind.fields if field.type in ("number", "integer")]
    return [(WITH_COLUMNS, [_in_range_or_null(kind, name) for name in numbers])]


def _in_range_or_null(kind: Kind, field_id: str) -> pl.Expr:
    field, value = kind.field(field_id), pl.col(field_id)
    inside = value.is_finite() if field.type == "number" else pl.lit(True)
    if field.minimum is not None:
        inside &= value > field.minimum if field.positive else value >= field.minimum
    if field.maximum is not None:
        inside &= value <= field.maximum
    return pl.when(inside).then(value).alias(field_id)


def tph_of_mw(megawatts: float) -> float:
    """Thermal power as evaporation: 0.7 MW = 1 t/h, exact in Decimal (7 MW is 10 t/h)."""
    return float(Decimal(repr(megawatts)) / MW_PER_TPH)


def _capacity_tph(frame: pl.DataFrame) -> pl.DataFrame:
    """Adds ``capacity_tph``; null where t/h and MW contradict each other."""
    powers = frame["rated_power_mw"].drop_nulls().unique()
    converted = pl.DataFrame(
        {"rated_power_mw": powers, "_from_mw": [tph_of_mw(p) for p in powers]},
        schema={"rated_power_mw": pl.Float64, "_from_mw": pl.Float64},
    )
    frame = frame.join(converted, on="rated_power_mw", how="left", maintain_order="left")
    stated, from_mw = pl.col("rated_capacity_tph"), pl.col("_from_mw")
    apart = ((stated - from_mw).abs() > AGREEMENT * stated).fill_null(False)
    return frame.with_columns(capacity_tph=pl.when(~apart).then(pl.coalesce(stated, from_mw))).drop(
        "_from_mw"
    )


def _transformer_nameplate(frame: pl.DataFrame) -> pl.DataFrame:
    """Adds the nameplate's parts (``np_…``) and medium, core and insulation class with what the
    name adds.
    """
    plates = nameplates(frame["model"].drop_nulls().unique().to_list())
    mediums, cores, classes = (
        frame[name].dtype for name in ("insulation_medium", "core", "insulation_class")
    )
    readable = pl.col("np_series").is_not_null() & pl.col("np_letters").str.contains("S")
    dry, amorphous = readable & pl.col("np_dry"), readable & pl.col("np_amorphous")
    # few distinct names, many devices
    plates = plates.with_columns(
        _said_medium=_one_of(readable, dry, "干式", "油浸").cast(mediums),
        _said_core=_one_of(readable, amorphous, "非晶合金", "电工钢带").cast(cores),
    )
    frame = frame.join(plates, on="model", how="left", maintain_order="left")
    medium = pl.coalesce("insulation_medium", "_said_medium")
    no_class = ((medium == "干式") & pl.col("insulation_class").is_null()).fill_null(False)
    usual = pl.when(no_class).then(pl.lit("F", dtype=classes))
    return frame.with_columns(
        _medium=medium,
        _core=pl.coalesce("core", "_said_core"),
        _class=usual.otherwise(pl.col("insulation_class")),
        _class_presumed=no_class,
    ).drop("_said_medium", "_said_core")


def _one_of(readable: pl.Expr, first: pl.Expr, yes: str, no: str) -> pl.Expr:
    """One of two words of a name that can be read, else null."""
    return pl.when(first).then(pl.lit(yes)).when(readable).then(pl.lit(no))


POWER_KV = 35
"""From here on GB 20052-2024 prints load losses in whole kilowatts (tables 3 to 28)."""


def _transformer_build(frame: pl.DataFrame) -> pl.DataFrame:
    """Adds what the tables of 35 kV and above are found by, read from the letters where blank."""
    # few distinct letters, many devices
    letters = frame.select(pl.col("np_letters").unique()).with_columns(
        _part=pl.col("np_letters").str.extract_groups(BUILD)
    )
    frame = frame.join(
        letters, on="np_letters", how="left", nulls_equal=True, maintain_order="left"
    )
    part = pl.col("_part").struct
    read = part.field("phases").is_not_null()
    application = pl.col("application").cast(pl.String).fill_null("电力变压器")
    power = (pl.col("voltage_kv") >= POWER_KV).fill_null(False)
    return frame.with_columns(
        _application=application,
        _phases=_else_read("phases", part.field("phases") == "S", "三相", "单相"),
        _windings=_else_read("windings", part.field("third") == "S", "三绕组", "双绕组"),
        _regulation=_else_read("regulation", part.field("taps") == "Z", "有载调压", "无励磁调压"),
        _autotransformer=pl.coalesce(
            "autotransformer", pl.when(read).then(part.field("auto") == "O")
        ),
        _low_voltage_kv=pl.coalesce("low_voltage_kv", "np_low_voltage_kv"),
        _whole_kw=power & (application == "电力变压器"),
    ).drop("_part")


def _else_read(field: str, said: pl.Expr, yes: str, no: str) -> pl.Expr:
    """The field, else one of two words by what the letters say."""
    word = pl.when(said).then(pl.lit(yes)).when(~said).then(pl.lit(no))
    return pl.coalesce(pl.col(field).cast(pl.String), word)


FRAME_ONLY = r"^\s*[A-Za-z]+[0-9]?-?[0-9]{2,3}[SMLsml][0-9]?\s*$"


def _poles(frame: pl.DataFrame) -> pl.DataFrame:
    """Adds ``_poles`` as tables hold them, and ``_listed_model``: catalogues write the poles behind
    the frame (Y160L-4), which a list with a column of poles leaves out.
    """
    model, poles = pl.col("model"), pl.col("poles")
    bare = (model.str.contains(FRAME_ONLY) & poles.is_not_null()).fill_null(False)
    return frame.with_columns(
        _poles=poles.cast(pl.Float64),
        _listed_model=pl.when(bare).then(pl.concat_str(model, pl.lit("-"), poles)).otherwise(model),
    )


def _motor_voltages(frame: pl.DataFrame) -> pl.DataFrame:
    """Adds ``_category``, where a three-phase motor above the low voltages is one that GB 18613
    does not list; ``_dual_voltage``, where the second voltage of a high-voltage motor may stand in
    another table.
    """
    voltage, second = pl.col("rated_voltage_v"), pl.col("second_voltage_v")
    category = pl.col("motor_category").cast(pl.String)
    high = pl.max_horizontal(voltage, second) > LOW_VOLTAGE_V
    return frame.with_columns(
        _category=pl.when((high & (category == "三相异步电动机")).fill_null(False))
        .then(pl.lit("高压三相异步电动机"))
        .otherwise(category),
        _dual_voltage=(second.is_not_null() & high).fill_null(False),
    )


def _series_class(frame: pl.DataFrame) -> pl.DataFrame:
    """Adds ``_series_class``: the class (IE3) that the series of a motor's model was built for."""
    models = frame["model"].drop_nulls().unique().to_list()
    classes = {model: names.read("motor", model).trait("ie_class") for model in models}
    said = pl.col("model").replace_strict(classes, default=None, return_dtype=pl.String)
    return frame.with_columns(_series_class=said)


def _external_rotor(frame: pl.DataFrame) -> pl.DataFrame:
    """Adds ``_external_rotor``: table 4 is for fans whose record says so."""
    centrifugal = pl.col("fan_type") == "离心"
    return frame.with_columns(
        _external_rotor=pl.when(centrifugal.fill_null(True)).then(
            pl.col("external_rotor").fill_null(False)
        )
    )


AIR_KG_M3 = 1.2
"""Standard inlet air; the compressibility of a ventilator's air counts as 1."""


def _fan_design(frame: pl.DataFrame) -> pl.DataFrame:
    """Adds what GB 19761 finds its row by, from the design data where it is blank: machine number
    = diameter in dm, ψ = p / (ρ·u²), ns = 5.54·n·√Q / p^0.75 (Q in m³/s, half of it for double
    suction); and the fan's efficiency = unit's / motor's. ``_design_presumed``: any was computed.
    """
    diameter, speed = pl.col("impeller_diameter_mm") / 1000, pl.col("speed_rpm")
    pressure, flow = pl.col("pressure_pa"), pl.col("flow_m3h") / 3600
    share = pl.when(pl.col("double_suction").fill_null(False)).then(0.5).otherwise(1.0)
    tip = math.pi * diameter * speed / 60
    computed = {
        "machine_no": diameter * 10,
        "pressure_coefficient": pressure / (AIR_KG_M3 * tip**2),
        "specific_speed": 5.54 * speed * (flow * share).sqrt() / pressure.pow(0.75),
        "efficiency_pct": pl.col("unit_efficiency_pct") / pl.col("motor_efficiency_pct") * 100,
    }
    computed = {name: value.round(DESIGN_DECIMALS) for name, value in computed.items()}
    used = [pl.col(name).is_null() & value.is_not_null() for name, value in computed.items()]
    filled = {name: pl.coalesce(name, value) for name, value in computed.items()}
    return frame.with_columns(
        _machine_no=filled["machine_no"],
        _pressure_coefficient=filled["pressure_coefficient"],
        _specific_speed=filled["specific_speed"],
        efficiency_pct=filled["efficiency_pct"],
        _design_presumed=pl.any_horizontal(used),
    )


INDUSTRIAL_BOILER, ATMOSPHERIC_BOILER = "工业锅炉", "常压锅炉"


@lru_cache(maxsize=1 << 16)
def boiler_class_of(model: str) -> str | None:
    """The class that a boiler's model states: C before the body is 常压."""
    reading = names.read("boiler", model)
    stated = reading.facts().get("boiler_class")
    if stated is not None:
        return str(stated)
    return ATMOSPHERIC_BOILER if reading.trait("atmospheric") else None


def _boiler_class(frame: pl.DataFrame) -> pl.DataFrame:
    """Fills ``boiler_class``: as given, as the model says, else an industrial boiler; null where
    the two contradict each other, and neither decides (rulebook section 6).
    """
    classes = frame.schema["boiler_class"]
    models = frame["model"].drop_nulls().unique().to_list()
    said = {model: boiler_class_of(model) for model in models}
    given = pl.col("boiler_class")
    read = pl.col("model").replace_strict(said, default=None, return_dtype=pl.String).cast(classes)
    agreed = (given == read).fill_null(True) | ~unexamined(frame)
    filled = pl.coalesce(given, read, pl.lit(INDUSTRIAL_BOILER).cast(classes))
    return frame.with_columns(boiler_class=pl.when(agreed).then(filled))


DERIVATIONS: Mapping[str, Callable[[pl.DataFrame], pl.DataFrame]] = {
    "capacity_tph": _capacity_tph,
    "boiler_class": _boiler_class,
    "transformer_nameplate": _transformer_nameplate,
    "transformer_build": _transformer_build,
    "poles": _poles,
    "motor_voltages": _motor_voltages,
    "series_class": _series_class,
    "external_rotor": _external_rotor,
    "fan_design": _fan_design,
}
"""What a kind may derive (``derives`` in its file), by name."""
