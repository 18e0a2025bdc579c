"""`app.py library`: what the library of regulation holds; no database but for `ledger`."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import standards
from inventory.app.cli import changes
from inventory.app.cli.setup import prepare
from inventory.core import database
from inventory.core.errors import Invalid
from inventory.core.settings import Settings
from inventory.judgement.library import current, service
from standards import publishing
from standards.additions import with_additions
from standards.differences import ADDED, CHANGED, REMOVED, differences
from standards.loading import LIBRARY
from standards.outcomes import CERTAINTIES

SHIPPED = "shipped"
LEDGER = "ledger"
SIGNS = {ADDED: "+", REMOVED: "-", CHANGED: "~"}


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Exit status of `diff`: 1 where something differs, as of diff(1)."""
    names = {getattr(args, name, None) for name in ("folder", "before", "after")}
    if LEDGER not in names and not getattr(args, "devices", False):
        return ACTIONS[args.action](args)
    prepare(settings)
    with database.connection():
        return ACTIONS[args.action](args)


def _loaded(name: str) -> standards.Library:
    """The shipped library, the one that the ledger is judged by, or one from a folder: a whole one,
    or what an office adds to the shipped one. A wrong file is refused with file and key.
    """
    try:
        if name == SHIPPED:
            return standards.load_from(LIBRARY)
        if name == LEDGER:
            return current.load()
        folder = Path(name)
        if not folder.is_dir():
            raise Invalid.of("cli.no_folder", name=name, shipped=SHIPPED, ledger=LEDGER)
        if (folder / "kinds" / "common.toml").exists():
            return standards.load_from(folder)
        return with_additions(standards.load_from(LIBRARY), folder)
    except standards.LibraryError as error:
        raise Invalid.of(
            "cli.library",
            message=error.message,
            message_en=error.message_en,
            file=error.file,
            entry=error.key,
        ) from error


def _list(_args: argparse.Namespace) -> int:
    for row in service.documents():
        window = f"{row.in_force or '?'} — {row.superseded_on or ''}".rstrip()
        print(f"{row.number}\t{row.title}")
        print(
            f"    {row.type}  {window}  {row.certainty}  "
            f"规则 rules {row.rules}  表 tables {row.tables}"
        )
    return 0


def _show(args: argparse.Namespace) -> int:
    found = service.document(_number(args.document))
    print(f"{found.number}  {found.title}")
    for key, heading in (
        ("issuer", "发布机关 issuer"),
        ("issued", "发布 issued"),
        ("in_force", "施行 in force"),
        ("superseded_on", "废止 superseded"),
        ("superseded_by", "替代 by"),
        ("certainty", "确定程度 certainty"),
        ("last_checked", "最近核对 last checked"),
        ("looked_on", "最近查阅 last looked"),
        ("note", "说明 note"),
    ):
        print(f"  {heading}: {getattr(found, key) or '—'}")
    for rule in found.rule_list:
        words = "、".join(item.name for item in rule.outcomes)
        until = f" — {rule.valid_to}" if rule.valid_to else " —"
        print(f"  规则 {rule.id}  {rule.clause}  {rule.valid_from}{until}  {words}")
    for table in found.table_list:
        certainties = "、".join(table.certainties)
        print(f"  表 {table.id}  {table.rows} 行 rows  {certainties}")
    if found.plan:
        plan = found.plan
        print(
            f"  方案 plan {plan.region} {plan.region_name}："
            f"任务 tasks {len(plan.tasks)}，指标 targets {len(plan.targets)}"
        )
    return 0


def _number(text: str) -> str:
    """The number of the one document that a text names."""
    known = current.built_in().documents
    if text in known:
        return text
    named = [d.number for d in known.values() if text in d.number or text in d.title]
    if len(named) == 1:
        return named[0]
    if not named:
        raise Invalid.of("cli.no_document", text=text)
    raise Invalid.of("cli.several_documents", text=text, names="、".join(named))


def _check(args: argparse.Namespace) -> int:
    library = _loaded(args.folder)
    rows = Counter(
        word
        for table in library.tables.values()
        for word in table.rows["certainty"].drop_nulls().to_list()
    )
    print(f"库 library {library.version}")
    print(
        f"  设备类别 kinds {len(library.kinds)}  文件 documents {len(library.documents)}  "
        f"规则 rules {len(library.rules)}  表 tables {len(library.tables)}  "
        f"方案 plans {len(library.plans)}  补贴 programmes {len(library.programmes)}  "
        f"节能公式 savings {len(library.factors.savings)}"
    )
    print("  表行的确定程度 certainty of rows:", end="")
    print("".join(f"  {word} {rows[word]}" for word in CERTAINTIES))
    _print_documents(library)
    for item in standards.coverage(library):
        print(
            f"  目录 {item.catalogue}：自动判定 matched {item.matched}  "
            f"提示 hinted {item.hinted}  不能使用 unusable {item.unusable}"
        )
    return 0


def _print_documents(library: standards.Library) -> None:
    """Each document: when somebody last compared it with the official text, when somebody last
    read any source of it, and what takes its place from which day.
    """
    documents = library.documents.values()
    unchecked = sum(d.last_checked is None for d in documents)
    print(f"  未与官方文本核对的文件 documents never checked: {unchecked}")
    print("  文件 document\t核对 checked\t查阅 looked\t替代 superseded\t确定程度 certainty")
    for item in documents:
        ends = f"{item.superseded_on} {item.superseded_by or ''}".strip()
        cells = (
            item.number,
            f"{item.last_checked or '—'}",
            f"{item.looked_on or '—'}",
            ends if item.superseded_on else "—",
            item.certainty,
        )
        print("  " + "\t".join(cells))


def _diff(args: argparse.Namespace) -> int:
    before, after = _loaded(args.before), _loaded(args.after)
    found = differences(before, after)
    for item in found:
        detail = f"  {item.detail}" if item.detail else ""
        print(f"{SIGNS[item.change]} {item.sort} {item.id}{detail}")
    print(f"{before.version} → {after.version}: {len(found)} 处不同 differences")
    return 1 if found else 0


def _changes(args: argparse.Namespace) -> int:
    return changes.run(args, _loaded(LEDGER if args.devices else SHIPPED))


def _export(args: argparse.Namespace) -> int:
    folder = Path(args.target)
    try:
        files = publishing.publish(_loaded(args.folder), folder)
    except FileExistsError as error:
        raise Invalid.of("cli.folder_exists", folder=str(folder)) from error
    print(f"{folder / publishing.DESCRIPTION}  数据文件 data files {files}")
    return 0


ACTIONS: dict[str, Callable[[argparse.Namespace], int]] = {
    "list": _list,
    "show": _show,
    "check": _check,
    "diff": _diff,
    "changes": _changes,
    "export": _export,
}
