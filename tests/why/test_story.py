"""The story of a case: every number told is the run's own, and the gates open where their luck lies below their chance."""

from __future__ import annotations

import math

import numpy as np
import pytest

from experiments.explanation.case import read_case
from experiments.explanation.choosing import TERMS
from experiments.explanation.councils import missing_of
from experiments.explanation.details import details, withheld
from experiments.explanation.lives import Life
from experiments.explanation.words import STEPS, steps, title
from model import AllianceModel
from model.preparation import prepare
from model.rules.effects import detection_chance
from model.state import Ballot, Fate
from viz.frames import Session


def values(table, **where):
    for column, value in where.items():
        table = table[table[column] == value]
    return list(table.value)


def test_the_story_has_the_numbers_of_the_incident_table(found, incident):
    table = found.table
    told = {"harm, points of GDP": "harm", "harm with spill-over, bn USD": "harm_money"}
    told |= {"civilian harm, bn USD": "civilian_money", "tier": "tier", "false flag": "flag", "zero-day": "zero_day"}
    for what, column in told.items():
        assert values(table, what=what) == [incident[column]]
    assert values(table, what="named") == [incident.certainty]
    assert values(table, what="right") == [incident.named == incident.author]
    assert values(table, what="answer") == [incident.outcome] and values(table, what="fate") == [incident.fate]
    months = {"named": incident.named_month, "public month": incident.named_month, "brought": incident.public_month}
    for what, month in months.items():
        date = f"{2025 + int(month) // 12}-{int(month) % 12 + 1:02}"
        assert list(table[table.what == what].month) == [date]


def test_the_steps_come_in_the_order_in_which_they_happened(found):
    seen = list(dict.fromkeys(found.table.step))
    assert seen == ["choice", "sight", "evidence", "naming", "council", "answer", "lesson"]
    assert [step.step for step in found.steps] == list(STEPS)
    assert [step.step for step in found.steps if step.decisive] == ["council"]
    assert " disrupts " in found.title and found.title.endswith(": unanswered, by one objection")


def stepped(key, until, note):
    """The run step by step from its start, `note` being told of every choice and month."""
    model = AllianceModel("hague", seed=key)
    for agent in model.adversaries.values():

        def choose(k, agent=agent, decide=agent.choose):
            decide(k)
            note("choice", model, (agent.row, k))

        agent.choose = choose
    while model.month < until:
        model.step()
        note("month", model, None)


def test_choice_and_evidence_are_those_of_the_run_stepped_from_its_start(found):
    case, event = found.case, found.case.event
    noted = {}

    def note(what, model, choice):
        if what == "choice" and model.month == event["month"] and choice == (event["author"], event["index"]):
            adversary = model.world.adversaries[choice[0]]
            k = 1 + 2 * int(event["tier"]) + int(event["flag"])
            noted["choice"] = float(adversary.utility[k]), float(adversary.chances[k]), float(adversary.stake)
        cases = model.world.cases[: model.world.alliance.open_cases[0]]
        for row in cases[cases.identity == event["identity"]]:
            noted.setdefault(model.month - 1, row.posterior[: len(case.suspects)].tolist())

    stepped(case.life.key, case.meetings[-1].month + 1, note)
    assert noted["choice"] == (case.choice.utility, case.choice.chance, case.choice.stake)
    assert case.evidence
    for month in case.evidence:
        assert noted[month.month] == list(month.posterior)
    assert event["certainty"] == case.evidence[-1].posterior[event["named"]]


def test_terms_of_the_choice_add_up_to_its_utility(runs):
    ready = prepare("hague")
    for event in severe(runs, 0)[:12]:
        choice = read_case(Life(ready, 1), event).choice
        assert list(choice.terms) == [name for name, _ in TERMS]
        assert math.isclose(sum(choice.terms.values()), choice.utility, abs_tol=1e-9)
        assert choice.terms["gain"] > 0 > choice.terms["denial"] and choice.terms["fear"] <= 0


def severe(runs, row):
    events = runs.events[row].view(np.ndarray)
    return events[events["tier"] >= 2]


def test_every_gate_opens_where_its_luck_lies_below_its_chance(runs):
    ready, met = prepare("hague"), set()
    for event in severe(runs, 1)[:16]:
        case = read_case(Life(ready, 2), event)
        assert case.sight.seen == bool(event["detected"]) == (case.sight.draw < case.sight.chance)
        if case.publicity is not None and event["closed_month"] >= 0:
            assert case.publicity.open == (event["public_month"] >= 0)
            met.add(("public", case.publicity.open))
        if case.bringing is not None:
            assert case.bringing.open == (event["brought_month"] >= 0)
            met.add(("brought", case.bringing.open))
        if event["named"] >= 0:
            last = case.evidence[-1]
            assert (
                last.month == event["named_month"] and last.posterior[event["named"]] == event["certainty"] >= last.bar
            )
        assert title(case) and len(details(case)) == len(steps(case)) == 6
    assert {("public", True), ("public", False), ("brought", True)} <= met, "the runs hold cases of each kind"


def test_the_chance_of_being_seen_is_that_of_the_rule(runs):
    events = severe(runs, 3)
    event = next(one for one in events if not one["zero_day"] and one["target"] < 37)
    case = read_case(Life(prepare("hague"), 4), event)
    moment = case.seen.choice
    p, skill = moment.p, moment.world.states.detection[event["target"]]
    known = detection_chance(p["detection"][event["tier"]], p["detection_skill"] * (skill - p["skill_reference"]), 0.0)
    assert math.isclose(case.sight.chance, known, abs_tol=1e-10)


def test_sittings_are_those_that_the_live_view_shows(found):
    session = Session.of("hague", "today", found.case.life.key)
    session.at(found.case.meetings[-1].month + 1)
    shown = [
        (frame.month - 1, vote) for frame in session.frames for vote in frame.votes if vote.identity == found.incident
    ]
    assert [month for month, _ in shown] == [meeting.month for meeting in found.case.meetings]
    for (_, vote), meeting in zip(shown, found.case.meetings, strict=True):
        assert vote.rung == meeting.rung and vote.carried == meeting.carried
        for name in ("ballots", "margins", "terms", "luck"):
            assert np.array_equal(getattr(vote, name), getattr(meeting.vote, name), equal_nan=True)


def test_ballots_follow_from_margin_and_luck(found, objector):
    for meeting in found.case.meetings:
        willing = {k for k in meeting.members if meeting.vote.margins[k] + meeting.vote.luck[k] > 0}
        assert set(meeting.rows(Ballot.SUPPORT)) == willing
        for k in meeting.members:
            assert math.isclose(meeting.vote.terms[k].sum(), meeting.vote.margins[k], abs_tol=1e-9)
    table = found.table[found.table.step == "council"]
    assert values(table, who=objector[1], what="ballot") == ["object"] * len(found.case.meetings)
    assert withheld(found.case, found.case.meetings[0])[0].member == objector[2]


def test_a_sitting_misses_by_the_members_whose_support_would_carry_it(found, objector):
    assert {meeting.missing for meeting in found.case.meetings} == {(objector[0],)}
    majority = Life(prepare("qualified-majority"), 1)
    brought = majority.events[(majority.events["brought_month"] >= 0) & (majority.events["closed_month"] >= 0)]
    counts = []
    for event in [one for fate in (Fate.UNANSWERED, Fate.ANSWERED) for one in brought[brought["fate"] == fate][:2]]:
        seen = read_case(majority, event)
        for sitting, meeting in zip(seen.seen.sittings, seen.meetings, strict=True):
            support, members = len(meeting.rows(Ballot.SUPPORT)), len(meeting.members)
            if meeting.rung < 3:  # Article 5 is decided by silence
                assert len(missing_of(sitting)) == max(0, math.ceil(0.6667 * members - 1e-9) - support)
                counts.append(len(meeting.missing))
                assert meeting.carried == (not meeting.missing)
    assert min(counts) == 0 < max(counts)


def test_the_lesson_of_a_failed_council_is_its_rules_own(found):
    lesson, p = found.case.lesson, found.case.seen.sittings[-1].moment.p
    assert lesson.alone
    before, after = lesson.victim
    assert math.isclose(after, before - p["credence_down"] * before)
    assert math.isclose(lesson.cohesion[1], lesson.cohesion[0] * (1 - p["cohesion_unanswered"]))
    fears = lesson.adversaries[found.case.event["author"]]
    assert fears[1] < fears[0], "it got away with it"


def test_the_end_of_every_kind_is_told(runs):
    ready, fates = prepare("hague"), {}
    events = runs.events[3].view(np.ndarray)
    for fate in np.unique(events["fate"][events["tier"] >= 0]):
        there = events[(events["tier"] >= 0) & (events["fate"] == fate)]
        fates[int(fate)] = title(read_case(Life(ready, 4), there[len(there) // 2])).partition(": ")[2]
    assert len(set(fates.values())) == len(fates) >= 5


@pytest.mark.parametrize("month", [0, 25])
def test_a_dated_change_before_the_case_is_lived_through(month):
    life = Life(prepare("hague", "us-retrenchment", 80), 4)
    events = life.events[(life.events["tier"] >= 0) & (life.events["month"] >= 60 + month // 25)]
    case = read_case(life, events[0])
    assert case.choice.draw >= 0 and case.seen.event["identity"] == events[0]["identity"]
    if events[0]["named"] >= 0:
        assert case.evidence[-1].posterior[events[0]["named"]] == events[0]["certainty"]
