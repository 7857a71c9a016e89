"""A case in words: its title, one line of its cause, and a few words a step. Names as the alliance's file writes them."""

from __future__ import annotations

from dataclasses import dataclass

from experiments.explanation.case import Case
from experiments.explanation.phrases import money, month_name, percent, rung_name
from model.incidents import OUTCOMES
from model.state import Ballot, Fate

__all__ = ["STEPS", "Step", "author", "cause", "ending", "steps", "suspect", "target", "title"]

STEPS = ("choice", "sight", "evidence", "naming", "council", "lesson")
VERBS = ("pesters", "spies on", "disrupts", "strikes")
"""What the tiers do, in the present tense."""


@dataclass(frozen=True)
class Step:
    """A step of the story in a few words; the decisive one is where the case was lost, or won."""

    step: str
    text: str
    decisive: bool = False


def author(case: Case) -> str:
    return case.life.prepared.roster.adversary_names[int(case.event["author"])]


def target(case: Case) -> str:
    names = case.life.prepared.roster.names
    row = int(case.event["target"])
    return names[row] if row < len(names) else "the alliance's networks"


def suspect(case: Case) -> str:
    """Whom states named; `criminals` for crime, nothing where nobody was named."""
    names = (*case.life.prepared.roster.adversary_names, "criminals")
    return names[int(case.event["named"])] if case.event["named"] >= 0 else ""


def title(case: Case) -> str:
    """`Russia disrupts Germany, January 2034: unanswered, by one objection`."""
    date = month_name(int(case.event["month"]), case.life.prepared.roster.first_year)
    return f"{author(case)} {VERBS[case.event['tier']]} {target(case)}, {date}: {ending(case)}"


def ending(case: Case) -> str:
    event, fate = case.event, Fate(int(case.event["fate"]))
    alone = event["outcome"] == len(OUTCOMES) - 1
    if fate == Fate.UNDETECTED:
        return "nobody saw it"
    if fate == Fate.PENDING:
        return "not decided when the run ends"
    if fate == Fate.UNNAMED:
        return "nobody was named"
    if fate == Fate.UNANSWERED:
        return _unanswered(case)
    how = f"{target(case)} answered alone" if alone else f"answered by {rung_name(int(event['outcome']) - 1)}"
    return f"{how}, against the wrong state" if fate == Fate.WRONG else how


def _unanswered(case: Case) -> str:
    if suspect(case) == "criminals":
        return "taken for a crime"
    if case.event["public_month"] < 0:
        return "named in private, never in public"
    if not case.meetings:
        return "named in public, never before the Council"
    objectors = {k for one in case.meetings for k in one.rows(Ballot.OBJECT)}
    short = max(len(one.missing) for one in case.meetings)
    if all(set(one.missing) <= set(one.rows(Ballot.OBJECT)) for one in case.meetings):
        return "unanswered, by one objection" if short == 1 else f"unanswered, by {len(objectors)} objectors"
    return f"unanswered, up to {short} members short"


def cause(case: Case) -> str:
    """`$764 m of civilian harm. Allies were 94 % sure of Russia, rightly. Hungary objected in seven sittings.`"""
    said = [f"{money(float(case.event['civilian']))} of civilian harm."]
    if case.event["named"] >= 0:
        right = "rightly" if case.event["named"] == case.event["author"] else f"wrongly: it was {author(case)}"
        said.append(f"Allies were {percent(float(case.event['certainty']))} sure of {suspect(case)}, {right}.")
    elif case.evidence:
        best = max(case.evidence[-1].posterior)
        said.append(f"After {len(case.evidence)} months allies were {percent(best)} sure of the likeliest suspect.")
    names = case.life.prepared.roster.names
    count: dict[int, int] = {}
    for meeting in case.meetings:
        for k in meeting.rows(Ballot.OBJECT):
            count[k] = count.get(k, 0) + 1
    blocked = [f"{names[k]} objected in {_sittings(n)}" for k, n in sorted(count.items(), key=lambda one: -one[1])]
    if blocked:
        more = f", and {len(blocked) - 3} more" if len(blocked) > 3 else ""
        said.append(f"{'; '.join(blocked[:3])}{more}.")
    return " ".join(said)


def _sittings(count: int) -> str:
    return "one sitting" if count == 1 else f"{count} sittings"


def steps(case: Case) -> list[Step]:
    """The six steps in about five words each; one of them decided."""
    event = case.event
    decisive = "council"
    if not event["detected"]:
        decisive = "sight"
    elif event["named"] < 0:
        decisive = "evidence"
    elif event["public_month"] < 0:
        decisive = "naming"
    texts = {
        "choice": f"{author(case)}: an answer {percent(case.choice.answer)} likely",
        "sight": "seen at once" if event["detected"] else "nobody sees it",
        "evidence": _months(len(case.evidence)) if event["detected"] else "none is sought",
        "naming": _naming(case),
        "council": _council(case),
        "lesson": _lesson(case),
    }
    return [Step(step, texts[step], step == decisive) for step in STEPS]


def _months(count: int) -> str:
    return "1 month" if count == 1 else f"{count} months"


def _naming(case: Case) -> str:
    if case.event["named"] < 0:
        return "nobody is named"
    right = "right" if case.event["named"] == case.event["author"] else "wrong"
    return f"{suspect(case)}, {right}" + ("" if case.event["public_month"] >= 0 else ", in private")


def _council(case: Case) -> str:
    if not case.meetings:
        return "statement without a vote" if case.event["outcome"] == 1 else "never before the Council"
    met = _sittings(len(case.meetings))
    if case.meetings[-1].carried:
        return f"{met}: {rung_name(case.meetings[-1].rung)}"
    return f"{met}, all stopped" + (f"; {target(case)} alone" if case.event["outcome"] else "")


def _lesson(case: Case) -> str:
    if case.lesson is None:
        return "none yet"
    before, after = case.lesson.adversaries[int(case.event["author"])]
    return f"{author(case)} fears {'less' if after < before else 'more' if after > before else 'as much'}"
