"""Makes the result that the README shows again: `python docs/result.py` (five seconds).

It writes one sentence and five rows. The sentence is put together from the rows, so it cannot say another thing.
"""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from pathlib import Path

from marks import table, write

from experiments import compare
from experiments.tables import number

README = Path(__file__).parent.parent / "README.md"
POLICIES = ("baseline", "hague", "qualified-majority")
SHOWN = {
    "core_share": "core defence spending, % of GDP",
    "resilience": "resilience to cyber attack (0–1)",
    "collective_responses": "collective answers in 20 years",
    "operations_high": "destructive operations in 20 years",
    "damage": "damage, % of GDP a year",
}
"""Measures of the table, and their names for a reader."""

Row = Mapping[str, float]
"""A mean, and its difference to the baseline's with the ends `low` and `high` of the 95 % interval."""


def effect(row: Row, reference: float, what: str) -> str:
    """What a policy does to a measure, in per cent of the baseline's mean; an interval that holds zero shows no effect."""
    if row["low"] <= 0.0 <= row["high"]:
        return f"has no clear effect on {what}"
    verb = "lowers" if row["difference"] < 0.0 else "raises"
    return f"{verb} {what} by {abs(100.0 * row['difference'] / reference):.0f}\N{NO-BREAK SPACE}%"


def finding(rows: Mapping[tuple[str, str], Row]) -> str:
    """The one sentence above the table."""
    baseline, pledge, vote = POLICIES

    def said(policy: str, measure: str, what: str) -> str:
        return effect(rows[policy, measure], rows[baseline, measure]["mean"], what)

    return (
        f"**In this model the pledge of The Hague {said(pledge, 'damage', 'damage')}; a two-thirds vote "
        f"{said(vote, 'damage', 'damage')} and {said(vote, 'operations_high', 'destructive operations')}.**"
    )


def lines(rows: Mapping[tuple[str, str], Row]) -> Sequence[Sequence[str]]:
    """The table: the baseline's mean, and for each other policy its difference with the interval."""
    made = []
    for name, label in SHOWN.items():
        cells = [label, number(rows[POLICIES[0], name]["mean"], 3)]
        for policy in POLICIES[1:]:
            row = rows[policy, name]
            low, high = (number(row[end], 3, sign=True) for end in ("low", "high"))
            cells.append(f"{number(row['difference'], 3, sign=True)} ({low} to {high})")
        made.append(cells)
    return made


def result(rows: Mapping[tuple[str, str], Row]) -> str:
    """The sentence and the table."""
    head = "mean of 200 runs | baseline | The Hague 2025, difference | two-thirds vote, difference"
    return f"{textwrap.fill(finding(rows), 100)}\n\n{table(head, lines(rows))}"


def main() -> None:
    found = compare(list(POLICIES), runs=200, seed=0, measures=list(SHOWN)).table
    rows = {(row["policy"], row["measure"]): row for row in found.to_dict("records")}
    write(README, {"result": result(rows)})


if __name__ == "__main__":
    main()
