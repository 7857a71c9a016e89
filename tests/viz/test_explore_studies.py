"""Explore on folders that are more than a comparison: a sensitivity study, and policies over many worlds."""

from __future__ import annotations

import html
import re
from urllib.parse import parse_qs, urlsplit

import pytest

from experiments import Study, run_study
from experiments.study.study import Design
from viz.futures import future
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


@pytest.fixture(scope="module")
def over_worlds(tmp_path_factory):
    """The folder of two policies over forty worlds."""
    folder = tmp_path_factory.mktemp("worlds") / "study"
    run_study(Study(("baseline", "no-attribution"), ("today",), 80, 3, 48, worlds="record"), folder)
    return str(folder)


def test_each_mark_is_a_world_and_leads_to_a_run_in_it(over_worlds):
    folder, found = over_worlds, findings(over_worlds, "cohesion")[1]
    (one,) = found.turns
    name = one["rows"][0]["parameter"]
    assert len(set(one["marks"]["run"])) == one["worlds"] == 40
    for x, run in list(zip(one["marks"]["x"], one["marks"]["run"], strict=True))[:5]:
        assert float(future(3, run)[1][name].iloc[0]) == x
    page = results_html(found, folder)
    links = re.findall(r'<a href="([^"]*)" tabindex="-1" class=mark>', page)
    assert [int(parse_qs(urlsplit(html.unescape(link)).query)["run"][0]) for link in links] == one["marks"]["run"]
    assert all(page.count(f'href="{link}"') == 2 for link in links)  # the picture, and the table for the keyboard
    assert one["rows"][0]["turns_at"] is not None and "class=turn " in page
    assert "No single unknown" not in page


def test_where_no_unknown_decides_a_tenth_the_page_says_so_and_draws_nothing(over_worlds):
    page = results_html(findings(over_worlds, "damage")[1], over_worlds)
    assert "No single unknown decides it." in page and "data-testid=turning" not in page
    assert 'aria-current="true">harm<' in page
