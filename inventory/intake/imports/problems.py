"""Problems of a row with the ledger, or with the division of the import."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class RowProblem:
    """A problem of a row that only the ledger shows."""

    code: str
    message: str
    message_en: str
    remedy: str
    remedy_en: str
    field: str | None = None
    value: str | None = None
    heading: str | None = None
    severity: str = "error"
