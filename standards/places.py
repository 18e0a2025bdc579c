"""Places in documents as a party finds them: class, section and item as printed.

A finding's ``clause`` is the library's key. For most documents it is the printed place; the items
of a catalogue have a section beside them, and those of the restructuring catalogue have numbers
that only this library knows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

import polars as pl

from standards.model import Library


def printed_place(library: Library, document: str, clause: str) -> str:
    """The place that a party can look up: 变压器类第3-1项, 淘汰类：固定炉排燃煤锅炉."""
    return places(library).get((document, clause), clause)


@lru_cache(maxsize=4)
def places(library: Library) -> Mapping[tuple[str, str], str]:
    """The printed places of all items of catalogues, by document and clause."""
    found: dict[tuple[str, str], str] = {}
    for table in library.tables.values():
        for item, place in _items(table.rows):
            found.setdefault((table.document, item), place)
    return found


def _items(rows: pl.DataFrame) -> Iterator[tuple[str, str]]:
    """An entry that its catalogue puts into a class has no printed number; the others have one."""
    if {"item", "class"} <= set(rows.columns):
        words = "wording" if "wording" in rows.columns else "cell"
        for item, group, said in rows.select("item", "class", words).iter_rows():
            yield item, f"{group}：{said}"
    elif {"item", "category"} <= set(rows.columns):
        for item, section in rows.select("item", "category").iter_rows():
            yield item, f"{section}类第{item}项"


def english_place(place: str) -> str:
    """A table or an article in English words; what is called otherwise stays as it is printed."""
    tables = re.fullmatch(r"表(\d+)(?:至表(\d+))?", place)
    if tables:
        first, last = tables.groups()
        return f"Tables {first} to {last}" if last else f"Table {first}"
    article = re.fullmatch(
        r"第([一二三四五六七八九十]+)条(?:（([一二三四五六七八九十]+)）)?", place
    )
    if article:
        number, item = (_numeral(part) for part in article.groups(""))
        return f"Article {number}" + (f" ({item})" if item else "")
    return place


def _numeral(written: str) -> str:
    """Digits of a Chinese numeral below one hundred; blank of a blank."""
    if "十" not in written:
        return str("零一二三四五六七八九".index(written)) if written else ""
    tens, _, ones = written.partition("十")
    return f"{_numeral(tens) or 1}{_numeral(ones) or 0}"
