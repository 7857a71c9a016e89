"""Makes the figures of robustness.md: `python docs/robustness.py` (about ten minutes on two cores)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from marks import table, write

from experiments.validation.altered import SPLITS, Alteration, alterations, asked_in, split
from experiments.validation.bands import bands, baseline_runs
from experiments.validation.contrasts import Results, interval, multiples
from experiments.validation.other_rules import every_month
from experiments.validation.robustness import CHOICES, FINDINGS, LEARNT, SETTINGS, Asked, Held, Worlds

PAGE = Path(__file__).parent / "robustness.md"
WORLDS, RUNS, SEED = 200, 20, 0
MANY = 200
"""Runs of the tables of splits and of quiet months."""
BLAMED = ("low-bar", "norms-first", "joint-attribution")
"""Policies that change how often the innocent are blamed."""
CRITERIA = {
    "welfare": +1,
    "consumption": +1,
    "damage": -1,
    "civilian_harm": -1,
    "responsibility_gap": -1,
    "severe_share": -1,
}
"""What policies may be judged by, and which direction is better."""


def all_held(worlds: Worlds) -> list[tuple[str, str, Held]]:
    """Every finding over the worlds of the record: its name, its measure, and how it rests."""
    found = [(one.name, one.measure, worlds.of(one)) for one in FINDINGS]
    return [*found, (LEARNT, "severe_share", worlds.held(worlds.learnt(), -1))]


def found_table(held: Sequence[tuple[str, str, Held]]) -> str:
    rows = [_held(*one) for one in held]
    return table(
        "finding | difference | in 95 % of worlds | share of worlds with its sign, % | rests | decided by, % of the spread",
        rows,
    )


def _held(name: str, measure: str, held: Held) -> tuple[str, ...]:
    found = held.found

    def span(low: float | None, high: float | None) -> str:
        return "" if low is None or high is None else f"{low:.3g} … {high:.3g}"

    share = "" if found.share_worlds is None else f"{100 * found.share_worlds:.0f}"
    if found.share_worlds_low is not None and found.share_worlds_high is not None:
        share += f" ({100 * found.share_worlds_low:.0f}–{100 * found.share_worlds_high:.0f})"
    decided = ", ".join(f"`{one}` {100 * part:.0f}" for one, part in held.decided.items())
    figure = f"`{measure}` {found.difference:+.3g} [{span(found.low, found.high)}]"
    return name, figure, span(found.world_low, found.world_high), share, held.rests, decided


def rests_table(held: Sequence[tuple[str, str, Held]]) -> str:
    """How many findings rest how."""
    return table("rests | findings", Counter(one.rests for _, _, one in held).most_common())


def altered_table(altered: Mapping[str, Asked]) -> str:
    """Every finding over the altered models: how often it holds, and where it does not."""
    verdicts = {name: asked.verdicts() for name, asked in altered.items()}
    rows = []
    for name in [one.name for one in FINDINGS] + [LEARNT]:
        by = {which: [a for a, v in verdicts.items() if v[name] == which] for which in ("holds", "unclear", "breaks")}
        rows.append((name, f"{len(by['holds'])} of {len(verdicts)}", "; ".join(by["unclear"]), "; ".join(by["breaks"])))
    return table("finding | holds | unclear in | breaks in", rows)


def times(asked: Asked, setting: str, measure: str) -> str:
    """A measure in multiples of the baseline's, with its interval."""
    found = interval(multiples(asked.columns[setting][measure], asked.columns["baseline"][measure]))
    return f"{found.mean:.2f} [{found.low:.2f}, {found.high:.2f}]"


def frozen_share(asked: Asked) -> str:
    """What silence makes of the severe share where beliefs are frozen, as a share of what it makes otherwise, in %."""
    severe = {name: asked.columns[name]["severe_share"] for name in SETTINGS}
    frozen, learnt = severe["frozen, no response"] - severe["frozen"], severe["no-response"] - severe["baseline"]
    found = interval(multiples(frozen, learnt))
    return f"{100 * found.mean:.0f} [{100 * found.low:.0f}, {100 * found.high:.0f}]"


def sized_table(altered: Mapping[str, Asked]) -> str:
    """How large the three great effects are in every altered model."""
    rows = [
        (
            name,
            times(asked, "no-response", "severe_share"),
            times(asked, "no-response", "damage"),
            times(asked, "no-attribution", "severe_share"),
            frozen_share(asked),
        )
        for name, asked in altered.items()
    ]
    return table(
        "model | silence: severe share × | silence: damage × | no attribution: severe share × | frozen, %", rows
    )


def split_table() -> str:
    """Do the bands tell worlds of little deterrence from the shipped one?"""
    rows = []
    for one in (Alteration("as it is"), *(split(*costs) for costs in SPLITS)):
        met = sum(
            band.low <= figure <= band.high for band, figure in bands(baseline_runs(MANY, SEED, 2, one.parameters))
        )
        rows.append((one.name, met, *_deterrence(one)))
    return table("world | bands met of 14 | deterrence, % | silence: severe share ×", rows)


def _deterrence(one: Alteration) -> tuple[str, str]:
    """What attackers make the alliance believed to deter, and what silence does, over many runs."""
    results = Results(MANY, SEED)
    here, silent = results(**one.parameters), results("no-response", **one.parameters)
    believed = interval(here.deterrence)
    columns = {"baseline": {"severe_share": here.severe_share}, "no-response": {"severe_share": silent.severe_share}}
    said = f"{believed.mean:.0f} [{believed.low:.0f}, {believed.high:.0f}]"
    return said, times(Asked(columns), "no-response", "severe_share")


def quiet_table() -> str:
    """What false blame does where it counts in every month, beside what it does as shipped, learnt from quiet ones only."""
    from model.measures import MEASURES
    from model.randomness import run_key
    from model.simulation import prepare, run_block
    from model.swap import engine_with

    keys, column = [run_key(SEED, k) for k in range(MANY)], list(MEASURES).index("severe_share")
    shares = {
        (policy, place): run_block(prepare(policy), keys, 2, engine=engine).summaries[:, column]
        for place, engine in enumerate((None, engine_with(relax_beliefs=every_month)))
        for policy in ("baseline", *BLAMED)
    }
    rows = []
    for policy in BLAMED:
        found = [interval(shares[policy, place] - shares["baseline", place]) for place in (0, 1)]
        rows.append((f"`{policy}`", *(f"{one.mean:+.2f} [{one.low:.2f}, {one.high:.2f}]" for one in found)))
    return table("severe share less the baseline's, points | as shipped | blame in every month", rows)


def scores(asked: Asked, criterion: str) -> np.ndarray:
    """Each choice's mean on a criterion, the better the higher."""
    return CRITERIA[criterion] * np.array([asked.mean(name, criterion) for name in CHOICES])


def regrets(asked: Asked, criterion: str) -> np.ndarray:
    """How far each choice lies behind the best, as a share of what lies between the best and the worst."""
    of = scores(asked, criterion)
    return (of.max() - of) / (of.max() - of.min())


def ranked_table(worlds: Worlds, now: Asked) -> str:
    """Is the order stable? The best choice today and over the worlds, and how alike the orders are."""
    from scipy.stats import kendalltau

    rows = []
    for criterion in CRITERIA:
        today = scores(now, criterion)
        best = Counter(CHOICES[int(scores(world, criterion).argmax())] for world in worlds.asked)
        alike = [float(kendalltau(today, scores(world, criterion)).statistic) for world in worlds.asked]
        cross = float(kendalltau(today, scores(now, "damage")).statistic)
        told = ", ".join(f"`{name}` {count}" for name, count in best.most_common())
        order = " > ".join(f"`{CHOICES[k]}`" for k in np.argsort(-today))
        rows.append((f"`{criterion}`", order, told, f"{np.mean(alike):.2f} ({min(alike):.2f})", f"{cross:.2f}"))
    return table(
        "judged by | order today | best in how many worlds | τ with today's order, mean (least) | τ with `damage`", rows
    )


def regret_table(worlds: Worlds) -> str:
    """Mean regret over worlds, and the greatest, by criterion; a policy that is never far from the best stands out."""
    over = {c: np.array([regrets(world, c) for world in worlds.asked]) for c in CRITERIA}
    rows = []
    for k, name in enumerate(CHOICES):
        cells = [f"{over[c][:, k].mean():.2f} ({over[c][:, k].max():.2f})" for c in CRITERIA]
        rows.append((f"`{name}`", *cells, f"{max(over[c][:, k].mean() for c in CRITERIA):.2f}"))
    return table(
        "mean regret (greatest) | " + " | ".join(f"`{c}`" for c in CRITERIA) + " | worst mean of the six", rows
    )


def made(worlds: Worlds, altered: Mapping[str, Asked]) -> dict[str, str]:
    """Every table of the page."""
    now, held = altered["as it is"], all_held(worlds)
    return {
        "found": found_table(held),
        "rests": rests_table(held),
        "altered": altered_table(altered),
        "sized": sized_table(altered),
        "splits": split_table(),
        "quiet": quiet_table(),
        "ranked": ranked_table(worlds, now),
        "regret": regret_table(worlds),
    }


def main() -> None:
    write(PAGE, made(Worlds(WORLDS, seed=SEED), {one.name: asked_in(one, RUNS, SEED) for one in alterations()}))


if __name__ == "__main__":
    main()
