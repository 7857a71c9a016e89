"""A case with the eyes of the allies: no author, no right or wrong, nothing at all of what nobody saw.

What is wrongly answered counts as answered here, and an attack whose author was named has that author, right or not.
"""

from __future__ import annotations

from dataclasses import replace

from experiments.explanation.case import Case
from experiments.explanation.phrases import month_name, percent, rung_name
from experiments.explanation.words import Step, cause, ending, steps, suspect, target
from model.incidents import OUTCOMES
from model.state import Fate

__all__ = ["known_cause", "known_steps", "known_title"]

PASSIVES = ("is pestered", "is spied on", "is disrupted", "is struck")
"""What the tiers do to a target."""


def known_title(case: Case) -> str:
    """`Germany is disrupted, January 2034: unanswered, by one objection`. The case must have been seen."""
    date = month_name(int(case.event["month"]), case.life.prepared.roster.first_year)
    return f"{target(case)} {PASSIVES[case.event['tier']]}, {date}: {_ending(case)}"


def _ending(case: Case) -> str:
    if Fate(int(case.event["fate"])) != Fate.WRONG:
        return ending(case)
    alone = case.event["outcome"] == len(OUTCOMES) - 1
    return f"{target(case)} answered alone" if alone else f"answered by {rung_name(int(case.event['outcome']) - 1)}"


def known_cause(case: Case) -> str:
    """Harm, whom allies hold guilty and how surely, and who objected."""
    harm, _, rest = cause(case).partition(". ")
    if case.event["named"] < 0:
        return f"{harm}. {rest}".strip()
    objections = rest.partition(". ")[2]
    return (
        f"{harm}. Allies were {percent(float(case.event['certainty']))} sure of {suspect(case)}. {objections}".strip()
    )


def known_steps(case: Case) -> list[Step]:
    """The six steps in a few words: choice and lesson as far as allies can know them."""
    told = {"choice": "not known to allies", "naming": suspect(case) or "nobody is named", "lesson": _lesson(case)}
    if case.event["named"] >= 0 and case.event["public_month"] < 0:
        told["naming"] += ", in private"
    return [replace(step, text=told.get(step.step, step.text)) for step in steps(case)]


def _lesson(case: Case) -> str:
    if case.lesson is None:
        return "none yet"
    before, after = case.lesson.members
    return f"members trust it {'less' if after < before else 'more' if after > before else 'as before'}"
