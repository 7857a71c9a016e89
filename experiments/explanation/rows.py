"""A case as rows for programs: step, month, who, what, value. Every number is one that the run has, or that a rule gave."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from experiments.explanation.case import Case, Meeting
from experiments.explanation.choosing import TERMS as CHOICE_TERMS
from experiments.explanation.levers import date_of
from experiments.explanation.votes import TERMS as VOTE_TERMS
from model.incidents import FATES, OUTCOMES
from model.parameters import RUNGS, TIERS
from model.state import Ballot

__all__ = ["COLUMNS", "rows"]

COLUMNS = ("step", "month", "who", "what", "value")
BALLOTS = {Ballot.SUPPORT: "support", Ballot.ABSTAIN: "abstain", Ballot.OBJECT: "object"}


def rows(case: Case) -> list[dict[str, Any]]:
    """The story, in the order in which it happened; steps: choice, sight, evidence, naming, council, answer, lesson."""
    told = [*_choice(case), *_sight(case), *_evidence(case), *_naming(case), *_council(case), *_answer(case)]
    return [dict(zip(COLUMNS, row, strict=True)) for row in (*told, *_lesson(case))]


Row = tuple[str, str | None, str, str, Any]


def _date(case: Case, month: Any) -> str | None:
    return date_of(int(month), case.life.prepared.roster.first_year) if month >= 0 else None


def _author(case: Case) -> str:
    return case.suspects[int(case.event["author"])]


def _target(case: Case) -> str:
    return (*case.life.prepared.roster.codes, "NATO")[int(case.event["target"])]


def _choice(case: Case) -> Iterator[Row]:
    event, choice = case.event, case.choice
    place = ("choice", _date(case, event["month"]), _author(case))
    facts: dict[str, Any] = {
        "target": _target(case),
        "tier": TIERS[event["tier"]],
        "traces point to": case.suspects[int(event["shown"])],
        "false flag": bool(event["flag"]),
        "zero-day": bool(event["zero_day"] > 0),
        "stakes, in mean stakes": choice.stake,
    }
    facts |= {f"utility: {name}": choice.terms[name] for name, _ in CHOICE_TERMS}
    facts |= {
        "utility": choice.utility,
        "believed chance of an answer": choice.answer,
        "expected weight of an answer": choice.weight,
        "expected blame for nothing": choice.blame,
        "chance of this operation": choice.chance,
        "chance of letting it pass": choice.abstain,
        "chance of disruption or worse": choice.severe,
        "the same if nobody ever answered": choice.severe_undeterred,
        "draw": choice.draw,
    }
    yield from ((*place, what, value) for what, value in facts.items())
    harm = ("choice", _date(case, event["month"]), _target(case))
    yield (*harm, "harm, points of GDP", float(event["harm"]))
    yield (*harm, "harm with spill-over, bn USD", float(event["harm_money"]))
    yield (*harm, "civilian harm, bn USD", float(event["civilian"]))


def _sight(case: Case) -> Iterator[Row]:
    place = ("sight", _date(case, case.event["month"]), _target(case))
    yield (*place, "chance of being seen", case.sight.chance)
    yield (*place, "draw", case.sight.draw)
    yield (*place, "seen", case.sight.seen)


def _evidence(case: Case) -> Iterator[Row]:
    for month in case.evidence:
        date = _date(case, month.month)
        yield ("evidence", date, "", "bar", month.bar)
        yield ("evidence", date, _target(case), "contributors", month.contributors)
        for k, code in enumerate(case.suspects):
            yield ("evidence", date, code, "posterior", month.posterior[k])
            yield ("evidence", date, code, "technical evidence of the month", month.technical[k])
            yield ("evidence", date, code, "independent evidence of the month", month.independent[k])


def _naming(case: Case) -> Iterator[Row]:
    event = case.event
    if event["named"] >= 0:
        place = ("naming", _date(case, event["named_month"]), case.suspects[int(event["named"])])
        yield (*place, "named", float(event["certainty"]))
        yield (*place, "right", bool(event["named"] == event["author"]))
    elif case.evidence:
        last = case.evidence[-1]
        best = max(range(len(last.posterior)), key=lambda k: last.posterior[k])
        place = ("naming", _date(case, last.month), case.suspects[best])
        yield (*place, "not named", last.posterior[best])
        yield (*place, "short of the bar by", last.bar - last.posterior[best])
    if case.publicity is not None:
        place = ("naming", _date(case, event["named_month"]), _target(case))
        yield (*place, "chance of a public word", case.publicity.chance)
        yield (*place, "draw", case.publicity.draw)
        yield (*place, "public month", _date(case, event["public_month"]))


def _council(case: Case) -> Iterator[Row]:
    event = case.event
    if case.bringing is not None:
        place = ("council", _date(case, event["public_month"]), _target(case))
        yield (*place, "gravity, points of GDP", case.gravity)
        yield (*place, "chance of being brought", case.bringing.chance)
        yield (*place, "draw", case.bringing.draw)
        yield (*place, "brought", bool(event["brought_month"] >= 0))
    for meeting in case.meetings:
        yield from _meeting(case, meeting)


def _meeting(case: Case, meeting: Meeting) -> Iterator[Row]:
    codes, vote = case.life.prepared.roster.codes, meeting.vote
    place = ("council", _date(case, meeting.month))
    alliance = (*place, "alliance")
    yield (*alliance, "proposal", RUNGS[meeting.rung])
    yield (*alliance, "for", len(meeting.rows(Ballot.SUPPORT)))
    yield (*alliance, "against", len(meeting.rows(Ballot.OBJECT)))
    yield (*alliance, "support missing", ",".join(codes[k] for k in meeting.missing))
    yield (*alliance, "carried", meeting.carried)
    for k in vote.asked:
        yield (*place, codes[k], "ballot", BALLOTS[Ballot(int(vote.ballots[k]))])
        yield (*place, codes[k], "margin", float(vote.margins[k]))
        for (name, _), term in zip(VOTE_TERMS, vote.terms[k], strict=True):
            yield (*place, codes[k], f"margin: {name}", float(term))
        yield (*place, codes[k], "luck", float(vote.luck[k]))


def _answer(case: Case) -> Iterator[Row]:
    event = case.event
    alone = event["outcome"] == len(OUTCOMES) - 1
    who = _target(case) if alone else "alliance" if event["outcome"] else ""
    place = ("answer", _date(case, event["closed_month"]), who)
    yield (*place, "answer", OUTCOMES[event["outcome"]])
    yield (*place, "fate", FATES[event["fate"]])


def _lesson(case: Case) -> Iterator[Row]:
    lesson = case.lesson
    if lesson is None:
        return
    date = _date(case, case.event["closed_month"])
    yield ("lesson", date, "", "through this case alone", lesson.alone)
    told = [("members", "credence", lesson.members), ("alliance", "cohesion", lesson.cohesion)]
    if lesson.victim is not None:
        told.insert(0, (_target(case), "credence", lesson.victim))
    told += [
        (code, "believed chance of an answer", pair)
        for code, pair in zip(case.suspects, lesson.adversaries, strict=False)
    ]
    for who, what, (before, after) in told:
        yield ("lesson", date, who, f"{what}, before", before)
        yield ("lesson", date, who, f"{what}, after", after)
