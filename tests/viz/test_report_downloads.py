"""Every figure of a report can be taken away: as a picture for a page, and as numbers for a spreadsheet, without a network."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from xml.etree import ElementTree

import pytest

from experiments import Study, run_study
from experiments.report import render
from experiments.report.findings import gather


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    folder = tmp_path_factory.mktemp("report") / "r"
    run_study(Study(("baseline", "hague"), ("today",), 6, 1, 24, keep=("series",)), folder)
    page = folder.parent / "report.html"
    page.write_text(render(gather(folder, "damage", 0.95, "t")), encoding="utf-8")
    return page


def taken(tab, button):
    with tab.expect_download() as waiting:
        button.click()
    return Path(waiting.value.path()).read_text(encoding="utf-8"), waiting.value.suggested_filename


def test_every_figure_is_taken_as_a_picture_and_as_numbers(report, chromium):
    tab = chromium.new_page()
    try:
        tab.context.set_offline(True)
        tab.goto(report.as_uri())
        figures = tab.locator(".plot").count()
        assert figures >= 4
        for kind in ("SVG", "CSV"):
            buttons = tab.get_by_role("button", name=f"Download as {kind}")
            assert buttons.count() == figures
            for at in range(0, figures, 4):  # a browser refuses more than ten in a second
                text, name = taken(tab, buttons.nth(at))
                assert name.endswith(f".{kind.lower()}") and len(name) > 5
                if kind == "SVG":
                    picture = ElementTree.fromstring(text)
                    assert picture.tag.endswith("svg") and len(list(picture.iter())) > 20
                else:
                    head, *rows = csv.reader(io.StringIO(text))
                    assert head == ["series", "text", "x", "y", "low", "high"] and rows
    finally:
        tab.close()


def test_an_interval_is_taken_with_its_ends(report, chromium):
    tab = chromium.new_page()
    try:
        tab.goto(report.as_uri())
        text, _ = taken(tab, tab.get_by_role("button", name="Download as CSV").first)
        rows = list(csv.DictReader(io.StringIO(text)))
        assert all(float(row["low"]) <= float(row["x"]) <= float(row["high"]) for row in rows)
        assert {row["series"] for row in rows} == {"hague"}
    finally:
        tab.close()
