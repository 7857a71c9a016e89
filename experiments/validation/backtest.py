"""The spending rule on NATO's own record, 2014–2024, against simple forecasts: rolling origin from 2018.

Tastes are inverted once, from mean spending in 2014–2018 as the choice of a state that feels no threat and has no pledge
yet; then the model's own rule runs on, with the roster's threat, the Wales pledge and the declared parameters. Nothing is
fitted on the years that are forecast. Not blind all the same: threat by geography was written down with 2022 known, and
`threat_response` and `budget_adjustment` were chosen knowing this record. Nobody sees 2022 coming: neither does the rule.

Units: points of GDP. Source: NATO, Defence Expenditure of NATO Countries, 2025 edition; 31 allies (Iceland has none).
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from importlib.resources import files

import numpy as np

from experiments.validation.fact import Fact

__all__ = ["FORECASTS", "SHOCK", "Backtest", "Record", "facts", "read_record"]

BASE = range(2014, 2019)
ORIGINS = range(2018, 2024)
SHOCK = range(2022, 2025)
"""The years forecast that lie after Russia's attack of 2022."""
RESAMPLES = 4000


@dataclass(frozen=True)
class Record:
    """Spending (share of GDP) and GDP (bn USD), allies in rows and years in columns; what the roster says of each ally."""

    codes: list[str]
    years: list[int]
    core: np.ndarray
    gdp: np.ndarray
    threat: np.ndarray
    hegemon: np.ndarray

    def column(self, year: int) -> int:
        return self.years.index(year)


def read_record() -> Record:
    """NATO's record as shipped in `model/data/raw`."""
    from model.roster import read_roster

    roster = read_roster()
    raw = files("model").joinpath("data/raw")

    def series(file: str, column: str) -> dict[tuple[str, int], float]:
        lines = raw.joinpath(file).read_text(encoding="utf-8").splitlines()
        return {(row["iso3"], int(row["year"])): float(row[column]) for row in csv.DictReader(lines)}

    spent, gdp = series("nato_spending.csv", "defence_pct_gdp"), series("gdp.csv", "gdp_busd_current")
    codes, years = sorted({code for code, _ in spent}), sorted({year for _, year in spent})
    rows = [roster.codes.index(code) for code in codes]
    return Record(
        codes,
        years,
        np.array([[spent[code, year] / 100.0 for year in years] for code in codes]),
        np.array([[gdp[code, year] for year in years] for code in codes]),
        roster.columns["threat_rest"][rows],
        roster.columns["hegemon"][rows] > 0.0,
    )


Forecast = Callable[[Record, int, int], np.ndarray]


def persistence(record: Record, origin: int, ahead: int) -> np.ndarray:
    """Nothing changes."""
    return record.core[:, record.column(origin)]


def own_drift(record: Record, origin: int, ahead: int) -> np.ndarray:
    """Every ally continues its average change since 2014."""
    now = record.column(origin)
    return record.core[:, now] + ahead * (record.core[:, now] - record.core[:, 0]) / now


def pooled_drift(record: Record, origin: int, ahead: int) -> np.ndarray:
    """Every ally continues the average change of all since 2014."""
    now = record.column(origin)
    return record.core[:, now] + ahead * np.mean(record.core[:, now] - record.core[:, 0]) / now


def trend(record: Record, origin: int, ahead: int) -> np.ndarray:
    """A straight line through every ally's years since 2014."""
    now = record.column(origin)
    slope, level = np.polyfit(np.arange(now + 1), record.core[:, : now + 1].T, 1)
    return level + slope * (now + ahead)


def partial_adjustment(record: Record, origin: int, ahead: int) -> np.ndarray:
    """Those below 2 % close a tenth of the gap a year."""
    core = persistence(record, origin, ahead)
    for _ in range(ahead):
        core = core + 0.1 * np.maximum(0.0, 0.02 - core)
    return core


def rule(
    record: Record, origin: int, ahead: int, threat: bool = True, values: Mapping[str, float] | None = None
) -> np.ndarray:
    """The model's rule: b += λ (b* − b), b* = b° + ω [τ − b°]⁺, b° the best response to allies' spending and threat.

    `threat = False` holds perceived threat at that of the base years: what the pledge alone explains. `values` are
    parameters other than the declared.
    """
    from model.parameters import parameter_record
    from model.rules.budgets import peer_pull
    from model.rules.spending import best_response, implied_taste, pledged

    p = parameter_record(values or {})[0]
    theta = float(p.theta * p.credence_start)
    felt = record.threat if threat else np.zeros_like(record.threat)
    base = [record.column(year) for year in BASE]
    core, gdp = record.core[:, base].mean(axis=1), record.gdp[:, base].mean(axis=1)
    worth = _spill_in(record, core, gdp, p)
    taste = np.array([implied_taste(b, theta, worth[i], 0.0, 0.0) for i, b in enumerate(core)])
    taste = np.minimum(0.99, taste * (1.0 + p.threat_response * felt))
    core, gdp = persistence(record, origin, ahead), record.gdp[:, record.column(origin)]
    for _ in range(ahead):
        worth = _spill_in(record, core, gdp, p)
        pull = peer_pull(p.pledge_weight, _compliance(record, core, p), p)
        wanted = [pledged(best_response(a, theta, worth[i]), p.pledge_core, pull) for i, a in enumerate(taste)]
        core = core + p.budget_adjustment * (np.array(wanted) - core)
    return core


def _compliance(record: Record, core: np.ndarray, p: np.record) -> float:
    """Graded compliance of all but the hegemon, as in `budgets.graded_compliance`."""
    return max(0.0, 2.0 * float(np.minimum(1.0, core[~record.hegemon] / p.pledge_core).mean()) - 1.0)


def _spill_in(record: Record, core: np.ndarray, gdp: np.ndarray, p: np.record) -> np.ndarray:
    """Spill-in from all other allies, with the hegemon's spending weighted by its commitment, as in `budgets.spill_in`."""
    from model.rules.consultation import commitment

    stands = commitment(_compliance(record, core, p), p.commitment_min, p.commitment_max, p.commitment_slope)
    money = core * gdp
    felt = np.where(record.hegemon, stands * money, money)
    return (felt.sum() - felt) / gdp.sum()


FORECASTS: dict[str, Forecast] = {
    "persistence": persistence,
    "own drift": own_drift,
    "trend": trend,
    "pooled drift": pooled_drift,
    "partial adjustment": partial_adjustment,
    "the model's rule": rule,
    "the model's rule without threat": partial(rule, threat=False),
}
KNOWN = {
    "persistence": (0.197, 0.349),
    "own drift": (0.194, 0.363),
    "trend": (0.231, 0.349),
    "pooled drift": (0.184, 0.303),
    "partial adjustment": (0.183, 0.294),
}
"""Mean absolute errors one and three years ahead, computed apart from this code."""


class Backtest:
    """Every forecast's errors, (origins, allies), and what separates two forecasts."""

    def __init__(self, record: Record | None = None, seed: int = 0) -> None:
        self.record = record or read_record()
        self.seed = seed
        self.kept: dict[tuple[str, int], np.ndarray] = {}

    def targets(self, ahead: int) -> list[int]:
        """The years that are forecast so far ahead, one an origin."""
        return [origin + ahead for origin in ORIGINS if origin + ahead <= self.record.years[-1]]

    def errors(self, name: str, ahead: int) -> np.ndarray:
        """Absolute errors in points of GDP."""
        if (name, ahead) not in self.kept:
            self.kept[name, ahead] = 100.0 * np.array(
                [
                    np.abs(
                        FORECASTS[name](self.record, year - ahead, ahead)
                        - self.record.core[:, self.record.column(year)]
                    )
                    for year in self.targets(ahead)
                ]
            )
        return self.kept[name, ahead]

    def error(self, name: str, ahead: int) -> float:
        """Mean absolute error over allies and origins."""
        return float(self.errors(name, ahead).mean())

    @cached_property
    def resamples(self) -> np.ndarray:
        """The same countries drawn for every comparison: a country keeps its years together."""
        allies = len(self.record.codes)
        return np.random.default_rng(self.seed).integers(allies, size=(RESAMPLES, allies))

    def gain(
        self, name: str, other: str, ahead: int, years: Collection[int] | None = None
    ) -> tuple[float, float, float]:
        """By how much `name` errs less than `other` (below zero), with its 95 % paired bootstrap over countries.

        years: the forecast years that count; default: all. Years are not resampled: the interval is over countries, given
        these years, whose forecasts overlap and share the same events.
        """
        kept = [years is None or year in years for year in self.targets(ahead)]
        gap = (self.errors(name, ahead) - self.errors(other, ahead))[kept].mean(axis=0)
        low, high = np.quantile(gap[self.resamples].mean(axis=1), [0.025, 0.975])
        return float(gap.mean()), float(low), float(high)


def facts(seed: int = 0) -> list[Fact]:
    """The errors of the simple forecasts as they are known, and the rule against them.

    For a comparison `value` is the upper end of the interval of its gain, which must lie below zero.
    """
    backtest = Backtest(seed=seed)
    source = "NATO, Defence Expenditure of NATO Countries, 2025 edition"
    found = [
        Fact(
            f"{name}, {ahead} year{'s' if ahead > 1 else ''} ahead",
            "backtest",
            error,
            partial(backtest.error, name, ahead),
            0.002,
            source,
        )
        for name, errors in KNOWN.items()
        for ahead, error in zip((1, 3), errors, strict=True)
    ]
    return found + [
        Fact(
            f"the model's rule against {other}, 3 years ahead, upper end of the gain",
            "backtest",
            -1.0,
            lambda other=other: backtest.gain("the model's rule", other, 3)[2],  # type: ignore[misc]
            1.0 - 1e-9,
            source,
        )
        for other in ("persistence", "trend")
    ]
