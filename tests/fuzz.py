"""Fuzzing of what reads people's files and words: `python -m tests.fuzz [SECONDS [DOOR]]`.

Each door is fed changed samples for so many seconds in a process of its own: guided by coverage
where atheris is installed (requirements-fuzz.txt, in an environment of its own, for it has wheels
for few versions of Python: `.ci/attack`), else by chance. Only errors that are ours to tell may
come out; another one, or 20 seconds for one input, ends with status 1 and leaves the input in a
file.
"""

from __future__ import annotations

import importlib
import importlib.util
import io
import random
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path
from time import monotonic, process_time
from typing import Any

ROOT = Path(__file__).parents[1]
TODAY = date(2026, 11, 21)
WORKBOOK = ROOT / "seeds" / "ledgers" / "江海区变压器台账.xlsx"
SHEET = "xl/worksheets/sheet1.xml"
ONE_INPUT = 20
CSV = (
    "使用单位,设备名称,型号,额定容量(kVA),制造日期,出厂编号\n"
    "甲厂,1号变压器,S9-M-315/10,315,2001年3月,A-1\n"
    '"乙,厂",干变,SCB10-1000/10,1 000,2011.6,\n'
)
GUIDED = importlib.util.find_spec("atheris") is not None


def samples(door: str) -> list[bytes]:
    """What the changes begin with."""
    if door == "date":
        texts = [
            "2024年3月5日",
            "2019.6",
            "45000",
            "1990/1999",
            "二〇一九年六月",
            "Jun-2019",
            "2024-02-30",
        ]
    elif door == "nameplate":
        texts = ["S9-M·R-315/10-0.4", "SCB10-1000/10", "WNS4-1.25-Q", "YE3-132M-4", "SL7－315/10"]
    elif door == "csv":
        return [CSV.encode(), CSV.encode("gb18030"), CSV.replace(",", "\t").encode("utf-16")]
    elif door == "sheet":
        return [zipfile.ZipFile(WORKBOOK).read(SHEET)[:6000]]
    else:
        return [WORKBOOK.read_bytes()]
    return [text.encode() for text in texts]


def opened(door: str) -> Callable[[bytes], object]:
    """The door itself; what it imports is watched by who guides the search."""
    import standards
    from inventory.registry import reading
    from inventory.registry.reading.dates import NotADate, read_date_text
    from standards import nameplates

    library = standards.load()
    scratch = Path(tempfile.mkdtemp())

    def date_of(data: bytes) -> None:
        with suppress(NotADate):
            read_date_text(data.decode(errors="replace"), TODAY)

    def names_of(data: bytes) -> None:
        text = data.decode(errors="replace")
        for kind in nameplates.GRAMMARS:
            nameplates.read(kind, text)
        nameplates.kind_of(text)

    def read(content: bytes, ending: str) -> None:
        path = scratch / f"台账.{ending}"
        path.write_bytes(content)
        with suppress(reading.FileProblem):
            reading.read_file(path, kind="transformer", library=library, today=TODAY)

    def sheet_of(data: bytes) -> None:
        packed = io.BytesIO()
        with zipfile.ZipFile(WORKBOOK) as whole, zipfile.ZipFile(packed, "w") as changed:
            for name in whole.namelist():
                changed.writestr(name, data if name == SHEET else whole.read(name))
        read(packed.getvalue(), "xlsx")

    return {
        "date": date_of,
        "nameplate": names_of,
        "csv": lambda data: read(data, "csv"),
        "workbook": lambda data: read(data, "xlsx"),
        "sheet": sheet_of,
    }[door]


DOORS = ("date", "nameplate", "csv", "workbook", "sheet")


def guided(door: str, seconds: int, corpus: Path) -> None:
    """Search with atheris, which ends the process itself."""
    atheris: Any = importlib.import_module("atheris")
    with atheris.instrument_imports(include=["inventory.registry.reading", "standards.nameplates"]):
        test = opened(door)
    for number, sample in enumerate(samples(door)):
        (corpus / f"sample-{number}").write_bytes(sample)
    limits = [
        f"-max_total_time={seconds}",
        f"-timeout={ONE_INPUT}",
        "-max_len=30000",
        "-verbosity=0",
    ]
    atheris.Setup([door, *limits, "-print_final_stats=1", str(corpus)], test)
    atheris.Fuzz()


def by_chance(door: str, seconds: int) -> None:
    """Change samples at random: cut, repeat, put in, turn bytes."""
    test, chance = opened(door), random.Random(door)
    ends, tried, begun = monotonic() + seconds, 0, samples(door)
    while monotonic() < ends:
        data = changed(chance.choice(begun), chance)
        before = process_time()  # of ours: a machine that others keep busy is no surprise
        try:
            test(data)
        except Exception:
            Path(f"fuzz-{door}.bin").write_bytes(data)
            raise
        if process_time() - before > ONE_INPUT:
            sys.exit(f"{door}: {ONE_INPUT} seconds for one input")
        tried += 1
    print(f"{door}: {tried} inputs by chance, without guidance (atheris is not installed)")


def changed(sample: bytes, chance: random.Random) -> bytes:
    data = bytearray(sample)
    for _ in range(chance.randint(1, 8)):
        at = chance.randint(0, len(data))
        length = chance.choice((1, 2, 8, 64))
        match chance.randint(0, 3):
            case 0:
                del data[at : at + length]
            case 1:
                data[at:at] = data[at : at + length] * chance.randint(1, 50)
            case 2:
                data[at:at] = chance.randbytes(length)
            case _:
                data[at : at + 1] = chance.choice(
                    (b"\x00", b"\xff", b'"', b"\n", b"9", "年".encode())
                )
    return bytes(data)


def main(words: Sequence[str]) -> None:
    seconds = int(words[0]) if words else 60
    if len(words) == 2:
        with tempfile.TemporaryDirectory() as corpus:
            guided(words[1], seconds, Path(corpus)) if GUIDED else by_chance(words[1], seconds)
        return
    for door in DOORS:
        command = [sys.executable, "-m", "tests.fuzz", str(seconds), door]
        if subprocess.run(command, cwd=ROOT, check=False).returncode:
            sys.exit(f"{door}: see above")
        print(f"{door}: {seconds} s without a surprise", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
