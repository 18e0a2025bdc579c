"""Papers that tell of a device as a plate does: vehicle licences, inspection reports.

Which kind they are of stands in their title or in the type of vehicle; their codes have check
digits or a form of their own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from inventory.registry.reading.identifiers import is_plate, is_vin, vin_check_digit_ok
from standards import nameplates

from .repairing import repairs

# 中华人民共和国机动车行驶证; 电梯定期检验报告, 锅炉内部检验报告书.
_LICENCE = re.compile(r"行驶证")
_REPORT = re.compile(
    r"(?:定期|监督|自行|年度|全面|首次|内部|外部|内外部|在线)*(?:检验|检测|检查)(?:意见|结论)?报告书?$"
)
_LORRY = re.compile(r"货车|牵引|自卸|厢式|栏板|仓栅|罐式|平板|挂车|作业车")
_PASSENGERS = re.compile(r"客车|轿车|校车|摩托")
# A device code has 17 digits in the older form and 20 in the newer; the first one is the kind's.
_DIGITS = re.compile(r"\d{17}(?:\d{3})?")
_FIRST = {"boiler": "1", "pressure_vessel": "2", "elevator": "3"}
LONGEST_CODE = 24
# A VIN has neither of these letters: what looks like one is the digit.
_NO_LETTERS = str.maketrans({"I": "1", "O": "0", "Q": "0"})


def kind_told(texts: Sequence[str]) -> str:
    """The kind that a paper of this sort is about; "" for a plate, or where it does not say."""
    if any(_LICENCE.search(text) for text in texts):
        if any(_LORRY.search(text) for text in texts):
            return "truck"
        return "vehicle" if any(_PASSENGERS.search(text) for text in texts) else ""
    for text in texts:
        title = _REPORT.sub("", text.strip())
        if title and title != text.strip():
            told = nameplates.kind_of_words(title).kind
            if told:
                return told
    return ""


def vin(text: str) -> tuple[str, str, tuple[str, ...]]:
    """A VIN with why it is not sure ("", repaired, check_digit), and the others it may be.

    The check digit decides between characters that look alike.
    """
    plain = re.sub(r"[\s\-·]", "", text).upper()[:LONGEST_CODE]
    named = plain.translate(_NO_LETTERS)
    if _is_right_vin(named):
        return named, "" if named == plain else "repaired", ()
    return _repaired(named, _is_right_vin, is_vin)


def plate_number(text: str) -> tuple[str, str, tuple[str, ...]]:
    """A number plate, likewise: a number has no O and no I behind its letter."""
    plain = re.sub(r"[\s·.•\-]", "", text).upper()[:LONGEST_CODE]
    return (plain, "", ()) if is_plate(plain) else _repaired(plain, is_plate, is_plate)


def device_code(text: str, kind: str) -> tuple[str, str, tuple[str, ...]]:
    """A device code, likewise: its length, and the digit of its kind."""

    def right(code: str) -> bool:
        return bool(_DIGITS.fullmatch(code)) and code.startswith(_FIRST.get(kind, ""))

    plain = re.sub(r"\s", "", text)[:LONGEST_CODE]
    return (plain, "", ()) if right(plain) else _repaired(plain, right, right)


def _repaired(
    plain: str, right: Callable[[str], bool], shaped: Callable[[str], bool]
) -> tuple[str, str, tuple[str, ...]]:
    """The one way to put a code right; of several a person chooses."""
    others = tuple(repairs(plain, right))
    if len(others) == 1 and not shaped(plain):
        return others[0], "repaired", ()
    return plain, "check_digit", others


def _is_right_vin(code: str) -> bool:
    return is_vin(code) and vin_check_digit_ok(code)
