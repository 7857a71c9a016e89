"""Makes the alliance of 2014, model/data/nato-2014, in which the decade of the record is lived again: run
`python -m model.data.build_2014`. Also its scenario, which gives what nobody in the model decides: economies by year,
accessions, the events of 2014 and 2022, and Washington's stance.

Only what differs from `build` stands here. Spending of 2014 is the last that is given. Treaty ties of those who joined
later are left out, so that they ride on nobody before they are in; nor do they after, which the record cannot see.
"""

from __future__ import annotations

import sys
from pathlib import Path

from model.data import build
from model.data.build import HERE, Raw, read, write

FIRST, LAST = 2014, 2023  # incidents; of spending 2024 too
JOINED = {"MNE": (2017, 6), "MKD": (2020, 3), "FIN": (2023, 4)}  # Sweden, 2024, is a partner all decade
PARTNER_CORE = {"UKR": 0.022, "AUS": 0.018, "JPN": 0.010, "NZL": 0.012, "KOR": 0.026}  # share of GDP, 2014, estimates
WAR_BEFORE = 0.5  # war short of open invasion, 2014 to January 2022; assumption
WASHINGTON = {2017: 0.5, 2021: 1.0}  # ceiling on the hegemon's commitment from that January on; assumption
SHOCK_2014, SHOCK_2022 = 0.09, 0.46  # lift of budgets, points of GDP a year at proximity one: the record's own fit
FADED = 1.396  # e^(1/3): the first January fades the event of 2014 once before 2015's budgets feel it

TOML = """title = "NATO in 2014"
meaning = "28 allies and nine partners of 2014 before the same four adversaries; decade.toml says what changed until 2023."

first_year = 2014

[parameters]
first_budget = 12        # spending of 2014 is given
pledge_due = 10          # Wales: 2024
"""


def gdp() -> dict[tuple[str, int], float]:
    return {(row["iso3"], int(row["year"])): float(row["gdp_busd_current"]) for row in read("gdp")}


def state_rows(raw: Raw) -> list[dict]:
    """States of 2014: economies, spending and roles of that year; all else as today."""
    economies = gdp()
    spent = {r["iso3"]: float(r["defence_pct_gdp"]) / 100 for r in read("nato_spending") if r["year"] == str(FIRST)}
    rows = build.state_rows(raw)
    for row in rows:
        code = row["code"]
        later = row["role"] == "ally" and int(row["accession"]) > FIRST
        row["gdp"] = economies[code, FIRST]
        row["growth"] = 0.0  # economies are given
        row["role"] = "partner" if later else row["role"]
        row["pledged"] = 0 if later else row["pledged"]
        row["core_2024"] = round(PARTNER_CORE.get(code, spent.get(code, 0.0)), 4)
    return rows


def pair_rows(raw: Raw) -> list[dict]:
    rows = build.pair_rows(raw)
    for row in rows:
        row["war"] = WAR_BEFORE * row["war"]
    return rows


def tie_rows(raw: Raw) -> list[dict]:
    late = {row["code"] for row in build.state_rows(raw) if row["role"] == "ally" and int(row["accession"]) > FIRST}
    return [row for row in build.tie_rows(raw) if row["layer"] != "treaty" or not {row["a"], row["b"]} & late]


def decade(raw: Raw) -> str:
    """The scenario: one change a January, and one at each accession."""
    economies = gdp()
    lines = [
        'title = "The decade of the record"',
        'meaning = "2014 to 2023: economies, accessions, the attacks of 2014 and 2022 and Washington\'s stance are given."',
    ]
    lines += ["", "[parameters]", f"budget_shock_start = {round(FADED * SHOCK_2014, 3)} # of 2014"]
    lines += ["budget_shock_rate = 0 # events are given"]
    for year in range(FIRST + 1, LAST + 2):
        lines += ["", "[[change]]", f"month = {12 * (year - FIRST)} # January {year}"]
        if year in WASHINGTON or year == 2023:
            lines.append("[change.parameters]")
            lines += [f"commitment_ceiling = {WASHINGTON[year]}"] if year in WASHINGTON else []
            lines += [f"budget_shock = {SHOCK_2022} # budgets follow in the next year"] if year == 2023 else []
        if year == 2022:
            lines += [
                "[change.pairs.RUS.UKR]",
                "war = 1",
                "focus = { times = 2.5 } # so that it is half of what Russia does",
            ]
        lines += ["[change.states]"]
        lines += [f"{code} = {{ gdp = {economies[code, year]} }}" for code in raw.states]
    for code, (year, month) in JOINED.items():
        lines += ["", "[[change]]", f"month = {12 * (year - FIRST) + month - 1} # accession"]
        lines += [f"[change.states.{code}]", "role = 0", "pledged = 1"]
    return "\n".join(lines) + "\n"


def adversary_rows(raw: Raw) -> list[dict]:
    """As today, but for analysts' base rates: each author's share of the incidents known, a quarter left to crime."""
    rows = build.adversary_rows(raw)
    known = {row["code"]: sum(raw.incidents.get((row["code"], s), 0) for s in raw.states) for row in rows}
    for row in rows:
        row["base_rate"] = round(0.75 * known[row["code"]] / sum(known.values()), 4)
    return rows


def make(folder: Path, until: int = LAST) -> None:
    """Write the folder from incidents up to a year: focus and base rates know no later ones."""
    raw = Raw(until)
    folder.mkdir(parents=True, exist_ok=True)
    tables = {"states": state_rows, "adversaries": adversary_rows, "pairs": pair_rows, "ties": tie_rows}
    for name, rows in tables.items():
        write(folder / f"{name}.csv", rows(raw))
    (folder / "alliance.toml").write_text(TOML, encoding="utf-8")
    (folder / "decade.toml").write_text(decade(raw), encoding="utf-8")


if __name__ == "__main__":
    make(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / "nato-2014")
