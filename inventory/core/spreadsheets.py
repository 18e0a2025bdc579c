"""Making tables safe to open: a spreadsheet runs formulas in the cells of a file."""

from __future__ import annotations

import re

# A cell that begins so is run as a formula by Excel, WPS and LibreOffice (CSV injection); they
# take the full-width signs of Chinese keyboards for the same.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
# Digits that a spreadsheet would turn into another number: a leading zero, more figures than it
# shows, or what it reads as a power of ten.
CODE = re.compile(r"0\d+|\d{12,}|\d+[eE]\d+", re.ASCII)
# Makes a text of a cell. Reading takes it off again, so that our own table comes back as it was.
MARK = "'"


def defused(cell: object) -> object:
    """A cell of a CSV file that no spreadsheet runs or takes for a number; numbers stay numbers."""
    return f"{MARK}{cell}" if isinstance(cell, str) and _calculated(cell) else cell


def plain(cell: str) -> str:
    """The text of a cell as it was before `defused` marked it."""
    return cell[1:] if cell.startswith(MARK) and _calculated(cell) else cell


def _calculated(cell: str) -> bool:
    """Whether a spreadsheet would, but for marks, make something else of a text."""
    bare = cell.lstrip(MARK)
    return bare.startswith(FORMULA) or CODE.fullmatch(bare) is not None
