"""Deterrence when the author is known only by a signal (Baliga, Bueno de Mesquita & Wolitzky 2020)."""

from __future__ import annotations

import numpy as np
import pytest

from experiments.validation.baliga import solve
from model.errors import RequestError


def conditions(game, benefits, gamma=0.5, taste=0.9, detection=0.8, accuracy=0.9, false_alarm=0.05):
    """How far a rest point misses each attacker's own best cutoff, written out once more from the paper."""
    n = len(benefits)
    strikes = [gamma / n * (1.0 - x / u) for x, u in zip(game.cutoff, benefits, strict=True)]
    missed = []
    for i in range(n):
        right = strikes[i] * detection * accuracy
        astray = sum(strikes[k] * detection * (1.0 - accuracy) / (n - 1) for k in range(n) if k != i)
        guilty = right / (right + astray + (1.0 - sum(strikes)) * false_alarm / n)
        answered = min(1.0, max(0.0, 1.0 - (1.0 - guilty) / taste))
        missed.append(game.cutoff[i] - (detection * accuracy - false_alarm / n) * answered)
    return missed


@pytest.mark.parametrize("benefits", [(1.0, 1.0), (1.4, 1.0), (2.0, 1.0, 0.5)])
def test_a_rest_point_satisfies_the_equilibrium_conditions(benefits):
    assert conditions(solve(benefits=benefits), benefits) == pytest.approx([0.0] * len(benefits), abs=1e-9)


def test_the_symmetric_rest_point():
    game = solve()
    assert game.cutoff == pytest.approx([0.506438] * 2, abs=1e-6)
    assert game.total == pytest.approx(0.246781, abs=1e-6)


def test_aggression_is_contagious():
    """Complementarity: attacker 2 strikes more, the more aggressive attacker 1 is, because it is suspected less."""
    beside = [solve(benefits=(upper, 1.0)) for upper in (1.0, 1.2, 1.4, 1.8)]
    assert np.all(np.diff([game.attack[1] for game in beside]) > 0.0)
    assert np.all(np.diff([game.belief[1] for game in beside]) < 0.0)
    assert [game.attack[1] for game in beside[::2]] == pytest.approx([0.493562, 0.499735], abs=1e-6)


def test_detection_deters():
    totals = [solve(detection=p).total for p in (0.5, 0.8, 0.95)]
    assert totals == pytest.approx([0.345016, 0.246781, 0.202399], abs=1e-6)


def test_accuracy_deters():
    assert np.all(np.diff([solve(accuracy=a).total for a in (0.6, 0.7, 0.8, 0.9, 1.0)]) < 0.0)


def test_detection_backfires_where_it_lands_on_the_wrong_party():
    """First backfire: as many attacks are rightly detected as before (p a = 0.72), the additional ones point astray."""
    before = solve(detection=0.80, accuracy=0.90)
    after = solve(detection=0.95, accuracy=0.72 / 0.95)
    assert after.total > before.total + 0.03
    assert after.belief[0] < before.belief[0], "whoever is pointed at is more often innocent"


def test_detection_backfires_where_it_raises_alarms_without_an_attack():
    """Second backfire: more attacks are detected, all as accurately, but alarms sound without one; π_0 rises too."""
    before = solve(detection=0.80, false_alarm=0.05)
    after = solve(detection=0.90, false_alarm=0.20)
    assert after.total > before.total + 0.03


def test_signals_that_say_nothing_deter_nobody():
    assert solve(detection=0.0).attack == (1.0, 1.0)
    assert solve(accuracy=0.5, false_alarm=0.8).attack == (1.0, 1.0), "guilty or not, one is pointed at alike"


def test_perfect_signals_leave_only_the_taste_for_retaliation():
    """Detected, known and never falsely alarmed: β = 1, r = 1, so the cutoff is one cost of retaliation."""
    game = solve(detection=1.0, accuracy=1.0, false_alarm=0.0)
    assert game.belief == (1.0, 1.0)
    assert game.attack == pytest.approx((0.0, 0.0), abs=1e-9)


def test_impossible_games_are_refused():
    with pytest.raises(RequestError):
        solve(benefits=(1.0,))
    with pytest.raises(RequestError):
        solve(detection=1.2)
