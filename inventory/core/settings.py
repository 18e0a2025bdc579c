"""Every setting of the service: name, default, help. `environment` reads them."""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path

from inventory.core import setting_rules as rules
from inventory.core.setting_rules import setting
from inventory.core.settings_of_logins import LoginSettings

PACKAGE = Path(__file__).resolve().parents[1]
ROOT = PACKAGE.parent
# A wheel carries the pages and fonts inside the package; its data belong to where it is run.
STATIC = next(folder / "static" for folder in (PACKAGE, ROOT) if (folder / "static").is_dir())
HOME = ROOT if STATIC.parent == ROOT else Path.cwd()


@dataclass(frozen=True)
class Shown:
    """A setting as an administrator may see it; a secret shows only whether it is set."""

    name: str
    value: str
    default: str
    changed: bool
    secret: bool
    help: str
    help_zh: str


@dataclass(frozen=True)
class PlaceSettings:
    """Where the service stands, what it keeps and how much it takes."""

    data_dir: Path = setting(
        "HUANXIN_DATA_DIR",
        HOME / "var",
        "Folder for the SQLite file, uploads and issued PDFs",
        "数据目录：SQLite 文件、上传文件、已出具的 PDF",
    )
    database_url: str = setting(
        "DATABASE_URL",
        "",
        "postgresql://user:password@host/name; empty = SQLite in the data folder",
        "postgresql://用户:口令@主机/库；空为数据目录中的 SQLite",
        secret=True,
        rule=rules.DATABASE,
    )
    replica_url: str = setting(
        "HUANXIN_REPLICA_URL",
        "",
        "Streaming replica of the same PostgreSQL from which exports and reports are read, e.g. "
        "postgresql://user:password@host/name; empty = the ledger itself",
        "导出和报告读取数据所用的 PostgreSQL 流复制只读副本，如 postgresql://用户:口令@主机/库；空为直接读台账库",
        secret=True,
        rule=rules.DATABASE,
    )
    replica_wait: int = setting(
        "HUANXIN_REPLICA_WAIT",
        10,
        "Seconds that an export or report waits for the replica to have everything that was "
        "written before it; then the ledger itself is read",
        "导出或报告等副本跟上此前全部写入的秒数，等不到就直接读台账库",
        rule=rules.ANY_NUMBER,
    )
    redis_url: str = setting(
        "HUANXIN_REDIS_URL",
        "",
        "Redis for the queue of jobs, e.g. redis://:password@host:6379/0; empty = kept in the "
        "database; needs the extra huanxin[redis]",
        "后台任务队列所用的 Redis，如 redis://:口令@主机:6379/0；空为放在数据库中；"
        "需要安装 huanxin[redis]",
        secret=True,
        rule=rules.REDIS,
    )
    library_dir: str = setting(
        "HUANXIN_LIBRARY_DIR",
        "",
        "Folder of the office's own kinds, tables, rules and plans; see docs/extending",
        "本单位自有类别、数据表、规则和方案的文件夹，见 docs/extending",
    )
    host: str = setting("HUANXIN_HOST", "127.0.0.1", "Address to listen on", "监听地址")
    port: int = setting("HUANXIN_PORT", 8080, "Port to listen on", "监听端口", rule=rules.PORT)
    public_url: str = setting(
        "HUANXIN_PUBLIC_URL",
        "",
        "Address under which people open the service, for QR codes, e.g. https://huanxin.example",
        "用户访问本系统的地址，印在二维码里，如 https://huanxin.example",
        rule=rules.WEB,
    )
    threads: int = setting(
        "HUANXIN_THREADS", 8, "Threads of the web server", "网站服务线程数", rule=rules.THREADS
    )
    backup_key: str = setting(
        "HUANXIN_BACKUP_KEY",
        "",
        "Words that encrypt backups; kept elsewhere, or no backup can be read. Empty = plain",
        "加密备份用的口令；请另行保管，丢失则备份无法读出。空为不加密",
        secret=True,
    )
    backups_kept: int = setting(
        "HUANXIN_BACKUPS_KEPT",
        7,
        "How many daily backups are kept",
        "保留几份每日备份",
        rule=rules.POSITIVE,
    )
    keys_file: str = setting(
        "HUANXIN_KEYS_FILE",
        "",
        "File of the keys that sign the audit trail and encrypt secrets; empty = keys.json in the "
        "data folder",
        "签名审计记录、加密保存秘密所用密钥的文件；空为数据目录中的 keys.json",
    )
    audit_heads: str = setting(
        "HUANXIN_AUDIT_HEADS",
        "",
        "File, best on another machine's disk, to which the audit trail's last hash is added each "
        "minute; app.py audit verify holds the trail against it",
        "每分钟追记审计链末条摘要的文件，宜放在另一台机器的磁盘上；app.py audit verify 以它核对",
    )
    horizon_days: int = setting(
        "HUANXIN_HORIZON_DAYS",
        365,
        "How far ahead a finding is called due, in days; inspections, tests and maintenance are "
        "always announced 60 days ahead",
        "提前多少天判为临期；检验、检测、维保一律提前60天",
        rule=rules.ANY_NUMBER,
    )
    confirmation_month: int = setting(
        "HUANXIN_CONFIRMATION_MONTH",
        10,
        "Month (1 to 12) from which enterprises are asked each year to confirm their devices",
        "每年从几月起请企业确认设备（1 到 12）",
        rule=rules.MONTH,
    )
    confirmation_days: int = setting(
        "HUANXIN_CONFIRMATION_DAYS",
        60,
        "Days that an enterprise has for the yearly confirmation",
        "年度确认的期限（天）",
        rule=rules.POSITIVE,
    )
    confirmation_reminder_days: int = setting(
        "HUANXIN_CONFIRMATION_REMINDER_DAYS",
        14,
        "How many days before the end of that term an enterprise is reminded",
        "年度确认截止前几天提醒企业",
        rule=rules.ANY_NUMBER,
    )
    upload_limit_mb: int = setting(
        "HUANXIN_UPLOAD_LIMIT_MB",
        32,
        "Largest workbook accepted, in MB",
        "上传表格的大小上限（MB）",
        rule=rules.POSITIVE,
    )
    attachment_limit_mb: int = setting(
        "HUANXIN_ATTACHMENT_LIMIT_MB",
        10,
        "Largest attachment accepted, in MB",
        "附件的最大体积，单位 MB",
        rule=rules.POSITIVE,
    )
    attachment_count: int = setting(
        "HUANXIN_ATTACHMENT_COUNT",
        20,
        "Attachments of one declared device, device or registration",
        "每台申报设备、每台设备或每份注册申请的附件个数",
        rule=rules.POSITIVE,
    )
    clamav: str = setting(
        "HUANXIN_CLAMAV",
        "",
        "ClamAV daemon that scans attachments: host:port or a socket's path; empty = no scan",
        "扫描附件的 ClamAV 服务：host:port 或套接字路径；空＝不扫描",
    )
    photo_reading: bool = setting(
        "HUANXIN_PHOTO_READING",
        True,
        "Photographed nameplates are read; needs the extra huanxin[photo]",
        "识别拍照上传的铭牌；需要安装 huanxin[photo]",
    )
    registrations_per_hour: int = setting(
        "HUANXIN_REGISTRATIONS_PER_HOUR",
        10,
        "Registrations taken from one address in an hour",
        "同一网络地址每小时可提交的注册申请数",
        rule=rules.POSITIVE,
    )


# Fields come in the order of the bases from the last to the first: place, logins, then the rest.
@dataclass(frozen=True)
class Settings(LoginSettings, PlaceSettings):
    """What the operator can choose; `docs()` lists it for docs/settings.md and its test."""

    nightly_at: str = setting(
        "HUANXIN_NIGHTLY_AT",
        "02:30",
        "Local time (Asia/Shanghai) of the nightly re-assessment",
        "每夜重新判定的时间（北京时间）",
        rule=rules.TIME,
    )
    private_targets: str = setting(
        "HUANXIN_PRIVATE_TARGETS",
        "",
        "Private networks to which notifications may be sent, e.g. 10.0.0.0/8,192.168.1.20; empty "
        "= public addresses only",
        "允许发送通知的内网网段，如 10.0.0.0/8,192.168.1.20；留空则只发往公网地址",
        rule=rules.NETWORKS,
    )
    open_docs: bool = setting(
        "HUANXIN_OPEN_DOCS",
        False,
        "The API's page and description need no login, nor do version and times at /health",
        "无需登录即可看接口说明，以及 /health 中的版本和时间",
    )
    metrics_from: str = setting(
        "HUANXIN_METRICS_FROM",
        "127.0.0.0/8,::1",
        "Networks that may read /metrics and the whole of /health, e.g. 10.1.2.0/24",
        "可以读取 /metrics 监控数据和 /health 全部内容的网段，如 10.1.2.0/24",
        rule=rules.NETWORKS,
    )
    body_font: str = setting(
        "HUANXIN_BODY_FONT",
        "",
        "TrueType file for the body of documents (e.g. a licensed FangSong)",
        "文书正文字体（TrueType，例如已获授权的仿宋）",
    )
    title_font: str = setting(
        "HUANXIN_TITLE_FONT",
        "",
        "TrueType file for titles (e.g. a licensed XiaoBiaoSong)",
        "文书标题字体（TrueType，例如已获授权的小标宋）",
    )
    heading_font: str = setting(
        "HUANXIN_HEADING_FONT",
        "",
        "TrueType file for headings (e.g. a licensed HeiTi)",
        "文书小标题字体（TrueType，例如已获授权的黑体）",
    )
    log_level: str = setting(
        "HUANXIN_LOG_LEVEL",
        "INFO",
        "DEBUG, INFO, WARNING or ERROR",
        "日志级别：DEBUG、INFO、WARNING、ERROR",
        rule=rules.LEVEL,
    )

    @property
    def sqlite_path(self) -> Path:
        return self.data_dir / "huanxin.db"

    @property
    def queue_path(self) -> Path:
        return self.data_dir / "queue.db"

    @property
    def keys_path(self) -> Path:
        return Path(self.keys_file) if self.keys_file else self.data_dir / "keys.json"

    @property
    def files_dir(self) -> Path:
        return self.data_dir / "files"

    @classmethod
    def docs(cls) -> list[tuple[str, str, str]]:
        """(name, default, help) of each setting, in the order of docs/settings.md."""
        return [
            (
                item.metadata["shown"]["name"],
                "var" if item.name == "data_dir" else str(item.default),
                item.metadata["shown"]["help"],
            )
            for item in fields(cls)
        ]

    def shown(self) -> list[Shown]:
        """Each setting as it is now, without secrets, in the order of docs/settings.md."""
        return [
            Shown(
                value="" if item.metadata["shown"]["secret"] else str(getattr(self, item.name)),
                default="var" if item.name == "data_dir" else str(item.default),
                changed=getattr(self, item.name) != item.default,
                **item.metadata["shown"],
            )
            for item in fields(self)
        ]
