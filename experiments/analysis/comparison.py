"""Policies side by side under the same luck: `compare(["baseline", "hague"], runs=200).table`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import ModuleType
from typing import Any

from experiments.analysis import notes
from experiments.analysis.by_state import EVERYBODY, Who, alliances_own, require_by_state, state_table
from experiments.analysis.effects import Asked, columns, effect_rows, pairs_of
from experiments.analysis.futures_notes import on_many, on_worlds
from experiments.analysis.multiplicity import METHODS
from experiments.analysis.precision import runs_until
from experiments.analysis.questions import check_measures
from experiments.analysis.turning import COLUMNS as TURNS
from experiments.analysis.turning import turning_rows
from experiments.analysis.wanted import Question, memory_for
from experiments.results.results import Results
from experiments.results.unfinished import on_missing
from experiments.results.windows import Windowed, parse_window
from experiments.running.execution import Execution
from experiments.running.run import Progress
from experiments.study.study import LUCKS, Study, read_alliance
from model.errors import RequestError

__all__ = ["Comparison", "Question", "compare", "compare_study", "compared"]


@dataclass
class Comparison:
    """What a comparison found.

    table: policy, scenario, measure, unit, mean, difference, low, high, variance_reduction, runs; the first policy is the
    reference, and its rows have no difference. ledger and verdicts: what became of the same opportunities. by_state: the
    same columns for each state. turns: which unknowns decide a difference. notes: remarks in plain words. results: the runs
    behind it all.
    """

    table: Any
    study: Study
    asked: Asked
    results: Results
    notes: list[str] = field(default_factory=list)
    ledger: Any = None
    verdicts: Any = None
    by_state: Any = None
    turns: Any = None
    window: tuple[int, int] | None = None
    chosen: bool = False  # states or groups were named
    confidence: float = 0.95  # what the intervals keep; `asked.confidence` is what they were drawn at

    @property
    def interval(self) -> str:
        """How the intervals were drawn, for the table's head."""
        kind = "paired Student-t" if self.asked.interval == "t" else "paired bootstrap (BCa)"
        drawn = f", drawn at {100 * self.asked.confidence:.4g} %" if self.asked.confidence != self.confidence else ""
        adjusted = {"holm": ", Holm-adjusted", "fdr": ", false discovery rate"}.get(str(self.asked.method), "")
        return f"{kind}, {100 * self.confidence:.4g} %{drawn}{adjusted}"

    def to_json(self) -> dict[str, Any]:
        """Everything as plain objects: what was asked, versions, and the tables; what is undefined is None."""
        from experiments.results.versions import versions
        from experiments.tables import clean

        asked = self.study.described()
        scenarios = asked["scenarios"]
        document = {
            "policies": asked["policies"],
            "scenario": scenarios[0] if len(scenarios) == 1 else scenarios,
            "scenarios": scenarios,
            "runs": self.study.runs,
            "seed": self.study.seed,
            "months": self.study.months,
            "parameters": asked["parameters"],
            "alliance": asked["alliance"],
            "window": self.window,
            "confidence": self.confidence,
            "drawn_at": self.asked.confidence,
            "interval": self.asked.interval,
            "simultaneous": self.asked.simultaneous,
            "adjust": self.asked.method,
            "matters": dict(self.asked.matters),
            "tail": self.asked.tail,
            "worlds": asked["worlds"],
            "lucks": asked["lucks"],
            "versions": versions(),
            "notes": self.notes,
            "table": self.table,
        }
        for name in ("ledger", "verdicts", "by_state", "turns"):
            if getattr(self, name) is not None:
                document[name] = getattr(self, name)
        if self.chosen:  # the question was about these states alone
            document |= {"table": self.by_state, "alliance_table": self.table}
        return clean(document)


def compare(
    policies: Sequence[Any],
    scenario: Any = "today",
    runs: int = 200,
    seed: int = 0,
    months: int = 240,
    parameters: Mapping[str, Any] | None = None,
    workers: int = 2,
    confidence: float = 0.95,
    interval: str = "t",
    simultaneous: bool = False,
    measures: Sequence[str] | None = None,
    out: str | Path | None = None,
    progress: Progress | None = None,
    precision: float | None = None,
    measure: str | None = None,
    by_state: bool = False,
    states: Sequence[str] = (),
    groups: Mapping[str, Sequence[str]] | None = None,
    window: Any = None,
    ledger: bool = False,
    keep: Sequence[str] = (),
    cluster: str | None = None,
    world: Any = None,
    simulator: ModuleType | None = None,
    worlds: Any = "record",
    lucks: int = LUCKS,
    adjust: str | None = None,
    matters: Mapping[str, float] | None = None,
    largest: Mapping[str, float] | None = None,
    tail: float | None = None,
    turns: bool = False,
) -> Comparison:
    """Compare policies in one scenario or several, run k of each having the same world and luck. The first is the reference;
    of one policy alone the scenarios are compared, the first being the reference.

    measures: None for all (with `simultaneous`, the main ones: every row widens the others). precision and measure: go on
    until that measure's interval has this half-width; the intervals then hold under repeated looking. window:
    "2026:2030" or months. by_state: also what each state gains and loses; states, groups: only these, or
    groups of them by name. keep: what `results` hold beside each run's summary (series, incidents, by_state), beyond what
    the other arguments need. out: a results folder; without it nothing is written. world: another alliance, by name or
    folder. worlds: those that the record allows, `one`, `prior`, a world's number, a file or a table, `lucks` runs in each.
    adjust: holm | fdr, for all rows together. matters: by measure, the smallest difference that matters to you. largest: by
    measure, what no single difference can exceed. tail: a level, as 0.9, at which quantiles, the mean of the worst futures
    beyond it and the range of single futures are told too. turns: also which unknowns decide each difference. Errors:
    RequestError, one line.
    """
    _check(confidence, interval, precision, measure)
    check_measures("matters", matters or {})
    check_measures("largest", largest or {})
    if adjust is not None and adjust not in METHODS:
        raise RequestError(f"adjust = '{adjust}' is unknown; allowed: {' | '.join(METHODS)}")
    who = Who(tuple(states), {name: tuple(codes) for name, codes in (groups or {}).items()})
    by_state = by_state or who != EVERYBODY
    figures = tuple(measures or ()) if by_state else ()
    if by_state and measures is not None:
        measures = alliances_own(measures)
    names = tuple(_measures(measures, measure, simultaneous))
    if tail is not None and not 0.5 <= tail < 1.0:
        raise RequestError(f"tail = {tail:g} is out of bounds; allowed: 0.5 … below 1")
    asked = Asked(confidence, interval, simultaneous, seed, adjust, matters or {}, largest or {}, tail)
    span = parse_window(window, months, read_alliance(world).first_year)
    if by_state:
        require_by_state(figures, span, months)
    question = Question(names, asked, precision, measure, by_state, who, ledger, turns, span, figures)
    scenarios = tuple(scenario) if isinstance(scenario, list | tuple) else (scenario,)
    if len(policies) < 2 and (not policies or len(scenarios) < 2):
        raise RequestError(
            "compare: name at least two policies, or one and at least two scenarios; the first is the reference"
        )
    if len(policies) < 2 and ledger:
        raise RequestError("compare: a ledger follows the same opportunities under several policies; name at least two")
    study = Study(
        tuple(policies),
        scenarios,
        runs,
        seed,
        months,
        parameters or {},
        keep=tuple(keep),
        alliance=world,
        worlds=worlds,
        lucks=lucks,
    )
    who.rows(study.alliance.codes)
    return compare_study(study, question, Execution(out, workers, cluster, progress, simulator))


def compare_study(study: Study, question: Question, execution: Execution) -> Comparison:
    """Run a study and answer a question about it. `study.keep` is what the caller wants to keep beyond what this needs."""
    months, asked = question.window, question.asked
    whole = execution.out is not None or "series" in study.keep  # the months stay, and the window is cut from them
    store = None if execution.out is not None else memory_for(study, question, None if whole else months)
    study = replace(study, keep=(*study.keep, *question.needs))

    def ran(count: int) -> Results:
        results = execution.run(replace(study, runs=count), store)
        return Windowed(results, months) if months is not None and whole else results

    said: list[str] = []
    if question.precision is None:
        results = ran(study.runs)
    else:
        results, asked, said = runs_until(question.precision, str(question.about), ran, asked)
    found = compared(results, replace(study, runs=results.runs), question.measures, asked)
    found.window, found.confidence = months, question.asked.confidence
    found.notes[:0] = said
    if question.by_state:
        found.chosen = question.who != EVERYBODY
        codes = list(study.alliance.codes)
        found.by_state = state_table(results, codes, asked, question.who, question.figures, months)
    if question.turns:
        import pandas as pd

        from model.measures import MEASURES

        main = [name for name in question.measures if MEASURES[name].shown or len(question.measures) <= 12]
        rows = turning_rows(results, main, asked.confidence)
        found.turns = pd.DataFrame(rows, columns=list(TURNS))
    if question.ledger:
        from experiments.analysis.ledger import opportunity_ledger

        found.ledger, found.verdicts = opportunity_ledger(results, asked.confidence, months)
    return found


def compared(results: Results, study: Any, measures: Sequence[str], asked: Asked) -> Comparison:
    """The table and its notes, from stored runs."""
    import pandas as pd

    from model.measures import MEASURES

    rows, dropped = effect_rows(pairs_of(results, measures), asked)
    main = [name for name in measures if MEASURES[name].shown or len(measures) <= 12]
    failed = results.failures()
    remarks = [
        *results.store.warnings(),
        *on_worlds(results, rows, main),
        *on_missing(results),
        *notes.on_failures(results),
        *notes.on_bootstrap(asked.interval, results.runs),
        *notes.on_alike(rows, main),
        *notes.on_undefined(
            {name: dropped.get(name, 0) for name in main}, results.runs, len(failed), results.study.months
        ),
        *notes.on_shares(results, main),
        *notes.on_rare(results, measures),
        *(notes.on_turns(rows, main) if len(results.policies) > 1 else ()),
        *notes.on_tails(asked.tail, results.runs),
        *on_many(rows, main, asked),
    ]
    return Comparison(pd.DataFrame(rows, columns=columns(asked)), study, asked, results, remarks)


def _measures(measures: Sequence[str] | None, measure: str | None, simultaneous: bool) -> list[str]:
    from model.measures import MEASURES

    given = list(measures) if measures is not None else None
    MEASURES.require([*(given or []), *([measure] if measure is not None else [])])
    if given is not None:
        return list(dict.fromkeys([*given, *([measure] if measure is not None else [])]))
    return [name for name in MEASURES if MEASURES[name].shown or not simultaneous]


def _check(confidence: float, interval: str, precision: float | None, measure: str | None) -> None:
    if not 0.0 < confidence < 1.0:
        raise RequestError(f"confidence = {confidence:g} is out of bounds; allowed: between 0 and 1")
    if interval not in ("t", "bootstrap"):
        raise RequestError(f"interval '{interval}' is unknown; allowed: t | bootstrap")
    if precision is not None and (measure is None or not precision > 0.0):
        raise RequestError("precision: give a positive half-width and the measure it is about")
