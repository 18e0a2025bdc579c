"""What each command does; long ones live in modules of their own."""

from __future__ import annotations

import argparse
import atexit
import gc
import json
import sys
from collections.abc import Callable

from inventory.app.cli.setup import prepare, prepare_ledger
from inventory.core import database
from inventory.core.access import SYSTEM, Role
from inventory.core.settings import Settings

Args = argparse.Namespace


def assess(args: Args, _settings: Settings) -> int:
    from inventory.app.cli.arguments import pairs
    from inventory.core import clock
    from inventory.intake.assessing.files import assess_file

    return assess_file(
        args.file,
        kind=args.kind,
        region=args.region,
        as_of=args.as_of or clock.today(),
        horizon=args.horizon,
        format=args.format,
        out=sys.stdout,
        progress=sys.stderr.isatty(),
        mapping=dict(pairs(args.mapping, "=", "表头=字段 / HEADING=FIELD")),
        header_row=args.header_row,
    )


def import_(args: Args, settings: Settings) -> int:
    """Import a ledger; 0 all rows taken, 1 some rejected, 2 nothing done."""
    # Millions of small objects and no cycles among them: looking for some takes a sixth of the
    # time, and the process ends with the import.
    gc.disable()
    from inventory.app.cli.importing import print_report, run
    from inventory.intake.imports.report_schemas import ReportResult

    prepare_ledger(settings)
    with database.connection():
        result, errors = run(args, settings)
    if args.report:
        args.report.write_text(
            json.dumps(ReportResult().dump(result), ensure_ascii=False, indent=1), encoding="utf-8"
        )
    if args.errors and errors:
        args.errors.write_bytes(errors)
    print_report(result, args.dry_run, args.file)
    # Else the end of the process takes a second to look for cycles to be freed.
    atexit.register(gc.freeze)
    return 1 if result.totals.all["rejected"] else 0


def seal(args: Args, _settings: Settings) -> int:
    """Sign a PDF with the agency's key."""
    from inventory.app.cli.sealing import run

    run(args)
    return 0


def notice(args: Args, settings: Settings) -> int:
    """Write the documents that an enterprise's findings call for."""
    from inventory.app.cli.noticing import run

    prepare(settings)
    with database.connection():
        for path in run(args):
            print(path)
    return 0


def agency(args: Args, settings: Settings) -> int:
    """List the agencies, or change what stands on the documents of one."""
    from inventory.enforcement.agencies import service as agencies

    prepare(settings)
    words = ("name", "code_word", "address", "phone", "review_body", "court", "competence")
    values = {word: getattr(args, word) for word in words if getattr(args, word) is not None}
    with database.connection():
        if args.id is not None:
            agencies.update(SYSTEM, args.id, values)
        for item in agencies.visible(SYSTEM):
            told = "，".join(filter(None, (item.review_body, item.court)))
            print(f"{item.id}\t{item.region}\t{item.name}\t{item.code_word}\t{told}")
    return 0


def migrate(_args: Args, settings: Settings) -> int:
    prepare(settings)
    print("数据库已是最新 / the database is up to date")
    return 0


def check(_args: Args, settings: Settings) -> int:
    """Look the installation over; 0 all well, 1 something to look at, 2 something to mend."""
    from inventory.app import checking
    from inventory.app.health import checks, levels

    found = checking.look(settings)
    print("\n".join(checking.told(found)))
    return levels.LEVELS.index(checks.worst(found))


def openapi(_args: Args, settings: Settings) -> int:
    """The API described by itself; needs no database."""
    from inventory.app.factory import create_app

    (api,) = create_app(settings).extensions["flask-smorest"]["apis"].values()
    print(json.dumps(api["ext_obj"].spec.to_dict(), ensure_ascii=False, indent=1))
    return 0


def admin(args: Args, settings: Settings) -> int:
    """Accounts without the web page: the first administrator, a lost password, a stop."""
    prepare(settings)
    with database.connection():
        return ADMIN[args.action](args, settings)


def _admin_create(args: Args, settings: Settings) -> int:
    from inventory.people.accounts import passwords, policy, service

    password = passwords.one_time()
    service.create_user(
        args.username,
        args.name or args.username,
        password,
        Role.ADMIN,
        one_time=True,
        policy=policy.Policy.of(settings),
    )
    print(f"管理员 {args.username} 已建立 / administrator created")
    return _show_password(password)


def _admin_reset(args: Args, _settings: Settings) -> int:
    from inventory.people.accounts import users

    user = users.find(args.username)
    if args.second_factor:
        users.remove_second_factor(SYSTEM, user.id)
    return _show_password(users.reset_password(SYSTEM, user.id))


def _show_password(password: str) -> int:
    print("一次性密码，只显示这一次，登录后须修改 / one-time password, shown once:")
    print(password)
    return 0


def _admin_disable(args: Args, _settings: Settings) -> int:
    from inventory.people.accounts import users

    users.update(SYSTEM, users.find(args.username).id, {"active": False})
    print(f"用户 {args.username} 已停用，其登录已结束 / disabled, all logins ended")
    return 0


ADMIN: dict[str, Callable[[Args, Settings], int]] = {
    "create": _admin_create,
    "reset": _admin_reset,
    "disable": _admin_disable,
}


def tick(args: Args, settings: Settings) -> int:
    from inventory.app import schedule

    prepare(settings)
    with database.connection():
        result = schedule.tick(settings, force=args.force)
    print("今天已经执行过 / already done today" if result is None else json.dumps(result))
    return 0


def worker(_args: Args, settings: Settings) -> int:
    from inventory.app import processes
    from inventory.registry.jobs.queue import Queue

    prepare(settings)
    queue = Queue(settings)
    consumer = queue.consumer()
    processes.begin(processes.WORKER, queue)
    consumer.run()
    return 0


def schedule(_args: Args, settings: Settings) -> int:
    from inventory.app import integrity, processes
    from inventory.app import schedule as schedules

    prepare(settings)
    integrity.begin(settings)
    processes.begin(processes.SCHEDULER)
    schedules.scheduler(settings).start()
    return 0


def serve(args: Args, settings: Settings) -> int:
    from inventory.app.cli.serving import serve as start

    prepare(settings)
    return start(settings, args.host, args.port, alone=args.web_only)


def demo(args: Args, settings: Settings) -> int:
    from inventory.app.cli.demo import run

    return run(settings, serve=not args.no_serve, port=args.port)


def audit(args: Args, settings: Settings) -> int:
    """Prove the audit trail, 0 whole, 1 broken; or write a part of it to a file."""
    from inventory.app.cli import remembering

    prepare(settings)
    with database.connection():
        if args.action == "export":
            return remembering.export(args)
        return remembering.verify(args, settings)


def undo(args: Args, settings: Settings) -> int:
    """Take a committed import back; 0 done, 1 something rests on it."""
    from inventory.app.cli.remembering import undo as run

    prepare(settings)
    with database.connection():
        return run(args, settings)


def backup(args: Args, settings: Settings) -> int:
    """Copy the database, or note a copy that another tool made."""
    from inventory.app.backups import service as backups

    prepare(settings)
    with database.connection():
        made = backups.record(args.file) if args.record else backups.back_up(settings, args.file)
    if not (args.record or settings.backup_key):
        print("未加密，因此不含密钥，请另行保管 / not encrypted, so without the keys; keep apart:")
        print(settings.keys_path)
    print(
        f"已备份 / backed up: {made.path}（{made.size / 1e6:.1f} MB，{made.files} 个文件 / files）"
    )
    return 0


def restore(args: Args, settings: Settings) -> int:
    """Bring a backup back in place of what is there."""
    from inventory.app.backups import restoring
    from inventory.core.audit import heads

    done = restoring.restore(settings, args.file)
    prepare(settings)
    with database.connection():
        heads.note(None, settings.audit_heads, heads.RESTORED)
    rows, files = sum(done.manifest.tables.values()), done.manifest.files
    print(f"已恢复 / restored: {rows} 行 / rows，{files} 个文件 / files")
    if done.aside:
        print(f"原有数据移到 / what was there is now in: {done.aside}")
    return 0


def county(args: Args, settings: Settings) -> int:
    """Write a county's ledger to a file, or take one in."""
    from inventory.app.counties import arriving, parcel, sending

    prepare_ledger(settings)
    with database.connection():
        if args.action == "export":
            made = sending.send(settings, args.code, args.file)
            print(f"已导出 / written: {made.region_name} → {args.file}")
            print(f"  {made.counts[parcel.DEVICES]} 台设备 / devices")
            print(f"  {made.counts[parcel.ENTERPRISES]} 家企业 / enterprises")
            print(f"  {made.counts[parcel.ATTACHMENTS]} 个附件 / files")
            return 0
        done = arriving.receive(settings, args.file, dry_run=args.dry_run)
    head = "将迁入 / would come in" if args.dry_run else "已迁入 / came in"
    print(f"{head}: {done.region}")
    print(f"  {done.devices} 台设备 / devices，此前已迁入 / before: {done.before}")
    print(f"  {done.enterprises} 家新企业 / new enterprises")
    if not args.dry_run:
        print(f"  {done.revisions} 条变更记录 / revisions，{done.files} 个附件 / files")
    return 0


def library(args: Args, settings: Settings) -> int:
    """What the library of regulation holds; no database."""
    from inventory.app.cli.library import run

    return run(args, settings)


def plan(args: Args, settings: Settings) -> int:
    """A local plan with its progress."""
    from inventory.app.cli.plan import run

    return run(args, settings)


def keys(args: Args, settings: Settings) -> int:
    """List the installation's keys, or make a new one and encrypt what is secret with it."""
    from inventory.app.cli import keyring

    prepare(settings)
    with database.connection():
        return keyring.rotate() if args.action == "rotate" else keyring.show(settings)


RUN: dict[str, Callable[[Args, Settings], int]] = {
    "assess": assess,
    "import": import_,
    "notice": notice,
    "seal": seal,
    "agency": agency,
    "migrate": migrate,
    "check": check,
    "backup": backup,
    "restore": restore,
    "county": county,
    "openapi": openapi,
    "admin": admin,
    "tick": tick,
    "worker": worker,
    "schedule": schedule,
    "serve": serve,
    "demo": demo,
    "audit": audit,
    "undo": undo,
    "keys": keys,
    "library": library,
    "plan": plan,
}
