"""The result that the README shows, made anew: `python docs/result.py` (five seconds)."""

from __future__ import annotations

from pathlib import Path

from marks import table, write

from experiments import compare
from experiments.tables import number

README = Path(__file__).parent.parent / "README.md"
POLICIES = ("baseline", "hague", "qualified-majority")
SHOWN = {
    "damage": "damage, % of GDP a year",
    "civilian_harm": "civilian harm, bn USD",
    "responsibility_gap": "civilian harm nobody answers for, %",
    "operations_high": "destructive operations",
    "collective_responses": "collective answers",
    "core_share": "core defence spending, % of GDP",
    "resilience": "resilience (0–1)",
    "credence": "belief that the alliance answers (0–1)",
}
"""Measures of the table and how a reader is told them."""


def result() -> str:
    """Means of the first policy, differences of the others with their intervals."""
    found = compare(list(POLICIES), runs=200, seed=0, measures=list(SHOWN)).table.set_index(["policy", "measure"])
    rows = []
    for name, told in SHOWN.items():
        cells = [told, number(found.loc[(POLICIES[0], name), "mean"], 3)]
        for policy in POLICIES[1:]:
            row = found.loc[(policy, name)]
            low, high = (number(row[end], 3, sign=True) for end in ("low", "high"))
            cells.append(f"{number(row['difference'], 3, sign=True)} ({low} to {high})")
        rows.append(cells)
    return table("mean over 20 years | baseline | The Hague 2025 | qualified majority", rows)


if __name__ == "__main__":
    write(README, {"result": result()})
