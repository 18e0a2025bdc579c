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

Place = tuple[int, int]

VOLTAGE_CLASSES = frozenset({3.0, 6.0, 10.0, 20.0, 35.0, 66.0, 110.0, 220.0, 330.0, 500.0, 750.0})
SYSTEM_VOLTAGE = {3.6: 3.0, 7.2: 6.0, 12.0: 10.0, 24.0: 20.0, 40.5: 35.0}
"""Rated voltage of switchgear (GB/T 11022) → nominal voltage of the system."""
_STANDARD_SIZES = frozenset({30, 50, 63, 80, 100, 125, 160, 200, 250, 315, 400, 500, 630, 800})
_HIGHEST_LOW_SIDE = 1.2
_SMALLEST_OF_110_KV = 1000

_N = r"[0-9]+(?:\.[0-9]+)?"
_CJK = re.compile(r"[㐀-鿿]")
_HEAD = re.compile(
    r"(?<![A-Z0-9])(?P<letters>0?[A-Z]+(?:\([A-Z]+\)[A-Z]*)*)"
    r"(?:(?P<series>[0-9]{1,2})(?![0-9./]|KV|MV)|□)?"
)
_GRADE_TAG = re.compile(r"[-.]?\(?NX(?P<grade>[123])\)?")
_CONNECTION = re.compile(r"(?<![A-Z0-9])(?P<name>D,?Y,?N?11|Y,?ZN?11|Y,?YN?0)(?![0-9])")
_TAPS = re.compile(r"(?:±|\+/-)(?:[0-9]×)?[0-9.]+%?")
_NUMBER = re.compile(rf"(?P<n>{_N})(?P<unit>KVA|MVA|VA|KV|千伏安|千伏|V(?![A-Z]))?(?P<range>~)?")
_CONNECTIONS = {"DYN11": "Dyn11", "DY11": "Dyn11", "YZN11": "Yzn11", "YYN0": "Yyn0", "YY0": "Yyn0"}
_SPECIAL = re.compile(r"ZHS|ZSC|ZS|HSSP|HJSSP|HS|KSG|KBSG|KS|QY|DBK|BK|JMB|DJMB|SBK")
_KVA_OF_UNIT = {"KVA": 1.0, "千伏安": 1.0, "MVA": 1000.0, "VA": 0.001}


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
        return re.search(r"^S?[SD]?[CG]?Z?BH|^S[CG]?Z?H$", self.letters) is not None

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
class _Number:
    value: float
    unit: str
    place: Place
    before: str
    in_range: bool


@dataclass
class _Ratings:
    """Sizes with the place of each; ``swapped`` where they stood in reverse."""

    capacity: _Number | None = None
    high: _Number | None = None
    low: _Number | None = None
    swapped: bool = False
    lone: bool = False
    is_range: bool = False

    def kva(self) -> float | None:
        found = self.capacity
        return None if found is None else found.value * _KVA_OF_UNIT.get(found.unit, 1.0)


@dataclass(frozen=True)
class _Parts:
    letters: str
    letters_place: Place
    series: int | None
    series_place: Place
    tags: str
    ratings: _Ratings


def _blank(text: str, pattern: re.Pattern[str]) -> str:
    """The matches as spaces: places stay."""
    return pattern.sub(lambda m: " " * len(m[0]), text)


def _numbers(text: str) -> list[_Number]:
    """The numbers of a rating; those of letters (``M2``) are not."""
    found: list[_Number] = []
    for m in _NUMBER.finditer(text):
        before = text[m.start() - 1] if m.start() else ""
        ranged = bool(m["range"]) or before == "~"
        found.append(_Number(float(m["n"]), m["unit"] or "", m.span("n"), before, ranged))
    return found


def _of_units(numbers: list[_Number], ratings: _Ratings) -> list[_Number]:
    """Takes the numbers with a unit; gives back those without."""
    plain = []
    for one in numbers:
        if one.unit in _KVA_OF_UNIT:
            ratings.capacity = ratings.capacity or one
        elif one.unit in ("KV", "千伏"):
            if ratings.high is None:
                ratings.high = one
            else:
                ratings.low = ratings.low or one
        elif not one.unit:
            plain.append(one)
    return plain


def _rate(numbers: list[_Number]) -> _Ratings:
    """Which number is what. Ranges give no capacity; units outrank places."""
    ratings = _Ratings(is_range=any(n.in_range for n in numbers))
    plain = _of_units([n for n in numbers if not n.in_range], ratings)
    if ratings.is_range:
        ratings.capacity = ratings.capacity or next((n for n in numbers if n.in_range), None)
    for i, one in enumerate(plain):
        follower = plain[i + 1] if i + 1 < len(plain) else None
        if _is_voltage_pair(one, follower, ratings):
            ratings.high, ratings.low = one, follower
        elif ratings.capacity is None and one is not ratings.low:
            ratings.capacity = one
        elif ratings.high is None and one is not ratings.low:
            ratings.high = one
        elif ratings.low is None and one.value <= _HIGHEST_LOW_SIDE * 100:
            ratings.low = one
    return _righted(ratings)


def _is_voltage_pair(one: _Number, follower: _Number | None, ratings: _Ratings) -> bool:
    """``12/0.4``: the high and the low side, wherever the capacity stands."""
    return (
        ratings.high is None
        and follower is not None
        and follower.before in ("/", "-")
        and 0 < follower.value <= _HIGHEST_LOW_SIDE
        and one.value in VOLTAGE_CLASSES | SYSTEM_VOLTAGE.keys()
    )


def _righted(ratings: _Ratings) -> _Ratings:
    """Capacity and voltage that stand in reverse, and a lone voltage."""
    capacity, high = ratings.capacity, ratings.high
    if capacity is None or capacity.unit:
        return ratings
    if high is not None and not high.unit:
        reversed_ = (
            capacity.value in VOLTAGE_CLASSES
            and high.value not in VOLTAGE_CLASSES
            and high.value >= 10 * capacity.value
        )
        if reversed_:
            ratings.capacity, ratings.high, ratings.swapped = high, capacity, True
    elif high is None and capacity.value in VOLTAGE_CLASSES - _STANDARD_SIZES:
        ratings.capacity, ratings.high, ratings.lone = None, capacity, True
    return ratings


def _split(text: str) -> _Parts | None:
    """Letters, series, tags and sizes of a spelled name."""
    clean = _blank(_blank(_blank(text, _GRADE_TAG), _CONNECTION), _TAPS)
    head = _head_of(clean)
    if head is None:
        return None
    letters = re.sub(r"[()]", "", head["letters"])
    letters = "O" + letters[1:] if letters.startswith("0") else letters
    numbers = _numbers(clean[: head.start()]) + _numbers_behind(clean, head.end())
    united = [n for n in numbers if n.place[0] >= head.end() or n.unit]
    first = min((n.place[0] for n in united if n.place[0] >= head.end()), default=len(clean))
    tags = re.sub(r"[^A-Z]", "", clean[head.end() : first])
    series = None if head["series"] is None else int(head["series"])
    place = head.span("series") if head["series"] else head.span("letters")
    return _Parts(letters, head.span("letters"), series, place, tags, _rate(united))


def _head_of(text: str) -> re.Match[str] | None:
    """The letters that the name begins with; a unit in front of them is none (630kVA S11…)."""
    for found in _HEAD.finditer(_CJK.sub(" ", text)):
        if found["letters"] not in _KVA_OF_UNIT and found["letters"] != "KV":
            return found
    return None


def _numbers_behind(text: str, start: int) -> list[_Number]:
    moved = _numbers(" " * start + text[start:])
    return [n for n in moved if not n.before.isalpha() or n.before in "MRLDHZF" or n.unit]


def _sensible(parts: _Parts | None) -> bool:
    return parts is not None and not (set(parts.tags) & set("OI"))


def _parts_of(spelled: Spelled) -> tuple[_Parts | None, Spelled]:
    """The parts; of the repaired text where the text as it stands makes no sense."""
    parts = _split(spelled.text)
    if not _sensible(parts):
        mended = repair(spelled)
        again = _split(mended.text)
        if mended.repaired and _sensible(again):
            return again, mended
    return parts, spelled


def parse(model: str) -> Nameplate:
    """The parts of a transformer's model name; unreadable parts stay None."""
    parts, _ = _parts_of(spell(model))
    normalised = normalise(model)
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
        return sheet.reading()
    plate = parse(spelled.raw)
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


def _read_letters(sheet: Sheet, parts: _Parts, plate: Nameplate) -> None:
    place = parts.letters_place
    box = re.fullmatch(r"YB[MWPF]?", plate.letters) is not None
    if parts.series is not None and not box:
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
    if _SPECIAL.fullmatch(plate.letters):
        sheet.infer("distribution", False, place, "special_purpose")


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
        else:
            sheet.read("voltage_kv", high.value, high.place)
    if rated.low is not None:
        sheet.trait("low_voltage_kv", rated.low.value, rated.low.place)
    _read_capacity(sheet, rated, plate)


def _read_capacity(sheet: Sheet, rated: _Ratings, plate: Nameplate) -> None:
    kva, high = rated.kva(), rated.high
    if rated.capacity is None or kva is None:
        return
    if rated.is_range:
        sheet.leave_open("rated_capacity_kva", "range")
    elif rated.swapped:
        sheet.infer("rated_capacity_kva", kva, rated.capacity.place, "swapped")
        sheet.note("swapped", rated.capacity.place)
    elif high is not None and high.value >= 110 and kva < _SMALLEST_OF_110_KV:
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
