"""Pumps: a family and its own grammar. ``IS100-80-160`` are three sizes in mm (no flow, no head);
``D25-30×5`` is flow, head per stage and stages; ``200QJ50-52/4`` well, flow, head, stages.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from standards.nameplates.codes import Family, family
from standards.nameplates.reading import Reading, Sheet
from standards.nameplates.spelling import Spelled, spellings

_B = r"(?<![A-Z0-9.])"
_N = r"[0-9]+(?:\.[0-9]+)?"
_SECOND_MACHINE = re.compile(r"(?:配用?|配套)?(?:电机|电动机|MOTOR)")
_SIZE_FIRST = (
    rf"{_B}(?P<size>{_N})(?P<code>«family»)"
    r"(?=[-(×0-9I]|[A-C]?$|型|系列|[A-C]?[^A-Z0-9])"
)
_LETTERS = rf"{_B}(?P<code>«family»)(?=[-( ]?[0-9]|型|系列|×|$|[^A-Z0-9./-])"
_LARGEST_FLOW = 20_000
_MOST_STAGES = 40

_TWO_SIZES = re.compile(r"(?P<code>[SF])(?=[0-9]{2,3}-[0-9]{2,3}[A-C]?(?![0-9/×-]))")
_STAGED = re.compile(
    rf"-?(?P<flow>{_N})-(?P<head>{_N})(?:[A-Z])?×(?P<stages>[0-9]{{1,2}})(?![0-9.])"
)
_FLOW_ONLY = re.compile(rf"(?P<flow>{_N})-(?P<head>{_N})(?![0-9.×/-])")
_STAGES = re.compile(r"×(?P<stages>[0-9]{1,2})(?![0-9.])")
_WELL = re.compile(rf"(?P<flow>{_N})-(?P<head>{_N})(?:/(?P<stages>[0-9]{{1,2}}))?(?![0-9.×/-])")
_WELL_SHORT = re.compile(rf"(?P<flow>{_N})×{_N}")
_VERTICAL = re.compile(r"-?(?P<flow>[0-9]{1,3})-(?P<mark>[0-9]{1,3})(?:-[0-9])?(?![0-9./×])")
_SEWAGE = re.compile(
    rf"-?(?:(?P<size>{_N})-)?(?P<flow>{_N})-(?P<head>{_N})-(?P<power>{_N})(?:KW)?(?![0-9.-])"
)
_SMALL = re.compile(
    rf"-?(?P<flow>{_N})-(?P<head>{_N})(?:/[0-9])?-(?P<power>{_N})(?:KW)?(?![0-9.×/-])"
)
_HEAD = re.compile(r"-?(?P<head>[0-9]{2,3})(?P<trim>[A-C])?(?![0-9A-Z./×-])")


def read(spelled: Spelled) -> Reading:
    """What the name of a pump says; of a cell with its motor, the pump's part."""
    for text in spellings(spelled):
        sheet = Sheet("pump", _own_part(text))
        if _family(sheet):
            if len(sheet.spelled.text) < len(text.text):
                sheet.note("two_machines", (0, len(sheet.spelled.text)))
            return sheet.reading()
    return Sheet("pump", spelled).reading()


def _own_part(spelled: Spelled) -> Spelled:
    second = _SECOND_MACHINE.search(spelled.text)
    if second is None or second.start() == 0:
        return spelled
    return Spelled(
        spelled.raw,
        spelled.text[: second.start()],
        spelled.places[: second.start()],
        spelled.repaired,
    )


def _family(sheet: Sheet) -> bool:
    """The family by letters before or behind a first number, the longest first."""
    codes, text = family("pump"), sheet.spelled.text
    behind = codes.form(_SIZE_FIRST).search(text)
    before = codes.form(_LETTERS).search(text)
    if before is not None and before["code"] in _SIZE_NEEDED:
        before = _TWO_SIZES.match(text, before.start())
    if behind is not None and (before is None or behind.start() < before.start()):
        return behind["code"] not in _LETTERS_FIRST and _read(sheet, codes, behind, sized=True)
    return before is not None and _read(sheet, codes, before, sized=False)


_LETTERS_FIRST = frozenset({"IS", "IR", "ISG", "ISW", "DG", "MD", "CDL", "CDLF", "CR", "CRN", "R"})
_SIZE_NEEDED = frozenset(
    {"S", "SH", "SA", "B", "BA", "K", "F", "J", "Y", "YS", "N", "W", "G", "QJ"}
)
"""Letters too short to name a pump without a size before them; QJ200-40 is in no order known."""


def _read(sheet: Sheet, codes: Family, found: re.Match[str], *, sized: bool) -> bool:
    place = (found.start(), found.end("code"))
    sheet.trait("series", found["code"], found.span("code"))
    form = next((str(row.value) for row in codes.of("form", found["code"])), "")
    reader = _FORMS.get(form)
    if form == "sewage" and not _read_sewage(sheet, found, sized):
        return True
    codes.apply(sheet, "family", found["code"], place)
    if reader is not None:
        reader(sheet, found, sized)
    for name in ("speed_rpm", "efficiency_pct"):
        sheet.leave_open(name, "unclear")
    return True


def _read_staged(sheet: Sheet, found: re.Match[str], sized: bool) -> None:
    """Flow - head per stage × stages; the head is their product."""
    text, start = sheet.spelled.text, found.end("code")
    staged = _STAGED.match(text, start)
    if staged is not None:
        stages = int(staged["stages"])
        _read_flow(sheet, staged)
        head = round(float(staged["head"]) * stages, 3)
        sheet.read("head_m", head, (staged.start("head"), staged.end("stages")))
        if stages <= _MOST_STAGES:
            sheet.read("stages", stages, staged.span("stages"))
        return
    short = _FLOW_ONLY.match(text, start)
    if short is not None and not sized:
        _read_flow(sheet, short)
    if sized and (stages_only := _STAGES.search(text, start)) is not None:
        sheet.read("stages", int(stages_only["stages"]), stages_only.span("stages"))
    for name in ("head_m", "stages"):
        sheet.leave_open(name, "unclear")


def _read_flow(sheet: Sheet, found: re.Match[str]) -> None:
    if 0 < float(found["flow"]) <= _LARGEST_FLOW:
        sheet.read("flow_m3h", float(found["flow"]), found.span("flow"))


def _read_stages(sheet: Sheet, found: re.Match[str], _sized: bool) -> None:
    stages = _STAGES.search(sheet.spelled.text, found.end("code"))
    if stages is not None:
        sheet.read("stages", int(stages["stages"]), stages.span("stages"))
    for name in ("flow_m3h", "head_m"):
        sheet.leave_open(name, "unclear")


def _read_well(sheet: Sheet, found: re.Match[str], _sized: bool) -> None:
    text, start = sheet.spelled.text, found.end("code")
    well = _WELL.match(text, start)
    if well is not None:
        _read_flow(sheet, well)
        sheet.read("head_m", float(well["head"]), well.span("head"))
        if well["stages"]:
            sheet.read("stages", int(well["stages"]), well.span("stages"))
    elif (short := _WELL_SHORT.match(text, start)) is not None:
        sheet.infer("flow_m3h", float(short["flow"]), short.span("flow"), "flow_by_name")
    for name in ("head_m", "stages"):
        sheet.leave_open(name, "unclear")


def _read_vertical(sheet: Sheet, found: re.Match[str], _sized: bool) -> None:
    """CR10-9: 10 m³/h, 9 stages. CDL4-40: the last number is stages or ten times that."""
    mark = _VERTICAL.match(sheet.spelled.text, found.end("code"))
    if mark is not None:
        _read_flow(sheet, mark)
        count, place = int(mark["mark"]), mark.span("mark")
        if found["code"] in ("CR", "CRN") and 0 < count <= _MOST_STAGES:
            sheet.read("stages", count, place)
        elif count >= 10 and count % 10 == 0:
            sheet.infer("stages", count // 10, place, "stages_by_name")
        elif 0 < count <= _MOST_STAGES:
            sheet.infer("stages", count, place, "stages_by_name")
    sheet.leave_open("head_m", "unclear")


def _read_sewage(sheet: Sheet, found: re.Match[str], sized: bool) -> bool:
    """Size, flow, head and kW: all four, else nothing (QW200-300-15: the third is m or kW)."""
    sewage = _SEWAGE.match(sheet.spelled.text, found.end("code"))
    for name in ("pump_type", "medium"):
        sheet.leave_open(name, "unclear")
    if sewage is None or sized == bool(sewage["size"]):
        return False
    _read_flow(sheet, sewage)
    sheet.read("head_m", float(sewage["head"]), sewage.span("head"))
    sheet.trait("motor_power_kw", float(sewage["power"]), sewage.span("power"))
    return True


def _read_small(sheet: Sheet, found: re.Match[str], sized: bool) -> None:
    """QY15-26-2.2 is flow, head and kW; a size before the letters is another order."""
    small = _SMALL.match(sheet.spelled.text, found.end("code"))
    if small is None or sized:
        return
    _read_flow(sheet, small)
    sheet.read("head_m", float(small["head"]), small.span("head"))
    sheet.trait("motor_power_kw", float(small["power"]), small.span("power"))


def _read_head(sheet: Sheet, found: re.Match[str], sized: bool) -> None:
    """250S39: inlet in mm and head in m; a trimmed impeller (A, B, C) gives less."""
    mark = _HEAD.match(sheet.spelled.text, found.end("code"))
    if mark is not None and sized and found["code"] == "S" and not mark["trim"]:
        sheet.read("head_m", float(mark["head"]), mark.span("head"))
    else:
        reason = "trimmed" if mark is not None and mark["trim"] else "unclear"
        sheet.leave_open("head_m", reason)
    sheet.leave_open("flow_m3h", "unclear")


_FORMS: Mapping[str, Callable[[Sheet, re.Match[str], bool], None]] = {
    "flow_head_stages": _read_staged,
    "stages": _read_stages,
    "well": _read_well,
    "vertical": _read_vertical,
    "small": _read_small,
    "head": _read_head,
}
