"""Encryption of a backup, by a key of the operator's: AES-256-GCM, piece by piece.

Each piece has its number in its nonce and the last says that it is the last, so that no piece can
be changed, moved or cut off unseen. The key is drawn from the words by scrypt.
"""

from __future__ import annotations

import io
import os
from pathlib import Path
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from inventory.core.errors import Invalid

MAGIC = b"HXB1"
PIECE = 1 << 20
SALT, PREFIX, TAG = 16, 7, 16


def _cipher(key: str, salt: bytes) -> AESGCM:
    return AESGCM(Scrypt(salt=salt, length=32, n=1 << 15, r=8, p=1).derive(key.encode()))


def _nonce(prefix: bytes, number: int, last: bool) -> bytes:
    return prefix + number.to_bytes(4, "big") + bytes([last])


class Sealed(io.RawIOBase):
    """Writes to a file what is written to it, encrypted; `close` writes the last piece."""

    def __init__(self, file: BinaryIO, key: str) -> None:
        super().__init__()
        salt, self._prefix = os.urandom(SALT), os.urandom(PREFIX)
        self._file, self._cipher = file, _cipher(key, salt)
        self._held, self._number = bytearray(), 0
        file.write(MAGIC + salt + self._prefix)

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        piece = bytes(data)  # type: ignore[call-overload]
        self._held += piece
        while len(self._held) > PIECE:
            self._put(bytes(self._held[:PIECE]), last=False)
            del self._held[:PIECE]
        return len(piece)

    def _put(self, piece: bytes, *, last: bool) -> None:
        nonce = _nonce(self._prefix, self._number, last)
        self._file.write(self._cipher.encrypt(nonce, piece, None))
        self._number += 1

    def close(self) -> None:
        if not self.closed:
            self._put(bytes(self._held), last=True)
        super().close()


def is_sealed(path: Path) -> bool:
    """Whether a file is an encrypted backup."""
    with path.open("rb") as file:
        return file.read(len(MAGIC)) == MAGIC


def unseal(path: Path, key: str, target: Path) -> None:
    """Decrypt a backup to a file; raises Invalid for a wrong key or a changed file."""
    if not key:
        raise Invalid.of("backups.needs_key")
    with path.open("rb") as file, target.open("wb") as plain:
        file.seek(len(MAGIC))
        cipher, prefix = _cipher(key, file.read(SALT)), file.read(PREFIX)
        number, piece = 0, file.read(PIECE + TAG)
        if not piece:
            raise Invalid.of("backups.wrong_key")
        while piece:
            following = file.read(PIECE + TAG)
            nonce = _nonce(prefix, number, not following)
            try:
                plain.write(cipher.decrypt(nonce, piece, None))
            except InvalidTag as error:
                raise Invalid.of("backups.wrong_key") from error
            number, piece = number + 1, following
