"""How the user says that the columns of a file are to be read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from standards.words import heading_key

from .messages import file_problem
from .quantities import QUANTITY

if TYPE_CHECKING:
    from standards import Kind


@dataclass(frozen=True, slots=True)
class Told:
    """What the cells of a column tell: its field, and of a model the kinds whose models they are;
    none of these where every kind may have the column."""

    field: str
    kinds: frozenset[str] = frozenset()


class ColumnMap:
    """The user's own word on columns: heading or letter to field id, '' for one to ignore.

    ``told_by_cells``: headings that nobody knows, with what their cells tell of them.
    """

    told_by_cells: Mapping[str, Told] = MappingProxyType({})

    def __init__(self, mapping: Mapping[str, str] | None, kinds: Sequence[Kind]) -> None:
        self._fields = {heading_key(text): field for text, field in (mapping or {}).items()}
        self._texts = {heading_key(text): text for text in mapping or {}}
        self.used: set[str] = set()
        known = {field.id for kind in kinds for field in kind.fields} | {QUANTITY}
        for field in self._fields.values():
            if field and field not in known:
                raise file_problem("mapping_field", field=field)

    def of(self, heading: str) -> str | None:
        """The field id that the user gave a heading, '' for ignored, None without an answer."""
        return self._fields.get(heading_key(heading)) if self._fields else None

    def of_column(self, column: int, heading: str = "") -> str | None:
        """As ``of``, for a column that the user named by its letter: C, C列, 功率（C列）."""
        if not self._fields:
            return None
        for key in (heading_key(f"{heading}{column_letter(column)}列"), *_letter_keys(column)):
            if key in self._fields and not (heading and _is_nameless(self._texts[key])):
                return self._fields[key]
        return None

    def is_told(self, column: int, heading: str) -> bool:
        """Whether a person has said what a column is."""
        return self.of(heading) is not None or self.of_column(column, heading) is not None

    def with_told(self, told_by_cells: Mapping[str, Told]) -> ColumnMap:
        """The same for a sheet whose cells tell what some headings are."""
        other = copy(self)
        other.told_by_cells = told_by_cells
        return other

    def note_used(self, headings: Sequence[str]) -> None:
        """Remember which headings and letters of the mapping the file has."""
        self.used.update(heading_key(text) for text in headings)
        for column in range(len(headings)):
            self.used.update(_letter_keys(column))

    def check_used(self, headings: Sequence[str]) -> None:
        """Raise FileProblem for a heading that no sheet has: a slip would be ignored silently."""
        for key, text in self._texts.items():
            if key not in self.used:
                raise file_problem("mapping_heading", heading=text, headings="、".join(headings))


def _is_nameless(text: str) -> bool:
    """Whether a key is the name of a column without a heading, （C列）, and no letter by itself."""
    return text.startswith("（")


def _letter_keys(column: int) -> tuple[str, str]:
    letter = column_letter(column).lower()
    return letter, f"{letter}列"


def column_letter(column: int) -> str:
    """A column's letter as Excel writes it (0 is A)."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
