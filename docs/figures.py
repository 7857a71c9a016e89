"""Makes the figures of validation.md: `python docs/figures.py` (some minutes): every statement with its value.

Unlike the tables of the declarations they come from runs, so they change with the model; the page says what made them.
"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

import numpy as np
from marks import table, write

from experiments.validation import backtest, bands, closed_forms, complementarity, contrasts, focus, metanorms, placebo
from model.randomness import run_key
from model.simulation import prepare, run_block
from model.state import Tier

PAGE = Path(__file__).parent / "validation.md"
RUNS, SEED = 200, 0
MANY = 10 * RUNS
"""Runs of the table of two adversaries: with a fifth of them its sign hung on the seed."""


def short(value: float) -> str:
    """Six significant digits, and no trailing zeros."""
    return f"{value:.6g}"


def bracket(found: contrasts.Interval) -> str:
    """A mean with its interval."""
    return f"{found.mean:.3g} [{found.low:.3g}, {found.high:.3g}]"


def asked(row: dict) -> tuple[str, str]:
    """What a fact asks for and within what. Where all between zero and twice its middle will do, the sign alone counts."""
    if row["expected"] > 0.0 and abs(row["expected"] - row["tolerance"]) < 1e-6:
        return "> 0", ""
    return short(row["expected"]), f"{row['tolerance']:g}"


def known() -> str:
    rows = [fact.row() for fact in closed_forms.closed_forms(SEED)]
    return table(
        "group | statement | expected | the code gives | tolerance | holds | source",
        [
            (
                r["group"],
                r["name"],
                asked(r)[0],
                short(r["value"]),
                asked(r)[1],
                "yes" if r["holds"] else "**no**",
                r["source"],
            )
            for r in rows
        ],
    )


def banded() -> str:
    found = bands.bands(bands.baseline_runs(RUNS, SEED))
    return table(
        "fact | band | the model gives | holds | came about | source",
        [
            (
                band.name,
                f"{band.low:g} … {band.high:g}",
                f"{figure:.3g}",
                "yes" if band.low <= figure <= band.high else "**no**",
                band.standing,
                band.source,
            )
            for band, figure in found
        ],
    )


def predicted() -> str:
    results = contrasts.Results(RUNS, SEED)
    rows = []
    for one in contrasts.CONTRASTS:
        found = one.found(results)
        claim = "reported" if one.side == "reported" else f"{one.side} {one.bound:g}"
        source = "open" if one.side == "reported" else one.source
        rows.append((one.name, claim, bracket(found), "yes" if one.holds(found) else "**no**", source))
    return table("contrast | prediction | mean and 95 % interval | holds | whose", rows)


def beside() -> str:
    rows = []
    settings: tuple[tuple[str, dict], ...] = (
        ("frozen", complementarity.FROZEN),
        ("frozen, weak evidence", complementarity.WEAK),
        ("as in baseline", {}),
    )
    for label, parameters in settings:
        calm, restless = (complementarity.beside_russia(tempo, MANY, SEED, parameters) for tempo in (1.0, 2.0))
        for name, figure in (
            ("operations", lambda log: (log.tier >= 0).sum()),
            ("severe operations", complementarity.severe),
            ("harm, bn USD", lambda log: log.harm_money.sum()),
        ):
            before = complementarity.chinese(calm, figure)
            change = contrasts.interval(complementarity.chinese(restless, figure) - before)
            rows.append((label, f"Chinese {name}, 20 years", f"{before.mean():.4g}", bracket(change)))
    return table(
        f"budgets and vicarious learning | figure, {MANY:,} runs | Russia as it is | change with twice its tempo", rows
    )


def tested() -> str:
    found = backtest.Backtest(seed=SEED)

    def gain(other: str, ahead: int, origins: bool) -> str:
        if other == backtest.RULE:
            return ""
        mean, low, high = found.gain(backtest.RULE, other, ahead, origins=origins)
        return f"[{low:.3f}, {high:.3f}]" if origins else f"{mean:.3f} [{low:.3f}, {high:.3f}]"

    rows = [
        (
            name,
            *(f"{found.error(name, ahead):.3f}" for ahead in (1, 3)),
            *(gain(name, ahead, origins) for ahead in (1, 3) for origins in (False, True)),
        )
        for name in backtest.FORECASTS
    ]
    inside = [f"{found.coverage(ahead).mean():.2f}" for ahead in (1, 3)]
    head = "forecast | 1 year | 3 years | the rule's gain, 1 year | over origins too | 3 years | over origins too"
    return table(head, [*rows, ("*within the rule's 90 % band*", *inside, "", "", "", "")])


def split() -> str:
    found = backtest.Backtest(seed=SEED)
    early = [year for year in found.targets(3) if year not in backtest.SHOCK]

    def gain(name: str, other: str, ahead: int, years: Collection[int] | None) -> str:
        return "{:.3f} [{:.3f}, {:.3f}]".format(*found.gain(name, other, ahead, years))

    pairs = (
        (backtest.RULE, "persistence", 1, range(2019, 2023)),
        (backtest.RULE, "pooled drift", 1, range(2019, 2023)),
        (backtest.RULE, "persistence", 3, early),
        (backtest.RULE, "pooled drift", 3, early),
        (backtest.RULE, f"{backtest.RULE} without date", 3, early),
    )
    return table(
        "forecast | against | years ahead | targets before the shock | targets after | all",
        [
            (
                name,
                other,
                ahead,
                *(gain(name, other, ahead, part) for part in (years, _others(found, ahead, years), None)),
            )
            for name, other, ahead, years in pairs
        ],
    )


def _others(found: backtest.Backtest, ahead: int, years: Collection[int]) -> list[int]:
    return [year for year in found.targets(ahead) if year not in years]


def answers() -> str:
    runs = run_block(prepare(), [run_key(SEED, k) for k in range(RUNS)], incidents=True)
    mean = runs.summary.mean()
    outcomes = np.concatenate([e.outcome[e.tier >= Tier.DISRUPTION] for e in bands.detected_in(runs)])
    return table(
        "in a run of 20 years, mean of 200 | number",
        [
            ("collective answers", f"{mean.collective_responses:.1f}"),
            ("of them statements", f"{mean.statements:.1f}"),
            ("of them above a statement: sanctions, counter-cyber, Article 5", f"{mean.responses_firm:.1f}"),
            ("severe cases brought to the Council", f"{mean.severe_cases:.1f}"),
            (
                "of them answered",
                f"{mean.severe_answered:.1f}, {mean.severe_answered / mean.severe_cases:.0%}".replace("%", " %"),
            ),
            (
                "of severe operations detected in months 24–215, answered together",
                f"{np.mean((outcomes >= 1) & (outcomes <= 4)):.0%}".replace("%", " %"),
            ),
        ],
    )


def others() -> str:
    found = placebo.placebo(draws=20, runs=RUNS // 2, seed=SEED)
    named = {name: contrasts.interval(each) for name, each in placebo.named_differences(RUNS // 2, SEED).items()}
    return table(
        "net effect on, 100 runs | Türkiye, Hungary, Slovakia | 20 draws of three others: least … most",
        [
            (f"`{name}`", bracket(named[name]), f"{min(drawn):.3g} … {max(drawn):.3g}")
            for name, (_, drawn) in found.items()
        ],
    )


def sought() -> str:
    found = focus.read_focus()
    titles = {
        "even": "evenly",
        "GDP": "by GDP",
        "population": "by population",
        "counts": "by incidents of 2014–2018 + ½",
        "fitted": "by focus and size, fitted on 2014–2018",
    }
    rows = []
    for name in focus.BASELINES:
        ranks = [found.rank_correlation(name, a) for a in (None, *range(len(found.adversaries)))]
        scores = [found.log_score(name, a) for a in (None, *range(len(found.adversaries)))]
        cells = [
            f"{score:.2f}, ρ {rank:.2f}" if rank == rank else f"{score:.2f}"
            for score, rank in zip(scores, ranks, strict=True)
        ]
        gains = ["", ""]
        if name != "fitted":
            gains = ["{:.2f} [{:.2f}, {:.2f}]".format(*found.gain(name, SEED, pairs)) for pairs in (False, True)]
        rows.append((titles[name], *cells, *gains))
    head = "targets drawn | all | " + " | ".join(found.adversaries)
    return table(head + " | the fit's gain over it, drawing states | drawing pairs", rows)


def metanormed() -> str:
    rows = []
    for generations, runs in ((100, 100), (1000, 20)):
        for meta in (False, True):
            end = metanorms.fates(meta, runs, generations, SEED)
            game = "norms and metanorms" if meta else "norms alone"
            rows.append(
                (game, generations, runs, end.established, end.collapsed, runs - end.established - end.collapsed)
            )
    return table("game | generations | histories | norm established | norm collapsed | between", rows)


TABLES = (
    ("known", known),
    ("bands", banded),
    ("contrasts", predicted),
    ("beside", beside),
    ("backtest", tested),
    ("split", split),
    ("answers", answers),
    ("focus", sought),
    ("metanorms", metanormed),
    ("placebo", others),
)


def main() -> None:
    """Write each table between its marks."""
    write(PAGE, {name: make() for name, make in TABLES})


if __name__ == "__main__":
    main()
