"""What each command does; long ones live in modules of their own."""

from __future__ import annotations

import argparse
import json
import secrets
import sys
from collections.abc import Callable

from inventory import database
from inventory.access import Role
from inventory.cli.setup import prepare
from inventory.settings import Settings

Args = argparse.Namespace


def assess(args: Args, _settings: Settings) -> int:
    from inventory import clock
    from inventory.assessing_files import assess_file

    return assess_file(
        args.file,
        kind=args.kind,
        region=args.region,
        as_of=args.as_of or clock.today(),
        horizon=args.horizon,
        format=args.format,
        out=sys.stdout,
        progress=sys.stderr.isatty(),
    )


def import_(args: Args, settings: Settings) -> int:
    """Import a ledger; 0 all rows taken, 1 some rejected, 2 nothing done."""
    from inventory.cli.importing import print_report, run

    prepare(settings)
    with database.connection():
        result, errors = run(args, settings)
    if args.report:
        args.report.write_text(
            json.dumps(result, ensure_ascii=False, indent=1, default=str), encoding="utf-8"
        )
    if args.errors and errors:
        args.errors.write_bytes(errors)
    print_report(result, args.dry_run)
    return 1 if result["totals"]["all"]["rejected"] else 0


def notice(args: Args, settings: Settings) -> int:
    """Write the documents that an enterprise's findings call for."""
    from inventory.cli.noticing import run

    prepare(settings)
    with database.connection():
        for path in run(args):
            print(path)
    return 0


def migrate(_args: Args, settings: Settings) -> int:
    prepare(settings)
    print("数据库已是最新 / the database is up to date")
    return 0


def admin(args: Args, settings: Settings) -> int:
    """The first administrator; the password is shown once."""
    from inventory.accounts import service as accounts

    prepare(settings)
    password = secrets.token_urlsafe(12)
    with database.connection():
        accounts.create_user(args.username, args.name or args.username, password, Role.ADMIN)
    print(f"管理员 {args.username} 已建立，密码只显示这一次 / password, shown once:\n{password}")
    return 0


def tick(args: Args, settings: Settings) -> int:
    from inventory.jobs import schedule

    prepare(settings)
    with database.connection():
        result = schedule.tick(settings, force=args.force)
    print("今天已经执行过 / already done today" if result is None else json.dumps(result))
    return 0


def worker(_args: Args, settings: Settings) -> int:
    from inventory.jobs import kinds as _kinds  # noqa: F401  registers the kinds of jobs
    from inventory.jobs.queue import Queue

    prepare(settings)
    Queue(settings).consumer().run()
    return 0


def schedule(_args: Args, settings: Settings) -> int:
    from inventory.jobs import schedule as schedules

    prepare(settings)
    schedules.scheduler(settings).start()
    return 0


def serve(args: Args, settings: Settings) -> int:
    from inventory.cli.serving import serve as start

    prepare(settings)
    return start(settings, args.host, args.port, alone=args.web_only)


def demo(args: Args, settings: Settings) -> int:
    from inventory.cli.demo import run

    return run(settings, serve=not args.no_serve, port=args.port)


RUN: dict[str, Callable[[Args, Settings], int]] = {
    "assess": assess,
    "import": import_,
    "notice": notice,
    "migrate": migrate,
    "admin": admin,
    "tick": tick,
    "worker": worker,
    "schedule": schedule,
    "serve": serve,
    "demo": demo,
}
