"""Which passwords are good enough.

Length does most of it (NIST SP 800-63B-4: no rules of composition, no rotation without cause), a
list of common ones the rest. An agency whose rules ask for more turns it on in the settings.
"""

from __future__ import annotations

import re
import secrets
import unicodedata
from functools import cache
from pathlib import Path

from inventory.core.errors import Invalid

MINIMUM = 10
# Fewer different characters are a repetition, however long.
DIFFERENT = 5
FOLDER = Path(__file__).parent
# With complexity turned on: this many of lower case, upper case, digits, others.
CLASSES = 3
_CLASS_PATTERNS = (r"[a-z]", r"[A-Z]", r"[0-9]", r"[^a-zA-Z0-9]")
# No 0/O, 1/l/I: the password is read from paper or over the phone.
_READABLE = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKMNPQRSTUVWXYZ23456789"


def normalised(password: str) -> str:
    """One form for what looks the same: an input method may give full-width letters (NFKC)."""
    return unicodedata.normalize("NFKC", password)


def one_time() -> str:
    """A password to hand to somebody, who must change it at once: 93 random bits."""
    groups = ["".join(secrets.choice(_READABLE) for _ in range(4)) for _ in range(4)]
    return "-".join(groups)


def check(password: str, names: tuple[str, ...] = (), complexity: bool = False) -> None:
    """Refuse a weak password with all the reasons; `names` are the user's own."""
    found = weaknesses(password, names, complexity)
    if found:
        raise Invalid.of(
            "accounts.password_weak",
            reasons_zh="；".join(zh for _, zh in found),
            reasons_en=", ".join(code for code, _ in found),
            details=[{"field": "password", "message": zh} for _, zh in found],
            as_code=found[0][0],
        )


def weaknesses(
    password: str, names: tuple[str, ...] = (), complexity: bool = False
) -> list[tuple[str, str]]:
    """What is wrong with a password, as (code, Chinese reason); empty if nothing is."""
    text = normalised(password)
    found = []
    if len(text) < MINIMUM:
        found.append(("password_short", f"至少需要 {MINIMUM} 个字符"))
    elif _is_common(text.casefold()):
        found.append(("password_common", "这是常见的密码，很容易被猜到"))
    if any(len(name) >= 3 and name.casefold() in text.casefold() for name in names):
        found.append(("password_name", "密码中不能含有用户名或姓名"))
    if complexity and sum(bool(re.search(item, text)) for item in _CLASS_PATTERNS) < CLASSES:
        found.append(("password_simple", f"大写字母、小写字母、数字、符号中至少要有 {CLASSES} 种"))
    return found


def _is_common(text: str) -> bool:
    letters = re.sub(r"[^a-z]", "", text)
    return (
        len(set(text)) < DIFFERENT
        or text.isdecimal()  # a telephone number, an identity number, a date
        or _is_sequence(text)
        or _is_repetition(text)
        # One well-known word with digits and signs around it: huanxin@2026.
        or (text.isascii() and (letters in _words() or _is_repetition(letters)))
        or text in _common()
    )


def _is_sequence(text: str) -> bool:
    """abcdefghij, 9876543210."""
    steps = {ord(b) - ord(a) for a, b in zip(text, text[1:], strict=False)}
    return len(steps) == 1 and abs(steps.pop()) <= 1


def _is_repetition(text: str) -> bool:
    """The same piece again and again: abcabcabcabc, 20242024."""
    return len(text) > 1 and (text + text).find(text, 1) < len(text)


@cache
def _common() -> frozenset[str]:
    """Keyboard walks, digit patterns and the like of ten characters and more, in lower case."""
    return frozenset((FOLDER / "common_passwords.txt").read_text("utf-8").split())


@cache
def _words() -> frozenset[str]:
    """Words, names and pinyin that passwords are made of, letters only."""
    return frozenset((FOLDER / "weak_words.txt").read_text("utf-8").split())
