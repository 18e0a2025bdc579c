"""What must not be read in public: people's numbers and addresses, and the names of private people.

What is published says who decided what about which enterprise; the people who spoke, signed and
received for it are nobody's business (个人信息保护法).
"""

from __future__ import annotations

import re
from collections.abc import Collection

HIDDEN = "＊"
# The longer ones first: an identity number holds eleven digits in a row, too.
PRIVATE = (
    re.compile(r"(?<!\d)\d{17}[\dXx](?![\dXx])"),  # 公民身份号码
    re.compile(r"(?<![\dA-Za-z])\d{15,19}(?![\dA-Za-z])"),  # a bank account, an old identity number
    re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)"),  # a mobile telephone
    re.compile(r"(?<!\d)0\d{2,3}[-－ ]?\d{7,8}(?!\d)"),  # a telephone with its area code
    re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}"),
)
SHORTEST = 2  # a name of one sign would blot out the text


def masked(text: str, names: Collection[str] = ()) -> str:
    """A text without private numbers and without these names; a surname stays."""
    for pattern in PRIVATE:
        text = pattern.sub(HIDDEN * 4, text)
    for name in sorted(filter(_is_name, names), key=len, reverse=True):
        text = text.replace(name, person(name))
    return text


def _is_name(name: str) -> bool:
    return SHORTEST <= len(name.strip()) <= 20


def person(name: str) -> str:
    """张＊＊ for a person; all of a name that is no Chinese one but its first sign."""
    name = name.strip()
    return name[:1] + HIDDEN * (len(name) - 1)


def party(name: str, uscc: str) -> tuple[str, bool]:
    """The name of a party and whether it was masked: a person without a registration is."""
    private = not uscc and 1 < len(name.strip()) <= 4
    return (person(name), True) if private else (name, False)
