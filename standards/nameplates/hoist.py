"""Cranes and hoists of building sites: the letters say which machine it is (SC200/200, QTZ80)."""

from __future__ import annotations

from standards.nameplates.kinds import kind_of
from standards.nameplates.reading import Fact, Reading, Sheet
from standards.nameplates.spelling import Spelled

KIND = "construction_machinery"
# SSE and SSD are also those of hoists for goods: their letters do not decide.
CERTAIN = frozenset({"塔式起重机", "SC型施工升降机", "SS型施工升降机"})


def read(spelled: Spelled) -> Reading:
    """The type of machine whose names have this form."""
    sheet = Sheet(KIND, spelled)
    for hint in kind_of(spelled.raw):
        if hint.kind == KIND and hint.meaning in CERTAIN:
            sheet.put(Fact("machinery_type", hint.meaning, hint.span, hint.said))
    return sheet.reading()
