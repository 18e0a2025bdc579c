"""Every setting of the service: name, default, help. The only reader of the environment."""

from __future__ import annotations

import os
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from environs import Env

ROOT = Path(__file__).resolve().parent.parent


def _setting(name: str, default: object, help_text: str) -> Any:
    return field(default=default, metadata={"name": name, "help": help_text})


@dataclass(frozen=True)
class Settings:
    """What the operator can choose; `docs()` lists it for the README and its test."""

    data_dir: Path = _setting(
        "HUANXIN_DATA_DIR", ROOT / "var", "Folder for the SQLite file, uploads and issued PDFs"
    )
    database_url: str = _setting(
        "DATABASE_URL",
        "",
        "postgresql://user:password@host/name; empty = SQLite in the data folder",
    )
    host: str = _setting("HUANXIN_HOST", "127.0.0.1", "Address to listen on")
    port: int = _setting("HUANXIN_PORT", 8080, "Port to listen on")
    public_url: str = _setting(
        "HUANXIN_PUBLIC_URL",
        "",
        "Address under which people open the service, for QR codes, e.g. https://huanxin.example",
    )
    threads: int = _setting("HUANXIN_THREADS", 8, "Threads of the web server")
    horizon_days: int = _setting(
        "HUANXIN_HORIZON_DAYS", 365, "How far ahead a finding is called due, in days"
    )
    upload_limit_mb: int = _setting(
        "HUANXIN_UPLOAD_LIMIT_MB", 32, "Largest workbook accepted, in MB"
    )
    attachment_limit_mb: int = _setting(
        "HUANXIN_ATTACHMENT_LIMIT_MB", 10, "Largest attachment accepted, in MB"
    )
    attachment_count: int = _setting(
        "HUANXIN_ATTACHMENT_COUNT", 20, "Attachments of one declared device, device or registration"
    )
    clamav: str = _setting(
        "HUANXIN_CLAMAV",
        "",
        "ClamAV daemon that scans attachments: host:port or a socket's path; empty = no scan",
    )
    registrations_per_hour: int = _setting(
        "HUANXIN_REGISTRATIONS_PER_HOUR", 10, "Registrations taken from one address in an hour"
    )
    session_hours: int = _setting("HUANXIN_SESSION_HOURS", 12, "How long a login lasts, in hours")
    session_idle_minutes: int = _setting(
        "HUANXIN_SESSION_IDLE_MINUTES", 30, "A login ends after so many minutes without a request"
    )
    https: bool = _setting(
        "HUANXIN_HTTPS", False, "Served over https: cookies are Secure, browsers are told so (HSTS)"
    )
    proxies: int = _setting(
        "HUANXIN_PROXIES", 0, "How many reverse proxies stand before the service (X-Forwarded-*)"
    )
    password_complexity: bool = _setting(
        "HUANXIN_PASSWORD_COMPLEXITY",
        False,
        "Passwords need three of lower case, upper case, digits, signs",
    )
    password_days: int = _setting(
        "HUANXIN_PASSWORD_DAYS", 0, "Passwords must be changed after so many days; 0 = never"
    )
    second_factor_roles: str = _setting(
        "HUANXIN_SECOND_FACTOR_ROLES",
        "",
        "Roles that must use a second factor, e.g. admin,leader",
    )
    ldap_url: str = _setting(
        "HUANXIN_LDAP_URL", "", "Directory that checks passwords, e.g. ldaps://dc.example"
    )
    ldap_dn: str = _setting(
        "HUANXIN_LDAP_DN", "", "Name to bind as, e.g. uid={username},ou=people,dc=example"
    )
    oidc_issuer: str = _setting(
        "HUANXIN_OIDC_ISSUER", "", "OpenID Connect provider to log in at, e.g. https://id.example"
    )
    oidc_client_id: str = _setting("HUANXIN_OIDC_CLIENT_ID", "", "Our name at the provider")
    oidc_client_secret: str = _setting("HUANXIN_OIDC_CLIENT_SECRET", "", "Our secret there")
    oidc_claim: str = _setting(
        "HUANXIN_OIDC_CLAIM", "preferred_username", "Claim that holds the user name"
    )
    nightly_at: str = _setting(
        "HUANXIN_NIGHTLY_AT", "02:30", "Local time (Asia/Shanghai) of the nightly re-assessment"
    )
    body_font: str = _setting(
        "HUANXIN_BODY_FONT",
        "",
        "TrueType file for the body of documents (e.g. a licensed FangSong)",
    )
    title_font: str = _setting(
        "HUANXIN_TITLE_FONT", "", "TrueType file for titles (e.g. a licensed XiaoBiaoSong)"
    )
    heading_font: str = _setting(
        "HUANXIN_HEADING_FONT", "", "TrueType file for headings (e.g. a licensed HeiTi)"
    )
    log_level: str = _setting("HUANXIN_LOG_LEVEL", "INFO", "DEBUG, INFO, WARNING or ERROR")

    @property
    def sqlite_path(self) -> Path:
        return self.data_dir / "huanxin.db"

    @property
    def queue_path(self) -> Path:
        return self.data_dir / "queue.db"

    @property
    def files_dir(self) -> Path:
        return self.data_dir / "files"

    @classmethod
    def from_environment(cls) -> Settings:
        """Read the environment once; a malformed number is refused by name."""
        env = Env()
        readers = {"int": env.int, "bool": env.bool, "Path": env.path, "str": env.str}
        values = {
            item.name: readers[str(item.type)](item.metadata["name"], item.default)
            for item in fields(cls)
        }
        return cls(**values)

    def environment(self) -> dict[str, str]:
        """An environment in which another process reads these very settings."""
        own = {item.metadata["name"]: str(getattr(self, item.name)) for item in fields(self)}
        return {**os.environ, **own}

    @classmethod
    def docs(cls) -> list[tuple[str, str, str]]:
        """(name, default, help) of each setting, in the order of the table in the README."""
        return [
            (
                item.metadata["name"],
                "var" if item.name == "data_dir" else str(item.default),
                item.metadata["help"],
            )
            for item in fields(cls)
        ]
