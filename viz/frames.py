"""A run to be watched: stepped as far as anybody looked, every month kept, so that scrubbing back shows the same state.

The model is the Mesa model, unchanged; a frame is what of it a picture needs, packed whole and stateless into float32
bytes (`pack`), so that a late or lost one never corrupts the picture.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from experiments.explanation.votes import Vote, listen
from model import MEASURES, STATES, AllianceModel
from model.measures import MONTHLY
from model.preparation import prepare
from model.state import Fate, Status
from viz.places import shown_alliance, shown_world

__all__ = [
    "COLOURS",
    "HEADER",
    "NODE_MEASURES",
    "PLAIN",
    "SERIES",
    "UNKNOWN_SERIES",
    "WATERFALL",
    "Frame",
    "NodeMeasure",
    "Session",
]

CASES_SHOWN = 24
"""Open cases in a frame, the gravest first: fifty dashed lines at once are fog, and bytes."""


@dataclass(frozen=True)
class NodeMeasure:
    """A state variable as a colour: shown = scale · value, from low to high; the label and unit are for the legend."""

    name: str
    label: str
    unit: str
    low: float
    high: float
    scale: float = 1.0
    known: bool = True  # whether allies can know it: no undetected operation has a part in it
    worse: bool = False  # whether more of it is worse

    @property
    def meaning(self) -> str:
        return STATES[self.name].meaning


NODE_MEASURES = {
    one.name: one
    for one in (
        NodeMeasure("threat", "perceived threat", "", 0.0, 1.0),
        NodeMeasure("core", "core defence", "% of GDP", 0.0, 6.0, 100.0),
        NodeMeasure("protection", "cyber resilience", "of attacks fail", 0.4, 1.0),
        NodeMeasure("resilience_spending", "spending on resilience", "points of GDP a year", 0.0, 0.2),
        NodeMeasure("credence", "belief that the alliance answers", "", 0.0, 1.0),
        NodeMeasure("balancing", "strategic balancing", "", 0.0, 1.0),
        NodeMeasure("detection", "detection skill", "", 0.0, 1.0),
        NodeMeasure("fear", "fear of nuclear escalation", "", 0.0, 1.0),
        NodeMeasure("total_damage", "harm suffered so far", "points of GDP", 0.0, 3.0, known=False, worse=True),
    )
}
"""What nodes can be coloured by; their meanings are those of the declarations."""

PLAIN = "none"
"""No colour: all states alike, so that ballots and attacks stand out."""
COLOURS = (PLAIN, *NODE_MEASURES)

EXTRA = ("gdp", "harm", "budget_limit", "resilience_money", "spill_in", "reluctance", "contributors")
KEPT = (*NODE_MEASURES, *EXTRA)

SERIES = ("core_share", "resilience", "credence", "civilian_harm")
"""The four series beside the map; each is a monthly measure."""
UNKNOWN_SERIES = ("civilian_harm",)
"""Those that allies do not know: undetected operations have a part in them."""

WATERFALL = tuple(
    f"civilian_{fate}" for fate in ("answered", "unanswered", "wrong", "unnamed", "undetected", "pending")
)
"""What became of civilian harm so far; the parts add up to civilian_settled."""

HEADER = (
    *("month", "nodes", "adversaries", "operations", "cases", "namings", "votes", "months"),
    *("commitment", "cohesion", "norm", "key"),
)
OPERATION, CASE, NAMING, VOTE = 8, 7, 5, 7


@dataclass(frozen=True)
class Frame:
    """A month just passed (`month` of them have): what states have and believe, and what happened in it."""

    month: int
    values: np.ndarray  # (states, len(KEPT))
    adversaries: np.ndarray  # (adversaries, 2): escalation, zero-days held
    alliance: tuple[float, float, float]  # commitment, cohesion, norm
    operations: np.ndarray  # row of the log, author, target, tier, believed author, detected, harm, flag
    cases: (
        np.ndarray
    )  # row of the log, victim, likeliest suspect, its posterior, true author, tier, 1 if before the Council
    namings: np.ndarray  # row of the log, target, named, true author, certainty
    votes: tuple[Vote, ...]
    waterfall: np.ndarray
    signposts: int = 0  # bit k: what the policy's k-th signpost changes is in force from the next month on


class Session:
    """A model under way with all its frames. Steps are made under a lock, one at a time, on demand."""

    def __init__(self, model: AllianceModel) -> None:
        self.model, self.roster, self.months = model, model.roster, model.months
        self.lock = threading.RLock()
        self._votes: list[Vote] = []
        listen(model, lambda: self._votes)
        self.frames = [self._frame()]

    @classmethod
    def of(
        cls,
        policy: Any = "baseline",
        scenario: Any = "today",
        seed: int = 0,
        parameters: Mapping[str, Any] | None = None,
        world: Any = None,
    ) -> Session:
        """A fresh run of 240 months. world: a table of one row; the one that the page shows where none is given. Errors:
        RequestError for anything undeclared or out of bounds."""
        world = shown_world() if world is None else world
        if world is None:
            return cls(AllianceModel(policy, scenario, seed, roster=shown_alliance(), **dict(parameters or {})))
        ready = prepare(policy, scenario, 240, parameters, roster=shown_alliance(), worlds=world)
        return cls(AllianceModel(seed=seed, prepared=ready.only(0)))

    @property
    def reached(self) -> int:
        """Months run so far."""
        return len(self.frames) - 1

    def at(self, month: int) -> Frame:
        """The frame after so many months; the run goes on as far as that needs, never beyond its planned end."""
        month = min(max(0, month), self.months)
        with self.lock:
            while self.reached < month:
                self._votes = []
                self.model.step()
                self.frames.append(self._frame())
            return self.frames[month]

    def _frame(self) -> Frame:
        world = self.model.world
        month = self.model.month
        alliance = world.alliance[0]
        events = world.events[: alliance["events"]].view(np.ndarray)
        for vote in self._votes:  # the rung is the event's outcome where the proposal carried this month
            row = events[vote.event] if vote.event >= 0 else None
            vote.carried = bool(
                row is not None and row["closed_month"] == month - 1 and row["outcome"] == vote.rung + 1
            )
        cases = world.cases[: alliance["open_cases"]].view(np.ndarray)
        sums = {name: float(world.months[name][:month].sum()) for name in WATERFALL}
        return Frame(
            month=month,
            values=np.column_stack([world.states[name] for name in KEPT]).astype(float),
            adversaries=np.column_stack([world.adversaries.escalation_level, world.adversaries.zero_days]).astype(
                float
            ),
            alliance=(float(alliance["commitment"]), float(alliance["cohesion"]), float(alliance["norm"])),
            operations=_operations(events, cases, month),
            cases=_cases(cases),
            namings=_namings(events, month),
            votes=tuple(self._votes),
            waterfall=np.array(list(sums.values())),
            signposts=int(alliance["signposts"]),
        )

    def series(self, until: int, names: Sequence[str] = SERIES) -> np.ndarray:
        """Monthly measures of the first months, one row a measure."""
        self.at(until)
        with self.lock:
            table = self.model.world.months[:until]
            return np.array([table[name] for name in names], dtype=float).reshape(len(names), len(table))

    def log(self, month: int) -> np.ndarray:
        """The log as it stood after so many months, rows of opportunities that were let pass included."""
        self.at(month)
        with self.lock:
            events = self.model.world.events[: self.model.world.alliance["events"][0]]
            events = events[events["month"] < month].copy()
        later = events["named_month"] >= month
        events["named"][later], events["named_month"][later] = -1, -1
        events["published"][events["published_month"] >= month] = -1
        for stage in ("public_month", "brought_month", "published_month"):
            events[stage][events[stage] >= month] = -1
        open_still = (events["closed_month"] >= month) | (events["closed_month"] < 0)
        events["outcome"][open_still], events["fate"][open_still & (events["tier"] >= 0)] = 0, int(Fate.PENDING)
        return events

    def scale(self, measure: str, until: int) -> tuple[float, float]:
        """The 5th and the 95th percentile of what states had of a measure in the first months, as it is shown."""
        node, place = NODE_MEASURES[measure], KEPT.index(measure)
        self.at(until)
        held = np.array([frame.values[:, place] for frame in self.frames[: until + 1]]) * node.scale
        low, high = np.percentile(held, [5, 95])
        return (float(low), float(high)) if high > low else (node.low, node.high)

    def pack(self, month: int, measure: str = PLAIN) -> bytes:
        """A frame as float32 bytes: HEADER; node values, sizes (GDP) and harm; adversaries; operations; cases; namings;
        votes (VOTE figures, then a ballot a state)."""
        frame = self.at(month)
        column = {name: frame.values[:, place] for place, name in enumerate(KEPT)}
        header: list[float] = [frame.month, len(frame.values), len(frame.adversaries)]
        header += [len(frame.operations), len(frame.cases), len(frame.namings), len(frame.votes), self.months]
        header += [*frame.alliance, float(self.model.key % 2**24)]
        votes = [
            [v.event, v.victim, v.suspect, v.author, v.rung, v.certainty, v.carried, *v.ballots] for v in frame.votes
        ]
        shown = column["gdp"] * 0.0 if measure == PLAIN else column[measure] * NODE_MEASURES[measure].scale
        parts = [header, shown, column["gdp"], column["harm"], frame.adversaries.T]
        parts += [frame.operations, frame.cases, frame.namings, votes]
        return np.concatenate([np.asarray(part, np.float32).ravel() for part in parts]).tobytes()


def _operations(events: np.ndarray, cases: np.ndarray, month: int) -> np.ndarray:
    """Operations of the month just passed. Believed is whom the case's posterior points to by its end, −1 if no case."""
    rows = np.flatnonzero((events["month"] == month - 1) & (events["tier"] >= 0))
    leading = dict(zip(cases["event"].tolist(), _suspects(cases)[0].tolist(), strict=True))
    believed = np.array([leading.get(row, -1) for row in rows.tolist()], dtype=int)
    named = events["named"][rows]
    columns = [events[name][rows] for name in ("author", "target", "tier", "detected", "harm", "flag")]
    columns.insert(3, np.where(named >= 0, named, believed))
    return np.column_stack([rows, *columns]).astype(float)


def _suspects(cases: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The likeliest author of each open case and its posterior; −1 and 0 before any evidence."""
    best = cases["posterior"].argmax(axis=1) if len(cases) else np.zeros(0, int)
    posterior = cases["posterior"][np.arange(len(cases)), best]
    named = cases["suspect"] >= 0
    suspect = np.where(named, cases["suspect"], np.where(posterior > 0.0, best, -1))
    return suspect, np.where(named, cases["certainty"], posterior)


def _cases(cases: np.ndarray) -> np.ndarray:
    """The gravest open cases: by tier, then harm, then age."""
    order = np.lexsort((np.arange(len(cases)), -cases["harm"], -cases["tier"]))[:CASES_SHOWN]
    suspect, posterior = _suspects(cases)
    brought = cases["status"] == Status.BROUGHT
    columns = [cases["event"], cases["victim"], suspect, posterior, cases["author"], cases["tier"], brought]
    return np.column_stack(columns).astype(float)[order]


def _namings(events: np.ndarray, month: int) -> np.ndarray:
    """Operations whose author was named in the month just passed, rightly or wrongly."""
    rows = np.flatnonzero((events["named"] >= 0) & (events["named_month"] == month - 1)) if month else np.zeros(0, int)
    found = [[row, *(events[name][row] for name in ("target", "named", "author", "certainty"))] for row in rows]
    return np.array(found, dtype=float).reshape(len(found), NAMING)


assert set(SERIES) | set(WATERFALL) <= set(MONTHLY) and set(SERIES) <= set(MEASURES)
