"""The figures by which a decade is compared with the record, simulated decades by the same counting rules as the record.

Each rule stands in words in `model/data/raw/statistics.csv`; here they are counted over the reports of every run at once.
A figure that a run cannot give (no incident of a kind) is NaN. Source: `record`, `reporting`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from experiments.inference.record import ADVERSARIES, LAST, YEARS, spending, today
from experiments.inference.reporting import Reports
from model.roster import Roster
from model.state import Tier

__all__ = ["Decades", "figures", "targets", "tempo", "tiers"]

ALLIED = 349 / 829
"""Share of incidents with a victim in NATO among all by states (`attribution_stats.csv`): some figures are mixed so."""
BUSIEST = 15
"""Of the 148 pairs of adversary and state, a tenth."""


@dataclass(frozen=True)
class Decades:
    """Simulated decades as the record would tell them: reports, and core spending by year and state in shares of GDP."""

    reports: Reports
    core: np.ndarray  # (runs, years, states)
    roster: Roster

    @property
    def runs(self) -> int:
        return self.reports.runs

    @property
    def adversaries(self) -> tuple[str, ...]:
        """Those of the record, in its order; another alliance has its own."""
        own = self.roster.adversary_codes
        return ADVERSARIES if set(own) & set(ADVERSARIES) else own

    def count(self, *conditions: np.ndarray) -> np.ndarray:
        """Reports of each run that meet all conditions."""
        chosen = np.ones(len(self.reports.run), dtype=bool)
        for condition in conditions:
            chosen = chosen & condition
        return np.bincount(self.reports.run[chosen], minlength=self.runs).astype(float)

    def share(self, what: np.ndarray, *of: np.ndarray) -> np.ndarray:
        """Among the reports of each run that meet the conditions, the share for which `what` holds."""
        below = self.count(*of)
        return np.where(below > 0, self.count(what, *of) / np.maximum(below, 1.0), np.nan)

    def mixed(self, what: np.ndarray, *of: np.ndarray) -> np.ndarray:
        """The same where the record counts victims all over the world: NATO's and others' at the weight they have there."""
        allied, others = (self.share(what, *of, where) for where in (self.reports.ally, ~self.reports.ally))
        both = ALLIED * allied + (1.0 - ALLIED) * others
        return np.where(np.isnan(others), allied, np.where(np.isnan(allied), others, both))

    def by(self, code: str) -> np.ndarray:
        """Reports whose author is this adversary; none where it is not in the alliance's file."""
        codes = self.roster.adversary_codes
        return self.reports.author == (codes.index(code) if code in codes else -1)

    def yearly(self, code: str) -> np.ndarray:
        """(runs, years) counts of an adversary's reports."""
        mine = self.by(code)
        place = self.reports.run[mine] * len(YEARS) + self.reports.year[mine] - YEARS[0]
        return np.bincount(place, minlength=self.runs * len(YEARS)).reshape(self.runs, len(YEARS)).astype(float)

    @cached_property
    def severe(self) -> np.ndarray:
        return self.reports.tier >= Tier.DISRUPTION

    @cached_property
    def on_ukraine(self) -> np.ndarray:
        return (
            self.reports.target == self.roster.codes.index("UKR") if "UKR" in self.roster.codes else self.severe & False
        )

    @cached_property
    def on_ally(self) -> np.ndarray:
        """Victims that are allies of today, as the record counts."""
        now = set(today(self.roster).allies)
        return np.array([code in now for code in self.roster.codes])[self.reports.target]

    @cached_property
    def allies_core(self) -> np.ndarray:
        """(runs, years, 31) core spending in % of GDP, in the order of the record."""
        codes, _ = spending()
        rows = [self.roster.codes.index(code) for code in codes]
        return 100.0 * self.core[:, :, rows]


def figures(decades: Decades) -> dict[str, np.ndarray]:
    """Every figure of the record, (runs,) each, by its name in statistics.csv; spending only where NATO's allies are."""
    found = tempo(decades) | tiers(decades) | targets(decades) | _names(decades) | _answers(decades)
    return found | (_spending(decades) if set(spending()[0]) <= set(decades.roster.codes) else {})


def tempo(d: Decades, years: int = len(YEARS) - 1, split: int = 5) -> dict[str, np.ndarray]:
    """Counts of the first so many years; 2023 is left out, since the record ends during it. split: years before growth."""
    full = slice(0, years)
    found = {}
    yearly = {code: d.yearly(code)[:, full] for code in d.adversaries}
    for code, counted in yearly.items():
        found[f"count_{code}"] = counted.mean(axis=1)
    together = np.sum(list(yearly.values()), axis=0)
    late, early = together[:, split:].mean(axis=1), together[:, :split].mean(axis=1)
    found["growth_all"] = np.log(np.maximum(late, 0.1) / np.maximum(early, 0.1))
    for code, counted in yearly.items():
        mean = np.maximum(counted.mean(axis=1), 0.1)
        found[f"log_dispersion_{code}"] = np.log(np.maximum(counted.var(axis=1, ddof=1) / mean, 0.05))
    codes = list(yearly)
    pairs = [_correlation(yearly[a], yearly[b]) for i, a in enumerate(codes) for b in codes[i + 1 :]]
    found["count_correlation"] = np.mean(pairs, axis=0)
    return found


def _correlation(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    a, b = (x - x.mean(axis=1, keepdims=True) for x in (a, b))
    below = np.sqrt((a * a).sum(axis=1) * (b * b).sum(axis=1))
    return np.where(below > 0, (a * b).sum(axis=1) / np.maximum(below, 1e-12), 0.0)


def tiers(d: Decades) -> dict[str, np.ndarray]:
    """What kinds of deeds."""
    russia = d.by("RUS")
    others = d.by("CHN") | d.by("IRN") | d.by("PRK")
    found = {f"severe_{code}": d.share(d.severe, d.by(code)) for code in d.adversaries}
    found["destructive_all"] = d.share(d.reports.tier == Tier.DESTRUCTION)
    found["severe_RUS_UKR"] = d.share(d.severe, russia, d.on_ukraine)
    found["severe_RUS_allies"] = d.share(d.severe, russia, d.on_ally)
    found["severe_others_allies"] = d.share(d.severe, others, d.on_ally)
    return found


def targets(d: Decades) -> dict[str, np.ndarray]:
    """On whom."""
    states, adversaries = len(d.roster.codes), len(d.roster.adversary_codes)
    pair = (d.reports.run * adversaries + d.reports.author) * states + d.reports.target
    counted = np.bincount(pair, minlength=d.runs * adversaries * states).reshape(d.runs, adversaries, states)
    ranked = np.sort(counted.reshape(d.runs, -1), axis=1)[:, ::-1]
    found = {"busiest15": ranked[:, :BUSIEST].sum(axis=1) / np.maximum(1, ranked.sum(axis=1))}
    late = d.reports.year >= 2022
    found["UKR_share_RUS_before_2022"] = d.share(d.on_ukraine, d.by("RUS"), ~late)
    found["UKR_share_RUS_after_2022"] = d.share(d.on_ukraine, d.by("RUS"), late)
    now = today(d.roster)
    gdp = dict(zip(now.codes, now.columns["gdp"].tolist(), strict=True))
    size = np.log([gdp.get(code, 1.0) for code in d.roster.codes])
    for code in d.adversaries:
        if code in d.roster.adversary_codes:
            found[f"size_slope_{code}"] = _poisson_slope(counted[:, d.roster.adversary_codes.index(code)], size)
    return found


def _poisson_slope(counted: np.ndarray, x: np.ndarray) -> np.ndarray:
    """Slope of a Poisson regression of counts on x, all runs at once, by Newton's steps."""
    x = x - x.mean()
    slope = np.zeros(len(counted))
    total = np.maximum(counted.sum(axis=1), 1e-9)
    mean_x = counted @ x / total
    for _ in range(30):
        weight = np.exp(np.clip(slope[:, None] * x, -30, 30))
        weight = weight / weight.sum(axis=1, keepdims=True)
        first = weight @ x
        second = weight @ (x * x) - first * first
        slope = np.clip(slope + (mean_x - first) / np.maximum(second, 1e-6), -5.0, 5.0)
    return slope


def _names(d: Decades) -> dict[str, np.ndarray]:
    r = d.reports
    own, ally = r.first, r.ally
    found = {}
    for code in d.adversaries:
        found[f"industry_NATO_{code}"] = d.share(r.industry, own, ally, d.by(code))
    for code in d.adversaries:
        found[f"political_NATO_{code}"] = d.share(r.public, own, ally, d.by(code))
    found["political_others_RUS"] = d.share(r.public, own, ~ally, d.by("RUS"))
    found["political_others_CHN_IRN_PRK"] = d.share(r.public, own, ~ally, ~d.by("RUS"))
    found["political_intensity_low"] = d.mixed(r.public, own, r.tier == Tier.NUISANCE)
    found["political_intensity_mid"] = d.mixed(r.public, own, r.tier == Tier.ESPIONAGE)
    found["political_intensity_severe"] = d.mixed(r.public, own, d.severe)
    found["political_2014_2017"] = d.mixed(r.public, own, r.year <= 2017)
    found["political_2018_2022"] = d.mixed(r.public, own, (r.year >= 2018) & (r.year <= 2022))
    for name, told, lag in (("industry", r.industry, r.industry_lag), ("political", r.public, r.public_lag)):
        low, middle, high = _quartiles(d, own & told, lag)
        found[f"log_lag_{name}_median"] = np.log(middle)
        found[f"log_lag_{name}_spread"] = np.log(high / low)
    return found


def _quartiles(d: Decades, chosen: np.ndarray, months: np.ndarray) -> np.ndarray:
    """Quartiles of each run's lags in days; a month of the model is any day of it, so half a month is added."""
    found = np.full((3, d.runs), np.nan)
    run, lag = d.reports.run[chosen], 30.44 * (months[chosen] + 0.5)
    order = np.lexsort((lag, run))
    run, lag = run[order], lag[order]
    edges = np.searchsorted(run, np.arange(d.runs + 1))
    for one in range(d.runs):
        if edges[one + 1] > edges[one]:
            found[:, one] = np.quantile(lag[edges[one] : edges[one + 1]], [0.25, 0.5, 0.75])
    return found


def _answers(d: Decades) -> dict[str, np.ndarray]:
    r = d.reports
    found = {f"answer_NATO_{code}": d.share(r.answered, r.first, r.ally, d.by(code)) for code in d.adversaries}
    found["answer_intensity_low"] = d.mixed(r.answered, r.first, r.tier == Tier.NUISANCE)
    found["answer_intensity_mid"] = d.mixed(r.answered, r.first, r.tier == Tier.ESPIONAGE)
    found["answer_intensity_severe"] = d.mixed(r.answered, r.first, d.severe)
    found["answer_2017_2021"] = d.mixed(r.answered, r.first, (r.year >= 2017) & (r.year <= 2021))
    found["answer_2022_2023"] = d.mixed(r.answered, r.first, r.year >= 2022)
    return found


def _spending(d: Decades) -> dict[str, np.ndarray]:
    """Spending of 31 allies of today, or of 30 without the hegemon; years from 2014 on."""
    core = d.allies_core
    codes, _ = spending()
    others = [k for k, code in enumerate(codes) if code != "USA"]
    now = today(d.roster)
    near = dict(zip(now.codes, now.pairs["proximity"][now.adversary_codes.index("RUS")].tolist(), strict=True))
    x = np.array([near[codes[k]] for k in others])
    at = {year: year - YEARS[0] for year in (2014, 2021, LAST + 1)}
    own = core[:, :, others]
    late = own[:, at[LAST + 1]] - own[:, at[2021]]
    jumps = (np.diff(own[:, : LAST + 2 - YEARS[0]], axis=1) > 0.30).sum(axis=(1, 2)).astype(float)
    return {
        "at2_2021": (core[:, at[2021]] >= 2.0).sum(axis=1).astype(float),
        "at2_2024": (core[:, at[LAST + 1]] >= 2.0).sum(axis=1).astype(float),
        "rise_2014_2021": (own[:, at[2021]] - own[:, at[2014]]).mean(axis=1),
        "rise_2021_2024": late.mean(axis=1),
        "spread_2021_2024": late.std(axis=1, ddof=1),
        "jumps": jumps,
        "slope_2021_2024": late @ (x - x.mean()) / ((x - x.mean()) ** 2).sum(),
    }
