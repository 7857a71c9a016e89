"""What is asked of a study's runs, and what has to be kept of them so that it can be answered."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import Any

from experiments.analysis.by_state import CASES, EVERYBODY, FIGURES, Who
from experiments.analysis.case_counts import counted
from experiments.analysis.ledger import compact
from experiments.analysis.questions import Asked
from experiments.results.memory import Memory
from experiments.results.windows import summary_of
from experiments.study.study import Study

__all__ = ["Question", "memory_for"]


@dataclass(frozen=True)
class Question:
    """What is asked of a study's runs. A precision is asked of one measure: `about`. figures: of states, those that were
    named; none for all that are kept by year."""

    measures: tuple[str, ...]
    asked: Asked = field(default_factory=Asked)
    precision: float | None = None
    about: str | None = None
    by_state: bool = False
    who: Who = EVERYBODY
    ledger: bool = False
    turns: bool = False
    window: tuple[int, int] | None = None
    figures: tuple[str, ...] = ()

    @property
    def needs(self) -> tuple[str, ...]:
        """What has to be kept beside each run's summary so that this can be answered."""
        needed = {"series": self.window is not None, "incidents": self.ledger or self.cases, "by_state": self.years}
        return tuple(name for name, wanted in needed.items() if wanted)

    @property
    def cases(self) -> bool:
        """Whether logs of cases are counted by state."""
        return self.by_state and any(name in CASES for name in self.figures)

    @property
    def years(self) -> bool:
        """Whether what states sum up by year is read."""
        return self.by_state and (not self.figures or any(name in FIGURES for name in self.figures))


def memory_for(study: Study, question: Question, summed: tuple[int, int] | None) -> Memory:
    """A store of runs that keeps what answers the question, reduced as it comes. study: what the caller wants kept; summed: the
    months over which measures are summed up, None for the whole run."""
    of_log = None if "incidents" in study.keep else _of_log(study, question)
    return Memory(summary_of(summed) if summed is not None else None, of_log)


def _of_log(study: Study, question: Question) -> Any:
    """What a run's log is reduced to as it comes; None where it stays whole, as two questions need it."""
    if question.ledger:
        return None if question.cases else partial(compact, window=question.window)
    states, adversaries = len(study.alliance.codes), len(study.alliance.adversary_codes)
    return partial(counted, states=states, adversaries=adversaries, months=study.months, window=question.window)
