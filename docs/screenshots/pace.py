"""How soon a page of the live view is there, and how often it paints: `python docs/screenshots/pace.py`, on an idle machine.

Needs the test extra and Chromium. First paint and ready are seconds from the click on a link, the middle of five visits
after the first; pictures a second are counted over four seconds while months run.
"""

from __future__ import annotations

import time
from statistics import median

from playwright.sync_api import Browser, Page
from take import SIZES, opened, visitor

ONE = "/?policy=hague&seed=1&month=0"
TWO = "/compare?policy=baseline&against=hague&seed=1&month=0"
VISITS = 5
RESTS = 8.0
"""Seconds in which the server looks ahead, as it does for a reader who looks at the first picture."""
LEAVES = 2.0
"""Seconds until the server has let go of a page that was closed."""
PAINTED = """() => new Promise((done) => {
  const seen = document.querySelector('[data-testid=view]').dataset;
  const [painted, began] = [Number(seen.painted), performance.now()];
  const rate = () => (1000 * (Number(seen.painted) - painted)) / (performance.now() - began);
  setTimeout(() => done([rate(), Number(seen.bytes)]), 4000);
})"""


def visited(browser: Browser, address: str, size: str, link: str = ONE) -> tuple[Page, float, float]:
    """A page, and when it painted first and was ready."""
    page = visitor(browser, *SIZES[size])
    began = time.perf_counter()
    page.goto(address + link)
    page.wait_for_selector("[data-testid=view][data-drawn]")
    ready = time.perf_counter() - began
    return page, page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime / 1000"), ready


def painted(page: Page, speed: int) -> tuple[float, int]:
    """Pictures a second at so many months a second, and the bytes of the last one."""
    page.get_by_test_id("start").evaluate("(button) => button.click()")
    page.get_by_test_id("speed").select_option(str(speed))
    page.get_by_test_id("play").click()
    page.wait_for_timeout(1000)
    rate, size = page.evaluate(PAINTED)
    page.get_by_test_id("play").click()
    return rate, size


def main() -> None:
    with opened() as (browser, address):
        for size in SIZES:
            visits = []
            for _ in range(VISITS + 1):
                page, *when = visited(browser, address, size)
                visits.append(when)
                page.close()
                time.sleep(LEAVES)
            first, ready = (median(column) for column in zip(*visits[1:], strict=True))
            print(f"Watch, {size}: first paint {first:.2f} s, ready {ready:.2f} s; first visit {visits[0][1]:.2f} s")
        for name, size, link, speeds in (("Watch", "desk", ONE, (6, 30)), ("Compare", "desk", TWO, (30,))):
            page, *_ = visited(browser, address, size, link)
            page.wait_for_timeout(1000 * RESTS)
            for speed in speeds:
                rates, sizes = zip(*(painted(page, speed) for _ in range(VISITS)), strict=True)
                low, high = min(rates), max(rates)
                text = f"{median(rates):.0f} pictures a second ({low:.0f} to {high:.0f}), {max(sizes)} bytes at most"
                print(f"{name}, {size}, {speed} months a second: {text}")
            page.close()


if __name__ == "__main__":
    main()
