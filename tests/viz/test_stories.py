"""Stories: the rule holds for the case that is told, and every caption and picture follows from its run."""

from __future__ import annotations

import pytest

from model import PARAMETERS
from viz.history import EVENTS
from viz.stories import STORIES, stories
from viz.stories.cases import AGAIN, EVIDENCE, LEAVES, Found
from viz.stories.scenes import MAJORITY, told_flag, told_sixty, told_veto, told_washington
from viz.stories.witness import witness


def found(name, **more):
    run = stories()[name]["run"] | more
    return Found(run["policy"], run["scenario"], run["seed"], witness(**run))


@pytest.fixture(scope="module")
def sixty():
    return found("sixty")


def test_there_are_four_and_the_first_lasts_a_minute():
    assert set(stories()) == set(STORIES)
    assert sum(scene["seconds"] for scene in stories()["sixty"]["scenes"]) == 60
    assert all(scene["caption"] for told in stories().values() for scene in told["scenes"])


def test_the_case_of_the_minute_is_one_by_the_rule(sixty):
    told = sixty.told
    event = told.event
    assert event["tier"] >= 2 and event["flag"] == 0 and event["named"] == event["author"]
    assert event["named_month"] - event["month"] >= EVIDENCE
    assert told.alone_against() and not any(one.carried for one in told.sittings)
    assert event["outcome"] == 0
    assert told.credence[1] < told.credence[0]
    again = stories()["sixty"]["scenes"][4]["maps"][0]["attacks"][0]
    assert 0 < again["month"] - event["closed_month"] <= AGAIN
    assert (again["author"], again["target"]) == (event["author"], event["target"]) and again["tier"] >= 2


def test_the_minute_and_one_veto_follow_from_their_run(sixty):
    assert told_sixty(sixty) == stories()["sixty"]
    assert told_veto(sixty) == stories()["veto"]
    assert stories()["veto"]["scenes"][4]["maps"][0]["sittings"][0]["carried"]


def test_the_false_flag_follows_from_its_run():
    case = found("flag")
    event = case.told.event
    assert told_flag(case) == stories()["flag"]
    assert event["flag"] and event["named"] == event["shown"] != event["author"]
    assert case.told.sittings[-1].carried and not case.told.objectors()


def test_without_washington_follows_from_its_two_runs():
    stays = found("washington")
    leaves = witness("baseline", LEAVES, stays.seed, -1, identity=stays.told.event["identity"])
    assert told_washington(stays, Found("baseline", LEAVES, stays.seed, leaves)) == stories()["washington"]
    assert stays.told.sittings[-1].carried and not any(one.carried for one in leaves.sittings)


def test_two_thirds_is_the_rule_of_the_policy_of_that_name():
    from model.settings import load_policy

    held = {name: value for name, _, value in load_policy("qualified-majority").parameters}
    assert held == {name: PARAMETERS.check(name, value) for name, value in MAJORITY.items()}


def test_the_timeline_of_the_minute_tells_of_no_later_month():
    past = stories()["sixty"]["history"]
    until, month = past["until"], EVENTS.index("month")
    assert all(row[month] < until for row in past["runs"][0]["events"])
