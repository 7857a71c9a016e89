"""The report as a browser shows it: every figure drawn, nothing fetched, no error, nothing wider than a phone."""

from __future__ import annotations

import re
import subprocess

import pytest

from experiments.report import render
from experiments.report.contents import Findings

FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--enable-logging=stderr",
    "--virtual-time-budget=20000",
)

PROBE = """<script>
setInterval(() => {
  const drawn = [...document.querySelectorAll('.plot')].filter((place) => place.querySelector('.main-svg'));
  document.body.dataset.drawn = drawn.length;
  document.body.dataset.wide = Math.max(0, document.documentElement.scrollWidth - innerWidth);
  document.body.dataset.fetched = performance.getEntriesByType('resource').filter((one) => one.name.startsWith('http')).length;
}, 250);
</script>"""
"""Injected into the page: what it drew, by how much it is too wide, what it fetched."""


def findings() -> Findings:
    rows = []
    for policy, shift in (("baseline", None), ("hague", -1.0)):
        low, high = (None, None) if shift is None else (shift - 0.5, shift + 0.5)
        own = {"scenario": "today", "mean": 10.0 + (shift or 0.0), "difference": shift, "low": low, "high": high}
        for name in ("damage", "civilian_harm", "civilian_settled", "civilian_answered"):
            rows.append(
                {"policy": policy, "measure": name, "unit": "bn USD", "variance_reduction": 2.0, "runs": 9} | own
            )
    line = {"months": [0, 12, 24], "mean": [1.0, 2.0, 3.0], "low": [0.0, 1.0, 2.0], "high": [2.0, 3.0, 4.0]}
    return Findings(
        policies=["baseline", "hague"],
        scenarios=["today"],
        meanings={},
        facts={"runs": "9"},
        table=rows,
        measure="damage",
        months=240,
        first_year=2025,
        confidence=0.95,
        interval="paired Student t",
        series={"core_share": [{"policy": name, **line} for name in ("baseline", "hague")]},
        burden={"baseline": [2.0, 1.0], "hague": [3.0, 2.0]},
        states=["Estonia", "Spain"],
        pledge=2.0,
        ledgers={"hague": [{"before": "disruption", "after": "abstained", "share": 1.0}]},
    )


@pytest.fixture(scope="module", params=[1440, 390], ids=["desk", "phone"])
def shown(request, tmp_path_factory, chromium_path):
    """The page's own account of itself, and what the browser said, at a width."""
    folder = tmp_path_factory.mktemp("browser")
    page = folder / "report.html"
    page.write_text(render(findings()).replace("</body>", f"{PROBE}</body>"), encoding="utf-8")
    frame = folder / "frame.html"  # a headless window cannot be as narrow as a phone; a frame can
    frame.write_text(f'<iframe src="report.html" style="width:{request.param}px;height:9000px;border:0"></iframe>')
    copy = "<script>setInterval(() => { const inside = document.querySelector('iframe').contentDocument;"
    copy += " if (inside?.body) Object.assign(document.body.dataset, inside.body.dataset); }, 250);</script>"
    frame.write_text(frame.read_text() + copy)
    command = [
        chromium_path,
        *FLAGS,
        "--allow-file-access-from-files",
        f"--user-data-dir={folder / 'profile'}",
        "--dump-dom",
    ]
    done = subprocess.run([*command, frame.as_uri()], capture_output=True, text=True, check=True, timeout=120)
    return dict(re.findall(r'data-(\w+)="(\d+)"', done.stdout)), done.stderr


def test_every_figure_is_drawn(shown):
    assert shown[0]["drawn"] == "5"


def test_nothing_sticks_out(shown):
    assert shown[0]["wide"] == "0"


def test_nothing_is_fetched_and_nothing_fails(shown):
    assert shown[0]["fetched"] == "0"
    assert [line for line in shown[1].splitlines() if "CONSOLE" in line] == []
