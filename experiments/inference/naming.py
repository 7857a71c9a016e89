"""Who names whom in public, and when: runs of the baseline beside EuRepoC. `python -m experiments.inference.naming 60`.

The record's shares are of incidents that somebody ascribed to the adversary, and those of industry and of politics add up
to 1.04–1.14: hardly any incident is coded with two. So a model's share is told twice, of incidents where that word came
*first* and where it came at *any* time; the record should lie between, or near. Answers are coded fully from 2022 on only
(0 to 2016, 0.3 for 2017–21 are our reading), so what the model has is multiplied by the share of incidents whose answers
were coded.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from experiments.inference.record import attribution, read_lag

if TYPE_CHECKING:
    from model.simulation import Runs

__all__ = ["Row", "answers", "coded", "lags", "shares"]

FIRST, LAST, END = 24, 204, 240
"""Operations of these months count; what is said after the end is not heard."""
NEVER = 10**9


class Row(NamedTuple):
    """A figure of the record, its standard error, and the model's: of first words, and of words at any time."""

    name: str
    record: float
    error: float
    first: float
    any: float

    @property
    def near(self) -> bool:
        """Whether the record lies between the two, or within two of its standard errors of one."""
        low, high = sorted((self.first, self.any))
        return low - 2.0 * self.error <= self.record <= high + 2.0 * self.error


class _Log:
    """The detected operations of runs, with the months of both public words."""

    def __init__(self, runs: Runs) -> None:
        if runs.events is None:
            raise ValueError("the record of naming needs the incidents of every run")
        kept = [e[(e.month >= FIRST) & (e.month < LAST) & (e.detected > 0)] for e in runs.events]
        self.events = np.concatenate(kept).view(np.recarray)
        self.allied = np.append(runs.roster.columns["role"] == 0, True)[self.events.target]
        self.politics = np.where(self.events.public_month >= 0, self.events.public_month, NEVER)
        heard = (self.events.published >= 0) & (self.events.published_month < END)
        self.industry = np.where(heard, self.events.published_month, NEVER)
        self.ascribed = np.minimum(self.politics, self.industry) < NEVER


def _error(share: float, of: float) -> float:
    return float(np.sqrt(share * (1.0 - share) / of))


def shares(runs: Runs) -> list[Row]:
    """Industry's and politics' shares of ascribed incidents by adversary, where a member was hit and elsewhere."""
    log, found = _Log(runs), []
    for j, code in enumerate(runs.roster.adversary_codes):
        every, nato = attribution(f"attacker_{code}"), attribution(f"attacker_{code}_vs_NATO")
        n, allied = every["n_incidents"], nato["n_incidents"]
        for where, hit in (("NATO", log.allied), ("others", ~log.allied)):
            told = log.ascribed & hit & (log.events.author == j)
            for who, one, other in (
                ("industry", log.industry, log.politics),
                ("political", log.politics, log.industry),
            ):
                name = f"share_{who}_attr"
                share, count = nato[name], allied
                if where == "others":
                    share, count = (n * every[name] - allied * nato[name]) / (n - allied), n - allied
                first = one[told] < other[told] if who == "industry" else one[told] <= other[told]
                row = Row(
                    f"{who}, {where}, {code}", share, _error(share, count), first.mean(), (one[told] < NEVER).mean()
                )
                found.append(row)
    return found


def lags(runs: Runs) -> list[Row]:
    """Quartiles of the months to each public word; whole months are spread over their own length."""
    log, found = _Log(runs), []
    for who, one, other in (("political", log.politics, log.industry), ("industry", log.industry, log.politics)):
        *quartiles, n = read_lag(who)
        spread = (quartiles[2] - quartiles[0]) / 1.349
        for q, record in zip((0.25, 0.5, 0.75), quartiles, strict=True):
            first, at_all = (
                float(np.quantile((one - log.events.month)[kept] + (np.arange(kept.sum()) % 10) / 10.0 - 0.45, q))
                for kept in ((one <= other) & (one < NEVER), one < NEVER)
            )
            found.append(Row(f"months, {who}, quantile {q:g}", record, 1.253 * spread / np.sqrt(n), first, at_all))
    return found


def coded() -> float:
    """The share of incidents in the record whose answers were coded."""
    count = {year: attribution(f"state_year_{year}")["n_incidents"] for year in range(2014, 2024)}
    weight = {year: 0.0 if year < 2017 else 0.3 if year < 2022 else 1.0 for year in count}
    return sum(count[year] * weight[year] for year in count) / sum(count.values())


def answers(runs: Runs) -> list[Row]:
    """Share of ascribed incidents with any answer, by tier beside intensity and by adversary where a member was hit."""
    log, share = _Log(runs), coded()
    answered, found = log.events.outcome >= 1, []
    spans = ("0-1.5", "1.5-3.5", "3.5-5.5", "5.5-16")
    for tier, span in enumerate(spans):
        row, told = attribution(f"state_intensity_{span}"), log.ascribed & (log.events.tier == tier)
        value = share * answered[told].mean()
        record = row["share_any_response"]
        found.append(Row(f"answered, intensity {span}", record, _error(record, row["n_incidents"]), value, value))
    for j, code in enumerate(runs.roster.adversary_codes):
        row, told = attribution(f"attacker_{code}_vs_NATO"), log.ascribed & log.allied & (log.events.author == j)
        value = share * answered[told].mean()
        record = row["share_any_response"]
        found.append(Row(f"answered, NATO, {code}", record, _error(record, row["n_incidents"]), value, value))
    return found


def main(runs: int) -> None:
    from model.randomness import run_key
    from model.simulation import prepare, run_block

    found = run_block(prepare(months=END), [run_key(0, k) for k in range(runs)], incidents=True)
    print(f"{'':32} record     ±   first    any")
    for row in (*shares(found), *lags(found), *answers(found)):
        told = "" if row.near else "  not near"
        print(f"{row.name:32} {row.record:6.3f} {row.error:5.3f}  {row.first:6.3f} {row.any:6.3f}{told}")


if __name__ == "__main__":
    main(int(sys.argv[1]))
