"""Faces of the official documents, and the choice of a face that has the glyph of a character.

GB/T 9704 asks for 仿宋 (body), 小标宋 (title) and 黑体 (first-level headings). The faces that come
with the project, Noto Serif SC and Noto Sans SC, stand in; a bureau that owns the others names its
files in `register`. reportlab draws a missing glyph as nothing at all, so every character is
looked up here before it is drawn: another face, then the compatibility form (₂ → 2), then a
visible 〓.
"""

import re
import unicodedata
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import groupby
from pathlib import Path
from typing import Literal

from reportlab.pdfbase import pdfmetrics, ttfonts
from reportlab.pdfbase.ttfonts import TTFError, TTFont

from inventory.core.settings import STATIC

FOLDER = STATIC / "fonts"
GETA = "〓"  # the geta mark: printed for a character that no face has

Role = Literal["body", "title", "heading"]
ROLES: tuple[Role, ...] = ("body", "title", "heading")
DEFAULTS: dict[Role, str] = {
    "body": "NotoSerifSC-Regular.ttf",
    "title": "NotoSerifSC-Bold.ttf",
    "heading": "NotoSansSC-Medium.ttf",
}
SUPPLEMENT = "NotoSerifSC-Supplement.ttf"  # of the 通用规范汉字表, what GBK lacks: names


_plain_unicode_map = ttfonts.makeToUnicodeCMap


def _unicode_map(name: str, subset: list[int]) -> str:
    """The table from glyphs to text; characters above U+FFFF as two UTF-16 units.

    reportlab 5.1 writes these as five digits, which readers take for another character: rare names
    (李𬭚) looked right and were copied and searched wrong.
    """
    table = _plain_unicode_map(name, subset)
    return re.sub(
        r"(?<=> <)[0-9A-F]{5,6}(?=>)",
        lambda code: chr(int(code[0], 16)).encode("utf-16-be").hex().upper(),
        table,
    )


ttfonts.makeToUnicodeCMap = _unicode_map


class FontError(ValueError):
    """A font file that cannot be embedded; the message names the file and the remedy."""


@dataclass(frozen=True, slots=True)
class Glyph:
    """How one character is drawn: `text` in face `font`, `advance` em wide."""

    font: str
    text: str
    advance: float
    found: bool = True


class _Widths(dict[str, float]):
    """Character -> width at one size; filled as characters come up. A dict, because breaking
    lines looks up every character of a document, most of them several times."""

    def __init__(self, fonts: "FontSet", role: Role, size: float, track: float) -> None:
        super().__init__()
        self._fonts, self._role, self._size, self._track = fonts, role, size, track

    def __missing__(self, char: str) -> float:
        width = self._fonts.glyph(char, self._role).advance * self._size + self._track
        self[char] = width
        return width


class FontSet:
    """Three roles over registered faces, each backed by the other two.

    Args:
        faces: role -> registered reportlab font.
    """

    def __init__(self, faces: dict[Role, TTFont]) -> None:
        self._order = {role: [faces[role], *_others(faces, role)] for role in ROLES}
        self._known: dict[Role, dict[str, Glyph]] = {role: {} for role in ROLES}
        self._plain: dict[Role, set[str]] = {role: set() for role in ROLES}
        self._scales: dict[tuple[Role, float, float], _Widths] = {}

    def name(self, role: Role) -> str:
        """Registered name of the role's own face."""
        return self._order[role][0].fontName

    def glyph(self, char: str, role: Role = "body") -> Glyph:
        """The glyph for one character."""
        known = self._known[role]
        found = known.get(char)
        if found is None:
            found = known[char] = self._find(char, role)
            if found.font == self.name(role) and found.text == char:
                self._plain[role].add(char)
        return found

    def advance(
        self, role: Role = "body", size: float = 1.0, track: float = 0.0
    ) -> Callable[[str], float]:
        """The function from a character to its width at a size, with `track` added to each."""
        scale = self._scales.get((role, size, track))
        if scale is None:
            scale = self._scales[role, size, track] = _Widths(self, role, size, track)
        return scale.__getitem__

    def width(self, text: str, role: Role = "body", size: float = 1.0) -> float:
        """Width of a text, without any extra spacing; in em if no size is given."""
        return sum(map(self.advance(role, size), text))

    def missing(self, text: Iterable[str]) -> tuple[str, ...]:
        """Characters that no face can draw, each once, in code-point order."""
        return tuple(c for c in sorted(set(text)) if not self.glyph(c).found)

    def runs(self, text: str, role: Role = "body") -> Iterator[tuple[str, str]]:
        """(font name, text) pieces in order, each drawable in one face."""
        if self._plain[role].issuperset(text):  # nearly always
            yield self.name(role), text
            return
        glyphs = (self.glyph(char, role) for char in text)
        for font, group in groupby(glyphs, key=lambda glyph: glyph.font):
            yield font, "".join(glyph.text for glyph in group)

    def _find(self, char: str, role: Role) -> Glyph:
        for form in (char, unicodedata.normalize("NFKC", char)):
            for font in self._order[role]:
                if form and all(ord(c) in font.face.charToGlyph for c in form):
                    return Glyph(font.fontName, form, _em(font, form))
        font = next(f for f in self._order[role] if ord(GETA) in f.face.charToGlyph)
        return Glyph(font.fontName, GETA, _em(font, GETA), found=False)


# The bureau's own faces, by role; set once at start-up.
_configured: dict[str, str] = {}


def configure(body: str = "", title: str = "", heading: str = "") -> None:
    """Set the default faces; refuse a file that cannot be used at once.

    Raises:
        FontError: as for `register`.
    """
    given = {"body": body, "title": title, "heading": heading}
    own = {role: path for role, path in given.items() if path}
    if own:
        register(**own)
    _configured.clear()
    _configured.update(own)


def register(
    body: Path | str | None = None,
    title: Path | str | None = None,
    heading: Path | str | None = None,
) -> FontSet:
    """Registers faces and returns their set; blank roles take the faces of the project.

    Args:
        body, title, heading: paths of static TrueType (.ttf, glyf outlines) files.

    Raises:
        FontError: the file is absent, a collection, or has no TrueType outlines.
    """
    chosen = {"body": body, "title": title, "heading": heading}
    chosen = {role: chosen[role] or _configured.get(role) for role in ROLES}
    return _font_set(tuple(str(chosen[role] or FOLDER / DEFAULTS[role]) for role in ROLES))


@lru_cache(maxsize=8)
def _font_set(paths: tuple[str, ...]) -> FontSet:
    faces = {role: _load(Path(path)) for role, path in zip(ROLES, paths, strict=True)}
    lacking = [role for role, font in faces.items() if ord("国") not in font.face.charToGlyph]
    if lacking:
        path = paths[ROLES.index(lacking[0])]
        raise FontError(
            f"字体文件没有汉字，请换一个中文字体：{path} (no Chinese glyphs in this font)"
        )
    own = [_load(FOLDER / name) for name in (*DEFAULTS.values(), SUPPLEMENT)]
    fonts = FontSet(faces)
    for role in ROLES:  # a bureau's FangSong may hold GB 2312 only: our faces stand behind it
        fonts._order[role] += [font for font in own if font not in fonts._order[role]]
    return fonts


@lru_cache(maxsize=32)
def _load(path: Path) -> TTFont:
    name = f"{path.stem}-{zlib.crc32(str(path).encode()):08x}"
    try:
        font = TTFont(name, str(path))
    except (TTFError, OSError) as error:
        raise FontError(
            f"字体文件无法嵌入：{path}。请使用静态 TrueType（.ttf）字体，不支持 .otf 和 .ttc。"
            f" (this font cannot be embedded: {error})"
        ) from error
    # Readers tell embedded fonts apart by their PostScript names; ours share one (the supplement is
    # cut from the same family), and characters of the second came out as boxes.
    font.face.name = name.encode() if isinstance(font.face.name, bytes) else name
    # Each subset is cut out of a copy of the glyph table, 8 MB: keep the copy.
    font.face.get_table = cache(font.face.get_table)
    pdfmetrics.registerFont(font)
    return font


def _others(faces: dict[Role, TTFont], role: Role) -> list[TTFont]:
    return [font for other, font in faces.items() if other != role and font is not faces[role]]


def _em(font: TTFont, text: str) -> float:
    widths, default = font.face.charWidths, font.face.defaultWidth
    return sum(widths.get(ord(char), default) for char in text) / 1000
