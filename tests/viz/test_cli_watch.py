"""`foedus watch`: one line, this machine only, a free port, gone when it is ended; a wrong request is one line and exit 2."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import urllib.request
from functools import partial

import psutil
import pytest

from experiments.cli import watch
from model.errors import RequestError

COMMAND = [sys.executable, "-m", "experiments", "watch"]


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM])
def test_one_line_says_where_and_nothing_is_left_behind(end):
    command = [*COMMAND, "--policy", "hague", "--seed", "5"]
    hears = partial(signal.signal, signal.SIGINT, signal.default_int_handler)  # a shell's background job would not
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, preexec_fn=hears)
    line = process.stdout.readline().strip()
    assert line.startswith("http://127.0.0.1:") and line.endswith("/?policy=hague&seed=5")
    with urllib.request.urlopen(line, timeout=60) as page:
        assert page.status == 200
    (server,) = psutil.Process(process.pid).children()
    bound = {connection.laddr.ip for connection in server.net_connections() if connection.status == "LISTEN"}
    assert bound == {"127.0.0.1"}
    process.send_signal(end)
    rest, _ = process.communicate(timeout=60)
    assert rest == ""
    assert not server.is_running()


def test_a_policy_that_is_not_there_is_one_line():
    said = subprocess.run([*COMMAND, "--policy", "hage"], capture_output=True, text=True, check=False)
    assert said.returncode == 2
    assert said.stderr == "foedus: unknown policy 'hage'; did you mean 'hague'?\n"


def test_agents_of_ones_own_are_sent_to_replay():
    with pytest.raises(RequestError, match="then foedus replay DIR --policy CLASS --trust"):
        watch.watch(policy="mine.py:Sceptic")


def test_another_alliance_is_checked_before_the_server_starts():
    with pytest.raises(RequestError, match="did you mean 'delian-league'"):
        watch.watch(alliance="delian")
    with pytest.raises(RequestError, match="unknown state code 'TUR'"):
        watch.watch(alliance="delian-league", scenario="strategic-balancing")


def test_a_taken_port_is_said():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(RequestError, match="is taken"):
            watch.serve({}, taken.getsockname()[1])


def test_the_rules_are_compiled_before_a_page_can_wait_for_them(cold, monkeypatch, capsys):
    begun = []

    def popen(*_, **__):
        begun.append("server")
        sys.exit()

    monkeypatch.setattr("experiments.cli.warm.compile_ahead", lambda: begun.append("rules"))
    monkeypatch.setattr(subprocess, "Popen", popen)
    with pytest.raises(SystemExit):
        watch.serve({})
    assert begun == ["rules", "server"]
    assert "compiling the rules" in capsys.readouterr().err


def test_without_the_extra_it_says_how_to_get_it(monkeypatch):
    monkeypatch.setattr(watch, "find_spec", lambda name: None)
    with pytest.raises(RequestError, match=r"pip install 'foedus\[viz\]'"):
        watch.serve({})
