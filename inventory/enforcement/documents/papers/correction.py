"""更正决定书: mends slips of the pen in a document; what it decides stays as it is."""

from collections.abc import Iterator
from dataclasses import dataclass

from inventory.enforcement.documents.model import Obstacle
from inventory.enforcement.documents.papers import checks, drawing
from inventory.enforcement.documents.papers.base import CasePaper, Reference, numbered
from inventory.enforcement.documents.phrases import clean, sentence

TITLE = "更正决定书"
TEMPLATE = "correction/1"


@dataclass(frozen=True, slots=True)
class Change:
    """Words that were wrong, where they stand, and the right ones."""

    place: str
    was: str
    becomes: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Correction(CasePaper):
    """The decision to correct a document.

    What changes the findings, the demands or the rights of the party is no correction: such a
    document is withdrawn and issued again.
    """

    of: Reference
    changes: tuple[Change, ...] = ()
    reason: str = ""
    template: str = TEMPLATE


def draw(document: Correction) -> bytes:
    """The decision as PDF."""
    reason = clean(document.reason).rstrip("。") or "文字有误"
    return drawing.letter(
        document,
        TITLE,
        (f"本机关{document.of.dated}{reason}，现更正如下：",),
        (
            ("更正的内容", tuple(numbered([_change(item) for item in document.changes]))),
            (
                "其他事项",
                (
                    f"除上述更正外，{document.of}的其他内容不变。本决定书与原文书一并使用、一并归档。",
                    "本次更正不影响你单位依法享有的陈述、申辩、申请行政复议和提起行政诉讼的权利。",
                ),
            ),
        ),
    )


def obstacles(document: Correction) -> tuple[Obstacle, ...]:
    """What should be settled before it is issued."""
    return tuple(
        [
            *checks.dated(document),
            *checks.needed("of", document.of.number, "被更正文书的文号", "its number"),
            *checks.needed("changes", document.changes, "更正的内容", "what is corrected"),
            *(each for item in document.changes for each in _checked(item)),
            *checks.drawable(document),
        ]
    )


def _checked(item: Change) -> Iterator[Obstacle]:
    yield from checks.needed("place", item.place, "更正的位置", "where it stands")
    yield from checks.needed("becomes", item.becomes, "更正后的文字", "the right words")
    if item.was.strip() == item.becomes.strip():
        yield Obstacle("changes", True, "更正前后的文字相同", "the words do not change")


def _change(item: Change) -> str:
    place = clean(item.place).rstrip("。，")
    if not item.was:
        return sentence(f"{place}补充：“{clean(item.becomes)}”")
    return sentence(f"{place}“{clean(item.was)}”更正为“{clean(item.becomes)}”")
