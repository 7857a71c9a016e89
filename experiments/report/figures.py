"""The report's main figures as plain Plotly descriptions (data and layout): numbers in, dictionaries out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from experiments.report.ink import FATES, Figure, Row, faint, figure, ink, label

__all__ = ["bands", "burden", "effects", "waterfall"]


def effects(rows: Sequence[Row], policies: Sequence[str]) -> Figure:
    """Change against the reference in per cent of its mean, with intervals: a line a measure, a mark a policy.

    `rows` hold policy, measure, relative, low, high (the last three in per cent of the reference) and text.
    """
    measures = list(dict.fromkeys(row["measure"] for row in rows))
    place = {name: len(measures) - 1 - at for at, name in enumerate(measures)}
    step = 0.7 / max(len(policies) - 1, 1)
    data = []
    for at, policy in enumerate(policies[1:], start=1):
        mine = [row for row in rows if row["policy"] == policy]
        shift = ((len(policies) - 1) / 2 - at + 0.5) * step if len(policies) > 2 else 0.0
        data.append(
            {
                "type": "scatter",
                "mode": "markers",
                "name": label(policy),
                "x": [row["relative"] for row in mine],
                "y": [place[row["measure"]] + shift for row in mine],
                "error_x": {
                    "type": "data",
                    "symmetric": False,
                    "array": [row["high"] - row["relative"] for row in mine],
                    "arrayminus": [row["relative"] - row["low"] for row in mine],
                    "color": ink(at),
                    "thickness": 2,
                    "width": 0,
                },
                "marker": {"color": ink(at), "size": 9, "symbol": ("circle", "diamond", "square")[(at - 1) % 3]},
                "text": [row["text"] for row in mine],
                "hovertemplate": "%{text}<extra>%{fullData.name}</extra>",
            }
        )
    return figure(
        data,
        80 + 15 * len(measures) * max(2, len(policies) - 1),
        xaxis={
            "title": {"text": "change, % of the reference"},
            "zeroline": True,
            "zerolinewidth": 2,
            "automargin": True,
        },
        yaxis={
            "tickvals": list(place.values()),
            "ticktext": [label(name) for name in place],
            "range": [-0.7, len(measures) - 0.3],
            "automargin": True,
            "zeroline": False,
        },
    )


def bands(series: Sequence[Row], policies: Sequence[str], unit: str, first_year: int) -> Figure:
    """One measure month by month: the mean of the runs, and the middle nine tenths of them as a band.

    `series` holds policy, months, mean, low, high.
    """
    data: list[Row] = []
    for one in series:
        colour = ink(policies.index(one["policy"]))
        years = [first_year + month / 12 for month in one["months"]]
        edge = {"type": "scatter", "mode": "lines", "x": years, "line": {"width": 0}, "hoverinfo": "skip"}
        name = label(one["policy"])  # whoever takes the numbers away reads it; the picture does not show it
        data.append(edge | {"y": one["low"], "name": f"{name}, low"})
        data.append(edge | {"y": one["high"], "name": f"{name}, high", "fill": "tonexty", "fillcolor": faint(colour)})
    for one in series:
        at = policies.index(one["policy"])
        data.append(
            {
                "type": "scatter",
                "mode": "lines",
                "name": label(one["policy"]),
                "x": [first_year + month / 12 for month in one["months"]],
                "y": one["mean"],
                "line": {"color": ink(at), "width": 2, "dash": ("solid", "solid", "dash", "dot")[at % 4]},
                "hovertemplate": "%{x:.1f}: %{y:.4g}<extra>%{fullData.name}</extra>",
            }
        )
    short = {"dtick": 1} if all(max(one["months"], default=0) <= 60 for one in series) else {}  # no year twice
    return figure(
        data,
        210,
        xaxis={"tickformat": "d", "automargin": True, "zeroline": False, **short},
        yaxis={"title": {"text": unit, "standoff": 6}, "automargin": True, "rangemode": "normal", "zeroline": False},
    )


def waterfall(shares: Mapping[str, Mapping[str, float]]) -> Figure:
    """What became of civilian harm, per cent of the whole, a bar a policy; the parts sum to one hundred."""
    policies = list(shares)
    data = []
    for fate, colour in FATES.items():
        values = [shares[policy].get(fate, 0.0) for policy in policies]
        data.append(
            {
                "type": "bar",
                "orientation": "h",
                "name": fate,
                "x": values,
                "y": [label(policy) for policy in policies],
                "marker": {"color": colour, "line": {"width": 1, "color": "rgba(127,127,127,.4)"}},
                "text": [f"{value:.0f}" if value >= 4 else "" for value in values],
                "textposition": "inside",
                "insidetextanchor": "middle",
                "textangle": 0,
                "textfont": {"color": "#111", "size": 12},
                "hovertemplate": "%{y}: %{x:.2f} %<extra>%{fullData.name}</extra>",
            }
        )
    return figure(
        data,
        90 + 46 * len(policies),
        barmode="stack",
        showlegend=True,
        legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0, "traceorder": "normal"},
        margin={"l": 8, "r": 12, "t": 60, "b": 40, "autoexpand": True},
        xaxis={"title": {"text": "% of civilian harm"}, "range": [0, 100], "automargin": True},
        yaxis={"autorange": "reversed", "automargin": True},
    )


def burden(
    names: Sequence[str],
    shares: Mapping[str, Sequence[float]],
    pledge: float | None,
    spread: Mapping[str, Sequence[float]] | None = None,
) -> Figure:
    """Core defence spending of each member in per cent of GDP, the greatest on top: a mark a policy, with its interval."""
    halves = spread or {policy: [0.0] * len(names) for policy in shares}
    policies = list(shares)
    order = sorted(range(len(names)), key=lambda at: shares[policies[0]][at])
    data = [
        {
            "type": "scatter",
            "mode": "markers",
            "name": label(policy),
            "x": [shares[policy][at] for at in order],
            "y": [names[at] for at in order],
            "error_x": {"type": "data", "array": [halves[policy][at] for at in order], "thickness": 1, "width": 0},
            "marker": {"color": ink(place), "size": 8, "symbol": ("circle", "circle", "diamond", "square")[place % 4]},
            "hovertemplate": "%{y}: %{x:.2f} ± %{error_x.array:.2f} % of GDP<extra>%{fullData.name}</extra>",
        }
        for place, policy in enumerate(policies)
    ]
    lines = [
        {
            "type": "line",
            "x0": pledge,
            "x1": pledge,
            "y0": 0,
            "y1": 1,
            "yref": "paper",
            "line": {"dash": "dot", "width": 1, "color": "#8a8f98"},
        }
    ]
    return figure(
        data,
        90 + 17 * len(names),
        shapes=lines if pledge is not None else [],
        xaxis={"title": {"text": "core spending, % of GDP"}, "rangemode": "tozero", "automargin": True},
        yaxis={"automargin": True, "dtick": 1, "tickfont": {"size": 11}, "range": [-0.8, len(names) - 0.2]},
    )
