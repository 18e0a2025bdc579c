"""Every figure opened to its formula, inputs, limits and factors."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from standards.kinds import Kind
from standards.potential import Saving
from standards.savings.carbon import grid_factors
from standards.savings.inputs import HIGH, LOW, Work


def explained(work: Work, row: Mapping[str, Any], figure: Mapping[str, Any]) -> dict[str, Any]:
    """One figure of the device whose row of the working frame is ``row``."""
    saving = work.saving
    return {
        **{name: value for name, value in figure.items() if name != "row"},
        "formula": saving.formula_zh,
        "formula_en": saving.formula_en,
        "certainty": saving.certainty,
        "source": saving.source,
        "document": row["_document"],
        "clause": row.get("t:clause"),
        "inputs": _inputs(work, row),
        "limits": _limits(work, row, figure["target"]),
        "factors": _factors(work, row),
    }


def _inputs(work: Work, row: Mapping[str, Any]) -> list[dict[str, Any]]:
    saving, method, kind = work.saving, work.method, work.library.kind(work.saving.kind)
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
        }
        found.append(entry | _source(saving, field_id, row, default))
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


def _source(
    saving: Saving, field_id: str, row: Mapping[str, Any], default: bool
) -> dict[str, str | None]:
    """Where a default comes from, and how sure it is; facts of the record need no source."""
    if not default:
        return {"source": "", "source_zh": "", "certainty": None}
    used = next(
        d
        for d in saving.defaults
        if d.field == field_id and all(row[k] == v for k, v in d.where.items())
    )
    return {"source": used.source, "source_zh": used.source_zh, "certainty": used.certainty}


def _limits(work: Work, row: Mapping[str, Any], target: int) -> dict[str, Any]:
    names = [name.format(target) for name in work.method.targets]
    return {name: row["t:" + name] for name in names}


def _factors(work: Work, row: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The energy factor, and for electricity the grid factor with its region and year."""
    name = row["_factor"]
    if name is None:
        return []
    energy = work.library.factors.energy.row(by_predicate=pl.col("fuel") == name, named=True)
    assumed = bool(row["_assumed"])
    per = energy["unit"]
    names = name, energy["fuel_en"]
    found = [_factor(energy, names, energy["kgce_per_unit"], f"kgce/{per}", assumed)]
    if row["_grid"] is not None:
        grid = grid_factors(work.library, work.as_of)[row["_grid"]]
        place, year = grid["region_name"], int(grid["year"])
        titles = f"{place}{year}年电力排放因子", f"Emission factor of the grid, {year}"
        value = grid["kgco2_per_kwh"]
        factor = _factor(grid, titles, value, "kgCO2/kWh", bool(row["d:region"]))
        found.append({**factor, "region": place, "year": year})
    elif energy["kgco2_per_unit"] is not None:
        found.append(_factor(energy, names, energy["kgco2_per_unit"], f"kgCO2/{per}", assumed))
    return found


def _factor(
    origin: Mapping[str, Any], names: tuple[str, str], value: float, unit: str, assumed: bool
) -> dict[str, Any]:
    """A factor, named in both languages, with the certainty, source and note of its row."""
    return {
        "name": names[0],
        "name_en": names[1],
        "value": value,
        "unit": unit,
        "certainty": origin["certainty"],
        "source": origin["source"],
        "note": origin["note"] or "",
        "assumed": assumed,
    }
