"""Electric motors (GB/T 4831): series - frame, length, core - poles: ``YE3-160M1-2``.

The series tells category, explosion protection and the class that it was built for; frame, core
and poles tell the power, but only through the table of the series. Old series (``JO2-52-4``:
frame number 5, core 2) and high-voltage ones count differently.
"""

from __future__ import annotations

import re

from standards.nameplates.codes import Family, Frame, family, tables
from standards.nameplates.reading import Reading, Sheet
from standards.nameplates.spelling import Spelled, repair

FRAMES = frozenset(
    re.findall(
        "[0-9]+",
        "56 63 71 80 90 100 112 132 160 180 200 225 250 280 315 355 400 450 500 560 630 710",
    )
)
_HIGH_VOLTAGE = 1000.0
_MOST_POLES = 24
_LONGEST_SERIES = 6
_B = r"(?<![A-Z0-9])"
_N = r"[0-9]+(?:\.[0-9]+)?"
_BEGINS = rf"{_B}(?=«series»)"
_SERIES = rf"{_B}(?P<series>«series»)"
_ALONE = rf"{_B}(?P<series>«series»)(?![A-Z])"
_KW = re.compile(rf"(?<![0-9.])(?P<n>{_N})KW")
_KV = re.compile(rf"(?<![0-9./])(?P<n>{_N})KV(?!A)")
_VOLTS = re.compile(r"(?<![0-9./])(?P<n>[0-9]{3,5})V(?![A-Z0-9])")
_POLES = re.compile(r"(?<![0-9.])(?P<n>[0-9]{1,2})(?:P(?![A-Z0-9])|极)")
_LAST_POLES = re.compile(r"-(?P<n>[0-9]{1,2})(?![0-9./])(?:$|[^0-9A-Z/]|[A-Z])")
_FRAMED = re.compile(
    r"(?P<gap>[- ]?)Y?(?P<frame>[0-9]{2,3})(?P<length>[SML])(?P<core>[1-9]?)"
    r"(?:(?:[-/ ]|(?<=[SML0-9])(?=[0-9]))(?P<poles>[0-9]{1,2})(?P<more>(?:/[0-9]{1,2})*)"
    r"(?![0-9.]|KW|KV))?"
)
_BARE_POWER = re.compile(r"(?<=[0-9] )(?P<n>[0-9]+(?:\.[0-9]+)?)$")
_BOXED = re.compile(
    r"[- ]?(?P<frame>355|400|450|500|560|630|710|800|900|1000)[1-9]?"
    r"-(?P<poles>[0-9]{1,2})(?![0-9./])"
)
_OLD = re.compile(
    rf"{_B}(?P<series>B?JD?O[0-9]?|J[0-9]|JB[0-9]|JZ[0-9]?|JZR[0-9]?|JRO?[0-9]?|JLB[0-9]?)"
    r"(?:-(?P<variant>WF|F|W|TH|L))?-?(?P<frame>[0-9]{2,3})-(?P<poles>[0-9]{1,2})(?P<more>/[0-9]+)?"
)
_MEDIUM = re.compile(
    rf"{_B}J(?P<type>[SRK])Q?(?P<frame>1[1-7])(?P<core>[0-9]{{1,2}})-(?P<poles>[0-9]{{1,2}})"
)
_TORQUE = re.compile(rf"{_B}YLJ(?P<frame>[0-9]{{2,3}})-(?P<torque>{_N})-(?P<poles>[0-9]{{1,2}})")
_SMALL = re.compile(
    rf"{_B}(?P<series>YS|AO2)-?(?P<code>(?P<frame>[0-9]{{2}})(?P<core>[1-9])(?P<poles>[2468]))(?![0-9])"
)


def read(spelled: Spelled) -> Reading:
    """What the name of a motor says."""
    spelled = _oh_of_zero(spelled)
    first, mended = _read(Sheet("motor", spelled)), repair(spelled)
    if not mended.repaired:
        return first
    second = _read(Sheet("motor", mended))
    numbered = any(f.field in ("poles", "frame_size_mm") for f in second.read)
    return second if numbered and len(second.read) > len(first.read) else first


def _oh_of_zero(spelled: Spelled) -> Spelled:
    """``J02-52-4``: the O of the old series typed as a zero."""
    text = re.sub(r"(?<![A-Z0-9])(B?JD?)0(?=[0-9]-?[0-9]{2}-)", r"\1O", spelled.text)
    return Spelled(spelled.raw, text, spelled.places, spelled.repaired or text != spelled.text)


def _read(sheet: Sheet) -> Reading:
    forms = (_medium, _torque, _old, _small, _framed, _boxed, _series_only)
    next((form for form in forms if form(sheet)), None)
    _read_units(sheet)
    _read_voltage_class(sheet)
    return sheet.reading()


def _series(sheet: Sheet, codes: Family, series: str, place: tuple[int, int]) -> None:
    sheet.trait("series", series, place)
    codes.apply(sheet, "series", series, place)


def _even(poles: str) -> int | None:
    """A number of poles; an odd one or too many is something else."""
    count = int(poles)
    return count if count and count % 2 == 0 and count <= _MOST_POLES else None


def _read_poles(sheet: Sheet, found: re.Match[str]) -> None:
    """One number of poles; several are a motor of several speeds, without a power."""
    count = _even(found["poles"]) if found["poles"] else None
    others = re.findall(r"[0-9]+", found.groupdict().get("more") or "")
    if others and not any(map(_even, others)):
        # YE3-315S-6/75: no number of poles, so the power
        sheet.infer("rated_power_kw", float(others[0]), found.span("more"), "power_unit")
        others = []
    if others:
        sheet.leave_open("poles", "two_speeds")
        sheet.leave_open("rated_power_kw", "two_speeds")
    elif count is not None:
        sheet.read("poles", count, found.span("poles"))


def _read_power(sheet: Sheet, series: str, code: str, place: tuple[int, int]) -> None:
    if sheet.has("rated_power_kw"):
        return
    frame: Frame | None = tables().frames.get((series, code))
    if frame is None:
        return
    if frame.power_kw is not None:
        sheet.infer("rated_power_kw", frame.power_kw, place, "frame_table")
    else:
        sheet.leave_open("rated_power_kw", "two_powers", frame.candidates)


def _framed_match(codes: Family, text: str) -> tuple[str, int, re.Match[str]] | None:
    """Series, its start, and the frame behind it.

    A dash divides series and frame. Without one the larger frame wins: Y280S is Y and 280, not Y2
    and 80; YE3160M is YE3 and 160.
    """
    best: tuple[tuple[int, int, int], str, int, re.Match[str]] | None = None
    for m in codes.form(_BEGINS).finditer(text):
        for length in range(1, _LONGEST_SERIES + 1):
            series = text[m.start() : m.start() + length]
            if series not in codes.part("series"):
                continue
            found = _FRAMED.match(text, m.start() + len(series))
            if found is None or found["frame"] not in FRAMES:
                continue
            rank = (1 if found["gap"] else 0, int(found["frame"]), len(series))
            if best is None or rank > best[0]:
                best = (rank, series, m.start(), found)
    return None if best is None else best[1:]


def _framed(sheet: Sheet) -> bool:
    codes = family("motor")
    match = _framed_match(codes, sheet.spelled.text)
    if match is None:
        return False
    series, start, found = match
    place = (start, found.start())
    _series(sheet, codes, series, place)
    sheet.read("frame_size_mm", float(found["frame"]), found.span("frame"))
    _read_units(sheet)
    _read_poles(sheet, found)
    if found["poles"]:
        bare = _BARE_POWER.search(sheet.spelled.text)
        if bare is not None and bare.start() >= found.end():
            sheet.infer("rated_power_kw", float(bare["n"]), bare.span("n"), "power_unit")
        code = f"{found['frame']}{found['length']}{found['core']}-{found['poles']}"
        if not found["more"] or not sheet.has("rated_power_kw"):
            _read_power(sheet, series, code, (start, found.end("poles")))
    return True


def _boxed(sheet: Sheet) -> bool:
    """High-voltage series: ``YKK450-4``, ``Y4005-4 10kV``: several powers per frame."""
    codes, text = family("motor"), sheet.spelled.text
    for m in codes.form(_SERIES).finditer(text):
        found = _BOXED.match(text, m.end())
        if found is None or (count := _even(found["poles"])) is None:
            continue
        if m["series"] == "Y":
            sheet.trait("series", "Y", m.span())
        else:
            _series(sheet, codes, m["series"], m.span())
        sheet.read("frame_size_mm", float(found["frame"]), found.span("frame"))
        sheet.read("poles", count, found.span("poles"))
        return True
    return False


def _old(sheet: Sheet) -> bool:
    """``JO2-52-4``: frame number and core, then poles; the power by the table of JO2 only."""
    found = _OLD.search(sheet.spelled.text)
    if found is None:
        return False
    codes = family("motor")
    _series(sheet, codes, found["series"], found.span("series"))
    _read_poles(sheet, found)
    if found["variant"] in (None, "WF", "F", "W"):
        code = f"{found['frame']}-{found['poles']}"
        _read_power(sheet, found["series"], code, (found.start(), found.end("poles")))
    sheet.leave_open("frame_size_mm", "unclear")
    return True


def _medium(sheet: Sheet) -> bool:
    """JS, JK, JR (frame 11 to 17). Batch 4 lists frames 11 and 12 with 380 V, 14 and 15 with 6 kV;
    of frame 13 the JK and the 4-pole JS with 6 kV, the 6-pole JS with 380 V.
    """
    found = _MEDIUM.search(sheet.spelled.text)
    if found is None:
        return False
    place = found.span()
    sheet.trait("series", "J" + found["type"], (found.start(), found.start("frame")))
    _read_poles(sheet, found)
    sheet.leave_open("frame_size_mm", "unclear")
    number, poles = int(found["frame"]), int(found["poles"])
    if number < 13 or (number == 13 and found["type"] == "S" and poles == 6):
        sheet.read("motor_category", "三相异步电动机", place)
    elif number > 13 or found["type"] == "K" or (found["type"] == "S" and poles == 4):
        if found["type"] == "R":
            sheet.leave_open("motor_category", "unclear")
            return True
        sheet.read("motor_category", "高压三相笼型异步电动机", place)
        sheet.infer("rated_voltage_v", 6000.0, place, "voltage_by_frame")
    else:
        sheet.leave_open("motor_category", "unclear", ("三相异步电动机", "高压三相笼型异步电动机"))
    sheet.infer("explosion_proof", False, place, "series_plain")
    return True


def _torque(sheet: Sheet) -> bool:
    """YLJ132-16-6: 16 is the torque in N·m, never the power."""
    found = _TORQUE.search(sheet.spelled.text)
    if found is None or found["frame"] not in FRAMES:
        return False
    _series(sheet, family("motor"), "YLJ", (found.start(), found.start("frame")))
    sheet.read("frame_size_mm", float(found["frame"]), found.span("frame"))
    sheet.leave_open("rated_power_kw", "unclear")
    _read_poles(sheet, found)
    return True


def _small(sheet: Sheet) -> bool:
    """YS7124: frame 71, core 2, 4 poles."""
    found = _SMALL.search(sheet.spelled.text)
    if found is None or found["frame"] not in FRAMES:
        return False
    _series(sheet, family("motor"), found["series"], found.span("series"))
    sheet.read("frame_size_mm", float(found["frame"]), found.span("frame"))
    sheet.read("poles", int(found["poles"]), found.span("poles"))
    _read_power(sheet, found["series"], found["code"], found.span())
    return True


def _series_only(sheet: Sheet) -> bool:
    """A known series with numbers of its own (``DM402-2``), or alone (``JO3系列``)."""
    codes, text = family("motor"), sheet.spelled.text
    found = codes.form(_ALONE).search(text)
    if found is None or (found.end() < len(text) and not _stands_alone(text[found.end() :])):
        return False
    _series(sheet, codes, found["series"], found.span())
    last = _LAST_POLES.search(text, found.end())
    if last is not None and _even(last["n"]) and not found["series"].startswith(("Z", "T", "1")):
        sheet.read("poles", int(last["n"]), last.span("n"))
    return True


def _stands_alone(rest: str) -> bool:
    return re.match(rf"[- (,/]|[0-9]{{2,4}}(?![0-9.])|{_N}KW|[^A-Z0-9.]", rest) is not None


def _read_units(sheet: Sheet) -> None:
    """Power, voltage and poles that the name writes with their units."""
    text = sheet.spelled.text
    power, kilovolts, volts = _KW.search(text), _KV.search(text), _VOLTS.search(text)
    if power is not None:
        sheet.read("rated_power_kw", float(power["n"]), power.span("n"))
    if kilovolts is not None:
        sheet.read("rated_voltage_v", float(kilovolts["n"]) * 1000, kilovolts.span("n"))
    elif volts is not None:
        sheet.read("rated_voltage_v", float(volts["n"]), volts.span("n"))
    poles = _POLES.search(text)
    if poles is not None and (count := _even(poles["n"])) is not None and not sheet.has("poles"):
        sheet.read("poles", count, poles.span("n"))


def _read_voltage_class(sheet: Sheet) -> None:
    """A cage motor whose name writes 3 kV or more is a high-voltage one."""
    reading = sheet.reading()
    volts = reading.facts().get("rated_voltage_v")
    series = str(reading.trait("series") or "")
    if isinstance(volts, float) and volts >= _HIGH_VOLTAGE and series.startswith("Y"):
        wound = series.startswith("YR")
        if not wound and reading.facts().get("motor_category") in (None, "三相异步电动机"):
            place = next(f.span for f in reading.read if f.field == "rated_voltage_v")
            sheet.replace("motor_category", "高压三相笼型异步电动机", place)
