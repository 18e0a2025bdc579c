"""docs/deploy for containers: what its files say of each other and of us, without a registry."""

from __future__ import annotations

import re
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import pytest
import yaml

from inventory.app.cli.main import parser
from inventory.core import environment
from inventory.core.settings import Settings

ROOT = Path(__file__).parents[3]
DEPLOY = ROOT / "docs" / "deploy"
CONTAINERFILE = (DEPLOY / "Containerfile").read_text()
PROXY = (DEPLOY / "nginx-container.conf").read_text()


def services() -> dict[str, Any]:
    return dict(yaml.safe_load((DEPLOY / "compose.yaml").read_text())["services"])


OURS = [name for name, said in services().items() if said["image"] == "huanxin"]


@pytest.mark.parametrize("name", OURS)
def test_each_service_is_a_command_with_settings_that_there_are(name: str) -> None:
    service = services()[name]
    parser().parse_args(service["command"])
    assert set(service["environment"]) <= set(environment.of(Settings()))
    assert service["volumes"] == ["data:/var/lib/huanxin"]


def test_who_serves_pages_is_asked_for_them_and_nobody_else() -> None:
    """The image's health check asks for a page; every compose understands `test: [NONE]`."""
    assert re.search(r"^HEALTHCHECK .*\\\n *CMD \[.*:8080/health", CONTAINERFILE, re.M)
    unasked = [name for name in OURS if services()[name].get("healthcheck") == {"test": ["NONE"]}]
    assert unasked == [name for name in OURS if services()[name]["command"][0] != "serve"]


def test_one_service_builds_the_image() -> None:
    """Three that build it at once make three images, and the last one has the name."""
    assert sum("build" in services()[name] for name in OURS) == 1


def test_the_database_is_asked_over_the_network() -> None:
    """On its socket it answers while it is set up for the first time, and then stops once more."""
    words = services()["database"]["healthcheck"]["test"]
    assert words[words.index("-h") + 1] == "127.0.0.1"


def test_the_proxy_is_given_what_its_configuration_asks_for() -> None:
    said = services()["proxy"]
    exported = re.findall(r"export (\w+)=", " ".join(said["command"]))
    given = {*said["environment"], *exported}
    assert set(re.findall(r"\$\{(\w+)\}", PROXY)) == given
    ((name, port),) = set(re.findall(r"http://(\w+):(\d+)", PROXY))
    assert name in services()
    assert f"\nEXPOSE {port}\n" in CONTAINERFILE
    assert "proxy_pass $" in PROXY  # a name in proxy_pass itself is asked for once, at the start
    places = dict(place.split(":")[:2] for place in said["volumes"])
    assert places["./nginx-container.conf"] == "/etc/nginx/templates/default.conf.template"
    for file in re.findall(r"ssl_certificate(?:_key)? +(\S+);", PROXY):
        assert Path(file).parent == Path(places["./tls"])


def test_both_proxies_say_the_same_of_a_client() -> None:
    told = re.compile(r"^ *proxy_set_header .*$", re.M)
    assert told.findall(PROXY) == told.findall((DEPLOY / "nginx.conf").read_text())


def test_the_builder_is_given_what_it_copies_and_no_ledger() -> None:
    ignored, *kept = [
        line
        for line in (ROOT / ".dockerignore").read_text().splitlines()
        if line and not line.startswith("#")
    ]
    copied = re.findall(r"^COPY (.+) \S+$", CONTAINERFILE, re.M)[0].split()
    assert (ignored, sorted(kept)) == ("*", sorted(f"!{file}" for file in copied))
    secret = (ROOT / ".gitignore").read_text().splitlines()
    for file in ("docs/deploy/.env", "docs/deploy/tls/huanxin.key"):
        assert any(fnmatch(f"/{file}", f"*{line.rstrip('/')}*") for line in secret), file
