"""Arguments of all commands.

Exit status: 0 done, 1 done but something needs attention, 2 not done (usage, file or state).
"""

from __future__ import annotations

import argparse
import errno
import os
import signal
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from peewee import PeeweeException

from inventory import __version__
from inventory.app.factory import set_up_logging
from inventory.core import environment, troubles
from inventory.core.errors import AppError, Invalid

if TYPE_CHECKING:
    from flask import Flask

# What keeps a program from a file that somebody has named.
CLOSED = {
    *(errno.EACCES, errno.EPERM, errno.ENOENT, errno.EEXIST),
    *(errno.EISDIR, errno.ENOTDIR, errno.ENAMETOOLONG),
}


def wsgi() -> Flask:
    """The web application on a database brought up to date."""
    _for_us_alone()
    from inventory.app.cli.setup import prepare
    from inventory.app.factory import create_app
    from inventory.core import database, lives

    try:
        settings = environment.read_settings()
        set_up_logging(settings.log_level)
        prepare(settings)
    except AppError as error:
        _complain(error.message, error.message_en, error.remedy)
        raise SystemExit(2) from None  # a server's log shows the words, no traceback
    database.limit_writers(settings.threads)
    lives.name()  # a restore must not take the ledger from under us
    return create_app(settings)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(
            f"“{text}”不是日期，请写成 2026-11-21 / not a date, write 2026-11-21"
        ) from None


def _name() -> str:
    """What we are called by: `huanxin` where the wheel is installed."""
    name = Path(sys.argv[0]).name
    return name if name == "huanxin" else "app.py"


def parser() -> argparse.ArgumentParser:
    """All commands with their arguments."""
    root = argparse.ArgumentParser(prog=_name(), description="Huanxin 焕新台账")
    root.add_argument("--version", action="version", version=f"huanxin {__version__}")
    commands = root.add_subparsers(dest="command", required=True, metavar="COMMAND")
    _serving(commands)
    _files(commands)
    _administration(commands)
    _regulation(commands)
    return root


def _serving(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    serve = commands.add_parser("serve", help="网页服务及其后台进程 / web server with worker")
    serve.add_argument("--host")
    serve.add_argument("--port", type=int)
    serve.add_argument("--web-only", action="store_true", help="no worker, no scheduler")
    commands.add_parser("worker", help="后台任务进程 / background jobs")
    commands.add_parser("schedule", help="定时进程 / nightly re-assessment and alerts")
    tick = commands.add_parser("tick", help="立即执行到期的定时任务 / run what is due once")
    tick.add_argument("--force", action="store_true", help="even if it has run today")
    demo = commands.add_parser("demo", help="演示数据 / fresh demo database")
    demo.add_argument("--no-serve", action="store_true", help="end after the table")
    demo.add_argument("--port", type=int)


def _files(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    assess = commands.add_parser("assess", help="判定一份台账，不用数据库 / judge a file")
    assess.add_argument("file", type=Path)
    assess.add_argument("--kind")
    assess.add_argument("--region")
    _layout(assess)
    assess.add_argument("--as-of", type=_day, default=None, help="date, default today")
    assess.add_argument("--horizon", type=int, default=365, help="days, default 365")
    assess.add_argument("--format", choices=("table", "jsonl", "csv"), default="table")

    importing = commands.add_parser("import", help="导入台账 / import a ledger")
    importing.add_argument("file", type=Path)
    importing.add_argument("--region", required=True, help="GB/T 2260 code")
    importing.add_argument("--kind")
    importing.add_argument("--enterprise", help="owner of all rows, where the file has no column")
    _layout(importing)
    importing.add_argument(
        "--others",
        choices=("mine", "all"),
        default="",
        help="rows of other divisions: leave them out, or take each into its own",
    )
    importing.add_argument("--suggested", choices=("reject", "update", "create"), default="reject")
    importing.add_argument("--dry-run", action="store_true", help="write nothing")
    importing.add_argument("--report", type=Path, help="result as JSON")
    importing.add_argument("--errors", type=Path, help="workbook of the rows with problems")

    notice = commands.add_parser("notice", help="通知书 PDF / notice of an enterprise")
    notice.add_argument("--enterprise", required=True, metavar="USCC")
    notice.add_argument("--out", type=Path, required=True)
    notice.add_argument("--kind", choices=("order", "advice"))
    notice.add_argument("--officer", action="append", default=[], metavar="NAME,CERTIFICATE")
    notice.add_argument("--deadline", type=_day)
    notice.add_argument("--inspected-on", type=_day)
    notice.add_argument(
        "--article", choices=("83", "84"), help="of the Special Equipment Safety Law, if overdue"
    )
    notice.add_argument("--heard-on", type=_day, help="day on which the party was heard")
    notice.add_argument("--opinion", help="what the party said; default: it had no objection")
    notice.add_argument("--not-heard", metavar="REASON", help="why the party was not heard")
    notice.add_argument("--receipt", action="store_true", help="add the service receipt page")
    notice.add_argument(
        "--issue",
        action="store_true",
        help="take a number: an advice only, an order is signed in its case; default: a draft",
    )

    seal = commands.add_parser("seal", help="电子签名 / the agency's signature under a PDF")
    seal.add_argument("file", type=Path, metavar="FILE.pdf")
    seal.add_argument("--key", type=Path, required=True, metavar="KEY.p12")
    seal.add_argument("--out", type=Path, required=True)
    seal.add_argument("--passphrase-file", type=Path, help="default: asked for")
    seal.add_argument("--reason", default="")
    seal.add_argument("--place", default="")


def _layout(command: argparse.ArgumentParser) -> None:
    """Where a table is and what its columns are, for a file that does not say it."""
    command.add_argument(
        "--header-row", type=int, metavar="N", help="the row the header ends in; 0: there is none"
    )
    command.add_argument(
        "--map",
        action="append",
        default=[],
        metavar="HEADING=FIELD",
        dest="mapping",
        help="a column by its heading or letter (C=model); nothing behind = ignores it",
    )


def _administration(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    commands.add_parser("migrate", help="建库或升级数据库 / create or upgrade the database")
    commands.add_parser("check", help="检查安装：设置、数据库、字体等 / look the installation over")
    commands.add_parser("openapi", help="输出接口说明 / print the API's OpenAPI document")
    agency = commands.add_parser("agency", help="发文机关 / the agencies that issue documents")
    agency.add_argument("id", type=int, nargs="?", help="change this one; without, list all")
    for name in (
        "name",
        "code-word",
        "address",
        "phone",
        "review-body",
        "court",
        "competence",
    ):
        agency.add_argument(f"--{name}")
    backup = commands.add_parser(
        "backup", help="备份数据库和文件 / keep database and files, in use"
    )
    backup.add_argument("file", type=Path)
    backup.add_argument(
        "--record", action="store_true", help="the file was made by another tool (pg_dump): note it"
    )
    restore = commands.add_parser("restore", help="恢复备份，先停止服务 / bring a backup back")
    restore.add_argument("file", type=Path)
    county = commands.add_parser(
        "county", help="区县台账迁移 / a county's ledger, between two installations"
    )
    ways = county.add_subparsers(dest="action", required=True)
    out = ways.add_parser("export", help="导出一个区县的台账 / write it to a file")
    out.add_argument("code", help="GB/T 2260 code")
    out.add_argument("file", type=Path)
    into = ways.add_parser("import", help="迁入区县台账 / take it in")
    into.add_argument("file", type=Path)
    into.add_argument("--dry-run", action="store_true", help="only say what would come in")
    admin = commands.add_parser("admin", help="管理员 / administrators")
    actions = admin.add_subparsers(dest="action", required=True)
    create = actions.add_parser("create", help="新建管理员，显示一次性密码")
    create.add_argument("username")
    create.add_argument("--name", default="")
    reset = actions.add_parser("reset", help="重置任一用户的密码，显示一次性密码")
    reset.add_argument("username")
    reset.add_argument(
        "--second-factor",
        action="store_true",
        help="停用其动态口令 / also remove the second factor",
    )
    disable = actions.add_parser("disable", help="停用用户，立即结束其登录 / disable a user")
    disable.add_argument("username")
    audit = commands.add_parser("audit", help="审计记录 / audit trail")
    proofs = audit.add_subparsers(dest="action", required=True)
    verify = proofs.add_parser("verify", help="核验审计链，指出第一处破坏 / prove the chain")
    verify.add_argument("file", type=Path, nargs="?", help="a file that audit export made")
    verify.add_argument("--head", default="", metavar="HASH", help="a last hash noted before")
    verify.add_argument(
        "--heads",
        type=Path,
        action="append",
        default=[],
        metavar="FILE",
        help="a service log, or a file of HUANXIN_AUDIT_HEADS: every hash in it must be there",
    )
    export = proofs.add_parser(
        "export", help="导出一段审计记录，可独立核验 / write a part to a file that proves itself"
    )
    export.add_argument("file", type=Path)
    for name, target in (("--from", "since"), ("--to", "until")):
        export.add_argument(
            name, dest=target, type=date.fromisoformat, metavar="DATE", help="incl., Shanghai time"
        )
    keys = commands.add_parser("keys", help="签名和加密用的密钥 / keys that sign and encrypt")
    rings = keys.add_subparsers(dest="action", required=True)
    rings.add_parser("list", help="各密钥的编号和日期 / names and days, never the keys themselves")
    rings.add_parser("rotate", help="换新密钥，旧的仍可核验 / a new key; old ones still prove")
    undo = commands.add_parser("undo", help="撤销一次导入 / take an import back as a whole")
    undo.add_argument("number", type=int, metavar="IMPORT")
    undo.add_argument("--reason", default="命令行撤销")
    undo.add_argument("--dry-run", action="store_true", help="only say what stands in the way")


def _regulation(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    library = commands.add_parser("library", help="标准法规库 / the library of regulation")
    actions = library.add_subparsers(dest="action", required=True)
    actions.add_parser("list", help="全部文件 / all documents")
    show = actions.add_parser("show", help="一份文件及其规则和表 / one document")
    show.add_argument("document", help="number, or part of number or title")
    check = actions.add_parser("check", help="严格读取并报告确定程度 / read strictly and report")
    folder = "a folder, shipped (default) or ledger"
    check.add_argument("folder", nargs="?", default="shipped", help=folder)
    diff = actions.add_parser("diff", help="两个库的差别 / what differs between two libraries")
    diff.add_argument("before", help="a folder, shipped or ledger")
    diff.add_argument("after", help="a folder, shipped or ledger")
    changes = actions.add_parser("changes", help="两日之间的变化 / what changed between two days")
    changes.add_argument("after", type=_day, metavar="FROM")
    changes.add_argument("until", type=_day, metavar="TO")
    changes.add_argument("--devices", action="store_true", help="in the ledger: whose findings")
    export = actions.add_parser("export", help="导出为开放数据 / as an open data set (CSV)")
    export.add_argument("target", metavar="FOLDER", help="is made; must not be there yet")
    export.add_argument("--library", dest="folder", default="shipped", help=folder)
    plan = commands.add_parser("plan", help="地方方案及进度 / a local plan with progress")
    plan.add_argument("code", help="GB/T 2260 code of the plan's region, e.g. 360704")
    plan.add_argument(
        "--handling",
        choices=("rule", "reentry", "counted", "typed", "duty"),
        default="",
        help="只列系统这样处理的条目 / only the statements that the system handles so",
    )


def run() -> None:
    """The installed command `huanxin`."""
    _for_us_alone()
    _end_when_told()
    sys.exit(main(sys.argv[1:]))


def _for_us_alone() -> None:
    """Databases, uploads and documents are for our user, whatever the account's default is."""
    os.umask(0o077)


def _end_when_told() -> None:
    """The first process of a container gets only the signals that it asks for: without this, one
    that is to stop is waited for and killed after ten seconds."""
    if os.getpid() == 1:
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))


def main(arguments: Sequence[str]) -> int:
    """Run a command; errors go to standard error in Chinese and English."""
    from inventory.app.cli import commands
    from inventory.registry.reading import scans

    args = parser().parse_args(arguments)
    try:
        settings = environment.read_settings()
        set_up_logging(settings.log_level)
        if settings.library_dir:
            from inventory.app.cli.setup import choose_library

            choose_library(settings)  # for commands without a ledger too
        scans.switch(settings.photo_reading)
        return commands.RUN[args.command](args, settings)
    except AppError as error:
        _complain(error.message, error.message_en, error.remedy)
        return 2
    except KeyboardInterrupt:
        return 130  # Ctrl-C, as shells count it: whoever pressed it needs no traceback
    except BrokenPipeError:
        # The reader (head, less) has had enough; the interpreter must not complain at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except (OSError, PeeweeException) as error:
        told = _told(error)
        if told is None:
            raise
        _complain(told.message, told.message_en, told.remedy)
        return 2


def _told(error: Exception) -> AppError | None:
    """A file that was named and cannot be used, or a trouble of the machine, in words."""
    if isinstance(error, OSError) and error.filename and error.errno in CLOSED:
        return Invalid.of("cli.closed_file", path=error.filename, reason=error.strerror)
    return troubles.of(error)


def _complain(message: str, message_en: str, remedy: str) -> None:
    print(f"错误：{message}。{remedy}", file=sys.stderr)
    print(f"Error: {message_en}", file=sys.stderr)
