"""The live view lets nobody in: not another page, not another name, not another folder, and no more than it has room for."""

from __future__ import annotations

import ast
import asyncio
import http.client
import json
import os
import socket
import struct
import subprocess
import sys
import threading
import time
import urllib.request
from pathlib import Path

import psutil
import pytest
from tabs import Tab, served, sessions, status
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

from experiments.cli.watch import PLACES
from model.errors import RequestError
from viz.guard import Guard, host_is_known
from viz.pages.explore import findings
from viz.request import Request, read_request

pytestmark = pytest.mark.filterwarnings("ignore:connect\\(\\) must be used:DeprecationWarning")

FORGED_HOSTS = (
    "evil.example",
    "evil.example:{port}",
    "127.0.0.1.evil.example:{port}",
    "localhost.evil.example",
    "localhost@evil.example",
    "10.1.2.3:{port}",
    "[2001:db8::1]:{port}",
    "localhost:{port}:80",
    "[::1%evil]",
    "[::1%25lo]:{port}",
    "::1",
    "[127.0.0.1]:{port}",
    "[[::1]]:{port}",
    "127.0.0.1]",
    "localhost:{port}x",
    "",
)
FORGED_ORIGINS = (
    "http://evil.example",
    "https://evil.example:{port}",
    "http://localhost:{port}",  # another name than the Host's is another page's
    "http://127.0.0.1:1",
    "http://127.0.0.1:{port}.evil.example",
    "file://",
    "null",
    "",
)
PATHS = ("/", "/explore", "/static/main.js", "/readyz", "/resourcez", "/jupyter/api/kernels/1")
KERNEL = "/jupyter/api/kernels/1/channels?session_id=1"


def asked(port, path, host=None, origin=None, method="GET", hosts=1):
    """The status and the text of a raw request."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
    for _ in range(hosts):
        connection.putheader("Host", f"127.0.0.1:{port}" if host is None else host.format(port=port))
    if origin is not None:
        connection.putheader("Origin", origin.format(port=port))
    connection.endheaders()
    answer = connection.getresponse()
    text = answer.read().decode("utf-8", "replace")
    connection.close()
    return answer.status, text


@pytest.mark.parametrize("host", FORGED_HOSTS)
def test_a_name_that_is_not_this_machines_is_refused(live, host):
    for path in PATHS:
        code, text = asked(live[0], path, host)
        assert code == 403 and len(text.splitlines()) == 1, path


@pytest.mark.parametrize("origin", FORGED_ORIGINS)
def test_another_pages_request_is_refused(live, origin):
    for path in PATHS:
        assert asked(live[0], path, origin=origin)[0] == 403, path
    assert asked(live[0], "/_solara/api/close/1?session_id=1", origin=origin, method="POST")[0] == 403


def test_its_own_page_is_served_under_each_name_of_this_machine(live):
    for host in ("127.0.0.1:{port}", "localhost:{port}", "[::1]:{port}", "LOCALHOST:{port}", "localhost:9000"):
        assert asked(live[0], "/", host, origin=f"http://{host}")[0] == 200
        assert asked(live[0], "/", host)[0] == 200


def test_two_hosts_are_none(live):
    assert asked(live[0], "/", hosts=2)[0] in (400, 403)


@pytest.mark.parametrize("origin", [None, *FORGED_ORIGINS])
def test_a_websocket_of_another_page_is_refused(live, origin):
    port = live[0]
    own = f"ws://127.0.0.1:{port}{KERNEL}"
    said = origin and origin.format(port=port)
    with pytest.raises(InvalidStatus) as refused:
        connect(own, additional_headers={} if said is None else {"Origin": said})
    assert refused.value.response.status_code == 403
    assert sessions(port) == 0


@pytest.mark.parametrize("host", FORGED_HOSTS[:4])
def test_a_websocket_under_another_name_is_refused_though_its_origin_agrees(live, host):
    """DNS rebinding: the browser believes that it speaks with evil.example, and says so twice."""
    import base64

    name = host.format(port=live[0])
    key = base64.b64encode(os.urandom(16)).decode()
    request = (
        f"GET {KERNEL} HTTP/1.1\r\nHost: {name}\r\nOrigin: http://{name}\r\nUpgrade: websocket\r\n"
        f"Connection: Upgrade\r\nSec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", live[0]), timeout=30) as raw:
        raw.sendall(request.encode())
        assert raw.recv(100).split()[1] == b"403"


@pytest.mark.parametrize(
    "path",
    [
        f"{root}{up}etc/passwd"
        for root in ("/static/", "/static/public/", "/static/assets/", "/jupyter/nbextensions/", "/")
        for up in ("../" * 12, "..%2f" * 12, "%2e%2e/" * 12, "..%5c" * 12, "//", "%00/")
    ],
)
def test_no_path_leads_to_a_file_of_this_machine(live, path):
    assert "root:" not in asked(live[0], path)[1]


@pytest.mark.long
def test_no_path_of_the_stored_assets_leads_there_either(live):
    for up in ("../" * 12, "..%2f" * 12, "..%5c" * 12, "//"):
        assert "root:" not in asked(live[0], f"/_solara/cdn/{up}etc/passwd")[1]


def test_code_sent_to_the_page_is_not_run(live, tmp_path):
    port = live[0]
    mark = tmp_path / "mark"
    tab = Tab(port).ready()
    tab.send("execute_request", {"code": f"open({str(mark)!r}, 'w')", "silent": False})
    with pytest.raises(ConnectionClosed):  # the session that asks for such a thing is ended
        tab.read(lambda one: False, 10.0)
    assert not mark.exists() and status(port) == 200


@pytest.mark.parametrize("method", ["open", "close", "__init__", "do", "_do_play.__globals__", "do_reset", "", "batch"])
def test_a_button_that_the_page_does_not_have_ends_its_session(live, method):
    tab = Tab(live[0]).ready()
    tab.say(method, request="x", on=True)
    assert len(ended(tab).splitlines()) == 1


def ended(tab, patience=30.0) -> str:
    """Wait until the server closes a tab's connection; what it gives as the reason."""
    with pytest.raises(ConnectionClosed) as closed:
        tab.read(lambda one: False, patience)
    return closed.value.rcvd.reason


def test_a_message_too_large_ends_its_session_and_no_other(live):
    port = live[0]
    other = Tab(port).ready()
    for size in (100_000, 3_000_000):
        tab = Tab(port).ready()
        tab.say("measure", name="x" * size)
        ended(tab)
    other.say("seek", month=3)
    other.read(lambda one: one.frames >= 2)
    other.close()


def test_a_frame_of_huge_claims_costs_nothing(live):
    """104 bytes that say: two thousand million buffers follow. Unpacked they were 4.6 GB and two minutes."""
    port, process = live[:2]
    tab = Tab(port).ready()
    before = megabytes(process)
    tab.socket.send(struct.pack("!i", 2**31 - 1) + bytes(100))
    assert "binary" in ended(tab)
    assert status(port) == 200 and megabytes(process) < before + 100


def test_four_hundred_policies_are_not_run(live):
    tab = Tab(live[0]).ready()
    tab.say("reset", policies=["hague"] * 400, scenario="today", seed="1", parameters={})
    assert "policies" in ended(tab)


def test_a_connection_that_says_nothing_frees_its_place():
    """Sixty of them would be all the sessions that there are."""
    closed = []

    async def app(scope, receive, send):
        assert (await receive())["type"] == "websocket.connect"
        closed.append((await receive())["type"])

    async def receive():
        if connected:
            await asyncio.sleep(60)
        connected.append(True)
        return {"type": "websocket.connect"}

    async def send(message):
        closed.append((message["type"], message["reason"]))

    connected: list[bool] = []
    guard = Guard(app, set, first=0.2)
    headers = [(b"host", b"localhost:1"), (b"origin", b"http://localhost:1")]
    asyncio.run(guard({"type": "websocket", "path": "/x", "headers": headers}, receive, send))
    assert closed == [("websocket.close", "nothing was said for 0.2 seconds"), "websocket.disconnect"]


HALF = {
    "nothing": b"",
    "a line": b"GET / HTTP/1.1\r\n",
    "no end": b"GET / HTTP/1.1\r\nHost: localhost\r\nX: ",
    "no body": b"POST /readyz HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\nx",
    "a second one": b"GET /readyz HTTP/1.1\r\nHost: localhost\r\n\r\nGET / HTTP/1.1\r\nX: ",
}


@pytest.fixture(scope="module")
def impatient():
    """A server whose patience is a second, with an application that answers at once; its port."""
    import uvicorn

    from viz.patience import Impatient

    async def app(scope, receive, send):
        if scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.accept"})
            while (message := await receive())["type"] == "websocket.receive":
                await send({"type": "websocket.send", "text": message["text"]})
        if scope["type"] != "http":
            return
        while (await receive()).get("more_body"):
            pass
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
        await send({"type": "http.response.body", "body": b"ok"})

    class Quick(Impatient):
        patience = 1.0

    server = uvicorn.Server(uvicorn.Config(app, port=0, http=Quick, log_level="error", lifespan="off"))
    server.config.timeout_keep_alive = 60
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield server.servers[0].sockets[0].getsockname()[1]
    server.should_exit = True
    thread.join(30)


@pytest.mark.parametrize("start", HALF)
def test_a_request_without_its_end_is_not_waited_for(impatient, start):
    with socket.create_connection(("127.0.0.1", impatient), timeout=30) as raw:
        raw.sendall(HALF[start])
        said = b""
        while more := raw.recv(1000):
            said += more
    assert said.count(b"200 OK") == (1 if start == "a second one" else 0)


def test_a_websocket_that_is_silent_for_longer_than_a_request_may_take_lives_on(impatient):
    """The clock of its request ran on, so that every page lost its connection after twenty seconds, and on a busy machine
    for good."""
    from websockets.sync.client import connect

    with connect(f"ws://127.0.0.1:{impatient}/") as tab:
        time.sleep(2.5)
        tab.send("still there?")
        assert tab.recv(30) == "still there?"


def trickle(raw):
    for _ in range(300):
        raw.sendall(b"G")
        time.sleep(0.1)


def test_a_trickle_is_no_request(impatient):
    with (
        socket.create_connection(("127.0.0.1", impatient), timeout=30) as raw,
        pytest.raises(OSError, match=r"reset|pipe"),
    ):
        trickle(raw)


def test_the_live_view_is_served_with_that_patience(live):
    with socket.create_connection(("127.0.0.1", live[0]), timeout=60) as raw:
        raw.sendall(b"GET / HTTP/1.1\r\n")
        assert raw.recv(10) == b""


@pytest.mark.parametrize(
    "failure", [ValueError("/secret/place"), KeyError("/secret/place"), OSError(5, "bad", "/secret/place")]
)
def test_an_error_on_a_page_is_one_line_without_paths(monkeypatch, failure, caplog):
    import solara

    from viz.pages import explore

    def fails(*_, **__):
        raise failure

    monkeypatch.setattr(explore, "findings", fails)
    router = type("Router", (), {"search": "folder=r"})()
    monkeypatch.setattr(solara, "use_router", lambda: router)
    box, context = solara.render(explore.Explore(), handle_error=False)
    said = text_of(box)
    context.close()
    assert "r could not be read" in said
    assert "secret" not in said and "Traceback" not in said and "/secret/place" in caplog.text


def text_of(widget) -> str:
    """All text and markup in a tree of widgets."""
    own = str(getattr(widget, "unsafe_innerHTML", ""))
    return own + "".join(text_of(child) for child in getattr(widget, "children", ()) if not isinstance(child, str))


def test_a_page_that_fails_is_one_line():
    import solara

    from viz.pages.boundary import FAILED, bounded

    @solara.component
    def Broken():
        raise ValueError("/secret/place")

    box, context = solara.render(bounded(Broken)(), handle_error=False)
    assert text_of(box) == FAILED
    context.close()


def test_every_page_has_such_a_boundary():
    from viz.app import routes

    assert {route.component.f.__name__ for route in routes} == {"Bounded"}


def test_no_console_of_mesas_and_nothing_that_runs_text_is_in_the_view():
    code = "import sys, viz.app; print([n for n in sys.modules if n.startswith('mesa.visualization')])"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "[]"
    for path in Path("viz").rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        called = {
            node.func.id for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        }
        assert not called & {"eval", "exec", "compile", "__import__"}, path
        names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
        assert not names & {"CommandConsole", "FileUpload", "FileDrop", "pickle"}, path


@pytest.fixture
def room(tmp_path, monkeypatch, toy):
    """A results folder that may be opened, and one beside it that may not."""
    from experiments.running.run import run_study
    from experiments.study.study import Study

    for name in ("open", "shut"):
        run_study(Study(["baseline", "hague"], runs=3, months=2), tmp_path / name / "r", simulator=toy)
    (tmp_path / "shut" / "p.toml").write_text('title = "t"\nmeaning = "m"\n')
    (tmp_path / "open" / "p.toml").write_text('title = "t"\nmeaning = "m"\n')
    (tmp_path / "open" / "out").symlink_to(tmp_path / "shut" / "r")
    (tmp_path / "open" / "file.toml").symlink_to(tmp_path / "shut" / "p.toml")
    (tmp_path / "open" / "loop").symlink_to(tmp_path / "open" / "loop")
    monkeypatch.setenv(PLACES, str(tmp_path / "open"))
    monkeypatch.chdir(tmp_path / "open")
    return tmp_path


OUTSIDE = (
    "../shut/r",
    "r/../../shut/r",
    "out",
    "/etc",
    "/",
    "..",
    "~",
    "r\0/",
    "x" * 5000,
    "/proc/self/cwd/../shut/r",
    "/nowhere",
)


@pytest.mark.parametrize("path", OUTSIDE, ids=[one[:20].replace("\0", "NUL") for one in OUTSIDE])
def test_no_folder_outside_the_results_is_opened(room, path):
    if path == "~":
        path = os.path.expanduser("~")
    for opened in (findings, lambda one: Request(folder=one, policies=("baseline",))):
        with pytest.raises(RequestError, match="outside the folders of this live view"):
            opened(path)


@pytest.mark.parametrize("path", ["../shut/p.toml", "file.toml", "/etc/passwd", "/etc/none.toml", "../p.toml"])
def test_no_policy_file_outside_the_results_is_read(room, path):
    for query in (f"policy={path}", f"scenario={path}"):
        request, said = read_request(query, Request())
        assert "outside the folders" in said and request == Request()


def test_what_lies_in_the_results_is_opened(room):
    assert findings("r")[0].runs == 3
    assert findings(str(room / "open" / "r"))[0].runs == 3
    assert Request(policies=("p.toml",)).policies == ("p.toml",)
    with pytest.raises(RequestError):
        findings("loop")


def test_the_page_itself_opens_no_other_folder(live):
    port, _, results, _ = live
    tab = Tab(port, query=f"folder={results.parent}&policy=baseline").ready()
    tab.read(lambda one: one.state.get("message"))
    assert "outside the folders" in tab.state["message"]
    tab.close()


def through(guard, path, kind="http"):
    """What the guard answers, and whether the application was reached."""
    sent, reached = [], []

    async def app(scope, receive, send):
        reached.append(scope["path"])

    guard.app = app
    headers = [(b"host", b"localhost:1"), (b"origin", b"http://localhost:1")]

    async def send(message):
        sent.append(message)

    async def receive():
        return {}

    asyncio.run(guard({"type": kind, "path": path, "headers": headers}, receive, send))
    return sent, bool(reached)


def test_sessions_are_bounded_and_those_that_live_go_on():
    guard = Guard(None, lambda: {"a", "b"}, most=2)
    sent, reached = through(guard, "/")
    assert not reached and sent[0]["status"] == 503 and b"close a tab" in sent[1]["body"]
    assert through(guard, "/jupyter/api/kernels/c/channels", "websocket") == (
        [
            {
                "type": "websocket.close",
                "code": 1008,
                "reason": sent[1]["body"].decode().removeprefix("foedus: ").strip(),
            }
        ],
        False,
    )
    assert through(guard, "/jupyter/api/kernels/a/channels", "websocket")[1]
    assert through(guard, "/static/x.js")[1] and through(guard, "/readyz")[1]
    assert through(Guard(None, lambda: {"a"}, most=2), "/")[1]


def test_where_others_are_let_in_addresses_are_names_of_this_machine_and_foreign_names_are_not():
    assert host_is_known("192.168.1.7:8000", public=True) and host_is_known("[2001:db8::1]:80", public=True)
    assert not host_is_known("192.168.1.7:8000", public=False)
    assert not host_is_known("evil.example:8000", public=True)


def test_a_session_lives_two_minutes_without_its_tab_and_a_closed_one_ends_at_once(live):
    from solara.util import parse_timedelta

    from viz.server import ENVIRONMENT

    assert parse_timedelta(ENVIRONMENT["SOLARA_KERNEL_CULL_TIMEOUT"]) == 120
    tab = Tab(live[0]).ready()
    assert sessions(live[0]) >= 1
    before = sessions(live[0])
    tab.close()
    assert sessions(live[0]) == before - 1


def megabytes(process) -> float:
    return psutil.Process(process.pid).memory_info().rss / 1e6


def come_and_go(port, tabs, seconds=0.2):
    for _ in range(tabs):
        tab = Tab(port).ready()
        tab.say("play", on=True)
        tab.drain(seconds)
        tab.close()


def grown(tmp_path, tabs) -> float:
    """Megabytes that so many tabs leave behind, once the first ones have warmed the allocator."""
    with served(tmp_path, tmp_path / "log") as (port, process):
        come_and_go(port, 20)
        before = megabytes(process)
        come_and_go(port, tabs)
        assert sessions(port) == 0
        after = megabytes(process)
    assert "Traceback" not in (tmp_path / "log").read_text()
    return after - before


def test_tabs_that_come_and_go_leave_memory_where_it_was(tmp_path):
    """A model that stayed would be 1 to 2 MB a tab; the allocator's own ups and downs come to 6 to 15 MB, however many tabs."""
    assert grown(tmp_path, 20) < 17.0


@pytest.mark.long
def test_fifty_tabs_leave_memory_where_it_was(tmp_path):
    assert grown(tmp_path, 50) < 17.0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--host", "0.0.0.0"], ["0.0.0.0", "--public"]),
        (["--host", "::"], ["--public"]),
        (["--host", "192.0.2.1"], ["192.0.2.1", "--public"]),
        (["--host", "example.org"], ["no address"]),
        (["--host", ""], ["no address"]),
        (["--host", "192.0.2.1", "--public"], ["192.0.2.1", "cannot be listened on"]),
        (["--results", "nowhere"], ["nowhere", "no such folder"]),
    ],
)
def test_other_addresses_are_asked_for_in_so_many_words(foedus, arguments, words):
    code, out, lines = foedus("watch", *arguments)
    told = [line for line in lines if not line.startswith("warning:")]
    assert (code, out, len(told)) == (2, "", 1)
    assert all(word in told[0] for word in words)


def test_with_public_it_warns_and_still_knows_its_names(tmp_path):
    command = [sys.executable, "-m", "experiments", "watch", "--host", "0.0.0.0", "--public"]
    process = subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        port = int(process.stdout.readline().strip().split(":")[2].strip("/"))
        assert asked(port, "/", "192.168.1.7:{port}")[0] == 200
        assert asked(port, "/", "evil.example:{port}")[0] == 403
        assert asked(port, "/", origin="http://evil.example")[0] == 403
    finally:
        process.terminate()
        _, said = process.communicate(timeout=60)
    assert said.startswith("warning: everyone who can reach 0.0.0.0")


def test_nothing_is_told_of_this_machine_without_asking_rightly(live):
    code, text = asked(live[0], "/resourcez")
    assert code == 200 and str(live[2]) not in text and json.loads(text)["state"]["status"] == "off"
    with urllib.request.urlopen(f"http://127.0.0.1:{live[0]}/", timeout=30) as page:
        assert page.headers["x-content-type-options"] == "nosniff"
        assert "frame-ancestors 'self'" in page.headers["content-security-policy"]
        assert "server" not in page.headers
