"""`app.py audit` and `app.py undo`: proving and exporting the trail, taking an import back."""

from __future__ import annotations

import argparse
from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from pathlib import Path

from inventory.app.configuration.service import effective
from inventory.core import clock
from inventory.core.access import SYSTEM
from inventory.core.audit import chain, exporting, heads
from inventory.core.settings import Settings
from inventory.intake.imports import service as imports
from inventory.intake.imports.results import UndoPreview

SHOWN = 15


def verify(args: argparse.Namespace, settings: Settings) -> int:
    """Prove the audit trail, or an exported part of it; 0 whole, 1 broken."""
    if args.file:
        return _verify_file(args.file, [args.head])
    noted = {args.head} - {""}
    for path in _places(args, settings):
        noted |= {head.hash for head in heads.read(path)}
    found = chain.verify(noted)
    status = _tell(found)
    if found.whole:
        print(f"其中 {found.signed} 条的签名核对无误，与别处记下的 {len(noted)} 个摘要一致")
        print(f"{found.signed} are signed rightly; {len(noted)} noted hashes are in it")
    for name in found.guards:
        print(f"数据库中保护审计记录的触发器 {name} 不在或被改动 / a trigger is gone or changed")
    return 1 if found.guards else status


def _places(args: argparse.Namespace, settings: Settings) -> list[Path]:
    """Where heads were noted: the files that are named, and the one of the settings."""
    own = Path(settings.audit_heads) if settings.audit_heads else None
    return [*args.heads, *([own] if own and own.exists() else [])]


def _verify_file(path: Path, noted: Collection[str]) -> int:
    checked = exporting.check(path, noted)
    status = _tell(checked.verdict)
    if checked.here:
        print("与本机数据库的审计链一致 / the same as in this database")
    elif checked.here is None and not status:
        print("本机数据库中没有这些记录，只核验了文件本身")
        print("This database does not hold these events: the file alone was checked")
    return status


def _tell(found: chain.Verdict) -> int:
    if found.whole:
        print(f"审计链完整：{found.events} 条，末条摘要 {found.head or '（空）'}")
        print(f"The audit trail is whole: {found.events} events, last hash {found.head or '-'}")
        return 0
    where = f"第 {found.broken} 条" if found.broken else "末尾"
    print(f"审计链被破坏，{where}：{found.reason}（其前 {found.events} 条完整）")
    print(f"The audit trail is broken at row {found.broken or 'end'}: {found.reason_en}")
    return 1


def export(args: argparse.Namespace) -> int:
    """Write a time range of the audit trail to a file that proves itself."""
    until = args.until and _midnight(args.until + timedelta(days=1))
    span = exporting.Span(args.since and _midnight(args.since), until)
    made = exporting.export(SYSTEM, args.file, span)
    print(f"已导出 {made.events} 条审计记录到 {args.file}，末条摘要 {made.head}")
    print(f"{made.events} events written, last hash {made.head}")
    return 0


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), clock.SHANGHAI)


def undo(args: argparse.Namespace, settings: Settings) -> int:
    """Take a committed import back; 0 done (or could be), 1 something rests on it."""
    look = imports.undo_preview(SYSTEM, args.number)
    if look.status == "committed":
        _show(look)
        if args.dry_run or look.blocked:
            return 0 if look.possible else 1
    imports.undo(SYSTEM, args.number, args.reason, effective(settings).horizon_days)
    print(f"第 {args.number} 次导入已撤销 / import {args.number} is undone")
    return 0


def _show(look: UndoPreview) -> None:
    print(
        f"新建 {look.created} 台将撤出台账，更新 {look.updated} 台将恢复原内容 / "
        f"{look.created} created, {look.updated} updated"
    )
    for block in look.blocks[:SHOWN]:
        print(f"妨碍撤销：{block.message} / {block.message_en}")
    more = look.blocked - SHOWN
    if more > 0:
        print(f"…… 还有 {more} 处 / {more} more")
