"""What is wrong with a row, in view of the ledger or of the place that it is for."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class RowProblem:
    """What is wrong with a row in view of the ledger."""

    code: str
    message: str
    message_en: str
    remedy: str
    remedy_en: str
    field: str | None = None
    value: str | None = None
    heading: str | None = None
    severity: str = "error"
