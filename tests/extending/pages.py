"""The worked examples of docs/extending: the fenced blocks of a page, laid into a library.

A block's first line says its language and where it goes: ```toml rules/washer.toml. A block for a
file that there is already is added to its end; a block of language diff changes it. Blocks without
a place are for the reader, ``case`` holds judgement cases.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

PAGES = Path(__file__).resolve().parents[2] / "docs" / "extending"
_FENCE = re.compile(r"^```(\w+)[ ]*(\S*)\n(.*?)^```$", re.M | re.S)


@dataclass(frozen=True)
class Block:
    """One fenced block of a page."""

    language: str
    place: str
    text: str


def blocks(page: str) -> list[Block]:
    """The blocks of a page of docs/extending that say where they go."""
    text = (PAGES / page).read_text(encoding="utf-8")
    return [Block(*found) for found in _FENCE.findall(text) if found[1] and found[0] != "sh"]


def block(page: str, place: str) -> str:
    """The text of the one block that goes there."""
    (found,) = (item.text for item in blocks(page) if item.place == place)
    return found


def lay(page: str, root: Path) -> None:
    """Write a page's data files into a library, or into a folder of additions."""
    for item in blocks(page):
        if item.place == "case" or item.place.startswith(("standards/", "inventory/")):
            continue
        path = root / item.place
        if item.language == "diff":
            path.write_text(patched(path.read_text(encoding="utf-8"), item.text), "utf-8")
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        before = path.read_text(encoding="utf-8") + "\n" if path.exists() else ""
        path.write_text(before + item.text, encoding="utf-8")


def patched(text: str, diff: str) -> str:
    """The text with the lines of a diff changed; the lines before must stand there just once."""
    lines = diff.splitlines()
    before = "".join(f"{line[1:]}\n" for line in lines if line[:1] in (" ", "-"))
    after = "".join(f"{line[1:]}\n" for line in lines if line[:1] in (" ", "+"))
    assert text.count(before) == 1, before
    return text.replace(before, after)
