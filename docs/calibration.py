"""Makes the figures of calibration.md: `python docs/calibration.py` (ten to thirty minutes on two cores).

As `foedus calibrate --profiles all`; its runs are kept in results/calibration, so that a second call has them at hand.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from marks import table, write
from profiles import drawing

from experiments.calibration import calibrate
from experiments.validation.altered import Alteration, asked_in
from experiments.validation.bands import BANDS
from experiments.validation.robustness import FINDINGS, LEARNT

PAGE = Path(__file__).parent / "calibration.md"
FIGURE = PAGE.with_name("calibration-profiles.svg")
KEPT = PAGE.parents[1] / "results" / "calibration"
ASKED = 20
"""Runs in each setting of the findings."""


def plain(value: float | None, digits: int = 3) -> str:
    return "" if value is None else f"{value:.{digits}g}"


def moments(found: Any) -> str:
    """Every figure: target, what ships, what the fit gives."""
    rows = []
    for row in found.moments:
        target = f"{plain(row['target'])} ± {plain(row['spread'], 2)}"
        if row["kind"] == "at most":
            target = f"at most {plain(row['target'])}"
        luck = f" ± {plain(row['shipped_error'], 1)}" if row["shipped_error"] > 1e-9 else ""
        here = f"{plain(row['shipped'])}{luck}"
        cells = (target, here, f"{row['shipped_off']:+.1f}", plain(row["fitted"]), f"{row['fitted_off']:+.1f}")
        name = row["moment"] if row["kind"] != "shown" else f"*{row['moment']}*"
        rows.append((name, *cells, row["source"]))
    return table(
        "figure | target ± spread | shipped ± luck | spreads off | fitted | spreads off | where the target comes from",
        rows,
    )


def distances(found: Any) -> str:
    """Here and under other luck."""
    rows = [(f"{found.request['seed']} (fitted on)", *(f"{far:.1f}" for far in found.distances.values()))]
    rows += [(one["seed"], f"{one['shipped']:.1f}", f"{one['fitted']:.1f}") for one in found.elsewhere]
    return table("seed | distance of the values shipped | of the fit", rows)


def apart(found: Any) -> str:
    rows = [(f"`{p['one']}`", f"`{p['other']}`", f"{p['cosine']:+.3f}") for p in found.pairs]
    return table("one | other | cosine", rows)


def combinations(found: Any) -> str:
    values = found.identification.singular_values
    cells = [(k + 1, f"{value:.2f}", "yes" if value**2 > 3.84 else "") for k, value in enumerate(values)]
    return table("combination | moves the figures by, spreads | seen", cells)


def grown(found: Any) -> str:
    rows = [(k + 1, f"`{name}`", plain(index)) for k, (name, index) in enumerate(found.identification.grown())]
    rows.append(("", "those that are free here", plain(found.identification.index(found.free))))
    return table("size | parameter added | γ of the set", rows)


def interval(row: dict[str, Any], prefix: str = "") -> str:
    """In words; an open end lies outside half to double."""
    verdict = row[f"{prefix}verdict"]
    if verdict in ("not identified", "outside"):
        return verdict
    low, high = plain(row[f"{prefix}low"]), plain(row[f"{prefix}high"])
    return f"under {high}" if not low else f"over {low}" if not high else f"{low} … {high}"


def intervals(found: Any) -> str:
    """Every parameter's profile."""
    rows = [
        (
            f"`{row['parameter']}`" + (" (free)" if row["free"] else ""),
            plain(row["shipped"]),
            plain(row["fitted"]) if row["free"] else "",
            f"{row['moves']:.1f}",
            interval(row),
            interval(row, "loose_"),
        )
        for row in found.parameters
    ]
    return table("parameter | shipped | fitted | moves, spreads | interval, the free move | interval, all move", rows)


def check(found: Any) -> str:
    told = found.checked
    return table(
        "places run | median gap of √distance, emulator against run | largest | distance won by later searches, mean",
        [
            (
                told["places"],
                plain(told["median_gap"], 2),
                plain(told["largest_gap"], 2),
                plain(told["mean_gain_of_later_searches"], 2),
            )
        ],
    )


def findings(found: Any) -> str:
    """Do bands and headline findings hold where the fit lies?"""
    fitted = {row["parameter"]: row["fitted"] for row in found.parameters if row["free"]}
    verdicts = asked_in(Alteration("the fit", fitted), ASKED, found.request["seed"]).verdicts()
    figures = {row["moment"]: row["fitted"] for row in found.moments}
    missed = [band.name for band in BANDS if not band.low <= figures[band.name] <= band.high]
    names = [one.name for one in FINDINGS] + [LEARNT]
    rows: list[tuple] = [("bands met of 14", len(BANDS) - len(missed), "; ".join(missed))]
    for which in ("holds", "unclear", "breaks"):
        told = [name for name in names if verdicts[name] == which]
        rows.append((f"findings: {which}", len(told), "; ".join(told) if which != "holds" else ""))
    return table("at the fit | number | which", rows)


TABLES = (moments, distances, combinations, apart, grown, intervals, check, findings)


def main() -> None:
    """Write each table between its marks, and the drawing."""
    found = calibrate(profiles="all", out=KEPT)
    write(PAGE, {make.__name__: make(found) for make in TABLES})
    FIGURE.write_text(drawing(found), encoding="utf-8")


if __name__ == "__main__":
    main()
