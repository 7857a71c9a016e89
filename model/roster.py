"""Who is in the world: states, adversaries, what each means to the other, and the ties between states.

A world is a folder with states.csv, adversaries.csv, pairs.csv and ties.csv. The one shipped is NATO and its partners
(model/data/nato, sources in SOURCES.md); another alliance is another folder of the same form. Every fault in a file is
one line that names the file, the row and the column.
"""

from __future__ import annotations

import csv
import hashlib
import io
import math
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

import numpy as np

from model.errors import RequestError, nearest, unknown
from model.state import HYPOTHESES, STATES, Role

__all__ = ["LAYERS", "Roster", "read_roster"]

LAYERS = ("treaty", "intelligence", "digital", "border")
"""The four networks among states: spill-in, shared evidence, harm that travels, threat that travels."""

ROLES = {"ally": float(Role.ALLY), "partner": float(Role.PARTNER)}

SHARE, FLAG, POSITIVE = (0.0, 1.0), (0.0, 1.0), (1e-6, 1e6)
STATE_COLUMNS = {
    "gdp": POSITIVE,  # bn USD, 2024
    "population": POSITIVE,  # millions
    "growth": (-0.2, 0.2),  # a year
    "hegemon": FLAG,
    "pledged": FLAG,
    "core_2024": (0.0, 0.9),  # share of GDP
    "threat_rest": SHARE,
    "balancing": SHARE,
    "shields_part": SHARE,
    "coalition_part": SHARE,
    "nuclear": FLAG,
}
ADVERSARY_COLUMNS = {
    "gdp": POSITIVE,
    "population": POSITIVE,
    "motive": (0.0, 10.0),
    "tempo": (0.0, 20.0),  # a month
    "finds": (0.0, 20.0),  # a month
    "flag_rate": (0.001, 0.999),
    "nuclear": FLAG,
    "escalation_rest": (0.0, 5.0),
    "base_rate": (0.001, 1.0),
}
PAIR_COLUMNS = {"focus": (0.0, 1000.0), "proximity": SHARE, "hedge": SHARE, "rival": FLAG}
PLACE = {"lat": (-90.0, 90.0), "lon": (-180.0, 180.0)}
WHOLE = ("hegemon", "pledged", "nuclear", "rival")

_DECLARED = {(v.owner, v.name): v.bounds for v in STATES.values() if v.settable}


@dataclass(frozen=True, eq=False)
class Roster:
    """The people and places of a world, as arrays in the order of its files."""

    name: str
    codes: tuple[str, ...]
    names: tuple[str, ...]
    lat: np.ndarray
    lon: np.ndarray
    columns: dict[str, np.ndarray]  # name -> (states,), with `role` 0 ally, 1 partner
    adversary_codes: tuple[str, ...]
    adversary_names: tuple[str, ...]
    adversary_lat: np.ndarray
    adversary_lon: np.ndarray
    adversary_columns: dict[str, np.ndarray]  # name -> (adversaries,)
    pairs: dict[str, np.ndarray]  # name -> (adversaries, states)
    ties: dict[str, list[tuple[int, int, float]]]  # layer -> (i, j, weight), i < j
    digest: str  # sha256 of the four files

    @property
    def allies(self) -> tuple[str, ...]:
        """Codes of the members."""
        return tuple(c for c, role in zip(self.codes, self.columns["role"], strict=True) if role == Role.ALLY)

    @property
    def partners(self) -> tuple[str, ...]:
        """Codes of those without a vote and without a guarantee."""
        return tuple(c for c, role in zip(self.codes, self.columns["role"], strict=True) if role == Role.PARTNER)


class _File:
    """One CSV file of a world and the lines that say what is wrong with it."""

    def __init__(self, folder: Traversable, name: str, columns: list[str]) -> None:
        self.name = name
        path = folder.joinpath(name)
        if not path.is_file():
            raise RequestError(f"{folder}: there is no {name}; a world has states, adversaries, pairs and ties.csv")
        self.bytes = path.read_bytes()
        try:
            text = self.bytes.decode("utf-8-sig")
        except UnicodeDecodeError:
            raise RequestError(f"{path}: not a text file in UTF-8") from None
        reader = csv.DictReader(io.StringIO(text))
        self.rows = list(reader)
        header = reader.fieldnames or []
        for column in columns:
            if column not in header:
                guess = nearest(column, header)
                raise RequestError(f"{name}: no column '{column}'" + (f"; is it '{guess}'?" if guess else ""))
        if not self.rows:
            raise RequestError(f"{name}: no rows")

    def where(self, row: int) -> str:
        return f"{self.name}, line {row + 2}"

    def text(self, row: int, column: str) -> str:
        value = (self.rows[row][column] or "").strip()
        if not value:
            raise RequestError(f"{self.where(row)}: {column} is empty")
        return value

    def number(self, row: int, column: str, bounds: tuple[float, float]) -> float:
        text = self.text(row, column)
        low, high = bounds
        allowed = f"allowed: {low:g} … {high:g}"
        try:
            value = float(text)
        except ValueError:
            raise RequestError(f"{self.where(row)}: {column} = '{text}' is not a number; {allowed}") from None
        if not math.isfinite(value) or not low <= value <= high:
            raise RequestError(f"{self.where(row)}: {column} = {text} is out of bounds; {allowed}")
        if column in WHOLE and value != int(value):
            raise RequestError(f"{self.where(row)}: {column} = {text} must be 0 or 1")
        return value

    def array(self, column: str, bounds: tuple[float, float]) -> np.ndarray:
        return np.array([self.number(row, column, bounds) for row in range(len(self.rows))])

    def arrays(self, owner: str, columns: dict[str, tuple[float, float]]) -> dict[str, np.ndarray]:
        return {name: self.array(name, _DECLARED.get((owner, name), bounds)) for name, bounds in columns.items()}

    def row_of(self, row: int, column: str, codes: tuple[str, ...], kind: str) -> int:
        code = self.text(row, column)
        if code not in codes:
            raise unknown(f"{kind} code", code, codes, f"{self.where(row)}, {column}")
        return codes.index(code)

    def codes(self) -> tuple[str, ...]:
        codes = tuple(self.text(row, "code") for row in range(len(self.rows)))
        for row, code in enumerate(codes):
            if code in codes[:row]:
                raise RequestError(f"{self.where(row)}: code '{code}' stands twice")
            if not code.isalnum() or code in ("ALLIES", "PARTNERS", "ALL", "NATO"):
                raise RequestError(
                    f"{self.where(row)}: code '{code}' is not allowed; use letters and digits, not a group's name"
                )
        return codes


def _roles(file: _File) -> np.ndarray:
    roles = [file.text(row, "role") for row in range(len(file.rows))]
    for row, role in enumerate(roles):
        if role not in ROLES:
            raise unknown("role", role, ROLES, file.where(row))
    return np.array([ROLES[role] for role in roles])


def _pairs(file: _File, adversaries: tuple[str, ...], codes: tuple[str, ...]) -> dict[str, np.ndarray]:
    """Adversary × state matrices; every pair must be there once."""
    matrices = {name: np.full((len(adversaries), len(codes)), np.nan) for name in PAIR_COLUMNS}
    for row in range(len(file.rows)):
        j = file.row_of(row, "adversary", adversaries, "adversary")
        i = file.row_of(row, "state", codes, "state")
        if not np.isnan(matrices["focus"][j, i]):
            raise RequestError(f"{file.where(row)}: the pair {adversaries[j]}, {codes[i]} stands twice")
        for name, bounds in PAIR_COLUMNS.items():
            matrices[name][j, i] = file.number(row, name, _DECLARED.get(("pair", name), bounds))
    missing = np.argwhere(np.isnan(matrices["focus"]))
    if len(missing):
        j, i = missing[0]
        raise RequestError(f"{file.name}: no row for {adversaries[j]}, {codes[i]} ({len(missing)} pairs are missing)")
    return matrices


def _ties(file: _File, codes: tuple[str, ...]) -> dict[str, list[tuple[int, int, float]]]:
    ties: dict[str, dict[tuple[int, int], float]] = {layer: {} for layer in LAYERS}
    for row in range(len(file.rows)):
        layer = file.text(row, "layer")
        if layer not in ties:
            raise unknown("layer", layer, LAYERS, file.where(row))
        ends = sorted(file.row_of(row, end, codes, "state") for end in ("a", "b"))
        if ends[0] == ends[1]:
            raise RequestError(f"{file.where(row)}: {codes[ends[0]]} is tied to itself")
        if (ends[0], ends[1]) in ties[layer]:
            raise RequestError(f"{file.where(row)}: this {layer} tie stands twice")
        ties[layer][ends[0], ends[1]] = file.number(row, "weight", SHARE)
    return {layer: sorted((i, j, w) for (i, j), w in found.items() if w > 0) for layer, found in ties.items()}


def read_roster(folder: str | Path | None = None) -> Roster:
    """The world in `folder`, or NATO as shipped."""
    place: Traversable = files("model") / "data" / "nato" if folder is None else Path(folder)
    if not place.is_dir():
        raise RequestError(f"{place}: no such folder; a world is a folder with states, adversaries, pairs and ties.csv")
    states = _File(place, "states.csv", ["code", "name", "role", *PLACE, *STATE_COLUMNS])
    adversaries = _File(place, "adversaries.csv", ["code", "name", *PLACE, *ADVERSARY_COLUMNS])
    pairs = _File(place, "pairs.csv", ["adversary", "state", *PAIR_COLUMNS])
    ties = _File(place, "ties.csv", ["a", "b", "layer", "weight"])

    codes, adversary_codes = states.codes(), adversaries.codes()
    columns = states.arrays("state", STATE_COLUMNS) | {"role": _roles(states)}
    members = int((columns["role"] == Role.ALLY).sum())
    if members < 2:
        raise RequestError(f"states.csv: an alliance has at least two members; there are {members}")
    if columns["hegemon"].sum() != 1:
        raise RequestError(f"states.csv: exactly one state is the hegemon; there are {columns['hegemon'].sum():g}")
    if len(adversary_codes) > HYPOTHESES - 1:
        raise RequestError(f"adversaries.csv: {len(adversary_codes)} adversaries; allowed: 1 … {HYPOTHESES - 1}")
    both = set(codes) & set(adversary_codes)
    if both:
        raise RequestError(f"adversaries.csv: '{min(both)}' is a state as well")
    digest = hashlib.sha256()
    for file in (states, adversaries, pairs, ties):
        digest.update(hashlib.sha256(file.bytes).digest())
    return Roster(
        name="nato" if folder is None else Path(folder).resolve().name,
        codes=codes,
        names=tuple(states.text(row, "name") for row in range(len(codes))),
        lat=states.array("lat", PLACE["lat"]),
        lon=states.array("lon", PLACE["lon"]),
        columns=columns,
        adversary_codes=adversary_codes,
        adversary_names=tuple(adversaries.text(row, "name") for row in range(len(adversary_codes))),
        adversary_lat=adversaries.array("lat", PLACE["lat"]),
        adversary_lon=adversaries.array("lon", PLACE["lon"]),
        adversary_columns=adversaries.arrays("adversary", ADVERSARY_COLUMNS),
        pairs=_pairs(pairs, adversary_codes, codes),
        ties=_ties(ties, codes),
        digest=digest.hexdigest(),
    )
