"""Codes of administrative divisions (GB/T 2260): which one covers which."""

from __future__ import annotations

from peewee import Expression, Field


def prefix(code: str) -> str:
    """The digits that every division inside `code` begins with: 360200 → 3602, 440704 → 440704.

    The counties that belong directly to a province (e.g. 469001) keep all their digits.
    """
    if len(code) == 6 and code.endswith("0000"):
        return code[:2]
    if len(code) == 6 and code.endswith("00"):
        return code[:4]
    return code


def covers(outer: str, inner: str | None) -> bool:
    """Whether the division `inner` lies in (or is) `outer`."""
    return bool(inner) and str(inner).startswith(prefix(outer))


def inside(column: Field, code: str) -> Expression:
    """SQL condition for `covers`, as a range so that an index on the column serves it."""
    start = prefix(code)
    end = start[:-1] + chr(ord(start[-1]) + 1)
    return (column >= start) & (column < end)
