"""Do the headline findings survive what nobody knows? Each is asked again in sampled worlds and in altered models.

A world moves every uncertainty of the model at once (Latin hypercube): fixed and calibrated ones by up to a quarter either
way, those of scenarios and the free-riding θ by up to a half; a rate near one moves in its distance from one. Left as they
are: what a compared policy itself sets, whole numbers, and zeros. In each world the finding is a paired 95 % interval over
the same luck: it `holds` where the whole interval lies on the side stated, `breaks` where it lies on the other, and is
`unclear` between. A world is *accepted* if its baseline meets at least ACCEPT of the fourteen bands.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from experiments.validation.contrasts import interval

__all__ = ["ACCEPT", "FINDINGS", "SETTINGS", "Asked", "Finding", "Worlds", "sampled", "verdict"]

ACCEPT = 13
NARROW, WIDE = 0.25, 0.5
NEAR_ONE = 0.8

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


def touched() -> set[str]:
    """Parameters that a compared policy or scenario sets: sampling them would undo it."""
    from model.settings import load_policy, load_scenario

    found: set[str] = set()
    for policy, scenario, more in SETTINGS.values():
        for setting in (load_policy(policy), load_scenario(scenario)):
            found |= {entry[0] for entry in setting.parameters}
            found |= {entry[0] for change in setting.changes for entry in change.parameters}
            found |= {entry[0] for signpost in setting.signposts for entry in signpost.parameters}
        found |= set(more)
    return found


def sampled() -> dict[str, list[float]]:
    """What a world moves, each from where to where."""
    from model.parameters import PARAMETERS

    spared = touched()
    found = {}
    for name, p in PARAMETERS.items():
        moves = p.role == "uncertainty" or name == "theta"
        if not moves or name in spared or p.kind != "float" or p.default == 0.0:
            continue
        by = WIDE if p.standing == "scenario" else NARROW
        low, high = p.bounds
        if high == 1.0 and p.default >= NEAR_ONE:
            first, last = 1.0 - (1.0 - p.default) * (1.0 + by), 1.0 - (1.0 - p.default) * (1.0 - by)
        else:
            first, last = p.default * (1.0 - by), p.default * (1.0 + by)
        first, last = min(first, last), max(first, last)  # a negative value's quarter more lies below
        found[name] = [max(low, first), min(high, last)]
    return found


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


class Worlds:
    """The sampled worlds, each asked everything, through the machinery of studies: same design, same luck."""

    def __init__(self, worlds: int = 40, runs: int = 20, seed: int = 0, workers: int = 2) -> None:
        self.worlds, self.runs, self.seed, self.workers = worlds, runs, seed, workers

    @cached_property
    def points(self) -> list[dict[str, Any]]:
        """What each world sets."""
        return self._study("baseline", "today", {}).design.points(self.seed)

    def _study(self, policy: str, scenario: str, more: Mapping[str, Any]) -> Any:
        from experiments.study.designs import Design
        from experiments.study.study import Study

        design = Design("lhs", sampled(), self.worlds)
        return Study((policy,), (scenario,), self.runs, self.seed, parameters=more, design=design)

    @cached_property
    def asked(self) -> list[Asked]:
        """One entry a world."""
        from experiments.running.run import run_study

        tables: list[dict[str, Any]] = [{} for _ in range(self.worlds)]
        for name, (policy, scenario, more) in SETTINGS.items():
            results = run_study(self._study(policy, scenario, more), workers=self.workers)
            for world, entry in enumerate(results.entries):
                tables[world][name] = results.columns(entry, MEASURES_ASKED)
        return [Asked(table) for table in tables]

    @cached_property
    def bands_met(self) -> np.ndarray:
        """How many of the bands each world's baseline meets."""
        return np.array([self._bands(point) for point in self.points])

    def _bands(self, point: Mapping[str, Any]) -> int:
        from experiments.validation.bands import bands, baseline_runs

        found = bands(baseline_runs(self.runs, self.seed, self.workers, point))
        return sum(band.low <= figure <= band.high for band, figure in found)

    def where(self, flags: Sequence[bool], most: int = 2) -> list[tuple[str, float]]:
        """Which sampled parameters go with a flag over worlds: the largest rank correlations."""
        from scipy.stats import spearmanr

        if len(set(flags)) < 2:
            return []
        found = [
            (name, float(spearmanr([point[name] for point in self.points], np.asarray(flags, float)).statistic))
            for name in sampled()
        ]
        return sorted(found, key=lambda pair: -abs(pair[1]))[:most]
