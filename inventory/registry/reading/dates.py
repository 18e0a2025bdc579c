"""Dates as ledgers write them, read into ISO text of the same precision."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, timedelta

EARLIEST_YEAR = 1920
LATEST_YEAR = 2100
# Excel serial numbers are taken for dates between 1950-01-01 and 2100-12-31.
EARLIEST_SERIAL = 18264
LATEST_SERIAL = 73415
EPOCH_1900 = date(1899, 12, 30)
EPOCH_1904 = date(1904, 1, 1)

_FULL = re.compile(
    r"(\d{4})(?:-(\d{1,2})-(\d{1,2})|/(\d{1,2})/(\d{1,2})|\.(\d{1,2})\.(\d{1,2})"
    r"|年(\d{1,2})月(\d{1,2})[日号]?)\.?"
)
_MONTH = re.compile(r"(\d{4})(?:[-/.](\d{1,2})|年(\d{1,2})月?)\.?")
_YEAR = re.compile(r"(\d{4})年?")
_DIGITS = re.compile(r"\d{6}|\d{8}")
_CLOCK = re.compile(r"[t ]+\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?(z|[+-]\d{2}:?\d{2})?$")
_SPACE = re.compile(r"\s+")
_CHINESE = str.maketrans("〇零○一二三四五六七八九", "000123456789")
_TENS = re.compile(r"([一二三])?十([一二三四五六七八九])?(?=[月日号])")


class NotADate(Exception):
    """The text is no date; ``code`` is the message code."""

    def __init__(self, code: str = "not_a_date") -> None:
        super().__init__(code)
        self.code = code


def parse_date_text(text: str) -> str:
    """ISO text (``2019-06-01``, ``2019-06`` or ``2019``) of a date in any usual spelling.

    Raises NotADate. Two-digit years and day-first dates are not accepted: they would be guesses.
    """
    plain = _CLOCK.sub("", unicodedata.normalize("NFKC", text).strip().lower())
    plain = _SPACE.sub("", _arabic(plain))
    full = _FULL.fullmatch(plain)
    if full:
        year, month, day = (int(part) for part in full.groups() if part is not None)
        return iso_date(year, month, day)
    partial = _MONTH.fullmatch(plain)
    if partial:
        year, month = (int(part) for part in partial.groups() if part is not None)
        return iso_month(year, month)
    if _YEAR.fullmatch(plain):
        return iso_year(int(plain[:4]))
    return _parse_digits(plain)


def _arabic(plain: str) -> str:
    """Chinese numerals of a written date (二〇一九年十二月) in digits."""
    if "年" not in plain or plain[:1].isdigit():
        return plain
    tens = _TENS.sub(lambda m: f"{m[1] or '一'}{m[2] or '〇'}", plain)
    return tens.translate(_CHINESE)


def _parse_digits(plain: str) -> str:
    if not _DIGITS.fullmatch(plain):
        raise NotADate
    year, month = int(plain[:4]), int(plain[4:6])
    if len(plain) == 6:
        return iso_month(year, month)
    return iso_date(year, month, int(plain[6:]))


def parse_date_number(number: float, epoch_1904: bool = False) -> str:
    """ISO text of a number cell in a date column: 2019, 201906, 20190601, 2019.6 or a serial.

    Raises NotADate; code ``ambiguous_month`` for 2019.1, which Excel makes of 2019.10 as well.
    """
    if number != number or number in (float("inf"), float("-inf")):
        raise NotADate
    if float(number).is_integer() or EARLIEST_SERIAL <= number <= LATEST_SERIAL:
        return _parse_integer(int(number), epoch_1904)
    text = repr(float(number))
    if re.fullmatch(r"\d{4}\.1", text):
        iso_year(int(text[:4]))
        raise NotADate("ambiguous_month")
    return parse_date_text(text)


def _parse_integer(number: int, epoch_1904: bool) -> str:
    if EARLIEST_SERIAL <= number <= LATEST_SERIAL:
        epoch = EPOCH_1904 if epoch_1904 else EPOCH_1900
        return (epoch + timedelta(days=number)).isoformat()
    if len(str(number)) == 4:
        return iso_year(number)
    return _parse_digits(str(number))


def from_calendar(moment: date | datetime) -> str:
    """ISO text of a date cell; its time of day is no part of a legal date."""
    return iso_date(moment.year, moment.month, moment.day)


def iso_date(year: int, month: int, day: int) -> str:
    """``2019-06-01``. Raises NotADate for a day that does not exist or an implausible year."""
    iso_month(year, month)
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        raise NotADate("impossible_date") from None


def iso_month(year: int, month: int) -> str:
    """``2019-06``. Raises NotADate."""
    if not 1 <= month <= 12:
        raise NotADate("impossible_date")
    return f"{iso_year(year)}-{month:02d}"


def iso_year(year: int) -> str:
    """``2019``. Raises NotADate for a year before 1920 or after 2100."""
    if not EARLIEST_YEAR <= year <= LATEST_YEAR:
        raise NotADate("date_out_of_range")
    return str(year)


def begins_after(iso: str, day: date) -> bool:
    """Whether even the first day that an ISO text of any precision can mean is after ``day``."""
    return iso > day.isoformat()[: len(iso)]
