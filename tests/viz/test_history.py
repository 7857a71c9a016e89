"""The timeline's history: told in parts it is what it is as a whole, and jumps go where something happened."""

from __future__ import annotations

import numpy as np
import pytest

from experiments.study.study import read_given
from model.incidents import FATES
from viz.frames import Session
from viz.history import EVENTS, JUMPS, VOTES, Seen, history, next_month
from viz.live import Live
from viz.request import Request

MONTHS = 60
HARM, FATE, ROW, MONTH = (EVENTS.index(name) for name in ("harm", "fate", "row", "month"))


@pytest.fixture(scope="module")
def session():
    session = Session.of("hague", "today", 1)
    session.at(MONTHS)
    return session


def test_parts_add_up_to_the_whole(session):
    whole = history(session, 0, MONTHS)
    events, votes = {}, []
    for month in range(MONTHS):
        part = history(session, month, month + 1)
        events |= {row[ROW]: row for row in part["events"]}
        votes += part["votes"]
    assert sorted(events.values()) == sorted(whole["events"])
    assert votes == whole["votes"] and votes


def test_a_part_is_small_and_the_whole_holds_every_attack(session):
    log = session.log(MONTHS)
    whole = history(session, 0, MONTHS)
    assert len(whole["events"]) == int((log["tier"] >= 0).sum())
    assert sum(row[HARM] for row in whole["events"]) == pytest.approx(
        log["harm_money"][log["tier"] >= 0].sum(), abs=0.01
    )
    assert max(len(str(history(session, month, month + 1))) for month in range(MONTHS)) < 8000


def test_a_ballot_is_a_digit_of_the_vote(session):
    votes = [vote for frame in session.frames for vote in frame.votes]
    told = history(session, 0, MONTHS)["votes"]
    for vote, row in zip(votes, told, strict=True):
        assert row[VOTES.index("ballots")] == "".join(map(str, vote.ballots.tolist()))


@pytest.mark.parametrize("kind", JUMPS)
def test_a_jump_there_and_back_meets_the_same_months(session, kind):
    seen, months, at = Seen(least=0.005), [], 0
    while (found := next_month(session, kind, at, False, seen)) is not None and found <= MONTHS:
        months.append(found)
        at = found
    assert len(months) > 2
    back, at = [], months[-1]
    while (found := next_month(session, kind, at, True, seen)) is not None:
        back.append(found)
        at = found
    assert back == months[-2::-1]


def test_a_jump_to_a_veto_shows_an_objection(session):
    month = next_month(session, "veto", 0, False, Seen())
    assert any(3 in vote.ballots and not vote.carried for vote in session.at(month).votes)


def test_allies_jump_to_nothing_that_they_do_not_know(session):
    log, known = session.log(MONTHS), Seen(known=True)
    assert next_month(session, "mistake", 0, False, known) is None
    months = {one["month"] + 1 for one in log if one["tier"] >= 0 and one["detected"]}
    at = 0
    while (at := next_month(session, "attack", at, False, known)) is not None and at <= MONTHS:
        assert at in months
    wrong = log[(log["fate"] == FATES.index("wrong"))]
    assert len(wrong)
    assert all(not Seen(known=True, fate="wrong").attack(one) for one in wrong)
    assert all(Seen(known=True, fate="answered").attack(one) for one in wrong if one["detected"])


@pytest.mark.parametrize("known", [False, True], ids=["true", "known"])
@pytest.mark.parametrize("kind", ["naming", "mistake"])
def test_a_jump_to_a_naming_lands_on_one_that_the_timeline_draws(session, kind, known):
    """A mark is of disruption and above, or of a mistake to eyes that see it, and points to a state."""
    states = len(session.roster.adversary_codes)

    def marked(one):
        wrong = one["named"] != one["author"] and not known
        seen = 0 <= one["named"] < states and (one["detected"] or not known)
        return seen and (wrong if kind == "mistake" else one["tier"] >= 2 or wrong)

    wanted = sorted({int(one["named_month"]) + 1 for one in session.log(MONTHS) if marked(one)})
    found, at = [], 0
    while (at := next_month(session, kind, at, False, Seen(known=known))) is not None and at <= MONTHS:
        found.append(at)
    assert found == wanted
    assert bool(found) == (kind == "naming" or not known)


def test_a_jump_past_the_last_is_said_and_the_month_stays():
    live = Live(Request(seed=1))
    try:
        asked = {"to": "mistake", "back": False, "known": True, "least": 0.0, "state": None, "tier": 0, "fate": ""}
        live.do("jump", **asked)
        assert (live.month, live.widget.note["text"]) == (0, "No further mistake before 2045.")
        live.do("jump", **{**asked, "to": "attack"})
        assert (live.month > 0, live.widget.note["text"]) == (True, "")
    finally:
        live.close()


def test_a_page_that_lost_a_part_is_told_all_again():
    live = Live(Request(seed=1))
    try:
        live.do("seek", month=12)
        assert (live.widget.history["first"], live.widget.history["until"]) == (0, 12)
        live.do("step", by=1)
        assert (live.widget.history["first"], live.widget.history["until"]) == (12, 13)
        live.do("history")
        assert (live.widget.history["first"], live.widget.history["until"]) == (0, 13)
    finally:
        live.close()


def test_a_scale_spans_the_middle_of_what_was_seen(session):
    low, high = session.scale("credence", MONTHS)
    place = [frame.values[:, 4] for frame in session.frames]
    assert np.min(place) <= low < high <= np.max(place)


def test_an_adaptive_policy_is_told_when_it_changes_course_and_when_it_turns_back(adaptive):
    session = Session.of(read_given(str(adaptive), "policy"), "today", 1)
    turns = history(session, 0, MONTHS)["turns"]
    months = [month for month, _ in turns]
    acting = [session.at(month).signposts for month in range(MONTHS + 1)]
    assert len(turns) >= 2 and months == sorted(months)
    for month, now in turns:
        assert acting[month] != now == acting[month + 1]
    parts = [row for month in range(MONTHS) for row in history(session, month, month + 1)["turns"]]
    assert parts == turns
    session.at(MONTHS)
    adapted = session.series(MONTHS, ["adapted"])[0]
    assert adapted.tolist() == [float(bits > 0) for bits in acting[:-1]]  # in force a month later than decided


def test_a_fixed_policy_never_changes_course(session):
    assert history(session, 0, MONTHS)["turns"] == []
