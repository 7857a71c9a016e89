"""Why a member voted as it did: the terms of its margin, noted at the moment of the vote.

The equation and its terms stand beside `margin` in model/rules/votes.py. What is shown is what was decided: each term is
asked at the moment of the vote. Units: utility, the benefit of answering a destruction being 2.6.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np

from model import AllianceModel
from model.preparation import Prepared
from model.randomness import Draw, normal
from model.rule import rule
from model.rules.votes import margin_terms

__all__ = ["TERMS", "Vote", "compile_votes", "listen"]

TERMS = (
    ("answer", "what an answer is worth, at the certainty of guilt"),
    ("error", "what answering the wrong state would cost"),
    ("act", "cost of acting at this rung"),
    ("reluctance", "its own lasting reluctance"),
    ("balancing", "ties it keeps to the accused"),
    ("fear", "fear of nuclear escalation"),
    ("abandonment", "fear of acting without the hegemon"),
    ("cohesion", "cohesion of the alliance"),
    ("credence", "its belief that the alliance answers"),
    ("retaliation", "what the accused may do to those who lead the answer"),
)
"""The terms of a margin in the order of `margin_terms`, as they are shown."""


@dataclass
class Vote:
    """One proposal of one month: ballots, margins and their terms by state; NaN where a state was not asked."""

    identity: int
    event: int
    victim: int
    suspect: int
    author: int
    rung: int
    certainty: float
    ballots: np.ndarray
    margins: np.ndarray
    terms: np.ndarray
    luck: np.ndarray
    carried: bool = False
    asked: list[int] = field(default_factory=list)


_margin_terms = rule(margin_terms)  # asked of every vote of a run: compiled, and not thirty times as slow


@rule
def _explained(world, c, k, p):
    """The terms of state k's margin in case c, and what mood and opinion add to it, in its units: (√ρ Z + √(1 − ρ) ε)/s."""
    case, alliance = world.cases[c], world.alliance[0]
    opinion = normal(alliance.key, case.birth, Draw.OPINION, k, case.identity)
    shocks = math.sqrt(p.vote_correlation) * alliance.common_view + math.sqrt(1.0 - p.vote_correlation) * opinion
    return _margin_terms(world, c, k, p), shocks / p.vote_scale if p.vote_scale > 0.0 else 0.0


def compile_votes(prepared: Prepared) -> None:
    """Compile what notes a vote, or find it compiled; the row of a case that it is tried on holds nothing yet."""
    _explained(prepared.template, 0, 0, prepared.segments[0].p)


def listen(model: AllianceModel, heard: Callable[[], list[Vote]]) -> None:
    """From now on every vote that a state of this model casts is also written into `heard()`; the run is unchanged."""
    for agent in model.states:
        agent.vote = partial(_noted, agent.vote, model, agent.row, heard)


def _noted(vote: Callable[[int], Any], model: AllianceModel, k: int, heard: Callable[[], list[Vote]], c: int) -> None:
    terms, luck = _explained(model.world, c, k, model.p)
    vote(c)
    votes = heard()
    case, n = model.world.cases[c], len(model.world.states)
    if not votes or votes[-1].identity != int(case["identity"]):
        nothing = partial(np.full, n, np.nan)
        votes.append(
            Vote(
                identity=int(case["identity"]),
                event=int(case["event"]),
                victim=int(case["victim"]),
                suspect=int(case["suspect"]),
                author=int(case["author"]),
                rung=int(case["rung"]),
                certainty=float(case["certainty"]),
                ballots=np.zeros(n, np.int64),
                margins=nothing(),
                terms=np.full((n, len(TERMS)), np.nan),
                luck=nothing(),
            )
        )
    held, state = votes[-1], model.world.states[k]
    held.asked.append(k)
    held.ballots[k], held.margins[k] = state["ballot"], state["margin"]
    held.terms[k], held.luck[k] = terms, luck
