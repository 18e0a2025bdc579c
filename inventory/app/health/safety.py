"""Checks of what protects the ledger: its file, its keys, its copy, who stands before it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from inventory.app import integrity
from inventory.app.health.levels import BAD, GOOD, WARN
from inventory.app.health.results import Check, Found
from inventory.app.integrity import Looked
from inventory.core import replicas
from inventory.core.replicas import Standing


def judge(details: Found) -> list[Check]:
    """In the order of the page."""
    return [
        _keys(details.missing_keys),
        _proxy(details),
        *_replica(details.replica),
        *_integrity(details.integrity),
    ]


def _replica(found: Standing | None) -> list[Check]:
    """A replica that cannot be used loses nobody anything: reports take the ledger's own time."""
    if found is None:
        return []
    behind = round(found.behind)
    if found.state == replicas.READY:
        said = (f"只读副本可用，落后 {behind} 秒", f"The replica answers, {behind} seconds behind")
        return [Check("replica", GOOD, *said)]
    zh, en = REPLICA[found.state]
    details = {"behind": behind, "reason": found.reason}
    told = (zh.format(**details), en.format(**details))
    return [
        Check(
            "replica",
            WARN,
            *told,
            "导出和报告改由台账库直接读取；请检查副本的服务、网络、复制和 HUANXIN_REPLICA_URL",
            "Exports and reports read the ledger itself meanwhile; look at the replica's service, "
            "network, replication and HUANXIN_REPLICA_URL",
        )
    ]


REPLICA = {
    replicas.AWAY: ("只读副本没有应答：{reason}", "The replica does not answer: {reason}"),
    replicas.LATE: ("只读副本落后 {behind} 秒", "The replica is {behind} seconds behind"),
    replicas.FOREIGN: (
        "HUANXIN_REPLICA_URL 不是本台账库的流复制副本",
        "HUANXIN_REPLICA_URL is no streaming replica of this database",
    ),
}


def _integrity(looked: Looked | None) -> list[Check]:
    if looked is None:
        return []
    if looked.verdict == integrity.WELL:
        said = ("数据库文件完好", "The database file is whole")
        return [Check("integrity", GOOD, *said)]
    return [
        Check(
            "integrity",
            BAD,
            f"数据库文件损坏：{looked.verdict}",
            f"The database file is damaged: {looked.verdict}",
            "请停止服务，保留数据目录，用 app.py restore 恢复最近的完好备份，并检查磁盘",
            "Stop the service, keep the folder, app.py restore a good backup, check the disk",
        )
    ]


def _proxy(details: Found) -> Check:
    seen = details.unknown_proxy
    if seen is None or details.now - seen > timedelta(days=1):
        return Check("proxy", GOOD, "没有未说明的反向代理", "No proxy stands before us unannounced")
    return Check(
        "proxy",
        WARN,
        "请求经反向代理转来，而 HUANXIN_PROXIES=0：所有人都像来自同一地址",
        "Requests come through a proxy while HUANXIN_PROXIES is 0: all seem to have one address",
        "请设置 HUANXIN_PROXIES=1（几层代理写几）并重启；没有代理的，请在防火墙上只放行可信来源",
        "Set HUANXIN_PROXIES to their number and restart; without any, have a firewall",
    )


def _keys(missing: Sequence[str]) -> Check:
    if not missing:
        return Check("keys", GOOD, "签名和加密的密钥齐全", "No key is missing")
    return Check(
        "keys",
        BAD,
        f"密钥文件里缺少 {'、'.join(missing)}：动态口令解不开，审计记录不能证明",
        f"The file of keys lacks {', '.join(missing)}: second factors and the trail need them",
        "请把原来的 keys.json（加密的备份里有）放回，或者为受影响的用户停用动态口令后重新绑定",
        "Put the former keys.json back (encrypted backups hold it), or reset those second factors",
    )
