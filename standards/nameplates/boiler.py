"""Boilers (JB/T 1626): body, combustion, capacity - pressure / temperatures - fuel and coal class.

``DZL4-1.25-AⅡ`` a single-drum boiler with a chain grate, 4 t/h, 1.25 MPa, bituminous class Ⅱ;
``DZW1.4-0.7/95/70-AⅡ`` has water temperatures, so 1.4 MW. Names before 1992 have pressure in
kgf/cm² (whole numbers from 4) and hot-water capacity in 10⁴ kcal/h. Atmospheric and electric
boilers are variants of the same form; the other families are in ``boiler_families``.
"""

from __future__ import annotations

import re

from standards.nameplates import boiler_families, boiler_fuel
from standards.nameplates.codes import family
from standards.nameplates.reading import Reading, Sheet, group
from standards.nameplates.spelling import Spelled, spellings

_N = r"[0-9]+(?:\.[0-9]+)?"
_TEMPERATURES = r"(?:[/-](?P<t1>[0-9]{2,3})(?:/(?P<t2>[0-9]{2,3}))?(?:℃|°C)?)"
MPA_PER_KGF = 0.0980665
MW_PER_10K_KCAL = 0.01163
_HEADS = (
    r"(?P<body>[LW])(?P<burner>«electric»)",
    r"(?P<body>«body»)(?P<burner>«combustion|electric»)?",
)
_INDUSTRIAL = tuple(
    rf"(?<![A-Z0-9]){head}-?(?P<cap>{_N}|(?<=[A-Z])[LI](?=-))(?:/(?P<mw>{_N}))?"
    rf"(?:T/H|MW|T)?-(?P<p>{_N})(?:MPA)?{_TEMPERATURES}?(?P<tail>(?![0-9.]).*)$"
    for head in _HEADS
)
_ATMOSPHERIC = tuple(
    rf"(?<![A-Z0-9])(?P<c>C){head}-?(?P<cap>{_N})(?:MW)?"
    rf"(?:-(?P<t1>[0-9]{{2,3}})/(?P<t2>[0-9]{{2,3}}))?(?P<tail>(?![0-9.]).*)$"
    for head in _HEADS
)
_SERIES = r"(?P<body>«body»)(?P<burner>«combustion»)(?:型|系列|锅炉)*$"
_OLD_PRESSURE = 4
_SMALLEST_OLD_CAPACITY = 30
_LARGEST_TPH = 130
_LARGEST_SMALL_TPH = 10
_HOTTEST_WATER = 150
_COOLEST_STEAM = 160


def read(spelled: Spelled) -> Reading:
    """What the name of a boiler says."""
    for text in spellings(spelled):
        sheet = Sheet("boiler", text)
        if (
            _industrial(sheet)
            or _atmospheric(sheet)
            or _series_only(sheet)
            or boiler_families.read(sheet)
        ):
            boiler_families.read_words(sheet)
            return sheet.reading()
    sheet = Sheet("boiler", spelled)
    boiler_families.read_words(sheet)
    return sheet.reading()


def _industrial(sheet: Sheet) -> bool:
    codes, text = family("boiler"), sheet.spelled.text
    found = None
    for form in _INDUSTRIAL:
        found = codes.form(form).search(text)
        if found is not None and not (found["cap"] in "LI" and not found["burner"]):
            break
        found = None
    if found is None:
        return False
    _read_burner(sheet, found)
    water = _read_temperatures(sheet, found)
    _read_capacity(sheet, found, water)
    _read_pressure(sheet, found)
    electric = found["burner"] in codes.part("electric")
    if not electric:
        boiler_fuel.read(sheet, found["tail"], found.start("tail"))
    return True


def _read_burner(sheet: Sheet, found: re.Match[str]) -> None:
    codes = family("boiler")
    sheet.trait("body", found["body"], found.span("body"))
    if found["burner"] and not codes.apply(
        sheet, "electric", found["burner"], found.span("burner")
    ):
        codes.apply(sheet, "combustion", found["burner"], found.span("burner"))


def _read_temperatures(sheet: Sheet, found: re.Match[str]) -> bool:
    """Whether two water temperatures mark a hot-water boiler; puts down the type."""
    first, second = found["t1"], found["t2"]
    if first and second and int(second) < int(first) <= _HOTTEST_WATER:
        if found["mw"]:
            sheet.leave_open("boiler_type", "steam_and_water", ("蒸汽锅炉", "热水锅炉"))
        else:
            sheet.read("boiler_type", "热水锅炉", (found.start("t1"), found.end("t2")))
        return True
    if first and int(first) >= _COOLEST_STEAM:
        sheet.read("boiler_type", "蒸汽锅炉", found.span("t1"))
    elif not first and not found["mw"]:
        sheet.infer("boiler_type", "蒸汽锅炉", found.span(), "steam_usual")
    return False


def _read_capacity(sheet: Sheet, found: re.Match[str], water: bool) -> None:
    place = found.span("cap")
    amount = 1.0 if found["cap"] in "LI" else float(found["cap"])
    if found["cap"] in "LI":
        sheet.note("ocr", place)
    if found["mw"]:
        sheet.read("rated_capacity_tph", amount, place)
        sheet.read("rated_power_mw", float(found["mw"]), found.span("mw"))
    elif not water:
        small = found["body"] in ("LS", "LH", "L")
        if amount > (_LARGEST_SMALL_TPH if small else _LARGEST_TPH):
            # LSS500: kg/h or kW
            sheet.leave_open("rated_capacity_tph", "implausible", (amount / 1000,))
        else:
            sheet.read("rated_capacity_tph", amount, place)
    elif _is_old(found["p"]) and amount >= _SMALLEST_OLD_CAPACITY:
        converted = round(amount * MW_PER_10K_KCAL, 1)
        sheet.infer("rated_power_mw", converted, place, "power_kcal")
    else:
        sheet.read("rated_power_mw", amount, place)


def _is_old(pressure: str) -> bool:
    return "." not in pressure and int(pressure) >= _OLD_PRESSURE


def _read_pressure(sheet: Sheet, found: re.Match[str]) -> None:
    if _is_old(found["p"]):
        converted = round(int(found["p"]) * MPA_PER_KGF, 2)
        sheet.infer("rated_pressure_mpa", converted, found.span("p"), "pressure_kgf")
    else:
        sheet.read("rated_pressure_mpa", float(found["p"]), found.span("p"))


def _atmospheric(sheet: Sheet) -> bool:
    """C before a known body: 常压热水锅炉 in MW; the two numbers are temperatures."""
    codes, text = family("boiler"), sheet.spelled.text
    found = None
    for form in _ATMOSPHERIC:
        found = found or codes.form(form).search(text)
    if found is None:
        return False
    _read_burner(sheet, found)
    sheet.read("boiler_type", "热水锅炉", found.span("c"))
    sheet.read("boiler_class", "常压锅炉", found.span("c"))
    sheet.trait("atmospheric", True, found.span("c"))
    if float(found["cap"]) <= _LARGEST_TPH:
        sheet.read("rated_power_mw", float(found["cap"]), found.span("cap"))
    for empty in ("rated_pressure_mpa", "rated_capacity_tph"):
        sheet.leave_open(empty, "unclear")
    if found["burner"] not in codes.part("electric"):
        boiler_fuel.read(sheet, found["tail"], found.start("tail"))
    return True


def _series_only(sheet: Sheet) -> bool:
    """``DZL``, ``DZL型``, ``SZL系列``: body and combustion, nothing else."""
    codes = family("boiler")
    found = codes.form(_SERIES).match(sheet.spelled.text)
    if found is not None:
        _read_burner(sheet, found)
        sheet.note("series_only", group(found, "body"))
    return found is not None
