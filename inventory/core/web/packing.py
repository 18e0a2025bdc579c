"""Answers of data are packed for the line: a list of 60 kB comes as 6 kB.

Only what is asked for as gzip, whole and long enough to gain by it. What answers a login stays
plain: a secret is not packed beside words that a stranger may choose (the attack called BREACH).
"""

from __future__ import annotations

import gzip

from flask import Flask, Response, request

from inventory.core.web.addresses import PREFIX

LEAST = 1_000  # bytes; a shorter answer is one packet either way
LEVEL = 5  # 2 ms for 180 kB
SECRETS = (f"{PREFIX}/accounts/", f"{PREFIX}/users")
KINDS = frozenset({"application/json", "application/problem+json", "text/csv"})


def register(app: Flask) -> None:
    app.after_request(_pack)


def _pack(response: Response) -> Response:
    if not request.path.startswith(f"{PREFIX}/") or response.mimetype not in KINDS:
        return response
    response.vary.add("Accept-Encoding")
    if _worth(response):
        response.set_data(gzip.compress(response.get_data(), LEVEL, mtime=0))
        response.headers["Content-Encoding"] = "gzip"
    return response


def _worth(response: Response) -> bool:
    return (
        request.accept_encodings["gzip"] > 0
        and response.is_sequence
        and not response.direct_passthrough
        and "Content-Encoding" not in response.headers
        and not request.path.startswith(SECRETS)
        and len(response.get_data()) >= LEAST
    )
