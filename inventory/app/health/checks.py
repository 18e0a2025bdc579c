"""Health in words: what is well, what to look at, what to mend now, and how."""

from __future__ import annotations

from collections.abc import Sequence

from inventory.app import processes
from inventory.app.health import safety
from inventory.app.health.levels import BAD, GOOD, LEVELS, WARN
from inventory.app.health.results import (
    BackupHealth,
    Check,
    DiskHealth,
    Found,
    QueueHealth,
    ScheduleHealth,
)
from inventory.app.processes import Standing
from inventory.core.migrating import MigrationState
from inventory.registry.notifications.channels import Failing

MINUTE, HOUR, DAY = 60, 3600, 86_400
# A missed night is run within the hour; two missed nights are a fault.
NIGHT_LATE, NIGHT_LOST = 26 * HOUR, 50 * HOUR
# The queue is emptied at once while a worker lives; the longest import takes minutes.
WAIT_LONG, WAIT_LOST = 10 * MINUTE, HOUR
# The backup is daily by the guide; a week without one would lose a week of an office's work.
BACKUP_LATE, BACKUP_LOST = 2 * DAY, 7 * DAY
GIGABYTE = 1_000_000_000
DISK_LOW, DISK_OUT = 5 * GIGABYTE, GIGABYTE


def judge(details: Found) -> list[Check]:
    """The checks of `health.details()`, in the order of the page."""
    return [
        *(_schedule(item) for item in details.schedules),
        *_failed_schedules(details.failed_schedules),
        *(_channel(item) for item in details.failing_channels),
        _library(details),
        *(_process(item) for item in details.processes),
        _queue(details.queue),
        _failures(details.queue),
        _backup(details.backup, empty=details.database.empty),
        _disk(details.disk),
        *(_files(item) for item in details.schedules if "orphans" in (item.result or {})),
        *(_sums(item) for item in details.schedules if "sums_wrong" in (item.result or {})),
        _migrations(details.migrations),
        *safety.judge(details),
    ]


def worst(checks: list[Check]) -> str:
    """The worst level of all."""
    return max((item.level for item in checks), key=LEVELS.index)


START_SCHEDULER = (
    "请确认 app.py serve（或 app.py schedule）在运行；需要时重新启动服务",
    "Make sure that app.py serve (or app.py schedule) is running; restart it if need be",
)
START_WORKER = (
    "请确认 app.py serve（或 app.py worker）在运行；重新启动后任务会自动接着做",
    "Make sure that app.py serve (or app.py worker) is running; the jobs go on after a restart",
)
BACK_UP = (
    "请确认“定时任务”中的备份已启用并点“立即运行”，或运行 app.py backup FILE",
    "See that the schedule of backups is on and run it, or run app.py backup FILE",
)


def _schedule(item: ScheduleHealth) -> Check:
    age = item.age_seconds
    if age is None:
        return Check(
            "schedule",
            BAD,
            "每夜重新判定还没有成功运行过",
            "The nightly re-assessment has never run to its end",
            *START_SCHEDULER,
        )
    level = _level(age, NIGHT_LATE, NIGHT_LOST)
    if level == GOOD and item.unfinished_since is not None:
        return Check(
            "schedule",
            WARN,
            "每夜重新判定正在运行，或上次中途停止",
            "The nightly re-assessment is running, or stopped half-way",
            "稍后再看；进程退出的会自动重做，仍不结束请查看日志",
            "Look again later: it is repeated if its process died; see the log if it does not end",
        )
    return Check(
        "schedule",
        level,
        f"每夜重新判定 {_ago(age)[0]}前成功运行",
        f"The nightly re-assessment ended well {_ago(age)[1]} ago",
        *(START_SCHEDULER if level != GOOD else ()),
    )


def _failed_schedules(names: Sequence[str]) -> list[Check]:
    if not names:
        return []
    return [
        Check(
            "schedules",
            WARN,
            f"定时任务上次没有完成：{'、'.join(names)}",
            f"Schedules whose last run failed: {', '.join(names)}",
            "在“定时任务”中看每一项的原因，处理后点“立即运行”",
            "See on the page of schedules why, mend it, then run it",
        )
    ]


def _channel(item: Failing) -> Check:
    return Check(
        "channels",
        WARN,
        f"通知渠道“{item.name}”近 7 天有 {item.count} 条没有发出，最近一条：{item.reason}",
        f"Channel {item.name} gave up {item.count} messages in 7 days, the last: {item.reason_en}",
        "请在“系统管理→通知渠道”改正设置并发送测试，再到发送记录重发",
        "Mend it under Administration → Channels, send a test, then retry the deliveries",
    )


def _ago(seconds: int) -> tuple[str, str]:
    """How long ago in the largest unit that fits, in both languages."""
    if seconds >= 2 * DAY:
        return f"{seconds // DAY} 天", f"{seconds // DAY} days"
    if seconds >= 2 * HOUR:
        return f"{seconds // HOUR} 小时", f"{seconds // HOUR} hours"
    if seconds >= MINUTE:
        return f"{seconds // MINUTE} 分钟", f"{seconds // MINUTE} minutes"
    return "不到 1 分钟", "less than a minute"


def _level(value: float, late: float, lost: float) -> str:
    if value < late:
        return GOOD
    return WARN if value < lost else BAD


def _library(details: Found) -> Check:
    now = details.library
    slots = [item.slot for item in details.schedules if item.slot]
    judged = slots[0].split(" ")[-1] if slots else ""
    if judged and judged != now:
        return Check(
            "library",
            WARN,
            f"法规库已是 {now}，台账还是按 {judged} 判定的",
            f"The library is {now}, the ledger was judged by {judged}",
            "一小时内会自动重新判定；没有的话" + START_SCHEDULER[0],
            "It is judged again within the hour; if not: " + START_SCHEDULER[1],
        )
    return Check("library", GOOD, f"法规库 {now}", f"Library {now}")


PROCESSES = {
    processes.WORKER: ("后台任务进程", "The worker", START_WORKER),
    processes.SCHEDULER: ("定时进程", "The scheduler", START_SCHEDULER),
}


def _process(item: Standing) -> Check:
    zh, en, remedy = PROCESSES[item.role]
    if item.state != processes.READY:
        return Check(item.role, BAD, f"{zh}没有运行", f"{en} does not run", *remedy)
    if item.ended:
        return Check(
            item.role,
            WARN,
            f"{zh}在运行，近一天内意外退出 {item.ended} 次",
            f"{en} runs, and broke off {item.ended} times in the last day",
            "已自动重启；原因见日志，反复出现请告诉维护人员",
            "It was started again by itself; the log says why, tell the maintainer if it goes on",
        )
    return Check(item.role, GOOD, f"{zh}在运行", f"{en} runs")


def _queue(queue: QueueHealth) -> Check:
    dead, waits = queue.without_heartbeat, queue.oldest_waits_seconds or 0
    if dead:
        return Check(
            "queue",
            BAD,
            f"{dead} 个任务没有动静：执行它的进程可能已退出",
            f"{dead} jobs show no life: their worker may have ended",
            *START_WORKER,
        )
    level = _level(waits, WAIT_LONG, WAIT_LOST)
    if level != GOOD:
        minutes = waits // MINUTE
        return Check(
            "queue",
            level,
            f"{queue.queued} 个任务在等待，最早的已等 {minutes} 分钟",
            f"{queue.queued} jobs wait, the oldest for {minutes} minutes",
            *START_WORKER,
        )
    return Check(
        "queue",
        GOOD,
        f"排队 {queue.queued} 个，正在执行 {queue.running} 个",
        f"{queue.queued} jobs wait, {queue.running} run",
    )


def _failures(queue: QueueHealth) -> Check:
    count = queue.failed_lately
    if not count:
        return Check("failures", GOOD, "近 7 天没有失败的任务", "No job has failed in seven days")
    return Check(
        "failures",
        WARN,
        f"近 7 天有 {count} 个任务失败",
        f"{count} jobs failed in seven days",
        "在“任务”中按“失败”筛选，照每个任务的说明处理",
        "Filter the jobs by ‘failed’ and do what each says",
    )


def _backup(backup: BackupHealth | None, *, empty: bool) -> Check:
    if backup is None:
        # A fresh installation has nothing to lose yet: a task, no fault.
        return Check(
            "backup", WARN if empty else BAD, "还没有备份", "There is no backup yet", *BACK_UP
        )
    age = backup.age_seconds
    level = _level(age, BACKUP_LATE, BACKUP_LOST)
    zh, en = _ago(age)
    return Check(
        "backup",
        level,
        f"最近一次备份在 {zh}前（{backup.name}）",
        f"The last backup is {en} old ({backup.name})",
        *(BACK_UP if level != GOOD else ()),
    )


def _disk(disk: DiskHealth) -> Check:
    free = disk.free
    level = BAD if free < DISK_OUT else WARN if free < DISK_LOW else GOOD
    gigabytes = f"{free / GIGABYTE:.1f} GB"
    remedy = (
        "清理磁盘，或把数据目录移到更大的磁盘",
        "Clear the disk, or move the data folder to a larger one",
    )
    return Check(
        "disk",
        level,
        f"数据目录所在磁盘还剩 {gigabytes}",
        f"{gigabytes} are left on the disk of the data folder",
        *(remedy if level != GOOD else ()),
    )


def _files(item: ScheduleHealth) -> Check:
    """What the last night did to stored files that no record names."""
    swept = (item.result or {})["orphans"]
    if swept["failed"]:
        return Check(
            "files",
            WARN,
            f"有 {swept['failed']} 个不再使用的文件删不掉",
            f"{swept['failed']} files that nothing refers to could not be deleted",
            "请检查数据目录的权限和磁盘；文件名在日志中，下一夜会再试",
            "Check the rights of the data folder and the disk; the log names them",
        )
    megabytes = swept["bytes"] / 1_000_000
    return Check(
        "files",
        GOOD,
        f"没有留下无主文件（上次清理 {swept['deleted']} 个，{megabytes:.1f} MB）",
        f"No orphaned files (the last sweep took {swept['deleted']}, {megabytes:.1f} MB)",
    )


def _sums(item: ScheduleHealth) -> Check:
    """Whether the last night's recount of the ledger gave what the sums said."""
    wrong = (item.result or {})["sums_wrong"]
    if wrong:
        return Check(
            "sums",
            WARN,
            f"昨夜核对时有 {wrong} 个合计数与台账不符，已更正",
            f"{wrong} sums did not agree with the ledger last night; they were put right",
            "合计数现在是对的；请把审计记录中的“ledger.sums_repaired”告诉维护人员，这不应发生",
            "The sums are right now; tell the maintainer of ‘ledger.sums_repaired’ in the audit"
            " trail: it should not happen",
        )
    return Check(
        "sums", GOOD, "合计数与台账一致（昨夜核对）", "The sums agree with the ledger (last night)"
    )


def _migrations(found: MigrationState) -> Check:
    waiting = found.waiting
    if waiting:
        return Check(
            "migrations",
            BAD,
            f"数据库有 {waiting} 项升级没有执行",
            f"{waiting} migrations of the database are waiting",
            "先备份，再运行 app.py migrate，然后重新启动服务",
            "Make a backup, run app.py migrate, then restart the service",
        )
    return Check(
        "migrations",
        GOOD,
        f"数据库结构是最新的（{found.latest}）",
        f"The database is up to date ({found.latest})",
    )
