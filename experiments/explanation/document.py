"""A case as one JSON document for whoever draws it: title, six steps, evidence by month, the Council as a matrix, changes."""

from __future__ import annotations

from typing import Any

from experiments.explanation.case import Case, Meeting
from experiments.explanation.choosing import TERMS as CHOICE_TERMS
from experiments.explanation.details import details
from experiments.explanation.explained import Explanation
from experiments.explanation.known import known_cause, known_steps, known_title
from experiments.explanation.levers import date_of
from experiments.explanation.phrases import rung_name, when
from experiments.explanation.rows import BALLOTS
from experiments.explanation.votes import TERMS
from experiments.explanation.words import Step
from model.errors import RequestError
from model.parameters import RUNGS, TIERS
from model.state import Ballot

__all__ = ["GUESS", "incident_document"]

GUESS = 0.6
"""Who did it may be guessed in the last month before the name in which nobody's posterior lay above this."""


def incident_document(found: Explanation, known: bool = False) -> dict[str, Any]:
    """Everything that a page on the case shows, as plain objects ready for JSON.

    known: with the eyes of the allies; then nothing in it tells the author, or whether a name was right, and there are no
    changes, whose outcomes would tell. Errors: RequestError where `known` asks for an attack that nobody saw.
    """
    case = found.case
    event, resolved = case.event, case.life.prepared.resolved
    if known and not event["detected"]:
        raise RequestError(f"incident {found.incident}: nobody saw it; allies know of no such case")
    steps = known_steps(case) if known else found.steps
    document = {
        "incident": found.incident,
        "policy": resolved.policy,
        "scenario": resolved.scenario,
        "seed": case.life.key,
        "known": known,
        **_dated(case, int(event["month"])),
        "target": (*case.life.prepared.roster.codes, "NATO")[event["target"]],
        "tier": TIERS[event["tier"]],
        "title": known_title(case) if known else found.title,
        "cause": known_cause(case) if known else found.cause,
        "steps": _steps(case, steps, known),
        "evidence": _evidence(case),
        "council": _council(case),
    }
    if known:
        return document
    return document | {"truth": _truth(case), "changes": _changes(found), "notes": found.notes}


def _dated(case: Case, month: int) -> dict[str, str]:
    year = case.life.prepared.roster.first_year
    return {"month": date_of(month, year), "label": when(month, year)}


def _steps(case: Case, steps: list[Step], known: bool) -> list[dict[str, Any]]:
    """`detail`: the numbers behind a step; left out where they would tell what allies do not know."""
    told = {one.step: one for one in details(case)}
    hidden = ("choice", "evidence", "naming", "lesson") if known else ()
    return [
        {
            "step": step.step,
            "title": step.step.capitalize(),
            "text": step.text,
            "decisive": step.decisive,
            "label": told[step.step].when,
            "detail": "" if step.step in hidden else told[step.step].text,
        }
        for step in steps
    ]


def _evidence(case: Case) -> dict[str, Any]:
    """Posteriors by month, and what came in: log-likelihood by suspect in both channels, of which flags bend the technical."""
    event = case.event
    names = (*case.life.prepared.roster.adversary_names, "criminals")
    months = [
        _dated(case, one.month)
        | {"bar": one.bar, "posterior": _short(one.posterior), "technical": _short(one.technical)}
        | {"independent": _short(one.independent), "contributors": round(one.contributors, 2)}
        for one in case.evidence
    ]
    named: dict[str, Any] | None = None
    if event["named"] >= 0:
        named = {**_dated(case, int(event["named_month"]))}
        named |= {"suspect": int(event["named"]), "certainty": float(event["certainty"])}
        if event["public_month"] >= 0:
            named["public"] = _dated(case, int(event["public_month"]))
    before = [
        k for k, one in enumerate(case.evidence) if max(one.posterior) <= GUESS and one.month != event["named_month"]
    ]
    suspects = [{"code": code, "name": name} for code, name in zip(case.suspects, names, strict=True)]
    return {"suspects": suspects, "months": months, "named": named, "guess": before[-1] if before else None}


def _council(case: Case) -> dict[str, Any]:
    """Sittings as columns; members that ever withheld their support first, objections before abstentions."""
    roster, meetings = case.life.prepared.roster, case.meetings
    members = meetings[0].members if meetings else ()
    count = {
        k: [sum(k in one.rows(ballot) for one in meetings) for ballot in (Ballot.OBJECT, Ballot.ABSTAIN)]
        for k in members
    }
    order = sorted(members, key=lambda k: (-count[k][0], -count[k][1], k))
    sittings = [
        _dated(case, one.month)
        | {"rung": RUNGS[one.rung], "rung_name": rung_name(one.rung), "carried": one.carried}
        | {"for": len(one.rows(Ballot.SUPPORT)), "against": len(one.rows(Ballot.OBJECT))}
        | {"missing": [roster.codes[k] for k in one.missing]}
        for one in meetings
    ]
    rows = [
        {"code": roster.codes[k], "name": roster.names[k], "withheld": sum(count[k]) > 0}
        | {"cells": [_cell(one, k) for one in meetings]}
        for k in order
    ]
    brought = None
    if case.bringing is not None:
        brought = {
            "chance": case.bringing.chance,
            "gravity": case.gravity,
            "brought": bool(case.event["brought_month"] >= 0),
        }
    terms = [{"name": name, "meaning": meaning} for name, meaning in TERMS]
    return {"brought": brought, "terms": terms, "sittings": sittings, "members": rows}


def _cell(meeting: Meeting, k: int) -> dict[str, Any]:
    vote = meeting.vote
    terms = _short(vote.terms[k].tolist())
    figures = {"margin": round(float(vote.margins[k]), 4), "luck": round(float(vote.luck[k]), 4)}
    return {"ballot": BALLOTS[Ballot(int(vote.ballots[k]))], **figures, "terms": terms}


def _truth(case: Case) -> dict[str, Any]:
    """Who did it, why, and whether the name was right."""
    event, choice = case.event, case.choice
    terms = [
        {"name": name, "meaning": meaning, "value": round(choice.terms[name], 4)} for name, meaning in CHOICE_TERMS
    ]
    figures = {name: getattr(choice, name) for name in ("stake", "utility", "answer", "weight", "chance", "abstain")}
    return {
        "author": int(event["author"]),
        "shown": int(event["shown"]),
        "flag": bool(event["flag"]),
        "right": None if event["named"] < 0 else bool(event["named"] == event["author"]),
        "seen": {"chance": case.sight.chance, "seen": case.sight.seen},
        "choice": figures | {"severe": choice.severe, "severe_undeterred": choice.severe_undeterred, "terms": terms},
        "harm": {name: float(event[name]) for name in ("harm", "harm_money", "civilian")},
    }


def _changes(found: Explanation) -> dict[str, Any]:
    """All trials, ranked; `step` tells that a smaller step of the same lever has turned the outcome already."""
    rows, met = [], set()
    for trial, row in zip(found.trials, found.change_rows(), strict=True):
        rows.append({**row, "kind": trial.lever.kind, "step": trial.turned and trial.lever.ladder in met})
        met |= {trial.lever.ladder} if trial.turned else set()
    turned = sum(trial.turned for trial in found.trials)
    return {"years": found.years, "tried": len(rows), "turned": turned, "rows": rows}


def _short(values: Any) -> list[float]:
    return [round(float(value), 4) for value in values]
