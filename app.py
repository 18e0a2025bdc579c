#!/usr/bin/env python3
"""The WSGI `app` and the command line. `python app.py --help` lists the commands."""

from __future__ import annotations

import os
import sys
from typing import Any

# Databases, uploads and documents are for our user alone, whatever the account's default is.
os.umask(0o077)


def __getattr__(name: str) -> Any:
    """`app` for gunicorn and others, made when first asked for: commands need no web service."""
    if name != "app":
        raise AttributeError(name)
    from inventory.app.cli import wsgi

    return wsgi()


if __name__ == "__main__":
    from inventory.app.cli import main

    sys.exit(main(sys.argv[1:]))
