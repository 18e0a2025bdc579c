"""Notices with ten devices per second, in one process.

Beside ours stands the floor, the same words drawn by reportlab with the same face and no layout at
all, and WeasyPrint on a like page. Compare within one run only: machines differ.
"""

import io
import json
import subprocess
import time
from collections.abc import Callable
from datetime import date

from reportlab.pdfgen.canvas import Canvas

from inventory.enforcement.documents import fonts, law, model, notice
from inventory.enforcement.documents.fonts import FOLDER
from inventory.enforcement.documents.wording import Words, compose
from tests.benchmarks.process import BENCH_PYTHON, ROOT, report

GOAL = 40.0  # notices a second
SECONDS = 4.0


def sample(number: int) -> model.NoticeDocument:
    """An order with ten devices of three kinds; `number` makes each one different."""
    kinds = (_transformer, _boiler, _elevator)
    return model.NoticeDocument(
        kind="order",
        agency=model.Agency(
            "江门市江海区工业和信息化局",
            "江海工信责改",
            "节能与综合利用股",
            "江门市江海区东海路338号",
            "0750-3861234",
            review_body="江门市江海区人民政府",
            court="江门市江海区人民法院",
        ),
        enterprise=model.Party("江门市恒盛纺织印染有限公司", "91440704MA4UXXXX1K", "东升路66号"),
        devices=tuple(kinds[n % 3](n) for n in range(10)),
        number=f"江海工信责改〔2026〕{number}号",
        officers=(model.Officer("陈志强", "440704021"), model.Officer("李晓敏", "440704035")),
        issued_on=date(2026, 11, 21),
        deadline_on=date(2026, 12, 21),
        inspected_on=date(2026, 11, 10),
        hearing=model.Hearing(date(2026, 11, 17)),
    )


def _device(n: int, name: str, model_name: str, finding: model.NoticeFinding) -> model.NoticeDevice:
    number = f"登记{n:06d}"
    return model.NoticeDevice(name, name, model_name, f"SN-{n:05d}", number, "动力车间", (finding,))


def _transformer(n: int) -> model.NoticeDevice:
    finding = model.NoticeFinding(
        "transformer.batch-1",
        "eliminate",
        "应淘汰",
        "高耗能落后机电设备（产品）淘汰目录（第一批）",
        "变压器",
        "型号S7-315/10列入淘汰目录，属于国家明令淘汰的用能设备",
    )
    return _device(n, "配电变压器", "S7-315/10", finding)


def _boiler(n: int) -> model.NoticeDevice:
    finding = model.NoticeFinding(
        "boiler.catalogue-2024",
        "eliminate",
        "应淘汰",
        "产业结构调整指导目录（2024年本）",
        "CAT24-E2",
        "燃煤锅炉额定蒸发量10 t/h，列入淘汰类“每小时10蒸吨及以下燃煤锅炉”",
        (model.Measure("额定蒸发量", "10", "10", "t/h"),),
    )
    return _device(n, "蒸汽锅炉", "DZL10-1.25-AⅡ", finding)


def _elevator(n: int) -> model.NoticeDevice:
    finding = model.NoticeFinding(
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
    faces = fonts.register()
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pageCompression=1, initialFontName=faces.name("body"))
    lines = strings(compose(sample(number), law.load()))
    for start in range(0, len(lines), 40):
        canvas.setFont(faces.name("body"), 12)
        for offset, line in enumerate(lines[start : start + 40]):
            canvas.drawString(72, 780 - 18 * offset, line)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def ours(number: int) -> bytes:
    """The notice."""
    return notice.notice_pdf(sample(number))


def peer() -> float | None:
    """WeasyPrint on the same words, in the bench environment; None where that is not set up."""
    installed = [BENCH_PYTHON, "-c", "import weasyprint"]
    if not BENCH_PYTHON.exists() or subprocess.run(installed, capture_output=True).returncode:
        return None
    words = compose(sample(1), law.load())
    said = [text for s in words.sections for text in (s.heading, *s.paragraphs)]
    rows = [
        [" ".join(cell) for cell in (*row.lead, *detail)]
        for row in words.rows
        for detail in row.details
    ]
    text = {
        "title": words.number,
        "paragraphs": [words.addressee, *words.opening, *said, *words.closing],
        "rows": rows,
    }
    script = ROOT / "tests" / "benchmarks" / "peers" / "weasyprint_notice.py"
    run = subprocess.run(
        [BENCH_PYTHON, script, FOLDER / "NotoSerifSC-Regular.ttf", str(SECONDS)],
        input=json.dumps(text),
        capture_output=True,
        check=True,
        text=True,
    )
    return float(run.stdout)


def rate(draw: Callable[[int], bytes], seconds: float = SECONDS) -> float:
    """Documents a second after two to warm up."""
    draw(0), draw(1)
    done, start = 0, time.perf_counter()
    while (spent := time.perf_counter() - start) < seconds:
        done += 1
        draw(done)
    return done / spent


def main() -> None:
    """Reports the rates."""
    document = notice.render(sample(1))
    size = len(document.pdf) / 1000
    own, bare, other = rate(ours), rate(floor), peer()
    report(
        "notice with 10 devices, one process",
        own,
        "a second",
        f"at least {GOAL:.0f}",
        f"{document.pages} pages, {size:.0f} kB",
    )
    report("the same words drawn as bare strings (floor)", bare, "a second")
    report("our time against that floor", bare / own, "times")
    if other is None:
        print("WeasyPrint is not installed here.")
        return
    report("WeasyPrint, the same words", other, "a second")
    report("our speed against WeasyPrint", own / other, "times", peer="WeasyPrint")


if __name__ == "__main__":
    main()
