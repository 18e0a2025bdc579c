"""Hosts of their own: network namespaces on one bridge with PostgreSQL, each with its name.

`python -m tests.inventory.app.hosts PLACE CALLS AFTER FOLDER COMMAND …` is a command of ours that
stops at a place (see `Death`) until FOLDER/cut is there; the first to come there leaves the name of
its host as FOLDER/reached.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
from pathlib import Path

from inventory.app.cli import main
from tests.concurrency.killing import Death, arm

ROOT = Path(__file__).parents[3]
NETWORK = "10.213.77"
SERVER = f"{NETWORK}.1"
BRIDGE = "hxbridge"
REACHED, CUT = "reached", "cut"


def ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True, capture_output=True, text=True)


class Host:
    """A host with one line to the bridge, which can be cut; its processes end with it."""

    def __init__(self, number: int) -> None:
        self.name = f"hxhost{number}"
        self._line = f"hxline{number}"
        self._processes: list[subprocess.Popen[bytes]] = []
        ip("netns", "add", self.name)
        ip("link", "add", self._line, "type", "veth", "peer", "name", "eth0", "netns", self.name)
        ip("-n", self.name, "addr", "add", f"{NETWORK}.{10 + number}/24", "dev", "eth0")
        ip("-n", self.name, "link", "set", "eth0", "up")
        ip("-n", self.name, "link", "set", "lo", "up")
        ip("link", "set", self._line, "up")
        self.join()

    def join(self) -> None:
        ip("link", "set", self._line, "master", BRIDGE)

    def cut(self) -> None:
        """What it sends reaches nobody, and nobody says so: as by a switch that fell out."""
        ip("link", "set", self._line, "nomaster")

    def start(
        self, settings: dict[str, str], *command: str, stop: Death | None = None, folder: Path
    ) -> subprocess.Popen[bytes]:
        """A command of ours on this host; `stop` is where it waits to be cut off."""
        place = stop or Death("")
        told = (place.place, str(place.calls), str(place.after), str(folder))
        own = (sys.executable, "-m", __name__, *told)
        named = ("unshare", "--uts", "sh", "-c", 'hostname "$0"; exec "$@"', self.name)
        process = subprocess.Popen(
            ("ip", "netns", "exec", self.name, *named, *own, *command),
            cwd=ROOT,
            env={**os.environ, **settings},
        )
        self._processes.append(process)
        return process

    def stop(self) -> None:
        """End its processes."""
        for process in self._processes:
            process.kill()
            process.wait()

    def close(self) -> None:
        self.stop()
        ip("netns", "delete", self.name)


def wait_to_be_cut(folder: Path) -> None:
    try:
        (folder / REACHED).symlink_to(socket.gethostname())
    except FileExistsError:
        return  # somebody else is the one
    while not (folder / CUT).exists():
        threading.Event().wait(0.02)


if __name__ == "__main__":
    where, calls, after, place, *words = sys.argv[1:]
    if where:
        death = Death(where, int(calls), after=after == str(True))
        arm(death, lambda: wait_to_be_cut(Path(place)))
    sys.exit(main(words))
