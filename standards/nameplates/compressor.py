"""Air compressors: ``LG-20/8`` is the form, m³/min and the pressure in bar (kgf/cm²); or a maker's
code with the motor's power (``GA75`` kW, ``BLT-50A`` hp).
"""

from __future__ import annotations

import re

from standards.nameplates.codes import family
from standards.nameplates.reading import Reading, Sheet
from standards.nameplates.spelling import Spelled, spellings

_B = r"(?<![A-Z0-9.-])"
_N = r"[0-9]+(?:\.[0-9]+)?"
_RATED = rf"-?(?P<mark>[0-9]{{2}}-)?(?P<flow>{_N})/(?P<p>{_N})(?P<more>[-/][0-9.]+)?"
_PROCESS = rf"{_B}[0-9]?(?:«process»)[0-9]*-{_N}/{_N}"
# L3.5-20/8: the force on the piston in tonnes stands behind the family.
_KNOWN = rf"{_B}(?P<code>«family»|[1I](?=-))(?:[0-9]+\.[0-9](?=-))?{_RATED}"
_UNKNOWN = re.compile(rf"{_B}(?P<code>[0-9]?[A-Z]{{1,3}})(?=-){_RATED}")
_VARIABLE = r"(?:(?<![A-Z])|(?<=[0-9A]))(?P<code>«speed»)(?![A-Z])"
_NUMBERED = (
    rf"{_B}(?P<code>«power»)-?(?P<n>{_N})(?P<suffix>[A-Z+]*)(?![0-9×/])"
    r"(?:-(?P<bar>[0-9]{1,2}(?:\.[0-9])?)(?![0-9]))?"
)
_HIGHEST_BAR = 42.0
"""Above it: process gas, outside GB 19153."""
_LOWEST_BAR = 2.0
_BAR_PER_MPA = 10
_ROOTS = re.compile(rf"{_B}(?:L[0-9]+-[0-9.]+/0\.|(?:LG|L|D)[0-9]+×[0-9]+)")
# 制冷量582kW is what a refrigerating machine cools, and not the power of its motor.
_KW = re.compile(rf"(?<![0-9.量])(?<!量[ :=])(?P<n>{_N})KW")
_HP = re.compile(rf"(?<![0-9.])(?P<n>{_N})HP")
_LARGEST_KW = 1000
_LARGEST_FLOW = 400


def read(spelled: Spelled) -> Reading:
    """What the name of an air compressor says."""
    for text in spellings(spelled):
        sheet = Sheet("compressor", text)
        if _ROOTS.search(text.text):
            sheet.leave_open("compressor_type", "unclear")
            return sheet.reading()
        if _rated(sheet) or _numbered(sheet):
            _units(sheet)
            return sheet.reading()
    sheet = Sheet("compressor", spelled)
    _units(sheet)
    return sheet.reading()


def _rated(sheet: Sheet) -> bool:
    codes, text = family("compressor"), sheet.spelled.text
    if codes.form(_PROCESS).search(text):
        for name in ("compressor_type", "discharge_pressure_mpa"):
            sheet.leave_open(name, "unclear")
        return True
    found = codes.form(_KNOWN).search(text)
    found = found or _UNKNOWN.search(text)
    if found is None or float(found["flow"]) > _LARGEST_FLOW:
        return False
    code = found["code"]
    if code in "1I":
        # 1-10/7 and I-0.5/8 of scanned lists are L
        code = "L"
        sheet.note("ocr", found.span("code"))
    bar = float(found["p"])
    if found["more"] or bar > _HIGHEST_BAR:
        for name in ("compressor_type", "discharge_pressure_mpa"):
            sheet.leave_open(name, "unclear")
        return True
    _speed(sheet)
    codes.apply(sheet, "family", code, found.span("code"))
    megapascal = round(bar / _BAR_PER_MPA, 3) if bar >= _LOWEST_BAR else bar
    sheet.read("discharge_pressure_mpa", megapascal, found.span("p"))
    sheet.read("flow_m3min", float(found["flow"]), found.span("flow"))
    sheet.leave_open("drive_power_kw", "unclear")
    return True


def _speed(sheet: Sheet) -> None:
    """Words and letters of a variable speed, which outrank the usual fixed one."""
    codes, text = family("compressor"), sheet.spelled.text
    found = codes.form(_VARIABLE).search(text)
    if found is not None:
        codes.apply(sheet, "speed", found["code"], found.span())


def _numbered(sheet: Sheet) -> bool:
    """A maker's code with the power of the motor."""
    codes, text = family("compressor"), sheet.spelled.text
    found = codes.form(_NUMBERED).search(text)
    if found is None:
        return False
    code, amount = found["code"], float(found["n"])
    _speed(sheet)
    codes.apply(sheet, "family", code, found.span("code"))
    if code == "BLT":
        for row in codes.of("horsepower", f"{amount:g}"):
            if row.value is not None:
                sheet.infer("drive_power_kw", row.value, found.span("n"), "hp_series")
    elif amount <= _LARGEST_KW:
        sheet.infer("drive_power_kw", amount, found.span("n"), "kw_series")
    if found["suffix"].startswith("W"):
        sheet.infer("cooling", "液冷", found.span("suffix"), "liquid_usual")
    if found["bar"] and float(found["bar"]) >= _LOWEST_BAR:
        megapascal = round(float(found["bar"]) / _BAR_PER_MPA, 3)
        sheet.infer("discharge_pressure_mpa", megapascal, found.span("bar"), "code_unchecked")
    return True


def _units(sheet: Sheet) -> None:
    text = sheet.spelled.text
    power, horses = _KW.search(text), _HP.search(text)
    if power is not None:
        sheet.read("drive_power_kw", float(power["n"]), power.span("n"))
    elif horses is not None:
        for row in family("compressor").of("horsepower", f"{float(horses['n']):g}"):
            if row.value is not None:
                sheet.infer("drive_power_kw", row.value, horses.span("n"), "hp_series")
