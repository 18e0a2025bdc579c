"""Codes that identify enterprises and devices: how they are written and checked.

Formats: GB 32100-2015 (unified social credit code), GB 16735-2019 (VIN), GA 36 (plates).
"""

from __future__ import annotations

import re
import unicodedata

from stdnum.cn import uscc as _uscc
from stdnum.exceptions import ValidationError

DEVICE_CODE_LENGTHS = frozenset({17, 18, 20, 21})
VIN_LENGTH = 17
REGION_LENGTHS = frozenset({2, 4, 6, 9, 12})

_SPACE = re.compile(r"\s+")
_USCC = re.compile(r"[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}")
_VIN = re.compile(r"[A-HJ-NPR-Z0-9]{17}")
_PLATE_MARKS = re.compile(r"[\s·•.\-_]+")
_PROVINCE = "[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼]"
_PLATE = re.compile(
    rf"{_PROVINCE}[A-HJ-NP-Z](?:[A-HJ-NP-Z0-9]{{4}}[A-HJ-NP-Z0-9挂学警港澳]"
    r"|\d{5}[A-HJK]|[A-HJK][A-HJ-NP-Z0-9]\d{4})"
)

_VIN_VALUES = {
    **{str(digit): digit for digit in range(10)},
    **dict(zip("ABCDEFGH", range(1, 9), strict=True)),
    **dict(zip("JKLMN", range(1, 6), strict=True)),
    "P": 7,
    "R": 9,
    **dict(zip("STUVWXYZ", range(2, 10), strict=True)),
}
_VIN_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)


def plain_code(text: str) -> str:
    """A code without spaces and in half-width characters; its case is kept."""
    return _SPACE.sub("", unicodedata.normalize("NFKC", text))


def plain_plate(text: str) -> str:
    """A plate number without the dot: ``赣D·92661`` is ``赣D92661``."""
    return _PLATE_MARKS.sub("", unicodedata.normalize("NFKC", text)).upper()


def is_uscc(code: str) -> bool:
    """Whether a code has the form of a unified social credit code (check digit aside)."""
    return _USCC.fullmatch(code) is not None


def uscc_check_digit_ok(code: str) -> bool:
    """Whether the last character of a well-formed credit code is its check character."""
    try:
        return _uscc.calc_check_digit(code[:-1]) == code[-1]
    except (ValidationError, ValueError):
        return False


def is_vin(code: str) -> bool:
    """Whether a code has 17 characters without I, O and Q (check digit aside)."""
    return _VIN.fullmatch(code) is not None


def looks_like_vin(code: str) -> bool:
    """Whether a text is meant as a VIN: letters and digits, at least half of its length."""
    return code.isascii() and code.isalnum() and len(code) > VIN_LENGTH // 2


def vin_check_digit_ok(vin: str) -> bool:
    """Whether the ninth character of a well-formed VIN is its check digit."""
    total = sum(_VIN_VALUES[c] * w for c, w in zip(vin, _VIN_WEIGHTS, strict=True))
    return vin[8] == "0123456789X"[total % 11]


def is_plate(plate: str) -> bool:
    """Whether a text looks like a plate of GA 36 (blue, yellow, green, trailer)."""
    return _PLATE.fullmatch(plate) is not None


def is_region(code: str) -> bool:
    """Whether a text is a division code: digits of a usual length."""
    return code.isdigit() and len(code) in REGION_LENGTHS
