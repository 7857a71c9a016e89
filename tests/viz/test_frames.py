"""Frames: whole, stateless, the same when one comes back to them, and those of the unwatched run."""

from __future__ import annotations

import numpy as np
import pytest

from experiments.explanation.votes import TERMS
from model import AllianceModel, simulate
from model.incidents import OUTCOMES
from viz.frames import HEADER, KEPT, NODE_MEASURES, SERIES, Session
from viz.geography import bearing, geometry
from viz.panels import log_rows, state_panel
from viz.parting import parting

MONTHS = 72


@pytest.fixture(scope="module")
def session():
    session = Session.of("hague", "today", 7)
    session.at(MONTHS)
    return session


def header(packed):
    return dict(zip(HEADER, np.frombuffer(packed, np.float32)[: len(HEADER)], strict=True))


def test_watching_does_not_change_the_run(session):
    plain = simulate("hague", "today", seeds=[7], months=240)
    column = {name: place for place, name in enumerate(plain.names)}
    watched = session.series(MONTHS)
    for name, line in zip(SERIES, watched, strict=True):
        assert np.array_equal(line, plain.measures[0, :MONTHS, column[name]])


def test_a_frame_says_what_the_model_has_at_that_month(session):
    model = AllianceModel("hague", "today", 7).run(months=30)
    frame = session.at(30)
    for name in NODE_MEASURES:
        assert np.array_equal(frame.values[:, KEPT.index(name)], model.world.states[name])


def test_scrubbing_back_shows_the_same_bytes():
    session = Session.of("baseline", "today", 3)
    before = [session.pack(m) for m in range(13)]
    session.at(40)
    assert [session.pack(m) for m in range(13)] == before


def test_a_fresh_run_with_the_same_seed_has_the_same_bytes(session):
    again = Session.of("hague", "today", 7)
    assert all(again.pack(m) == session.pack(m) for m in range(0, MONTHS, 6))


def test_another_seed_has_other_bytes(session):
    assert Session.of("hague", "today", 8).pack(24) != session.pack(24)


def test_a_frame_holds_what_its_header_counts(session):
    for month in range(MONTHS + 1):
        packed = session.pack(month)
        count = {name: int(value) for name, value in header(packed).items()}
        n = count["nodes"]
        size = len(HEADER) + 3 * n + 2 * count["adversaries"] + 8 * count["operations"] + 7 * count["cases"]
        size += 5 * count["namings"] + (7 + n) * count["votes"]
        assert len(packed) == 4 * size
        assert count["month"] == month


def test_no_frame_of_two_runs_is_larger_than_8_kb():
    session = Session.of("hague", "today", 1)
    assert max(len(session.pack(month)) for month in range(241)) <= 4000


def test_the_terms_of_every_vote_add_up_to_its_margin(session):
    votes = [vote for frame in session.frames for vote in frame.votes]
    assert votes
    for vote in votes:
        assert len(vote.terms[0]) == len(TERMS)
        np.testing.assert_allclose(vote.terms.sum(axis=1)[vote.asked], vote.margins[vote.asked], atol=1e-12)


def test_a_member_supports_where_margin_and_luck_are_positive(session):
    for frame in session.frames:
        for vote in frame.votes:
            willing = (vote.margins + vote.luck)[vote.asked] > 0
            assert np.array_equal(willing, vote.ballots[vote.asked] == 1)


def test_the_log_of_a_month_knows_nothing_later(session):
    for month in (12, 48):
        early, now = session.log(month), session.log(MONTHS)
        assert early["month"].max() < month
        assert early["named_month"].max() < month
        later = (now["named_month"] >= month)[: len(early)]
        assert later.any()
        assert (early["named"][later] == -1).all()


def test_the_waterfall_grows_to_the_harm_done(session):
    sums = [session.at(month).waterfall.sum() for month in (0, 24, MONTHS)]
    assert sums[0] == 0.0 < sums[1] < sums[2]


def test_the_panel_of_a_state_explains_its_last_vote(session):
    row = session.roster.codes.index("HUN")
    panel = state_panel(session, MONTHS, row)
    assert panel["name"] == "Hungary"
    assert sum(term["value"] for term in panel["vote"]["terms"]) == pytest.approx(panel["vote"]["margin"], abs=0.01)


def test_the_log_is_newest_first(session):
    months = [row["month"] for row in log_rows(session, MONTHS)]
    assert months == sorted(months, reverse=True)


def test_months_are_named_by_the_years_of_the_alliance():
    from model.roster import read_roster

    session = Session(AllianceModel("baseline", "today", 1, roster=read_roster("nato-2014")))
    row = session.roster.codes.index("USA")
    vote = next(found for m in range(1, 61) if (found := state_panel(session, m, row)["vote"]))
    logged = log_rows(session, 24)
    assert {one["when"][-4:] for one in logged} == {"2014", "2015"}
    assert vote["title"].split(":")[0][-4:] in {"2014", "2015", "2016", "2017", "2018"}


def test_identical_policies_never_part():
    one, other = (Session.of("baseline", "today", 5) for _ in range(2))
    assert parting(one, other, 48)["month"] is None


def test_policies_that_part_name_the_incident():
    found = parting(Session.of("hague", "today", 1), Session.of("baseline", "today", 1), 60)
    assert found["month"] is not None
    assert len(found["told"]) == 2 and found["told"][0] != found["told"][1]


def test_the_first_case_decided_otherwise_is_the_councils_and_not_the_first_trifle():
    """By qualified majority the same case is answered that one objection kept unanswered; every attack is still the same."""
    one, other = (Session.of(name, "today", 1) for name in ("baseline", "qualified-majority"))
    found = parting(one, other, 24)
    assert found["incident"] is None and found["council"]["cases"][0] == found["council"]["cases"][1]
    events = [session.log(24)[found["council"]["cases"][0]] for session in (one, other)]
    assert [OUTCOMES[event["outcome"]] for event in events] == ["alone", "statement"]
    assert found["council"]["told"] == [
        "nuisance against TUR, the victim answers alone",
        "nuisance against TUR, answer: statement",
    ]
    before = int(events[0]["closed_month"])
    assert parting(one, other, before)["council"]["incident"] is None  # nobody knows yet how it ends


def test_of_a_case_that_was_not_brought_nothing_is_told_that_allies_may_not_know():
    sessions = [Session.of(name, "today", 1) for name in ("baseline", "hague")]
    found = parting(*sessions, 60)["council"]
    assert found["cases"][0] is not None and found["cases"][1] is None
    assert found["told"] == ["nuisance against MKD, the victim answers alone", "not brought before the Council"]


def test_where_policies_part_the_cases_stand_in_their_logs():
    sessions = [Session.of(name, "today", 1) for name in ("hague", "baseline")]
    found = parting(*sessions, 60)
    for eyes in (found, found["known"]):
        rows = [
            (session.log(60)[row], told)
            for session, row, told in zip(sessions, eyes["cases"], eyes["told"], strict=True)
            if row is not None
        ]
        assert rows
        for event, told in rows:
            assert event["month"] == eyes["incident"] and sessions[0].roster.codes[event["target"]] in told


def test_far_states_stand_on_the_rim_in_their_direction(session):
    states = {one["code"]: one for side in ("states", "adversaries") for one in geometry(session.roster)[side]}
    assert {code for code, one in states.items() if one["far"]} == {
        "USA",
        "CAN",
        "AUS",
        "JPN",
        "NZL",
        "KOR",
        "CHN",
        "PRK",
    }
    assert bearing(90, 0) == pytest.approx(0, abs=1e-9)  # the pole is north of everybody
    assert -np.pi / 2 < states["USA"]["bearing"] < 0 < states["JPN"]["bearing"] < states["CHN"]["bearing"] < np.pi / 2


def test_places_by_ties_are_the_same_every_time(session):
    one, other = geometry(session.roster), geometry(session.roster)
    assert one == other
    assert all(-1 <= value <= 1 for state in one["states"] for value in state["force"])


def test_another_alliance_has_a_map_of_its_own_part_of_the_world():
    from model.roster import read_roster
    from viz.geography import FAR, REACH

    league = geometry(read_roster("delian-league"))
    members = [one for one in league["states"] if one["ally"]]
    assert max(np.hypot(one["x"], one["y"]) for one in members) == pytest.approx(REACH, abs=1e-3)
    assert not any(one["far"] for one in members)
    assert REACH < FAR
    assert league["alliance"] == "the alliance"
    assert geometry(read_roster())["alliance"] == "NATO"
