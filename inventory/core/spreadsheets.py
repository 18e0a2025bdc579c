"""What every table that we hand out must keep in mind: a spreadsheet calculates what it opens."""

from __future__ import annotations

# A cell that begins so is run as a formula by Excel, WPS and LibreOffice (CSV injection).
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def defused(cell: object) -> object:
    """A cell of a CSV file that no spreadsheet runs; numbers stay numbers."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell
