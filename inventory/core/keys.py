"""The installation's keys: in a file of their own, never in the database that they protect.

Whoever has the database alone can neither read what is sealed nor sign an audit trail. Every key
has a name that goes with what was made by it: after a rotation the old ones still open and prove.
"""

from __future__ import annotations

import base64
import hmac
import json
import os
import secrets
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from inventory.core import clock, locking
from inventory.core.errors import AppError, Invalid

NAME = "keys.json"
MARK = "hx1"
NONCE, LENGTH = 12, 32
# What stands before what is sealed: the mark and the name of the key.
BEGINS = len(f"{MARK}:k01234567")


class KeyMissing(AppError):
    """Something was sealed or signed by a key that is not in the file."""

    status = 503


@dataclass(frozen=True)
class Key:
    """One key; what it is used for draws a key of its own from it."""

    id: str
    secret: str
    made_at: str

    def drawn(self, purpose: str) -> bytes:
        """The key for one purpose (HKDF, RFC 5869)."""
        kdf = HKDF(algorithm=SHA256(), length=LENGTH, salt=None, info=purpose.encode())
        return kdf.derive(base64.b64decode(self.secret))


@dataclass(frozen=True)
class Seal:
    """From which event on the audit trail is signed, and since when."""

    event: int
    at: str


@dataclass
class Ring:
    """What the file holds: the keys, the newest last, and each time a trail began to be signed."""

    keys: list[Key] = field(default_factory=list)
    seals: list[Seal] = field(default_factory=list)

    @classmethod
    def read(cls, path: Path) -> Ring:
        """The ring of a file; empty where there is none. Raises Invalid for any other file."""
        try:
            found = json.loads(path.read_bytes())
            keys = [Key(**item) for item in found["keys"]]
            return cls(keys, [Seal(**item) for item in found["seals"]])
        except FileNotFoundError:
            return cls()
        except (ValueError, KeyError, TypeError) as error:
            raise Invalid.of("keys.no_keys", path=path) from error

    def write(self, path: Path) -> None:
        partial = path.with_name(f"{path.name}.{os.getpid()}.part")
        with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT, 0o600), "w") as out:
            json.dump(asdict(self), out)
            out.flush()
            os.fsync(out.fileno())
        partial.replace(path)


@dataclass
class _Held:
    """The ring of one state of the file, with the keys that were drawn from it."""

    stamp: tuple[int, int]
    ring: Ring
    drawn: dict[tuple[str, str], bytes] = field(default_factory=dict)


_place: list[Path] = []
_held: dict[Path, _Held] = {}
_guard = threading.Lock()


def settle(path: Path) -> None:
    """Say where the keys of this installation are."""
    _place[:] = [path]


def ring() -> Ring:
    """The keys as the file has them now; another process may have added one."""
    return _current().ring


def _current() -> _Held:
    path = _place[0]
    try:
        found = path.stat()
        stamp = (found.st_mtime_ns, found.st_ino)
    except FileNotFoundError:
        stamp = (0, 0)
    with _guard:
        held = _held.get(path)
        if held is None or held.stamp != stamp:
            held = _held[path] = _Held(stamp, Ring.read(path))
        return held


def current() -> Key:
    """The key to use now; the first is made when it is first asked for."""
    keys = ring().keys
    return keys[-1] if keys else _add(only_first=True)


def rotate() -> Key:
    """A new key for what is sealed and signed from now on."""
    return _add(only_first=False)


def _add(*, only_first: bool) -> Key:
    with _changing() as found:
        if only_first and found.keys:
            return found.keys[-1]
        made = Key(
            f"k{secrets.token_hex(4)}",
            base64.b64encode(secrets.token_bytes(LENGTH)).decode(),
            clock.now().isoformat(timespec="seconds"),
        )
        found.keys.append(made)
        return made


def sealed_from(event: int) -> None:
    """Note that the trail is signed from this event on."""
    with _changing() as found:
        found.seals.append(Seal(event, clock.now().isoformat(timespec="seconds")))


def adopt(source: Path) -> None:
    """Take over the keys of a backup: they are the older ones, and its trail is the one here."""
    with _changing() as found:
        kept = Ring.read(source)
        names = {key.id for key in kept.keys}
        found.keys[:] = [*kept.keys, *(key for key in found.keys if key.id not in names)]
        found.seals[:] = kept.seals


@contextmanager
def _changing() -> Iterator[Ring]:
    """The ring of the file, alone; what became of it is written at the end."""
    path = _place[0]
    with locking.exclusive(path.with_name(f".{path.name}.lock")):
        found = Ring.read(path)
        yield found
        found.write(path)


def has(key_id: str) -> bool:
    """Whether this key is at hand."""
    return any(key.id == key_id for key in ring().keys)


def _drawn(key_id: str, purpose: str) -> bytes:
    held = _current()
    if (key_id, purpose) not in held.drawn:
        known: Mapping[str, Key] = {key.id: key for key in held.ring.keys}
        if key_id not in known:
            raise KeyMissing.of("keys.missing", key=key_id)
        held.drawn[key_id, purpose] = known[key_id].drawn(purpose)
    return held.drawn[key_id, purpose]


def sign(key_id: str, purpose: str, text: str) -> str:
    """HMAC-SHA256 (64 hex digits) of a text; raises KeyMissing for an unknown key."""
    return hmac.new(_drawn(key_id, purpose), text.encode(), "sha256").hexdigest()


def seal(text: str, purpose: str) -> str:
    """A text encrypted for the database (AES-256-GCM); a blank stays blank."""
    if not text:
        return ""
    key, nonce = current().id, secrets.token_bytes(NONCE)
    sealed = AESGCM(_drawn(key, purpose)).encrypt(nonce, text.encode(), purpose.encode())
    return f"{MARK}:{key}:{base64.b64encode(nonce + sealed).decode()}"


def is_sealed(text: str) -> bool:
    return text.startswith(f"{MARK}:")


def key_of(text: str) -> str:
    """The name of the key that sealed a text; blank for one in the clear."""
    return text.split(":", 2)[1] if is_sealed(text) else ""


def unseal(text: str, purpose: str) -> str:
    """What was sealed; raises KeyMissing without its key, or where the text was changed."""
    if not text:
        return ""
    key = key_of(text)
    try:
        data = base64.b64decode(text.split(":", 2)[2])
        plain = AESGCM(_drawn(key, purpose)).decrypt(data[:NONCE], data[NONCE:], purpose.encode())
    except (InvalidTag, ValueError, IndexError) as error:
        raise KeyMissing.of("keys.changed") from error
    return plain.decode()
