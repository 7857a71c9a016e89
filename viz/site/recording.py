"""One run as a page plays it without a server: every month's frame, the timeline, what states are, the gravest cases told.

viz/javascript/recorded.js reads it, and answers as `viz.live.Live` does. Columns of states are kept in 65,535 steps between
their least and their largest value, terms of ballots in thousandths; frames hold the very bits that the live view sends.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from typing import Any

import numpy as np

from experiments.explanation.votes import TERMS
from model.incidents import OUTCOMES
from viz.controls import controls
from viz.fixed import fixed_of, has_stories
from viz.frames import KEPT, NODE_MEASURES, PLAIN, SERIES, Session
from viz.history import with_series
from viz.panels import BALLOTS, FACTS, SUFFERED
from viz.plain import plain
from viz.request import Request
from viz.site.kept import kept_cases
from viz.site.offline import offline_stories

__all__ = ["record"]

STEPS = 65535
THOUSANDTHS, NOBODY = 1000, -32768
"""Terms of ballots as whole numbers; the last stands where a state was not asked."""


def record(request: Request, months: int = 240, cases: int = 16, session: Session | None = None) -> dict[str, Any]:
    """What a page needs of the first `months` of a run, its `cases` gravest told in full (about a second each), as plain
    JSON. session: the run, where there is one already. Errors: RequestError; those of the run."""
    if session is None:
        (policy,) = request.policies
        session = Session.of(policy, request.scenario, request.seed, request.parameters)
    session.at(months)
    told = {
        "fixed": fixed_of([session], months),
        "controls": controls(request, session.model.prepared.resolved.parameters) | {"recorded": True},
        "frames": _frames(session, months),
        "states": _states(session, months),
        "harm": [session.at(month).waterfall.round(4).tolist() for month in range(months + 1)],
        "history": {"first": 0, "until": months, "runs": [with_series(session, 0, months)]},
        "terms": _terms(session, months),
        "panel": _panel(),
        "cases": kept_cases(session, months, cases),
        "stories": offline_stories(request) if has_stories(session) else {},
    }
    return plain(told)


def _packed(values: Any, kind: Any) -> str:
    """Numbers as base64 of little-endian bytes."""
    return b64encode(np.ascontiguousarray(values, np.dtype(kind).newbyteorder("<")).tobytes()).decode()


def _frames(session: Session, months: int) -> dict[str, Any]:
    """Every month as `Session.pack` sends it, without colours, which the page puts in; lengths in floats."""
    packed = [session.pack(month, PLAIN) for month in range(months + 1)]
    return {"lengths": [len(one) // 4 for one in packed], "bytes": b64encode(b"".join(packed)).decode()}


def _states(session: Session, months: int) -> dict[str, Any]:
    """What states are, by month, column and state, but for what frames hold."""
    names = [name for name in KEPT if name not in ("gdp", "harm")]
    values = np.array([session.at(month).values for month in range(months + 1)])[:, :, [KEPT.index(n) for n in names]]
    values = values.transpose(0, 2, 1)
    low, high = values.min(axis=(0, 2)), values.max(axis=(0, 2))
    span = np.where(high > low, high - low, 1.0)
    steps = np.rint((values - low[:, None]) / span[:, None] * STEPS)
    scales = {name: NODE_MEASURES[name].scale for name in names if name in NODE_MEASURES}
    return {
        "names": names,
        "low": low.tolist(),
        "span": span.tolist(),
        "steps": STEPS,
        "scales": scales,
        "bytes": _packed(steps, np.uint16),
    }


def _terms(session: Session, months: int) -> dict[str, Any]:
    """For every ballot of every vote, in the order of frames: its terms, margin and luck."""
    votes = [vote for month in range(months + 1) for vote in session.at(month).votes]
    rows: Sequence[Any] = [np.column_stack([vote.terms, vote.margins, vote.luck]) for vote in votes]
    held = np.array(rows).reshape(-1, len(session.roster.codes), len(TERMS) + 2) * THOUSANDTHS
    whole = np.where(np.isnan(held), NOBODY, np.clip(np.rint(held), NOBODY + 1, -NOBODY - 1))
    return {"unit": THOUSANDTHS, "nobody": NOBODY, "bytes": _packed(whole, np.int16)}


def _panel() -> dict[str, Any]:
    """How the panel of a state is written."""
    groups = [
        {"title": title, "known": title != SUFFERED, "facts": [[label, *fact] for label, fact in facts]}
        for title, facts in FACTS
    ]
    terms = [{"name": name, "meaning": meaning} for name, meaning in TERMS]
    return {"groups": groups, "ballots": BALLOTS, "terms": terms, "outcomes": OUTCOMES, "series": SERIES}
