"""Road vehicles (GB 9417): maker, class digit, gross mass in whole tonnes, serial, special letters.

``CA4206P1K2`` is a tractor. Masses are rounded, so a class of size is read only from 13 t up. The
emission stage and the fuel are makers' letters and never read (but for electric drives).
"""

from __future__ import annotations

import re

from standards.nameplates.codes import Family, apply, family
from standards.nameplates.reading import Reading, Sheet
from standards.nameplates.spelling import Spelled

_MODEL = re.compile(
    r"(?<![A-Z0-9])(?P<maker>[A-Z]{2,4})(?P<class>[1-9])(?P<mass>[0-9]{2})(?P<serial>[0-9])"
    r"(?![0-9./])(?P<rest>[A-Z0-9-]*)"
)
_SCANNED = re.compile(
    r"(?<![A-Z0-9])(?P<maker>[A-Z]{2,4}?)(?P<digits>[0-9OIL]{4})(?![0-9./])(?P<rest>[A-Z0-9-]*)"
)
_VIN = re.compile(r"(?<![A-Z0-9])L[A-HJ-NPR-Z0-9]{16}(?![A-Z0-9])")
_THREE_WHEELS = re.compile(r"(?<![A-Z0-9])7Y[A-Z]{0,4}-")
_POWER = re.compile(r"(?P<code>[PSC]HEV|FCEV|BEV|HEV|EV)(?![A-Z])")
_GOODS_CLASSES = ("1", "3", "5")
_LIGHTEST_TRACTOR = 8
_HEAVIEST = 60
_DIGITS = str.maketrans("OIL", "011")


def read(spelled: Spelled) -> Reading:
    """What the name of a truck says."""
    codes = family("truck")
    sheet, found = _matched("truck", spelled)
    if found is None:
        _three_wheeler(sheet, codes)
        return sheet.reading()
    kind = found["class"]
    place = found.span("class")
    sheet.trait("maker", found["maker"], found.span("maker"))
    if not _plausible(kind, int(found["mass"])):
        # 1705, 2815, 4010 and 5815 are low-speed goods vehicles: no class digit, no mass
        sheet.leave_open("vehicle_type", "implausible", ("单缸低速货车", "多缸低速货车"))
        return sheet.reading()
    if kind not in _GOODS_CLASSES:
        codes.apply(sheet, "class", kind, place)
    if kind in _GOODS_CLASSES:
        _read_goods(sheet, codes, found)
    if kind != "4" and kind in ("1", "2", "3", "5") and int(found["mass"]):
        sheet.infer(
            "gross_mass_kg", int(found["mass"]) * 1000.0, found.span("mass"), "mass_rounded"
        )
    for name in ("emission_stage", "registered_on"):
        sheet.leave_open(name, "unclear")
    _read_power(sheet, codes, found, "fuel")
    return sheet.reading()


def _plausible(kind: str, mass: int) -> bool:
    """Whether the mass can be that of a vehicle of this class, in t."""
    if kind == "4":
        return _LIGHTEST_TRACTOR <= mass <= _HEAVIEST
    return kind not in ("1", "2", "3", "5") or mass <= _HEAVIEST


def read_vehicle(spelled: Spelled) -> Reading:
    """Cars and buses: only an electric drive is in the name."""
    sheet, found = _matched("vehicle", spelled)
    if found is not None:
        _read_power(sheet, family("truck"), found, "powertrain")
    return sheet.reading()


def _matched(kind: str, spelled: Spelled) -> tuple[Sheet, re.Match[str] | None]:
    """The model; O, I and l are read as digits only inside the four of the class and mass."""
    sheet = Sheet(kind, spelled)
    if _VIN.search(spelled.text):
        sheet.note("vin")
        return sheet, None
    found = _MODEL.search(spelled.text)
    if found is not None:
        return sheet, found
    for scanned in _SCANNED.finditer(spelled.text):
        if scanned["digits"].translate(_DIGITS).isdigit() and re.search("[0-9]", scanned["digits"]):
            start, end = scanned.span("digits")
            digits = scanned["digits"].translate(_DIGITS)
            text = spelled.text[:start] + digits + spelled.text[end:]
            mended = Spelled(spelled.raw, text, spelled.places, repaired=True)
            again = _MODEL.search(text)
            if again is not None:
                return Sheet(kind, mended), again
    return sheet, None


def _three_wheeler(sheet: Sheet, codes: Family) -> None:
    found = _THREE_WHEELS.search(sheet.spelled.text)
    if found is not None:
        codes.apply(sheet, "form", "7Y", found.span())


def _read_goods(sheet: Sheet, codes: Family, found: re.Match[str]) -> None:
    """The size class by mass; special vehicles (class 5) by their letters first."""
    kind, mass, rest = found["class"], int(found["mass"]), found["rest"]
    letters = rest[:3]
    if kind == "5":
        place = (found.start("rest"), found.start("rest") + len(letters))
        codes.apply(sheet, "hazmat", letters, place)
        special = len(letters) == 3 and letters.isalpha()
        if codes.apply(sheet, "special", letters, place):
            return None
        if special and not codes.of("goods", letters):
            return sheet.leave_open("vehicle_type", "special_or_goods")
    for code in codes.part("mass"):
        low, high = (int(n) for n in code.split("-"))
        if low <= mass <= high:
            for row in codes.of("mass", code):
                if kind == "5" and row.reading == "read" and row.value is not None:
                    sheet.infer("vehicle_type", row.value, found.span("mass"), "class_by_mass")
                else:
                    apply(sheet, row, found.span("mass"))
    return None


def _read_power(sheet: Sheet, codes: Family, found: re.Match[str], field: str) -> None:
    power = _POWER.search(found["rest"])
    row = codes.of("power", power["code"])[0] if power is not None else None
    if power is None or row is None or row.value is None:
        return sheet.leave_open(field, "unclear")
    start = found.start("rest") + power.start()
    sheet.read(field, row.value, (start, start + len(power["code"])))
    return None
