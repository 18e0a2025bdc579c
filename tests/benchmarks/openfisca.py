"""The transformer's grade beside OpenFisca-Core: the same million devices, limits and editions.

Ours is the whole rule, from the facts (the model's name is read too) to findings with what is
missing; OpenFisca computes the grade alone, from facts that are already codes. Both from data in
memory. Prints how many grades agree: all must.
"""

from __future__ import annotations

import json
import random
import tempfile
import time
from array import array
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

import standards
from standards.dates import FIRST
from standards.frames import field_columns
from standards.model import Rule
from tests.benchmarks.process import BENCH_PYTHON, ROOT, report, run

DEVICES = 1_000_000
AS_OF = date(2026, 11, 21)
RULE = "transformer.grade"
KEYS = ("insulation_medium", "core", "connection", "insulation_class", "rated_capacity_kva")
MEASURES = ("no_load_loss_w", "load_loss_w")
PEER = ROOT / "tests" / "benchmarks" / "peers" / "openfisca_grade.py"


def main() -> None:
    library = standards.load()
    rule = next(item for item in library.rules if item.id == RULE)
    tables = [library.tables[edition.table].rows for edition in rule.editions]
    frame = devices(library.kinds["transformer"], tables[-1])
    own, ours = judged(library, rule, frame)
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        hand_over(frame, rule, tables, place)
        theirs = float(run([BENCH_PYTHON, PEER, place]).output.splitlines()[-1])
        grades = array("d", (place / "grade.f64").read_bytes())
    agreed = (pl.Series(grades).cast(pl.Int8) == own.fill_null(0)).sum()
    report("transformers graded by both", DEVICES, "devices")
    report("the same grade", 100 * agreed / DEVICES, "%", "100")
    report("the rule here", ours, "s", note="facts to findings")
    report("OpenFisca-Core", theirs, "s", note="codes to grade")
    report("times as fast", theirs / ours, "×", "at least 1", peer="OpenFisca-Core")


def devices(kind: standards.Kind, table: pl.DataFrame) -> pl.DataFrame:
    """Transformers of every row of the table, with losses around its limits."""
    rng = random.Random(7)
    rows = table.select(*KEYS, *(f"{m}__grade3" for m in MEASURES)).filter(
        pl.all_horizontal(pl.col(f"{m}__grade3").is_not_null() for m in MEASURES)
    )
    rows = rows.sample(DEVICES, with_replacement=True, seed=7)
    shares = pl.Series([rng.uniform(0.5, 1.2) for _ in range(9973)])
    share = [shares.sample(DEVICES, with_replacement=True, seed=seed) for seed in (1, 2)]
    days = pl.Series([date(1995 + n // 300, 1 + n % 12, 1 + n % 28) for n in range(9400)])
    made = days.sample(DEVICES, with_replacement=True, seed=3)
    known: dict[str, Any] = {
        **{key: rows[key] for key in KEYS},
        **{m: rows[f"{m}__grade3"] * part for m, part in zip(MEASURES, share, strict=True)},
        "voltage_kv": 10.0,
        "region": "440704",
        "use_state": "在用",
        "made_on": made,
        "made_on" + FIRST: made,
    }
    columns = {}
    for name, dtype in field_columns(kind).items():
        value = known.get(name)
        one = not isinstance(value, pl.Series)
        columns[name] = pl.repeat(value, DEVICES, dtype=dtype, eager=True) if one else value
    return pl.DataFrame(columns, schema=field_columns(kind))


def judged(library: standards.Library, rule: Rule, frame: pl.DataFrame) -> tuple[pl.Series, float]:
    """The grade of every device, and the seconds of the second of two runs."""
    only = replace(library, rules=(rule,))
    for _ in range(2):
        started = time.perf_counter()
        found = standards.assess(only, "transformer", frame, AS_OF)
        seconds = time.perf_counter() - started
    ((_, findings),) = found.by_rule
    rows = pl.DataFrame({"row": pl.int_range(frame.height, dtype=pl.UInt32, eager=True)})
    return rows.join(findings, on="row", how="left", maintain_order="left")["grade"], seconds


def hand_over(frame: pl.DataFrame, rule: Rule, tables: list[pl.DataFrame], folder: Path) -> None:
    """Limits and facts as the peer reads them."""
    options = {key: sorted({named(v) for t in tables for v in t[key].to_list()}) for key in KEYS}
    limits = {
        "keys": options,
        "from": [edition.valid_from.isoformat() for edition in rule.editions],
        "rows": [
            {
                "edition": edition,
                "keys": [named(row[key]) for key in KEYS],
                "limits": {n: v for n, v in row.items() if "__grade" in n and v is not None},
            }
            for edition, table in enumerate(tables)
            for row in table.to_dicts()
        ],
    }
    (folder / "limits.json").write_text(json.dumps(limits, ensure_ascii=False), "utf-8")
    for key, names in options.items():
        place = {name: float(position) for position, name in enumerate(names)}
        write(folder / f"{key}.f64", [place[named(value)] for value in frame[key].to_list()])
    for name in MEASURES:
        write(folder / f"{name}.f64", frame[name].to_list())
    write(folder / "made_on.f64", frame["made_on"].to_physical().cast(pl.Float64).to_list())


def named(value: Any) -> str:
    """A key's value as a parameter's name: OpenFisca takes no numbers and no blanks."""
    return "blank" if value is None else f"{value:g}kVA" if isinstance(value, float) else value


def write(path: Path, values: list[float]) -> None:
    path.write_bytes(array("d", values).tobytes())


if __name__ == "__main__":
    main()
