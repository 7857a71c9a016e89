"""Makes the result that the README shows again: `python docs/result.py` (twenty seconds).

It writes one sentence and five rows. The sentence is put together from the rows, so it cannot say another thing.
"""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from marks import table, write

from experiments import compare
from experiments.tables import number

README = Path(__file__).parent.parent / "README.md"
RUNS = 1000
POLICIES = ("baseline", "hague", "qualified-majority")
SHOWN = {
    "core_share": "core defence spending, % of GDP",
    "resilience": "resilience to cyber attack (0–1)",
    "collective_responses": "collective answers in 20 years",
    "operations_high": "destructive operations in 20 years",
    "damage": "damage, % of GDP a year",
}
"""Measures of the table, and their names for a reader."""

Row = Mapping[str, Any]
"""A mean, and its difference to the baseline's with the ends of the range of worlds and the verdict."""


def effect(row: Row, reference: float, what: str) -> str:
    """What a policy does to a measure, in per cent of the baseline's mean, as surely as the verdict has it."""
    verdict = row["verdict"]
    if verdict.startswith(("open", "no difference")):
        return f"leaves open whether {what} would fall or rise"
    verb = "lowers" if row["difference"] < 0.0 else "raises"
    sure = "probably " if verdict.startswith("probably") else ""
    where = " in nearly every world" if "nearly every" in verdict else ""
    return f"{sure}{verb} {what} by {abs(100.0 * row['difference'] / reference):.0f}\N{NO-BREAK SPACE}%{where}"


def finding(rows: Mapping[tuple[str, str], Row]) -> str:
    """The one sentence above the table."""
    baseline, pledge, vote = POLICIES

    def said(policy: str, measure: str, what: str) -> str:
        return effect(rows[policy, measure], rows[baseline, measure]["mean"], what)

    return (
        f"**In this model the pledge of The Hague {said(pledge, 'core_share', 'core defence spending')} and "
        f"{said(pledge, 'damage', 'damage')}. A two-thirds vote {said(vote, 'collective_responses', 'collective answers')} "
        f"and {said(vote, 'damage', 'damage')}.**"
    )


def lines(rows: Mapping[tuple[str, str], Row]) -> Sequence[Sequence[str]]:
    """The table: the baseline's mean, and for each other policy its difference, where it lies in 95 % of worlds, and a word."""
    made = []
    for name, label in SHOWN.items():
        cells = [label, number(rows[POLICIES[0], name]["mean"], 3)]
        for policy in POLICIES[1:]:
            row = rows[policy, name]
            low, high = (number(row[end], 3, sign=True) for end in ("world_low", "world_high"))
            cells.append(f"{number(row['difference'], 3, sign=True)} ({low} to {high}), {row['verdict']}")
        made.append(cells)
    return made


def result(rows: Mapping[tuple[str, str], Row]) -> str:
    """The sentence and the table."""
    head = f"mean of {RUNS} futures | baseline | The Hague 2025, difference | two-thirds vote, difference"
    return f"{textwrap.fill(finding(rows), 100)}\n\n{table(head, lines(rows))}"


def main() -> None:
    found = compare(list(POLICIES), runs=RUNS, seed=0, measures=list(SHOWN)).table
    rows = {(row["policy"], row["measure"]): row for row in found.to_dict("records")}
    write(README, {"result": result(rows)})


if __name__ == "__main__":
    main()
