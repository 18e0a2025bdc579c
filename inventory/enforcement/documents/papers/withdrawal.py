"""撤销决定书: takes back a document that should not have been issued."""

from dataclasses import dataclass

from inventory.enforcement.documents.law import load as load_law
from inventory.enforcement.documents.model import Obstacle
from inventory.enforcement.documents.papers import checks, drawing
from inventory.enforcement.documents.papers.base import CasePaper, Reference
from inventory.enforcement.documents.phrases import clean, paragraphs, sentence
from inventory.enforcement.documents.remedies import review_and_suit

TITLE = "撤销决定书"
TEMPLATE = "withdrawal/1"
EFFECT = "自你单位收到本决定书之日起，上述文书不再执行，其文号不再使用"


@dataclass(frozen=True, kw_only=True, slots=True)
class Withdrawal(CasePaper):
    """The decision to take a document back.

    Args:
        of: the document; it has been issued.
        reason: what was found wrong; `basis` the provision, in the agency's words.
        effect: what becomes of what it demanded.
        follow_up: what the agency does instead, if anything.
    """

    of: Reference
    reason: str = ""
    basis: str = ""
    effect: str = EFFECT
    follow_up: str = ""
    template: str = TEMPLATE


def draw(document: Withdrawal) -> bytes:
    """The decision as PDF."""
    basis = f"依据{clean(document.basis).rstrip('。')}，" if document.basis else ""
    return drawing.letter(
        document,
        TITLE,
        (f"本机关对{document.of.dated}进行了复核。现决定如下：",),
        (
            ("撤销的理由", tuple(map(sentence, paragraphs(document.reason)))),
            (
                "决定",
                (
                    f"{basis}撤销{document.of}。",
                    sentence(clean(document.effect)),
                    sentence(clean(document.follow_up)),
                ),
            ),
            ("救济途径", (review_and_suit(document.agency, load_law(), "本决定"),)),
        ),
    )


def obstacles(document: Withdrawal) -> tuple[Obstacle, ...]:
    """What should be settled before it is issued."""
    return tuple(
        [
            *checks.dated(document),
            *checks.remedies(document),
            *checks.needed("of", document.of.number, "被撤销文书的文号", "its number"),
            *checks.needed("reason", document.reason, "撤销的理由", "the reason"),
            *checks.needed("effect", document.effect, "撤销的效果", "what follows from it"),
            *checks.drawable(document),
        ]
    )
