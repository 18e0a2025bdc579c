"""What a case is about: in the product's own words where nobody typed any."""

from __future__ import annotations

from inventory.core.messages import Sentence, sentence

USUAL = "cases.matter"


def usual(enterprise: str) -> str:
    """The matter of a case that was opened without one."""
    return sentence(USUAL, name=enterprise).zh


def said(matter: str) -> Sentence:
    """A matter in both languages; what people have typed stays as it is."""
    enterprise = matter.removesuffix(usual(""))
    if enterprise == matter:
        return Sentence(matter, matter)
    return sentence(USUAL, name=enterprise)
