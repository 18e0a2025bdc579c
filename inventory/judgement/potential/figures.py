"""The figures of a batch of devices, one row per device and aim, ready to be summed or listed."""

from __future__ import annotations

from datetime import date

import polars as pl

import standards
from inventory.core import database
from inventory.judgement.assessments.models import Finding
from inventory.judgement.potential.reading import Batch
from standards.savings import SUMMED, savings

# What a replacement may aim at: the best grade of the edition in force, or the saving one. Where
# a kind has one target only (the fuel limits of trucks), both aims mean it.
AIMS = ("advanced", "saving")
AMOUNTS = SUMMED[3:]  # kgce and kgco2; saved energy has a unit of its own per fuel
# The outcomes whose rules and clauses (the catalogue's item) sums are made by.
REPLACEABLE = ("eliminate", "rectify", "reassess", "renew", "improve")


def of_batch(library: standards.Library, batch: Batch, as_of: date) -> pl.DataFrame | None:
    """Per record and aim: equipment, quantity, enterprise, region (six digits), kind, target, aim,
    saved, unit, kgce and kgco2 with their ends, presumed, defaults, missing, computed, gains.

    The amounts are those of all devices that a record stands for.

    ``gains``: the replacement would save something. None: the kind has no formula, or no device
    of the batch a figure.
    """
    figures = savings(library, batch.kind, batch.frame, as_of).figures
    if figures.is_empty():
        return None
    targets = library.factors.savings[batch.kind].targets
    aims = pl.DataFrame(
        {"aim": AIMS, "target": [targets[0], targets[-1]]},
        schema={"aim": pl.String, "target": pl.Int8},
    )
    return (
        figures.join(_owners(batch), on="row")
        .join(aims, on="target")
        .with_columns(
            pl.col(SUMMED) * pl.col("quantity"),
            kind=pl.lit(batch.kind),
            computed=pl.col("saved").is_not_null(),
            gains=(pl.col("saved") > 0).fill_null(False),
        )
    )


def _owners(batch: Batch) -> pl.DataFrame:
    """The figures refer to rows of the batch; those of a kind that saves nothing have none."""
    return pl.DataFrame(
        {
            "row": pl.int_range(len(batch.ids), dtype=pl.UInt32, eager=True),
            "equipment": batch.ids,
            "enterprise": batch.enterprises,
            "quantity": pl.Series(batch.quantities, dtype=pl.UInt32),
            "region": [place[:6] for place in batch.regions],
        }
    )


def items(ids: list[int]) -> pl.DataFrame:
    """equipment, rule, clause of the standing findings that want something replaced or better."""
    rows: list[tuple[int, str, str]] = []
    for chunk in database.in_chunks(ids):
        query = Finding.select(Finding.equipment, Finding.rule, Finding.clause).where(
            Finding.equipment.in_(chunk) & Finding.current & Finding.outcome.in_(REPLACEABLE)
        )
        rows.extend(query.tuples())
    schema = {"equipment": pl.Int64, "rule": pl.String, "clause": pl.String}
    return pl.DataFrame(rows, schema=schema, orient="row").unique()
