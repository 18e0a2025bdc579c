"""Vehicle licences and inspection reports: known by their words, codes by check digits."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

import standards
from inventory.registry.plates import certificates
from inventory.registry.plates.lines import Line
from inventory.registry.plates.plate import read_plate
from tests.plates.certificates import CERTIFICATES
from tests.plates.measuring import score

BY_NAME = {one.name: one for one in CERTIFICATES}


def _recorded() -> Iterator[tuple[str, str, list[Line]]]:
    path = Path(__file__).with_name("certificates.jsonl")
    for row in map(json.loads, path.read_text("utf-8").splitlines()):
        lines = []
        for text, sure, at in row["lines"]:
            a, b, c, d = zip(at[::2], at[1::2], strict=True)
            lines.append(Line(text, sure, (a, b, c, d)))
        yield row["plate"], row["condition"], lines


@pytest.mark.parametrize(("name", "condition", "lines"), list(_recorded()))
def test_every_fact_of_a_recorded_paper_is_read(
    name: str, condition: str, lines: list[Line]
) -> None:
    paper = BY_NAME[name]
    reading = read_plate(lines, standards.load(), date(2026, 11, 21))
    assert reading.kind == paper.kind
    counted = score(paper, reading)
    assert (counted.right, counted.wrong_but_sure) == (counted.fields, 0), condition
    # The owner is who the person says that uploads it.
    assert reading.of("enterprise") is None


@pytest.mark.parametrize(
    ("texts", "kind"),
    [
        (("中华人民共和国机动车行驶证", "重型自卸货车"), "truck"),
        (("机动车行驶证", "大型普通客车"), "vehicle"),
        (("机动车行驶证",), ""),
        (("电梯监督检验报告",), "elevator"),
        (("锅炉外部检验报告书",), "boiler"),
        (("电力变压器", "检验"), ""),
    ],
)
def test_the_words_of_a_paper_tell_the_kind(texts: tuple[str, ...], kind: str) -> None:
    assert certificates.kind_told(texts) == kind


@pytest.mark.parametrize(
    ("text", "value", "doubt"),
    [
        ("LFWADRJF011002346", "LFWADRJF011002346", ""),
        ("LFWADRJF0l1002346", "LFWADRJF0L1002346", "check_digit"),
        ("LFWADRJFO11OO2346", "LFWADRJF011002346", "repaired"),
        ("LFWADRJF011002347", "LFWADRJF011002347", "check_digit"),
        ("LFWADRJF0110023", "LFWADRJF0110023", "check_digit"),
    ],
)
def test_the_check_digit_of_a_vin_decides(text: str, value: str, doubt: str) -> None:
    assert certificates.vin(text)[:2] == (value, doubt)


@pytest.mark.parametrize(
    ("text", "value", "doubt"),
    [
        ("粤J·12345", "粤J12345", ""),
        ("赣H6B208", "赣H6B208", ""),
        ("粤J1234", "粤J1234", "check_digit"),
    ],
)
def test_a_plate_number_has_its_form(text: str, value: str, doubt: str) -> None:
    assert certificates.plate_number(text)[:2] == (value, doubt)


@pytest.mark.parametrize(
    ("text", "kind", "doubt"),
    [
        ("31104403002005091", "elevator", ""),
        ("311044030020050911", "elevator", "check_digit"),
        ("31104403002005091", "boiler", "check_digit"),
        ("3110440300200509O", "elevator", "repaired"),
    ],
)
def test_a_device_code_has_its_length_and_the_digit_of_its_kind(
    text: str, kind: str, doubt: str
) -> None:
    assert certificates.device_code(text, kind)[1] == doubt
