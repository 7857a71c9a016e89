"""Figures for print, by Matplotlib: differences with intervals, measures over calendar years, worlds sorted, what turns it.

Colours are those of the report; every figure says its unit, its policies and, in small, what it was made with.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from experiments.report.ink import ink, label
from model.errors import RequestError

__all__ = ["FORMATS", "close", "differences", "drawn", "over_years", "sorted_worlds", "turning"]

FORMATS = ("svg", "pdf", "png")
WIDE, DOTS = 6.3, 300
"""Inches of a text's width, and dots an inch of a PNG."""
STYLE = {
    "font.size": 9,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "grid.color": "#dddddd",
    "grid.linewidth": 0.5,
    "axes.axisbelow": True,
    "svg.fonttype": "none",  # text stays text
    "svg.hashsalt": "foedus",  # the same figure, the same bytes
    "pdf.fonttype": 42,
}


def _plots() -> Any:
    try:
        import matplotlib
    except ImportError:
        raise RequestError("figures need matplotlib; install foedus[export]") from None
    matplotlib.use("Agg")
    import matplotlib.pyplot as plots

    return plots


def drawn(figure: Any, kind: str, foot: str) -> bytes:
    """A figure's bytes as svg, pdf or png; `foot` stands below it in small."""
    plots, content = _plots(), io.BytesIO()
    figure.text(0.01, 0.005, foot, fontsize=5.5, color="#777777", va="bottom")
    dates = {"svg": {"Date": None}, "pdf": {"CreationDate": None}, "png": {"Software": "foedus"}}
    with plots.rc_context(STYLE):
        figure.savefig(content, format=kind, dpi=DOTS, metadata=dates[kind])
    return content.getvalue()


def _frame(height: float, **more: Any) -> tuple[Any, Any]:
    plots = _plots()
    with plots.rc_context(STYLE):
        figure, axes = plots.subplots(figsize=(WIDE, height), layout="constrained", **more)
    figure.get_layout_engine().set(rect=(0, 0.035, 1, 0.965))
    return figure, axes


def differences(rows: Sequence[Mapping[str, Any]], reference: str, unit: str, measure: str) -> Any:
    """Each policy's difference from the reference: thick its interval, thin where it lies in 95 % of worlds."""
    figure, axes = _frame(1.2 + 0.32 * len(rows))
    for place, row in enumerate(reversed(rows)):
        colour = ink(len(rows) - place)
        if row.get("world_low") is not None:
            axes.plot([row["world_low"], row["world_high"]], [place, place], color=colour, linewidth=1, alpha=0.8)
        if row["low"] is not None:
            axes.plot([row["low"], row["high"]], [place, place], color=colour, linewidth=4, solid_capstyle="butt")
        axes.plot(row["difference"], place, "o", color="white", markeredgecolor=colour, markersize=5)
    axes.axvline(0.0, color="#333333", linewidth=0.8)
    axes.set_yticks(range(len(rows)), [label(row["policy"]) for row in reversed(rows)])
    axes.set_ylim(-0.6, len(rows) - 0.4)
    axes.set_xlabel(f"{label(measure)}{', ' + unit if unit else ''}: difference from {label(reference)}")
    return figure


def over_years(rows: Sequence[Mapping[str, Any]], policies: Sequence[str], measure: str, unit: str, first: int) -> Any:
    """A measure by calendar year under each policy, with the report's bands. rows: policy, months, mean, low, high."""
    figure, axes = _frame(2.8)
    for row in rows:
        colour = ink(list(policies).index(row["policy"]))
        years = first + np.asarray(row["months"]) / 12.0
        axes.fill_between(years, row["low"], row["high"], color=colour, alpha=0.15, linewidth=0)
        axes.plot(years, row["mean"], color=colour, linewidth=1.6, label=label(row["policy"]))
    axes.set_ylabel(f"{label(measure)}{', ' + unit if unit else ''}")
    axes.xaxis.get_major_locator().set_params(integer=True)
    axes.legend(frameon=False, fontsize=8)
    return figure


def sorted_worlds(means: np.ndarray, policy: str, reference: str, measure: str, unit: str) -> Any:
    """The mean difference in each world, sorted about zero: what is not known, luck of the runs still in it."""
    figure, axes = _frame(2.4)
    ordered = np.sort(means)
    axes.bar(np.arange(1, len(ordered) + 1), ordered, width=1.0, color=np.where(ordered < 0.0, ink(1), ink(2)))
    axes.axhline(0.0, color="#333333", linewidth=0.8)
    axes.set_xlabel("worlds, sorted")
    axes.set_ylabel(f"{label(measure)}{', ' + unit if unit else ''}:\n{label(policy)} less {label(reference)}")
    return figure


def turning(row: Mapping[str, Any], worlds: np.ndarray, means: np.ndarray, measure: str, unit: str) -> Any:
    """Worlds against the unknown that decides most, and where the fitted difference changes its sign."""
    figure, axes = _frame(2.8)
    axes.plot(worlds, means, "o", color=ink(1), alpha=0.55, markersize=4, markeredgewidth=0)
    axes.axhline(0.0, color="#333333", linewidth=0.8)
    if row["turns_at"] is not None:
        axes.axvline(row["turns_at"], color=ink(2), linestyle="--", linewidth=1.2)
    axes.set_xlabel(f"{label(row['parameter'])} ({100 * row['share']:.0f} % of how worlds differ)")
    axes.set_ylabel(f"change of {label(measure)}{', ' + unit if unit else ''}")
    return figure


def close(figure: Any) -> None:
    """Give back a figure's memory."""
    _plots().close(figure)
