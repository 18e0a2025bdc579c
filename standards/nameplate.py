"""The grammar of model names.

Transformers (JB/T 3837 style): ``S9-M·R-315/10-0.4`` is letters ``S``, performance series 9,
construction
tags ``MR``, 315 kVA, high side 10 kV, low side 0.4 kV. Spelling varies (case, full-width forms,
dashes,
dots, spaces); the parts do not. A model is normalised for comparison and never stored so.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl

_DASHES = "‐‑‒–—―−⁃﹣ー─━~〜_"
_DOTS = "·•・‧∙⋅｡。"
_SLASHES = "∕⁄╱\\"
_SPELLING = str.maketrans(
    {**dict.fromkeys(_DASHES, "-"), **dict.fromkeys(_DOTS, "."), **dict.fromkeys(_SLASHES, "/")}
)
# 一 stands for a dash in scanned catalogues: KZL4一13一AⅢ
_ONE_AS_DASH = re.compile(r"(?<=[0-9A-Za-z)])\s*一\s*(?=[0-9A-Za-z(])")
_DIGIT_GAP = re.compile(r"(?<=[0-9])\s+(?=[0-9])")
_SPACE = re.compile(r"\s+")
_LETTER_DOT = re.compile(r"(?<![0-9])\.|\.(?![0-9])")
_HYPHENS = re.compile(r"-{2,}")

_UNITS = re.compile(r"(?<=[0-9])KVA?(?![A-Z])")
_CJK = re.compile(r"[㐀-鿿]+")
_OPTIONAL_LETTERS = re.compile(r"\(([A-Z]+)\)")
_GRADE_TAG = re.compile(r"-?\(?NX([123])\)?")
_HEAD = re.compile(r"([A-Z]+)(?:([0-9]{1,2})(?![0-9./]))?(.*)")
_NUMBER = r"[0-9]+(?:\.[0-9]+)?"
_RATING = re.compile(rf"({_NUMBER})/({_NUMBER})(?:[^0-9]+({_NUMBER})$)?")
_DASHED_RATING = re.compile(rf"(?:^|[-A-Z])({_NUMBER})-({_NUMBER})$")
_LONE_CAPACITY = re.compile(rf"(?:^|[-A-Z])({_NUMBER})(?:-[A-Z]*)?$")


@dataclass(frozen=True)
class Nameplate:
    """What a transformer's model name says. Parts that it does not say are None or empty."""

    letters: str
    series: int | None
    tags: str
    capacity_kva: float | None
    voltage_kv: float | None
    low_voltage_kv: float | None
    normalised: str

    @property
    def key(self) -> str:
        """Letters and series, as series tables name them: ``S11``, ``SCB10``."""
        return self.letters + ("" if self.series is None else str(self.series))

    @property
    def amorphous(self) -> bool:
        """BH in the letters: a core of amorphous alloy (非晶合金)."""
        return "BH" in self.letters

    @property
    def dry(self) -> bool:
        """SC or SG in the letters: a dry type (干式)."""
        return "SC" in self.letters or "SG" in self.letters


def normalise(model: str) -> str:
    """One spelling for all: half-width, upper case, ``-`` ``.`` ``/``, no spaces, dots only in
    numbers.
    """
    text = unicodedata.normalize("NFKC", model.translate(_SPELLING)).translate(_SPELLING)
    text = _ONE_AS_DASH.sub("-", text.strip())
    text = _SPACE.sub("", _DIGIT_GAP.sub("-", text)).upper()
    text = _LETTER_DOT.sub("", text)
    return _HYPHENS.sub("-", text).strip("-")


def _number(text: str | None) -> float | None:
    return None if text is None else float(text)


def _rating(rest: str) -> tuple[float | None, float | None, float | None, int]:
    """Capacity, high and low voltage, and where the rating starts in ``rest``."""
    for pattern in (_RATING, _DASHED_RATING):
        found = pattern.search(rest)
        if found:
            low = found.group(3) if pattern is _RATING else None
            return float(found[1]), float(found[2]), _number(low), found.start(1)
    found = _LONE_CAPACITY.search(rest)
    if found:
        return float(found[1]), None, None, found.start(1)
    return None, None, None, len(rest)


def parse(model: str) -> Nameplate:
    """The parts of a transformer's model name; unreadable parts stay None."""
    normalised = normalise(model)
    text = _GRADE_TAG.sub("", _OPTIONAL_LETTERS.sub(r"\1", _CJK.sub("", normalised)))
    text = _UNITS.sub("", text)
    head = _HEAD.match(text)
    if head is None:
        return Nameplate("", None, "", None, None, None, normalised)
    letters, series, rest = head[1], head[2], head[3]
    capacity, high, low, start = _rating(rest)
    tags = re.sub(r"[^A-Z]", "", rest[:start])
    return Nameplate(
        letters, None if series is None else int(series), tags, capacity, high, low, normalised
    )


def nameplates(models: Iterable[str]) -> pl.DataFrame:
    """Nameplates of distinct model names, as a frame to join on ``model``."""
    names = list(models)
    plates = [parse(name) for name in names]
    return pl.DataFrame(
        {
            "model": names,
            "np_letters": [p.letters for p in plates],
            "np_series": [p.series for p in plates],
            "np_tags": [p.tags for p in plates],
            "np_key": [p.key for p in plates],
            "np_capacity_kva": [p.capacity_kva for p in plates],
            "np_voltage_kv": [p.voltage_kv for p in plates],
            "np_amorphous": [p.amorphous for p in plates],
            "np_dry": [p.dry for p in plates],
        },
        schema_overrides={
            "model": pl.String,
            "np_letters": pl.String,
            "np_series": pl.Int64,
            "np_tags": pl.String,
            "np_key": pl.String,
            "np_capacity_kva": pl.Float64,
            "np_voltage_kv": pl.Float64,
            "np_amorphous": pl.Boolean,
            "np_dry": pl.Boolean,
        },
    )
