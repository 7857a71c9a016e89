"""The scripts that make the figures of the docs: the same again when run again, and a place on the page for each."""

from __future__ import annotations

import importlib
import re
from pathlib import Path

import pytest

from experiments.validation.altered import Alteration, asked_in
from experiments.validation.robustness import Worlds

DOCS = Path(__file__).parents[2] / "docs"


def places(name):
    """The marks on a page."""
    return re.findall(r"<!-- (?!end )([\w-]+) -->", (DOCS / name).read_text(encoding="utf-8"))


def script(name):
    return importlib.import_module(name)


def test_tables_go_between_their_marks_and_a_missing_mark_is_an_error(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("before\n<!-- one -->\nold\n<!-- end one -->\nafter\n", encoding="utf-8")
    marks = script("marks")
    marks.write(page, {"one": marks.table("a | b", [(1, "x|y")])})
    assert page.read_text(encoding="utf-8") == (
        "before\n<!-- one -->\n| a | b |\n|---|---|\n| 1 | x\\|y |\n<!-- end one -->\nafter\n"
    )
    with pytest.raises(ValueError, match="two"):
        marks.write(page, {"two": ""})


def test_the_validation_page_is_made_again_the_same(monkeypatch):
    figures = script("figures")
    assert set(dict(figures.TABLES)) == set(places("validation.md"))
    monkeypatch.setattr(figures, "RUNS", 4)
    for name in ("bands", "focus"):
        make = dict(figures.TABLES)[name]
        assert make() == make(), name


def test_the_robustness_page_is_made_again_the_same(monkeypatch):
    robustness = script("robustness")
    monkeypatch.setattr(robustness, "MANY", 4)

    def made():
        return robustness.made(Worlds(4, seed=1), {"as it is": asked_in(Alteration("as it is"), runs=2)})

    first = made()
    assert set(first) == set(places("robustness.md"))
    assert made() == first
