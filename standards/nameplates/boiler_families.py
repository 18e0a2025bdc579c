"""Boilers outside JB/T 1626: waste-heat, thermal-oil and power-station names, and plain words."""

from __future__ import annotations

import re

from standards.nameplates.codes import family
from standards.nameplates.reading import Sheet
from standards.nameplates.words import kind_of_words

_N = r"[0-9]+(?:\.[0-9]+)?"
_WASTE_HEAT = re.compile(
    rf"(?<![A-Z0-9])(?P<head>Q[CF]?){_N}/{_N}-(?P<cap>{_N})-(?P<p>{_N})"
    rf"(?:/(?P<t1>[0-9]{{2,3}})(?:/(?P<t2>[0-9]{{2,3}}))?)?"
)
_TPH = re.compile(
    rf"(?<![A-Z0-9./-])(?P<n>{_N})(?:T/H|吨/时|吨/小时|蒸吨|(?:吨|T)(?=锅炉|炉|蒸|燃|热|生物|电))"
)
_MW = re.compile(rf"(?<![A-Z0-9./-])(?P<n>{_N})(?:MW|兆瓦)")
_LOOSE_PRESSURE = re.compile(r"(?<![A-Z0-9])[A-Z]{2,4}[0-9.]+-(?P<p>[0-9]\.[0-9]+)(?![0-9])")
_POWER_STATION = (
    rf"(?<![A-Z0-9])(?P<maker>«maker»)-?(?P<cap>{_N})/(?P<p>{_N})"
    r"(?:/[0-9]{3}(?:/[0-9]{3})?)?(?:-(?P<fuel>[A-Z]{0,2})(?P<design>[0-9]*))?(?![0-9]*×)"
)
_THERMAL_OIL = (
    r"(?<![A-Z0-9])(?P<code>«thermal_oil»)-?(?P<n>[0-9]{2,5})(?![0-9.])(?P<tail>[A-Z0-9()/.-]*)"
)
_VACUUM = rf"(?<![A-Z0-9])(?P<code>«vacuum»)(?P<cap>{_N})-(?P<t>[0-9]{{2}}/[0-9]{{2}})"
# Y(Q), Y.Q: burns either.
_OIL_OR_GAS = re.compile(r"-?(?:Y[/.-]?\(?Q|Q[/.-]?\(?Y)\)?")
_OLD_OIL_SIZES = frozenset({30, 60, 80, 120, 160, 180, 240, 300, 350, 500})
_HOTTEST_WATER = 150


def read(sheet: Sheet) -> bool:
    """Whether the name is of one of these families; puts down what it says."""
    return _waste_heat(sheet) or _power_station(sheet) or _thermal_oil(sheet) or _vacuum(sheet)


def _waste_heat(sheet: Sheet) -> bool:
    """QC206/360-18-0.7/345: flue gas and its temperature, then t/h and MPa."""
    found = _WASTE_HEAT.search(sheet.spelled.text)
    if found is None:
        return False
    for name in ("fuel", "coal_class", "combustion", "fixed_grate"):
        sheet.leave_open(name, "waste_heat")
    sheet.trait("waste_heat", True, found.span("head"))
    first, second = found["t1"], found["t2"]
    if first and second and int(second) < int(first) <= _HOTTEST_WATER:
        sheet.infer(
            "boiler_type", "热水锅炉", (found.start("t1"), found.end("t2")), "code_unchecked"
        )
        sheet.leave_open("rated_capacity_tph", "unclear")
    else:
        sheet.infer("boiler_type", "蒸汽锅炉", found.span("head"), "steam_usual")
        sheet.read("rated_capacity_tph", float(found["cap"]), found.span("cap"))
    sheet.read("rated_pressure_mpa", float(found["p"]), found.span("p"))
    return True


def _power_station(sheet: Sheet) -> bool:
    """DG-75/3.82-11: maker, t/h / MPa, fuel with a design number. Never the combustion."""
    codes = family("boiler")
    found = codes.form(_POWER_STATION).search(sheet.spelled.text)
    if found is None:
        return False
    codes.apply(sheet, "maker", found["maker"], found.span("maker"))
    sheet.read("rated_capacity_tph", float(found["cap"]), found.span("cap"))
    sheet.read("rated_pressure_mpa", float(found["p"]), found.span("p"))
    for name in ("combustion", "power_generation", "coal_class"):
        sheet.leave_open(name, "unclear")
    if found["fuel"] and codes.of("power_fuel", found["fuel"]):
        if found["fuel"] == "M":
            sheet.leave_open("fuel", "coal_unranked", ("烟煤", "贫煤", "无烟煤", "褐煤"))
        codes.apply(sheet, "power_fuel", found["fuel"], found.span("fuel"))
    sheet.leave_open("fuel", "unclear")
    return True


def _thermal_oil(sheet: Sheet) -> bool:
    """YYW-1400Y: kW (older names: 10⁴ kcal/h). M before A means coal, not wood."""
    codes = family("boiler")
    found = codes.form(_THERMAL_OIL).search(sheet.spelled.text)
    if found is None or re.match(r"[SML][0-9]?-[0-9]", found["tail"]):
        return False
    if "(" in found["code"] or _OIL_OR_GAS.fullmatch(found["tail"]):
        sheet.leave_open("fuel", "two_fuels", ("油", "天然气"))
    codes.apply(sheet, "thermal_oil", found["code"], found.span("code"))
    amount = int(found["n"])
    if amount in _OLD_OIL_SIZES:
        sheet.leave_open("rated_power_mw", "implausible", (round(amount * 0.01163, 1),))
    else:
        sheet.infer("rated_power_mw", amount / 1000, found.span("n"), "oil_kw")
    sheet.leave_open("rated_capacity_tph", "unclear")
    _oil_fuel(sheet, found)
    return True


def _oil_fuel(sheet: Sheet, found: re.Match[str]) -> None:
    tail = found["tail"].lstrip("-")
    start = found.end("tail") - len(tail)
    coal = re.fullmatch(r"M?(?P<code>[AW](?:I{1,3}|[123])?)(?:[0-9]|\([IX0-9]+\))?", tail)
    if coal is not None:
        code = coal["code"][0] + {"1": "I", "2": "II", "3": "III"}.get(
            coal["code"][1:], coal["code"][1:]
        )
        family("boiler").apply(sheet, "fuel", code, (start, start + len(tail)))
    elif tail == "M":
        sheet.leave_open("fuel", "coal_unranked", ("烟煤", "贫煤", "无烟煤", "褐煤"))
    elif tail in ("Y", "Q"):
        family("boiler").apply(sheet, "fuel", tail, (start, start + 1))


def _vacuum(sheet: Sheet) -> bool:
    codes = family("boiler")
    found = codes.form(_VACUUM).search(sheet.spelled.text)
    if found is None:
        return False
    codes.apply(sheet, "vacuum", found["code"], found.span("code"))
    sheet.infer("rated_power_mw", float(found["cap"]), found.span("cap"), "code_unchecked")
    return True


def read_words(sheet: Sheet) -> None:
    """Capacity and type in plain words: ``26T/H木屑炉``, ``YR6-0.8/蒸汽锅炉``."""
    text = sheet.spelled.text
    if text.isascii() and not _TPH.search(text) and not _MW.search(text):
        return
    meant = kind_of_words(sheet.spelled.raw)
    if meant.kind not in ("", "boiler") or meant.reason == "none":
        return
    for name, pattern in (("rated_capacity_tph", _TPH), ("rated_power_mw", _MW)):
        found = pattern.search(text)
        if found is not None and not sheet.has(name):
            sheet.read(name, float(found["n"]), found.span("n"))
    for fact in (*meant.facts, *meant.inferred):
        if not sheet.has(fact.field):
            sheet.put(fact)
    loose = _LOOSE_PRESSURE.search(text)
    if loose is not None and meant.kind == "boiler" and not sheet.has("rated_pressure_mpa"):
        sheet.infer("rated_pressure_mpa", float(loose["p"]), loose.span("p"), "maker_code")
