"""Files into grids of cells, safely: the contents decide what a file is, never its name.

Nothing is handed to a parser before its size is known (see ``archives``).
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from python_calamine import (
    CalamineError,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from inventory.core.apart import Apart, Stopped
from inventory.registry.papers import old_workbook_child

from . import scans
from .archives import check_archive
from .delimited import is_no_text, read_delimited
from .joining import Sheet
from .marked_up import MARKUP, marked_up_tables
from .messages import file_problem
from .model import Cell, FileProblem, Note
from .pages import pdf_tables, picture_tables
from .places import Stretch
from .unseen import NOTHING, Unseen, unseen_of

MEGABYTE = 1024 * 1024
MAX_FILE_BYTES = 50 * MEGABYTE
# An old workbook of 65,536 rows takes some seconds.
OLD_SECONDS = 60.0
RUST_PANIC = "PanicException"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MAGIC: Sequence[tuple[bytes, str, str]] = (
    (b"\x89PNG", "图片", "a picture"),
    (b"\xff\xd8\xff", "图片", "a picture"),
    (b"GIF8", "图片", "a picture"),
    (b"Rar!", "RAR 压缩包", "a RAR archive"),
    (b"7z\xbc\xaf", "7z 压缩包", "a 7z archive"),
    (b"\x1f\x8b", "gzip 压缩包", "a gzip archive"),
    (b"MZ\x90", "程序文件", "a program"),
    (b"{\\rtf", "RTF 文档", "an RTF document"),
    (b"SQLite format 3", "数据库文件", "a database"),
)
_WEB_PAGE = re.compile(
    rb"\s*(?:<!doctype html|<!--|<html|<head|<body|<table|<div|<style|<script|<\?xml|<meta"
    rb"|mime-version:)",
    re.I,
)
_DATE_1904 = re.compile(rb"date1904\s*=\s*[\"'](?:1|true|on)[\"']", re.I)


@dataclass(frozen=True, slots=True)
class Grid:
    """One sheet: rows of cells from A1 on, merged ranges as ((row, column), (row, column))."""

    name: str
    rows: list[list[Cell]]
    merged: list[tuple[tuple[int, int], tuple[int, int]]] = field(default_factory=list)
    epoch_1904: bool = False
    overlong: tuple[int, ...] = ()  # rows (from 1) with a cell that is no value: left blank
    unseen: Unseen = NOTHING
    unsure: frozenset[tuple[int, int]] = frozenset()  # cells (from 0) not surely recognised
    begins: int = 0  # the row in which its table may begin, of several below each other
    pages: tuple[Stretch, ...] = ()  # where its rows stand, in a file that has pages


# Excel takes 32,767 characters; nothing that is said of a device comes near this.
LONGEST_CELL = 2_000


def _bounded(rows: list[list[Cell]]) -> tuple[int, ...]:
    """Blank what is too long to be a value before any grammar sees it; the numbers of the rows."""
    found = []
    for number, row in enumerate(rows, start=1):
        # Few rows are as long as that: only their cells are looked at one by one.
        if sum(map(len, [cell for cell in row if isinstance(cell, str)])) > LONGEST_CELL:
            long = [at for at, cell in enumerate(row) if _is_overlong(cell)]
            for column in long:
                row[column] = ""
            if long:
                found.append(number)
    return tuple(found)


def _is_overlong(cell: Cell) -> bool:
    return isinstance(cell, str) and len(cell) > LONGEST_CELL


@dataclass(frozen=True, slots=True)
class Grids:
    """All sheets of a file, and the names of hidden ones that were left out."""

    sheets: list[Grid]
    hidden: list[str] = field(default_factory=list)
    encoding: str | None = None
    notes: list[Note] = field(default_factory=list)


def sniff(path: Path) -> str:
    """What a file is by its contents: ``xlsx``, ``xls``, ``ods``, ``docx``, ``pdf``, ``picture``,
    ``jsonl``, ``csv`` or ``markup`` (a web page, an XML workbook).

    Raises FileProblem for everything else, and for files that are missing, empty or too large.
    """
    if not path.is_file():
        raise file_problem("missing", name=path.name)
    size = path.stat().st_size
    if size > MAX_FILE_BYTES:
        limit = MAX_FILE_BYTES // MEGABYTE
        raise file_problem("too_large", size=size // MEGABYTE, limit=limit)
    with path.open("rb") as file:
        head = file.read(4096)
    if not head.strip(b"\xef\xbb\xbf \t\r\n"):
        raise file_problem("empty")
    if _is_picture(head) and (scans.ready() or scans.kept(path.read_bytes())):
        return "picture"
    for magic, what, what_en in _MAGIC:
        if head.startswith(magic):
            raise file_problem("not_a_ledger", what=what, what_en=what_en)
    if head.startswith(b"%PDF"):
        return "pdf"
    if head.startswith(b"PK\x03\x04") or head.startswith(b"PK\x05\x06"):
        return check_archive(path)
    if head.startswith(_OLE):
        return _sniff_ole(path)
    text = _one_byte_each(head.removeprefix(b"\xef\xbb\xbf"))
    if _WEB_PAGE.match(text):
        if text.lstrip().lower().startswith(b"mime-version:"):
            raise file_problem("saved_as_web_page")
        return MARKUP
    if is_no_text(head):
        raise file_problem("no_text")
    return "jsonl" if text.lstrip().startswith(b"{") else "csv"


def _one_byte_each(head: bytes) -> bytes:
    """Text as it begins, also where each letter takes two bytes (UTF-16 with its mark)."""
    return head.replace(b"\0", b"")[2:] if head[:2] in (b"\xff\xfe", b"\xfe\xff") else head


def _is_picture(head: bytes) -> bool:
    webp = head.startswith(b"RIFF") and head[8:12] == b"WEBP"
    return webp or head.startswith((b"\x89PNG", b"\xff\xd8\xff"))


def read_grids(path: Path, form: str, name: str) -> Grids:
    """The sheets of a workbook (``xlsx``, ``xls``, ``ods``), the tables of a ``docx``, ``pdf``,
    ``picture`` or ``markup``, or a ``csv`` (one sheet, named ``name``).

    Raises FileProblem.
    """
    if form == "csv":
        rows, encoding = read_delimited(path.read_bytes())
        return Grids([Grid(name, rows, overlong=_bounded(rows))], encoding=encoding)
    if form == "docx":
        from .documents import word_tables  # 16 MB that other files need not hold

        return Grids(list(map(_grid, word_tables(path))))
    if form == MARKUP:
        return Grids(list(map(_grid, marked_up_tables(path.read_bytes(), name))))
    if form in ("pdf", "picture"):
        document = pdf_tables(path) if form == "pdf" else picture_tables(path)
        return Grids(list(map(_grid, document.sheets)), notes=document.notes)
    if form == "xls":
        return _old_workbook(path.read_bytes())
    try:
        epoch_1904 = form == "xlsx" and _uses_1904(path)
        # Calamine believes a name: one with the ending of another format is given without it.
        own = path.suffix.lower() in ("", f".{form}")
        source = path if own else io.BytesIO(path.read_bytes())
        # By a thread: calamine, which is Rust, leaves Python alone while it reads a sheet.
        with ThreadPoolExecutor(1) as beside, CalamineWorkbook.from_object(source) as workbook:
            unseen = beside.submit(unseen_of, path) if form == "xlsx" else None
            return _sheets_of(workbook, epoch_1904, unseen)
    except PasswordError:
        raise file_problem("password") from None
    except (CalamineError, zipfile.BadZipFile) as error:
        raise _parser_problem(error) from None
    except BaseException as error:
        # calamine is Rust: where it meets nonsense that it does not foresee it panics, and a panic
        # is a BaseException whose class cannot be imported. Everything else goes on its way.
        if type(error).__name__ != RUST_PANIC:
            raise
        raise _parser_problem(error) from None


def _old_workbook(content: bytes) -> Grids:
    """A workbook of the old format, opened apart: a damaged one may end the process that does."""
    process = Apart(old_workbook_child.__name__)
    try:
        process.ask(content)
        told = process.answer(OLD_SECONDS)
    except Stopped as problem:
        raise file_problem("damaged", reason=f"xls: {problem.code}") from None
    finally:
        process.close()
    if "problem" in told:
        raise _parser_problem(ValueError(told.get("reason", told["problem"])))
    grids = []
    for sheet in told["sheets"]:
        if sheet["visible"]:
            rows = [list(map(old_workbook_child.cell_of, row)) for row in sheet["rows"]]
            merged = [((a, b), (c, d)) for (a, b), (c, d) in sheet["merged"]]
            grids.append(Grid(sheet["name"], rows, merged, overlong=_bounded(rows)))
    return Grids(grids, [sheet["name"] for sheet in told["sheets"] if not sheet["visible"]])


def _grid(table: Sheet) -> Grid:
    overlong = _bounded(table.rows)
    return Grid(
        table.name,
        table.rows,
        table.merged,
        False,
        overlong,
        NOTHING,
        frozenset(table.unsure),
        pages=tuple(table.pages),
    )


def _parser_problem(error: BaseException) -> FileProblem:
    reason = (str(error).strip() or type(error).__name__).splitlines()[0][:120]
    if "password" in reason.lower() or "encrypt" in reason.lower():
        return file_problem("password")
    return file_problem("damaged", reason=reason)


def _sheets_of(
    workbook: CalamineWorkbook, epoch_1904: bool, unseen: Future[dict[str, Unseen]] | None
) -> Grids:
    grids, hidden = [], []
    for sheet in workbook.sheets_metadata:
        if sheet.typ != SheetTypeEnum.WorkSheet:
            continue
        if sheet.visible != SheetVisibleEnum.Visible:
            hidden.append(sheet.name)
            continue
        data = workbook.get_sheet_by_name(sheet.name)
        merged = data.merged_cell_ranges or []
        rows: list[list[Cell]] = [list(row) for row in data.to_python(skip_empty_area=False)]
        said = unseen.result().get(sheet.name, NOTHING) if unseen else NOTHING
        grids.append(Grid(sheet.name, rows, merged, epoch_1904, _bounded(rows), said))
    return Grids(grids, hidden)


def _uses_1904(path: Path) -> bool:
    with zipfile.ZipFile(path) as archive:
        return _DATE_1904.search(archive.read("xl/workbook.xml")) is not None


def _sniff_ole(path: Path) -> str:
    data = path.read_bytes()
    if _stream(data, "EncryptedPackage"):
        raise file_problem("password")
    if _stream(data, "Workbook") or _stream(data, "Book"):
        return "xls"
    if _is_cut(data):
        raise file_problem("incomplete")
    if _stream(data, "WordDocument"):
        raise file_problem("not_a_ledger", what="Word 文档", what_en="a Word document")
    raise file_problem("not_a_ledger", what="其他 Office 文件", what_en="some other Office file")


def _is_cut(data: bytes) -> bool:
    """Whether the directory of a compound file would stand behind the file's end."""
    if len(data) < 512:
        return True
    sector = int.from_bytes(data[48:52], "little")
    return (sector + 1) << min(16, int.from_bytes(data[30:32], "little")) >= len(data)


def _stream(data: bytes, name: str) -> bool:
    """Whether a compound file's directory names a stream (a 64-byte UTF-16 field)."""
    return name.encode("utf-16-le") + b"\0\0" in data
