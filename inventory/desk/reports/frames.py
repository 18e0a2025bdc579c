"""The ledger and its cases as columns: read in a few queries, kept as files, counted by measures.

A device frame has a row for each record: id, enterprise, region, kind, quantity, rank (of the
verdict), next_due, since_year, use_state, created. A case frame has a row for each case, a
rectifying frame one for each device of a case. `quantity` is what sums add up.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date

import polars as pl
from peewee import Value as SqlValue
from peewee import fn

from inventory.core import region_codes
from inventory.enforcement.cases.models import Case, CaseDevice
from inventory.people.enterprises.models import Enterprise
from inventory.registry.equipment.models import GONE_RANK, Equipment

DEVICE_COLUMNS = {
    "id": pl.Int64,
    "enterprise": pl.Int64,
    "region": pl.String,
    "kind": pl.String,
    "quantity": pl.Int64,
    "rank": pl.Int64,
    "incomplete": pl.Boolean,
    "next_due": pl.String,
    "since_year": pl.Int64,
    "use_state": pl.String,
    "created": pl.String,
}
SEVERAL = "several"  # the kind of a case with devices of more kinds than one


def devices(region: str = "") -> pl.DataFrame:
    """The ledger as it stands, of a region or in all: one query."""
    inside_it = region_codes.inside(Equipment.region, region) if region else SqlValue(1) == 1
    # Dates as text: parsing them row by row would take longer than all the rest.
    rows = (
        Equipment.select(
            Equipment.id,
            Equipment.enterprise,
            Equipment.region,
            Equipment.kind,
            Equipment.quantity,
            Equipment.verdict_rank,
            Equipment.incomplete,
            Equipment.next_due.cast("text"),
            Equipment.since_year,
            Equipment.use_state,
            Equipment.created_at.cast("text"),
        )
        .where((Equipment.verdict_rank < GONE_RANK) & inside_it)
        .order_by(Equipment.id)
        .tuples()
        .iterator()
    )
    frame = pl.DataFrame(list(rows), schema=DEVICE_COLUMNS, orient="row")
    return frame.with_columns(
        pl.col("next_due").str.slice(0, 10).str.to_date("%Y-%m-%d"),
        created=_day_in_china("created"),
    )


def _day_in_china(column: str) -> pl.Expr:
    instant = pl.col(column).str.slice(0, 19).str.to_datetime("%Y-%m-%d %H:%M:%S", time_zone="UTC")
    return instant.dt.convert_time_zone("Asia/Shanghai").dt.date()


def inside(frame: pl.DataFrame, region: str) -> pl.DataFrame:
    """The rows of a region and of what lies in it."""
    return frame.filter(pl.col("region").str.starts_with(region_codes.prefix(region)))


CASE_COLUMNS = {
    "id": pl.Int64,
    "enterprise": pl.Int64,
    "region": pl.String,
    "state": pl.String,
    "opened": pl.String,
    "over": pl.Date,
    "issued": pl.Date,
    "deadline": pl.Date,
}


def cases(region: str) -> pl.DataFrame:
    """The cases of a region, each with the one kind of its devices, or "several"."""
    rows = (
        Case.select(
            Case.id,
            Case.enterprise,
            Enterprise.region,
            Case.state,
            Case.opened_at.cast("text"),
            Case.over_on,
            Case.issued_on,
            Case.deadline_on,
        )
        .join(Enterprise)
        .where(region_codes.inside(Enterprise.region, region))
        .order_by(Case.id)
        .tuples()
    )
    frame = pl.DataFrame(list(rows), schema=CASE_COLUMNS, orient="row")
    frame = frame.with_columns(opened=_day_in_china("opened"), quantity=pl.lit(1, dtype=pl.Int64))
    return frame.join(_kinds(), on="id", how="left").with_columns(pl.col("kind").fill_null(SEVERAL))


def _kinds() -> pl.DataFrame:
    rows = (
        CaseDevice.select(CaseDevice.case, fn.MIN(CaseDevice.kind), fn.MAX(CaseDevice.kind))
        .group_by(CaseDevice.case)
        .tuples()
    )
    pairs = [(key, first if first == last else SEVERAL) for key, first, last in rows]
    return pl.DataFrame(pairs, schema={"id": pl.Int64, "kind": pl.String}, orient="row")


RECTIFYING_COLUMNS = {
    "id": pl.Int64,
    "case": pl.Int64,
    "enterprise": pl.Int64,
    "region": pl.String,
    "kind": pl.String,
    "quantity": pl.Int64,
    "settled": pl.Date,
    "issued": pl.Date,
    "deadline": pl.Date,
}
# What was withdrawn or dropped asked nothing of anybody in the end.
VOID = ("withdrawn", "dropped")


def rectifying(region: str) -> pl.DataFrame:
    """The devices of issued orders, each with its term and when it was done with."""
    rows = (
        CaseDevice.select(
            CaseDevice.equipment,
            Case.id,
            Case.enterprise,
            Enterprise.region,
            CaseDevice.kind,
            Equipment.quantity,
            CaseDevice.settled_on,
            Case.issued_on,
            Case.deadline_on,
        )
        .join(Case)
        .join(Enterprise)
        .switch(CaseDevice)
        .join(Equipment)
        .where(
            region_codes.inside(Enterprise.region, region)
            & Case.issued_on.is_null(False)
            & Case.state.not_in(VOID)
        )
        .order_by(CaseDevice.id)
        .tuples()
    )
    return pl.DataFrame(list(rows), schema=RECTIFYING_COLUMNS, orient="row")


def as_bytes(frame: pl.DataFrame) -> bytes:
    """A frame as a file."""
    buffer = io.BytesIO()
    frame.write_parquet(buffer, compression="zstd", statistics=False)
    return buffer.getvalue()


def of_bytes(content: bytes, columns: Sequence[str] | None = None) -> pl.DataFrame:
    """The frame of a file."""
    return pl.read_parquet(io.BytesIO(content), columns=None if columns is None else list(columns))


def within(column: str, begin: date, end: date) -> pl.Expr:
    """Whether a day lies in a span, both ends included; no day does not."""
    return pl.col(column).is_between(begin, end).fill_null(False)
