"""Makes the atlas of policies, viz/site/atlas.json: `python docs/atlas.py` (about four minutes a scenario on two cores).

Every shipped policy against the baseline in each of SCENARIOS over the worlds of the record, two lucks in each, as `foedus
compare` tells it: over all worlds, and over the worlds in which an unknown that decides most is low, in the middle or high, a
third of them each.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from experiments import compare
from experiments.analysis.effects import pairs_of
from experiments.analysis.questions import Asked
from experiments.analysis.told import row_of
from experiments.analysis.turning import turning_rows
from model import MEASURES, PARAMETERS, STATES, __version__
from model.roster import read_roster
from model.settings import load_scenario, policies
from viz.titles import form_of, title_of

PAGE = Path(__file__).parents[1] / "viz" / "site" / "atlas.json"
RUNS, SEED, REFERENCE = 1000, 0, "baseline"
SCENARIOS = ("today", "us-retrenchment")
"""The first is shown first."""
OBJECTIVES = (
    *("damage", "civilian_harm", "operations_severe", "operations_high", "deterrence", "responsibility_gap"),
    *("response_share", "attributed_share", "misattributed_share", "cost", "core_share", "resilience"),
    *("credence", "cohesion", "norm_strength", "welfare"),
)
UNKNOWNS = 6
"""Unknowns by which worlds are parted: those that explain most of the spread, over all policies and objectives."""
PARTS = ("low", "middle", "high")
EXTREMES = (
    *("beliefs-frozen", "low-bar", "no-alliance", "no-attribution", "no-response", "perfect-attribution"),
    "strict-consensus",
)
"""Policies that nobody proposes: they show what a mechanism is worth, and the page hides them at first."""
KEPT = Path("results") / "atlas"
"""Runs are kept there, so that an interrupted call goes on."""
FIGURES = ("difference", "low", "high", "world_low", "world_high", "share_worlds")
DIGITS = 4


@dataclass(frozen=True)
class Some:
    """Cells of some of the worlds."""

    cells: Any
    chosen: np.ndarray  # whether a row of the matrix is in

    def matrix(self, values: np.ndarray) -> np.ndarray:
        return self.cells.matrix(values)[self.chosen]


def meaning(unknown: str) -> tuple[str, str]:
    """What an unknown is, and its unit."""
    code, dot, trait = unknown.rpartition(".")
    if not dot:
        return PARAMETERS[unknown].meaning, PARAMETERS[unknown].unit
    roster = read_roster()
    return f"{roster.adversary_names[roster.adversary_codes.index(code)]}: {STATES[trait].meaning}", STATES[trait].unit


def deciding(results: Any) -> list[str]:
    """The unknowns that decide most: by their shares of the spread, summed over policies and objectives."""
    shares: Counter[str] = Counter()
    for row in turning_rows(results, OBJECTIVES):
        shares[row["parameter"]] += row["share"]
    return [name for name, _ in sorted(shares.items(), key=lambda one: (-one[1], one[0]))[:UNKNOWNS]]


def parted(results: Any, table: Any) -> Iterator[tuple[dict[str, Any], np.ndarray]]:
    """Which worlds: all, then a third by a third of each deciding unknown. table: the worlds, as the matrix has them."""
    yield {"unknown": "", "part": "", "count": len(table)}, np.ones(len(table), bool)
    for name in deciding(results):
        values = table[name].to_numpy()
        ends = [-np.inf, *np.quantile(values, [1 / 3, 2 / 3]), np.inf]
        said, unit = meaning(name)
        for part, low, high in zip(PARTS, ends, ends[1:], strict=False):
            chosen = (values > low) & (values <= high)
            about = {"unknown": name, "title": name.replace("_", " "), "meaning": said, "unit": unit, "part": part}
            held = values[chosen]
            yield about | {"from": short(held.min()), "to": short(held.max()), "count": len(held)}, chosen


def short(value: Any) -> float | None:
    """A number of so many digits; None where it is undefined."""
    return None if value is None or not np.isfinite(value) else float(f"{value:.{DIGITS}g}")


def made(
    runs: int, names: Sequence[str], out: Path | None = None, scenarios: Sequence[str] = SCENARIOS
) -> dict[str, Any]:
    """The whole atlas; the first of `names` is the reference. out: a results folder, without which nothing is kept."""
    verdicts: list[str] = []
    found = [inside(one, runs, names, out, verdicts) for one in scenarios]
    return {
        "version": __version__,
        **found[0][0],
        "reference": told(names[0]),
        "policies": [told(name) | {"extreme": name in EXTREMES} for name in names[1:]],
        "objectives": [objective(name) for name in OBJECTIVES],
        "verdicts": verdicts,
        "columns": ["policy", "objective", "worlds", *FIGURES, "verdict"],
        "scenarios": [one for _, one in found],
    }


def inside(
    scenario: str, runs: int, names: Sequence[str], out: Path | None, verdicts: list[str]
) -> tuple[dict[str, int], dict[str, Any]]:
    """How many futures there are, and what is found in one scenario; `verdicts` grows by those that are new."""
    results = compare(names, scenario, runs, SEED, measures=OBJECTIVES, out=out).results
    cells = results.cells
    table = results.store.worlds(results.entries[0].name).iloc[cells.met(results.runs)]
    worlds, rows = [], []
    means: list[list[float | None]] = []
    pairs = list(pairs_of(results, OBJECTIVES))
    for at, (about, chosen) in enumerate(parted(results, table)):
        worlds.append(about)
        means.append([])
        for one in pairs:
            some = Some(cells, chosen)
            if one.reference is None:
                means[at].append(short(np.nanmean(some.matrix(np.asarray(one.policy, float)))))
                continue
            row, _ = row_of(replace(one, cells=some), Asked(seed=SEED), 0.95)  # type: ignore[arg-type]
            verdict = str(row["verdict"])
            if verdict not in verdicts:
                verdicts.append(verdict)
            place = [list(names).index(one.row["policy"]) - 1, OBJECTIVES.index(one.row["measure"]), at]
            rows.append([*place, *(short(row[name]) for name in FIGURES), verdicts.index(verdict)])
    shipped = load_scenario(scenario)
    there = "" if scenario == SCENARIOS[0] else f" --scenario {scenario}"
    command = f"foedus compare {names[0]} {names[1]}{there} --runs {runs} --seed {SEED}"
    about = {"name": scenario, "title": shipped.title, "meaning": shipped.meaning, "command": command}
    return {"futures": results.runs, "lucks": cells.lucks}, about | {"worlds": worlds, "means": means, "rows": rows}


def told(name: str) -> dict[str, Any]:
    """A policy for a reader."""
    one = policies()[name]
    return {"name": name, "title": one.title, "meaning": one.meaning}


def objective(name: str) -> dict[str, str]:
    """A measure for a reader."""
    one = MEASURES[name]
    about = {"name": name, "title": title_of(name), "form": form_of(name)}
    return about | {"unit": one.unit, "better": one.better, "meaning": one.meaning}


def main() -> None:
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else RUNS
    names = [REFERENCE, *(name for name in policies() if name != REFERENCE)]
    PAGE.write_text(
        json.dumps(made(runs, names, KEPT), ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8"
    )


if __name__ == "__main__":
    main()
