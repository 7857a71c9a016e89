"""Who is in the alliance, and whom it faces: states, adversaries, what each means to the other, and the ties between states.

An alliance is a folder with states.csv, ties.csv and alliance.toml; its adversaries and what each state is to them stand in
alliance.toml, or in adversaries.csv and pairs.csv where they are many (alliance.toml may then be left out). NATO and its
partners are shipped (model/data/nato, sources in SOURCES.md), and so is a fable, the Delian League; another alliance is
another folder of the same form.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

import numpy as np

from model.errors import RequestError, nearest, unknown
from model.roster.alliance_file import ALLIANCE, FORMER, read_alliance_file
from model.roster.tables import ADVERSARY_COLUMNS, PAIR_COLUMNS, PLACE, STATE_COLUMNS, Table, read_csv
from model.state import HYPOTHESES, Role

__all__ = ["LAYERS", "Roster", "alliances", "read_roster"]

LAYERS = ("treaty", "intelligence", "digital", "border")
"""The four networks among states: spill-in, shared evidence, harm that travels, threat that travels."""

ROLES = {"ally": float(Role.ALLY), "partner": float(Role.PARTNER)}
FILES = ("states.csv", "adversaries.csv", "pairs.csv", "ties.csv", ALLIANCE, FORMER)
FIRST = "nato"


@dataclass(frozen=True, eq=False)
class Roster:
    """The people and places of an alliance, as arrays in the order of its files."""

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
    digest: str  # sha256 of the files
    title: str = ""
    meaning: str = ""
    parameters: Mapping[str, object] = field(default_factory=dict)  # what differs in this alliance, as its TOML says it
    folder: Traversable | None = None

    @property
    def allies(self) -> tuple[str, ...]:
        """Codes of the members."""
        return tuple(c for c, role in zip(self.codes, self.columns["role"], strict=True) if role == Role.ALLY)

    @property
    def partners(self) -> tuple[str, ...]:
        """Codes of those without a vote and without a guarantee."""
        return tuple(c for c, role in zip(self.codes, self.columns["role"], strict=True) if role == Role.PARTNER)

    def contents(self) -> dict[str, bytes]:
        """The files of the alliance by name, so that results can carry the one they were made in."""
        return {} if self.folder is None else _contents(self.folder)


def alliances() -> tuple[str, ...]:
    """The alliances shipped, NATO first."""
    found = [one.name for one in (files("model") / "data").iterdir() if one.joinpath(ALLIANCE).is_file()]
    return tuple(sorted(found, key=lambda name: (name != FIRST, name)))


def read_roster(alliance: str | Path | None = None) -> Roster:
    """The alliance of that name, or in that folder; NATO by default. Errors: RequestError, one line."""
    if alliance is None or str(alliance) in alliances():
        return _shipped(FIRST if alliance is None else str(alliance))
    place = Path(alliance)
    if not place.is_dir():
        guess = nearest(str(alliance), alliances())
        hint = (
            f"did you mean '{guess}'?"
            if guess
            else "an alliance is a folder with states.csv, ties.csv and alliance.toml"
        )
        raise RequestError(f"{alliance}: no such folder, and no alliance shipped ({', '.join(alliances())}); {hint}")
    return _read(place, place.resolve().name)


@cache
def _shipped(name: str) -> Roster:
    return _read(files("model") / "data" / name, name)


def _read(place: Traversable, name: str) -> Roster:
    told = read_alliance_file(place)
    states = read_csv(place, "states.csv", ["code", "name", "role", *PLACE, *STATE_COLUMNS])
    codes = states.codes()
    if told.adversaries:
        for one in ("adversaries.csv", "pairs.csv"):
            if place.joinpath(one).is_file():
                raise RequestError(f"{place}: adversaries stand in {ALLIANCE} and in {one}; leave one out")
        adversaries, pairs = told.adversary_table(), told.pair_table(codes)
    elif place.joinpath("adversaries.csv").is_file():
        adversaries = read_csv(place, "adversaries.csv", ["code", "name", *PLACE, *ADVERSARY_COLUMNS])
        pairs = read_csv(place, "pairs.csv", ["adversary", "state", *PAIR_COLUMNS])
    else:
        raise RequestError(
            f"{place}: there is no adversary; write [adversaries.CODE] in {ALLIANCE}, or an adversaries.csv"
        )
    adversary_codes = adversaries.codes()
    columns = states.arrays("state", STATE_COLUMNS) | {"role": _roles(states)}
    _check(columns, states, adversary_codes, adversaries)
    return Roster(
        name=name,
        codes=codes,
        names=states.texts("name"),
        lat=states.array("lat", PLACE["lat"]),
        lon=states.array("lon", PLACE["lon"]),
        columns=columns,
        adversary_codes=adversary_codes,
        adversary_names=adversaries.texts("name"),
        adversary_lat=adversaries.array("lat", PLACE["lat"]),
        adversary_lon=adversaries.array("lon", PLACE["lon"]),
        adversary_columns=adversaries.arrays("adversary", ADVERSARY_COLUMNS),
        pairs=_pairs(pairs, adversary_codes, codes),
        ties=_ties(read_csv(place, "ties.csv", ["a", "b", "layer", "weight"]), codes),
        digest=_digest(_contents(place)),
        title=told.title,
        meaning=told.meaning,
        parameters=told.parameters,
        folder=place,
    )


def _check(columns: dict[str, np.ndarray], states: Table, adversaries: tuple[str, ...], table: Table) -> None:
    """What no single cell can be wrong about."""
    members = int((columns["role"] == Role.ALLY).sum())
    if members < 2:
        raise RequestError(f"{states.name}: an alliance has at least two members; there are {members}")
    if columns["hegemon"].sum() != 1:
        raise RequestError(f"{states.name}: exactly one state is the hegemon; there are {columns['hegemon'].sum():g}")
    if len(adversaries) > HYPOTHESES - 1:
        raise RequestError(f"{table.name}: {len(adversaries)} adversaries; allowed: 1 … {HYPOTHESES - 1}")
    both = set(states.codes()) & set(adversaries)
    if both:
        raise RequestError(f"{table.name}: '{min(both)}' is a state as well")


def _contents(place: Traversable) -> dict[str, bytes]:
    return {name: place.joinpath(name).read_bytes() for name in FILES if place.joinpath(name).is_file()}


def _digest(contents: dict[str, bytes]) -> str:
    digest = hashlib.sha256()
    for name, content in contents.items():
        digest.update(name.encode() + hashlib.sha256(content).digest())
    return digest.hexdigest()


def _roles(table: Table) -> np.ndarray:
    roles = table.texts("role")
    for row, role in enumerate(roles):
        if role not in ROLES:
            raise unknown("role", role, ROLES, table.places[row])
    return np.array([ROLES[role] for role in roles])


def _pairs(table: Table, adversaries: tuple[str, ...], codes: tuple[str, ...]) -> dict[str, np.ndarray]:
    """Adversary × state matrices; every pair must be there once."""
    columns = table.arrays("pair", PAIR_COLUMNS)
    matrices = {name: np.full((len(adversaries), len(codes)), np.nan) for name in columns}
    for row in range(len(table.rows)):
        j = table.row_of(row, "adversary", adversaries, "adversary")
        i = table.row_of(row, "state", codes, "state")
        if not np.isnan(matrices["focus"][j, i]):
            raise RequestError(f"{table.places[row]}: the pair {adversaries[j]}, {codes[i]} stands twice")
        for name, column in columns.items():
            matrices[name][j, i] = column[row]
    missing = np.argwhere(np.isnan(matrices["focus"]))
    if len(missing):
        j, i = missing[0]
        raise RequestError(f"{table.name}: no row for {adversaries[j]}, {codes[i]} ({len(missing)} pairs are missing)")
    return matrices


def _ties(table: Table, codes: tuple[str, ...]) -> dict[str, list[tuple[int, int, float]]]:
    ties: dict[str, dict[tuple[int, int], float]] = {layer: {} for layer in LAYERS}
    for row in range(len(table.rows)):
        layer = table.text(row, "layer")
        if layer not in ties:
            raise unknown("layer", layer, LAYERS, table.places[row])
        ends = sorted(table.row_of(row, end, codes, "state") for end in ("a", "b"))
        if ends[0] == ends[1]:
            raise RequestError(f"{table.places[row]}: {codes[ends[0]]} is tied to itself")
        if (ends[0], ends[1]) in ties[layer]:
            raise RequestError(f"{table.places[row]}: this {layer} tie stands twice")
        ties[layer][ends[0], ends[1]] = table.number(row, "weight", (0.0, 1.0))
    return {layer: sorted((i, j, w) for (i, j), w in found.items() if w > 0) for layer, found in ties.items()}
