"""A figure of what knowledge is worth: a bar, a dot and an interval a row. Matplotlib draws it; the file's ending says how."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from textwrap import fill
from typing import Any

from model.errors import RequestError

__all__ = ["FORMATS", "check_picture", "draw"]

FORMATS = ("svg", "png", "pdf")
BLUE, FAINT, INK = "#0072b2", "#9fc6e0", "#333333"
INCH = 0.27
"""Height of a row."""


def check_picture(file: str | Path) -> None:
    """Refuse a file that cannot be drawn, before anything runs. Errors: RequestError."""
    path = Path(file)
    if path.suffix[1:] not in FORMATS:
        raise RequestError(f"--picture {file}: the ending says the format; allowed: {', '.join(FORMATS)}")
    if not path.parent.is_dir():
        raise RequestError(f"--picture {file}: {path.parent}: no such folder")
    try:
        import matplotlib  # noqa: F401
    except ImportError:
        raise RequestError("--picture needs Matplotlib; install it with: pip install 'foedus[search]'") from None


def draw(
    rows: Sequence[Mapping[str, Any]], file: str | Path, title: str, across: str, heads: Mapping[str, str]
) -> None:
    """One row each: `group`, `kind`, `evppi`, `low`, `high`, `told`; what is not told from chance is pale. Ends are cut at
    zero. heads: what to write over the rows of a kind."""
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    lines: list[Any] = []
    for before, row in zip([None, *rows], rows, strict=False):
        lines += ([heads[row["kind"]]] if before is None or before["kind"] != row["kind"] else []) + [row]
    with rc_context({"svg.hashsalt": "foedus", "svg.fonttype": "none", "font.size": 9.0}):
        figure = Figure(figsize=(7.0, 1.3 + INCH * len(lines)), layout="constrained")
        axes = figure.add_subplot()
        for place, row in enumerate(lines):
            if not isinstance(row, str):
                _row(axes, place, row)
        names = [line if isinstance(line, str) else line["group"].replace("_", " ") for line in lines]
        axes.set_yticks(range(len(lines)), names)
        for name, line in zip(axes.get_yticklabels(), lines, strict=True):
            name.set_fontweight("bold" if isinstance(line, str) else "normal")
            name.set_color(INK)
        axes.set_ylim(len(lines) - 0.4, -0.6)
        axes.set_xlim(left=0.0)
        axes.set_xlabel(across, color=INK)
        axes.grid(axis="x", color="#dddddd", linewidth=0.6)
        axes.set_axisbelow(True)
        for side in ("top", "right", "left"):
            axes.spines[side].set_visible(False)
        axes.tick_params(axis="y", length=0)
        figure.suptitle(fill(title, 88), x=0.02, ha="left", fontsize=10.0, color=INK)
        figure.savefig(file, dpi=160, metadata={"Date": None} if str(file).endswith("svg") else None)


def _row(axes: Any, place: int, row: Mapping[str, Any]) -> None:
    value, low, high = (max(0.0, row[name]) for name in ("evppi", "low", "high"))
    colour = BLUE if row["told"] else FAINT
    axes.barh(place, value, height=0.62, color=colour, alpha=0.35)
    axes.plot([low, high], [place, place], color=colour, linewidth=1.6, solid_capstyle="butt")
    axes.plot([value], [place], "o", color=colour, markersize=4.5)
