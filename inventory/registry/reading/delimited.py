"""Delimited text: the encoding and the delimiter are found, never assumed."""

from __future__ import annotations

import codecs
import csv
import io
from collections import Counter

from inventory.core.spreadsheets import MARK, plain

from .messages import file_problem
from .model import Cell

DELIMITERS = (",", "\t", ";", "，", "|")
SAMPLE_LINES = 50
# A UTF-8 file with a few broken bytes would decode as GB18030 into nonsense.
MOSTLY_UTF8 = 0.9
# Text has no control characters; of what is none one byte in ten is one.
STRANGE_SHARE, KNOWN_SHARE = 0.02, 0.8
MAX_TEXT_CELLS = 8_000_000


def read_delimited(data: bytes) -> tuple[list[list[Cell]], str]:
    """Rows of text cells and the name of the encoding. Raises FileProblem."""
    text, encoding = decode(data)
    rows = _rows(text)
    if sum(map(len, rows)) > MAX_TEXT_CELLS:
        raise file_problem("too_many_cells", rows=len(rows), columns=max(map(len, rows)))
    return rows, encoding


def is_no_text(head: bytes) -> bool:
    """Whether a file that no mark tells begins as no text does: with control characters."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return False
    strange = sum(byte < 0x20 and byte not in b"\t\r\n\f\v" for byte in head)
    return strange > STRANGE_SHARE * len(head) and not any(
        _reads(head[: len(head) // 2 * 2], encoding) for encoding in ("utf-16-le", "utf-16-be")
    )


def _reads(head: bytes, encoding: str) -> bool:
    """Whether nearly all of it are letters that people write in ledgers."""
    text = head.decode(encoding, "replace")
    known = sum(
        " " <= c <= "~" or c in "\t\r\n" or "\u3000" <= c <= "\u9fff" or "\uff00" <= c <= "\uffee"
        for c in text
    )
    return known > KNOWN_SHARE * len(text)


def decode(data: bytes) -> tuple[str, str]:
    """Text of UTF-8 (with or without mark), UTF-16 with mark, or GB18030. Raises FileProblem."""
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if data.startswith(mark):
            return _strict(data, encoding), encoding
    if b"\0" in data:
        raise file_problem("encoding", reason="含空字节 / null bytes")
    try:
        return _plain(data.decode("utf-8")), "utf-8"
    except UnicodeDecodeError as error:
        if _mostly_utf8(data):
            raise file_problem("encoding", reason=_place(data, error.start, "UTF-8")) from None
    return _strict(data, "gb18030"), "gb18030"


def _strict(data: bytes, encoding: str) -> str:
    try:
        return _plain(data.decode(encoding))
    except UnicodeDecodeError as error:
        raise file_problem("encoding", reason=_place(data, error.start, encoding)) from None


def _place(data: bytes, position: int, encoding: str) -> str:
    line = data.count(b"\n", 0, position) + 1
    return f"第 {line} 行不是 {encoding} / line {line} is not {encoding}"


def _plain(text: str) -> str:
    strange = next((c for c in set(text) if c < " " and c not in "\t\r\n\f\v"), None)
    if strange is not None:
        raise file_problem("encoding", reason=f"控制字符 / control character {ord(strange):#04x}")
    return text


def _mostly_utf8(data: bytes) -> bool:
    high = sum(1 for byte in data[:100_000] if byte >= 0x80)
    kept = data[:100_000].decode("utf-8", "ignore").encode("utf-8")
    return high > 0 and sum(1 for byte in kept if byte >= 0x80) >= MOSTLY_UTF8 * high


def _rows(text: str) -> list[list[Cell]]:
    delimiter = _delimiter(text)
    try:
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        return [[plain(cell) if cell[:1] == MARK else cell for cell in row] for row in rows]
    except csv.Error as error:
        raise file_problem("csv_syntax", reason=str(error)) from None


def _delimiter(text: str) -> str:
    """The delimiter that splits most of the first lines into the same, largest number of cells."""
    lines = [line for line in text[:200_000].splitlines()[:SAMPLE_LINES] if line.strip()]

    def score(delimiter: str) -> int:
        counts = Counter(line.count(delimiter) for line in lines if delimiter in line)
        return max((cells * often for cells, often in counts.items()), default=0)

    return max(DELIMITERS, key=score)
