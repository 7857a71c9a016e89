"""Adaptive policies: a signpost acts when its measure has been beyond the threshold for so long, and turns back likewise."""

import numpy as np
import pytest

from model.alliance import AllianceModel
from model.errors import RequestError
from model.settings import load_policy, read_setting
from model.simulation import prepare, run_block, run_world, simulate
from model.world import monthly_values

MAJORITY = {"parameters": {"rule": "majority"}}


def policy(*signposts, **more):
    return read_setting({"when": list(signposts), **more}, "policy", "mine", "mine")


def watching(**more):
    return {"measure": "cohesion", "below": 0.62, "for": 3, **MAJORITY, **more}


def series(runs, name):
    return runs.measures[:, :, runs.names.index(name)]


def expected(cohesion, threshold, months, once=False):
    """The months in which the changes are in force, counted plainly."""
    on, count, found = False, 0, []
    for value in cohesion:
        found.append(float(on))
        if on and once:
            continue
        count = count + 1 if (value < threshold) != on else 0
        if count == months:
            on, count = not on, 0
    return found


@pytest.mark.parametrize("once", [False, True])
def test_a_signpost_turns_after_so_many_months_on_end_and_back_unless_it_is_for_good(once):
    runs = simulate(policy(watching(once=once)), seeds=range(6), months=120)
    cohesion, adapted = series(runs, "cohesion"), series(runs, "adapted")
    assert [list(row) for row in adapted] == [expected(row, 0.62, 3, once) for row in cohesion]
    assert 0 < adapted.mean() < 1  # the case is no empty one
    assert (np.diff(adapted, axis=1) < 0).any() != once


def test_until_it_acts_a_run_is_the_fixed_policys_and_from_the_start_it_is_the_other_one():
    base, hague = (simulate(name, seeds=range(4), months=60) for name in ("baseline", "hague"))
    never = simulate(policy({"measure": "cohesion", "below": -1, "policy": "hague"}), seeds=range(4), months=60)
    assert np.array_equal(never.measures, base.measures)
    late = simulate(
        policy({"measure": "cohesion", "above": -1, "for": 24, "policy": "hague"}), seeds=range(4), months=60
    )
    kept = [k for k, name in enumerate(base.names) if name != "adapted"]
    for name in (
        "operations",
        "harm_money",
        "votes",
        "core_share",
    ):  # what is named later is booked to the month of the deed
        assert np.array_equal(series(late, name)[:, :24], series(base, name)[:, :24]), name
    dated = simulate("hague@2027", seeds=range(4), months=60)
    assert np.array_equal(late.measures[:, :, kept], dated.measures[:, :, kept])
    assert not np.array_equal(late.measures[:, :, kept], hague.measures[:, :, kept])


def test_the_mesa_model_plain_steps_and_threads_heed_it_alike():
    adaptive = policy(
        watching(), {"measure": "core_share", "above": 2.0, "once": True, "states": {"TUR": {"balancing": 0.1}}}
    )
    ready = prepare(adaptive, months=48)
    compiled, _ = run_world(ready, 3)
    agents = AllianceModel(adaptive, seed=3, months=48).run().world
    assert monthly_values(compiled).tobytes() == monthly_values(agents).tobytes()
    assert compiled.states.balancing.tolist() == agents.states.balancing.tolist()
    assert compiled.states.balancing.min() >= 0.0 and 0.1 in compiled.states.balancing
    one, two = (run_block(ready, range(8), threads, series=True) for threads in (1, 2))
    assert one.measures.tobytes() == two.measures.tobytes()


def test_several_signposts_act_together_and_in_worlds_of_their_own():
    both = policy(
        {"measure": "cohesion", "above": -1, "for": 2, "parameters": {"bar": {"times": 0.9}}},
        {"measure": "cohesion", "above": -1, "for": 4, "parameters": {"bar": {"times": 0.9}}},
    )
    ready = prepare(both, months=12, worlds={"bar": [0.9, 0.8]})
    bars = [[float(ready.sets[world, 2 + mode].bar) for mode in range(4)] for world in range(2)]
    assert np.allclose(bars, [[b, 0.9 * b, 0.9 * b, 0.81 * b] for b in (0.9, 0.8)])
    lived, _ = run_world(ready, 1)
    assert lived.alliance.signposts[0] == 3


def test_from_a_date_on_it_watches_only_then_and_two_policies_may_be_joined(tmp_path):
    (tmp_path / "mine.toml").write_text('[[when]]\nmeasure = "cohesion"\nabove = -1\npolicy = "low-bar"\n')
    mine = load_policy(tmp_path / "mine.toml")
    from model.settings.dates import compose

    later = compose("mine@2026", lambda _: mine)
    assert series(simulate(later, months=24), "adapted")[0].tolist() == [0.0] * 13 + [1.0] * 11
    assert prepare(mine, months=12).digest != prepare(later, months=12).digest != prepare(months=12).digest


@pytest.mark.parametrize(
    ("table", "told"),
    [
        (
            {"measure": "cohesoin", "below": 1, **MAJORITY},
            "when 1: unknown monthly measure 'cohesoin'; did you mean 'cohesion'?",
        ),
        ({"measure": "severe_share", "below": 1, **MAJORITY}, "severe_share is worked out from whole runs"),
        ({"measure": "cohesion", **MAJORITY}, "give one of below and above"),
        ({"measure": "cohesion", "below": 1, "above": 2, **MAJORITY}, "give one of below and above"),
        ({"measure": "cohesion", "below": True, **MAJORITY}, "when 1.below = True is not a number"),
        (
            {"measure": "cohesion", "below": 1, "for": 0, **MAJORITY},
            "when 1.for = 0; allowed: a whole number of months",
        ),
        ({"measure": "cohesion", "below": 1, "once": 1, **MAJORITY}, "when 1.once = 1; allowed: true | false"),
        ({"measure": "cohesion", "below": 1}, "give what it changes"),
        ({"measure": "cohesion", "below": 1, "policy": "hague", **MAJORITY}, "give what it changes"),
        ({"measure": "cohesion", "below": 1, "policy": "hagu"}, "unknown policy 'hagu'; did you mean 'hague'?"),
        ({"measure": "cohesion", "below": 1, "states": {"TUR": {"balancing": 1}}}, "cannot be undone; say once = true"),
        ({"measure": "cohesion", "below": 1, "parameters": {"topology": "hub"}}, "cannot change during a run"),
        ({"measure": "cohesion", "belwo": 1, **MAJORITY}, "unknown key 'belwo'; did you mean 'below'?"),
        ({"measure": "cohesion", "below": 1, "parameters": {"bar": {"times": 9}}}, "bar"),
    ],
)
def test_what_cannot_be_is_refused_in_one_line(table, told):
    with pytest.raises(RequestError) as error:
        prepare(policy(table), months=12)
    assert told in str(error.value) and "\n" not in str(error.value)


def test_no_more_than_four():
    with pytest.raises(RequestError, match="at most 4"):
        policy(*[watching()] * 5)
    with pytest.raises(RequestError, match=r"5 \[\[when\]\]; at most 4"):
        prepare(policy(*[watching()] * 3), read_setting({"when": [watching()] * 2}, "scenario", "s", "s"), months=12)
