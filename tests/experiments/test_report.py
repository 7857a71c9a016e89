"""The report: one file that asks the network for nothing, says the answer first, and escapes what it was given."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from experiments.report import render
from experiments.report.contents import Findings
from experiments.report.figures import effects, waterfall
from experiments.report.ink import FATES
from experiments.report.section_figures import ledger
from experiments.report.text import answer, verdict


def row(policy, measure, mean, difference=None, low=None, high=None, scenario="today"):
    return {
        "policy": policy, "scenario": scenario, "measure": measure, "unit": "bn USD", "mean": mean,
        "difference": difference, "low": low, "high": high, "variance_reduction": 2.0, "runs": 200,
    }  # fmt: skip


TABLE = [
    row("baseline", "damage", 10.0),
    row("hague", "damage", 8.0, -2.0, -2.5, -1.5),
    row("baseline", "civilian_settled", 4.0),
    row("baseline", "civilian_answered", 1.0),
    row("baseline", "civilian_undetected", 3.0),
]
LINES = [
    {"policy": name, "months": [0, 12], "mean": [1.0, 2.0], "low": [0.0, 1.0], "high": [2.0, 3.0]}
    for name in ("baseline", "hague")
]
FOUND = Findings(
    policies=["baseline", "hague"],
    scenarios=["today"],
    meanings={"hague": "a pledge of 3.5 %"},
    facts={"runs": "200", "seed": "0"},
    table=TABLE,
    measure="damage",
    months=240,
    first_year=2025,
    confidence=0.95,
    interval="paired Student-t",
    series={"core_share": LINES},
    burden={"baseline": [2.0, 1.0], "hague": [3.0, 2.0]},
    states=["Estonia", "Spain"],
    pledge=2.0,
    ledgers={"hague": [{"before": "disruption", "after": "nothing", "share": 0.25}]},
    ablation=[{"mechanism": "norms", "measure": "damage", "difference": 1.0, "low": 0.5, "high": 1.5}],
    versions={"foedus": "0.1.0"},
)


class Page(HTMLParser):
    """What a browser would fetch, and the ids of places for figures."""

    def __init__(self, html):
        super().__init__()
        self.fetched, self.places, self.headings, self._tag = [], [], [], ""
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        self._tag = tag
        values = dict(attributes)
        self.fetched += [values[name] for name in ("src", "href", "data", "poster") if name in values]
        if values.get("class") == "plot":
            self.places.append(values["id"])

    def handle_data(self, data):
        if self._tag == "h2":
            self.headings.append(data)

    def handle_endtag(self, tag):
        self._tag = ""


@pytest.fixture(scope="module")
def html():
    return render(FOUND)


def test_the_page_asks_the_network_for_nothing(html):
    assert Page(html).fetched == ["data:,"]
    assert "default-src 'none'" in html
    assert "@import" not in html
    assert html.count("plotly.js v") == 1


STUDIES = replace(
    FOUND,
    by_state=[
        {"policy": name, "state": state, "measure": "welfare", "difference": change, "low": low, "high": low + 0.2}
        for name, change, low in (("baseline", None, 0.0), ("hague", -0.1, -0.2))
        for state in ("Estonia", "Spain")
    ],
    spread={"baseline": [0.1, 0.1], "hague": [0.2, 0.1]},
    verdicts={"hague": [{"verdict": "deterred", "share": 0.25, "low": 0.2, "high": 0.3}]},
    judged=[
        {"mechanism": "norms", "measure": "damage", "unit": "bn USD", "difference": 1.0, "low": 0.5, "high": 1.5,
         "sign": "+", "reading": "as expected"}
    ],
    indices=[
        {"method": "morris", "unit": "bn USD", "parameter": "theta", "index": "mu_star", "value": 1.0, "low": 0.5,
         "high": 1.5}
    ],
    worlds={
        "boxes": [
            {"policy": "hague", "box": 1, "parameter": "theta", "low": 0.6, "high": 0.9, "density": 0.8, "coverage": 0.7,
             "p_value": 0.01}
        ],
        "regret": [
            {"policy": "hague", "mean_regret": 1.0, "mean_low": 0.8, "mean_high": 1.2, "worst_regret": 2.0,
             "worst_low": 1.5, "worst_high": 2.5, "worst_in": "theta 0.9"}
        ],
        "pareto": [
            {"policy": "hague", "scenario": "today", "cost": 2.5, "cost_low": 2.4, "cost_high": 2.6,
             "damage": 0.01, "damage_low": 0.009, "damage_high": 0.011, "efficient": True, "certainty": 0.97}
        ],
        "notes": ["hague fails in 3 of 24 worlds"],
    },
)  # fmt: skip
"""The sections that only some studies have, all at once."""


@pytest.mark.parametrize(
    ("heading", "figures"),
    [
        ("Winners and losers", ["0 states better off, 0 worse off, 2 without a clear change"]),
        ("The same opportunities under hague", ["deterred", "25.0 %", "20.0 to 30.0"]),
        ("What each mechanism does", ["norms", "+1.00", "+0.500 to +1.50", "as expected"]),
        ("Which parameters matter", ["theta", "0.500 to 1.50"]),
        ("Across the worlds", ["0.600 to 0.900", "1.00 (0.800 to 1.20)", "2.50 (2.40 to 2.60)", "97 % of resamples"]),
    ],
)
def test_what_a_study_has_besides_stands_in_a_section_with_intervals(heading, figures):
    html = render(STUDIES)
    assert heading in Page(html).headings
    section = next(part for part in html.split("<section>") if f"<h2>{heading}</h2>" in part)
    assert [figure for figure in figures if figure not in section] == []
    assert heading not in Page(render(replace(FOUND, ledgers={}, ablation=[]))).headings


def test_every_figure_has_its_place(html):
    figures = json.loads(re.search(r'id="figures">(.*?)</script>', html, re.S)[1])
    assert Page(html).places == list(figures)
    assert len(figures) == 6


def test_the_answer_stands_first_with_its_interval(html):
    lead = re.search(r'<p class="lead">(.*?)</p>', html)[1].replace("\u00a0", " ")
    assert "<strong>hague</strong> lowers it by 20.0 %" in lead
    assert "−2.00 bn USD, 95 % interval −2.50 to −1.50" in lead


def test_a_section_without_figures_is_left_out(html):
    bare = render(replace(FOUND, series={}, burden={}, ledgers={}, ablation=[]))
    assert "Over the years" in Page(html).headings
    assert {"Over the years", "Who carries the burden", "What each mechanism does"}.isdisjoint(Page(bare).headings)


def test_one_policy_alone_is_described_without_a_rival():
    table = [one for one in TABLE if one["policy"] == "baseline"]
    html = render(replace(FOUND, policies=["baseline"], table=table, series={}, ablation=[]))
    assert "<h1>Baseline</h1>" in html
    assert "What each policy changes" not in Page(html).headings


def test_text_of_a_results_folder_is_never_markup():
    evil = '<script>alert("x")</script>'
    html = render(
        replace(
            FOUND,
            policies=["baseline", evil],
            meanings={evil: evil},
            facts={evil: evil},
            notes=[evil],
            table=[{**one, "policy": evil} if one["policy"] == "hague" else one for one in TABLE],
            versions={evil: evil},
            ledgers={evil: [{"before": evil, "after": evil, "share": 1.0}]},
            burden={},
            series={},
        )
    )
    assert "<script>alert" not in html


def test_several_scenarios_get_a_table_of_signs():
    other = [{**one, "scenario": "war-next-door"} for one in TABLE]
    html = render(replace(FOUND, scenarios=["today", "war-next-door"], table=TABLE + other))
    assert "In other worlds" in Page(html).headings


@pytest.mark.parametrize(
    ("low", "high", "better", "word"),
    [
        (-2.0, -1.0, "lower", "better"),
        (-2.0, -1.0, "higher", "worse"),
        (1.0, 2.0, "neither", "differs"),
        (-1.0, 1.0, "lower", "unclear"),
        (None, None, "lower", "unclear"),
    ],
)
def test_a_verdict_needs_an_interval_clear_of_zero(low, high, better, word):
    difference = None if low is None else (low + high) / 2
    assert verdict({"difference": difference, "low": low, "high": high}, better) == word


def test_an_undefined_difference_is_said_to_be_so():
    rows = [row("baseline", "damage", 10.0), row("hague", "damage", None)]
    assert "leaves it undefined" in answer(rows, "baseline", "damage", 20, 0.95)


def test_the_waterfall_has_a_part_for_every_fate():
    figure = waterfall({"baseline": {"answered": 25.0, "undetected": 75.0}})
    assert [bar["name"] for bar in figure["data"]] == list(FATES)
    assert sum(bar["x"][0] for bar in figure["data"]) == 100.0


def test_the_ledger_flows_from_before_to_after():
    link = ledger([{"before": "none", "after": "espionage", "share": 0.5}])["data"][0]["link"]
    assert (link["source"], link["target"], link["value"]) == ([0], [1], [50.0])


def test_effects_put_the_first_measure_on_top():
    rows = [
        {"policy": "hague", "measure": name, "relative": 1.0, "low": 0.0, "high": 2.0, "text": ""}
        for name in ("a", "b")
    ]
    figure = effects(rows, ["baseline", "hague"])
    assert figure["data"][0]["y"] == [1.0, 0.0]
