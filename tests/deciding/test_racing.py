"""Searches and races with known answers: two frontiers, a race by hand, halving against equal shares, the winner's curse."""

from __future__ import annotations

import numpy as np
import pytest

from experiments.deciding.hunting import finalists, hunt
from experiments.deciding.levers import read_levers
from experiments.deciding.proposals import Proposals
from experiments.deciding.racing import fronts, order, race, rungs
from experiments.statistics import t_interval
from model.settings import load_policy


class Known:
    """Candidates whose losses are known without a run's luck: one run each."""

    noisy = False

    def __init__(self, levers, losses):
        self.levers, self.losses, self.spent, self.all = levers, losses, 0, []

    def runs(self, candidate):
        return 1

    def price(self, candidates, runs):
        return len(candidates)

    def measured(self, candidates, runs):
        self.spent += len(candidates)
        found = [self.losses(one) for one in candidates]
        self.all += found
        return np.array([loss for loss, _ in found]), np.array([over for _, over in found])

    def hypervolume(self, corner):
        from pymoo.indicators.hv import HV

        return HV(ref_point=np.array(corner))(np.array([loss for loss, over in self.all if over <= 0.0]))


def squares(x):
    return (x["assist"] - 0.37) ** 2 + (x["red_line"] - 0.61) ** 2


def first_problem(x):
    """Harm 1 − √x + squares against x."""
    return (x["priority"], 1.0 - np.sqrt(x["priority"]) + squares(x)), 0.0


def second_problem(x):
    """A switch that cuts harm by six tenths and costs a fifth; the cost may be 0.8."""
    z = float(x["learning"])
    cost = x["priority"] + 0.2 * z
    return (cost, (1.0 - 0.6 * z) * (1.0 - x["priority"]) ** 2 + squares(x)), cost - 0.8


PROBLEMS = [
    (first_problem, ("priority", "assist", "red_line"), False, (1.1, 1.1), 0.876667, 35_937),
    (second_problem, ("priority", "assist", "red_line", "learning"), True, (1.0, 1.0), 0.706563, 48_778),
]


@pytest.mark.parametrize(("losses", "names", "limited", "corner", "volume", "grid"), PROBLEMS)
@pytest.mark.parametrize("seed", range(3))
def test_a_known_frontier_is_found_with_a_twentieth_of_a_grids_runs(losses, names, limited, corner, volume, grid, seed):
    levers = read_levers(names, load_policy("baseline"))
    trials = Known(levers, losses)
    tried = hunt(Proposals(levers, 2, limited, 40, seed), trials, 1, grid // 20)
    assert trials.spent <= grid / 20
    assert len({levers.key(one) for one in tried}) == len(tried)  # nothing is tried twice
    assert trials.hypervolume(corner) >= 0.98 * volume
    assert trials.hypervolume(corner) <= volume


def test_the_same_seed_proposes_the_same_candidates():
    levers = read_levers(("priority", "rule", "learning", "window"), load_policy("baseline"))

    def tried(seed):
        return hunt(Proposals(levers, 2, False, 12, seed), Known(levers, first_of_mixed), 1, 60)

    assert tried(1) == tried(1) != tried(2)


def first_of_mixed(x):
    return (x["priority"], 1.0 - x["priority"] + 0.1 * (x["rule"] != "majority") + x["window"] / 60), 0.0


def test_few_candidates_end_the_search_when_all_are_tried():
    levers = read_levers(("learning", "locked_shields"), load_policy("baseline"))

    def losses(x):
        return (float(x["locked_shields"]), float(x["learning"])), 0.0

    tried = hunt(Proposals(levers, 2, False, 8, 0), Known(levers, losses), 1, 1000)
    assert len(tried) == 6


LUCKS = {  # lucks 1 to 6
    "A": (-1.0, -3.0, -0.2, -1.4, -0.6, 0.2),
    "B": (-2.5, -0.5, -1.8, -1.0, -2.2, -1.0),
    "C": (0.4, -0.8),
    "D": (-1.2, 0.6),
}
FRESH = (-0.9, -1.3, -0.4, -1.4)  # of B, lucks 7 to 10


def measured(alive, runs):
    return np.array([[np.mean(LUCKS[one][:runs])] for one in alive]), np.zeros(len(alive))


def test_a_race_by_hand_keeps_two_after_two_lucks_and_one_after_six():
    assert rungs(2, 2) == [2, 6]
    assert sorted(race("ABCD", measured, [2], keep=4)[:2]) == ["A", "B"]
    assert race("ABCD", measured, rungs(2, 2)) == ["B"]
    assert [np.mean(LUCKS[one]) for one in "AB"] == pytest.approx([-1.0, -1.5])
    mean, low, high = t_interval(np.array(LUCKS["A"]) - np.array(LUCKS["B"]))
    assert (mean, (high - low) / 2.0) == pytest.approx((0.5, 1.738393), abs=1e-6)


def test_the_winner_is_reported_from_fresh_luck_alone():
    mean, low, high = t_interval(np.array(FRESH))
    assert (mean, (high - low) / 2.0) == pytest.approx((-1.0, 0.723380), abs=1e-6)
    assert np.mean([*LUCKS["B"], *FRESH]) == pytest.approx(-1.3)


def test_halving_finds_the_best_of_sixteen_more_often_than_equal_shares():
    from scipy.stats import norm

    true = norm.ppf((np.arange(16) + 0.5) / 16)
    assert sum(16 // 2**number * 2 * 2**number for number in range(4)) == 128
    many, found, regret, equal = 1500, 0, 0.0, 0
    for repetition in range(many):
        runs = true[:, None] + 2.0 * np.random.default_rng([repetition, 6]).normal(size=(16, 30))
        equal += int(runs[:, :8].mean(axis=1).argmin() == 0)

        def seen(alive, count, runs=runs):
            return runs[alive][:, :count].mean(axis=1)[:, None], np.zeros(len(alive))

        best = race(range(16), seen, rungs(2, 4))[0]
        found, regret = found + (best == 0), regret + true[best] - true[0]
    error = 3.0 * np.sqrt(0.25 / many)
    assert found / many == pytest.approx(0.726, abs=error)
    assert equal / many == pytest.approx(0.545, abs=error)
    assert regret / many == pytest.approx(0.197, abs=0.04)


@pytest.mark.parametrize(("count", "curse"), [(5, 1.16296), (10, 1.53875), (20, 1.86748), (50, 2.24907)])
def test_the_winner_of_equals_seems_good_by_luck_and_fresh_luck_takes_it_away(count, curse):
    many = 4000
    random = np.random.default_rng(count)
    seen, fresh = random.normal(size=(2, many, count))
    winner = [
        race(range(count), lambda alive, _, own=own: (own[alive][:, None], np.zeros(len(alive))), [1])[0]
        for own in seen
    ]
    rows = np.arange(many)
    assert -seen[rows, winner].mean() == pytest.approx(curse, abs=3.0 * 0.67 / np.sqrt(many))
    assert fresh[rows, winner].mean() == pytest.approx(0.0, abs=3.0 / np.sqrt(many))


def test_the_order_is_feasible_first_then_by_front_then_by_loneliness():
    losses = np.array([[0.0, 3.0], [1.0, 1.9], [1.1, 1.8], [2.0, 1.0], [3.0, 0.0], [3.0, 3.0], [-1.0, -1.0]])
    over = np.array([0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.5])
    assert list(fronts(losses[:6])) == [0, 0, 0, 0, 0, 1]
    ranked = list(order(losses, over))
    assert set(ranked[:2]) == {0, 4} and ranked[-2:] == [5, 6]
    assert list(order(np.array([[2.0], [np.nan], [1.0]]), np.zeros(3))) == [2, 0, 1]


def test_the_race_spends_no_more_than_its_budget():
    levers = read_levers(("priority",), load_policy("baseline"))

    class Counted(Known):
        noisy = True
        ran: dict = {}

        def runs(self, candidate):
            return self.ran.get(levers.key(candidate), 0)

        def price(self, candidates, runs):
            return sum(max(0, runs - self.runs(one)) for one in candidates) + max(0, runs - self.ran.get("", 0))

        def measured(self, candidates, runs):
            self.spent += self.price(candidates, runs)
            for key in ("", *map(levers.key, candidates)):
                self.ran[key] = max(runs, self.ran.get(key, 0))
            return np.array([self.losses(one)[0] for one in candidates]), np.zeros(len(candidates))

    trials = Counted(levers, lambda x: ((x["priority"], (1.0 - x["priority"]) ** 2), 0.0))
    tried = hunt(Proposals(levers, 2, False, 8, 0), trials, 4, 1000)
    assert trials.spent <= 1000
    assert len(finalists(tried, trials, 4, 2000, 5)) == 5
    assert 1400 < trials.spent <= 2000
    assert max(trials.ran.values()) >= 64
