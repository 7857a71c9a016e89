"""The atlas: what `foedus compare` finds, over all worlds and over thirds of them; and it is of the policies that ship."""

from __future__ import annotations

import importlib.util
import sys

import numpy as np
import pytest
from documents import ROOT

from experiments import compare
from model import MEASURES
from model.settings import policies
from viz.site.atlas import atlas

RUNS, NAMES = 80, ["baseline", "qualified-majority", "hague"]


@pytest.fixture(scope="module")
def script():
    spec = importlib.util.spec_from_file_location("atlas_script", ROOT / "docs" / "atlas.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look themselves up there
    spec.loader.exec_module(module)
    yield module
    del sys.modules[spec.name]


@pytest.fixture(scope="module")
def small(script):
    return script.made(RUNS, NAMES)


def named(held, one):
    """Rows of a scenario by policy, objective and worlds, with the names of columns."""
    return {tuple(row[:3]): dict(zip(held["columns"], row, strict=True)) for row in one["rows"]}


def test_over_all_worlds_it_says_what_compare_says(script, small):
    assert [one["name"] for one in small["scenarios"]] == list(script.SCENARIOS) and len(script.SCENARIOS) > 1
    for one in small["scenarios"]:
        found = compare(NAMES, one["name"], runs=RUNS, measures=script.OBJECTIVES)
        table, rows = found.table.set_index(["policy", "measure"]), named(small, one)
        for i, policy in enumerate(NAMES[1:]):
            for j, measure in enumerate(script.OBJECTIVES):
                row, wanted = rows[i, j, 0], table.loc[policy, measure]
                for figure in script.FIGURES:
                    assert row[figure] == script.short(wanted[figure]), (policy, measure, figure)
                assert small["verdicts"][row["verdict"]] == wanted["verdict"]


def test_thirds_part_the_worlds_and_their_means_add_up(small):
    one = small["scenarios"][0]
    rows, worlds = named(small, one), one["worlds"]
    whole = worlds[0]["count"]
    assert whole == RUNS / small["lucks"]
    for first in range(1, len(worlds), 3):
        thirds = worlds[first : first + 3]
        counts = [third["count"] for third in thirds]
        assert [third["part"] for third in thirds] == ["low", "middle", "high"] and sum(counts) == whole
        assert thirds[0]["to"] <= thirds[1]["from"] and thirds[1]["to"] <= thirds[2]["from"]
        harm = [rows[0, 0, first + k]["difference"] for k in range(3)]
        assert np.average(harm, weights=counts) == pytest.approx(rows[0, 0, 0]["difference"], rel=0.01)


def test_what_ships_is_of_the_policies_and_measures_that_ship(script):
    held = atlas()
    assert {one["name"] for one in [held["reference"], *held["policies"]]} == set(policies())
    assert [one["name"] for one in held["objectives"]] == list(script.OBJECTIVES)
    assert set(script.OBJECTIVES) <= set(MEASURES) and set(script.EXTREMES) < set(policies())
    assert held["futures"] == script.RUNS
    assert [one["name"] for one in held["scenarios"]] == list(script.SCENARIOS)
    for one in held["scenarios"]:
        assert len(one["rows"]) == len(held["policies"]) * len(held["objectives"]) * len(one["worlds"])
