"""A sentence or two a step: when it was, and the numbers that decided it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from experiments.explanation.case import Case, Meeting
from experiments.explanation.phrases import percent, when
from experiments.explanation.votes import TERMS
from experiments.explanation.words import STEPS, author, steps, suspect, target
from model.state import Ballot

__all__ = ["Detail", "Withheld", "details", "withheld"]

SHOWN = 8
"""Months of evidence in one line; of more, the first and the last."""


@dataclass(frozen=True)
class Detail:
    """A step, its month (empty where it never came to that), what happened, and whether it decided."""

    step: str
    when: str
    text: str
    decisive: bool


@dataclass(frozen=True)
class Withheld:
    """A member that withheld its support in a sitting, and the terms that weighed most."""

    member: str
    ballot: str
    margin: float
    luck: float
    against: tuple[tuple[str, float], ...]
    in_favour: tuple[tuple[str, float], ...]


def details(case: Case) -> list[Detail]:
    """The six steps in numbers."""
    event, year = case.event, case.life.prepared.roster.first_year
    months = {
        "choice": event["month"],
        "sight": event["month"],
        "evidence": case.evidence[0].month if case.evidence else -1,
        "naming": event["named_month"] if event["named"] >= 0 else -1,
        "council": case.meetings[0].month if case.meetings else -1,
        "lesson": event["closed_month"],
    }
    told = {
        "choice": _choice(case),
        "sight": _sight(case),
        "evidence": _evidence(case),
        "naming": _naming(case),
        "council": _council(case),
        "lesson": _lesson(case),
    }
    decisive = {one.step: one.decisive for one in steps(case)}
    return [
        Detail(step, when(int(months[step]), year) if months[step] >= 0 else "", told[step], decisive[step])
        for step in STEPS
    ]


def _choice(case: Case) -> str:
    choice, terms = case.choice, case.choice.terms
    without = choice.utility - terms["fear"]
    return (
        f"{author(case)} held an answer {percent(choice.answer)} likely. Unanswered, the attack was worth {without:.1f} to it "
        f"(resilience took {-terms['denial']:.1f}); the fear of an answer took {-terms['fear']:.1f}. Chance of "
        f"disruption or worse: {percent(choice.severe)}; had nobody ever answered: {percent(choice.severe_undeterred)}"
    )


def _sight(case: Case) -> str:
    seen = "it was" if case.event["detected"] else "it was not"
    return f"{percent(case.sight.chance)} likely to be seen; {seen}"


def _evidence(case: Case) -> str:
    if not case.evidence:
        return "none: nobody knew"
    names = (*case.life.prepared.roster.adversary_names, "criminals")
    last = case.evidence[-1]
    best = int(np.argmax(last.posterior))
    told = [f"{names[best]} {_series(case, best)}"]
    if best != case.event["author"]:
        told.append(f"{author(case)}, who did it, {_series(case, int(case.event['author']))}")
    return f"{'; '.join(told)}. The bar: {percent(last.bar)}"


def _series(case: Case, suspect: int) -> str:
    """`49, 75, 76, 99 %`."""
    shares = [_share(month.posterior[suspect]) for month in case.evidence]
    if len(shares) > SHOWN:
        shares = [*shares[: SHOWN - 3], "…", *shares[-2:]]
    return f"{', '.join(shares)} %"


def _share(posterior: float) -> str:
    """Per cent without the sign; what is not certain is never shown as certain."""
    return ">99" if 0.995 <= posterior < 1.0 else f"{100 * posterior:.0f}"


def _naming(case: Case) -> str:
    event = case.event
    if not event["detected"]:
        return "nobody is named"
    if event["named"] < 0:
        return "nobody reached the bar" if event["closed_month"] >= 0 else "nobody has reached the bar yet"
    right = "rightly" if event["named"] == event["author"] else f"wrongly: it was {author(case)}"
    told = f"{suspect(case)}, {right}, at {percent(float(event['certainty']))}"
    if case.publicity is None:
        return told
    if event["public_month"] < 0:
        waits = event["fate"] != 1  # a public word may still come
        return told + (f"; a public word was {percent(case.publicity.chance)} likely and was not said" if waits else "")
    date = when(int(event["public_month"]), case.life.prepared.roster.first_year)
    return f"{told}; in public in {date}"


def _council(case: Case) -> str:
    event = case.event
    if event["public_month"] < 0:
        return "never before the Council"
    if event["brought_month"] < 0 and case.bringing is not None:
        return f"not brought: {percent(case.bringing.chance)} likely at a gravity of {case.gravity:.2g} points of GDP"
    text = next(one.text for one in steps(case) if one.step == "council")
    return f"brought ({percent(case.bringing.chance)} likely); {text}" if case.bringing is not None else text


def _lesson(case: Case) -> str:
    lesson = case.lesson
    if lesson is None:
        return "not decided when the run ends"
    before, after = lesson.adversaries[int(case.event["author"])]
    told = [f"{author(case)} holds an answer {percent(before)} → {percent(after)} likely"]
    if lesson.victim is not None:
        told.append(f"{target(case)} trusts the alliance at {lesson.victim[0]:.3f} → {lesson.victim[1]:.3f}")
    told.append(f"members at {lesson.members[0]:.3f} → {lesson.members[1]:.3f}")
    return "; ".join(told) + ("" if lesson.alone else " (over that month)")


def withheld(case: Case, meeting: Meeting) -> list[Withheld]:
    """The members that withheld their support, objectors first, each with the terms that weighed most."""
    names, vote = case.life.prepared.roster.names, meeting.vote
    found = []
    for ballot, word in ((Ballot.OBJECT, "objects"), (Ballot.ABSTAIN, "abstains")):
        for k in meeting.rows(ballot):
            terms = sorted(
                zip((name for name, _ in TERMS), vote.terms[k].tolist(), strict=True), key=lambda one: one[1]
            )
            against = tuple(one for one in terms if one[1] < -0.005)[:3]
            favour = tuple(one for one in reversed(terms) if one[1] > 0.005)[:2]
            found.append(Withheld(names[k], word, float(vote.margins[k]), float(vote.luck[k]), against, favour))
    return found
