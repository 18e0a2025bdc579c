"""`app.py check`: what an installation needs, looked at from this machine, with remedies."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator
from importlib import metadata
from pathlib import Path

from peewee import OperationalError

from inventory.app.health import details
from inventory.app.health.levels import BAD, GOOD, WARN
from inventory.app.health.results import Check
from inventory.core import clock, database, migrating
from inventory.core.access import Role
from inventory.core.audit.models import AuditEvent
from inventory.core.errors import AppError
from inventory.core.settings import STATIC, Settings
from inventory.enforcement.documents import fonts
from inventory.people.accounts.models import User
from inventory.registry.jobs.queue import ERRORS, Queue
from inventory.registry.notifications.models import Channel
from inventory.registry.papers import picture_child

OPENCV = ("opencv-python", "opencv-python-headless")


def look(settings: Settings) -> list[Check]:
    """Everything, in the order in which it is set up; nothing is changed."""
    found = [_settings(settings), *_folder(settings), _pages(), _fonts(settings), *_recognition()]
    database_found = _database(settings)
    found.append(database_found)
    if database_found.level != GOOD:
        return found  # what follows asks the database
    with database.connection():
        found += [item for check in STORED if (item := check(settings))]
        found += details.details(settings.data_dir).checks
    return found


def _settings(settings: Settings) -> Check:
    """They were read already; here is what contradicts itself."""
    if settings.public_url.startswith("https:") and not settings.https:
        return Check(
            "settings",
            WARN,
            "HUANXIN_PUBLIC_URL 是 https，但 HUANXIN_HTTPS 没有打开",
            "HUANXIN_PUBLIC_URL is https, but HUANXIN_HTTPS is off",
            "请设置 HUANXIN_HTTPS=true，登录信息才只经加密连接发送",
            "Set HUANXIN_HTTPS=true, so that logins are sent over encrypted lines only",
        )
    if settings.replica_url and not settings.database_url:
        return Check(
            "settings",
            WARN,
            "HUANXIN_REPLICA_URL 只用于 PostgreSQL，而 DATABASE_URL 没有设置",
            "HUANXIN_REPLICA_URL is for PostgreSQL only, and DATABASE_URL is not set",
            "请删去 HUANXIN_REPLICA_URL，或设置 DATABASE_URL",
            "Remove HUANXIN_REPLICA_URL, or set DATABASE_URL",
        )
    if settings.https and not settings.proxies:
        return Check(
            "settings",
            WARN,
            "HUANXIN_HTTPS 已打开，但 HUANXIN_PROXIES=0：加密由前面的反向代理完成",
            "HUANXIN_HTTPS is on but HUANXIN_PROXIES is 0: the proxy in front does the encryption",
            "前面有一层反向代理时请设置 HUANXIN_PROXIES=1",
            "With one reverse proxy in front, set HUANXIN_PROXIES=1",
        )
    return Check("settings", GOOD, "设置没有矛盾", "The settings agree with each other")


def _folder(settings: Settings) -> Iterator[Check]:
    folder = settings.data_dir
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / f".check-{os.getpid()}"
        probe.write_bytes(b"")
        probe.unlink()
    except OSError as error:
        yield Check(
            "data_folder",
            BAD,
            f"数据目录 {folder} 不能写入：{error.strerror}",
            f"The data folder {folder} cannot be written: {error.strerror}",
            "请把它交给运行本系统的用户（chown），或换一个 HUANXIN_DATA_DIR",
            "Give it to the user that runs the service (chown), or choose another HUANXIN_DATA_DIR",
        )
        return
    yield Check("data_folder", GOOD, f"数据目录 {folder} 可写", f"{folder} can be written")
    yield _modes(folder)


def _modes(folder: Path) -> Check:
    """What others on this machine could read of the ledger."""
    open_to_others = [
        path.name
        for path in (folder, *folder.glob("*.db*"), *folder.glob("keys.json"))
        if stat.S_IMODE(path.stat().st_mode) & (stat.S_IRWXO | stat.S_IWGRP)
    ]
    if open_to_others and os.name == "posix":
        names = ", ".join(sorted(open_to_others)[:3])
        return Check(
            "modes",
            WARN,
            f"本机其他用户可以读取：{names}",
            f"Other users of this machine can read: {names}",
            f"请运行 chmod -R u=rwX,go= {folder}",
            f"Run chmod -R u=rwX,go= {folder}",
        )
    return Check("modes", GOOD, "数据只有本系统的用户能读", "Only our user can read the data")


def _pages() -> Check:
    if (STATIC / "dist" / "index.html").is_file():
        return Check("pages", GOOD, "网页已构建", "The pages are built")
    return Check(
        "pages",
        BAD,
        "网页尚未构建，只有接口可用",
        "The pages have not been built: only the API answers",
        "请运行 make front，或安装已含网页的安装包",
        "Run make front, or install the wheel, which holds them",
    )


def _fonts(settings: Settings) -> Check:
    try:
        fonts.configure(settings.body_font, settings.title_font, settings.heading_font)
    except fonts.FontError as error:
        return Check(
            "fonts",
            BAD,
            f"文书字体不能使用：{error}",
            f"A font for documents cannot be used: {error}",
            "请更正 HUANXIN_BODY_FONT、HUANXIN_TITLE_FONT、HUANXIN_HEADING_FONT",
            "Correct HUANXIN_BODY_FONT, HUANXIN_TITLE_FONT, HUANXIN_HEADING_FONT",
        )
    return Check("fonts", GOOD, "文书字体可用", "The fonts for documents can be used")


def _recognition() -> Iterator[Check]:
    """Of the two packages of OpenCV that pip installs for the extra `photo` only one may stay."""
    if not picture_child.installed():
        return
    present = {each for each in OPENCV if _distribution(each)}
    if present == set(OPENCV):
        yield Check(
            "recognition",
            WARN,
            "图像识别：opencv-python 与 opencv-python-headless 装在同一目录，缺图形库时不能识别",
            "Recognition: opencv-python and opencv-python-headless share one folder; on a server "
            "without libraries of a desktop nothing is recognised",
            "请运行 pip uninstall -y opencv-python opencv-python-headless，"
            "再运行 pip install --no-deps opencv-python-headless",
            "Run pip uninstall -y opencv-python opencv-python-headless, then pip install --no-deps "
            "opencv-python-headless",
        )
        return
    yield Check("recognition", GOOD, "图像识别已安装", "Recognition of pictures is installed")


def _distribution(name: str) -> bool:
    try:
        metadata.distribution(name)
    except metadata.PackageNotFoundError:
        return False
    return True


def _queue(settings: Settings) -> Check | None:
    """The queue of jobs, where it is not kept in the database."""
    if not settings.redis_url:
        return None
    queue = Queue(settings)
    try:
        waiting = queue.huey.pending_count()
    except ERRORS as error:
        return Check(
            "redis",
            BAD,
            f"后台任务队列（Redis）没有应答：{error}",
            f"The queue of jobs (Redis) does not answer: {error}",
            "请检查 HUANXIN_REDIS_URL 和 Redis 服务；期间的任务留在台账中，恢复后自动执行",
            "Check HUANXIN_REDIS_URL and the Redis server; jobs stay in the ledger and go on later",
        )
    finally:
        queue.close()
    return Check(
        "redis",
        GOOD,
        f"Redis 队列可用，{waiting} 个任务等待",
        f"Redis holds the queue; {waiting} jobs wait",
    )


def _database(settings: Settings) -> Check:
    where = "PostgreSQL" if settings.database_url else str(settings.sqlite_path)
    if not settings.database_url and not settings.sqlite_path.is_file():
        return Check(
            "database",
            BAD,
            f"还没有数据库：{where}",
            f"There is no database yet: {where}",
            "请运行 app.py migrate 建库，再用 app.py admin create 建立管理员",
            "Run app.py migrate to make it, then app.py admin create for an administrator",
        )
    try:
        database.connect(settings)
        with database.connection():
            state = migrating.migration_state()
    except (AppError, OperationalError) as error:
        return Check(
            "database",
            BAD,
            f"数据库不能连接（{where}）：{str(error).strip()}",
            f"The database cannot be reached ({where}): {str(error).strip()}",
            "请检查 DATABASE_URL、数据库服务和网络",
            "Check DATABASE_URL, the database server and the network",
        )
    if state.waiting:
        return Check(
            "database",
            BAD,
            f"数据库有 {state.waiting} 项升级没有执行",
            f"{state.waiting} migrations of the database are waiting",
            "先备份，再运行 app.py migrate",
            "Make a backup, then run app.py migrate",
        )
    return Check("database", GOOD, f"数据库可用（{where}）", f"The database answers ({where})")


def _clock(_settings: Settings) -> Check | None:
    """A clock that was put back would judge by a day that is over, and confuse the trail."""
    last = AuditEvent.select(AuditEvent.at).order_by(AuditEvent.id.desc()).scalar()
    now = clock.now()
    if last is not None and last > now:
        return Check(
            "clock",
            BAD,
            f"本机时间 {now:%Y-%m-%d %H:%M} UTC 早于审计记录中的最后一条 {last:%Y-%m-%d %H:%M}",
            f"This clock says {now:%Y-%m-%d %H:%M} UTC, before the last event of the audit trail "
            f"({last:%Y-%m-%d %H:%M})",
            "请校准本机时间（chrony 或 ntpd），再启动服务",
            "Set the clock (chrony or ntpd) before the service is started",
        )
    return Check(
        "clock",
        GOOD,
        f"本机时间 {now:%Y-%m-%d %H:%M} UTC，不早于已有记录",
        f"The clock says {now:%Y-%m-%d %H:%M} UTC, after everything recorded",
    )


def _administrators(_settings: Settings) -> Check:
    count = User.select().where(User.role == Role.ADMIN, User.active).count()
    if count:
        return Check("administrators", GOOD, f"管理员 {count} 人", f"{count} administrators")
    return Check(
        "administrators",
        BAD,
        "还没有管理员，没有人能登录管理",
        "There is no administrator: nobody can log in to set anything up",
        "请运行 app.py admin create NAME",
        "Run app.py admin create NAME",
    )


def _channels(_settings: Settings) -> Check:
    count = Channel.select().where(Channel.enabled).count()
    if count:
        return Check(
            "channels", GOOD, f"通知渠道 {count} 个", f"{count} channels for notifications"
        )
    return Check(
        "channels",
        WARN,
        "没有通知渠道：预警只在网页里提示",
        "No channel for notifications: alerts are told in the pages only",
        "请在“系统管理→通知渠道”中添加邮件、短信或群机器人，并发送测试",
        "Add mail, SMS or a group robot under Administration → Channels, and send a test",
    )


STORED: tuple[Callable[[Settings], Check | None], ...] = (
    _clock,
    _administrators,
    _channels,
    _queue,
)


def told(found: list[Check]) -> Iterator[str]:
    """Lines for a terminal: a mark, what was found, and under it the remedy."""
    marks = {GOOD: "✓", WARN: "!", BAD: "✗"}
    for item in found:
        yield f"{marks[item.level]} {item.message} / {item.message_en}"
        if item.remedy:
            yield f"    → {item.remedy} / {item.remedy_en}"
