"""What turns a finding round: where the law is known the regression names the unknown, its share, the turning point."""

import numpy as np
import pandas as pd
import pytest

from experiments import compare
from experiments.analysis import turning
from experiments.analysis.turning import fit_worlds, turning_rows


def worlds(count, others=60, seed=1):
    luck = np.random.default_rng(seed)
    return pd.DataFrame({f"p{k}": luck.normal(size=count) for k in range(others)}), luck


def test_shares_and_the_turning_point_of_a_known_law():
    """d = −0.5 + 1 z0 + 0.5 z1 + 0.5 e, luck of sd 1 in two lucks: z0 has 1/1.5 of the spread, z1 0.25/1.5; turns at 0.5."""
    table, luck = worlds(500)
    own = 0.5 * luck.normal(size=500)
    mean = -0.5 + table["p0"] + 0.5 * table["p1"] + own
    gaps = mean.to_numpy()[:, None] + luck.normal(size=(500, 2))
    rows = turning._rows(table, gaps, 0.95)
    assert [row["parameter"] for row in rows] == ["p0", "p1"]
    for row, share in zip(rows, (1 / 1.5, 0.25 / 1.5), strict=True):
        assert row["low"] <= share <= row["high"] and row["share"] == pytest.approx(share, abs=0.1)
    assert rows[0]["turns_at"] == pytest.approx(0.5, abs=0.15)
    assert rows[0]["below"] == pytest.approx(-0.5 - 1.28, abs=0.2) and rows[0]["above"] == pytest.approx(
        -0.5 + 1.28, abs=0.2
    )


def test_a_scale_without_meaning_changes_nothing():
    table, luck = worlds(200, 20)
    gaps = table["p3"].to_numpy()[:, None] + luck.normal(size=(200, 2))
    skewed = table.assign(p3=np.exp(3.0 * table["p3"]))
    plain, bent = (turning._rows(one, gaps, 0.95)[0] for one in (table, skewed))
    assert plain["share"] == pytest.approx(bent["share"]) and bent["turns_at"] == pytest.approx(
        np.exp(3 * plain["turns_at"]), rel=0.2
    )


def test_no_turning_point_is_told_that_no_world_bears_out():
    """A difference that is large in a few worlds and never of the other sign: a straight line alone would cross zero."""
    table, luck = worlds(200, 20)
    gaps = -np.exp(1.5 * table["p2"].to_numpy())[:, None] + 0.01 * luck.normal(size=(200, 2))
    (row,) = (row for row in turning._rows(table, gaps, 0.95) if row["parameter"] == "p2")
    assert row["share"] > 0.2 and row["turns_at"] is None


def test_of_sixty_unknowns_that_do_nothing_hardly_one_is_named():
    named = 0
    for seed in range(60):
        table, luck = worlds(100, 60, seed)
        named += len(fit_worlds(table, luck.normal(size=(100, 1)) + luck.normal(size=(100, 2))).coefficients)
    assert named <= 6  # the plain criterion names several in each table


def test_a_comparison_tells_it_and_worlds_that_are_alike_tell_nothing():
    found = compare(["baseline", "cyber-defence-pledge"], runs=80, months=60, measures=["damage"], turns=True)
    assert set(found.turns.columns) == set(turning.COLUMNS)
    assert (found.turns["worlds"] == 40).all() and found.turns["share"].between(0, 1).all()
    alone = compare(["baseline", "hague"], runs=80, months=12, measures=["damage"], worlds="one", turns=True)
    assert alone.turns.empty
    assert turning_rows(compare(["baseline", "hague"], runs=8, months=12).results, ["damage"]) == []


def test_the_band_holds_the_true_line_of_a_known_law():
    """d = −0.5 + 1 z0 + 0.5 e: where p0 is at a score z the fitted mean's interval holds −0.5 + z, nearly everywhere."""
    held = []
    for seed in range(20):
        table, luck = worlds(200, 5, seed)
        mean = -0.5 + turning._scores(table["p0"].to_numpy()) + 0.5 * luck.normal(size=200)
        gaps = mean[:, None] + luck.normal(size=(200, 2))
        band = turning._band(fit_worlds(table, gaps), table["p0"].to_numpy(), "p0", 0.95)
        along = np.linspace(*(f(turning._scores(table["p0"].to_numpy())) for f in (np.min, np.max)), len(band["x"]))
        held.append(np.mean((np.array(band["low"]) <= along - 0.5) & (along - 0.5 <= np.array(band["high"]))))
    assert 0.85 <= np.mean(held) <= 1.0 and min(np.diff(band["x"])) >= 0.0
