"""Makes the figures of washington-leaves.md: `python docs/studies/washington_leaves.py` (a few minutes).

Three settings under the same luck, in 200 worlds of the record with two lucks in each, so that every interval is over worlds;
read from two years after the exit on: `baseline` in `today` (W, Washington stays), `baseline` in `us-retrenchment` (L, it
leaves) and a policy there (P). Lost is L − W; a policy makes up the share (P − L)/(W − L) of it, a ratio of means with a
paired interval by the delta method. The last three tables ask for what is left of the loss, of policies' extra worth and of
the Cyber Defence Pledge's harm without the assumptions that these rest on.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))
from marks import table, write

from experiments.validation.altered import SPLITS, split
from experiments.validation.contrasts import SETTLED, Interval, Results, interval, multiples
from model.measures import MEASURES
from model.parameters import PARAMETERS

PAGE = Path(__file__).parent / "washington-leaves.md"
RUNS, SEED, LUCKS = 400, 0, 2
EXIT_WORLD = "us-retrenchment"

LOST = (
    "core_share_gdp",
    "core_share_allies",
    "capability",
    "severe_response_share",
    "collective_responses",
    "severe_share",
    "operations_severe",
    "deterrence",
    "damage",
    "civilian_harm",
    "responsibility_gap",
    "resilience",
    "credence",
    "cohesion",
    "consumption",
    "welfare",
)
SOUGHT = ("damage", "civilian_harm", "operations_severe", "severe_response_share", "capability", "welfare")
"""What policies are judged by: each is lost beyond doubt."""
MAJORITY = {"rule": "majority", "quota": 0.6667}
POLICIES: dict[str, tuple[str, dict]] = {
    name: (name, {})
    for name in (
        "wales",
        "hague",
        "resilience-first",
        "cyber-defence-pledge",
        "exercise-surge",
        "joint-attribution",
        "norms-first",
        "partners-in",
        "red-line",
        "qualified-majority",
        "coalition-of-the-willing",
    )
} | {"joint-attribution + qualified-majority": ("joint-attribution", MAJORITY)}
"""What an alliance could decide: the nulls and the settings "for comparison" are left out."""
ASSUMED: dict[str, dict[str, float]] = {
    "as it is": {},
    "`abandonment` = 0": {"abandonment": 0.0},
    "`capability_weight` = 0": {"capability_weight": 0.0},
    "both = 0": {"abandonment": 0.0, "capability_weight": 0.0},
}
"""The two assumptions through which an exit reaches deterrence, each switched off and both."""
LESS = {"as it is, where punishment deters less": split(*SPLITS[0]).parameters}
"""A world that meets the same bands (docs/robustness.md, section 3)."""
CARRIED = ("operations_severe", "deterrence", "damage", "severe_response_share")
INSURANCE = ("qualified-majority", "joint-attribution + qualified-majority", "cyber-defence-pledge", "norms-first")
"""Policies that gain more after an exit, beyond doubt by more than a hair, with the model as it is."""
THRESHOLDS = (PARAMETERS["consult_threshold"].default, 0.001, 0.0)
"""Gravity at which every second public case is brought: as shipped, the least that its prior holds possible, and none."""
SHIELDS = ("cyber-defence-pledge", "resilience-first")
"""Policies that lower the harm of each operation."""
PAID = ("core_share_gdp", "cost", "consumption", "escalations_expected", "false_responses")
"""What a policy costs: `cost` adds resilience, exercises, attribution and answers to core spending."""
BROUGHT = ("operations_severe", "belief", "severe_cases", "consultations", "damage")


def show(found: Interval, digits: int = 3) -> str:
    return f"{found.mean:.{digits}g} [{found.low:.{digits}g}, {found.high:.{digits}g}]"


def named(measure: str) -> str:
    """A measure with its unit."""
    unit = MEASURES[measure].unit
    return f"`{measure}`{f' ({unit})' if unit else ''}"


class Question:
    """The worlds of the study: W, L and every P, from two years after the exit on."""

    def __init__(self, runs: int = RUNS, seed: int = SEED) -> None:
        self.results = Results(runs, seed, lucks=LUCKS)

    def stays(self, measure: str, **parameters: float) -> np.ndarray:
        return getattr(self.results(first=SETTLED, **parameters), measure)

    def leaves(self, measure: str, **parameters: float) -> np.ndarray:
        return getattr(self.results(scenario=EXIT_WORLD, first=SETTLED, **parameters), measure)

    def policy(self, name: str, measure: str, scenario: str = EXIT_WORLD, **parameters: float) -> np.ndarray:
        policy, more = POLICIES[name]
        return getattr(self.results(policy, scenario, SETTLED, **more, **parameters), measure)

    def exit(self, measure: str, **parameters: float) -> Interval:
        """What the exit changes, where these parameters hold before it and after it."""
        return interval(self.leaves(measure, **parameters) - self.stays(measure, **parameters))

    def added(self, name: str, measure: str, **parameters: float) -> np.ndarray:
        """What the exit adds to a policy's effect: the effect after it less the effect in `today`."""
        before = self.policy(name, measure, "today", **parameters) - self.stays(measure, **parameters)
        return self.policy(name, measure, **parameters) - self.leaves(measure, **parameters) - before

    def made_up(self, name: str, measure: str) -> Interval:
        """The share of the loss that a policy makes up, in %: 100 as before, above it better than before."""
        lost = self.stays(measure) - self.leaves(measure)
        won = self.policy(name, measure) - self.leaves(measure)
        return interval(100.0 * multiples(won, lost))


def lost(question: Question) -> str:
    rows = []
    for measure in LOST:
        stays, leaves = question.stays(measure), question.leaves(measure)
        change = interval(leaves - stays)
        sure = "yes" if change.low > 0 or change.high < 0 else "unclear"
        rows.append((named(measure), f"{np.nanmean(stays):.4g}", f"{np.nanmean(leaves):.4g}", show(change), sure))
    return table("2032–2044 | Washington stays | it leaves | change and 95 % interval | beyond doubt", rows)


def policies(question: Question) -> str:
    found = {name: [question.made_up(name, measure) for measure in SOUGHT] for name in POLICIES}
    order = sorted(POLICIES, key=lambda name: -found[name][0].mean)
    head = "share of the loss made up, % | " + " | ".join(f"`{measure}`" for measure in SOUGHT)
    return table(head, [(f"`{name}`", *(show(one) for one in found[name])) for name in order])


def costs(question: Question) -> str:
    rows = []
    for name in POLICIES:
        changes = (interval(question.policy(name, one) - question.leaves(one)) for one in PAID)
        rows.append((f"`{name}`", *map(show, changes)))
    return table(
        "against doing nothing, after the exit | core, points of GDP | all that is paid, points of GDP | "
        "consumption less harm, points of GDP | expected escalations | answers against the innocent",
        rows,
    )


def worth(question: Question) -> str:
    """Is a policy worth more because Washington has left, or would it have been worth as much anyway?"""
    rows = []
    for name in POLICIES:
        before = question.policy(name, "damage", "today") - question.stays("damage")
        after = question.policy(name, "damage") - question.leaves("damage")
        more = question.added(name, "damage")
        rows.append((f"`{name}`", *(show(interval(1000 * one)) for one in (before, after, more))))
    return table("change of damage, thousandths of a % of GDP | in `today` | after the exit | difference", rows)


def carried(question: Question) -> str:
    """What is left of the exit's effect without the assumptions that carry it."""
    rows = [
        (name, *(show(question.exit(one, **without)) for one in CARRIED)) for name, without in (ASSUMED | LESS).items()
    ]
    return table(" | ".join(["the exit less `today`", *map(named, CARRIED)]), rows)


def insured(question: Question) -> str:
    """What the exit adds to policies' worth without those assumptions: the last column of `worth` once more."""
    rows = [
        (name, *(show(interval(1000 * question.added(policy, "damage", **without))) for policy in INSURANCE))
        for name, without in ASSUMED.items()
    ]
    return table("what the exit adds | " + " | ".join(INSURANCE), rows)


def threshold(question: Question) -> str:
    """What policies that lower harm do after the exit, by the harm from which a case is brought."""
    notes = {THRESHOLDS[0]: " (shipped)"}
    rows = []
    for name in SHIELDS:
        for bar in THRESHOLDS:
            without = [question.leaves(one, consult_threshold=bar) for one in BROUGHT]
            under = [question.policy(name, one, consult_threshold=bar) for one in BROUGHT]
            changes = (show(interval(x - y)) for x, y in zip(under, without, strict=True))
            rows.append((f"`{name}`, {bar:g}{notes.get(bar, '')}", *changes))
    return table(" | ".join(["policy and `consult_threshold`", *map(named, BROUGHT)]), rows)


TABLES = (lost, policies, costs, worth, carried, insured, threshold)


def main() -> None:
    """Write each table between its marks."""
    question = Question()
    write(PAGE, {make.__name__: make(question) for make in TABLES})


if __name__ == "__main__":
    main()
