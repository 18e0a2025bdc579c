"""What the operator has decided about logins, read once from the settings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from inventory.core.access import Role
from inventory.core.errors import AppError
from inventory.core.settings import Settings
from inventory.people.accounts.directory_settings import Directory

NOWHERE = Directory()


@dataclass(frozen=True)
class Policy:
    """Limits of a session, demands on passwords, who must use a second factor."""

    idle: timedelta = timedelta(minutes=30)
    absolute: timedelta = timedelta(hours=12)
    complexity: bool = False
    rotation: timedelta | None = None
    second_factor: frozenset[Role] = frozenset()
    directory: Directory = NOWHERE

    @classmethod
    def of(cls, settings: Settings) -> Policy:
        """The policy of the settings; an unknown role or an unsafe address is refused by name."""
        days = settings.password_days
        return cls(
            idle=timedelta(minutes=settings.session_idle_minutes),
            absolute=timedelta(hours=settings.session_hours),
            complexity=settings.password_complexity,
            rotation=timedelta(days=days) if days else None,
            second_factor=_roles(settings.second_factor_roles),
            directory=Directory.of(settings),
        )


def _roles(text: str) -> frozenset[Role]:
    words = [word.strip() for word in text.split(",") if word.strip()]
    unknown = [word for word in words if word not in set(Role)]
    if unknown:
        raise AppError.of("accounts.settings_policy", unknown=unknown[0], names="、".join(Role))
    return frozenset(Role(word) for word in words)
