"""Transformers (JB/T 3837): ``S9-M·R-315/10-0.4`` is letters, performance series, construction
tags, kVA, high and low side in kV. Box substations (ZGS, YB) and old series too.

The parts come first (``parse``, for the checks), then what they say of the device (``read``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl

from standards.nameplates.reading import Reading, Sheet
from standards.nameplates.spelling import Spelled, normalise, repair, spell
from standards.nameplates.transformer_ratings import (
    KVA_OF_UNIT,
    SYSTEM_VOLTAGE,
    Number,
    Place,
    Ratings,
    is_voltage,
    numbers_of,
    rate,
)

_SMALLEST_OF_110_KV = 1000

_N = r"[0-9]+(?:\.[0-9]+)?"
BUILD = r"^(?P<auto>O?)(?P<phases>[DS])[CG]?(?:FP|SP|[FP])?(?P<third>S?)(?P<taps>Z?)[LBHR]*$"
"""Letters of a power transformer (JB/T 3837): autotransformer, phases, dry or cast, cooling, third
winding, taps under load, then what the winding and core are made of."""
_CJK = re.compile(r"[㐀-鿿]")
_HEAD = re.compile(
    r"(?<![A-Z0-9])(?P<letters>0?[A-Z]+(?:\([A-Z]+\)[A-Z]*)*)"
    r"(?:(?P<series>[0-9]{1,2}|(?<=[A-Z])-[0-9]{1,2}(?=-(?:[A-Z.]+-?)?[0-9]+(?:KVA)?/[0-9]))"
    r"(?![0-9./]|KV|MV)|□)?"
)
_LEADING_SIZE = re.compile(rf"(?<![A-Z0-9.]){_N}(?:KVA|MVA)(?=[A-Z])")
_COUNT = re.compile(r"(?<![0-9.])[1-9]×(?=[0-9]{2})|(?<![0-9./])[0-9]+(?=[台套组号#])")
_GRADE_TAG = re.compile(r"[-.]?\(?NX(?P<grade>[123])\)?")
_CONNECTION = re.compile(r"(?<![A-Z0-9])(?P<name>D,?Y,?N?11|Y,?ZN?11|Y,?YN?0)(?![0-9])")
_TAPS = re.compile(r"(?:±|\+/-)(?:[0-9]×)?[0-9.]+%?")
_CONNECTIONS = {"DYN11": "Dyn11", "DY11": "Dyn11", "YZN11": "Yzn11", "YYN0": "Yyn0", "YY0": "Yyn0"}
_O_AS_ZERO = re.compile(r"[0-9]O+(?=[0-9./]|$)")
_SPECIAL = re.compile(r"ZHS|ZSC|ZS|HSSP|HJSSP|HS|KSG|KBSG|KS|QY|DBK|BK|JMB|DJMB|SBK")


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
        """H behind S, B or C: a core of amorphous alloy (非晶合金). SH15 is SBH15."""
        return re.search(r"^[SD][SCG]?Z?BH|^[SD][CG]?Z?H$", self.letters) is not None

    @property
    def dry(self) -> bool:
        """SC or SG in the letters: a dry type (干式)."""
        return "SC" in self.letters or "SG" in self.letters

    @property
    def medium(self) -> str | None:
        """干式 or 油浸; None where the letters are no transformer's, or a box's (YB)."""
        if self.dry:
            return "干式"
        oil = re.fullmatch(r"O?[SD][A-Z]*|ZGS[A-Z]*|Z?HS[A-Z]*|ZS|HJSSP|KS[0-9]?", self.letters)
        return "油浸" if oil else None


@dataclass(frozen=True)
class _Parts:
    letters: str
    letters_place: Place
    series: int | None
    series_place: Place
    tags: str
    ratings: Ratings


def _blank(text: str, pattern: re.Pattern[str]) -> str:
    """The matches as spaces: places stay."""
    return pattern.sub(lambda m: " " * len(m[0]), text)


def _split(text: str) -> _Parts | None:
    """Letters, series, tags and sizes of a spelled name."""
    clean = text
    for passed_over in (_GRADE_TAG, _CONNECTION, _TAPS, _COUNT):
        clean = _blank(clean, passed_over)
    head = _head_of(clean)
    if head is None:
        return None
    letters = re.sub(r"[()]", "", head["letters"])
    letters = "O" + letters[1:] if letters.startswith("0") else letters
    numbers = numbers_of(clean[: head.start()]) + _numbers_behind(clean, head.end())
    united = [n for n in numbers if n.place[0] >= head.end() or n.unit]
    first = min((n.place[0] for n in united if n.place[0] >= head.end()), default=len(clean))
    tags = re.sub(r"[^A-Z]", "", clean[head.end() : first])
    series = None if head["series"] is None else int(head["series"].lstrip("-"))
    place = head.span("series") if head["series"] else head.span("letters")
    return _Parts(letters, head.span("letters"), series, place, tags, rate(united))


def _head_of(text: str) -> re.Match[str] | None:
    """The letters that the name begins with; a unit in front of them is none (630kVA S11…)."""
    for found in _HEAD.finditer(_blank(_CJK.sub(" ", text), _LEADING_SIZE)):
        if found["letters"] not in KVA_OF_UNIT and found["letters"] != "KV":
            return found
    return None


def _numbers_behind(text: str, start: int) -> list[Number]:
    moved = numbers_of(" " * start + text[start:])
    return [n for n in moved if not n.before.isalpha() or n.before in "MRLDHZF" or n.unit]


def _sensible(parts: _Parts | None, text: str) -> bool:
    """Whether the parts leave no O or I that must be a digit (S11-M-63O/10 is no 63 kVA)."""
    return not (parts is None or set(parts.tags) & set("OI") or _O_AS_ZERO.search(text))


def _parts_of(spelled: Spelled) -> tuple[_Parts | None, Spelled]:
    """The parts; of the repaired text where the text as it stands makes no sense."""
    parts = _split(spelled.text)
    if not _sensible(parts, spelled.text):
        mended = repair(spelled)
        again = _split(mended.text)
        if mended.repaired and _sensible(again, mended.text):
            return again, mended
    return parts, spelled


def parse(model: str) -> Nameplate:
    """The parts of a transformer's model name; unreadable parts stay None."""
    parts, _ = _parts_of(spell(model))
    return _plate(parts, normalise(model))


def _plate(parts: _Parts | None, normalised: str) -> Nameplate:
    if parts is None:
        return Nameplate("", None, "", None, None, None, normalised)
    rated = parts.ratings
    capacity = None if rated.is_range else rated.kva()
    high, low = (None if n is None else n.value for n in (rated.high, rated.low))
    high = SYSTEM_VOLTAGE.get(high, high) if high is not None else None
    return Nameplate(parts.letters, parts.series, parts.tags, capacity, high, low, normalised)


def read(spelled: Spelled) -> Reading:
    """What the name of a transformer says."""
    parts, used = _parts_of(spelled)
    sheet = Sheet("transformer", used)
    if parts is None:
        return _foreign(sheet, rate(numbers_of(used.text)))
    plate = _plate(parts, spelled.text)
    if plate.medium is None and not _is_box(plate):
        return _foreign(sheet, parts.ratings)
    _read_letters(sheet, parts, plate)
    _read_ratings(sheet, parts, plate)
    connection = _CONNECTION.search(used.text)
    if connection is not None:
        name = _CONNECTIONS[connection["name"].replace(",", "")]
        sheet.read("connection", name, connection.span())
    grade = _GRADE_TAG.search(used.text)
    if grade is not None:
        sheet.trait("nameplate_grade", f"{grade['grade']}级", grade.span(), "maker_code")
    return sheet.reading()


def _is_box(plate: Nameplate) -> bool:
    return re.fullmatch(r"YB[MWPF]?", plate.letters) is not None


def _foreign(sheet: Sheet, rated: Ratings) -> Reading:
    """Letters that are no transformer's, or none: only what stands there with its unit."""
    capacity, kva = rated.capacity, rated.kva()
    if capacity is not None and capacity.unit and kva is not None:
        sheet.read("rated_capacity_kva", kva, capacity.place)
    return sheet.reading()


def _read_letters(sheet: Sheet, parts: _Parts, plate: Nameplate) -> None:
    place = parts.letters_place
    if parts.series is not None and not _is_box(plate):
        sheet.trait("series", plate.key, (place[0], parts.series_place[1]))
    if plate.medium is None:
        sheet.leave_open("insulation_medium", "unclear", ("油浸", "干式"))
        return
    sheet.read("insulation_medium", plate.medium, place)
    if plate.amorphous:
        sheet.read("core", "非晶合金", place)
    elif parts.series is not None:
        # Rulebook section 3: letters without H mean a core of silicon steel.
        sheet.read("core", "电工钢带", place)
    if plate.dry:
        usual = ("H", "open_wound_class") if "SG" in plate.letters else ("F", "resin_class")
        sheet.infer("insulation_class", usual[0], place, usual[1])
    _read_build(sheet, parts, plate)
    if _SPECIAL.fullmatch(plate.letters):
        sheet.infer("application", "专用变压器", place, "special_purpose")
        sheet.infer("distribution", False, place, "special_purpose")


def _read_build(sheet: Sheet, parts: _Parts, plate: Nameplate) -> None:
    """Phases, third winding, taps under load and autotransformer: what a letter stands for. What
    the absence of a letter means (two windings, no taps under load) is left to the checks.
    """
    build, place = re.match(BUILD, plate.letters), parts.letters_place
    if build is None:
        return
    sheet.read("phases", "三相" if build["phases"] == "S" else "单相", place)
    if build["third"]:
        sheet.read("windings", "三绕组", place)
    if build["taps"]:
        sheet.read("regulation", "有载调压", place)
    if build["auto"]:
        sheet.read("autotransformer", True, place)


def _read_ratings(sheet: Sheet, parts: _Parts, plate: Nameplate) -> None:
    rated, high = parts.ratings, parts.ratings.high
    if high is not None:
        volts = SYSTEM_VOLTAGE.get(high.value)
        if volts is not None:
            sheet.infer("voltage_kv", volts, high.place, "system_voltage")
        elif rated.swapped:
            sheet.infer("voltage_kv", high.value, high.place, "swapped")
        elif rated.lone:
            sheet.infer("voltage_kv", high.value, high.place, "voltage_class")
        elif not is_voltage(high.value):
            # SG-130/3.82-M is a power-station boiler
            sheet.leave_open("voltage_kv", "implausible")
            sheet.leave_open("rated_capacity_kva", "implausible")
        else:
            sheet.read("voltage_kv", high.value, high.place)
    if rated.low is not None:
        sheet.read("low_voltage_kv", rated.low.value, rated.low.place)
    _read_capacity(sheet, rated, plate)


def _read_capacity(sheet: Sheet, rated: Ratings, plate: Nameplate) -> None:
    kva, high = rated.kva(), rated.high
    if rated.capacity is None or kva is None:
        return
    if rated.is_range:
        sheet.leave_open("rated_capacity_kva", "range")
    elif rated.swapped:
        sheet.infer("rated_capacity_kva", kva, rated.capacity.place, "swapped")
        sheet.note("swapped", rated.capacity.place)
    elif kva < _SMALLEST_OF_110_KV and (
        (high is not None and high.value >= 110) or "FP" in plate.letters
    ):
        # SFP-360/330 writes MVA
        sheet.leave_open("rated_capacity_kva", "implausible", (kva * 1000,))
    elif plate.letters == "ZGS" and kva > 10_000:
        sheet.leave_open("rated_capacity_kva", "implausible", (kva / 10,))
    else:
        sheet.read("rated_capacity_kva", kva, rated.capacity.place)


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
            "np_low_voltage_kv": [p.low_voltage_kv for p in plates],
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
            "np_low_voltage_kv": pl.Float64,
            "np_amorphous": pl.Boolean,
            "np_dry": pl.Boolean,
        },
    )
