"""What calamine does not report of an .xlsx: hidden rows and columns, formulas not computed.

calamine gives cells only. The sheets' XML is looked through with patterns, as in ``archives``: no
XML parser runs, so there are no entities to expand, and memory is bounded by one row.
"""

from __future__ import annotations

import html
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from posixpath import join, normpath

CHUNK = 1024 * 1024
# A row longer than this is not looked into: Excel's longest, 16,384 short cells, fits.
LONGEST_ROW = 4 * CHUNK
LARGEST_INDEX = CHUNK
LAST_COLUMN = 16_384

_TAG = re.compile(r"<(?:\w+:)?(?:sheet|Relationship)\s([^<>]*)>")
_ATTRIBUTE = re.compile(r"([\w:]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_HIDDEN_ROW = re.compile(rb"<(?:\w+:)?row\s(?=[^<>]*\bhidden=[\"'](?:1|true))[^<>]*?\br=[\"'](\d+)")
_COLUMN = re.compile(rb"<(?:\w+:)?col\s([^<>]*\bhidden=[\"'](?:1|true)[^<>]*)>")
_EDGE = re.compile(rb"\b(min|max)=[\"'](\d{1,6})")
_NO_VALUE = re.compile(
    rb"<(?:\w+:)?c\s[^<>]*?\br=[\"']([A-Z]{1,3}\d{1,7})[\"'][^<>]*>\s*"
    rb"<(?:\w+:)?f\b(?:[^<>]*/>|[^<>]*>[^<]*</(?:\w+:)?f>)\s*"
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
_ROW_ENDS = b"row>"


@dataclass(frozen=True, slots=True)
class Unseen:
    """Of one sheet: rows (from 1) and columns (from 0) that are hidden, cells without a value."""

    rows: tuple[int, ...] = ()
    columns: tuple[int, ...] = ()
    no_value: tuple[str, ...] = ()


NOTHING = Unseen()


def unseen_of(path: Path) -> dict[str, Unseen]:
    """The sheets of an .xlsx, by name, of which there is something to say.

    For a file of harmless size (see ``archives``); one with an unusual index gives nothing.
    """
    with zipfile.ZipFile(path) as archive:
        found = {name: _sheet(archive, part) for name, part in _parts(archive)}
    return {name: unseen for name, unseen in found.items() if unseen != NOTHING}


def _parts(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """Name and file of every sheet."""
    targets = {
        item.get("Id"): item.get("Target", "")
        for item in _tags(archive, "xl/_rels/workbook.xml.rels")
    }
    files = set(archive.namelist())
    for item in _tags(archive, "xl/workbook.xml"):
        number = next((item[key] for key in item if key.endswith(":id")), None)
        target = targets.get(number, "")
        part = target.lstrip("/") if target.startswith("/") else normpath(join("xl", target))
        if part in files:
            yield item.get("name", ""), part


def _tags(archive: zipfile.ZipFile, name: str) -> list[dict[str, str]]:
    if name not in archive.namelist() or archive.getinfo(name).file_size > LARGEST_INDEX:
        return []
    text = archive.read(name).decode("utf-8", "replace")
    return [
        {key: html.unescape(one or other) for key, one, other in _ATTRIBUTE.findall(attributes)}
        for attributes in _TAG.findall(text)
    ]


def _sheet(archive: zipfile.ZipFile, part: str) -> Unseen:
    rows: list[int] = []
    columns: set[int] = set()
    no_value: list[str] = []
    for xml in _whole_rows(archive, part):
        if b"hidden" in xml:
            rows += [int(row[:9]) for row in _HIDDEN_ROW.findall(xml)]
            columns.update(_columns(_COLUMN.findall(xml)))
        if b"<f" in xml or b":f" in xml:
            no_value += [cell.decode() for cell in _NO_VALUE.findall(xml)]
    return Unseen(tuple(rows), tuple(sorted(columns)), tuple(no_value))


def _columns(found: Sequence[bytes]) -> Iterator[int]:
    for attributes in found:
        edges = {name: int(number) for name, number in _EDGE.findall(attributes)}
        last = min(edges.get(b"max", 0), LAST_COLUMN)
        yield from range(max(edges.get(b"min", 1), 1) - 1, last)


def _whole_rows(archive: zipfile.ZipFile, part: str) -> Iterator[bytes]:
    """The sheet's XML in pieces that end where a row ends."""
    waiting = b""
    with archive.open(part) as file:
        while chunk := file.read(CHUNK):
            waiting += chunk
            end = waiting.rfind(_ROW_ENDS)
            if end >= 0:
                end += len(_ROW_ENDS)
                yield waiting[:end]
                waiting = waiting[end:]
            if len(waiting) > LONGEST_ROW:
                waiting = b""
    yield waiting
