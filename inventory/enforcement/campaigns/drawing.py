"""Drawing by lot (双随机): who is inspected and by whom, so that anybody can repeat it.

The lot of a name is the SHA-256, in hexadecimal, of `seed|what|name` in UTF-8; the lowest lots are
drawn. `what` is `enterprise` with the unified credit code (or `#` and the number of the record) as
name; then `officer:` and that name, with the officer's certificate number as name. Nothing else
goes in: seed and list give the result on any machine (docs/decisions/0021-cases.md).
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence


def lot(seed: str, what: str, name: str) -> str:
    """The lot of a name."""
    return hashlib.sha256(f"{seed}|{what}|{name}".encode()).hexdigest()


def draw(seed: str, what: str, names: Sequence[str], count: int) -> list[str]:
    """The `count` names with the lowest lots, lowest first; no name stands there twice."""
    return sorted(names, key=lambda name: (lot(seed, what, name), name))[:count]
