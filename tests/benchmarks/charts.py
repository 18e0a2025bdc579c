"""Charts of results as plain SVG, in the product's colours, readable in black and white.

Every bar has its figure beside it, and what misses its mark is hatched besides being red.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "benchmarks"
ACCENT, DANGER, INK, SOFT, LINE = "#0f6e6e", "#b3131b", "#1f2733", "#59626f", "#c3cad4"
WIDTH, NAMES, FIGURES, ROW, BAR = 760, 330, 150, 24, 14
TOP, BOTTOM = 58, 14
FONT = "font-family=\"'PingFang SC','Microsoft YaHei','Noto Sans SC',sans-serif\""
HATCH = (
    '<pattern id="miss" width="6" height="6" patternUnits="userSpaceOnUse" '
    'patternTransform="rotate(45)"><rect width="6" height="6" fill="#fff"/>'
    f'<rect width="3" height="6" fill="{DANGER}"/></pattern>'
)
MOST = 8
LIMIT = re.compile(r"(?:at most|under) ([\d,.]+)$")


@dataclass(frozen=True)
class Bar:
    """`size` in the chart's measure, `figure` as it is read; `good` if it keeps its mark."""

    name: str
    size: float
    figure: str
    good: bool = True


@dataclass(frozen=True)
class Chart:
    """Horizontal bars, a mark across them; what is longer than `longest` is cut off and says so."""

    title: str
    note: str
    bars: Sequence[Bar]
    mark: float
    longest: float


def peers(sections: Sequence[dict[str, Any]]) -> Chart:
    """How many times as fast as a peer that does the same work, measured in one run."""
    bars = [
        Bar(f"{row['peer']}: {section['title']}", row["value"], f"{row['value']:.3g} ×")
        for section in sections
        for row in section["rows"]
        if "peer" in row
    ]
    bars.sort(key=lambda bar: -bar.size)
    return Chart(
        "Times as fast as a peer", "line: as fast as the peer", bars, 1, max(b.size for b in bars)
    )


def asked(sections: Sequence[dict[str, Any]]) -> Chart:
    """Every measure with an upper limit, as a share of it; of a section with many the worst."""
    bars = [bar for section in sections for bar in _worst(_beside_limits(section))]
    note = (
        "line: what was asked for; left of it is better; hatched: not reached;"
        f" of a table the {MOST} that came worst"
    )
    return Chart("Measured, as a share of what was asked for", note, bars, 1, 2)


def _beside_limits(section: dict[str, Any]) -> list[Bar]:
    return [
        Bar(
            f"{section['title']}: {row['measure']}",
            row["value"] / limit,
            f"{row['value']:,.4g} of {limit:,.4g} {row['unit']}".strip(),
            row["value"] <= limit,
        )
        for row in section["rows"]
        if (limit := limit_of(row)) and row["value"] is not None
    ]


def _worst(bars: Sequence[Bar]) -> list[Bar]:
    """The worst of them, in their own order."""
    kept = set(sorted(range(len(bars)), key=lambda n: -bars[n].size)[:MOST])
    return [bar for number, bar in enumerate(bars) if number in kept]


def limit_of(row: dict[str, Any]) -> float | None:
    found = LIMIT.match(row.get("limit", ""))
    return float(found[1].replace(",", "")) if found else None


def svg(chart: Chart) -> str:
    """The chart as one file that needs nothing else."""
    height = TOP + ROW * len(chart.bars) + BOTTOM
    scale = (WIDTH - NAMES - FIGURES) / chart.longest
    mark = NAMES + chart.mark * scale
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" '
        f'role="img" aria-label="{escape(chart.title)}" {FONT} font-size="12">',
        f"<title>{escape(chart.title)}</title><defs>{HATCH}</defs>",
        f'<rect width="{WIDTH}" height="{height}" fill="#fff"/>',
        f'<text x="12" y="22" font-size="15" font-weight="600" fill="{INK}">'
        f"{escape(chart.title)}</text>",
        f'<text x="12" y="40" fill="{SOFT}">{escape(chart.note)}</text>',
        *(part for at, bar in enumerate(chart.bars) for part in _row(chart, bar, at, scale)),
        f'<line x1="{mark:.1f}" x2="{mark:.1f}" y1="{TOP - 6}" y2="{height - BOTTOM + 2}" '
        f'stroke="{INK}" stroke-width="1.5" stroke-dasharray="4 3"/>',
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


def _row(chart: Chart, bar: Bar, at: int, scale: float) -> Iterator[str]:
    middle = TOP + ROW * at + ROW / 2
    long = max(1.0, min(bar.size, chart.longest) * scale)
    look = f'fill="{ACCENT}"' if bar.good else f'fill="url(#miss)" stroke="{DANGER}"'
    figure = bar.figure + (" →" if bar.size > chart.longest else "")
    yield (
        f'<text x="{NAMES - 8}" y="{middle + 4:.0f}" text-anchor="end" fill="{INK}">'
        f"{escape(_cut(bar.name))}</text>"
    )
    yield (
        f'<rect x="{NAMES}" y="{middle - BAR / 2:.0f}" width="{long:.1f}" height="{BAR}" {look}>'
        f"<title>{escape(bar.name)}</title></rect>"
    )
    column = WIDTH - FIGURES + 8  # one below another, where no bar and no mark crosses them
    yield f'<text x="{column}" y="{middle + 4:.0f}" fill="{INK}">{escape(figure)}</text>'


def _cut(name: str, longest: int = 48) -> str:
    return name if len(name) <= longest else f"{name[: longest - 1]}…"


def rendered(sections: Sequence[dict[str, Any]]) -> dict[str, str]:
    """File name → content, for all charts."""
    return {"peers.svg": svg(peers(sections)), "asked.svg": svg(asked(sections))}


def write(sections: Sequence[dict[str, Any]]) -> None:
    for name, content in rendered(sections).items():
        (FOLDER / name).write_text(content, "utf-8")
