"""Words of the machine, which no party may read: ids, field names, gaps."""

from __future__ import annotations

import re

from standards.model import Finding, Library
from standards.places import printed_place

MACHINE_WORDS = re.compile(
    r"[a-z]+_[a-z]"  # field names, as_of, outside_table
    r"|□|None|\bnan\b|\bNaN\b|[{}]|\bnull\b"
    r"|\b(?:CAT24|AGRI|SAMR24|AIR\d\d|EL-LIFE|EL-MNT)-?[A-Z0-9]*"  # ids of the reference
    r"|\b[a-z]+\.[a-z]+-[a-z0-9]+"  # ids of rules: transformer.batch-1
    r"|plan\.\d{6}"
)


def machine_words(library: Library, finding: Finding) -> list[str]:
    """The words of the machine in what is told of a finding."""
    found = []
    place = printed_place(library, finding.document, finding.clause)
    for text in (finding.message, finding.message_en, place):
        found += MACHINE_WORDS.findall(text)
        found += [rule.id for rule in library.rules if rule.id in text]
    return found
