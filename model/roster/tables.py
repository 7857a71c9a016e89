"""The tables of an alliance's folder, read and checked cell by cell: CSV files, or the tables of its alliance.toml.

Every fault is one line that names the file, the place in it and what is allowed.
"""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterable, Mapping, Sequence
from importlib.resources.abc import Traversable

import numpy as np

from model.errors import RequestError, nearest, unknown
from model.state import STATES

__all__ = [
    "ADVERSARY_COLUMNS",
    "MAY_STAND",
    "PAIR_COLUMNS",
    "PLACE",
    "STATE_COLUMNS",
    "Table",
    "read_bytes",
    "read_csv",
]

Bounds = tuple[float, float]

SHARE, FLAG, POSITIVE = (0.0, 1.0), (0.0, 1.0), (1e-6, 1e6)
STATE_COLUMNS: dict[str, Bounds] = {
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
ADVERSARY_COLUMNS: dict[str, Bounds] = {
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
PAIR_COLUMNS: dict[str, Bounds] = {"focus": (0.0, 1000.0), "proximity": SHARE, "hedge": SHARE, "rival": FLAG}
PLACE: dict[str, Bounds] = {"lat": (-90.0, 90.0), "lon": (-180.0, 180.0)}
WHOLE = ("hegemon", "pledged", "nuclear", "rival")

_DECLARED = {(v.owner, v.name): v.bounds for v in STATES.values() if v.settable}

MAY_STAND: dict[str, dict[str, float]] = {
    owner: {v.name: v.start for v in STATES.values() if v.owner == owner and v.start is not None}
    for owner in ("adversary", "pair")
}
"""Columns that a folder may leave out, and what then holds."""


class Table:
    """Rows of text with the place where each stands, and the lines that say what is wrong with a cell."""

    def __init__(self, name: str, rows: Sequence[Mapping[str, object]], places: Sequence[str]) -> None:
        self.name, self.rows, self.places = name, rows, places
        if not rows:
            raise RequestError(f"{name}: no rows")

    def text(self, row: int, column: str) -> str:
        value = self.rows[row].get(column)
        text = "" if value is None else str(value).strip()
        if not text:
            raise RequestError(f"{self.places[row]}: {column} is empty")
        return text

    def number(self, row: int, column: str, bounds: Bounds) -> float:
        text = self.text(row, column)
        low, high = bounds
        allowed = f"allowed: {low:g} … {high:g}"
        try:
            value = float(text)
        except ValueError:
            raise RequestError(f"{self.places[row]}: {column} = '{text}' is not a number; {allowed}") from None
        if not math.isfinite(value) or not low <= value <= high:
            raise RequestError(f"{self.places[row]}: {column} = {text} is out of bounds; {allowed}")
        if column in WHOLE and value != int(value):
            raise RequestError(f"{self.places[row]}: {column} = {text} must be 0 or 1")
        return value

    def array(self, column: str, bounds: Bounds) -> np.ndarray:
        return np.array([self.number(row, column, bounds) for row in range(len(self.rows))])

    def arrays(self, owner: str, columns: Mapping[str, Bounds]) -> dict[str, np.ndarray]:
        """Columns by name; where a state variable is declared with bounds of its own, those hold. What a folder may leave
        out stands at its start."""
        found = {name: self.array(name, _DECLARED.get((owner, name), bounds)) for name, bounds in columns.items()}
        for name, start in MAY_STAND.get(owner, {}).items():
            found[name] = np.array(
                [
                    start if table.get(name) in (None, "") else self.number(row, name, _DECLARED[owner, name])
                    for row, table in enumerate(self.rows)
                ]
            )
        return found

    def row_of(self, row: int, column: str, codes: tuple[str, ...], kind: str) -> int:
        code = self.text(row, column)
        if code not in codes:
            raise unknown(f"{kind} code", code, codes, f"{self.places[row]}, {column}")
        return codes.index(code)

    def texts(self, column: str) -> tuple[str, ...]:
        return tuple(self.text(row, column) for row in range(len(self.rows)))

    def codes(self) -> tuple[str, ...]:
        """The column `code`: each once, letters and digits, and no group's name."""
        codes = self.texts("code")
        for row, code in enumerate(codes):
            if code in codes[:row]:
                raise RequestError(f"{self.places[row]}: code '{code}' stands twice")
            if not code.isalnum() or code in ("ALLIES", "PARTNERS", "ALL", "NATO"):
                raise RequestError(
                    f"{self.places[row]}: code '{code}' is not allowed; use letters and digits, not a group's name"
                )
        return codes


def read_csv(folder: Traversable, name: str, columns: Iterable[str]) -> Table:
    """A CSV file of the folder with at least these columns."""
    columns, place = list(columns), str(folder.joinpath(name))
    reader = csv.DictReader(io.StringIO(_text(folder, name)))
    rows, lines = _filled(reader, place)
    header = reader.fieldnames or []
    for column in columns:
        if column not in header:
            if len(header) == 1 and ";" in header[0]:
                raise RequestError(f"{place}: columns are separated by ';'; write commas")
            guess = nearest(column, header)
            hint = f"; is it '{guess}'?" if guess else ";"
            raise RequestError(f"{place}: no column '{column}'{hint} it must have {', '.join(columns)}")
    return Table(place, rows, [f"{place}, line {line}" for line in lines])


def _filled(reader: csv.DictReader, place: str) -> tuple[list[dict], list[int]]:
    """The rows in which anything stands, with the line of each; a spreadsheet leaves rows of nothing but commas."""
    rows, lines = [], []
    try:
        for row in reader:
            if any(str(cell).strip() for cell in row.values() if cell is not None and not isinstance(cell, list)):
                rows.append(row)
                lines.append(reader.line_num)
    except csv.Error as error:
        raise RequestError(f"{place}, line {reader.line_num}: not a table ({error})") from None
    return rows, lines


def read_bytes(folder: Traversable, name: str) -> bytes:
    """The bytes of a file that an alliance must have."""
    path = folder.joinpath(name)
    if not path.is_file():
        raise RequestError(f"{folder}: there is no {name}; an alliance has states.csv, ties.csv and alliance.toml")
    return path.read_bytes()


def _text(folder: Traversable, name: str) -> str:
    try:
        return read_bytes(folder, name).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise RequestError(f"{folder.joinpath(name)}: not a text file in UTF-8") from None
