"""`foedus watch`: the live view on this machine alone. One line on stdout says where; Ctrl-C ends it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
import webbrowser
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated
from urllib.parse import urlencode

import typer

from experiments.cli_progress import fail, note
from model.errors import RequestError

__all__ = ["ENVIRONMENT", "serve", "server_command", "watch"]

HOST = "127.0.0.1"
PATIENCE = 60.0
"""Seconds until a server that does not answer is given up."""

ENVIRONMENT = {
    "SOLARA_TELEMETRY_MIXPANEL_ENABLE": "false",
    "SOLARA_THEME_SHOW_BANNER": "false",
    "SOLARA_ASSETS_CDN": f"http://{HOST}:9/",  # nobody answers there: what is not installed is not fetched
}

Port = Annotated[int, typer.Option(min=0, max=65535, help="0 finds a free one")]
Policy = Annotated[str | None, typer.Option(help="a policy by name, or a TOML file")]
Scenario = Annotated[str | None, typer.Option(help="a scenario by name, or a TOML file")]
Seed = Annotated[int | None, typer.Option(min=0, help="the run's own key")]
Open = Annotated[bool, typer.Option("--open", help="open the browser")]


def watch(
    port: Port = 0, policy: Policy = None, scenario: Scenario = None, seed: Seed = None, open: Open = False
) -> None:
    """The live view: watch a run, compare two under the same luck, explore results. On this machine alone."""
    from model.settings import load_policy, load_scenario

    query: dict[str, object] = {}
    for name, value, load in (("policy", policy, load_policy), ("scenario", scenario, load_scenario)):
        if value is not None:
            load(value)
            query[name] = str(Path(value).resolve()) if value.endswith(".toml") else value
    if seed is not None:
        query["seed"] = seed
    serve(query, port, open)


def serve(query: dict[str, object], port: int = 0, open: bool = False) -> None:
    """Start the server, say where it is, and stay until Ctrl-C. Errors: RequestError without the extra or for a taken port."""
    missing = [name for name in ("solara", "anywidget") if find_spec(name) is None]
    if missing:
        raise RequestError(f"the live view needs {' and '.join(missing)}; say: pip install 'foedus[viz]'")
    port = _free(port)
    where = f"http://{HOST}:{port}/{f'?{urlencode(query)}' if query else ''}"
    server = subprocess.Popen(
        server_command(port), env=os.environ | ENVIRONMENT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # the server goes with us, whoever ends us
    try:
        if not _ready(server, port):
            server.kill()
            said = (server.communicate()[1] or "").strip().splitlines()
            fail(f"the live view did not start: {said[-1] if said else 'no answer'}")
        print(where, flush=True)
        note("Ctrl-C ends it")
        if open:
            webbrowser.open(where)
        for line in server.stderr or ():
            if "ERROR" in line or "Traceback" in line:
                note(line.rstrip())
    except KeyboardInterrupt:
        pass
    finally:
        server.terminate()
        server.wait(10)


def server_command(port: int) -> list[str]:
    """The server's command line; `-P` keeps the working folder's modules out of the way."""
    command = [sys.executable, "-P", "-m", "solara", "run", "viz.app", "--host", HOST, "--port", str(port)]
    return [*command, "--production", "--no-open"]


def _free(port: int) -> int:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            raise RequestError(f"port {port} is taken; name another, or none for a free one") from None
        return probe.getsockname()[1]


def _ready(server: subprocess.Popen, port: int) -> bool:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and server.poll() is None:
        try:
            with urllib.request.urlopen(f"http://{HOST}:{port}/readyz", timeout=1) as answer:
                if answer.status == 200:
                    return True
        except OSError:
            time.sleep(0.1)
    return False
