"""Tables for people and for machines: aligned text on stdout, or one JSON object in which nothing is NaN."""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

__all__ = ["clean", "number", "rows_of", "show", "show_frame", "show_groups", "write_json"]


def clean(value: Any) -> Any:
    """`value` as JSON can hold it: plain numbers, null for what is undefined, lists and objects by name."""
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, Mapping):
        return {str(key): clean(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [clean(item) for item in value]
    if hasattr(value, "to_dict") and hasattr(value, "columns"):
        return rows_of(value)
    if hasattr(value, "tolist"):  # numpy's scalars and arrays
        return clean(value.tolist())
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return None if value != value else str(value)


def rows_of(frame: Any) -> list[dict[str, Any]]:
    """A DataFrame as a list of rows."""
    return [clean(row) for row in frame.to_dict("records")]


def write_json(document: Mapping[str, Any]) -> None:
    """One JSON object on stdout; characters that its encoding does not hold are escaped."""
    unicode = (sys.stdout.encoding or "utf-8").lower().replace("_", "-").startswith("utf")
    sys.stdout.write(json.dumps(clean(document), indent=1, ensure_ascii=not unicode, allow_nan=False) + "\n")


def number(value: Any, digits: int = 4, sign: bool = False) -> str:
    """A figure for people: four significant digits, thousands apart, a dash for what is undefined."""
    value = clean(value)
    if value is None:
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return value
    return _digits(value, digits, "+" if sign else "").replace("-", "−")


def _digits(value: float, digits: int, mark: str) -> str:
    if isinstance(value, int):
        return f"{value:{mark},}"
    if value == 0:
        return "0"
    size = math.floor(math.log10(abs(value)))
    if size < -5 or size > 9:
        return f"{value:{mark}.{digits - 1}e}"
    return f"{value:{mark},.{max(0, min(digits - 1 - size, 8))}f}"


def show(
    rows: Iterable[Sequence[str]], columns: Sequence[str], *, title: str = "", right: Collection[str] = ()
) -> None:
    """An aligned table on stdout: text to the left, the columns named in `right` to the right."""
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for column in columns:
        table.add_column(Text(column), justify="right" if column in right else "left", overflow="fold")
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    console = Console(file=sys.stdout, width=None if sys.stdout.isatty() else 1000, highlight=False)
    with console.capture() as capture:
        console.print(table)
    lines = [*([title] if title else []), *(line.rstrip() for line in capture.get().splitlines())]
    sys.stdout.write("\n".join(lines) + "\n")


def show_groups(
    rows: Iterable[Sequence[str]], columns: Sequence[str], *, title: str = "", right: Collection[str] = ()
) -> None:
    """As `show`, with the first cell a heading over the rows that share it: narrow enough for a terminal of 80."""
    rows = [list(row) for row in rows]
    widths = [max(len(row[at]) for row in [list(columns), *rows]) for at in range(len(columns))]

    def line(cells: Sequence[str]) -> str:
        placed = (
            cell.rjust(widths[at]) if columns[at] in right else cell.ljust(widths[at])
            for at, cell in enumerate(cells)
            if at
        )
        return f"  {'  '.join(placed)}".rstrip()

    lines = [*([title] if title else []), line(columns)]
    for before, row in zip([None, *rows], rows, strict=False):
        if before is None or before[0] != row[0]:
            lines += ["", row[0]]
        lines.append(line(row))
    sys.stdout.write("\n".join(lines) + "\n")


def show_frame(frame: Any, title: str) -> None:
    """A DataFrame as a text table, numbers to the right."""
    numbers = [name for name in frame.columns if frame[name].dtype.kind in "if"]
    cells = ([number(cell) for cell in row.values()] for row in rows_of(frame))
    show(cells, list(frame.columns), title=title, right=numbers)
