"""Settings together and in time: A+B, A@2030, years in a change, a member that vetoes everything."""

from __future__ import annotations

import numpy as np
import pytest

from model import AllianceModel, simulate
from model.errors import RequestError
from model.settings import load_policy, load_scenario, read_setting
from model.settings.dates import month_of_date
from model.state import Ballot


def test_a_date_is_a_month_of_the_run():
    assert (month_of_date("2025"), month_of_date("2030"), month_of_date("2030-06")) == (0, 60, 65)
    for wrong in ("2024", "2030-13", "soon", "2030-", "2125"):
        if wrong != "2030-":
            with pytest.raises(RequestError, match=wrong):
                month_of_date(wrong)


def test_two_policies_together_write_what_both_write():
    both = load_policy("wales+exercise-surge")
    one, other = load_policy("wales"), load_policy("exercise-surge")
    assert both.parameters == one.parameters + other.parameters and both.name == "wales+exercise-surge"


def test_two_that_write_one_thing_are_refused_by_name():
    with pytest.raises(RequestError, match="cyber-defence-pledge and hague both write resilience_pledge"):
        load_policy("cyber-defence-pledge+hague")


def test_a_policy_from_a_date_on_lives_the_baseline_until_then():
    """What is named later is booked to the month of the deed, so the operations themselves are compared."""
    late, never = (simulate(policy, seeds=[3], months=72) for policy in ("low-bar@2028", "baseline"))
    months = {name: (late.measures[0][:, k], never.measures[0][:, k]) for k, name in enumerate(late.names)}
    for name in ("operations", "harm_money", "votes", "core_share"):
        assert np.array_equal(*(series[:36] for series in months[name])), name
    assert not np.array_equal(*(series[36:] for series in months["operations"]))
    now = simulate("low-bar", seeds=[3], months=72).measures[0]
    assert np.array_equal(simulate("low-bar@2025", seeds=[3], months=72).measures[0], now)


def test_an_exit_moves_to_its_date():
    moved = load_scenario("us-retrenchment@2028")
    assert [change.month for change in moved.changes] == [36]
    assert [change.month for change in load_scenario("us-retrenchment").changes] == [60]


def test_a_change_may_say_its_year_or_its_date():
    def month(**when):
        return (
            read_setting({"change": [{**when, "parameters": {"bar": 0.9}}]}, "policy", "own", "own.toml")
            .changes[0]
            .month
        )

    assert (month(month=60), month(year=2030), month(date="2030-06")) == (60, 60, 65)
    with pytest.raises(RequestError, match="month and year are both given"):
        month(month=60, year=2030)
    with pytest.raises(RequestError, match=r"own\.toml: change 1\.year: .2020. is outside of a run"):
        month(year=2020)


def test_a_member_that_vetoes_everything_leaves_the_council_without_an_answer():
    free, blocked = (simulate(seeds=range(5), months=60, **more).summary for more in ({}, {"HUN.veto": 1}))
    assert free.collective_responses.sum() > 0 and blocked.collective_responses.sum() == 0
    assert blocked.national_responses.sum() > 0, "victims still may answer alone"
    majority = simulate("qualified-majority", seeds=range(5), months=60, **{"HUN.veto": 1}).summary
    assert majority.collective_responses.sum() > 0, "a majority needs no unanimity"


def test_a_veto_is_there_or_not():
    with pytest.raises(RequestError, match=r"veto: it can only be set; allowed: 0, 1 or 2"):
        simulate(seeds=[0], months=1, **{"HUN.veto": 0.5})


def test_a_member_without_its_veto_breaks_no_silence_and_supports_no_more():
    cast = {0: [], 2: []}
    for veto, ballots in cast.items():
        model = AllianceModel("hague", seed=4, months=36, **{"HUN.veto": veto})
        hungary = model.allies["HUN"]

        def vote(case, hungary=hungary, own=hungary.vote, ballots=ballots):
            own(case)
            ballots.append(int(hungary.ballot))

        hungary.vote = vote
        model.run()
    assert Ballot.OBJECT in cast[0] and Ballot.OBJECT not in cast[2]
    assert {Ballot.SUPPORT, Ballot.ABSTAIN} <= set(cast[2])
