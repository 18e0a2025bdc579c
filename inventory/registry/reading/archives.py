"""Workbooks are zip archives: how large they really are, before any parser opens them.

Two ways to fill memory with a small file are shut here: entries that inflate to gigabytes
(whatever the directory claims), and a sheet with one far cell, which a parser holds as a dense
rectangle from A1 on.
"""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO
from xml.parsers import expat

from .messages import file_problem

MEGABYTE = 1024 * 1024
MAX_INFLATED_BYTES = 200 * MEGABYTE
MAX_ENTRIES = 5_000
# Real workbooks stay below 30; a bomb of zeros reaches 1000. Small parts may compress better.
MAX_RATIO = 200
RATIO_MATTERS_ABOVE = 10 * MEGABYTE
MAX_CELLS = 8_000_000
CHUNK = MEGABYTE
# What stands at the end of the directory, at most so far from the end of the file.
DIRECTORY_END, LONGEST_END = b"PK\x05\x06", 66_000
# What the standard library raises for archives that are none; names that are no UTF-8 among them.
DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    NotImplementedError,
    UnicodeDecodeError,
    EOFError,
)

# A quick look says how far a sheet may reach: rows from 10,000 on, columns in steps.
# Attributes whose names only end in r alarm too: a pattern that begins with a letter is found four
# times as fast.
_FAR_ROW = re.compile(rb"r\s*=\s*[\"'][A-Z]*(\d{5,})[\"']")
_TIERS = (
    (26, re.compile(rb"r\s*=\s*[\"'][A-Z]{2,}\d")),
    (52, re.compile(rb"r\s*=\s*[\"'](?:[A-Z]{3,}|[B-Z][A-Z])\d")),
    (256, re.compile(rb"r\s*=\s*[\"'](?:[A-Z]{3,}|[J-Z][A-Z]|I[W-Z])\d")),
    (702, re.compile(rb"r\s*=\s*[\"'][A-Z]{3,}\d")),
)
_NEAR_ROWS = 9_999
_ALL_COLUMNS = 16_384
# The exact look, only where the quick one alarms: cells that are formatted but blank do not count.
_FILLED_CELL = re.compile(rb"<(?:\w+:)?c\s[^<>]*?\br\s*=\s*[\"']([A-Z]+)(\d+)[\"'][^<>]*(?<!/)>")
_ODS_REPEAT = re.compile(rb"number-(?:columns|rows)-repeated\s*=\s*[\"'](\d+)[\"']([^>]*)>")
ODS_REPEAT_LIMIT = 1_000
OVERLAP = 256


def check_archive(path: Path) -> str:
    """``xlsx`` or ``ods`` for a workbook, ``docx`` for a document, of harmless size.

    Raises FileProblem for all else.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
        form = _workbook_form({entry.filename for entry in entries})
        _check_directory(entries, path.stat().st_size)
        with path.open("rb") as file:
            _check_contents(file, entries, form)
    except DAMAGED as error:
        if _is_cut(path):
            raise file_problem("incomplete") from None
        raise file_problem("damaged", reason=str(error)[:120]) from None
    return form


def _is_cut(path: Path) -> bool:
    """Whether the directory is missing, with which every archive ends."""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - LONGEST_END))
        return DIRECTORY_END not in file.read()


def _workbook_form(names: set[str]) -> str:
    if "xl/workbook.xml" in names:
        return "xlsx"
    if "content.xml" in names and "META-INF/manifest.xml" in names:
        return "ods"
    if "xl/workbook.bin" in names:
        raise file_problem("not_a_ledger", what="二进制工作簿 (.xlsb)", what_en="an .xlsb workbook")
    if "word/document.xml" in names:
        return "docx"
    if any(name.startswith("word/") for name in names):
        raise file_problem("not_a_ledger", what="Word 文档", what_en="a Word document")
    if any(name.startswith("ppt/") for name in names):
        raise file_problem("not_a_ledger", what="演示文稿", what_en="a presentation")
    raise file_problem("not_a_ledger", what="压缩包", what_en="an archive")


def _check_directory(entries: Sequence[zipfile.ZipInfo], size: int) -> None:
    """The directory's own claims: cheap, and enough for an honest bomb."""
    if len(entries) > MAX_ENTRIES:
        raise file_problem("bomb", reason=f"{len(entries)} 个条目 / entries")
    _check_inflated(sum(entry.file_size for entry in entries), size)
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise file_problem("password")


def _check_inflated(inflated: int, size: int) -> None:
    if inflated > MAX_INFLATED_BYTES:
        raise file_problem("bomb", reason=f"> {MAX_INFLATED_BYTES // MEGABYTE} MB")
    if inflated > RATIO_MATTERS_ABOVE and inflated > size * MAX_RATIO:
        raise file_problem("bomb", reason=f"压缩比 / ratio > {MAX_RATIO}")


def _check_contents(file: BinaryIO, entries: Sequence[zipfile.ZipInfo], form: str) -> None:
    """What the entries really inflate to, and how far their sheets reach."""
    size = file.seek(0, 2)
    total = 0
    for entry in entries:
        reach = _Reach()
        for chunk in _overlapping(_inflate(file, entry)):
            total += len(chunk)
            _check_inflated(total, size)
            if form == "ods":
                _check_ods(entry.filename, chunk)
            else:
                reach.feed(chunk)
        if reach.cells > MAX_CELLS:
            _check_filled(_inflate(file, entry))
    # Only now: the contents of a protected workbook are no XML, and its manifest stands last.
    for entry in entries:
        if form == "ods" and entry.filename == "content.xml":
            _check_well_formed(_inflate(file, entry))


def _check_well_formed(chunks: Iterator[bytes]) -> None:
    """Refuse broken XML: calamine 0.9 waits for ever for the end of an .ods table that has none."""
    parser = expat.ParserCreate()
    try:
        for chunk in chunks:
            parser.Parse(chunk, False)
        parser.Parse(b"", True)
    except (expat.ExpatError, LookupError, ValueError) as error:
        raise zipfile.BadZipFile(f"XML: {error}") from None


def _check_ods(name: str, chunk: bytes) -> None:
    """No encryption; a repeated cell that has a value is written out in full, so not too often."""
    if name.endswith("manifest.xml") and b"encryption-data" in chunk:
        raise file_problem("password")
    for count, rest in _ODS_REPEAT.findall(chunk):
        if int(count[:9]) > ODS_REPEAT_LIMIT and b"office:value" in rest:
            raise file_problem("too_many_cells", rows=int(count[:9]), columns=1)


class _Reach:
    """The rectangle that a sheet may span, as a quick upper bound."""

    def __init__(self) -> None:
        self.rows = _NEAR_ROWS
        self.tier = 0

    @property
    def cells(self) -> int:
        columns = _TIERS[self.tier][0] if self.tier < len(_TIERS) else _ALL_COLUMNS
        return self.rows * columns

    def feed(self, xml: bytes) -> None:
        """Look at the next piece of XML."""
        far = set(_FAR_ROW.findall(xml))
        if far:
            self.rows = max(self.rows, max(int(row[:9]) for row in far))
        while self.tier < len(_TIERS) and _TIERS[self.tier][1].search(xml):
            self.tier += 1


def _check_filled(chunks: Iterator[bytes]) -> None:
    rows = columns = 0
    for xml in _overlapping(chunks):
        for letters, row in set(_FILLED_CELL.findall(xml)):
            rows = max(rows, int(row[:9]))
            columns = max(columns, _column_number(letters[:4]))
    if rows * columns > MAX_CELLS:
        raise file_problem("too_many_cells", rows=rows, columns=columns)


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _overlapping(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """Chunks with the end of the one before, so that no tag is cut in two."""
    tail = b""
    for chunk in chunks:
        yield tail + chunk
        tail = chunk[-OVERLAP:]


def _inflate(file: BinaryIO, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """The entry's bytes, at most 1 MB at a time, read from the data and not from the claims."""
    if entry.header_offset < 0:
        raise zipfile.BadZipFile("header offset")
    file.seek(entry.header_offset)
    header = file.read(30)
    if len(header) < 30 or header[:4] != b"PK\x03\x04":
        raise zipfile.BadZipFile("local header")
    file.seek(entry.header_offset + 30 + sum(struct.unpack("<HH", header[26:30])))
    if entry.compress_type == zipfile.ZIP_STORED:
        yield from _stored(file, entry.compress_size)
    elif entry.compress_type == zipfile.ZIP_DEFLATED:
        yield from _deflated(file, entry.compress_size)
    else:
        raise zipfile.BadZipFile(f"compression method {entry.compress_type}")


def _stored(file: BinaryIO, left: int) -> Iterator[bytes]:
    while left > 0:
        chunk = file.read(min(CHUNK, left))
        if not chunk:
            raise zipfile.BadZipFile("truncated")
        left -= len(chunk)
        yield chunk


def _deflated(file: BinaryIO, left: int) -> Iterator[bytes]:
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    waiting = b""
    while not inflater.eof:
        if not waiting:
            waiting = file.read(min(CHUNK, left))
            left -= len(waiting)
            if not waiting:
                raise zipfile.BadZipFile("truncated")
        chunk = inflater.decompress(waiting, CHUNK)
        waiting = inflater.unconsumed_tail
        if chunk:
            yield chunk
