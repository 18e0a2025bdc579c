"""The table of devices that papers carry behind the letter or inside the form."""

from collections.abc import Iterable, Sequence

from inventory.enforcement.documents.letter import Annex
from inventory.enforcement.documents.papers.base import Device
from inventory.enforcement.documents.phrases import clean
from inventory.enforcement.documents.table import Column, Row

LISTED = 5  # more devices than this stand in an annex instead of the text


def columns(*last: Column) -> tuple[Column, ...]:
    """Number, name and place, then what a paper says of each; 156 mm together."""
    return (
        Column("序号", 9, centred=True),
        Column("设备名称、型号", 33),
        Column("编号、地点", 32),
        *last,
    )


def rows(devices: Sequence[Device], cells: Iterable[tuple[str, ...]]) -> tuple[Row, ...]:
    """A row a device, with the cells of it."""
    return tuple(
        Row(
            (
                (str(number),),
                tuple(filter(None, (clean(device.name), clean(device.model), device.several))),
                tuple(filter(None, (clean(device.serial_no), clean(device.location)))) or ("—",),
            ),
            (tuple((clean(text) or "—",) for text in each),),
        )
        for number, (device, each) in enumerate(zip(devices, cells, strict=True), 1)
    )


def annex(title: str, last: Sequence[Column], table: tuple[Row, ...]) -> Annex:
    return Annex(title, columns(*last), table)
