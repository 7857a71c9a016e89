"""Takes the pictures of this folder again: `python docs/screenshots/take.py`. Needs the test extra and Chromium."""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from experiments import Study, run_study
from experiments.cli.watch import server_command
from viz.site.atlas import atlas
from viz.site.pages import atlas_page

HERE = Path(__file__).parent
SIZES = {"desk": (1440, 900), "phone": (390, 844)}
FOLDER = Path("results/three-policies")
PAGES = {
    "watch": "/?policy=hague&seed=564&month=36",
    "incident": "/?policy=hague&seed=1&month=145&incident=8589315",
    "story": "/?story=sixty",
    "compare": "/compare?policy=hague&against=qualified-majority&seed=1&month=120",
    "explore": f"/explore?folder={FOLDER}",
    "about": "/about",
}

Scheme = Literal["light", "dark"]


def _vote(page: Page) -> None:
    """The story's fourth scene, some sittings on."""
    page.wait_for_selector("[data-testid=story]")
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    page.wait_for_timeout(4000)


def _futures(page: Page) -> None:
    """Two hundred futures."""
    page.get_by_test_id("batch-runs").fill("200")
    page.get_by_test_id("batch-start").click()
    page.wait_for_selector("[data-testid=batch][data-state=done]", timeout=300_000)


def _tried(page: Page) -> None:
    """What would have changed it has been tried."""
    page.wait_for_selector("[data-testid=case-changes][data-tried]")


PICTURES = {"watch": lambda page: None, "incident": _tried, "story": _vote, "compare": _futures}


def take(page: Page, address: str, name: str, size: str, suffix: str = "") -> None:
    """One page at one size, when its picture has come to rest."""
    page.goto(address + PAGES[name])
    if name in PICTURES:
        page.wait_for_selector("[data-testid=view][data-moving=false]")
    else:
        page.wait_for_selector(f"[data-testid={name}]")
    PICTURES.get(name, lambda page: None)(page)
    page.wait_for_timeout(300)
    _keep(page, HERE / f"{name}-{size}{suffix}.png")


def _keep(page: Page, path: Path) -> None:
    """The page as it stands, in few colours."""
    page.mouse.move(2, 2)
    page.screenshot(path=path)
    Image.open(path).convert("RGB").quantize(
        256, method=Image.Quantize.MAXCOVERAGE, kmeans=2, dither=Image.Dither.NONE
    ).save(path, optimize=True)


def _atlas(page: Page, size: str) -> None:
    """The atlas, which needs no server."""
    file = FOLDER / "atlas.html"
    file.write_text(atlas_page(atlas()), encoding="utf-8")
    page.goto(file.resolve().as_uri())
    page.wait_for_selector("[data-testid=atlas][data-shown]")
    _keep(page, HERE / f"atlas-{size}.png")


@contextmanager
def opened() -> Iterator[tuple[Browser, str]]:
    """A browser, and the address of a live view of its own."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    server = subprocess.Popen(server_command(port), stderr=subprocess.DEVNULL)
    try:
        for _ in range(300):
            try:
                urllib.request.urlopen(f"{address}/readyz", timeout=1).close()
                break
            except OSError:
                time.sleep(0.2)
        path = next(filter(None, map(shutil.which, ("chromium-headless-shell", "chromium", "google-chrome"))))
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
            yield browser, address
            browser.close()
    finally:
        server.terminate()
        server.wait(10)


def visitor(browser: Browser, width: int, height: int, scheme: Scheme = "light") -> Page:
    """A page of somebody who has heard the story."""
    page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme)
    page.add_init_script("localStorage.setItem('foedus-story', 'seen')")
    return page


def main() -> None:
    run_study(Study(("baseline", "hague", "qualified-majority"), ("today",), 100, 0, 240, keep=("series",)), FOLDER)
    with opened() as (browser, address):
        for size, (width, height) in SIZES.items():
            page = visitor(browser, width, height)
            for name in PAGES:
                take(page, address, name, size)
            _atlas(page, size)
            page.close()
        take(visitor(browser, *SIZES["desk"], "dark"), address, "watch", "desk", "-dark")


if __name__ == "__main__":
    main()
