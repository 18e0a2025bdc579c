"""Drawing on pages: strings in embedded faces, rules, QR code. Draws plain strings only, so nothing
that a user typed is ever read as markup."""

import io
from collections.abc import Iterator, Sequence
from itertools import groupby

import segno
from reportlab import rl_config
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas
from reportlab.pdfgen.textobject import PDFTextObject

from inventory.enforcement.documents.fonts import FontSet, Role
from inventory.enforcement.documents.layout import (
    CELL,
    FOLIO_GAP,
    FOLIO_SIZE,
    HEIGHT,
    LEFT,
    PAGE_HEIGHT,
    PAGE_WIDTH,
    TOP,
    WIDTH,
    Line,
    baseline,
    is_wide,
    tracking,
    wide,
)

RED = (0.84, 0.0, 0.0)
BLACK = (0.0, 0.0, 0.0)
GREY = (0.35, 0.35, 0.35)
FAINT = (0.91, 0.91, 0.91)
# Streams need not be text: half the encoding work and a fifth of the size saved.
rl_config.useA85 = 0

_MAX_STRETCH = 0.25  # em; a line that would need wider gaps stays ragged


class Sheet:
    """A growing PDF of A4 pages with page numbers.

    Args:
        title, author: document properties.
        draft: writes 草稿 across each page.
        folio: numbers the pages.
    """

    def __init__(
        self, fonts: FontSet, title: str, author: str, draft: bool, folio: bool = True
    ) -> None:
        self.fonts = fonts
        self.pages = 0
        self._draft, self._numbered = draft, folio
        # What PDF keeps from one text object to the next on a page: character spacing, colour.
        self._track, self._colour = 0.0, BLACK
        self._buffer = io.BytesIO()
        self._canvas = Canvas(
            self._buffer,
            pagesize=(PAGE_WIDTH, PAGE_HEIGHT),
            invariant=1,
            pageCompression=1,
            initialFontName=fonts.name("body"),
            lang="zh-CN",
        )
        self._canvas.setTitle(title)
        self._canvas.setAuthor(author)
        self._canvas.setCreator("Huanxin")
        self._canvas.setProducer("Huanxin")

    def begin_page(self) -> None:
        """Starts the next page."""
        if self.pages:
            self._end_page()
        self.pages += 1
        self._track, self._colour = 0.0, BLACK
        if self._draft:
            self._watermark("草稿")

    def finish(self) -> bytes:
        """The PDF."""
        self._end_page()
        self._canvas.save()
        return self._buffer.getvalue()

    def line(self, line: Line, number: int, colour: tuple[float, float, float] = BLACK) -> None:
        """Draws a grid line of the text area (0 = topmost)."""
        if not line.text:
            return
        track = tracking(line.size)
        if line.align == "left":
            x, track_wide = LEFT + line.indent, self._justified(line, track)
        else:
            width = self.width(line.text, line.role, line.size, track)
            slack = WIDTH - width if line.align == "right" else (WIDTH - width) / 2
            x, track_wide = LEFT + slack - line.indent, track
        y = baseline(number, line.size)
        self._text(x, y, line.text, line.role, line.size, (track, track_wide), colour)

    def text(
        self,
        x: float,
        y: float,
        text: str,
        role: Role = "body",
        size: float = 9.0,
        colour: tuple[float, float, float] = BLACK,
    ) -> None:
        """Draws a string from x on the baseline y."""
        self._text(x, y, text, role, size, (0.0, 0.0), colour)

    def lines(self, x: float, y: float, lines: Sequence[str], size: float, leading: float) -> None:
        """Draws body-face strings below each other, the first on the baseline y."""
        obj = self._begin(x, y, BLACK)
        self._spaced(obj, 0.0)
        font = self.fonts.name("body")
        obj.setFont(font, size, leading)
        for line in lines:
            *runs, last = self.fonts.runs(line or " ", "body")
            for name, run in [*runs, last]:
                if name != font:
                    font = name
                    obj.setFont(name, size, leading)
                (obj.textOut if run is not last[1] else obj.textLine)(run)
        self._canvas.drawText(obj)

    def width(self, text: str, role: Role, size: float, track: float = 0.0) -> float:
        """Natural width of a string."""
        return self.fonts.width(text, role, size) + max(len(text) - 1, 0) * track

    def rule(
        self,
        x1: float,
        y1: float,
        x2: float,
        y2: float,
        thickness: float = 0.5,
        colour: tuple[float, float, float] = BLACK,
    ) -> None:
        """Draws a straight line."""
        self._canvas.setStrokeColorRGB(*colour)
        self.rules([(x1, y1, x2, y2)], thickness)

    def rules(
        self, lines: Sequence[tuple[float, float, float, float]], thickness: float = 0.5
    ) -> None:
        """Draws lines (x1, y1, x2, y2) in the colour of the last `rule`, black at first."""
        drawn = " ".join(f"{x1:.2f} {y1:.2f} m {x2:.2f} {y2:.2f} l" for x1, y1, x2, y2 in lines)
        self._canvas.addLiteral(f"{thickness} w {drawn} S")

    def tint(self, x: float, y: float, width: float, height: float) -> None:
        """Fills a light background."""
        self._canvas.saveState()
        self._canvas.setFillColorRGB(0.955, 0.955, 0.955)
        self._canvas.rect(x, y, width, height, stroke=0, fill=1)
        self._canvas.restoreState()

    def qr(self, x: float, y: float, side: float, content: str) -> None:
        """Draws a QR code, vector, its lower left corner at (x, y); quiet zone not included."""
        # The mask is given: comparing all eight costs more than the rest of the code, and
        # readers take any.
        code = segno.make(content, error="m", micro=False, encoding="utf-8", mask=3)
        module = side / len(code.matrix)
        rectangles = (
            f"{start} {-number} {length} 1 re"
            for number, row in enumerate(code.matrix, 1)
            for start, length in _dark_runs(row)
        )
        self._canvas.saveState()
        self._canvas.setFillColorRGB(*BLACK)
        self._canvas.transform(module, 0, 0, module, x, y + side)
        self._canvas.addLiteral(" ".join(rectangles) + " f")
        self._canvas.restoreState()

    def picture(self, x: float, y: float, width: float, height: float, data: bytes) -> None:
        """Draws a picture (PNG, JPEG) into a box, its lower left corner at (x, y), undistorted."""
        self._canvas.drawImage(
            ImageReader(io.BytesIO(data)),
            x,
            y,
            width,
            height,
            mask="auto",
            preserveAspectRatio=True,
            anchor="c",
        )

    def _justified(self, line: Line, track: float) -> float:
        gaps = wide(line.text)
        if line.stretch is None or not gaps:
            return track
        slack = line.stretch - self.width(line.text, line.role, line.size, track)
        extra = slack / gaps
        return track + extra if extra <= _MAX_STRETCH * line.size else track

    def _text(
        self,
        x: float,
        y: float,
        text: str,
        role: Role,
        size: float,
        tracks: tuple[float, float],
        colour: tuple[float, float, float],
    ) -> None:
        narrow, broad = tracks
        obj = self._begin(x, y, colour)
        font = ""
        for is_broad, piece in _by_width(text) if narrow != broad else [(False, text)]:
            self._spaced(obj, broad if is_broad else narrow)
            for name, run in self.fonts.runs(piece, role):
                if name != font:
                    font = name
                    obj.setFont(name, size)
                obj.textOut(run)
        self._canvas.drawText(obj)

    def _begin(self, x: float, y: float, colour: tuple[float, float, float]) -> PDFTextObject:
        obj = self._canvas.beginText(round(x, 3), round(y, 3))
        if colour != self._colour:
            obj.setFillColorRGB(*colour)
            self._colour = colour
        return obj

    def _spaced(self, obj: PDFTextObject, track: float) -> None:
        if track != self._track:
            obj.setCharSpace(track)
            self._track = track

    def _end_page(self) -> None:
        if self._numbered:
            self._folio()
        self._canvas.showPage()

    def _folio(self) -> None:
        """— 1 —: 4号, a character in from the outer edge, the dash 7 mm below the text area."""
        text = f"— {self.pages} —"
        width = self.width(text, "body", FOLIO_SIZE)
        indent = FOLIO_SIZE
        x = LEFT + WIDTH - indent - width if self.pages % 2 else LEFT + indent
        y = PAGE_HEIGHT - TOP - HEIGHT - FOLIO_GAP - 0.38 * FOLIO_SIZE
        self.text(x, y, text, "body", FOLIO_SIZE)

    def _watermark(self, text: str) -> None:
        size = 150.0
        self._canvas.saveState()
        self._canvas.translate(PAGE_WIDTH / 2, PAGE_HEIGHT / 2)
        self._canvas.rotate(50)
        width = self.width(text, "heading", size)
        self.text(-width / 2, -size * 0.35, text, "heading", size, FAINT)
        self._canvas.restoreState()
        self._track, self._colour = 0.0, BLACK


def _by_width(text: str) -> Iterator[tuple[bool, str]]:
    """(is Chinese, run) in order."""
    for broad, group in groupby(text, key=is_wide):
        yield broad, "".join(group)


def _dark_runs(row: bytearray) -> Iterator[tuple[int, int]]:
    """(start, length) of the dark runs of a row of modules."""
    start = 0
    for dark, group in groupby(row):
        length = len(list(group))
        if dark:
            yield start, length
        start += length


__all__ = ["BLACK", "CELL", "GREY", "RED", "Sheet"]
