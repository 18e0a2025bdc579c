"""Elimination catalogues as data: which model is on which entry, hints, and what is covered.

A catalogue's table has a row for every way to recognise an entry: ``match`` says how (see
``MATCHES``), ``pattern`` what to look for in the normalised model, ``kinds`` whom it concerns.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import polars as pl

from standards.errors import LibraryError
from standards.model import Library, Table
from standards.nameplates.spelling import normalise

MATCHES: Mapping[str, str] = {
    "exact": "the model itself",
    "series": "models that begin with the series",
    "pattern": "models of this form; its first group is the size, if the entry has a range",
    "rule": "decided by another rule of the library",
    "hint": "cannot be decided by machine; shown where the name or the model looks like it",
    "none": "names no machine that could be recognised",
}
MACHINE = ("exact", "series", "pattern")
_JOINED = re.compile(r"(?<=[A-Z])-(?=[0-9])")
_TAIL = re.compile(r"(?:型|系列)+$")
_SHORTEST_PRODUCT = 4


@dataclass(frozen=True)
class CatalogueHint:
    """An entry that a device may be on; for people to look at, never a finding."""

    catalogue: str
    item: str
    product: str
    models: str
    reason: str

    def as_dict(self) -> dict[str, str]:
        return {
            "catalogue": self.catalogue,
            "item": self.item,
            "product": self.product,
            "models": self.models,
            "reason": self.reason,
        }


@dataclass(frozen=True)
class Coverage:
    """How many entries of a catalogue the machine decides, hints at, or cannot use."""

    catalogue: str
    table: str
    matched: int
    hinted: int
    unusable: int


def _plain(model: str) -> str:
    """One spelling, the same sign for times, without 型 or 系列 at its end."""
    return _TAIL.sub("", normalise(model.replace("×", "X").replace("*", "X")))


def model_key(model: str) -> str:
    """A model as catalogues compare it: one spelling, and no hyphen between a letter and a number
    (``YB-160M-4`` is ``YB160M4``).
    """
    return _JOINED.sub("", _plain(model))


def series_pattern(series: str) -> str:
    """The series, and behind it nothing that would make it another one: a dash, a machine number
    (No.), or after a letter a frame number of two figures. For models whose hyphens stand.
    """
    name = _plain(series)
    behind = r"$|[-/(]|NO" + (r"|[0-9]{2}" if name[-1].isalpha() else "")
    return f"^{re.escape(name)}(?={behind})"


@dataclass(frozen=True)
class _Form:
    """A row that names its models by a pattern, which may hold a size to compare with limits.

    Polars tries the pattern: its engine needs time in proportion to the text whatever the pattern,
    and an office writes patterns of its own.
    """

    row: int
    pattern: str
    low: float | None
    high: float | None

    def fitting(self, keys: pl.Series) -> list[str]:
        """Those of the models that have this form and size."""
        if self.low is None and self.high is None:
            return keys.filter(keys.str.contains(self.pattern)).to_list()
        size = keys.str.extract(self.pattern, 1).cast(pl.Float64, strict=False)
        low = -math.inf if self.low is None else self.low
        return keys.filter(size.is_between(low, self.high or math.inf)).to_list()


@dataclass(frozen=True)
class _Index:
    """The entries of one catalogue for one kind."""

    exact: Mapping[str, Sequence[int]]
    series: Sequence[tuple[int, re.Pattern[str]]]
    forms: Sequence[_Form]
    any_series: re.Pattern[str]


def _concerns(row: Mapping[str, Any], kind_id: str) -> bool:
    return kind_id in str(row["kinds"] or "").split(";")


@lru_cache(maxsize=64)
def _index(table: Table, kind_id: str) -> _Index:
    exact: dict[str, list[int]] = {}
    series, forms = [], []
    for number, row in enumerate(table.rows.to_dicts()):
        if not _concerns(row, kind_id):
            continue
        if row["match"] == "exact":
            exact.setdefault(model_key(row["pattern"]), []).append(number)
        elif row["match"] == "series":
            series.append((number, re.compile(series_pattern(row["pattern"]))))
        elif row["match"] == "pattern":
            forms.append(_Form(number, row["pattern"], row["size_min"], row["size_max"]))
    return _Index(exact, series, forms, _any_of([form for _, form in series]))


def _any_of(forms: Sequence[re.Pattern[str]]) -> re.Pattern[str]:
    """One pattern of all: a model that is on no entry costs one search. Without patterns it matches
    nothing.
    """
    return re.compile("|".join(f"(?:{form.pattern})" for form in forms) or r"(?!)")


def matched_models(table: Table, kind_id: str, models: Iterable[str]) -> list[tuple[str, int]]:
    """(model, row of the table) for every entry that a model is on."""
    index = _index(table, kind_id)
    pairs = []
    spelled: dict[str, list[str]] = {}
    for model in models:
        plain, key = _plain(model), model_key(model)
        spelled.setdefault(key, []).append(model)
        pairs += [(model, number) for number in index.exact.get(key, ())]
        if index.any_series.search(plain):
            pairs += [(model, number) for number, form in index.series if form.search(plain)]
    keys = pl.Series(list(spelled), dtype=pl.String)
    return pairs + [
        (model, form.row)
        for form in index.forms
        for key in form.fitting(keys)
        for model in spelled[key]
    ]


def catalogues(library: Library) -> list[Table]:
    """The tables that are elimination catalogues by model."""
    return [
        t for t in library.tables.values() if {"match", "pattern", "kinds"} <= set(t.rows.columns)
    ]


def catalogue_hints(
    library: Library, kind_id: str, facts: Mapping[str, object]
) -> list[CatalogueHint]:
    """Entries that only people can decide, whose models or product this device's model or name
    recalls. A hint is no finding: it has no outcome and enters nothing.
    """
    model, name = str(facts.get("model") or ""), str(facts.get("name") or "")
    spellings = pl.Series([_plain(model), model_key(model)] if model else [], dtype=pl.String)
    hints: dict[tuple[str, str], CatalogueHint] = {}
    for table in catalogues(library):
        for row in table.rows.to_dicts():
            if row["match"] != "hint" or not _concerns(row, kind_id):
                continue
            form = row["pattern"]
            by_model = form and spellings.str.contains(form).any()
            product = row["product"] or ""
            if by_model or (len(product) >= _SHORTEST_PRODUCT and product in name):
                hints.setdefault(
                    (table.document, row["item"]),
                    CatalogueHint(
                        table.document, row["item"], product, row["cell"] or "", row["reason"] or ""
                    ),
                )
    return list(hints.values())


def undecided(table: Table) -> list[tuple[str, dict[str, Any]]]:
    """The entries of a catalogue that the machine does not decide, each with its first row:
    ``hint`` where a name suggests them to an officer, else ``none``.
    """
    best: dict[float, tuple[int, dict[str, Any]]] = {}
    for row in table.rows.to_dicts():
        rank = {"hint": 1, "none": 0}.get(row["match"], 2)
        if row["entry"] not in best or rank > best[row["entry"]][0]:
            best[row["entry"]] = (rank, row)
    return [("hint" if rank else "none", row) for rank, row in best.values() if rank < 2]


def coverage(library: Library) -> list[Coverage]:
    """One line per catalogue: entries as the catalogue prints them. An entry counts as matched
    where the machine recognises one of its models at least, or another rule decides it.
    """
    result = []
    for table in catalogues(library):
        best: dict[float, int] = {}
        for row in table.rows.select("entry", "match").to_dicts():
            rank = {"hint": 1, "none": 0}.get(row["match"], 2)
            best[row["entry"]] = max(rank, best.get(row["entry"], 0))
        counts = [list(best.values()).count(rank) for rank in (2, 1, 0)]
        result.append(Coverage(table.document, table.id, *counts))
    return result


def refuse_bad_patterns(tables: Mapping[str, Table], kinds: Iterable[str]) -> None:
    """Every entry names kinds that there are, a way of matching, and a pattern that is one.

    Raises: LibraryError naming file and line.
    """
    known = set(kinds)
    for table in tables.values():
        if not {"match", "pattern", "kinds"} <= set(table.rows.columns):
            continue
        for line, row in enumerate(table.rows.to_dicts(), start=2):
            wrong = _problem(row, known)
            if wrong is not None:
                raise LibraryError(
                    table.file, f"第{line}行", f"条目有误：{wrong}", wrong, code="entry", line=line
                )


def _problem(row: Mapping[str, Any], kinds: set[str]) -> str | None:
    unknown = set(str(row["kinds"] or "").split(";")) - kinds - {""}
    if unknown:
        return f"kinds: there is no kind {sorted(unknown)[0]!r}"
    if row["match"] not in MATCHES:
        return f"match: {row['match']!r} is not one of {', '.join(MATCHES)}"
    if row["match"] in MACHINE and not row["pattern"]:
        return "pattern: is missing"
    if row["match"] in MACHINE and row["early_on"] is None and row["later_on"] is None:
        return "early_on: an entry needs a day"
    if row["match"] in ("pattern", "hint") and row["pattern"]:
        try:
            pl.Series([""]).str.contains(row["pattern"])
        except pl.exceptions.ComputeError as error:
            return f"pattern: {error}"
    return None
