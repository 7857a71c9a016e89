"""A belief of one's own weighs the worlds: as if a further source had told, and as wide as so few worlds make it."""

import json

import numpy as np
import pandas as pd
import pytest

from experiments.cli import main as command
from experiments.study.beliefs import believed
from model import worlds
from model.errors import RequestError


def test_the_worlds_kept_have_the_moments_of_the_product():
    """x ~ N(0, 1), a belief N(1, 1): the product is N(0.5, 1/2); Σw of 20,000 are kept."""
    draws = np.random.default_rng(1).normal(size=20_000)
    table = pd.DataFrame({"x": draws, "y": draws + np.random.default_rng(2).normal(size=20_000)})
    kept = believed(table, {"x": (1.0 - 1.6448536, 1.0 + 1.6448536)}, seed=3)
    assert kept["x"].mean() == pytest.approx(0.5, abs=0.02) and kept["x"].std() == pytest.approx(0.5**0.5, abs=0.02)
    assert kept["y"].mean() == pytest.approx(0.5, abs=0.04)  # what goes with x follows
    weight = np.exp(-0.5 * (draws - 1.0) ** 2)
    assert len(kept) == pytest.approx(weight.sum(), abs=2)
    assert len(kept.drop_duplicates()) == len(kept)


def test_a_belief_that_says_nothing_keeps_every_world():
    table = worlds()
    kept = believed(table, {"cost_disruption": (1e-30, 1e30)})
    assert len(kept) >= len(table) - 1


def test_what_hardly_any_world_bears_out_is_refused():
    with pytest.raises(RequestError, match="bear it out; 20 at least"):
        believed(worlds(), {"cost_disruption": (900.0, 901.0)})
    with pytest.raises(RequestError, match="unknown number that the worlds tell 'cost_disrupton'"):
        believed(worlds(), {"cost_disrupton": (1.0, 2.0)})


def answered(capsys, *words):
    with pytest.raises(SystemExit) as end:
        command(list(words))
    return end.value.code or 0, capsys.readouterr()


def test_a_comparison_under_a_belief(capsys):
    asked = ["compare", "baseline", "hague", "--runs", "40", "--months", "12", "--measure", "damage", "--json"]
    code, said = answered(capsys, *asked, "--believe", "cost_disruption=3:9")
    assert code == 0 and "worlds are kept" in said.err and json.loads(said.out)["worlds"] == "table"
    code, said = answered(capsys, *asked, "--believe", "cost_disruption=9:3")
    assert code == 2 and "the first must lie below the second" in said.err
    code, said = answered(capsys, *asked, "--worlds", "one", "--believe", "cost_disruption=3:9")
    assert code == 2 and "--worlds one has one" in said.err
