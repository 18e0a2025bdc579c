"""The peer of the notice: WeasyPrint on a page with the same words and an annex table.

Run by the bench environment's Python: ``weasyprint_notice.py FONT.ttf SECONDS`` with the words as
JSON on standard input: ``{"title": …, "paragraphs": […], "rows": [[…], …]}``. Prints documents a
second.
"""

import html
import json
import sys
import time
from pathlib import Path

from weasyprint import HTML

STYLE = """
@font-face {{ font-family: Song; src: url('{font}') }}
@page {{ size: A4; margin: 37mm 26mm 35mm 28mm }}
body {{ font: 16pt/29pt Song; text-align: justify }}
p {{ margin: 0; text-indent: 2em }}
table {{ border-collapse: collapse; font-size: 9pt; line-height: 12.5pt; width: 100% }}
td {{ border: .5pt solid }}
"""


def page(words: dict, font: Path, number: int) -> str:
    """One notice as HTML."""
    paragraphs = "".join(f"<p>{html.escape(text)}</p>" for text in words["paragraphs"])
    cells = ("".join(f"<td>{html.escape(cell)}</td>" for cell in row) for row in words["rows"])
    rows = "".join(f"<tr>{row}</tr>" for row in cells)
    title = f"{html.escape(words['title'])} {number}"
    style = STYLE.format(font=font.resolve().as_uri())
    return f"<style>{style}</style><h1>{title}</h1>{paragraphs}<table>{rows}</table>"


def main() -> None:
    words, font, seconds = json.load(sys.stdin), Path(sys.argv[1]), float(sys.argv[2])
    HTML(string=page(words, font, 0)).write_pdf()
    done, start = 0, time.perf_counter()
    while (spent := time.perf_counter() - start) < seconds:
        done += 1
        HTML(string=page(words, font, done)).write_pdf()
    print(done / spent)


if __name__ == "__main__":
    main()
