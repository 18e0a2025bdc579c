"""Factors, ways of saving and subsidy programmes, read as strictly as the rules."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from pathlib import Path

import polars as pl

from standards.errors import LibraryError
from standards.kinds import Kind
from standards.loading_tables import read_csv
from standards.model import Document, Rule
from standards.outcomes import CERTAINTIES
from standards.potential import (
    Amount,
    Asked,
    Condition,
    Default,
    Factors,
    FuelName,
    Programme,
    Saving,
)
from standards.savings import METHODS
from standards.strict import Entry, read_toml
from standards.subsidy_operators import OPERATORS

ELECTRICITY = {
    "year": "number",
    "region": "text",
    "region_name": "text",
    "kgco2_per_kwh": "number",
}
ENERGY = {
    "fuel": "text",
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
    return None if name is None else _known_field(entry, key, name, kind)


def _known_field(entry: Entry, key: str, name: str, kind: Kind) -> str:
    if not kind.has(name):
        raise entry.fail(key, f"{kind.name_zh}没有字段“{name}”", f"{kind.id} has no field {name!r}")
    return name


def _default(entry: Entry, kind: Kind) -> Default:
    where = {str(k): str(v) for k, v in entry.mapping("where").items()}
    for name, value in where.items():
        _known_field(entry, f"where.{name}", name, kind)
        if value not in kind.field(name).choices:
            raise entry.fail(f"where.{name}", f"没有选项“{value}”", f"no choice {value!r}")
    heading = entry.text_or_none("heading_zh")
    field_id = entry.text("field")
    if heading is None:
        _known_field(entry, "field", field_id, kind)
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


def load_programmes(
    root: Path,
    documents: Mapping[str, Document],
    kinds: Mapping[str, Kind],
    rules: Collection[Rule],
) -> tuple[Programme, ...]:
    """Every subsidy programme, by file and in the file's order.

    Raises: LibraryError naming file and key.
    """
    found: dict[str, Programme] = {}
    for path in sorted((root / "programmes").glob("*.toml")):
        if path.name == "documents.toml":
            continue
        top = read_toml(path, root)
        for entry in top.entries("programme"):
            programme = _programme(entry, documents, kinds, {r.id: r for r in rules})
            if programme.id in found:
                raise entry.fail("id", "项目重复", "this programme is there twice")
            found[programme.id] = programme
        top.finish()
    return tuple(found.values())


def _programme(
    entry: Entry,
    documents: Mapping[str, Document],
    kinds: Mapping[str, Kind],
    rules: Mapping[str, Rule],
) -> Programme:
    names, document, region = entry.texts("kinds"), entry.text("document"), entry.text("region")
    for name in names:
        if name not in kinds:
            raise entry.fail("kinds", f"没有设备类别“{name}”", f"there is no kind {name!r}")
    if not names:
        raise entry.fail("kinds", "不能为空", "must not be empty")
    if document not in documents:
        raise entry.fail("document", f"没有文件“{document}”", f"there is no document {document!r}")
    if region != "全国" and (len(region) != 6 or not region.isdigit()):
        raise entry.fail("region", "须为6位行政区划代码或全国", "must be six digits or 全国")
    asked = [kinds[name] for name in names]
    programme = Programme(
        id=entry.text("id"),
        kinds=names,
        title_zh=entry.text("title_zh"),
        title_en=entry.text("title_en"),
        document=document,
        region=None if region == "全国" else region,
        valid_from=entry.day("from"),
        valid_to=entry.day_or_none("to"),
        window_certainty=entry.choice("window_certainty", CERTAINTIES, "single"),
        conditions=_conditions(entry, asked, rules),
        asked=tuple(_asked(sub) for sub in entry.entries("asked", "en")),
        amounts=tuple(_amount(sub, asked, rules) for sub in entry.entries("amount", "item_en")),
        group=entry.text_or_none("group") or "",
        stacking_zh=entry.text_or_none("stacking_zh") or "",
        stacking_en=entry.text_or_none("stacking_en") or "",
        certainty=entry.choice("certainty", CERTAINTIES),
        source=entry.text("source"),
        note=entry.text_or_none("note") or "",
        file=entry.file,
    )
    entry.finish()
    if programme.valid_to is not None and programme.valid_to < programme.valid_from:
        raise entry.fail("to", "早于 from", "is before from")
    return programme


def _asked(entry: Entry) -> Asked:
    asked = Asked(entry.text("zh"), entry.text("en"))
    entry.finish()
    return asked


def _amount(entry: Entry, kinds: list[Kind], rules: Mapping[str, Rule]) -> Amount:
    amount = Amount(
        item_zh=entry.text("item_zh"),
        item_en=entry.text("item_en"),
        value=entry.number("value"),
        unit=entry.text("unit"),
        conditions=_conditions(entry, kinds, rules),
        part=entry.text_or_none("part") or "",
        choice=entry.flag("choice"),
        certainty=entry.choice("certainty", CERTAINTIES),
    )
    entry.finish()
    if amount.value <= 0:
        raise entry.fail("value", "须大于0", "must be above 0")
    return amount


def _conditions(
    entry: Entry, kinds: list[Kind], rules: Mapping[str, Rule]
) -> tuple[Condition, ...]:
    return tuple(_condition(sub, kinds, rules) for sub in entry.entries("condition", "en"))


def _condition(entry: Entry, kinds: list[Kind], rules: Mapping[str, Rule]) -> Condition:
    name = entry.choice("op", OPERATORS)
    operator = OPERATORS[name]
    fields, rule = entry.texts("fields"), entry.text_or_none("rule")
    for kind in kinds:
        for field_id in fields:
            _known_field(entry, "fields", field_id, kind)
            if kind.field(field_id).type not in operator.types:
                raise entry.fail(
                    "fields",
                    f"“{field_id}”的类型不能用于 {name}",
                    f"{field_id!r} has no type that {name} compares",
                )
    if operator.by_rule != (rule is not None) or operator.by_rule == bool(fields):
        raise entry.fail("fields", f"与 {name} 不符", f"does not go with {name}")
    if rule is not None and (rule not in rules or any(rules[rule].kind != k.id for k in kinds)):
        raise entry.fail("rule", f"没有规则“{rule}”", f"there is no rule {rule!r}")
    value = _value(entry, operator.value)
    words = value if isinstance(value, tuple) else (value,)
    for kind in kinds:
        choices = [kind.field(f).choices for f in fields if kind.field(f).type == "choice"]
        if any(word not in known for known in choices for word in words):
            raise entry.fail("value", f"没有选项 {value!r}", f"no such choice: {value!r}")
    condition = Condition(name, fields, value, entry.text("zh"), entry.text("en"), rule)
    entry.finish()
    return condition


def _value(entry: Entry, kind: str) -> bool | float | str | date | tuple[str, ...]:
    if kind == "number":
        return entry.number("value")
    if kind == "words":
        return entry.texts("value")
    if kind == "word":
        return entry.text("value")
    if kind == "day":
        return entry.day("value")
    return entry.flag("value")
