"""One server and one browser for all tests of the live view; what the browser asked for and complained of is kept."""

from __future__ import annotations

import itertools
import os
import signal
import socket
import subprocess
import time
import urllib.request
from contextlib import contextmanager

import pytest
from looks import SIZES

from experiments.cli.watch import PLACES, server_command

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


UNTIL = """(names) => {
  const view = document.querySelector('[data-testid=view]')?.dataset, kept = (window.kept ??= {});
  const found = %s;
  if (found instanceof Promise) throw new Error('a promise counts as true at once; it is no test');
  return found;
}"""
RESTS = """(() => {
  const now = performance.now();
  if (view.moving !== 'false' || kept.painted !== view.painted || kept.look !== names.look)
    Object.assign(kept, { painted: view.painted, since: now, look: names.look });
  return view.moving === 'false' && now - kept.since > 200;
})()"""


@pytest.fixture(autouse=True)
def places(tmp_path_factory, monkeypatch):
    """The tests' own folders may be opened."""
    monkeypatch.setenv(PLACES, str(tmp_path_factory.getbasetemp()))


@contextmanager
def served(folder, readable):
    """A server that may read the working folder and the tests' own: its address, its log, and its process."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = folder / "log"
    places = os.pathsep.join([os.getcwd(), str(readable)])
    with log.open("w") as said:
        process = subprocess.Popen(server_command(port), env=os.environ | {PLACES: places}, stdout=said, stderr=said)
    try:
        until = time.monotonic() + 120
        while True:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=1).close()
                break
            except OSError:
                assert time.monotonic() < until and process.poll() is None, log.read_text()
                time.sleep(0.1)
        yield f"http://127.0.0.1:{port}", log, process
    finally:
        process.send_signal(signal.SIGCONT)  # a test may have stopped it
        process.terminate()
        process.wait(30)


@pytest.fixture(scope="session")
def server(tmp_path_factory, compiled):
    """The address of a server for all tests, and the file with what it says."""
    with served(tmp_path_factory.mktemp("server"), tmp_path_factory.getbasetemp()) as (address, log, _):
        yield address, log


@pytest.fixture
def own_server(tmp_path_factory, compiled):
    """A server for one test, which may harm it: its address and its process."""
    with served(tmp_path_factory.mktemp("own"), tmp_path_factory.getbasetemp()) as (address, _, process):
        yield address, process


@pytest.fixture(scope="session")
def chromium(chromium_path):
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path, args=list(FLAGS))
        yield browser
        browser.close()


class Visit:
    """A tab, and what it asked of the network and complained of.

    Tabs of one size and scheme share what a browser keeps of a page's scripts, as those of one visitor do; `first` is a
    visitor who was never here, `alone` one whose tab is switched off and on.
    """

    def __init__(self, browser, address, width=1440, height=900, scheme="light", first=False, alone=False, **more):
        self.address, self.looks = address, itertools.count()
        looks = {"viewport": {"width": width, "height": height}, "color_scheme": scheme, **more}
        self.own = _visitor(browser, looks, first) if first or alone else None
        self.tab = (self.own or _regular(browser, looks)).new_page()
        self.tab.set_default_timeout(150_000)  # a rule first called from plain Python compiles for a minute and a half
        self.outside, self.failed, self.errors = [], [], []
        self.tab.on("request", lambda r: self.outside.append(r.url) if not self._ours(r.url) else None)
        self.tab.on("requestfailed", lambda r: self.failed.append(r.url))
        self.tab.on("console", lambda m: self.errors.append(m.text) if m.type == "error" else None)
        self.tab.on("pageerror", lambda error: self.errors.append(str(error)))

    def _ours(self, url):
        return url.startswith((self.address, self.address.replace("http", "ws"), "data:", "blob:"))

    def open(self, path):
        """Go to a page, and wait until its picture (or its text) stands."""
        self.tab.goto(self.address + path)
        place = next((p for p in ("explore", "about") if path.startswith(f"/{p}")), None)
        self.tab.wait_for_selector(f"[data-testid={place}]" if place else "[data-testid=view][data-drawn]")
        return self

    def set_up(self):
        """Open the drawer in which policy, seed, levers and colours are chosen."""
        if not self.tab.get_by_test_id("rail").evaluate("(rail) => rail.open"):
            self.click("change")

    def click(self, testid):
        self.tab.get_by_test_id(testid).click()

    def data(self, name):
        """What the picture says of itself."""
        return self.tab.get_by_test_id("view").get_attribute(f"data-{name}")

    def until(self, test, **names):
        """Wait until a test in JavaScript holds; `view` is what the picture says of itself, `kept` is kept between looks."""
        try:
            self.tab.wait_for_function(UNTIL % test, arg=names)
        except Exception as error:
            error.add_note(f"the page complained of: {self.errors}; it says: {self.tab.inner_text('body')[:200]!r}")
            raise

    def until_month(self, test):
        """Wait for a month, in the words of JavaScript: "m === 12"."""
        self.until(f"((m) => {test})(Number(view.month))")

    def seek(self, month):
        """Scrub to a month."""
        self.tab.get_by_test_id("scrub").fill(str(month))
        self.until_month(f"m === {month}")

    def canvas(self, testid="map"):
        """The picture's pixels."""
        return self.tab.evaluate(f"document.querySelector('[data-testid={testid}]').toDataURL()")

    def settle(self):
        """Wait until nothing moves: all that was asked is answered, the loop that paints stands, and stood for 200 ms."""
        self.until(RESTS, look=next(self.looks))

    def close(self):
        """Leave; a visitor who was alone takes along what the browser kept."""
        (self.own or self.tab).close()


def _visitor(browser, looks, first=False):
    """A visitor of the browser's: what is kept of pages, and whether the story has been told."""
    made = browser.new_context(**looks)
    if not first:
        made.add_init_script("localStorage.setItem('foedus-story', 'seen')")
    return made


REGULARS = {}


def _regular(browser, looks):
    """The visitor of this size and scheme who has been here before."""
    key = browser, repr(sorted(looks.items()))
    if key not in REGULARS:
        REGULARS[key] = _visitor(browser, looks)
    return REGULARS[key]


@pytest.fixture
def visit(server, chromium):
    """Make visits; their tabs are closed at the end."""
    made = []

    def make(path="/", address=server[0], **more):
        made.append(Visit(chromium, address, **more))
        return made[-1].open(path)

    yield make
    for one in made:
        one.close()


@pytest.fixture(scope="session")
def recorded(tmp_path_factory):
    """The address of a folder that needs no server, and the run that it holds: the story's, four years and two cases of it."""
    from viz.frames import Session
    from viz.request import Request
    from viz.site.pages import write_site
    from viz.stories import story

    run = story("sixty")["run"]
    request = Request((run["policy"],), run["scenario"], run["seed"])
    session = Session.of(run["policy"], run["scenario"], run["seed"])
    folder = tmp_path_factory.mktemp("recorded")
    write_site(folder, request, months=48, cases=2, session=session)
    return folder.as_uri(), session


class FromDisk(Visit):
    """A tab whose network is off."""

    def __init__(self, browser, address, size="desk", scheme="light", **more):
        width, height = SIZES[size]
        super().__init__(browser, address, width, height, scheme, offline=True, **more)

    def open(self, path):
        self.tab.goto(self.address + path)
        what = "[data-testid=atlas][data-shown]" if path.startswith("/atlas") else "[data-testid=view][data-drawn]"
        self.tab.wait_for_selector(what)
        return self


@pytest.fixture
def disk(recorded, chromium):
    """Open pages of the folder; at the end nothing was asked of a network, and nothing complained of."""
    made = []

    def make(path="/index.html?month=0", **more):
        made.append(FromDisk(chromium, recorded[0], **more))
        return made[-1].open(path)

    yield make
    for one in made:
        one.close()
    assert [(one.outside, one.failed, one.errors) for one in made] == [([], [], [])] * len(made)


@pytest.fixture(scope="session")
def adaptive(tmp_path_factory):
    """The file of a policy that lets two thirds decide while cohesion is low."""
    path = tmp_path_factory.mktemp("adaptive") / "watchful.toml"
    path.write_text(
        '[[when]]\nmeasure = "cohesion"\nbelow = 0.61\nfor = 2\n\n[when.parameters]\nrule = "majority"\nquota = 0.6667\n'
    )
    return path
