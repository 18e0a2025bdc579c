"""Breaking Chinese text into lines by unbreakable pieces.

A piece is one Chinese character, or a run that must stay together: a model name
(S9-M-250/10), a figure with its unit (10 t/h, 12.5万公里), a number (〔2026〕1号), an article
(第十七条), a dash or an ellipsis. Closing punctuation belongs to the piece before it and opening
punctuation to the piece after it, so that no line starts with the one
or ends with the other (避头尾).
"""

import re
from collections.abc import Callable, Iterator
from functools import lru_cache

# Not at the start of a line.
CLOSING = frozenset("，。、；：？！）》〉」』】〕〗］｝”’％‰℃℉·—…～,.;:?!)]}%°々")
# Not at the end of a line.
OPENING = frozenset("□（《〈「『【〔〖［｛“‘([{￥¥$№")

# All that `\s` matches except the ideographic space.
_BLANKS = "".join(c for c in map(chr, range(0x2100)) if c.isspace())
_UNIT = (
    r"(?:kWh|kVA|kvar|MVA|MWh|MW|kW|W|kV|V|A|Hz|MPa|kPa|Pa|GJ|MJ|kJ|kgce|tce|mg|μg|µg|kg|g|t|mm|cm|km|m|L"
    r"|h|s|min|dB|ppm)(?:[²³]|/(?:Nm³|m³|m2|m3|kg|km|min|h|s|a|t))?(?![A-Za-z0-9]|[-+/.][A-Za-z0-9])"
)
_COUNTED = (
    r"[十百千万亿]{0,2}(?:公里|千米|厘米|毫米|平方米|立方米|米|蒸吨|千瓦时|千瓦|兆瓦|千伏安|千伏|毫克|千克"
    r"|公斤|吨|标准煤|万元|元|个工作日|个月|年|月|日|号|小时|分钟|天|台|辆|个|部|项|条|款|级|层|站|倍|次|页"
    r"|份|人|件|套|度|升|周)?"
)
_LATIN = (
    r"[A-Za-z0-9\u00a1-\u024f\u0391-\u03c9\u2160-\u217f\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]"
)
_INNER = r"[-+./_#&@~*=<>|\\^'\"`%°℃℉²³·•:‑−×±≤≥－．／＋＆＃＠～,;?!$\u2103\[\](){}]"
_PIECE = re.compile(
    r"〔\d{4}〕\s?\d+号"
    r"|于?(?:\u3000+[年月日号])+前?"  # a date to fill in by hand
    r"|第[〇零一二三四五六七八九十百千\d]+[条款项批号次章节页表类]"
    r"|第（[一二三四五六七八九十]+）项"
    r"|表\s?[A-Z]?\d+(?:\.\d+)*"
    r"|[A-Z]{2,5}\d{0,2}(?:/[TZ])?\s\d+(?:\.\d+)*(?:[-—–]\d{4})?"  # GB/T 9704-2012
    r"|——|……"
    rf"|[<>≤≥±~≈]?\d+(?:[.,]\d+)*\s?{_UNIT}"
    rf"|[≤≥±]?{_LATIN}(?:{_LATIN}|{_INNER})*{_COUNTED}"
    r"|[^\S\u3000]+"  # an ideographic space is a character: blanks to fill in by hand
    r"|.",
    re.DOTALL,
)


@lru_cache(maxsize=4096)
def pieces(text: str) -> tuple[str, ...]:
    """Unbreakable pieces in order; blanks between words are pieces of their own.

    Joined they give the text again, with every run of blanks turned into one space.
    """
    joined: list[str] = []
    glue = False  # the piece before ends with opening punctuation
    for match in _PIECE.finditer(text.strip(_BLANKS)):
        token = match.group()
        if token[0] in _BLANKS:
            token = " "
        if token[0] in CLOSING and len(joined) > 1 and joined[-1] == " ":
            joined[-2:] = [joined[-2] + " "]  # a blank before a comma is no place to break
        if joined and (glue or (token[0] in CLOSING and joined[-1] != " ")):
            joined[-1] += token
        else:
            joined.append(token)
        glue = token[-1] in OPENING or (glue and token == " ")
    return tuple(joined)


def break_lines(
    text: str, advance: Callable[[str], float], width: float, first: float | None = None
) -> list[str]:
    """Breaks a paragraph into lines, greedily.

    Args:
        text: one paragraph; line feeds in it count as blanks.
        advance: width of one character, in the unit of `width`.
        width: room on a line.
        first: room on the first line (indent), `width` if omitted.

    Returns:
        The lines without blanks at their ends; at least one, maybe empty. A piece that is wider
        than a whole line is split, at a hyphen or slash if it has one.
    """
    return list(_fill(pieces(text), advance, width, width if first is None else first))


def _fill(
    parts: tuple[str, ...], advance: Callable[[str], float], width: float, room: float
) -> Iterator[str]:
    line, used = "", 0.0
    for part in parts:
        needed = sum(map(advance, part))
        if used + needed <= room or (part == " " and not line):
            if part != " " or line:
                line, used = line + part, used + needed
            continue
        if part == " ":
            yield line
            line, used, room = "", 0.0, width
            continue
        if line:
            yield line.rstrip(" ")
            line, used, room = "", 0.0, width
        if needed > room:
            *full, part = _split(part, advance, room, width)
            yield from full
            room, needed = width, sum(map(advance, part))
        line, used = part, needed
    yield line.rstrip(" ")


def _split(piece: str, advance: Callable[[str], float], first: float, width: float) -> list[str]:
    """Cuts a piece that no line can hold."""
    cuts: list[str] = []
    room = first
    while sum(map(advance, piece)) > room:
        at = _cut(piece, advance, room)
        cuts.append(piece[:at])
        piece, room = piece[at:], width
    return [*cuts, piece]


def _cut(piece: str, advance: Callable[[str], float], room: float) -> int:
    """Where to cut: the last place that fits, best after a hyphen or slash; never before 1."""
    fits, used = 0, 0.0
    for char in piece:
        used += advance(char)
        if used > room:
            break
        fits += 1
    fits = max(fits, 1)
    legal = [at for at in range(fits, 0, -1) if _may_cut(piece, at)]
    soft = [at for at in legal if piece[at - 1] in "-/_." and at > fits // 2]
    return (soft or legal or [fits])[0]


def _may_cut(piece: str, at: int) -> bool:
    return piece[at] not in CLOSING and piece[at - 1] not in OPENING
