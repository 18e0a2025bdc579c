"""Signatures on forms: of the party, or its refusal with a witness; of the officers."""

from collections.abc import Iterator, Sequence

from inventory.enforcement.documents.form import Field, Item
from inventory.enforcement.documents.model import Obstacle, Officer
from inventory.enforcement.documents.papers.base import Signature, moment
from inventory.enforcement.documents.phrases import clean, sentence

ROOM = 24.0  # mm to sign in by hand


def party(signature: Signature | None, confirms: str, who: str) -> Iterator[Item]:
    """The party's signature, room for it, or what is recorded instead."""
    if signature is None:
        yield Field(f"{who}签名", f"{confirms}\n\n{moment(None)}", ROOM)
    elif signature.refused:
        yield Field(f"{who}拒绝签名", _refusal(signature), ROOM)
    else:
        text = f"{confirms}\n{_name(signature)}\n{moment(signature.signed_at)}"
        yield Field(f"{who}签名", text, ROOM, signature.image)


def officers(signed: Sequence[Signature], named: Sequence[Officer]) -> Iterator[Item]:
    """The officers' signatures, or room for them."""
    if not signed:
        names = "、".join(clean(officer.name) for officer in named)
        yield Field("执法人员签名", f"{names}\n\n{moment(None)}", ROOM)
    for each in signed:
        text = f"{_name(each)}\n{moment(each.signed_at)}"
        yield Field("执法人员签名", text, ROOM, each.image)


def obstacles(signature: Signature | None) -> Iterator[Obstacle]:
    """What a refusal must say."""
    if signature is None or not signature.refused:
        return
    if not signature.reason.strip():
        yield Obstacle(
            "refusal", True, "拒绝签名的，请注明情况", "state how and why the party did not sign"
        )
    if signature.witness is None:
        yield Obstacle(
            "witness",
            False,
            "拒绝签名的，宜邀请见证人，或者拍照、录音、录像",
            "ask a witness in, or take photos, sound or film",
        )


def _name(signature: Signature) -> str:
    duty = f"（{clean(signature.duty)}）" if signature.duty else ""
    return f"{clean(signature.name)}{duty}"


def _refusal(signature: Signature) -> str:
    said = sentence(clean(signature.reason)) or "　"
    lines = [said]
    if signature.name:
        lines.insert(0, f"拒签人：{_name(signature)}")
    if signature.witness:
        lines.append(f"见证人：{signature.witness}")
    lines.append(moment(signature.signed_at))
    return "\n".join(lines)
