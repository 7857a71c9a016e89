"""No network at run time: with every address but this machine's own refused, the commands give what they give with it.

Where the system allows it the commands run in a network of their own without any interface but loopback; a hook in Python
refuses addresses elsewhere besides, and says which, so that an attempt is seen and not only stopped.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys

import pytest

HOOK = """
import ipaddress, os, socket, sys

def watch(event, arguments):
    if event == "socket.getaddrinfo":
        host = arguments[0]
    elif event in ("socket.connect", "socket.sendto") and isinstance(arguments[1], tuple):
        host = arguments[1][0]
    else:
        return
    host = host.decode() if isinstance(host, bytes) else host
    if host in (None, "", "localhost"):
        return
    try:
        inside = ipaddress.ip_address(host).is_loopback or ipaddress.ip_address(host).is_unspecified
    except ValueError:
        inside = host == socket.gethostname()
    if not inside:
        with open(os.environ["FOEDUS_OUTSIDE"], "a") as file:
            file.write(f"{event} {host}\\n")
        raise OSError(101, "Network is unreachable")

sys.addaudithook(watch)
"""


pytestmark = pytest.mark.filterwarnings("ignore:connect\\(\\) must be used:DeprecationWarning")


@pytest.fixture
def offline(tmp_path):
    """Runs `foedus` without a network; afterwards `outside()` is what was tried."""
    (tmp_path / "hook").mkdir()
    (tmp_path / "hook" / "sitecustomize.py").write_text(HOOK)
    said = tmp_path / "outside"
    path = os.pathsep.join([str(tmp_path / "hook"), os.environ.get("PYTHONPATH", "")])
    environment = os.environ | {"PYTHONPATH": path, "FOEDUS_OUTSIDE": str(said)}
    alone = [
        "unshare",
        "--net",
        "--map-root-user",
        "sh",
        "-c",
        'ip link set lo up 2>/dev/null || true; exec "$@"',
        "sh",
    ]
    if subprocess.run([*alone, "true"], capture_output=True, check=False).returncode != 0:
        alone = []  # the hook alone

    def call(*arguments, own_network=True):
        command = [*(alone if own_network else []), sys.executable, "-m", "experiments", *arguments]
        return subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)

    call.environment = environment
    call.outside = lambda: said.read_text() if said.exists() else ""
    return call


def test_the_hook_sees_what_it_is_for(offline, tmp_path):
    code = "import socket\ntry: socket.create_connection(('192.0.2.1', 80), 1)\nexcept OSError as e: print(e.errno)"
    done = subprocess.run(
        [sys.executable, "-c", code], env=offline.environment, capture_output=True, text=True, check=True
    )
    assert done.stdout == "101\n" and "192.0.2.1" in offline.outside()


def test_the_whole_way_from_a_comparison_to_its_report_without_a_network(offline, tmp_path):
    compared = offline("compare", "baseline", "hague", "--runs", "20", "--months", "24", "--out", "r", "--json")
    assert compared.returncode == 0, compared.stderr
    for command in (["report", "r"], ["status", "r"], ["replay", "r", "--run", "3", "--headless"], ["discover", "r"]):
        done = offline(*command)
        assert done.returncode in (0, 2 if command[0] == "discover" else 0), done.stderr
    assert offline.outside() == ""
    plain = [
        sys.executable,
        "-m",
        "experiments",
        "compare",
        "baseline",
        "hague",
        "--runs",
        "20",
        "--months",
        "24",
        "--json",
    ]
    online = subprocess.run(plain, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert json.loads(online.stdout)["table"] == json.loads(compared.stdout)["table"]
    page = (tmp_path / "r" / "report.html").read_text(encoding="utf-8")
    fetched = re.findall(r"<(?:script|link|img|iframe)\b[^>]*?(?:src|href)=[\"']?(?!data:|#)([^\"'> ]+)", page)
    assert fetched == []


def test_the_live_page_is_served_and_runs_without_a_network(offline, compiled, tmp_path, monkeypatch):
    from tabs import Tab, served

    for name in ("PYTHONPATH", "FOEDUS_OUTSIDE"):
        monkeypatch.setenv(name, offline.environment[name])
    with served(tmp_path, tmp_path / "log") as (port, _):
        tab = Tab(port).ready()
        tab.say("seek", month=24)
        tab.read(lambda one: one.frames >= 2)
        tab.close()
    assert offline.outside() == ""
    assert "Could not load" not in (tmp_path / "log").read_text()
