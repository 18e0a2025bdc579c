"""How large a picture says it is, read from its first bytes without decoding anything."""

from __future__ import annotations

import struct
from collections.abc import Callable, Mapping

from inventory.registry.attachments.pictures import JPEG, PNG, WEBP

Size = tuple[int, int]
# Markers that begin a frame: C0 to CF, but tables (C4), extension (C8), conditioning (CC).
FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
# Markers that stand alone, without a length behind them.
ALONE = frozenset({0x01, *range(0xD0, 0xD9)})


def size_of(content: bytes, media_type: str) -> Size | None:
    """Width and height; None where the header is damaged."""
    try:
        size = READERS[media_type](content)
    except struct.error:
        return None
    return size if size and min(size) > 0 else None


def _png(content: bytes) -> Size | None:
    width, height = struct.unpack_from(">II", content, 16)
    return (width, height) if content[12:16] == b"IHDR" else None


def _jpeg(content: bytes) -> Size | None:
    """The frame's header: segments are stepped over, each at least two bytes long."""
    at = 2
    while True:
        mark, marker = struct.unpack_from("BB", content, at)
        if mark != 0xFF:
            return None
        if marker == 0xFF or marker in ALONE:
            at += 1 if marker == 0xFF else 2
            continue
        (length,) = struct.unpack_from(">H", content, at + 2)
        if marker in FRAMES:
            height, width = struct.unpack_from(">HH", content, at + 5)
            return width, height
        if length < 2:
            return None
        at += 2 + length


def _webp(content: bytes) -> Size | None:
    form = content[12:16]
    if form == b"VP8 ":
        width, height = struct.unpack_from("<HH", content, 26)
        return width & 0x3FFF, height & 0x3FFF
    if form == b"VP8L":
        (packed,) = struct.unpack_from("<I", content, 21)
        return (packed & 0x3FFF) + 1, (packed >> 14 & 0x3FFF) + 1
    if form == b"VP8X":
        low, high, height_low, height_high = struct.unpack_from("<HBHB", content, 24)
        return (low | high << 16) + 1, (height_low | height_high << 16) + 1
    return None


READERS: Mapping[str, Callable[[bytes], Size | None]] = {JPEG: _jpeg, PNG: _png, WEBP: _webp}
