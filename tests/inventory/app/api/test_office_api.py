"""What administrators see and settle: settings, agencies, the chain; who may and who may not."""

from __future__ import annotations

import json
from typing import Any

from inventory.core.audit import chain
from inventory.core.audit.models import AuditEvent
from inventory.core.settings import Settings
from inventory.enforcement.agencies.models import Agency


def test_settings_show_no_secret(tmp_path: Any) -> None:
    made = Settings(
        data_dir=tmp_path, database_url="postgresql://u:geheim@h/n", oidc_client_secret="geheim"
    )
    shown = {item.name: item for item in made.shown()}
    assert len(shown) == len(Settings.docs())
    assert "geheim" not in str(shown)
    url = shown["DATABASE_URL"]
    assert (url.secret, url.value, url.changed) == (True, "", True)
    assert not shown["HUANXIN_OIDC_CLAIM"].changed
    assert all(item.help and item.help_zh for item in shown.values())


def test_only_administrators_read_the_settings(call: Any) -> None:
    rows = call("admin", "GET", "/settings").json
    assert rows[0]["name"] == "HUANXIN_DATA_DIR"
    for who in ("inspector", "leader", "auditor", "clerk"):
        assert call(who, "GET", "/settings").status_code == 403


def test_a_change_of_an_agency_is_audited_with_before_and_after(call: Any, world: Any) -> None:
    agency = Agency.get_by_id(world.own["agency_id"])
    path = f"/agencies/{agency.id}"
    values = {"name": "江海区发展和改革局", "court": "江海区人民法院", "phone": agency.phone}
    assert call("admin", "PATCH", path, json=values).json["court"] == "江海区人民法院"
    event = AuditEvent.select().where(AuditEvent.event == "agency.changed").get()
    told = json.loads(event.detail)
    assert told["after"] == {"name": "江海区发展和改革局", "court": "江海区人民法院"}
    assert told["before"] == {"name": agency.name, "court": agency.court}
    # The same again changes nothing, and says nothing.
    call("admin", "PATCH", path, json=values)
    assert AuditEvent.select().where(AuditEvent.event == "agency.changed").count() == 1
    for who in ("inspector", "auditor"):
        assert call(who, "PATCH", path, json=values).status_code == 403


def test_two_agencies_of_a_region_have_two_names(call: Any, world: Any) -> None:
    one, two = Agency.select().where(Agency.region == "440704").limit(2)
    answer = call("admin", "PATCH", f"/agencies/{one.id}", json={"name": two.name})
    assert (answer.status_code, answer.json["error"]["code"]) == (409, "agency_taken")


def test_a_new_agency_has_only_known_powers(call: Any) -> None:
    known = [item["id"] for item in call("admin", "GET", "/agencies/competences").json]
    assert "energy" in known
    body = {"region": "360704", "name": "试验局", "code_word": "试验", "competences": ["energy"]}
    assert call("admin", "POST", "/agencies", json=body).status_code == 201
    taken = call("admin", "POST", "/agencies", json=body)
    assert taken.json["error"]["code"] == "agency_taken"
    odd = call("admin", "POST", "/agencies", json={**body, "name": "乙", "competences": ["magic"]})
    assert odd.json["error"]["code"] == "unknown_competences"


def test_the_chain_is_verified_for_administrators_and_auditors(call: Any) -> None:
    for who in ("admin", "auditor"):
        told = call(who, "GET", "/audit/chain").json
        assert (told["whole"], told["events"]) == (True, chain.verify().events)
    for who in ("inspector", "leader", "clerk"):
        assert call(who, "GET", "/audit/chain").status_code == 403
