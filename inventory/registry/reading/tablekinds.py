"""Of which kind the devices of a table are, by its headings and titles."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from standards.completing import words_of
from standards.words import BY_CELLS, OWN, fold

from .grids import Grid
from .model import cell_text
from .owners import owner_of
from .tables import COMMON_FIELDS, Header

# Points for a kind, and by how many it must lead.
WORD_POINTS = 3
OWNED_POINTS = 3
WINNING_MARGIN = 2
GENERAL = "general"
# Machines whose lists have the same columns; what they are driven by is no rival of theirs.
TURNING = frozenset({"pump", "fan", "compressor"})
SERVING = frozenset({"motor", "transformer"})
# 主机及拖动电机一览表 is of the machines, whatever else it names.
_MAIN_MACHINE = "主机"
# 锅炉房, 变压器室: where devices stand, not which.
_PLACES = "房室间站厂"
# What stands behind the thing that a list is of.
LISTED = re.compile(
    r"(?:(?:设备|设施|情况|信息|基本|登记|统计|汇总|排查|摸底|管理|明细|调查|任务|普查|年度)*"
    r"(?:台账|台帐|清单|清册|明细|一览|汇总|登记|统计|名单|目录|情况|信息|普查|排查|摸底)?[表册]?)"
    r"(?:\(.*\))?(?:\.[a-z]{2,4})?$"
)


def is_place(word: str) -> bool:
    return word[-1:] in _PLACES or word.endswith(("系统", "车间"))


def table_kind(
    grid: Grid, headers: Sequence[Header], file_name: str, general: Header | None = None
) -> Header | None:
    """The header of the kind that clearly fits a table best, or None: its rows must say.

    ``general`` is that of what is nothing else: its list is known by its title (充电桩清单)."""
    points = sorted(
        (
            (_points(header, grid, file_name, headers), header)
            for header in headers
            if _may_win(header)
        ),
        key=lambda pair: pair[0],
        reverse=True,
    )
    if not points or points[0][0] <= 0:
        return None
    best, header = points[0]
    if (driven := _driven(grid, header, headers, file_name)) is not None:
        return driven
    if header.kind.id in SERVING and _models_of_machines(header, headers):
        return None
    if header.kind.id in SERVING and _models_of_main_machines(header, headers):
        named = _is_named(header, grid, file_name, headers)
        titles = fold(grid.name + (_title(grid, header) or file_name))
        if not named or _MAIN_MACHINE in titles:
            return None
    if header.kind.id != GENERAL and (other := _another_thing(grid, header, file_name)):
        return general if GENERAL in other else None
    rivals = [header for score, header in points if score > best - WINNING_MARGIN]
    if len(rivals) == 1:
        return header
    return _by_own_name(rivals, grid, file_name) or _first_group(rivals)


def _by_own_name(rivals: Sequence[Header], grid: Grid, file_name: str) -> Header | None:
    """Of kinds that a word names which they share (车辆) the one that sheet or title name by a word
    of its own (货车)."""
    texts = [fold(text) for text in (grid.name, _title(grid, rivals[0]) or file_name)]
    names = [frozenset(map(fold, rival.kind.words.names)) for rival in rivals]
    shared = {name for own in names for name in own if sum(name in o for o in names) > 1}
    if not any(_names(tuple(shared), text) for text in texts):
        return None
    named = [
        rival
        for rival, own in zip(rivals, names, strict=True)
        if any(_names(tuple(own - shared), text) for text in texts)
    ]
    return named[0] if len(named) == 1 else None


def _driven(grid: Grid, header: Header, headers: Sequence[Header], file_name: str) -> Header | None:
    """The header of what a motor drives, or a transformer feeds, where the columns name the models
    of both (风机型号 beside 电机型号) and no title says that the list is of the motors."""
    if header.kind.id not in SERVING:
        return None
    machines = [h for h in headers if h.kind.id in TURNING and _own_model(h) is not None]
    if len(machines) != 1:
        return None
    alone = _is_named(header, grid, file_name, headers)
    return None if alone and not _is_named(machines[0], grid, file_name, headers) else machines[0]


def _models_of_machines(header: Header, headers: Sequence[Header]) -> bool:
    """Whether another column than that of the motors holds the models of machines, by its cells."""
    own = header.column("model")
    return any(
        match is not None and match.field == "model" and match.rank == BY_CELLS and column != own
        for other in headers
        if other.kind.id in TURNING
        for column, match in enumerate(other.matches)
    )


def _models_of_main_machines(header: Header, headers: Sequence[Header]) -> bool:
    """Whether 主机型号, 设备型号 of no kind stands beside the models of the motors (拖动电机型号):
    what each row is says its own name, or that model."""
    own = _own_model(header)
    return own is not None and any(
        (column := other.column("model")) is not None and column != own
        for other in headers
        if other.kind.id in TURNING
    )


def _own_model(header: Header) -> int | None:
    """The column whose heading says that it holds the models of this kind (水泵型号)."""
    names = tuple(map(fold, header.kind.words.names))
    for column, match in enumerate(header.matches):
        if match and match.field == "model":
            leaf = fold(header.leaves[column])
            if match.owned or any(name in leaf for name in names):
                return column
    return None


def _first_group(rivals: Sequence[Header]) -> Header | None:
    """Of kinds that each have a group of the header (水泵性能 | 电动机性能), or a column of models
    (水泵型号, 变压器型号), the first one's: what stands behind belongs to it. None where not each
    has one of its own."""
    places = []
    for header in rivals:
        owned = (
            i for i, p in enumerate(header.paths) if p[1:] and owner_of(p[0]) == header.kind.id
        )
        group = next(owned, None)
        places.append(_own_model(header) if group is None else group)
    known = [place for place in places if place is not None]
    apart = len(set(known)) == len(rivals)
    return rivals[places.index(min(known))] if apart else None


def likely_kinds(grid: Grid, headers: Sequence[Header], file_name: str) -> list[Header]:
    """The kinds to choose from where none clearly fits, the likeliest first."""
    ranked = sorted(
        headers, key=lambda header: _points(header, grid, file_name, headers), reverse=True
    )
    return [header for header in ranked if header.kind.id != GENERAL]


def _may_win(header: Header) -> bool:
    """`general` holds what is nothing else: it takes a table only by a heading of its own."""
    if header.kind.id != GENERAL:
        return True
    own = header.fields - COMMON_FIELDS
    return any(m and m.rank == OWN and m.field in own for m in header.matches)


def _title(grid: Grid, header: Header) -> str:
    """What stands above a header."""
    rows = grid.rows[: header.first]
    return "".join(cell_text(cell) for row in rows for cell in row if cell not in ("", None))


def _is_named(header: Header, grid: Grid, file_name: str, headers: Sequence[Header]) -> bool | None:
    """Whether sheet or title name the kind; None where they name a longer thing (公交车辆)."""
    title = _title(grid, header)
    names = header.kind.words.names
    others = {name for other in headers for name in other.kind.words.names} - set(names)
    texts = [fold(text) for text in (grid.name, title or file_name)]
    bare = [_without_longer(names, others, text) for text in texts]
    # A sheet 在用车辆 of a file 公交车辆 is of buses: the longer name says which 车辆.
    longer = any(
        _names(names, t) and not _names(names, b) for t, b in zip(texts, bare, strict=True)
    )
    return None if longer else any(_names(names, text) for text in bare)


def _points(header: Header, grid: Grid, file_name: str, headers: Sequence[Header]) -> int:
    named = _is_named(header, grid, file_name, headers)
    names = header.kind.words.names
    in_headings = any(fold(word) in fold("".join(header.headings)) for word in names)
    owned = any(m and m.owned and m.field == "model" for m in header.matches)
    owned = owned or (header.kind.id in TURNING and _own_model(header) is not None)
    return (
        header.score
        + WORD_POINTS * bool(named)
        + OWNED_POINTS * owned
        + (named is not None and _names(names, fold(file_name)))
        + in_headings
    )


def _another_thing(grid: Grid, header: Header, file_name: str) -> set[str]:
    """Whether sheet and title say that the list is of a thing of no kind (加油机清单), or of what
    is nothing else (GENERAL), and none of them names the kind whose headings it has."""
    titles = [
        cell_text(cell)
        for row in grid.rows[: header.first]
        for cell in row
        if isinstance(cell, str) and cell
    ]
    texts = [LISTED.sub("", fold(text)) for text in (grid.name, *titles, file_name)]
    if any(_names(header.kind.words.names, text) for text in texts):
        return set()
    said = [words_of(text) for text in texts]
    return {
        each.kind
        for each in said
        if each.kind == GENERAL or (each.reason == "none" and not is_place(each.word))
    }


def _without_longer(names: Sequence[str], others: Collection[str], text: str) -> str:
    """A title without the longer names of other kinds: 公交车辆 names no 车辆."""
    for other in sorted(map(fold, others), key=len, reverse=True):
        if other in text and any(name != other and name in other for name in map(fold, names)):
            text = text.replace(other, "|")
    return text


def _names(names: Sequence[str], text: str) -> bool:
    """Whether a text names a kind, and not only the place where it stands."""
    for name in map(fold, names):
        start = text.find(name)
        while start >= 0:
            after = text[start + len(name) : start + len(name) + 1]
            if not after or after not in _PLACES:
                return True
            start = text.find(name, start + 1)
    return False
