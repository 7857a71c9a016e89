"""Do the headline findings survive what nobody knows? Each is asked again in the worlds of the record and in altered models.

Over worlds (`Worlds`) a finding is the difference between two settings in worlds that the record allows, two lucks in each, and
it *rests*:

- firm in size: nearly every or probably every world has its sign (the limit of the share of worlds is at least 0.80), and in
  95 % of worlds it lies within a factor of three;
- firm in sign: the same without the factor;
- fallen: worlds have the other sign, as firmly;
- open: none of these, as worlds disagree or futures are too few to say.

In an altered model it is a paired 95 % interval over the same luck at the declared defaults: it `holds` where the whole
interval lies on the side stated, `breaks` where it lies on the other, and is `unclear` between.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from experiments.analysis.futures import Futures, futures
from experiments.analysis.leaning import told_by_ratios
from experiments.analysis.turning import DECIDES, fit_worlds
from experiments.results.results import Results
from experiments.study.study import LUCKS
from experiments.validation.contrasts import interval

__all__ = ["FINDINGS", "LEARNT", "SETTINGS", "Asked", "Finding", "Held", "Worlds", "verdict"]

FIRM = 0.80
"""Limit of the share of worlds from which a sign is firm."""
FACTOR = 3.0
"""Within which a size is firm."""

SETTINGS: dict[str, tuple[str, str, dict[str, Any]]] = {
    "baseline": ("baseline", "today", {}),
    "no-response": ("no-response", "today", {}),
    "no-attribution": ("no-attribution", "today", {}),
    "strict-consensus": ("strict-consensus", "today", {}),
    "low-bar": ("low-bar", "today", {}),
    "joint-attribution": ("joint-attribution", "today", {}),
    "hague": ("hague", "today", {}),
    "qualified-majority": ("qualified-majority", "today", {}),
    "coalition-of-the-willing": ("coalition-of-the-willing", "today", {}),
    "resilience-first": ("resilience-first", "today", {}),
    "cyber-defence-pledge": ("cyber-defence-pledge", "today", {}),
    "exercise-surge": ("exercise-surge", "today", {}),
    "frozen": ("baseline", "today", {"learning": False}),
    "frozen, no response": ("no-response", "today", {"learning": False}),
    "exit": ("baseline", "us-retrenchment", {}),
    "hedging": ("baseline", "strategic-balancing", {}),
    "hedging, aligned": ("baseline", "strategic-balancing", {"balancing_scale": 0}),
}
"""Every setting that a finding compares: policy, scenario, and what else is set."""

CHOICES = (
    "baseline",
    "joint-attribution",
    "hague",
    "qualified-majority",
    "coalition-of-the-willing",
    "resilience-first",
    "cyber-defence-pledge",
    "exercise-surge",
)
"""Of these, what an alliance could decide: the policies that are ranked."""


@dataclass(frozen=True)
class Finding:
    """`measure` under `setting` lies above (+1) or below (−1) that under `against`."""

    name: str
    setting: str
    measure: str
    side: int
    against: str = "baseline"


FINDINGS = (
    Finding("silence raises the severe share", "no-response", "severe_share", +1),
    Finding("silence raises damage", "no-response", "damage", +1),
    Finding("without attribution the severe share rises", "no-attribution", "severe_share", +1),
    Finding("strict consensus raises the severe share", "strict-consensus", "severe_share", +1),
    Finding("a low bar raises the severe share", "low-bar", "severe_share", +1),
    Finding("a low bar answers the innocent more often", "low-bar", "false_responses", +1),
    Finding("a joint attribution cell lowers damage", "joint-attribution", "damage", -1),
    Finding("a joint attribution cell lowers the severe share", "joint-attribution", "severe_share", -1),
    Finding("a qualified majority lowers the severe share", "qualified-majority", "severe_share", -1),
    Finding("a coalition of the willing lowers the severe share", "coalition-of-the-willing", "severe_share", -1),
    Finding("The Hague raises resilience", "hague", "resilience", +1),
    Finding("The Hague lowers damage", "hague", "damage", -1),
    Finding("The Hague lowers welfare: cyber harm does not repay it", "hague", "welfare", -1),
    Finding("resilience first lowers damage", "resilience-first", "damage", -1),
    Finding("exit: the others spend more", "exit", "core_share_allies", +1),
    Finding("exit: the severe share rises", "exit", "severe_share", +1),
    Finding("exit: a smaller share of severe cases is answered", "exit", "severe_response_share", -1),
    Finding("hedging: fewer severe cases are answered", "hedging", "severe_response_share", -1, "hedging, aligned"),
    Finding("hedging: the severe share rises", "hedging", "severe_share", +1, "hedging, aligned"),
    Finding("hedging: fewer escalations", "hedging", "escalations_expected", -1, "hedging, aligned"),
)
LEARNT = "deterrence is learnt: frozen beliefs make under a fifth of silence"
"""The null beside: what silence does to the severe share where beliefs are frozen, less a fifth of what it does otherwise."""


def verdict(values: np.ndarray, side: int) -> str:
    """holds · unclear · breaks."""
    found = interval(values)
    low, high = (found.low, found.high) if side > 0 else (-found.high, -found.low)
    return "holds" if low > 0.0 else "breaks" if high < 0.0 else "unclear"


class Asked:
    """Runs of every setting in one world: measures by run."""

    def __init__(self, columns: Mapping[str, Mapping[str, np.ndarray]]) -> None:
        self.columns = columns

    def difference(self, finding: Finding) -> np.ndarray:
        return self.columns[finding.setting][finding.measure] - self.columns[finding.against][finding.measure]

    def verdicts(self) -> dict[str, str]:
        """Every finding's verdict, the null's included."""
        found = {one.name: verdict(self.difference(one), one.side) for one in FINDINGS}
        share = {name: self.columns[name]["severe_share"] for name in SETTINGS}
        frozen = share["frozen, no response"] - share["frozen"]
        found[LEARNT] = verdict(frozen - 0.2 * (share["no-response"] - share["baseline"]), -1)
        return found

    def mean(self, setting: str, measure: str) -> float:
        return float(np.nanmean(self.columns[setting][measure]))


MEASURES_ASKED = tuple(
    dict.fromkeys(
        [one.measure for one in FINDINGS]
        + ["welfare", "consumption", "damage", "civilian_harm", "responsibility_gap", "severe_share"]
    )
)


@dataclass(frozen=True)
class Held:
    """A finding over worlds: what is known of it, how it rests, and which unknowns decide it, as shares of its spread."""

    found: Futures
    rests: str
    decided: dict[str, float]


class Worlds:
    """The worlds of the record, each lived under every setting with the same lucks."""

    def __init__(self, worlds: int = 200, lucks: int = LUCKS, seed: int = 0, workers: int = 2) -> None:
        self.worlds, self.lucks, self.seed, self.workers = worlds, lucks, seed, workers

    @cached_property
    def _results(self) -> dict[str, Results]:
        from experiments.running.run import run_study
        from experiments.study.study import Study

        runs, lucks = self.worlds * self.lucks, self.lucks

        def study(policy: str, scenario: str, more: Mapping[str, Any]) -> Study:
            return Study((policy,), (scenario,), runs, self.seed, parameters=more, worlds="record", lucks=lucks)

        return {name: run_study(study(*setting), workers=self.workers) for name, setting in SETTINGS.items()}

    @cached_property
    def _columns(self) -> dict[str, dict[str, np.ndarray]]:
        """By setting and measure, (worlds, lucks)."""
        found = {}
        for name, results in self._results.items():
            columns, cells = results.columns(results.entries[0], MEASURES_ASKED), results.cells
            assert cells is not None
            found[name] = {measure: cells.matrix(values) for measure, values in columns.items()}
        return found

    @cached_property
    def table(self) -> Any:
        """The worlds, a row each."""
        results = self._results["baseline"]
        assert results.cells is not None
        worlds = results.store.worlds(results.entries[0].name).iloc[results.cells.met(results.runs)]
        return worlds.loc[:, worlds.nunique() > 1]

    @cached_property
    def asked(self) -> list[Asked]:
        """One entry a world, its means over lucks."""
        means = {
            name: {measure: values.mean(axis=1) for measure, values in of.items()} for name, of in self._columns.items()
        }
        return [
            Asked({name: {measure: values[w : w + 1] for measure, values in of.items()} for name, of in means.items()})
            for w in range(self.worlds)
        ]

    def gaps(self, finding: Finding) -> np.ndarray:
        """The finding's differences, (worlds, lucks)."""
        return self._columns[finding.setting][finding.measure] - self._columns[finding.against][finding.measure]

    def learnt(self) -> np.ndarray:
        """The null's: what silence does where beliefs are frozen, less a fifth of what it does otherwise."""
        share = {name: self._columns[name]["severe_share"] for name in SETTINGS}
        frozen = share["frozen, no response"] - share["frozen"]
        return np.asarray(frozen - 0.2 * (share["no-response"] - share["baseline"]))

    def of(self, finding: Finding) -> Held:
        """What is known of a finding."""
        here, there = (self._columns[name][finding.measure] for name in (finding.setting, finding.against))
        return self.held(self.gaps(finding), finding.side, (here, there))

    def held(self, gaps: np.ndarray, side: int, sides: tuple[np.ndarray, np.ndarray] | None = None) -> Held:
        """What differences by world and luck say of a finding on this side. sides: what they are differences of."""
        better = "higher" if side > 0 else "lower"
        found = futures(gaps, better)
        if sides is not None:
            found = told_by_ratios(found, sides[0], sides[1], better) or found
        fit = fit_worlds(*self._whole(gaps))
        shares = {name: min(1.0, beta**2 / max(fit.variance, 1e-300)) for name, beta in fit.coefficients.items()}
        decided = {name: share for name, share in shares.items() if share >= DECIDES}
        return Held(found, rests(found, side), dict(sorted(decided.items(), key=lambda pair: -pair[1])))

    def _whole(self, gaps: np.ndarray) -> tuple[Any, np.ndarray]:
        """Worlds in which every luck is defined."""
        whole = np.isfinite(gaps).all(axis=1)
        return self.table[whole], gaps[whole]


def rests(found: Futures, side: int) -> str:
    """firm in size · firm in sign · fallen · open, and why."""
    low, high = found.share_worlds_low, found.share_worlds_high
    if low is None or high is None or found.world_low is None or found.world_high is None:
        return "open: too few futures"
    if low < FIRM:
        return "open: worlds disagree" if high < FIRM else "open: too few futures"
    if side * found.difference < 0.0:
        return "fallen"
    ends = sorted(abs(end) for end in (found.world_low, found.world_high))
    alike = found.world_low * found.world_high > 0.0 and ends[1] <= FACTOR * ends[0]
    return "firm in size" if alike else "firm in sign"
