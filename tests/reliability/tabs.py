"""A tab without a browser: the WebSocket that the live view's page opens, and the few messages that the page sends.

The server does for it all that it does for a browser; only drawing is left out.
"""

from __future__ import annotations

import json
import socket
import struct
import subprocess
import time
import urllib.error
import urllib.request
import uuid
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from websockets.sync.client import connect

from experiments.cli.watch import server_command, server_environment


@contextmanager
def served(places: Path, log: Path, host: str = "127.0.0.1"):
    """A server that may read `places`; gives its port and its process."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with log.open("w") as said:
        process = subprocess.Popen(
            server_command(port, host), env=server_environment([places]), stdout=said, stderr=said
        )
    try:
        until = time.monotonic() + 120
        while status(port) != 200:
            assert time.monotonic() < until and process.poll() is None, log.read_text()
            time.sleep(0.1)
        yield port, process
    finally:
        process.terminate()
        process.wait(15)


def status(port: int, path: str = "/readyz") -> int:
    """The status of a page, 0 where nobody answers."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=30) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 0


class Tab:
    """Opens a page and waits for its picture; `say` presses a button; `read` waits for what the page is told."""

    def __init__(self, port: int, path: str = "", query: str = "") -> None:
        self.port, self.kernel, self.page = port, str(uuid.uuid4()), str(uuid.uuid4())
        own = f"http://127.0.0.1:{port}"
        address = f"ws://127.0.0.1:{port}/jupyter/api/kernels/{self.kernel}/channels?session_id={self.page}"
        headers = {"Cookie": f"solara-session-id={uuid.uuid4()}"}
        self.socket = connect(address, origin=own, additional_headers=headers, max_size=None, max_queue=None)
        self.control, self.view, self.state = str(uuid.uuid4()), "", {}
        self.frames = 0
        self.send("comm_open", {"comm_id": self.control, "target_name": "solara.control", "data": {}})
        place = f"/{path}{f'?{query}' if query else ''}"
        self.send(
            "comm_msg",
            {"comm_id": self.control, "data": {"method": "run", "args": {"path": place, "appName": "__default__"}}},
        )

    def send(self, kind: str, content: dict[str, Any]) -> None:
        """A message as a notebook's front end sends it."""
        header = {"msg_id": str(uuid.uuid4()), "msg_type": kind, "username": "", "session": self.page, "version": "5.3"}
        header["date"] = "2025-01-01T00:00:00Z"
        whole = {"header": header, "parent_header": {}, "metadata": {}, "content": content}
        whole |= {"channel": "shell", "buffers": []}
        self.socket.send(json.dumps(whole))

    def say(self, type: str, **what: Any) -> None:
        """A button of the page."""
        data = {"method": "custom", "content": {"type": type, **what}}
        self.send("comm_msg", {"comm_id": self.view, "data": data})

    def read(self, until, patience: float = 60.0) -> None:
        """Take in what the server says until `until(self)`. Errors: TimeoutError."""
        end = time.monotonic() + patience
        while not until(self):
            if time.monotonic() > end:
                raise TimeoutError(f"no answer in {patience} s")
            self._take(self.socket.recv(timeout=max(0.01, end - time.monotonic())))

    def drain(self, seconds: float) -> None:
        """Take in whatever comes for so long."""
        with suppress(TimeoutError):
            self.read(lambda tab: False, seconds)

    def ready(self) -> Tab:
        """Wait for the picture."""
        self.read(lambda tab: tab.view)
        return self

    def _take(self, message: str | bytes) -> None:
        if isinstance(message, bytes):
            (count,) = struct.unpack("!i", message[:4])
            offsets = struct.unpack(f"!{count}I", message[4 : 4 * (count + 1)])
            message = message[offsets[0] : offsets[1] if count > 1 else None].decode()
        said = json.loads(message)
        content = said.get("content", {})
        data = content.get("data", {})
        if said["header"]["msg_type"] == "comm_open" and "_esm" in data.get("state", {}):
            self.view, self.state = content["comm_id"], data["state"]
            self.frames += 1
        elif content.get("comm_id") == self.view and data.get("method") == "update":
            self.state.update(data["state"])
            if ["frame"] in data.get("buffer_paths", []):
                self.frames += 1
                drawn = {"method": "custom", "content": {"type": "drawn", "frame": self.frames}}
                self.send("comm_msg", {"comm_id": self.view, "data": drawn})

    def close(self) -> None:
        """Close the tab as a browser does: the socket, and the beacon that says so."""
        beacon = f"http://127.0.0.1:{self.port}/_solara/api/close/{self.kernel}?session_id={self.page}"
        urllib.request.urlopen(urllib.request.Request(beacon, method="POST"), timeout=60).close()
        self.socket.close()


def sessions(port: int) -> int:
    """How many sessions the server holds."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/resourcez", timeout=30) as answer:
        return json.load(answer)["kernels"]["total"]
