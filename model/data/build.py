"""Makes the NATO world of model/data/nato from the figures in model/data/raw: run `python -m model.data.build`.

Each column is one small function or table here, and one line in nato/SOURCES.md. What has no source is an assumption
and stands in the tables at the top. Output is sorted and rounded, so that a rebuild gives the same bytes.
"""

from __future__ import annotations

import csv
import math
import sys
from pathlib import Path

HERE = Path(__file__).parent

GROWTH = 0.014  # a year, for everybody: long-run growth of advanced economies, assumption
LENGTH_KM = 1500.0  # nearness falls by 1/e over this distance, assumption
SIZE_ELASTICITY = 0.83  # the rule of operations multiplies focus by population to this power: divided out here
POOLING = 0.90  # weight, in incidents on an average target, of seeking targets by size alone against the record
STRONGEST = 8  # digital ties kept: those among the strongest eight of either end

HEGEMON = "USA"
NO_FORCES = ("ISL",)
PARTNER_CORE = {"UKR": 0.34, "AUS": 0.019, "JPN": 0.014, "NZL": 0.012, "KOR": 0.026}  # share of GDP, 2024
ABSENT = ("GRC", "LUX", "MNE")  # from Cyber Coalition 2025
COALITION_PARTNERS = {"UKR": 1.0, "JPN": 1.0, "KOR": 1.0, "AUS": 0.5, "NZL": 0.5}
OUTSIDE_CCDCOE = 0.5  # part in Locked Shields without membership of the centre
BALANCING = {"TUR": 0.6, "HUN": 0.7, "SVK": 0.4}
HEDGE = {("RUS", "TUR"): 1.0, ("RUS", "HUN"): 0.6, ("RUS", "SVK"): 0.4, ("IRN", "TUR"): 0.5}
RIVALS = {("RUS", "UKR"), ("CHN", "JPN"), ("CHN", "AUS"), ("PRK", "KOR"), ("RUS", "TUR"), ("IRN", "TUR")}
AT_WAR = {"UKR": 0.60}  # threat at rest of a state under invasion
THREAT_FLOOR, THREAT_SPAN = 0.05, 0.45
PRESSING = {"RUS": 1.0, "CHN": 0.5, "PRK": 0.5, "IRN": 0.3}  # how hard each adversary presses in 2024

WARS = {("RUS", "UKR"): 1.0}

CHARACTER = ("harshness", "campaign_spread")
ADVERSARY_COLUMNS = ("motive", "tempo", "finds", "flag_rate", "nuclear", "escalation_rest", "base_rate", *CHARACTER)
NAMING_COLUMNS = ("recognised", "accused_by_victims", "accused_by_allies", "reported")
ADVERSARIES = {
    "RUS": (1, 3.3, 0.25, 0.15, 1, 1.0, 0.30, 0.30, 0.55),
    "CHN": (1, 2.8, 0.25, 0.08, 1, 0.5, 0.25, -0.30, 0.30),
    "IRN": (1, 1.1, 0.08, 0.15, 0, 0.5, 0.12, 0.20, 0.40),
    "PRK": (1, 1.5, 0.05, 0.25, 1, 1.0, 0.08, 0.05, 0.80),
}

NAMING = {
    "RUS": (-0.24, -0.50, -1.10, 0.40),
    "CHN": (0.13, -1.90, -0.15, 0.42),
    "IRN": (0.47, -2.20, -0.95, 0.60),
    "PRK": (0.72, -1.20, -1.90, 0.75),
}

SHARING = {"five_eyes": 1.0, "nine_eyes": 0.8, "fourteen_eyes": 0.6, "eu": 0.5}
SHARING |= {"jef": 0.5, "nb8": 0.5, "bucharest_nine": 0.45, "visegrad": 0.45, "nato": 0.4}
UKRAINE_SHARING, PARTNER_SHARING = 0.3, 0.2  # with allies, where no circle says more
DEFENCE = ("nato", "bilateral_defence")


def read(name: str) -> list[dict[str, str]]:
    with (HERE / "raw" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


class Raw:
    """The raw figures, keyed by code; of incidents, those up to a year."""

    def __init__(self, until: int = 2023) -> None:
        self.rows = {row["iso3"]: row for row in read("roster")}
        by_role = {role: [c for c, r in self.rows.items() if r["role"] == role] for role in ("ally", "partner")}
        self.allies, self.partners = by_role["ally"], by_role["partner"]
        self.states = self.allies + self.partners
        self.spending = {
            r["iso3"]: float(r["defence_pct_gdp"]) / 100 for r in read("nato_spending") if r["year"] == "2024"
        }
        self.ccdcoe = {r["iso3"] for r in read("memberships") if r["ccdcoe"] == "1"}
        self.km = {frozenset((r["iso3_a"], r["iso3_b"])): float(r["capital_km"]) for r in read("distances")}
        self.ties: dict[str, set[frozenset[str]]] = {}
        for row in read("ties"):
            self.ties.setdefault(row["kind"], set()).add(frozenset((row["iso3_a"], row["iso3_b"])))
        self.incidents: dict[tuple[str, str], int] = {}
        for row in read("cyber_incidents"):
            pair = row["attacker"], row["victim"]
            known = int(row["year"]) <= until
            self.incidents[pair] = self.incidents.get(pair, 0) + int(row["incidents"]) * known

    def gdp(self, code: str) -> float:
        return float(self.rows[code]["gdp_busd_2024"])

    def borders(self, a: str, b: str) -> bool:
        return frozenset((a, b)) in self.ties["contiguity_land"]


def proximity(raw: Raw, adversary: str, state: str) -> float:
    """1 with a land border, else exp(−(d − d₀)/1500 km), d₀ the adversary's distance to the nearest capital."""
    if raw.borders(adversary, state):
        return 1.0
    nearest = min(raw.km[frozenset((adversary, s))] for s in raw.states)
    return math.exp(-(raw.km[frozenset((adversary, state))] - nearest) / LENGTH_KM)


def is_rival(raw: Raw, adversary: str, state: str) -> bool:
    return raw.borders(adversary, state) or (adversary, state) in RIVALS


def threat_rest(raw: Raw, state: str) -> float:
    """0.05 + 0.45 (1 − Π_j (1 − press_j · near_j)); near is proximity, and at least a half to a rival."""
    if state in AT_WAR:
        return AT_WAR[state]
    spared = 1.0
    for adversary, press in PRESSING.items():
        near = max(proximity(raw, adversary, state), 0.5 * is_rival(raw, adversary, state))
        spared *= 1 - press * near
    return THREAT_FLOOR + THREAT_SPAN * (1 - spared)


def focus(raw: Raw, adversary: str) -> dict[str, float]:
    """(k + n_s)/(k + n q_s), q_s the state's share by size, pop^0.83: targets drawn ∝ focus · pop^0.83 follow size where
    nothing is known, and the counts the more there are. Without a record focus is 1: size alone."""
    size = {s: float(raw.rows[s]["population_m_2024"]) ** SIZE_ELASTICITY for s in raw.states}
    total, count = sum(size.values()), sum(raw.incidents.get((adversary, s), 0) for s in raw.states)
    return {
        s: (POOLING + raw.incidents.get((adversary, s), 0)) / (POOLING + count * size[s] / total) for s in raw.states
    }


def core_2024(raw: Raw, state: str) -> float:
    if state in NO_FORCES:
        return 0.0
    return PARTNER_CORE[state] if state in PARTNER_CORE else raw.spending[state]


def shares_intelligence(raw: Raw, a: str, b: str) -> float:
    """The closest circle two states share; partners have a base with every ally."""
    pair = frozenset((a, b))
    weight = max((w for circle, w in SHARING.items() if pair in raw.ties[circle]), default=0.0)
    if len({a, b} & set(raw.partners)) == 1:
        weight = max(weight, UKRAINE_SHARING if "UKR" in pair else PARTNER_SHARING)
    return weight


def gravity(raw: Raw) -> dict[tuple[str, str], float]:
    """Digital ties by proxy: G = Y_i Y_j / d_ij, as a share of the geometric mean of each end's strongest."""
    pull = {
        (a, b): raw.gdp(a) * raw.gdp(b) / raw.km[frozenset((a, b))]
        for i, a in enumerate(raw.states)
        for b in raw.states[i + 1 :]
    }
    of = {s: sorted((g for pair, g in pull.items() if s in pair), reverse=True) for s in raw.states}
    return {
        (a, b): g / math.sqrt(of[a][0] * of[b][0])
        for (a, b), g in pull.items()
        if g >= of[a][STRONGEST - 1] or g >= of[b][STRONGEST - 1]
    }


def state_rows(raw: Raw) -> list[dict]:
    rows = []
    for code in raw.states:
        row, ally = raw.rows[code], code in raw.allies
        rows.append(
            {
                "code": code,
                "name": row["name"],
                "role": row["role"],
                "accession": row["nato_accession"],
                "capital": row["capital"],
                "lat": float(row["lat"]),
                "lon": float(row["lon"]),
                "gdp": raw.gdp(code),
                "population": float(row["population_m_2024"]),
                "growth": GROWTH,
                "hegemon": int(code == HEGEMON),
                "pledged": int(ally and code not in NO_FORCES),
                "core_2024": round(core_2024(raw, code), 4),
                "threat_rest": round(threat_rest(raw, code), 4),
                "balancing": BALANCING.get(code, 0.0),
                "shields_part": 1.0 if code in raw.ccdcoe else OUTSIDE_CCDCOE,
                "coalition_part": float(code not in ABSENT) if ally else COALITION_PARTNERS[code],
                "nuclear": int(row["nuclear"]),
            }
        )
    return rows


def adversary_rows(raw: Raw) -> list[dict]:
    rows = []
    for code, values in ADVERSARIES.items():
        row = raw.rows[code]
        place = {"code": code, "name": row["name"], "lat": float(row["lat"]), "lon": float(row["lon"])}
        size = {"gdp": raw.gdp(code), "population": float(row["population_m_2024"])}
        naming = dict(zip(NAMING_COLUMNS, NAMING[code], strict=True))
        rows.append(place | size | dict(zip(ADVERSARY_COLUMNS, values, strict=True)) | naming)
    return rows


def pair_rows(raw: Raw) -> list[dict]:
    rows = []
    for adversary in ADVERSARIES:
        sought = focus(raw, adversary)
        for state in raw.states:
            rows.append(
                {
                    "adversary": adversary,
                    "state": state,
                    "focus": round(sought[state], 4),
                    "proximity": round(proximity(raw, adversary, state), 4),
                    "hedge": HEDGE.get((adversary, state), 0.0),
                    "rival": int(is_rival(raw, adversary, state)),
                    "war": WARS.get((adversary, state), 0.0),
                }
            )
    return rows


def tie_rows(raw: Raw) -> list[dict]:
    rows = []
    digital = gravity(raw)
    for i, a in enumerate(raw.states):
        for b in raw.states[i + 1 :]:
            weights = {
                "treaty": float(any(frozenset((a, b)) in raw.ties[kind] for kind in DEFENCE)),
                "intelligence": shares_intelligence(raw, a, b),
                "digital": digital.get((a, b), 0.0),
                "border": float(raw.borders(a, b)),
            }
            rows += [
                {"a": a, "b": b, "layer": layer, "weight": round(w, 4)} for layer, w in weights.items() if round(w, 4)
            ]
    return sorted(rows, key=lambda row: row["layer"])


def write(path: Path, rows: list[dict]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def build(folder: Path) -> None:
    """Write the four files of the NATO world into `folder`."""
    raw = Raw()
    folder.mkdir(parents=True, exist_ok=True)
    tables = {"states": state_rows, "adversaries": adversary_rows, "pairs": pair_rows, "ties": tie_rows}
    for name, rows in tables.items():
        write(folder / f"{name}.csv", rows(raw))


if __name__ == "__main__":
    build(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / "nato")
