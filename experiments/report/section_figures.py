"""Figures of the report's further sections: who gains, what became of the same attacks, what each mechanism does."""

from __future__ import annotations

from collections.abc import Sequence

from experiments.report.ink import INKS, Figure, Row, faint, figure, ink, label

__all__ = ["ledger", "mechanisms", "turning", "winners"]


def winners(rows: Sequence[Row], policies: Sequence[str]) -> Figure:
    """Change of each state's welfare under each policy, with intervals, the greatest gain under the first of them on top.

    `rows` hold policy, state, difference, low, high.
    """
    first = [row for row in rows if row["policy"] == policies[1]]
    order = [row["state"] for row in sorted(first, key=lambda row: row["difference"])]
    data = []
    for at, policy in enumerate(policies[1:], start=1):
        mine = {row["state"]: row for row in rows if row["policy"] == policy}
        data.append(
            {
                "type": "scatter",
                "mode": "markers",
                "name": label(policy),
                "x": [mine[state]["difference"] for state in order],
                "y": order,
                "error_x": {
                    "type": "data",
                    "symmetric": False,
                    "array": [_arm(mine[state], "high") for state in order],
                    "arrayminus": [_arm(mine[state], "low") for state in order],
                    "color": ink(at),
                    "thickness": 1.5,
                    "width": 0,
                },
                "marker": {"color": ink(at), "size": 7, "symbol": ("circle", "diamond", "square")[(at - 1) % 3]},
                "hovertemplate": "%{y}: %{x:.3g}<extra>%{fullData.name}</extra>",
            }
        )
    return figure(
        data,
        90 + 17 * len(order),
        xaxis={"title": {"text": "change of welfare, × 100"}, "zeroline": True, "zerolinewidth": 2, "automargin": True},
        yaxis={"automargin": True, "dtick": 1, "tickfont": {"size": 11}, "range": [-0.8, len(order) - 0.2]},
    )


def ledger(rows: Sequence[Row]) -> Figure:
    """The same opportunities under both policies, as a flow: on the left what came of them before, on the right after.

    `rows` hold before, after and share (of all opportunities, 0 … 1).
    """
    before = list(dict.fromkeys(row["before"] for row in rows))
    after = list(dict.fromkeys(row["after"] for row in rows))
    colours = {name: INKS[1 + at % (len(INKS) - 1)] for at, name in enumerate(dict.fromkeys(before + after))}
    data = [
        {
            "type": "sankey",
            "arrangement": "snap",
            "node": {
                "label": [label(name) for name in before + after],
                "color": [colours[name] for name in before + after],
                "pad": 14,
                "thickness": 14,
                "line": {"width": 0},
            },
            "link": {
                "source": [before.index(row["before"]) for row in rows],
                "target": [len(before) + after.index(row["after"]) for row in rows],
                "value": [100 * row["share"] for row in rows],
                "color": [faint(colours[row["before"]], 0.35) for row in rows],
                "hovertemplate": "%{source.label} → %{target.label}: %{value:.2f} %<extra></extra>",
            },
        }
    ]
    return figure(data, 300, margin={"l": 8, "r": 8, "t": 8, "b": 8})


def mechanisms(rows: Sequence[Row], unit: str, what: str = "difference") -> Figure:
    """A figure of each mechanism (or parameter) with its interval, as the difference that switching it off makes.

    `rows` hold mechanism, difference, low, high.
    """
    data = [
        {
            "type": "scatter",
            "mode": "markers",
            "x": [row["difference"] for row in rows],
            "y": [label(row["mechanism"]) for row in rows],
            "error_x": {
                "type": "data",
                "symmetric": False,
                "array": [row["high"] - row["difference"] for row in rows],
                "arrayminus": [row["difference"] - row["low"] for row in rows],
                "color": ink(1),
                "thickness": 2,
                "width": 0,
            },
            "marker": {"color": ink(1), "size": 8},
            "hovertemplate": "%{y}: %{x:.4g}<extra></extra>",
        }
    ]
    return figure(
        data,
        80 + 20 * len(rows),
        xaxis={
            "title": {"text": f"{what}{', ' + unit if unit else ''}"},
            "zeroline": True,
            "zerolinewidth": 2,
            "automargin": True,
        },
        yaxis={"range": [len(rows) - 0.2, -0.8], "automargin": True, "dtick": 1},
    )


def turning(one: Row, measure: str) -> Figure:
    """Worlds as marks against the unknown that decides most, zero, the fit, and where it changes its sign."""
    row, marks, band = one["rows"][0], one["marks"], one["band"]
    edge = {"type": "scatter", "mode": "lines", "x": band["x"], "line": {"width": 0}, "hoverinfo": "skip"}
    data = [
        edge | {"y": band["low"]},
        edge | {"y": band["high"], "fill": "tonexty", "fillcolor": faint(ink(0), 0.3)},
        {
            "type": "scatter",
            "mode": "markers",
            "x": marks["x"],
            "y": marks["y"],
            "marker": {"color": faint(ink(1), 0.55), "size": 6},
            "hovertemplate": "%{x:.3g}: %{y:.3g}<extra></extra>",
        },
    ]
    shapes = []
    if row["turns_at"] is not None:
        at = row["turns_at"]
        line = {"color": ink(2), "width": 2, "dash": "dash"}
        shapes.append({"type": "line", "x0": at, "x1": at, "yref": "paper", "y0": 0, "y1": 1, "line": line})
    return figure(
        data,
        320,
        xaxis={"title": {"text": label(row["parameter"])}, "automargin": True},
        yaxis={
            "title": {"text": f"change of {label(measure)}"},
            "zeroline": True,
            "zerolinewidth": 2,
            "automargin": True,
        },
        shapes=shapes,
    )


def _arm(row: Row, end: str) -> float | None:
    """How far an interval reaches from its difference; None where hardly any run differs and there is no interval."""
    return None if row[end] is None else abs(row[end] - row["difference"])
