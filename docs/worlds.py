"""Makes the worlds that ship with NATO, and worlds.md: `python docs/worlds.py` (about half an hour on two cores).

As `foedus infer --check` and `foedus infer --until 2020`; simulated records are kept in results/worlds and
results/worlds-2020, so that an interrupted call goes on where it stopped. `python docs/worlds.py 20000 5000` simulates so
many, to 2023 and to 2020.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import numpy as np
import world_pictures
from marks import table, write

from experiments.cli.progress import note, working
from experiments.inference.beside import COLUMNS, at_record, methods, policy_rows
from experiments.inference.making import Made, make_worlds
from experiments.inference.record import statistics
from experiments.inference.simulations import Source
from experiments.inference.worlds import MISFITS
from experiments.tables import number
from model.shipped import ABOUT, TABLE

PAGE = Path(__file__).parent / "worlds.md"
SHIPPED = PAGE.parents[1] / "model" / "data" / "nato"
RECORDS, EARLY, YEAR = 100_000, 20_000, 2020
BEST = 40
"""Numbers in the picture, the best told first."""


def how(made: Made, ahead: Made) -> str:
    rows = [
        ("simulated records", f"{made.how['records']:,}"),
        ("uncertain numbers", len(made.found.explained)),
        ("of which the record tells", sum(not made.found.prior_only(name) for name in made.found.explained)),
        ("figures of the record", len(made.how["figures"])),
        ("worlds shipped", len(made.found.worlds)),
        (
            "simulated records further from the middle than the record",
            f"{made.how['checks']['prior_predictive']['further']:.0%}",
        ),
    ]
    return table("what | number", rows)


def told(made: Made, ahead: Made) -> str:
    """Numbers of which the record tells, the best told first."""
    rows = sorted(made.rows, key=lambda row: -made.found.explained[row["parameter"]])
    return table(
        "number | explained | prior, 95 % | worlds, 95 % | median",
        [
            (
                f"`{row['parameter']}`",
                f"{made.found.explained[row['parameter']]:.2f}",
                f"{number(row['prior_low'], 3)} … {number(row['prior_high'], 3)}",
                f"{number(row['low'], 3)} … {number(row['high'], 3)}",
                number(row["median"], 3),
            )
            for row in rows
            if not row["prior_only"]
        ],
    )


def untold(made: Made, ahead: Made) -> str:
    return ", ".join(f"`{row['parameter']}`" for row in made.rows if row["prior_only"])


def checks(made: Made, ahead: Made) -> str:
    found = made.how["checks"]

    def share(what: str, level: str) -> str:
        one = found[what][level]
        return f"{100 * one['share']:.1f} ± {196 * one['error']:.1f}"

    rows = [(f"{float(level):.0%}", share("coverage", level), share("tarp", level)) for level in found["coverage"]]
    return table("level | truths in the central interval, % | TARP, %", rows)


def score(made: Made, ahead: Made) -> str:
    found = made.how["checks"]
    gain, best = found["log_score_gain"], sorted(found["recovery"].items(), key=lambda one: -one[1])
    rows = [
        ("held-out records", found["records"]),
        ("log score above the prior's, nats a record", f"{gain['mean']:.2f} ± {1.96 * gain['error']:.2f}"),
        ("rank histograms outside the band for all", ", ".join(found["outside_band"]) or "none"),
        ("best recovered (correlation with the truth)", ", ".join(f"`{name}` {value:.2f}" for name, value in best[:6])),
    ]
    rows += [
        (
            f"discrepancy × {one['discrepancy']:g}",
            f"medians move by {one['middle_move']:.2f} standard deviations, at most {one['largest_move']:.2f} (`{one['of']}`); "
            f"widths × {one['width_ratio']:.2f}",
        )
        for one in found["discrepancy"]
    ]
    return table("check | found", rows)


def second(made: Made, ahead: Made) -> str:
    """The second method beside the first, and how far they differ at the record."""
    found = made.how["checks"]
    columns = "method | 50, 80, 90, 95 % central intervals hold | TARP | log score above the prior's | energy score below it, %"
    return table(columns, methods(found, ", ")) + "\n\n" + at_record(found, "`")


def policies(made: Made, ahead: Made) -> str:
    """What policies do in the worlds of either method."""
    found = made.how["checks"]
    return in_both(found, int(made.how["records"]))


def in_both(checks: dict, records: int) -> str:
    """The table, and what it comes to. records: simulated records from which the second method learnt."""
    rows = checks["second"]["policies"]
    known = [row["apart"] for row in rows if row["apart"] is not None]
    far = sum(apart > 2.0 for apart in known)
    told = (
        f"{far} of {len(known)} differences lie more than two standard errors apart (one in twenty would by luck). A hundred "
        f"worlds of each, two lucks in each; the second method learnt from {records:,} records."
    )
    return table(" | ".join(name.strip() for name in COLUMNS), policy_rows(checks)) + "\n\n" + told


def masked(made: Made, ahead: Made) -> str:
    """Figures outside the band that the others predict."""
    found = made.how["checks"]["masked"]
    rows = [
        (
            f"`{one['figure']}`",
            number(one["record"], 3),
            *(number(one[k], 3) for k in ("low", "median", "high")),
            f"{one['below']:.1%}",
        )
        for one in found
        if not one["inside"]
    ]
    inside = sum(one["inside"] for one in found)
    return f"{inside} of {len(found)} figures lie inside; these do not:\n\n" + table(
        "figure | record | 5 % | median | 95 % | predictions below the record", rows
    )


def misfits(made: Made, ahead: Made) -> str:
    known = statistics()
    return table(
        "figure | record | factor on its discrepancy",
        [
            (f"`{name}`", number(known[name].value, 3), f"{factor:g}")
            for name, factor in MISFITS.items()
            if name in known
        ],
    )


def forecast(made: Made, ahead: Made) -> str:
    rows = ahead.how["forecast"]
    inside = sum(row["inside"] for row in rows)
    cells = [
        (row["year"], row["figure"], row["group"], *(number(row[k], 3) for k in ("record", "low", "median", "high")))
        for row in rows
        if not row["inside"]
    ]
    told = f"{inside} of {len(rows)} figures ({inside / len(rows):.0%}) lie inside the 90 % band; these do not:\n\n"
    return told + table("year | figure | group | record | 5 % | median | 95 %", cells)


TABLES = (how, told, untold, checks, score, second, policies, masked, misfits, forecast)


def pictures(made: Made) -> dict[str, str]:
    prior = {name: np.sort(made.prior[name].to_numpy()) for name in made.prior}
    rows = []
    for row in sorted(made.rows, key=lambda row: -made.found.explained[row["parameter"]]):
        if not row["prior_only"]:
            own = prior[row["parameter"]]
            shares = [float(np.searchsorted(own, row[k]) / len(own)) for k in ("low", "median", "high")]
            rows.append((row["parameter"], *shares))
    found = made.how["checks"]
    return {
        "worlds-checks.svg": world_pictures.calibrated(found),
        "worlds-numbers.svg": world_pictures.numbers(rows[:BEST]),
        "worlds-figures.svg": world_pictures.figures(found["masked"]),
    }


def main(
    records: int = RECORDS, early: int = EARLY, folder: Path = PAGE.parents[1] / "results", ship: bool = True
) -> None:
    """Worlds into the alliance's folder, each table between its marks, and the pictures."""
    with working("records") as progress:
        made = make_worlds(folder / "worlds", records, Source(), check=True, progress=progress, say=note)
    with working("records to 2020") as progress:
        ahead = make_worlds(folder / "worlds-2020", early, Source(until=YEAR), progress=progress, say=note)
    write(PAGE, {make.__name__: make(made, ahead) for make in TABLES})
    for name, drawn in pictures(made).items():
        PAGE.with_name(name).write_text(drawn, encoding="utf-8")
    for name in (TABLE, ABOUT) if ship else ():
        shutil.copy(folder / "worlds" / name, SHIPPED)


if __name__ == "__main__":
    main(*(int(word) for word in sys.argv[1:]))
