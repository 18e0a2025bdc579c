"""Factors and ways of saving, read as strictly as the rules."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path

import polars as pl

from standards.errors import LibraryError
from standards.kinds import Kind
from standards.loading_programmes import known_field
from standards.loading_tables import read_csv
from standards.model import Document, Rule
from standards.outcomes import CERTAINTIES
from standards.potential import (
    Default,
    Factors,
    FuelName,
    Saving,
)
from standards.savings import METHODS
from standards.strict import Entry, read_toml

ELECTRICITY = {
    "year": "number",
    "region": "text",
    "region_name": "text",
    "kgco2_per_kwh": "number",
}


ENERGY = {
    "fuel": "text",
    "fuel_en": "text",
    "unit": "text",
    "kgce_per_unit": "number",
    "kgco2_per_unit": "number",
    "kg_per_l": "number",
}


LIMITS = {
    "mass_kg_gt": "number",
    "mass_kg_le": "number",
    "stage2_l_per_100km": "number",
    "stage3_l_per_100km": "number",
}


def load_factors(
    root: Path,
    documents: Mapping[str, Document],
    kinds: Mapping[str, Kind],
    rules: Collection[Rule],
) -> Factors:
    """Everything in ``factors/``.

    Raises: LibraryError naming file and key.
    """
    folder = root / "factors"
    electricity = read_csv(folder / "electricity.csv", root, ELECTRICITY, provenance=True)
    energy = read_csv(folder / "energy.csv", root, ENERGY, provenance=True)
    _refuse_twice(electricity, ["year", "region"], "factors/electricity.csv")
    _refuse_twice(energy, ["fuel"], "factors/energy.csv")
    top = read_toml(folder / "savings.toml", root)
    savings: dict[str, Saving] = {}
    for entry in top.entries("saving", "kind"):
        saving = _saving(entry, root, documents, kinds, {r.id: r for r in rules}, energy)
        if saving.kind in savings:
            raise entry.fail("kind", "设备类别重复", "this kind is there twice")
        savings[saving.kind] = saving
    top.finish()
    return Factors(electricity, energy, savings)


def _refuse_twice(frame: pl.DataFrame, keys: list[str], file: str) -> None:
    twice = ~frame.select(pl.struct(keys).is_first_distinct()).to_series()
    if twice.any():
        line = (twice.arg_max() or 0) + 2
        raise LibraryError(file, f"第{line}行", "重复的行", "this row is there twice")


def _saving(
    entry: Entry,
    root: Path,
    documents: Mapping[str, Document],
    kinds: Mapping[str, Kind],
    rules: Mapping[str, Rule],
    energy: pl.DataFrame,
) -> Saving:
    kind = kinds[entry.choice("kind", kinds)]
    table, document = entry.text_or_none("table"), entry.text_or_none("document")
    rule, also = entry.text_or_none("rule"), entry.texts("also")
    for key, name in [("rule", rule), *(("also", name) for name in also)]:
        if name is not None and (name not in rules or rules[name].kind != kind.id):
            raise entry.fail(key, f"没有规则“{name}”", f"{kind.id} has no rule {name!r}")
    if document is not None and document not in documents:
        raise entry.fail("document", f"没有文件“{document}”", f"there is no document {document!r}")
    fuels = tuple(_fuel(sub, energy) for sub in entry.entries("fuel", "value"))
    saving = Saving(
        kind=kind.id,
        method=entry.choice("method", METHODS),
        rule=rule,
        also=also,
        document=document,
        limits=None if table is None else read_csv(root / table, root, LIMITS, provenance=True),
        targets=_targets(entry),
        formula_zh=entry.text("formula_zh"),
        formula_en=entry.text("formula_en"),
        energy=_energy(entry, energy),
        fuel_field=_field_or_none(entry, "fuel_field", kind),
        fuels=fuels,
        made_before=entry.day_or_none("made_before"),
        defaults=tuple(_default(sub, kind) for sub in entry.entries("default", "field")),
        certainty=entry.choice("certainty", CERTAINTIES),
        source=entry.text("source"),
        file=entry.file,
    )
    entry.finish()
    if (saving.rule is None) == (saving.limits is None):
        raise entry.fail("rule", "rule 与 table 须且只须有一个", "give either rule or table")
    if (saving.energy is None) == (saving.fuel_field is None):
        raise entry.fail(
            "energy", "energy 与 fuel_field 须且只须有一个", "give either energy or fuel_field"
        )
    return saving


def _targets(entry: Entry) -> tuple[int, ...]:
    found = entry.numbers("targets")
    if not found or any(t not in (1, 2, 3) for t in found):
        raise entry.fail("targets", "须为等级 1、2、3", "must be grades 1, 2, 3")
    return tuple(int(t) for t in found)


def _energy(entry: Entry, energy: pl.DataFrame) -> str | None:
    name = entry.text_or_none("energy")
    return None if name is None else _known_factor(entry, "energy", name, energy)


def _known_factor(entry: Entry, key: str, name: str, energy: pl.DataFrame) -> str:
    if name not in energy["fuel"]:
        raise entry.fail(key, f"没有能源系数“{name}”", f"there is no energy factor {name!r}")
    return name


def _fuel(entry: Entry, energy: pl.DataFrame) -> FuelName:
    name = _known_factor(entry, "factor", entry.text("factor"), energy)
    fuel = FuelName(entry.text("value"), name, entry.flag("assumed"))
    entry.finish()
    return fuel


def _field_or_none(entry: Entry, key: str, kind: Kind) -> str | None:
    name = entry.text_or_none(key)
    return None if name is None else known_field(entry, key, name, kind)


def _default(entry: Entry, kind: Kind) -> Default:
    where = {str(k): str(v) for k, v in entry.mapping("where").items()}
    for name, value in where.items():
        known_field(entry, f"where.{name}", name, kind)
        if value not in kind.field(name).choices:
            raise entry.fail(f"where.{name}", f"没有选项“{value}”", f"no choice {value!r}")
    heading = entry.text_or_none("heading_zh")
    field_id = entry.text("field")
    if heading is None:
        known_field(entry, "field", field_id, kind)
    elif kind.has(field_id):
        raise entry.fail("heading_zh", "字段已有名称", "the field has a heading already")
    default = Default(
        field=field_id,
        where=where,
        value=entry.number("value"),
        low=entry.number("low"),
        high=entry.number("high"),
        certainty=entry.choice("certainty", CERTAINTIES),
        source=entry.text("source"),
        source_zh=entry.text("source_zh"),
        heading_zh=heading or "",
        heading_en=entry.text("heading_en") if heading else "",
        unit=entry.text("unit") if heading else None,
    )
    entry.finish()
    if not default.low <= default.value <= default.high:
        raise entry.fail("value", "须在 low 与 high 之间", "must lie between low and high")
    if heading is None and not kind.field(default.field).in_range(default.value):
        raise entry.fail("value", "超出字段的取值范围", "is outside the field's range")
    return default
