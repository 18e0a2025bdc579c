"""Fans: ``G4-73-11 No.24D`` is use, pressure coefficient × 10, specific speed, suction and design,
machine number (impeller diameter in dm), drive. Axial fans and blowers have names of their own.

A series covers a range of flow and pressure: neither is ever read from the name.
"""

from __future__ import annotations

import re

from standards.nameplates.codes import family
from standards.nameplates.reading import Reading, Sheet
from standards.nameplates.spelling import Spelled, spellings

_B = r"(?<![A-Z0-9.×])"
_NO = r"(?:N[O0]\.?|#)"
_MACHINE = re.compile(rf"{_NO}(?P<no>[0-9]{{1,2}}(?:\.[0-9])?)(?P<drive>[A-F](?![A-Z]))?")
_CENTRIFUGAL = re.compile(
    rf"{_B}(?P<twin>2[×-])?(?P<use>[A-Z]{{0,2}})(?P<psi>[1-9])-(?P<wide>2×)?(?P<ns>[0-9]{{2}})"
    r"(?![0-9.×/])(?:-(?P<design>(?:0[1-9]|11)(?![0-9.])|12(?![0-9.A-F])|[0-3][0-9](?![0-9.A-F])))?"
)
# T35-11-5.6, T35-11 5.6, 4-72-11-6: what stands behind a design is the machine number.
_BEHIND_DESIGN = re.compile(
    r"(?:-[01][0-9])?[- ](?P<no>[0-9]{1,2}(?:\.[0-9])?)(?P<drive>[A-F])?(?![A-Z0-9./×-])"
)
_AXIAL_DESIGN = re.compile(r"-[01][1-9](?=[- ])")
_TRAILING = re.compile(r"[- ](?P<no>[0-9]{1,2}(?:\.[0-9])?)(?P<drive>[A-F])(?![A-Z0-9])")
_NAMED = rf"{_B}(?P<code>«named»)(?!(?!I{{1,3}}[-. ]?{_NO})[A-MO-Z]|N(?![O0]))"
_USES = frozenset("GYMWBFCKT")
_LARGEST = 40.0
_ROOTS = re.compile(
    rf"{_B}(?:L[0-9]+-[0-9.]+/0\.|(?:LG|L|D|G)[0-9]+×[0-9]+|RR|R[0-9]{{2}}(?![0-9]))"
)


def read(spelled: Spelled) -> Reading:
    """What the name of a fan says. A blower of Roots type says nothing that has a field."""
    sheet = Sheet("fan", spelled)
    if _ROOTS.search(spelled.text):
        sheet.leave_open("fan_type", "unclear")
        return sheet.reading()
    if not (_axial(sheet) or _centrifugal(sheet)):
        for mended in (Sheet("fan", text) for text in spellings(spelled)[1:]):
            if _axial(mended) or _centrifugal(mended):
                return mended.reading()
    return sheet.reading()


def _axial(sheet: Sheet) -> bool:
    codes, text = family("fan"), sheet.spelled.text
    for found in codes.form(_NAMED).finditer(text):
        code = found["code"]
        if not _ends_well(code, text[found.end() :]):
            continue
        codes.apply(sheet, "named", code, found.span())
        sheet.trait("series", code, found.span())
        for name in ("pressure_coefficient", "specific_speed"):
            sheet.leave_open(name, "unclear")
        design = _AXIAL_DESIGN.match(text, found.end())
        _read_machine(sheet, found.end(), design is not None)
        return True
    return False


def _ends_well(code: str, rest: str) -> bool:
    """A family of letters alone stands before a number, a dash or nothing of the sort (T30, FBCDZ
    No20, FBDⅡ№6.3); one with digits does not go on with a digit."""
    if code[-1].isdigit():
        return not re.match(r"[0-9]", rest)
    return re.match(rf"I{{0,3}}[-. ]?(?:{_NO}|[0-9])|$|[^A-Z0-9/]", rest) is not None


def _centrifugal(sheet: Sheet) -> bool:
    found = _CENTRIFUGAL.search(sheet.spelled.text)
    if found is None or (found["use"] and not set(found["use"]) <= _USES):
        return False
    codes, place = family("fan"), found.span()
    name = f"{found['use']}{found['psi']}-{found['wide'] or ''}{found['ns']}"
    sheet.trait("series", name, place)
    numbers = f"{found['psi']}-{found['ns']}"
    listed = next((c for c in codes.part("family") if c.endswith(numbers)), "")
    if not codes.apply(sheet, "family", listed, place):
        sheet.infer("fan_type", "离心", place, "code_unchecked")
    numbered = _read_machine(sheet, found.end(), found["design"] is not None)
    if found["design"] or numbered:
        if found["twin"] or found["wide"]:
            sheet.read("double_suction", True, place)
        else:
            sheet.leave_open("double_suction", "fan_suction")
    _read_coefficients(sheet, found)
    if "Y" in found["use"]:
        sheet.infer("air_conditioning", False, found.span("use"), "made_for")
    return True


def _read_coefficients(sheet: Sheet, found: re.Match[str]) -> None:
    """Rounded numbers of the design point: presumed, a measured one replaces them."""
    coefficient = int(found["psi"]) / 10
    sheet.infer("pressure_coefficient", coefficient, found.span("psi"), "fan_name")
    sheet.infer("specific_speed", float(found["ns"]), found.span("ns"), "fan_name")


def _read_machine(sheet: Sheet, start: int, design: bool) -> bool:
    text = sheet.spelled.text
    found = _MACHINE.search(text, start) or _TRAILING.match(text, start)
    if found is None and design:
        found = _BEHIND_DESIGN.match(text, start)
    if found is None:
        return False
    if 0 < float(found["no"]) <= _LARGEST:
        sheet.read("machine_no", float(found["no"]), found.span("no"))
        if found["drive"]:
            sheet.trait("drive", found["drive"], found.span("drive"))
    else:
        sheet.leave_open("machine_no", "implausible")
    return True
