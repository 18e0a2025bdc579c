"""`app.py seal`: the agency's electronic signature under an issued document."""

from __future__ import annotations

import argparse
import getpass

from inventory.core.errors import Invalid
from inventory.enforcement.documents.sealing import SealError, seal


def run(args: argparse.Namespace) -> None:
    """Sign a PDF with the agency's key; its passphrase comes from a file or the keyboard."""
    if args.passphrase_file:
        passphrase = args.passphrase_file.read_text(encoding="utf-8").strip()
    else:
        passphrase = getpass.getpass("证书口令 / passphrase: ")
    try:
        signed = seal(
            args.file.read_bytes(), args.key, passphrase, reason=args.reason, place=args.place
        )
    except SealError as error:
        raise Invalid.of("cli.seal", message=error.message, message_en=error.message_en) from error
    args.out.write_bytes(signed)
