"""Explore on folders that are more than a comparison: a sensitivity study, and policies over many worlds."""

from __future__ import annotations

import re

import pytest

from experiments import Study, run_study
from experiments.study.study import Design
from viz.pages.explore import findings, results_html


@pytest.fixture(scope="module")
def shown(tmp_path_factory):
    """The page's findings for a folder made by this study."""

    def page(study: Study) -> str:
        folder = tmp_path_factory.mktemp("explore") / "study"
        run_study(study, folder)
        return results_html(findings(str(folder))[1])

    return page


def test_a_sensitivity_study_shows_a_bar_with_its_interval_for_every_parameter(shown):
    parameters = {"theta": [0.1, 0.9], "spill": [0.0, 0.4], "crime_rate": [0.0, 4.0]}
    page = shown(Study(("baseline",), ("today",), 4, months=48, design=Design("morris", parameters, 4)))
    picture = re.search(r"<figure data-testid=indices>.*?</figure>", page, re.S)
    assert picture is not None
    assert all(name in picture[0] for name in ("theta", "spill", "crime rate"))
    assert picture[0].count("<rect") == picture[0].count("<path") == 3


def test_policies_over_many_worlds_show_where_they_fail(shown):
    parameters = {"theta": [0.0, 1.0], "spill": [0.0, 0.6]}
    design = Design("lhs", parameters, 12)
    page = shown(Study(("baseline", "no-attribution"), ("today",), 3, months=48, design=design))
    assert "In which worlds a policy fails" in page
    assert "data-testid=indices" not in page


def test_a_plain_comparison_shows_neither(shown):
    page = shown(Study(("baseline", "hague"), ("today",), 3, months=48))
    assert "data-testid=effects" in page
    assert "data-testid=indices" not in page
    assert "In which worlds" not in page
