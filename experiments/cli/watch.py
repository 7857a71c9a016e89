"""`foedus watch`: the live view, by default on this machine only. One line on stdout says where; Ctrl-C ends it."""

from __future__ import annotations

import errno
import ipaddress
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated
from urllib.parse import urlencode

import typer

from experiments.cli.options import OneWorld, one_world
from experiments.cli.progress import fail, note
from experiments.cli.warm import compile_if_cold
from model.errors import RequestError

__all__ = ["PLACES", "serve", "server_command", "server_environment", "watch"]

HOST = "127.0.0.1"
EVERYWHERE = ("0.0.0.0", "::")
"""Addresses that stand for every address of this machine."""
PATIENCE = 60.0
"""Seconds until a server that does not answer is given up."""

PLACES = "FOEDUS_PLACES"
"""What the server may read of this machine's files (viz/places.py)."""
ALLIANCE, TRUST, WORLD = "FOEDUS_ALLIANCE", "FOEDUS_TRUST", "FOEDUS_WORLD"
"""The alliance that the page shows, the place of its world; and whether Python files named in a results folder may be
imported to replay it."""

Port = Annotated[int, typer.Option(min=0, max=65535, help="the port; 0 finds a free one")]
Policy = Annotated[str | None, typer.Option(help="a policy by name, or a TOML file")]
Scenario = Annotated[str | None, typer.Option(help="a scenario by name, or a TOML file")]
Seed = Annotated[int | None, typer.Option(min=0, help="the run's own key")]
Alliance = Annotated[
    str | None, typer.Option(metavar="NAME|DIR", help="an alliance of foedus list alliances, or a folder")
]
Open = Annotated[bool, typer.Option("--open", help="open the browser")]
Results = Annotated[Path, typer.Option(metavar="DIR", help="the page opens results in this folder only")]
Host = Annotated[str, typer.Option(metavar="ADDRESS", help="another address to listen on; needs --public")]
Public = Annotated[
    bool, typer.Option("--public", help="admit everyone who can reach that address; there is no password")
]


def watch(
    port: Port = 0,
    policy: Policy = None,
    scenario: Scenario = None,
    seed: Seed = None,
    alliance: Alliance = None,
    worlds: OneWorld = "one",
    results: Results = Path(),
    host: Host = HOST,
    public: Public = False,
    open: Open = False,
) -> None:
    """Open the live view in the browser. By default on this machine only."""
    from experiments.study.inline import without_values
    from experiments.study.study import read_given
    from model.roster import read_roster
    from model.settings import resolve

    if policy is not None and ".py:" in policy:
        raise RequestError(
            f"--policy {policy}: the live view shows your own agents only in a replay of their runs: "
            f"foedus compare baseline {policy} --out DIR, then foedus replay DIR --policy CLASS --trust"
        )
    if not results.is_dir():
        raise RequestError(f"--results {results}: no such folder")
    address = _address(host, public)
    query: dict[str, object] = {}
    places = [results]
    for name, value in (("policy", policy), ("scenario", scenario)):
        if value is not None:
            read_given(value, name)
            own = without_values(value)
            query[name] = f"{Path(own).resolve()}{value[len(own) :]}" if own.endswith(".toml") else value
            places += [Path(own)] if own.endswith(".toml") else []
    if seed is not None:
        query["seed"] = seed
    resolve(read_given(policy or "baseline", "policy"), scenario or "today", roster=read_roster(alliance))
    one_world(worlds, alliance)
    serve(query, port, open, places, address, alliance, world=worlds)


def serve(
    query: dict[str, object],
    port: int = 0,
    open: bool = False,
    places: Sequence[Path] = (),
    host: str = HOST,
    alliance: str | None = None,
    trust: bool = False,
    world: str = "one",
) -> None:
    """Start the server, say where it is, and stay until Ctrl-C. Errors: RequestError without the extra or for a taken port.

    places: the files and folders that the page may name; default: the working folder. alliance: the one it shows.
    trust: whether a Python file that a results folder names may be imported to replay its runs. world: its place, or one.
    """
    missing = [name for name in ("solara", "anywidget") if find_spec(name) is None]
    if missing:
        raise RequestError(f"the live view needs {' and '.join(missing)}; run: pip install 'foedus[viz]'")
    port = _free(host, port)
    shown = f"[{host}]" if ":" in host else host
    where = f"http://{shown}:{port}/{f'?{urlencode(query)}' if query else ''}"
    environment = server_environment(places)
    environment |= (
        {ALLIANCE: str(Path(alliance).resolve()) if Path(alliance).is_dir() else alliance} if alliance else {}
    )
    environment |= {TRUST: "1"} if trust else {}
    environment |= {WORLD: world} if world != "one" else {}
    compile_if_cold()
    command = server_command(port, host)
    server = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # the server goes with us, whoever ends us
    try:
        if not _ready(server, shown if host not in EVERYWHERE else HOST, port):
            server.kill()
            said = (server.communicate()[1] or "").strip().splitlines()
            fail(f"the live view did not start: {said[-1] if said else 'no answer'}")
        print(where, flush=True)
        note("Ctrl-C ends it")
        if open:
            import webbrowser

            webbrowser.open(where)
        for line in server.stderr or ():
            if "ERROR" in line or "Traceback" in line:
                note(line.rstrip())
    except KeyboardInterrupt:
        pass
    finally:
        server.terminate()
        try:
            server.wait(10)
        except subprocess.TimeoutExpired:
            server.kill()


def server_command(port: int, host: str = HOST) -> list[str]:
    """The server's command line; `-P` keeps the working folder's modules out of the way."""
    return [sys.executable, "-P", "-m", "viz.server", host, str(port)]


def server_environment(places: Sequence[Path] = ()) -> dict[str, str]:
    """The server's environment: what it may read, and few memory arenas, so that what a closed tab had is given back."""
    named = os.pathsep.join(str(place.resolve()) for place in places or [Path()])
    return os.environ | {PLACES: named, "MALLOC_ARENA_MAX": "2"}


def _address(host: str, public: bool) -> str:
    """The address to listen on, and a warning where others can reach it. Errors: RequestError where that was not asked for."""
    try:
        address = ipaddress.ip_address(HOST if host == "localhost" else host.strip("[]"))
    except ValueError:
        raise RequestError(
            f"--host {host}: is no address; allowed: {HOST}, or with --public an address of this machine"
        ) from None
    if address.is_loopback:
        return str(address)
    if not public:
        raise RequestError(
            f"--host {host}: others could open the live view, which has no password; add --public to allow that"
        )
    note(
        f"warning: everyone who can reach {host} can open this page, run simulations and read the results in its folder"
    )
    return str(address)


def _free(host: str, port: int) -> int:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise RequestError(f"--host {host}: cannot be listened on ({error.strerror})") from None
            raise RequestError(f"port {port} is taken; name another, or leave out --port for a free one") from None
        return probe.getsockname()[1]


def _ready(server: subprocess.Popen, host: str, port: int) -> bool:
    import urllib.request  # a third of what `foedus --help` would take

    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and server.poll() is None:
        try:
            with urllib.request.urlopen(f"http://{host}:{port}/readyz", timeout=1) as answer:
                if answer.status == 200:
                    return True
        except OSError:
            time.sleep(0.1)
    return False
