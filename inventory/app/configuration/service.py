"""Settings that the page may change, laid over those of the environment.

The environment wins: what the operator has set there the page shows and leaves alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from peewee import JOIN, IntegrityError, fn

from inventory.app.configuration.editable import EDITABLE
from inventory.app.models import ChosenSetting
from inventory.core import access, clock
from inventory.core.access import Actor, Role
from inventory.core.audit import service as audit
from inventory.core.database import db
from inventory.core.errors import Conflict, Invalid, not_found
from inventory.core.settings import Settings, Shown
from inventory.people.accounts.models import User

ADMIN = frozenset({Role.ADMIN})
DEFAULT, ENVIRONMENT, PAGE = "default", "environment", "page"
SOURCES = (DEFAULT, ENVIRONMENT, PAGE)
# Its time tells every process of this installation that a setting was changed.
STAMP = "settings.stamp"


@dataclass(frozen=True, kw_only=True)
class Configured(Shown):
    """A setting with where its value comes from and how the page may change it."""

    source: str
    type: str
    editable: bool
    least: int | None
    most: int | None
    effect: str
    version: int
    changed_at: datetime | None
    changed_by: str


def stamp(settings: Settings) -> int:
    """Another number after each change; 0 where nothing was ever changed."""
    file = Path(settings.data_dir, STAMP)
    return file.stat().st_mtime_ns if file.exists() else 0


def effective(base: Settings) -> Settings:
    """The settings of the environment with what administrators have chosen on the page."""
    rows = ChosenSetting.select(ChosenSetting.name, ChosenSetting.value).tuples()
    values: dict[str, Any] = {
        name: value
        for name, text in rows
        if name in EDITABLE and not _fixed(base, name)
        for value in _readable(name, text)
    }
    return replace(base, **values)


def _readable(field: str, text: str) -> list[Any]:
    """The value, or nothing: a bound that has become narrower must not stop the service."""
    try:
        return [EDITABLE[field].read(field, text)]
    except Invalid:
        return []


def _fixed(base: Settings, field: str) -> bool:
    return bool(getattr(base, field) != getattr(Settings(), field))


def shown(actor: Actor, base: Settings) -> list[Configured]:
    """Every setting as it is now, in the order of docs/settings.md."""
    access.require_role(actor, ADMIN)
    now, rows = effective(base), _rows()
    return [
        _configured(item.name, base, seen, rows.get(item.name))
        for item, seen in zip(fields(Settings), now.shown(), strict=True)
    ]


def _rows() -> Mapping[str, Any]:
    name = fn.COALESCE(User.display_name, "").alias("changer")
    query = ChosenSetting.select(ChosenSetting, name).join(
        User, JOIN.LEFT_OUTER, on=(User.id == ChosenSetting.changed_by)
    )
    return {row.name: row for row in query.objects()}


def _configured(field: str, base: Settings, seen: Shown, row: Any) -> Configured:
    kind, fixed = EDITABLE.get(field), _fixed(base, field)
    chosen = row is not None and kind is not None and not fixed and seen.changed
    return Configured(
        **vars(seen),
        source=ENVIRONMENT if fixed else PAGE if chosen else DEFAULT,
        type=kind.type if kind else "text",
        editable=kind is not None and not fixed,
        least=kind.least if kind else None,
        most=kind.most if kind else None,
        effect=kind.effect if kind else "restart",
        version=row.version if row else 0,
        changed_at=row.changed_at if row else None,
        changed_by=row.changer if row else "",
    )


def change(actor: Actor, base: Settings, name: str, version: int, value: str | None) -> Configured:
    """Set one setting, or take it back to its default (None); all processes follow at once."""
    access.require_role(actor, ADMIN)
    field = _field(name)
    if _fixed(base, field):
        raise Conflict.of("configuration.fixed", name=name)
    before = getattr(effective(base), field)
    text = str(getattr(Settings(), field)) if value is None else value.strip()
    after = EDITABLE[field].read(name, text)
    with db.atomic():
        row = _written(actor, field, version, text)
        audit.record(
            "setting.changed",
            actor,
            subject="setting",
            subject_id=row.id,
            detail={"setting": name, "before": str(before), "after": str(after)},
        )
    Path(base.data_dir, STAMP).write_text(f"{name} {clock.now().isoformat()}\n", encoding="utf-8")
    return next(item for item in shown(actor, base) if item.name == name)


def _field(name: str) -> str:
    field = next(
        (item.name for item in fields(Settings) if item.metadata["shown"]["name"] == name), None
    )
    if field is None:
        raise not_found("运行参数", "setting")
    if field not in EDITABLE:
        raise Invalid.of("configuration.by_operator", name=name)
    return field


def _written(actor: Actor, field: str, version: int, text: str) -> ChosenSetting:
    values = {"value": text, "changed_at": clock.now(), "changed_by": actor.id}
    if version:
        own = (ChosenSetting.name == field) & (ChosenSetting.version == version)
        query = ChosenSetting.update(**values, version=version + 1).where(own)
        if not query.execute():
            raise Conflict.of("configuration.changed_meanwhile")
    else:
        try:
            with db.atomic():
                ChosenSetting.create(name=field, **values)
        except IntegrityError as error:
            raise Conflict.of("configuration.changed_meanwhile") from error
    return ChosenSetting.get(ChosenSetting.name == field)
