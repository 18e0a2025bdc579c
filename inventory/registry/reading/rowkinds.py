"""Rows without a device: what ledgers have above, between and below the data."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import TypeGuard

from standards.words import fold

from .model import Cell

# Reasons, as counted in ``SheetResult.skipped``.
BLANK_ROW = "blank"
REPEATED_HEADER = "header"
SUBTOTAL = "subtotal"
SIGNATURE = "signature"
REMARK = "remark"
SECTION = "section"
NUMBERING = "numbering"
EXAMPLE = "example"
FILLER = "filler"
LONE_CELL = "lone_cell"
ZEROS = "zeros"
NONE_THERE = "none_there"
NAMELESS = "nameless"
# The column of our own workbooks by which a row is a device of the ledger, whatever else it says.
DEVICE_HEADING = "设备标识"
# By the kind of device (see kinds): of no kind, of another one than asked for.
NO_KIND = "no_kind"
OTHER_KIND = "other_kind"

_SUBTOTAL = re.compile(
    r"(?:本页|本表|全县|全区|全市|全镇|按.{1,6}|[\u4e00-\u9fff]{1,6})?(?:小计|合计|总计|共计|累计|总合计)"
    r"[:：]?(?:\d+(?:台|辆|部|座|个|套)?)?|(?:grand|sub)?[- ]?total[:：]?"
    r"|(?:总|算术|加权)?平均值?[:：]?|average[:：]?"
)
_SIGNATURE = re.compile(
    r"(?:填表|填报|制表|审核|审批|复核|经办|联系|负责|校对|统计|批准|编制|登记)(?:人|人员|单位|者)?"
    r"(?:\(?(?:签字|签名|签章|盖章)\)?)?[:：].*"
    r"|(?:单位|企业|部门)?(?:负责人|盖章|公章|签章|主管)(?:\(?(?:签字|签名|盖章)\)?)?(?:[:：].*)?"
    r"|(?:联系)?(?:电话|手机)(?:号码)?[:：].*|(?:填表|填报|制表|审核|报送|统计)?(?:日期|时间)[:：].*"
    r"|(?:填表|填报|制表|审核|审批|复核|经办|联系)人|(?:制表|审核|复核|审批)|(?:prepared|reviewed|approved|signed)by[:：]?.*"
)
_REMARK = re.compile(r"(?:注|备注|说明|填表说明|附注|note|notes|remarks?)\d*[:：].*|\*+注?.*|※.*")
_SECTION = re.compile(
    r"(?:[一二三四五六七八九十]+、|\([一二三四五六七八九十]+\)|第[一二三四五六七八九十\d]+(?:部分|章|页)|附[表件]?\d*[:：]?).*"
)
_EXAMPLE = re.compile(r"(?:填写)?(?:示例|样例|例)(?:行)?[:：]?|example[:：]?")
# 续表, 接上页, 以下空白: what a printed list says between its pages and after its end.
_FILLER = re.compile(
    r"[(\[【<]*(?:续(?:上)?[表页]\d*|[接续见](?:上|下|前|后|次)[页表]|转(?:下|次)[页表]|(?:以下|下面|此下)?(?:空白|为空|无正文|无数据|无内容)"
    r"|(?:以下|后面)?无|第\d+页(?:[,，/]?共\d+页)?|共\d+页|page\d+(?:of\d+)?|continued|以上)[)\]】>。.:：]*"
)
_SECTION_NUMBER = re.compile(
    r"^(?:[一二三四五六七八九十]+[、.．]|\([一二三四五六七八九十\d]+\)|第[一二三四五六七八九十\d]+(?:部分|章|类)|\d+[、.．])"
)
# Under so many headings a row with one filled cell is no device.
_MANY_HEADINGS = 5
# An identifying number is enough by itself.
_CODE = re.compile(r"(?=.*[0-9])[!-~]{4,40}")
ORDINALS = frozenset({"序号", "编号", "行号", "顺序号", "项次", "no", "no.", "#", "序"})
_NOTHING = frozenset({"0", "-", "--", "—", "——", "/", "无"})
_DIGITS = re.compile(r"\d+")
_GROUP = re.compile(r"\(?[一二三四五六七八九十]+\)?[、.．]?|[ivx]+[、.．]?")
_MOST_BESIDE = 2
_ORDINAL = re.compile(r"\(?(\d{1,3}|甲|乙|丙|丁)\)?(?:=.*)?")
_MOST_MARKED = 3
_FEWEST_NUMBERED = 4


class RowSorter:
    """Tells device rows from the others of one table.

    ``header_rows`` are the texts of the header's rows as they stand in the sheet, ``rows`` the
    rows below them.
    """

    def __init__(
        self, header_rows: Sequence[Sequence[Cell]], rows: Sequence[Sequence[Cell]] = ()
    ) -> None:
        self._headers = [[_text(cell) for cell in row] for row in header_rows]
        self._firsts = [
            next((i for i, text in enumerate(row) if text), None) for row in self._headers
        ]
        self._width = max((sum(1 for text in row if text) for row in self._headers), default=0)
        self._ordinals = {
            index for row in self._headers for index, text in enumerate(row) if text in ORDINALS
        }

        # Where devices are numbered 1, 2, 3, a line numbered 一 heads a group of them.
        self._counts = any(
            index < len(row) and _DIGITS.fullmatch(_text(row[index]))
            for row in rows
            for index in self._ordinals
        )

    def reason(self, row: Sequence[Cell]) -> str | None:
        """Why a row holds no device, or None for a device."""
        filled = [(i, cell) for i, cell in enumerate(row) if cell is not None and cell != ""]
        if not filled:
            return BLANK_ROW
        marks = [_mark(cell) for _, cell in filled[:_MOST_MARKED] if isinstance(cell, str)]
        if SUBTOTAL in marks:
            return SUBTOTAL
        if marks and marks[0] == EXAMPLE:
            return EXAMPLE
        if BLANK_ROW in marks and all(isinstance(c, str) and not fold(c) for _, c in filled):
            return BLANK_ROW
        if self._repeats_header(row, len(filled)):
            return REPEATED_HEADER
        if all(isinstance(c, str) and _mark(c) == FILLER for _, c in filled):
            return FILLER
        if len(filled) * 2 <= max(self._width, 2 * _MOST_MARKED):
            texts = [fold(cell) for _, cell in filled if isinstance(cell, str)]
            found = _sparse_reason(texts, filled)
            if found is not None:
                return found
        if self._heads_a_group(filled):
            return SECTION
        if self._says_nothing(filled):
            return LONE_CELL if len(filled) == 1 else ZEROS
        return NUMBERING if _numbered([cell for _, cell in filled]) else None

    def _heads_a_group(self, filled: Sequence[tuple[int, Cell]]) -> bool:
        """Whether a row is a line like 一 | 电动机, or 二 | 风机 | | 12 with the number of them,
        between rows that are numbered 1, 2, 3."""
        (first, number), *rest = filled
        if not (self._counts and first in self._ordinals and isinstance(number, str)):
            return False
        heads = _GROUP.fullmatch(fold(number)) is not None
        texts = [cell for _, cell in rest if _is_words(cell)]
        return heads and len(texts) == 1 and len(rest) <= _MOST_BESIDE

    def _says_nothing(self, filled: Sequence[tuple[int, Cell]]) -> bool:
        """Whether a row is only part of the form: a serial number, zeros, or one filled cell."""
        if len(filled) == 1:
            return self._width >= _MANY_HEADINGS and not _CODE.fullmatch(_text(filled[0][1]))
        return all(index in self._ordinals or _text(cell) in _NOTHING for index, cell in filled)

    def _repeats_header(self, row: Sequence[Cell], filled: int) -> bool:
        if filled < 2:
            return False
        for header, first in zip(self._headers, self._firsts, strict=True):
            if first is None or first >= len(row) or not isinstance(row[first], str):
                continue
            same = sum(
                1
                for text, cell in zip(header, row, strict=False)
                if text and isinstance(cell, str) and fold(cell) == text
            )
            if same >= 2 and same * 2 >= filled:
                return True
        return False


def is_total(text: str) -> bool:
    """Whether a line is a total of what stands above it."""
    return _mark(text) == SUBTOTAL


@lru_cache(maxsize=4096)
def _mark(text: str) -> str | None:
    """What one of the first cells of a row says about it; enterprises and names repeat a lot."""
    folded = fold(text)
    if not folded:
        return BLANK_ROW
    if _SUBTOTAL.fullmatch(folded):
        return SUBTOTAL
    if _FILLER.fullmatch(folded):
        return FILLER
    return EXAMPLE if _EXAMPLE.fullmatch(folded) else None


def section_title(row: Sequence[Cell]) -> str:
    """What a line between the devices is about: 二、压力容器 is 压力容器."""
    texts = [cell for cell in row if _is_words(cell)]
    if len(texts) == 2 and _GROUP.fullmatch(fold(texts[0])):
        del texts[0]  # 二 | 压力容器
    if len(texts) != 1:
        return ""
    return _SECTION_NUMBER.sub("", unicodedata.normalize("NFKC", texts[0][:100]).strip())


def _is_words(cell: Cell) -> TypeGuard[str]:
    """Text, and not a number that a text file has as text."""
    return isinstance(cell, str) and bool(cell.strip()) and not _DIGITS.fullmatch(fold(cell))


def _sparse_reason(texts: Sequence[str], filled: Sequence[tuple[int, Cell]]) -> str | None:
    if any(_SIGNATURE.fullmatch(text) for text in texts):
        return SIGNATURE
    if texts and _REMARK.fullmatch(texts[0]):
        return REMARK
    if len(filled) == 1 and texts and _SECTION.fullmatch(texts[0]):
        return SECTION
    return None


def _numbered(cells: Sequence[Cell]) -> bool:
    """Whether a row only numbers the columns: 1 2 3 4 …, (1) (2) …, 甲 乙 1 2 …"""
    if len(cells) < _FEWEST_NUMBERED:
        return False
    expected = 0
    for cell in cells:
        match = _ORDINAL.fullmatch(_text(cell))
        if match is None:
            return False
        if match[1].isdigit():
            expected += 1
            if int(match[1]) != expected:
                return False
    return expected >= _FEWEST_NUMBERED


def _text(cell: Cell) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else fold(str(cell))
