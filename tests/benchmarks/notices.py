"""Notices with ten devices per second, in one process.

Run: python -m tests.benchmarks.notices. Beside ours stands the floor, the same amount of text drawn
by reportlab with the same faces and no layout at all, and WeasyPrint on a like page where it is
installed. Compare within one run only: machines differ.
"""

import html
import io
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from reportlab.pdfgen.canvas import Canvas

if __package__ is None or __package__ == "":  # run as a file
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from inventory import documents as d
from inventory.documents import law
from inventory.documents.fonts import FOLDER
from inventory.documents.wording import Words, compose

GOAL = 40.0  # notices a second
SECONDS = 4.0


def sample(number: int) -> d.NoticeDocument:
    """An order with ten devices of three kinds; `number` makes each one different."""
    kinds = (_transformer, _boiler, _elevator)
    return d.NoticeDocument(
        kind="order",
        agency=d.Agency(
            "江门市江海区工业和信息化局",
            "江海工信责改",
            "节能与综合利用股",
            "江门市江海区东海路338号",
            "0750-3861234",
            review_body="江门市江海区人民政府",
            court="江门市江海区人民法院",
        ),
        enterprise=d.Party("江门市恒盛纺织印染有限公司", "91440704MA4UXXXX1K", "东升路66号"),
        devices=tuple(kinds[n % 3](n) for n in range(10)),
        number=f"江海工信责改〔2026〕{number}号",
        officers=(d.Officer("陈志强", "440704021"), d.Officer("李晓敏", "440704035")),
        issued_on=date(2026, 11, 21),
        deadline_on=date(2026, 12, 21),
        inspected_on=date(2026, 11, 10),
        hearing=d.Hearing(date(2026, 11, 17)),
    )


def _device(n: int, name: str, model: str, finding: d.NoticeFinding) -> d.NoticeDevice:
    return d.NoticeDevice(name, name, model, f"SN-{n:05d}", f"登记{n:06d}", "动力车间", (finding,))


def _transformer(n: int) -> d.NoticeDevice:
    finding = d.NoticeFinding(
        "transformer.batch-1",
        "eliminate",
        "应淘汰",
        "高耗能落后机电设备（产品）淘汰目录（第一批）",
        "变压器",
        "型号S7-315/10列入淘汰目录，属于国家明令淘汰的用能设备",
    )
    return _device(n, "配电变压器", "S7-315/10", finding)


def _boiler(n: int) -> d.NoticeDevice:
    finding = d.NoticeFinding(
        "boiler.catalogue-2024",
        "eliminate",
        "应淘汰",
        "产业结构调整指导目录（2024年本）",
        "CAT24-E2",
        "燃煤锅炉额定蒸发量10 t/h，列入淘汰类“每小时10蒸吨及以下燃煤锅炉”",
        (d.Measure("额定蒸发量", "10", "10", "t/h"),),
    )
    return _device(n, "蒸汽锅炉", "DZL10-1.25-AⅡ", finding)


def _elevator(n: int) -> d.NoticeDevice:
    finding = d.NoticeFinding(
        "elevator.inspection",
        "rectify",
        "应整改",
        "TSG T7001-2023",
        "",
        "应于2025年11月21日前检验，至今未检验",
    )
    return _device(n, "电梯", "TKJ1000/1.75-JXW", finding)


def strings(words: Words) -> list[str]:
    """Everything that the notice says, in pieces of at most one line."""
    cells = [
        text
        for row in words.rows
        for cell in (*row.lead, *(cell for detail in row.details for cell in detail))
        for text in cell
    ]
    said = [text for section in words.sections for text in (section.heading, *section.paragraphs)]
    texts = [words.number, words.addressee, *words.opening, *said, *words.closing, *cells]
    return [text[at : at + 28] for text in texts for at in range(0, len(text), 28)]


def floor(number: int) -> bytes:
    """The same strings on as many pages, drawn one below the other."""
    fonts = d.register()
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pageCompression=1, initialFontName=fonts.name("body"))
    lines = strings(compose(sample(number), law.load()))
    for start in range(0, len(lines), 40):
        canvas.setFont(fonts.name("body"), 12)
        for offset, line in enumerate(lines[start : start + 40]):
            canvas.drawString(72, 780 - 18 * offset, line)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def ours(number: int) -> bytes:
    """The notice."""
    return d.notice_pdf(sample(number))


def peer() -> Callable[[int], bytes] | None:
    """WeasyPrint on a page with the same text and an annex table, if it is installed."""
    if find_spec("weasyprint") is None:
        return None
    weasyprint = import_module("weasyprint")
    style = (
        f"@font-face{{font-family:Song;src:url('{(FOLDER / 'NotoSerifSC-Regular.ttf').as_uri()}')}}"
        "@page{size:A4;margin:37mm 26mm 35mm 28mm}body{font:16pt/29pt Song}"
        "table{border-collapse:collapse;font-size:9pt;line-height:12pt}td{border:.5pt solid}"
    )

    def draw(number: int) -> bytes:
        words = compose(sample(number), law.load())
        said = [text for s in words.sections for text in (s.heading, *s.paragraphs)]
        body = "".join(f"<p>{html.escape(text)}</p>" for text in (*words.opening, *said))
        rows = "".join(_html_row(row.lead + row.details[0]) for row in words.rows)
        page = f"<style>{style}</style><h1>{words.number}</h1>{body}<table>{rows}</table>"
        return weasyprint.HTML(string=page).write_pdf()

    return draw


def _html_row(cells: tuple[tuple[str, ...], ...]) -> str:
    return "<tr>" + "".join(f"<td>{html.escape(' '.join(c))}</td>" for c in cells) + "</tr>"


def rate(draw: Callable[[int], bytes], seconds: float = SECONDS) -> float:
    """Documents a second after two to warm up."""
    draw(0), draw(1)
    done, start = 0, time.perf_counter()
    while (spent := time.perf_counter() - start) < seconds:
        done += 1
        draw(done)
    return done / spent


def main() -> int:
    """Prints the rates; 1 if the goal is missed."""
    document = d.render(replace(sample(1)))
    size = len(document.pdf) / 1000
    print(f"notice with 10 devices: {document.pages} pages, {size:.0f} kB")
    own, bare = rate(ours), rate(floor)
    print(f"ours          {own:6.1f} a second (goal {GOAL:.0f})")
    print(f"bare strings  {bare:6.1f} a second; ours takes {bare / own:.2f} times as long")
    other = peer()
    if other is None:
        print("weasyprint    not installed")
    else:
        theirs = rate(other)
        print(f"weasyprint    {theirs:6.1f} a second; ours is {own / theirs:.1f} times as fast")
    return 0 if own >= GOAL else 1


if __name__ == "__main__":
    raise SystemExit(main())
