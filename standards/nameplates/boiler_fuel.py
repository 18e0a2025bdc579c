"""The fuel at the end of a boiler's name: ``-AⅡ`` ``-Y(Q)`` ``-M(X)`` ``-WⅡ2``.

It is the fuel of the design. Two fuels leave the field open with both to choose from; a number or
a Roman number in brackets behind the fuel is the sequence of the design, no coal class.
"""

from __future__ import annotations

import re

from standards.nameplates.codes import Family, family
from standards.nameplates.reading import Sheet, Value

_COAL = re.compile(r"(?P<rank>[AWLS])-?(?P<roman>[I1L]{1,3}|[23])(?![I1L])")
_TWO_CLASSES = re.compile(r"(?P<rank>[AW])-?[I1L]{1,3}(?:[ /,、])?[I1L]+")
_DESIGN = re.compile(r"-?(?:[0-9]{1,3}|\([I0-9]+\)|I+)$")
_UNEXPLAINED = re.compile(r"\((?:S|X|LN|DN|K|J)\)")
_SEPARATOR = re.compile(r"[(),./、&+-]+")
_VARIANT = re.compile(r"\.[A-Z]+$")
_COALS = ("A", "W", "L", "S")


def read(sheet: Sheet, tail: str, start: int) -> None:
    """Reads the fuel from what follows the pressure; ``start`` is its place in the name."""
    lead = len(tail) - len(tail.lstrip("-"))
    text, start = tail[lead:], start + lead
    cut = re.search(r"[^A-Z0-9(),./、&+ \-]", text)
    text = text[: cut.start()] if cut else text
    place = (start, start + len(text))
    text = _UNEXPLAINED.sub("", text)
    if not text or _DESIGN.fullmatch(text):
        return _leave_open(sheet, "unclear")
    found = _fuels(text)
    if found is None:
        return _leave_open(sheet, "unclear")
    _put(sheet, found, place)
    return None


def _leave_open(sheet: Sheet, reason: str, candidates: tuple[Value, ...] = ()) -> None:
    sheet.leave_open("fuel", reason, candidates)
    sheet.leave_open("coal_class", reason)


def _fuels(text: str) -> list[str] | None:
    """The codes of the fuels in the text; None where something in it is not understood."""
    codes: list[str] = []
    rest = text
    while rest:
        token = _coal(rest) or _coded(family("boiler"), rest)
        if token is None:
            break
        code, length = token
        codes.append(code)
        rest = rest[length:]
        if codes and codes[-1][0] in _COALS and _VARIANT.fullmatch(rest):
            break  # AⅡ.P: a second coal or a variant, the first is the design
        rest = _after(rest)
    if not codes or (rest and not _VARIANT.fullmatch(rest)):
        return None
    return codes


def _after(rest: str) -> str:
    """What follows a fuel without a design number, or from the next fuel on."""
    if _DESIGN.fullmatch(rest):
        return ""
    rest = re.sub(r"^[0-9]{1,3}(?=$|\()", "", rest)
    between = _SEPARATOR.match(rest)
    rest = rest[between.end() :] if between else rest
    return "" if rest.isdigit() else rest


def _coal(rest: str) -> tuple[str, int] | None:
    """A coal with its class: ``AⅡ`` ``A2`` ``A11`` ``All``; ``A?`` where two classes stand."""
    two = _TWO_CLASSES.match(rest)
    one = _COAL.match(rest)
    if two is not None and (one is None or two.end() > one.end()):
        return two["rank"] + "?", two.end()
    if one is None:
        return None
    roman = {"2": "II", "3": "III"}.get(one["roman"], "I" * len(one["roman"]))
    code = one["rank"] + roman
    if code not in family("boiler").part("fuel"):
        return None
    return code, one.end()


def _coded(codes: Family, rest: str) -> tuple[str, int] | None:
    """The longest fuel code that the rest begins with; YQ is two fuels, oil and gas."""
    for length in range(min(4, len(rest)), 0, -1):
        if rest[:length] in codes.part("fuel"):
            return rest[:length], length
    return None


def _values(code: str) -> dict[str, tuple[Value | None, str, str]]:
    rows = family("boiler").of("fuel", code)
    return {row.field: (row.value, row.reading, row.reason) for row in rows}


def _put(sheet: Sheet, codes: list[str], place: tuple[int, int]) -> None:
    distinct = list(dict.fromkeys(codes))
    fuels = {code: _values(code.rstrip("?")).get("fuel") for code in distinct}
    values = {fuel[0] if fuel and fuel[1] != "none" else code for code, fuel in fuels.items()}
    if len(values) > 1:
        offered = tuple(dict.fromkeys(f[0] for f in fuels.values() if f and f[0] is not None))
        return _leave_open(sheet, "two_fuels", offered)
    code = distinct[0]
    if code.endswith("?"):
        family("boiler").apply(sheet, "fuel", code.rstrip("?"), place)
        return sheet.leave_open("coal_class", "two_classes")
    if len({str(_values(c).get("coal_class")) for c in distinct}) > 1:
        sheet.leave_open("coal_class", "two_classes")
    family("boiler").apply(sheet, "fuel", code, place)
    if code in ("A", "W"):
        sheet.leave_open("coal_class", "class_unnamed")
    elif code == "WI":
        sheet.leave_open("coal_class", "class_no_choice")
    elif "coal_class" not in _values(code):
        sheet.leave_open("coal_class", "unclear")
    return None
