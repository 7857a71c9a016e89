"""The pictures of worlds.md are drawings whose marks lie where the figures say."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest

from experiments.inference.checks import check

FILE = Path(__file__).parents[2] / "docs" / "world_pictures.py"


@pytest.fixture(scope="module")
def pictures():
    spec = importlib.util.spec_from_file_location("world_pictures", FILE)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_a_bar_runs_over_the_shares_it_is_given(pictures):
    drawn = pictures.numbers([("PER.tempo", 0.25, 0.5, 0.75)])
    assert ElementTree.fromstring(drawn).tag.endswith("svg") and ">PER.tempo<" in drawn
    start, end = map(float, re.search(r"M([\d.]+) [\d.]+H([\d.]+)", drawn).groups())
    assert end - start == pytest.approx(pictures.ACROSS / 2)


def test_a_figure_outside_its_band_is_red(pictures):
    rows = [
        {"figure": "count_PER", "below": 0.99, "inside": False},
        {"figure": "count_SPA", "below": 0.4, "inside": True},
    ]
    assert re.findall(r'<circle .*fill="(#\w+)"', pictures.figures(rows)) == [pictures.RED, pictures.BLUE]


def test_the_checks_are_drawn(pictures):
    stream = np.random.default_rng(0)
    truth, draws = stream.normal(size=(200, 2)), stream.normal(size=(200, 50, 2))
    found = check(draws, truth, stream.normal(size=(200, 2)), ("a", "b")).to_json()
    drawn = pictures.calibrated(found)
    ElementTree.fromstring(drawn)
    assert drawn.count("<circle") == 8 and drawn.count("<polyline") == 2
