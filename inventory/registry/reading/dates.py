"""Dates as ledgers write them, read into ISO text of the same precision.

``2019-06-01``, ``2019-06``, ``2019``, or a range of two of them: ``1990/1999`` (ISO 8601) for
90年代. What a text says beside the date (投用, 左右) is part of what it says: it is understood or
the text is no date.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, timedelta
from typing import NamedTuple

BETWEEN = "/"
EARLIEST_YEAR = 1920
LATEST_YEAR = 2100
# Excel serial numbers are taken for dates between 1950-01-01 and 2100-12-31.
EARLIEST_SERIAL = 18264
LATEST_SERIAL = 73415
EPOCH_1900 = date(1899, 12, 30)
EPOCH_1904 = date(1904, 1, 1)
# No date is longer; longer text is not looked at.
LONGEST = 40
# How far 约2003年 may be off, and 约2000年, which is rounded to the decade.
ABOUT_YEARS, ABOUT_ROUND_YEARS = 2, 5
# Two digits up to so many years ahead are of this century (27.4 in a column of next inspections).
YEARS_AHEAD = 10

_FULL = re.compile(
    r"(\d{4})(?:-(\d{1,2})-(\d{1,2})|/(\d{1,2})/(\d{1,2})|\.(\d{1,2})\.(\d{1,2})"
    r"|年(\d{1,2})月(\d{1,2})[日号]?)[-/.]?"
)
_MONTH = re.compile(r"(\d{4})(?:[-/.](\d{1,2})|年(\d{1,2})(?:月份?)?)[-/.]?")
_YEAR = re.compile(r"(\d{4})年?度?(?:上半年|下半年|[初中末底])?")
# 03.5, 03年5月, 98年, 19.6.1; 01.02.03 may count from either end.
_SHORT = re.compile(
    r"(\d{2})(?:[-/.](\d{1,2})(?:[-/.](\d))?|年(?:(\d{1,2})月份?(?:(\d{1,2})[日号]?)?)?)"
    r"|((?:3[2-9]|[4-9]\d))[-/.](\d{1,2})[-/.](\d{1,2})"
)
_DIGITS = re.compile(r"\d{6}|\d{8}")
_CLOCK = re.compile(r"[t ]+\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?(z|[+-]\d{2}:?\d{2})?$")
_SPACE = re.compile(r"\s+")
_CHINESE = str.maketrans("〇零○一二三四五六七八九", "000123456789")
_TENS = re.compile(r"([一二三])?十([一二三四五六七八九])?(?=[月日号])")
_LIST_MARKS = str.maketrans("、，,·—–", "....--")

_ABOUT = re.compile(
    r"(?:大约|约为?|大概|≈|~|ca\.?|about)(?P<before>.+)|(?P<after>.+?)(?:左右|前后)"
)
_UNTIL = re.compile(r"(.+?)(?:年底)?(?:以前|之前|前)")
_SINCE = re.compile(r"(.+?)(?:以后|之后|以来|后)")
_DECADE = re.compile(
    r"(?:上世纪|20世纪|二十世纪)?(?:(\d{3})0|(\d)0|([一二三四五六七八九])十)年代[初中后末]?期?"
    r"|(\d{3})0s"
)
_BETWEEN = re.compile(r"(\d{4}.{0,8}?)(?:至|到|~|--?)(\d{4}.{0,8})")

USED, MADE, REGISTERED, INSPECTED = "used", "made", "registered", "inspected"
# Suffixes of a date, longest first, and the dates that each names.
_SAYS = {
    "投入使用": USED,
    "投入运行": USED,
    "开始使用": USED,
    "投用": USED,
    "投运": USED,
    "投产": USED,
    "启用": USED,
    "使用": USED,
    "运行": USED,
    "出厂": MADE,
    "制造": MADE,
    "生产": MADE,
    "注册登记": REGISTERED,
    "初次登记": REGISTERED,
    "注册": REGISTERED,
    "登记": REGISTERED,
    "上牌": REGISTERED,
    "检验": INSPECTED,
    "检测": INSPECTED,
    "年检": INSPECTED,
}
_BEHIND = re.compile(rf"(.+?)({'|'.join(_SAYS)})")


class NotADate(Exception):
    """The text is no date; ``code`` is the message code, ``kept`` what is certain of it."""

    def __init__(self, code: str = "not_a_date", kept: str | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.kept = kept


class DateRead(NamedTuple):
    """A date with what the text says beside it.

    ``doubt`` is the code of a warning (range_of_dates, two_digit_year, impossible_date) or None;
    ``speaks_of`` is used, made, registered or inspected where a word says so.
    """

    iso: str
    doubt: str | None = None
    speaks_of: str | None = None


def read_date_text(text: str, today: date) -> DateRead:
    """A date in any usual spelling, with the precision that it has. Raises NotADate.

    A decade, 约 and 前 are ranges; a month or day that cannot be leaves what stands before it.
    Two digits are a year of the last hundred. Day-first dates are not accepted.
    """
    if len(text) > LONGEST:
        raise NotADate
    plain = _plain(text)
    behind = _BEHIND.fullmatch(plain)
    if behind:
        read = _read_plain(behind[1], today)
        return read._replace(speaks_of=_SAYS[behind[2]])
    return _read_plain(plain, today)


def parse_date_text(text: str) -> str:
    """ISO text of an exact date: no range, no two-digit year, nothing beside. Raises NotADate."""
    return _parse_plain(_plain(text)) if len(text) <= LONGEST else _refuse()


def _refuse() -> str:
    raise NotADate


def _plain(text: str) -> str:
    plain = _CLOCK.sub("", unicodedata.normalize("NFKC", text).strip().lower())
    return _SPACE.sub("", _arabic(plain)).translate(_LIST_MARKS)


def _read_plain(plain: str, today: date) -> DateRead:
    try:
        return DateRead(_parse_plain(plain))
    except NotADate as problem:
        if problem.kept:
            return DateRead(problem.kept, problem.code)
        if problem.code != "not_a_date":
            raise
    ranged = _range(plain, today)
    if ranged is not None:
        return DateRead(ranged, "range_of_dates")
    return DateRead(_two_digits(plain, today), "two_digit_year")


def _parse_plain(plain: str) -> str:
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


def _range(plain: str, today: date) -> str | None:
    """Two ends of what a text says to lie between them; None where it is no range."""
    decade = _DECADE.fullmatch(plain)
    if decade:
        return _decade(*decade.groups())
    about = _ABOUT.fullmatch(plain)
    if about:
        return _about(_year_of(about["before"] or about["after"], today))
    until = _UNTIL.fullmatch(plain)
    if until:
        return _span(str(EARLIEST_YEAR), _exact(until[1], today))
    since = _SINCE.fullmatch(plain)
    if since:
        return _span(_exact(since[1], today), max(today.isoformat()[:4], since[1][:4]))
    between = _BETWEEN.fullmatch(plain)
    if between:
        return _span(_parse_plain(between[1]), _parse_plain(between[2]))
    return None


def _decade(
    thousands: str | None, tens: str | None, chinese: str | None, english: str | None
) -> str:
    written = thousands or english
    if written is None:
        digit = int(tens or (chinese or "").translate(_CHINESE))
        written = f"{19 if digit >= 3 else 20}{digit}"
    return _span(iso_year(int(f"{written}0")), iso_year(int(f"{written}9")))


def _exact(plain: str, today: date) -> str:
    try:
        return _parse_plain(plain)
    except NotADate:
        return _two_digits(plain, today)


def _year_of(plain: str, today: date) -> int:
    return int(_exact(plain, today)[:4])


def _about(year: int) -> str:
    off = ABOUT_ROUND_YEARS if year % 10 == 0 else ABOUT_YEARS
    return f"{year - off}{BETWEEN}{year + off}"


def _span(first: str, last: str) -> str:
    if last[: len(first)] < first[: len(last)]:
        raise NotADate
    return f"{first}{BETWEEN}{last}"


def _two_digits(plain: str, today: date) -> str:
    short = _SHORT.fullmatch(plain)
    if short is None:
        raise NotADate
    year, *rest = (int(part) for part in short.groups() if part is not None)
    year += 2000 if year <= today.year % 100 + YEARS_AHEAD else 1900
    if not rest:
        return iso_year(year)
    return iso_month(year, rest[0]) if len(rest) == 1 else iso_date(year, *rest)


def _arabic(plain: str) -> str:
    """Chinese numerals of a written date (二〇一九年十二月) in digits."""
    if "年" not in plain or plain[:1].isdigit() or "年代" in plain:
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
        raise NotADate("ambiguous_month", iso_year(int(text[:4])))
    return parse_date_text(text)


def read_date_number(number: float, epoch_1904: bool = False) -> DateRead:
    """As ``parse_date_number``, with what is certain of a date that cannot be. Raises NotADate."""
    try:
        return DateRead(parse_date_number(number, epoch_1904))
    except NotADate as problem:
        if problem.kept is None:
            raise
        return DateRead(problem.kept, problem.code)


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
    kept = iso_month(year, month)
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        raise NotADate("impossible_date", kept) from None


def iso_month(year: int, month: int) -> str:
    """``2019-06``. Raises NotADate."""
    kept = iso_year(year)
    if not 1 <= month <= 12:
        raise NotADate("impossible_date", kept)
    return f"{kept}-{month:02d}"


def iso_year(year: int) -> str:
    """``2019``. Raises NotADate for a year before 1920 or after 2100."""
    if not EARLIEST_YEAR <= year <= LATEST_YEAR:
        raise NotADate("date_out_of_range")
    return str(year)


def begins_after(iso: str, day: date) -> bool:
    """Whether even the first day that an ISO text of any precision can mean is after ``day``."""
    first = iso.partition(BETWEEN)[0]
    return first > day.isoformat()[: len(first)]
