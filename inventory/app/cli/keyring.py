"""`app.py keys`: the installation's keys, listed and rotated."""

from __future__ import annotations

from inventory.core import keys
from inventory.core.access import SYSTEM
from inventory.core.audit import service as audit
from inventory.core.settings import Settings
from inventory.people.accounts import second_factor
from inventory.registry.notifications import channels


def show(settings: Settings) -> int:
    """Names and days of the keys, never the keys."""
    print(settings.keys_path)
    for key in keys.ring().keys:
        print(f"{key.id}\t{key.made_at}")
    return 0


def rotate() -> int:
    """A new key: what is secret is encrypted anew, the trail goes on under it."""
    made = keys.rotate()
    sealed = second_factor.seal_anew() + channels.seal_anew()
    audit.record("keys.rotated", SYSTEM, detail={"key": made.id, "sealed": sealed})
    print(f"新密钥 {made.id}，已重新加密 {sealed} 项 / new key, {sealed} secrets encrypted anew")
    print("请备份密钥文件，旧密钥仍用来核验以前的记录 / back the file up: old keys still prove")
    return 0
