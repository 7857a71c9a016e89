"""Makes the tables of docs/hindcast.md again: `python docs/hindcast.py` (a few seconds once the rules are compiled)."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from marks import table, write

from experiments.inference.hindcast import Row, hindcast
from experiments.tables import number

PAGE = Path(__file__).parent / "hindcast.md"
RUNS = 500


def figures(rows: list[Row]) -> str:
    """The figures of the decade."""
    lines = [
        (
            f"`{r.figure}`",
            number(r.record),
            number(r.low),
            number(r.median),
            number(r.high),
            "yes" if r.inside else "**no**",
        )
        for r in rows
        if r.year is None
    ]
    return table("figure | record | low | median | high | inside", lines)


def years(rows: list[Row]) -> str:
    """How many years of each yearly figure lie in the band."""
    held: Counter[tuple[str, str]] = Counter()
    all_of: Counter[tuple[str, str]] = Counter()
    for row in rows:
        if row.year is not None:
            all_of[row.figure, row.group] += 1
            held[row.figure, row.group] += row.inside
    lines = [(figure, group, held[figure, group], count) for (figure, group), count in all_of.items()]
    return table("figure | of | years inside | years", lines)


def said(rows: list[Row]) -> str:
    """The sentence above the tables."""
    yearly = [row.inside for row in rows if row.year is not None]
    decade = [row.inside for row in rows if row.year is None]
    counts = [row.inside for row in rows if row.figure == "incidents"]
    return (
        f"In {RUNS} simulated decades the 90 % band holds **{sum(decade)} of {len(decade)}** figures of the decade and "
        f"**{sum(yearly)} of {len(yearly)}** of single years, among them {sum(counts)} of {len(counts)} yearly counts of an "
        f"adversary's incidents."
    )


def main() -> None:
    rows = hindcast(RUNS)
    write(PAGE, {"said": said(rows), "figures": figures(rows), "years": years(rows)})


if __name__ == "__main__":
    main()
