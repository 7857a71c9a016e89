"""The spending rule on NATO's own record, 2014–2024, against simple forecasts: rolling origin from 2018.

At each origin the rule's numbers (how much of the path to 2 % is kept, what lapses above it, how strong the shocks of 2014
and 2022 are, how large luck is) are fitted on the years up to it, by least squares with nothing below zero; a shock that has
happened but was not yet felt in a budget (2022 from 2022) counts as strong as the one before. Not blind all the same: the
form (an even path to a date, shocks that fade in three years and reach by proximity, what lapses above the pledge) was
chosen with the record known. Nobody sees 2022 coming.

Units: points of GDP. Source: NATO, Defence Expenditure of NATO Countries, 2025 edition; 31 allies (Iceland has none).
"""

from __future__ import annotations

import csv
import math
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache, partial
from importlib.resources import files

import numpy as np

from experiments.validation.fact import Fact

__all__ = ["FORECASTS", "SHOCK", "Backtest", "Fitted", "Record", "facts", "fitted", "read_record", "rule"]

EVENTS = (2014, 2022)
"""Crimea, and the invasion of Ukraine: known in their year, felt in budgets from the next."""
WALES, DUE = 2.0, 2024
"""The pledge of Wales, in points of GDP, and its date."""
ORIGINS = range(2018, 2024)
SHOCK = range(2022, 2025)
"""The years forecast that lie after Russia's attack of 2022."""
RESAMPLES = 4000
DRAWS = 2000
BAND = 0.90


@dataclass(frozen=True)
class Record:
    """Spending (share of GDP) and GDP (bn USD), allies in rows and years in columns; what the roster says of each ally."""

    codes: list[str]
    years: list[int]
    core: np.ndarray
    gdp: np.ndarray
    threat: np.ndarray
    near: np.ndarray  # proximity to the first adversary

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
        roster.pairs["proximity"][0][rows],
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


def at_least_the_pledge(record: Record, origin: int, ahead: int) -> np.ndarray:
    """Everybody below 2 % keeps its word at once; the others stay."""
    return np.maximum(persistence(record, origin, ahead), WALES / 100.0)


@dataclass(frozen=True)
class Fitted:
    """The rule's numbers as an origin knows them: share of the path kept, what lapses above it, each event, scale of luck."""

    weight: float
    ease: float
    shocks: tuple[float, ...]
    noise: float


def fitted(record: Record, origin: int, due: int = DUE, allies: np.ndarray | None = None) -> Fitted:
    """Least squares on the yearly changes up to the origin, nothing below zero; luck's scale by the likelihood of T₃.

    allies: rows that count, with repetitions; default: all.
    """
    from scipy.optimize import nnls

    rows = np.arange(len(record.codes)) if allies is None else allies
    core, near = 100.0 * record.core[rows], record.near[rows]
    years = range(record.years[0], origin)
    seen = np.concatenate([_reasons(core[:, record.column(t)], near, t, due) for t in years])
    change = np.concatenate([core[:, record.column(t + 1)] - core[:, record.column(t)] for t in years])
    found, _ = nnls(seen, change)
    shocks = list(found[2:])
    for k, event in enumerate(EVENTS):
        if event == origin:
            shocks[k] = shocks[k - 1]
    level = np.concatenate([core[:, record.column(t)] for t in years])
    left = (change - seen @ found) / (level / 1.6) ** 0.7
    scale = float(np.median(np.abs(left)))
    for _ in range(200):
        scale = float(np.sqrt(np.mean(4.0 * left * left / (3.0 + (left / scale) ** 2))))
    return Fitted(float(found[0]), float(found[1]), tuple(float(one) for one in shocks), scale)


def _reasons(core: np.ndarray, near: np.ndarray, year: int, due: int = DUE) -> np.ndarray:
    """Why budgets change from `year` to the next: the pledge's step, what lies above it, each event that has happened."""
    step = np.maximum(0.0, WALES - core) / max(1, due - year)
    felt = [near * math.exp(-(year - event) / 3.0) if year >= event else np.zeros_like(near) for event in EVENTS]
    return np.stack([step, -np.maximum(0.0, core - WALES), *felt], axis=-1)


@lru_cache(maxsize=64)
def _numbers(origin: int, due: int, core: bytes, near: bytes, years: tuple[int, ...], codes: tuple[str, ...]) -> Fitted:
    shares, nearness = np.frombuffer(core).reshape(len(codes), -1), np.frombuffer(near)
    return fitted(Record(list(codes), list(years), shares, shares, nearness, nearness), origin, due)


def _known(record: Record, origin: int, due: int = DUE) -> Fitted:
    """`fitted`, worked out once."""
    seen = record.core[:, : record.column(origin) + 1]
    years = tuple(record.years[: seen.shape[1]])
    return _numbers(
        origin, due, np.ascontiguousarray(seen).tobytes(), record.near.tobytes(), years, tuple(record.codes)
    )


def rule(
    record: Record,
    origin: int,
    ahead: int,
    due: int = DUE,
    shocks: bool = True,
    ease: bool = True,
    values: Mapping[str, float] | None = None,
) -> np.ndarray:
    """The model's rule without luck: b' = b + ω (2 − b)⁺/max(1, D − t) − ε (b − 2)⁺ + prox Σ γ_e e^(−(t − e)/3).

    `due = 0` gives the pledge no date, `shocks = False` leaves events out, `ease = False` what lapses. `values` are
    parameters of the model: their `pledge_weight` and `budget_ease` stand in for the fitted ones. What the record does not
    see (allies' spending, λ; peers) is left out.
    """
    from model.parameters import parameter_record
    from model.rules.spending import step_to

    known = _known(record, origin, due)
    p = parameter_record(values or {})[0]
    weight, eased = (known.weight, known.ease) if values is None else (float(p.pledge_weight), float(p.budget_ease))
    eased = eased if ease else 0.0
    core = 100.0 * persistence(record, origin, ahead)
    for year in range(origin, origin + ahead):
        steps = np.array([step_to(b, WALES, weight, float(due - year)) for b in core])
        felt = _reasons(core, record.near, year)[:, 2:] * [event <= origin for event in EVENTS]
        core = core + steps - eased * np.maximum(0.0, core - WALES) + (felt @ np.array(known.shocks) if shocks else 0.0)
    return core / 100.0


def bands(record: Record, origin: int, ahead: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Each ally's 90 % predictive band: luck with heavy tails, events yet unknown, and allies resampled for the fit.

    Events come at the declared rate and size, which are a prior and know of two events. Units: points of GDP.
    """
    from model.parameters import parameter_record

    p = parameter_record({})[0]
    rng = np.random.default_rng([seed, origin, ahead])
    count = len(record.codes)
    fits = [fitted(record, origin, allies=rng.integers(count, size=count)) for _ in range(DRAWS // 20)]
    fits = [fits[k] for k in rng.integers(len(fits), size=DRAWS)]
    weight, ease, noise = (
        np.array([getattr(one, name) for one in fits])[:, None] for name in ("weight", "ease", "noise")
    )
    shocks = np.array([one.shocks for one in fits])
    core = np.repeat(100.0 * persistence(record, origin, ahead)[None], DRAWS, axis=0)
    coming = np.zeros((DRAWS, 1))
    for year in range(origin, origin + ahead):
        if year > origin:
            came = rng.random((DRAWS, 1)) < p.budget_shock_rate
            coming = coming * math.exp(-1.0 / 3.0) + came * p.budget_shock_size * rng.exponential(size=(DRAWS, 1))
        felt = _reasons(core[0], record.near, year)[:, 2:] * [event <= origin for event in EVENTS]
        step = weight * np.maximum(0.0, WALES - core) / max(1, DUE - year) - ease * np.maximum(0.0, core - WALES)
        core = core + step + shocks @ felt.T + coming * record.near
        core = core + _luck(core, noise, rng.standard_t(3, core.shape))
    low, high = np.quantile(core, [(1.0 - BAND) / 2.0, (1.0 + BAND) / 2.0], axis=0)
    return low, high


def _luck(core: np.ndarray, noise: np.ndarray, t: np.ndarray) -> np.ndarray:
    """What `model.rules.spending.disturbed` adds, for arrays in points of GDP."""
    return np.clip(noise * (core / 1.6) ** 0.7 * t, -0.5 * core, 0.5 * core)


FORECASTS: dict[str, Forecast] = {
    "persistence": persistence,
    "own drift": own_drift,
    "pooled drift": pooled_drift,
    "trend": trend,
    "at least the pledge": at_least_the_pledge,
    "the model's rule": rule,
    "the model's rule without date": partial(rule, due=0),
    "the model's rule without shocks": partial(rule, shocks=False),
    "the model's rule without ease": partial(rule, ease=False),
}
KNOWN = {
    "persistence": (0.197, 0.348),
    "own drift": (0.194, 0.363),
    "trend": (0.230, 0.348),
    "pooled drift": (0.182, 0.303),
    "at least the pledge": (0.457, 0.487),
}
"""Mean absolute errors one and three years ahead, computed apart from this code."""
RULE = "the model's rule"


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
        self, name: str, other: str, ahead: int, years: Collection[int] | None = None, origins: bool = False
    ) -> tuple[float, float, float]:
        """By how much `name` errs less than `other` (below zero), with its 95 % paired bootstrap over countries.

        years: the forecast years that count; default: all. Without `origins` years are not resampled: the interval is over
        countries, given these years, whose forecasts overlap and share the same events; with it, over countries and origins.
        """
        kept = [years is None or year in years for year in self.targets(ahead)]
        gaps = (self.errors(name, ahead) - self.errors(other, ahead))[kept]
        if origins:
            drawn = np.random.default_rng(self.seed + 1).integers(len(gaps), size=(RESAMPLES, len(gaps)))
            means = gaps[drawn[:, :, None], self.resamples[:, None, :]].mean(axis=(1, 2))
        else:
            means = gaps.mean(axis=0)[self.resamples].mean(axis=1)
        low, high = np.quantile(means, [0.025, 0.975])
        return float(gaps.mean()), float(low), float(high)

    def coverage(self, ahead: int) -> np.ndarray:
        """Whether what came to pass lies in its 90 % band: (origins, allies)."""
        inside = []
        for year in self.targets(ahead):
            low, high = bands(self.record, year - ahead, ahead, self.seed)
            came = 100.0 * self.record.core[:, self.record.column(year)]
            inside.append((low <= came) & (came <= high))
        return np.array(inside)


def facts(seed: int = 0) -> list[Fact]:
    """The errors of the simple forecasts as they are known, and the rule against them.

    For a comparison `value` is the upper end of the interval of its gain over countries, which must lie below zero.
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
    compared = [(other, 1) for other in KNOWN] + [("persistence", 3), ("own drift", 3)]
    found += [
        Fact(
            f"{RULE} against {other}, {ahead} year{'s' if ahead > 1 else ''} ahead, upper end of the gain",
            "backtest",
            -1.0,
            lambda other=other, ahead=ahead: backtest.gain(RULE, other, ahead)[2],  # type: ignore[misc]
            1.0 - 1e-9,
            source,
        )
        for other, ahead in compared
    ]
    return found + [
        Fact(
            f"share within the 90 % band, {ahead} year{'s' if ahead > 1 else ''} ahead",
            "backtest",
            0.9,
            lambda ahead=ahead: float(backtest.coverage(ahead).mean()),  # type: ignore[misc]
            0.1,
            source,
        )
        for ahead in (1, 3)
    ]
