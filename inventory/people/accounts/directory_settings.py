"""Which directory (LDAP) checks passwords, as the settings say it.

Apart from asking it: ldap3 takes a fifth of the time in which a command starts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from inventory.core.access import Role
from inventory.core.errors import AppError
from inventory.core.settings import Settings

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True)
class Directory:
    """Where passwords are checked; no `url`: nowhere.

    `groups` maps a group's DN, in lower case, to the role that its members have.
    """

    url: str = ""
    dn: str = ""
    starttls: bool = False
    base: str = ""
    filter: str = "(uid={username})"
    reader: str = ""
    reader_password: str = field(default="", repr=False)
    groups: Mapping[str, Role] = field(default_factory=dict)

    @classmethod
    def of(cls, settings: Settings) -> Directory:
        """The directory of the settings; refused by name where a password would go in the clear."""
        made = cls(
            url=settings.ldap_url,
            dn=settings.ldap_dn,
            starttls=settings.ldap_starttls,
            base=settings.ldap_base,
            filter=settings.ldap_filter,
            reader=settings.ldap_reader,
            reader_password=settings.ldap_reader_password,
            groups=_groups(settings.ldap_groups),
        )
        _check(made)
        return made


def _groups(text: str) -> dict[str, Role]:
    """`role:dn;role:dn` as written in the settings."""
    found: dict[str, Role] = {}
    for part in filter(None, (item.strip() for item in text.split(";"))):
        word, _, name = part.partition(":")
        if word not in set(Role) or not name:
            raise AppError.of("accounts.ldap_groups", part=part, names="、".join(Role))
        found[name.strip().lower()] = Role(word)
    return found


def _check(directory: Directory) -> None:
    """Refuse settings that would send passwords in the clear, or ask about nobody."""
    if not directory.url:
        return
    parts = urlsplit(directory.url)
    sealed = parts.scheme == "ldaps" or (parts.scheme == "ldap" and directory.starttls)
    safe = sealed or (parts.scheme == "ldap" and parts.hostname in LOOPBACK)
    named = directory.filter if directory.base else directory.dn
    if not safe or "{username}" not in named:
        raise AppError.of("accounts.settings_directory")
