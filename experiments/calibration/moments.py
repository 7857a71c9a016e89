"""The figures that a calibration compares: each with its target, how exactly it is known, and its source.

A figure enters once. Where the record counts something, the count is the target and its spread is the larger of its
standard error and a tenth of it; elsewhere the target is the middle of the band of `validation.bands` and its spread a
quarter of the band's width, as if the band were two spreads either way. Bands that begin at nothing say only *at most*:
they weigh in where they are left. What the record codes too thinly to be fitted is *shown*.

In standard units a figure is z = (f(model) − f(target))/spread, f the logarithm for damage, whose band spans a factor ten.
The distance is Σ z² over what is fitted (of *at most*, its positive part).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from experiments.calibration import record
from experiments.validation.bands import BANDS, Baseline, detected_in

if TYPE_CHECKING:
    from model.simulation import Runs

__all__ = ["Moment", "Outcome", "distance", "misfits", "moments", "standard"]

UNDEFINED = 10.0
EUREPOC = "EuRepoC, December 2023"
NATO = "NATO, 2025 edition; mean and spread over 31 allies"


class Outcome(Baseline):
    """Runs of the baseline as moments read them, and the parameters under which the spending rule is run on the record."""

    def __init__(self, runs: Runs, values: Mapping[str, float]) -> None:
        super().__init__([runs])
        self.roster, self.values = runs.roster, values
        self.told: dict[int, np.ndarray] = {}
        self.all_detected = np.concatenate(detected_in(runs)).view(np.recarray)

    def author(self, code: str) -> float:
        """Share of an adversary among detected operations on states by adversaries."""
        codes = self.roster.adversary_codes
        events = self.all_detected
        events = events[(events.author < len(codes)) & (events.target < len(self.roster.codes))]
        return float(np.mean(events.author == codes.index(code)))

    def nuisance(self) -> float:
        return float(np.mean(self.all_detected.tier == 0))

    def lag(self, quantile: float) -> float:
        """Months from operation to public name, over all so attributed. Months are whole; each is spread evenly over its
        own length, so that the quantile moves smoothly with parameters."""
        events = self.all_detected
        months = np.bincount((events.public_month - events.month)[events.public_month >= 0])
        share = np.concatenate([[0.0], np.cumsum(months) / months.sum()])
        return float(np.interp(quantile, share, np.arange(len(share)) - 0.5))

    def severe_answered(self) -> float:
        """Share of detected disruption and destruction with any answer, a single victim's included."""
        events = self.all_detected[self.all_detected.tier >= 2]
        return float(np.mean(events.outcome >= 1))

    def any_answered(self) -> float:
        return float(np.mean(self.all_detected.outcome >= 1))


@dataclass(frozen=True)
class Moment:
    """One figure. `kind`: near (the target is a value), at most (a bound), shown (beside, not fitted)."""

    name: str
    target: float
    spread: float
    kind: str
    source: str
    figure: Callable[[Outcome], float]
    log: bool = False

    def standard(self, value: float) -> float:
        """How many spreads the value lies above the target."""
        if self.log:
            return (math.log(max(value, 1e-12)) - math.log(self.target)) / self.spread
        return (value - self.target) / self.spread

    def misfit(self, value: float) -> float:
        """The deviation in spreads, before it is squared; an undefined figure counts as UNDEFINED spreads."""
        z = UNDEFINED if math.isnan(value) else self.standard(value)
        return 0.0 if self.kind == "shown" else max(0.0, z) if self.kind == "at most" else z


def _counted(target: float, error: float) -> float:
    """Spread of a figure of the record."""
    return max(error, 0.1 * target)


def _share_error(share: float, of: float) -> float:
    return math.sqrt(share * (1.0 - share) / of)


def _from_record() -> dict[str, tuple[float, float, str]]:
    """Bands whose figure the record counts: target, spread, source."""
    incidents, stats = record.read_incidents(), record.read_stats()
    busiest = incidents.busiest()
    least, most = incidents.severe()
    tiers = [stats[f"state_intensity_{span}"]["n_incidents"] for span in ("0-1.5", "1.5-3.5", "3.5-5.5", "5.5-16")]
    destroyed = tiers[3] / sum(tiers)
    everything = stats["all"]
    unnamed = 1.0 - everything["share_named_initiator_country"]
    _, median, third, n = record.read_lag()
    middle = 0.5 * (least + most)
    return {
        "detected operations on the busiest tenth of pairs": (
            busiest,
            _counted(busiest, _share_error(busiest, incidents.all)),
            f"{EUREPOC}: {incidents.all} incidents",
        ),
        "nuisance and espionage": (
            1.0 - middle,
            0.25 * (most - least),
            f"{EUREPOC}: one minus {least:.3f} (destruction, degradation) … {most:.3f} (with all disruption)",
        ),
        "destruction": (
            destroyed,
            _counted(destroyed, _share_error(destroyed, sum(tiers))),
            f"{EUREPOC}: intensity 5.5 and more, {tiers[3]:.0f} of {sum(tiers):.0f}",
        ),
        "nobody named in public": (
            unnamed,
            _counted(unnamed, _share_error(unnamed, everything["n_incidents"])),
            f"{EUREPOC}: no country of the initiator named, of {everything['n_incidents']:.0f} incidents of any kind",
        ),
        "median months to a public name": (
            median,
            _counted(median, _quartile_error(n)),
            f"{EUREPOC}: cleaned political lags, {n} incidents",
        ),
    }


def _quartile_error(n: int) -> float:
    """Standard error of a median from the quartiles: 1.253 s/√n, s = (q₃ − q₁)/1.349."""
    first, _, third, _ = record.read_lag()
    return 1.253 * (third - first) / 1.349 / math.sqrt(n)


@cache
def moments() -> tuple[Moment, ...]:
    """All of them: the fourteen bands, then what the record adds."""
    known = _from_record()
    found = []
    for band in BANDS:
        read = _lag_median if band.name == "median months to a public name" else band.figure
        low, high = band.low, band.high
        if band.name in known:
            target, spread, source = known[band.name]
            found.append(Moment(band.name, target, spread, "near", source, read))
        elif low == 0.0:
            found.append(Moment(band.name, high, 0.25 * high, "at most", f"band; {band.source}", read))
        elif band.name.startswith("damage"):
            middle, spread = math.sqrt(low * high), 0.25 * math.log(high / low)
            found.append(Moment(band.name, middle, spread, "near", f"band; {band.source}", read, log=True))
        else:
            middle, spread = 0.5 * (low + high), 0.25 * (high - low)
            found.append(Moment(band.name, middle, spread, "near", f"band; {band.source}", read))
    return (*found, *_added())


def _lag_median(outcome: Outcome) -> float:
    return outcome.lag(0.5)


def _added() -> list[Moment]:
    incidents, stats = record.read_incidents(), record.read_stats()
    found = []
    for code in ("RUS", "CHN", "IRN", "PRK"):
        share = incidents.of(code)
        found.append(
            Moment(
                f"{code}'s share of detected operations",
                share,
                _counted(share, _share_error(share, incidents.all)),
                "near",
                f"{EUREPOC}: {incidents.all} incidents",
                lambda o, code=code: o.author(code),  # type: ignore[misc]
            )
        )
    low = stats["state_intensity_0-1.5"]["n_incidents"]
    all_of = sum(row["n_incidents"] for group, row in stats.items() if group.startswith("state_intensity"))
    found.append(
        Moment(
            "nuisance",
            low / all_of,
            0.1,
            "near",
            f"{EUREPOC}: intensity under 1.5; that this means nuisance is our reading, spread 0.1",
            Outcome.nuisance,
        )
    )
    _, _, third, n = record.read_lag()
    found.append(
        Moment(
            "third quartile of months to a public name",
            third,
            _counted(third, 1.4 * _quartile_error(n)),
            "near",
            f"{EUREPOC}: cleaned political lags, {n} incidents",
            lambda o: o.lag(0.75),
        )
    )
    spending = _spending()
    severe = [stats["state_intensity_3.5-5.5"], stats["state_intensity_5.5-16"]]
    n_severe = sum(row["n_incidents"] for row in severe)
    answered = sum(row["n_incidents"] * row["share_any_response"] for row in severe) / n_severe
    allied = stats["NATO_victim_state"]
    late = f"{EUREPOC}; responses are coded since about 2022 only, so that this is too low"
    return [
        *found,
        *spending[:2],
        Moment(
            "any answer, alone included",
            allied["share_any_response"],
            _share_error(allied["share_any_response"], allied["n_incidents"]),
            "shown",
            late,
            Outcome.any_answered,
        ),
        Moment(
            "severe operations answered",
            answered,
            _share_error(answered, n_severe),
            "shown",
            late,
            Outcome.severe_answered,
        ),
        Moment(
            "incidents on allies a year",
            incidents.on_allies / record.YEARS,
            0.1 * incidents.on_allies / record.YEARS,
            "shown",
            f"{EUREPOC}; reports are fewer than detections and the band is for these",
            lambda o: o.yearly("detected_allies"),
        ),
        *spending[2:],
    ]


def _spending() -> list[Moment]:
    """The model's spending rule for the years after 2018, compared with what happened: until 2021, and (shown) 2024."""
    from experiments.validation import backtest

    told = backtest.read_record()
    start = told.column(record.ORIGIN)

    def risen(core: np.ndarray) -> np.ndarray:
        return 100.0 * (core - told.core[:, start])

    def ruled(outcome: Outcome, year: int) -> np.ndarray:
        if year not in outcome.told:
            ahead = year - record.ORIGIN
            outcome.told[year] = risen(backtest.rule(told, record.ORIGIN, ahead, values=outcome.values))
        return outcome.told[year]

    found = []
    for year, kind, source in (
        (record.BEFORE, "near", NATO),
        (record.AFTER, "shown", f"{NATO}; holds the shock of 2022, which the rule does not foresee"),
    ):
        seen = risen(told.core[:, told.column(year)])
        mean, slope = record.spending_change(seen, told.threat)
        residual = seen - np.polyval(np.polyfit(told.threat, seen, 1), told.threat)
        spread = float(residual.std(ddof=2)) / math.sqrt(len(seen))
        years = f"{record.ORIGIN}–{year}"
        found += [
            Moment(
                f"rise of allies' core share {years}, points",
                mean,
                _counted(mean, spread),
                kind,
                source,
                lambda o, year=year: float(ruled(o, year).mean()),  # type: ignore[misc]
            ),
            Moment(
                f"slope of the rise {years} on perceived threat",
                slope,
                _counted(slope, spread / float(told.threat.std())),
                kind,
                source,
                lambda o, year=year: record.spending_change(ruled(o, year), told.threat)[1],  # type: ignore[misc]
            ),
        ]
    return found


def standard(values: np.ndarray) -> np.ndarray:
    """Every figure in standard units."""
    return np.array([moment.standard(value) for moment, value in zip(moments(), values, strict=True)])


def misfits(values: np.ndarray) -> np.ndarray:
    """What enters the distance."""
    return np.array([moment.misfit(value) for moment, value in zip(moments(), values, strict=True)])


def distance(values: np.ndarray) -> float:
    """Σ of the squares."""
    return float(np.sum(misfits(values) ** 2))
