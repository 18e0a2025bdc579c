"""The kinds of equipment that this installation knows, for every band.

Kinds stand in the shipped library and in the office's own folder; no package published in the
ledger brings one. For rules, tables, documents or plans, ask
`inventory.judgement.library.current`.
"""

from __future__ import annotations

from collections.abc import Mapping

import standards
from standards import Kind


def known_kinds() -> Mapping[str, Kind]:
    """Every kind by its id, in the order of the library."""
    return _library().kinds


def known_kind(kind_id: str) -> Kind:
    """The kind of that id.

    Raises: StandardsError naming the kinds there are.
    """
    return _library().kind(kind_id)


def _library() -> standards.Library:
    return standards.load()
