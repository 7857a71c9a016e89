"""Why a case ended as it did, and what would have changed it: what `foedus why` tells, and Python's `why`."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from experiments.explanation.case import Case, read_case
from experiments.explanation.chain import Parting, part
from experiments.explanation.finding import find
from experiments.explanation.levers import date_of, levers
from experiments.explanation.lives import Life, life_of
from experiments.explanation.rows import COLUMNS, rows
from experiments.explanation.trials import Trial, try_all
from experiments.explanation.words import Step, cause, steps, title

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Asked", "Explanation", "asked_of", "explain", "why"]

YEARS = 5
"""Years after the incident over which harm is compared."""


@dataclass(frozen=True)
class Asked:
    """How a run is asked for on the command line: `foedus why BEFORE --policy POLICY OPTIONS`."""

    policy: str
    options: tuple[str, ...] = ()
    before: tuple[str, ...] = ()

    def command(self, suffix: str, incident: int) -> str:
        """The command that tells this case where something was changed."""
        words = ["foedus", "why", *self.before, "--policy", f"{self.policy}{suffix}", *self.options]
        return shlex.join([*words, "--incident", str(incident)])


@dataclass
class Explanation:
    """One case and its trials; `notes` are remarks for people."""

    case: Case
    years: int = YEARS
    asked: Asked | None = None
    trials: list[Trial] = field(default_factory=list)

    def try_changes(self, threads: int = 2, progress: Callable[[int, int], None] | None = None) -> Explanation:
        """Try what might have changed the case: a second for some forty runs. Returns itself."""
        life = self.case.life
        tried = levers(life.prepared, self.case.seen)
        told = (lambda done: progress(done, len(tried))) if progress is not None else None
        self.trials = try_all(life, self.case.event, tried, self.years, threads, told)
        return self

    @property
    def notes(self) -> list[str]:
        """What a reader should know beside it."""
        left = self.case.life.prepared.months - 1 - int(self.case.event["month"])
        if left >= 12 * self.years:
            return []
        return [f"the run ends {left} months after the incident: harm is compared over these months only"]

    @property
    def incident(self) -> int:
        """The identity of the incident."""
        return int(self.case.event["identity"])

    @property
    def title(self) -> str:
        """Outcome and cause in one line."""
        return title(self.case)

    @property
    def cause(self) -> str:
        """Harm, belief and objections in one line."""
        return cause(self.case)

    @property
    def steps(self) -> list[Step]:
        """The six steps in a few words each."""
        return steps(self.case)

    @property
    def table(self) -> pd.DataFrame:
        """The story: step, month, who, what, value."""
        import pandas as pd

        return pd.DataFrame(rows(self.case), columns=list(COLUMNS))

    @property
    def changes(self) -> pd.DataFrame:
        """A row a trial: change, from, to, outcome, harm_after (bn USD), and how to run it again."""
        import pandas as pd

        return pd.DataFrame(self.change_rows())

    def change_rows(self) -> list[dict[str, Any]]:
        """The trials as plain rows; those that turn the outcome first, the smallest first."""
        first_year = self.case.life.prepared.roster.first_year
        return [
            {
                "change": trial.lever.change,
                "from": trial.lever.before,
                "to": trial.lever.after,
                "outcome": trial.outcome,
                "harm_after": trial.harm_after,
                "turned": trial.turned,
                "others": trial.others,
                "month": date_of(trial.lever.month, first_year),
                "adds": trial.suffix,
                "command": self.asked.command(trial.suffix, self.incident) if self.asked else "",
            }
            for trial in self.trials
        ]

    def to_json(self) -> dict[str, Any]:
        """Everything as plain objects."""
        from experiments.results.versions import versions

        resolved, event = self.case.life.prepared.resolved, self.case.event
        roster = self.case.life.prepared.roster
        return {
            "policy": resolved.policy,
            "scenario": resolved.scenario,
            "seed": self.case.life.key,
            "incident": self.incident,
            "month": date_of(int(event["month"]), roster.first_year),
            "title": self.title,
            "cause": self.cause,
            "steps": [vars(step) for step in self.steps],
            "years": self.years,
            "table": rows(self.case),
            "changes": self.change_rows(),
            "notes": self.notes,
            "versions": versions(),
        }


def explain(
    life: Life,
    incident: int | None = None,
    month: str | None = None,
    *,
    years: int = YEARS,
    asked: Asked | None = None,
) -> Explanation:
    """The case that is meant, nothing tried yet. Errors: RequestError for an incident that is not there."""
    event = find(life.events, life.prepared.roster, incident, month)
    return Explanation(read_case(life, event), years, asked)


def why(
    run: Any,
    incident: int | None = None,
    *,
    month: str | None = None,
    against: Any = None,
    years: int = YEARS,
    threads: int = 2,
) -> Explanation | Parting:
    """Why an incident of a run ended as it did, and what would have changed it.

    run: an `AllianceModel`, new or at its end, or what `replay(DIR, K)` gives. incident: its `identity` in the table of
    incidents; default: the gravest of `month` ("2034-01"), or else the gravest severe one that nobody answered. against:
    another run of the same luck: then the chain from the first incident that parted them to the end. The result has `title`,
    `table` and `changes`. Errors: RequestError for an incident that is not there, or agents of the user's own.
    """
    life = life_of(run)
    if against is not None:
        return part(life, life_of(against))
    return explain(life, incident, month, years=years, asked=asked_of(life)).try_changes(threads)


def asked_of(life: Life) -> Asked | None:
    """How to ask for this run on the command line; None where policy, scenario and key do not say all of it."""
    from experiments.study.study import read_given
    from model.errors import RequestError
    from model.roster import alliances, read_roster
    from model.settings import resolve

    resolved, roster = life.prepared.resolved, life.prepared.roster
    where: Sequence[str] = ()
    if roster.name != alliances()[0]:
        where = ("--alliance", roster.name)
    try:
        policy, scenario = read_given(resolved.policy, "policy"), read_given(resolved.scenario, "scenario")
        same = resolve(policy, scenario, roster=read_roster(roster.name if where else None)).canonical()
    except (RequestError, OSError):
        return None
    if same != resolved.canonical():
        return None
    options = ("--scenario", resolved.scenario, "--seed", str(life.key))
    months = () if life.prepared.months == 240 else ("--months", str(life.prepared.months))
    return Asked(resolved.policy, (*options, *months, *where))
