"""Tables from cells with their places, and from text without lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from inventory.registry.papers.pieces import Box, Piece, Row, joined, rows_of

# In a table without lines, so many cells make a row, so many such rows a table.
FEWEST_CELLS, FEWEST_ROWS = 3, 3
# A column ends where at most one line of so many has text.
LINES_TO_ONE_ACROSS = 8
# Lines nearer than this share of the usual distance are one row.
NEAR = 0.72
EDGE = 2.0
# Of letters of the same size the heights differ by less than this, and lines of a table stand
# nearer than this, in letters.
ALIKE, NEXT = 0.12, 1.2
# A text of which less than this stands in one column stands over several.
WITHIN = 0.8
# A table goes on where more than this of its pieces stands in the columns of the page before.
FITTING = 0.9
Range = tuple[tuple[int, int], tuple[int, int]]
Corner = tuple[float, float]


@dataclass
class Table:
    """Rows of cells, merged ranges, the columns' edges from left to right, and its place.

    ``sure``: how surely each cell was recognised, for pages that were.
    """

    rows: list[list[str]]
    merged: list[Range]
    edges: list[float]
    box: Box
    sure: list[list[float]] = field(default_factory=list)

    def as_dict(self) -> Mapping[str, object]:
        """The table as plain JSON data."""
        return {
            "rows": self.rows,
            "merged": self.merged,
            "edges": self.edges,
            "sure": self.sure,
        }


def ruled_table(
    cells: Sequence[tuple[Box, Sequence[str]]], sure: Mapping[Corner, float] | None = None
) -> Table | None:
    """A table of cells, each with its lines of text; None where it has not two columns.

    `sure`: how surely the cell at a corner was recognised.
    """
    lefts = _steps([box[0] for box, _ in cells])
    tops = _steps([box[1] for box, _ in cells])
    if len(lefts) < 2:
        return None
    lines: list[list[Sequence[str]]] = [[() for _ in lefts] for _ in tops]
    merged: list[Range] = []
    scores = [[1.0 for _ in lefts] for _ in tops]
    for box, text in cells:
        row, column = _place(tops, box[1]), _place(lefts, box[0])
        last = (_last(tops, box[3]), _last(lefts, box[2]))
        lines[row][column] = text
        scores[row][column] = (sure or {}).get((box[0], box[1]), 1.0)
        if last != (row, column):
            merged.append(((row, column), last))
    right = max(box[2] for box, _ in cells)
    bottom = max(box[3] for box, _ in cells)
    rows = [[joined(text) for text in row] for row in lines]
    whole = (lefts[0], tops[0], right, bottom)
    return _unrolled(lines, Table(rows, merged, [*lefts, right], whole, scores))


def _steps(values: Sequence[float]) -> list[float]:
    found: list[float] = []
    for value in sorted(values):
        if not found or value - found[-1] > EDGE:
            found.append(value)
    return found


def _place(steps: Sequence[float], value: float) -> int:
    return max(index for index, step in enumerate(steps) if step <= value + EDGE)


def _last(steps: Sequence[float], end: float) -> int:
    return max(index for index, step in enumerate(steps) if step < end - EDGE)


def _unrolled(lines: Sequence[Sequence[Sequence[str]]], table: Table) -> Table:
    """Part a row that holds many devices, where the lines between them are not drawn."""
    rows: list[list[str]] = []
    starts: list[int] = []
    sure: list[list[float]] = []
    for cells, row, scores in zip(lines, table.rows, table.sure, strict=True):
        starts.append(len(rows))
        counts = [len(cell) for cell in cells if cell]
        alike = max(counts, default=0)
        if alike >= FEWEST_ROWS and counts.count(alike) == len(counts) >= FEWEST_CELLS:
            rows += [[cell[at] if cell else "" for cell in cells] for at in range(alike)]
            sure += [scores] * alike
        else:
            rows.append(row)
            sure.append(scores)
    starts.append(len(rows))
    merged = [
        ((starts[top], left), (starts[bottom + 1] - 1, right))
        for (top, left), (bottom, right) in table.merged
    ]
    return Table(rows, merged, table.edges, table.box, sure)


def loose_table(
    pieces: Sequence[Piece], rules: Sequence[float] = (), before: Sequence[float] = ()
) -> Table | None:
    """The table that stands in text without lines, or with `rules` between its rows; or None.

    It may go on from a page `before`, whose columns it then has, be it with a single row.
    """
    rows = _run(rows_of(pieces), 1 if before else FEWEST_ROWS)
    if before and rows and _fits(rows, before):
        return _filled(rows, list(before), rules)
    edges = column_edges(rows)
    if len(rows) < FEWEST_ROWS or len(edges) - 1 < FEWEST_CELLS:
        return None
    return _filled(rows, edges, rules)


def _fits(rows: Sequence[Row], edges: Sequence[float]) -> bool:
    """Whether what stands in lines stands in these columns."""
    pieces = [piece for row in rows if len(_cells(row)) >= FEWEST_CELLS for piece in row.pieces]
    inside = [
        any(_inside(piece, left, right) > WITHIN for left, right in pairwise(edges))
        for piece in pieces
    ]
    return sum(inside) > FITTING * len(pieces)


def _filled(rows: Sequence[Row], edges: list[float], rules: Sequence[float]) -> Table:
    """The lines put into columns."""
    found: list[list[list[Piece]]] = []
    merged: list[Range] = []
    pitch = _pitch(rows)
    before: Row | None = None
    for row in rows:
        cells: list[list[Piece]] = [[] for _ in edges[1:]]
        ranges = [(a, b) for piece in row.pieces for a, b in [_put(piece, cells, edges)] if a < b]
        if rules:
            same = before is not None and not _parted(before, row, rules)
        else:
            same = before is not None and _goes_on(before, row, cells, pitch)
        if same:
            for own, more in zip(found[-1], cells, strict=True):
                own += more
        else:
            found.append(cells)
        merged += [((len(found) - 1, a), (len(found) - 1, b)) for a, b in ranges]
        # A group of columns is a row of its own, above their headings.
        before = None if ranges else row
    texts = [[joined(line.text for line in rows_of(cell)) for cell in row] for row in found]
    sure = [[min((p.sure for p in cell), default=1.0) for cell in row] for row in found]
    box = (edges[0], rows[0].top, edges[-1], rows[-1].bottom)
    return Table(texts, merged, edges, box, sure)


def _parted(before: Row, row: Row, rules: Sequence[float]) -> bool:
    return any(before.middle < rule < row.middle for rule in rules)


def _run(rows: Sequence[Row], fewest: int) -> list[Row]:
    """The lines of the table: from the first with enough cells to the last, and what is near."""
    full = [index for index, row in enumerate(rows) if len(_cells(row)) >= FEWEST_CELLS]
    if len(full) < fewest:
        return []
    first, last = full[0], full[-1]
    size = median(piece.height for row in rows[first : last + 1] for piece in row.pieces)
    # Groups of columns stand above the headings, a device with few facts may be the last.
    while first > 0 and _next_to(rows[first - 1], rows[first - 1], rows[first], size):
        first -= 1
    while last + 1 < len(rows) and _next_to(rows[last + 1], rows[last], rows[last + 1], size):
        last += 1
    return list(rows[first : last + 1])


def _next_to(row: Row, above: Row, below: Row, size: float) -> bool:
    """Whether a line stands close to the table, in letters of the same size."""
    alike = all(abs(piece.height - size) < ALIKE * size for piece in row.pieces)
    return alike and below.top - above.bottom < NEXT * size


def _cells(row: Row) -> list[Piece]:
    """The pieces of a line that stand apart from the one before: cells, as far as one can tell."""
    apart = [
        after
        for before, after in pairwise(row.pieces)
        if after.left - before.right > 0.8 * after.height
    ]
    return [row.pieces[0], *apart]


def column_edges(rows: Sequence[Row]) -> list[float]:
    """Where the columns of lines begin and end: what nearly no line writes across parts them."""
    full = [row for row in rows if len(_cells(row)) >= FEWEST_CELLS]
    if not full:
        return []
    size = median(piece.height for row in full for piece in row.pieces)
    changes: list[tuple[float, int]] = []
    for row in full:
        for left, right in _spans(row, size):
            changes += [(left, 1), (right, -1)]
    allowed = len(full) // LINES_TO_ONE_ACROSS
    covered, gap_from, edges = 0, None, []
    for at, change in sorted(changes):
        was = covered
        covered += change
        if was > allowed >= covered:
            gap_from = at
        elif was <= allowed < covered:
            if gap_from is None:
                edges.append(at)
            elif at - gap_from > 0.25 * size:
                edges.append((gap_from + at) / 2)
            gap_from = None
    last = max((at for at, _ in changes), default=0.0)
    return [*edges, last]


def _spans(row: Row, size: float) -> list[tuple[float, float]]:
    """The pieces of a line, those with only a space between as one."""
    spans: list[tuple[float, float]] = []
    for piece in row.pieces:
        if spans and piece.left - spans[-1][1] < 0.4 * size:
            spans[-1] = (spans[-1][0], max(spans[-1][1], piece.right))
        else:
            spans.append((piece.left, piece.right))
    return spans


def _put(piece: Piece, cells: list[list[Piece]], edges: Sequence[float]) -> tuple[int, int]:
    """Put a piece into its column; gives the first and the last that it stands over."""
    columns = range(len(cells))
    own = [at for at in columns if _inside(piece, edges[at], edges[at + 1]) > WITHIN]
    if own:
        cells[own[0]].append(piece)
        return own[0], own[0]
    over = [at for at in columns if _shared(piece, edges[at], edges[at + 1]) > 0] or [
        min(columns, key=lambda at: abs((edges[at] + edges[at + 1]) / 2 - piece.centre))
    ]
    cells[over[0]].append(piece)
    return over[0], over[-1]


def _shared(piece: Piece, left: float, right: float) -> float:
    return min(piece.right, right) - max(piece.left, left)


def _inside(piece: Piece, left: float, right: float) -> float:
    """The share of a piece that stands in a column."""
    return _shared(piece, left, right) / max(piece.right - piece.left, 0.1)


def _pitch(rows: Sequence[Row]) -> float:
    """How far apart lines stand; 0 of a single one."""
    return median([after.middle - before.middle for before, after in pairwise(rows)] or [0.0])


def _goes_on(before: Row, row: Row, cells: Sequence[Sequence[Piece]], pitch: float) -> bool:
    """Whether a line is the rest of the one above: near it, and blank where rows begin."""
    filled = sum(1 for cell in cells if cell)
    near = row.middle - before.middle < NEAR * pitch
    return near and not cells[0] and filled < len(cells) / 2
