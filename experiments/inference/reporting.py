"""From deeds to reports: what of a simulated decade would stand in the record.

A record is not what happened. A detected operation is reported with a chance that grows over the years and shares a wave by
year, and is in the record of states' operations only if industry, a state or the alliance ascribed it in public in time; an incident may have several victims, and counts once for each; a name that came after December 2023 is not in it; and
answers were hardly coded before 2017 and fully from 2022 on. These numbers belong to the record, not to the world: they have
priors of their own, and no policy depends on them.

Equation: ψ_t = σ(logit ψ0 + g (year − 2018.5) + τ w_t), w_t ~ N(0, 1); victims 1 + Poisson(v_j − 1), the others drawn as the
adversary seeks targets. Units: probability; victims an incident. Source: EuRepoC's growth and victims an incident; own form.
"""
# fmt: off

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from experiments.inference.record import FIRST, YEARS, today
from model.declaration import Parameter, Table
from model.prior import lognormal, normal, share
from model.randomness import uniforms
from model.roster import Roster

__all__ = ["REPORTING", "Reports", "reports"]


def _one(name, symbol, low, high, default, prior, source, meaning):
    return name, Parameter(name, symbol, "", (low, high), default, "uncertainty", "reporting", source, meaning, prior=prior)


REPORTING = Table("parameter of reporting", dict([
    _one("report_level", "ψ0", 0.01, 0.99, 0.85, share(0.85, 0.4), "assumption", "chance that a detected operation that somebody ascribes is in the record, mid-2018"),
    _one("report_growth", "g", -1.0, 1.0, 0.10, normal(0.10, 0.05), "EuRepoC 2014–2022", "yearly growth of its log-odds"),
    _one("report_wave", "τ", 0.0, 2.0, 0.2, lognormal(0.2, 0.4), "assumption", "spread of a wave of attention that all adversaries share in a year"),
    _one("report_delay", "", 0.1, 60.0, 4.0, lognormal(4.0, 0.5), "assumption", "mean months from an operation to its report; the record ends in December 2023"),
    _one("coded_both", "", 0.0, 1.0, 0.1, share(0.1, 0.6), "EuRepoC: shares of industry and politics add up to 1.04–1.14", "chance that a second public attribution is coded beside the first"),
    _one("coded_early", "", 0.0, 1.0, 0.3, share(0.3, 0.5), "EuRepoC's codebook: responses coded fully from 2022", "share of answers coded 2017–2021"),
]))  # fmt: skip
"""What a record needs to be read; hindcast alone uses it."""
# fmt: on

VICTIMS = {"RUS": 1.22, "CHN": 1.85, "IRN": 1.81, "PRK": 1.44}
"""Victims on the roster an incident, counted in EuRepoC 2014–2023."""
REPORT, WAVE, EXTRA, EXTRA_TARGET, CODED, DELAY, BOTH = range(1001, 1008)
"""Draws of the filter, apart from the model's own."""
MANY = 12
"""Most victims of an incident."""


@dataclass(frozen=True)
class Reports:
    """What stands in the record of each run: one entry a victim of a reported incident."""

    runs: int
    run: np.ndarray
    year: np.ndarray
    author: np.ndarray
    target: np.ndarray  # row of the roster
    tier: np.ndarray
    first: np.ndarray  # the incident's own target, by which it counts once
    ally: np.ndarray  # that one is a NATO state
    industry: np.ndarray  # published by industry by the end of the record
    industry_lag: np.ndarray  # months
    public: np.ndarray  # attributed by a state or the alliance in public by then
    public_lag: np.ndarray
    answered: np.ndarray  # and coded


def reports(
    keys: np.ndarray, events: list[np.recarray], roster: Roster, told: Mapping[str, Any] | None = None
) -> Reports:
    """The record of these runs. told: parameters of REPORTING, each a number or one a run."""
    runs = len(keys)
    said = {
        name: np.broadcast_to(np.asarray((told or {}).get(name, REPORTING[name].default), float), runs)
        for name in REPORTING
    }
    sizes = [len(one) for one in events]
    log = np.concatenate(events).view(np.recarray)
    run = np.repeat(np.arange(runs), sizes)
    seen = (log.detected > 0) & (log.tier >= 0) & (log.target < len(roster.codes)) & (log.month < 12 * len(YEARS))
    log, run = log[seen].view(np.recarray), run[seen]
    key, year = keys[run], log.month // 12

    wave = normal_quantiles(uniforms(key, year, WAVE, 0, 0))
    level = np.log(said["report_level"] / (1.0 - said["report_level"]))[run]
    odds = level + said["report_growth"][run] * (FIRST + year - 2018.5) + said["report_wave"][run] * wave
    delay = -said["report_delay"][run] * np.log1p(-uniforms(key, log.month, DELAY, log.author, log.identity))
    kept = uniforms(key, log.month, REPORT, log.author, log.identity) < 1.0 / (1.0 + np.exp(-odds))
    kept &= log.month + delay < 12 * len(YEARS)
    log, run, key, year = log[kept].view(np.recarray), run[kept], key[kept], year[kept]

    end = 12 * len(YEARS)
    industry = (log.published >= 0) & (log.published_month < end)
    public = (log.public_month >= 0) & (log.public_month < end)
    ascribed = industry | public
    log, run, key, year = log[ascribed].view(np.recarray), run[ascribed], key[ascribed], year[ascribed]
    industry, public = industry[ascribed], public[ascribed]
    both = uniforms(key, log.month, BOTH, log.author, log.identity) < said["coded_both"][run]
    later = log.published_month >= log.public_month  # of two words the second is hardly ever coded
    industry, public = industry & (~public | ~later | both), public & (~industry | later | both)

    coded = np.where(year >= 2022 - FIRST, 1.0, np.where(year >= 2017 - FIRST, said["coded_early"][run], 0.0))
    answered = (log.outcome > 0) & (log.closed_month < end)
    answered &= uniforms(key, log.month, CODED, log.author, log.identity) < coded
    ally = _was_ally(roster, log)

    from scipy.special import pdtrik

    mean = np.array([VICTIMS.get(code, 1.0) for code in roster.adversary_codes])[log.author] - 1.0
    u = uniforms(key, log.month, EXTRA, log.author, log.identity)
    extra = np.where(mean > 0.0, np.ceil(np.maximum(0.0, pdtrik(u, np.maximum(mean, 1e-9)))), 0.0)
    victims = 1 + np.minimum(MANY - 1, np.nan_to_num(extra)).astype(int)
    at = np.repeat(np.arange(len(log)), victims)
    number = np.arange(len(at)) - np.repeat(np.cumsum(victims) - victims, victims)
    target = log.target[at].copy()
    others = np.flatnonzero(number > 0)
    draw = uniforms(key[at[others]], log.month[at[others]], EXTRA_TARGET, number[others], log.identity[at[others]])
    target[others] = _sought(roster, log.author[at[others]], draw)
    return Reports(
        runs, run[at], year[at] + FIRST, log.author[at], target, log.tier[at], number == 0, ally[at], industry[at],
        (log.published_month - log.month)[at], public[at], (log.public_month - log.month)[at], answered[at],
    )  # fmt: skip


def normal_quantiles(u: np.ndarray) -> np.ndarray:
    """The normal quantile of many numbers."""
    from scipy.special import ndtri

    return ndtri(np.clip(u, 1e-15, 1.0 - 1e-15))


def _was_ally(roster: Roster, log: np.recarray) -> np.ndarray:
    """Whether the target is a NATO state today, as the record counts: it goes by today's roster whatever the year."""
    allies = set(today(roster).allies)
    return np.array([code in allies for code in roster.codes])[log.target]


def _sought(roster: Roster, author: np.ndarray, u: np.ndarray) -> np.ndarray:
    """A target drawn as the adversary seeks targets at the start."""
    from model.parameters import PARAMETERS

    weight = roster.pairs["focus"] * roster.columns["population"] ** PARAMETERS["target_size"].default
    cumulated = np.cumsum(weight / weight.sum(axis=1, keepdims=True), axis=1)
    found = np.zeros(len(author), dtype=np.int64)
    for j in range(len(cumulated)):
        mine = author == j
        found[mine] = np.searchsorted(cumulated[j], u[mine], side="right")
    return np.minimum(found, len(roster.codes) - 1)
