"""The report's sentences and tables: what was asked, the answer with its interval, the figures measure by measure.

Everything that comes from a results folder passes through `html.escape` before it reaches the page.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any

from experiments.report.ink import ink, label
from experiments.tables import number

__all__ = [
    "answer",
    "asked",
    "effect_table",
    "key",
    "listed",
    "plain_table",
    "share",
    "sign_table",
    "span",
    "verdict",
    "worlds_span",
]

Row = Mapping[str, Any]

SAID = {"better": "better", "worse": "worse", "differs": "differs", "unclear": "no clear change"}


def share(confidence: float) -> str:
    """A probability as the page writes it."""
    return f"{100 * confidence:g} %"


def listed(words: Iterable[str]) -> str:
    """a, b and c."""
    words = list(words)
    return "".join(words) if len(words) < 2 else f"{', '.join(words[:-1])} and {words[-1]}"


def span(row: Row) -> str:
    """The interval of a row, for reading."""
    return f"{number(row['low'], 3, sign=True)} to {number(row['high'], 3, sign=True)}"


def worlds_span(row: Row) -> str:
    """Where the difference lies in nearly all worlds, luck taken out; a dash where that cannot be told."""
    if row.get("world_low") is None:
        return "–"
    return f"{number(row['world_low'], 3, sign=True)} to {number(row['world_high'], 3, sign=True)}"


def verdict(row: Row, better: str) -> str:
    """better · worse · differs (no direction is better) · unclear (the interval holds zero or is undefined); over worlds by
    the words, in one world by the interval."""
    if row.get("world_low") is not None:
        word = row["verdict"]
        return next(
            (kind for kind in ("better", "worse") if kind in word),
            "differs" if word.startswith(("more", "less", "probably")) else "unclear",
        )
    low, high = row["low"], row["high"]
    if low is None or high is None or low <= 0 <= high:
        return "unclear"
    if better not in ("higher", "lower"):
        return "differs"
    return "better" if (row["difference"] > 0) == (better == "higher") else "worse"


def answer(rows: Sequence[Row], reference: str, measure: str, years: float, confidence: float) -> str:
    """One sentence: what each policy does to the measure against the reference, with intervals."""
    mean = next((row["mean"] for row in rows if row["policy"] == reference), None)
    parts = []
    for row in (row for row in rows if row["policy"] != reference):
        name = f"<strong>{escape(label(row['policy']))}</strong>"
        unit = f" {escape(row['unit'])}" if row["unit"] else ""
        numbers = f"{number(row['difference'], 3, sign=True)}{unit}, {share(confidence)} interval {span(row)}"
        if row.get("world_low") is not None:
            numbers += f"; in {share(confidence)} of worlds {worlds_span(row)}: {escape(row['verdict'])}"
        if row["difference"] is None or row["low"] is None:
            parts.append(f"{name} leaves it undefined")
        elif row["low"] <= 0 <= row["high"]:
            parts.append(f"{name} does not change it measurably ({numbers})")
        else:
            verb = "raises" if row["difference"] > 0 else "lowers"
            size = f" by {number(abs(100 * row['difference'] / mean), 3)} %" if mean else ""
            parts.append(f"{name} {verb} it{size} ({numbers})")
    runs = max((row["runs"] for row in rows), default=0)
    said = f"{escape(label(measure))} averages {number(mean, 3)} {escape(rows[0]['unit'])}".rstrip() if rows else ""
    over = f"Over {number(round(years, 1) if years % 1 else int(years))} years and {runs:,} runs under the same luck"
    if not parts:
        return f"{over}, {said} under <strong>{escape(label(reference))}</strong>."
    whole = f"{over}, {said} under {escape(label(reference))}; {'; '.join(parts)}."
    return whole.replace(" %", "\u00a0%")  # a number and its sign stay on one line


def asked(
    policies: Sequence[str], scenarios: Sequence[str], meanings: Mapping[str, str], facts: Mapping[str, str]
) -> str:
    """The question: the policies and scenarios with what they mean, and the numbers that frame them."""
    lines = []
    for place, name in enumerate(policies):
        role = " (the reference)" if place == 0 and len(policies) > 1 else ""
        swatch = f'<i style="background:{ink(place)}"></i>'
        lines.append(f"<dt>{swatch}{escape(label(name))}{role}</dt><dd>{escape(meanings.get(name, ''))}</dd>")
    for name in scenarios:
        lines.append(f"<dt>scenario: {escape(label(name))}</dt><dd>{escape(meanings.get(name, ''))}</dd>")
    for name, value in facts.items():
        lines.append(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>")
    return f"<dl>{''.join(lines)}</dl>"


def key(policies: Sequence[str], first: int = 0) -> str:
    """The colours of the policies above a figure; `first` is the place of the first of them among all."""
    inks = (
        f'<span><i style="background:{ink(at)}"></i>{escape(label(name))}</span>'
        for at, name in enumerate(policies, first)
    )
    return f'<p class="key">{"".join(inks)}</p>'


def plain_table(columns: Sequence[str], rows: Sequence[Sequence[str]], right: Sequence[str] = ()) -> str:
    """Words in rows and columns, escaped; wide ones scroll on a phone."""
    kinds = ['class="n"' if name in right else "" for name in columns]
    head = "".join(f"<th {kind}>{escape(name)}</th>" for name, kind in zip(columns, kinds, strict=True))
    body = "".join(
        f"<tr>{''.join(f'<td {kind}>{escape(cell)}</td>' for cell, kind in zip(row, kinds, strict=True))}</tr>"
        for row in rows
    )
    return f'<div class="wide"><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'


def effect_table(
    rows: Sequence[Row],
    policies: Sequence[str],
    better: Mapping[str, str],
    meanings: Mapping[str, str],
    confidence: float = 0.95,
) -> str:
    """A block a measure: what it means, its mean under each policy, the difference to the reference and what that says."""
    blocks = []
    for measure in dict.fromkeys(row["measure"] for row in rows):
        mine = {row["policy"]: row for row in rows if row["measure"] == measure}
        unit = next(iter(mine.values()))["unit"]
        title = f"<b>{escape(label(measure))}</b>{', ' + escape(unit) if unit else ''}"
        head = (
            f'<tr><th colspan="4" scope="rowgroup">{title}<small>{escape(meanings.get(measure, ""))}</small></th></tr>'
        )
        lines = []
        for place, policy in enumerate(policies):
            if policy not in mine:
                continue
            row = mine[policy]
            between = "" if row.get("mean_low") is None else f"{number(row['mean_low'])} to {number(row['mean_high'])}"
            role = "the mean" if len(policies) == 1 else "reference"
            cells = f'<td class="n quiet">{role}<small>{between}</small></td><td></td>'
            if place:
                word = verdict(row, better.get(measure, "neither"))
                difference = f"{number(row['difference'], 3, sign=True)}<small>{span(row)}</small>"
                if row.get("world_low") is not None:
                    difference += f"<small>{worlds_span(row)} in {share(confidence)} of worlds</small>"
                cells = (
                    f'<td class="n">{difference}</td><td class="{word}">{escape(row.get("verdict") or SAID[word])}</td>'
                )
            swatch = f'<i style="background:{ink(place)}"></i>'
            lines.append(
                f'<tr><td>{swatch}{escape(label(policy))}</td><td class="n">{number(row["mean"])}</td>{cells}</tr>'
            )
        blocks.append(f"<tbody>{head}{''.join(lines)}</tbody>")
    columns = '<thead><tr><th>policy</th><th class="n">mean</th><th class="n">difference</th><th></th></tr></thead>'
    return f'<table class="effects">{columns}{"".join(blocks)}</table>'


def sign_table(
    rows: Sequence[Row], policies: Sequence[str], scenarios: Sequence[str], better: Mapping[str, str]
) -> str:
    """For each policy, which way each measure moves in each scenario: does the ranking survive another world?"""
    found = {(row["policy"], row["measure"], row["scenario"]): row for row in rows}
    head = "".join(f"<th>{escape(label(name))}</th>" for name in scenarios)
    lines = []
    for place, policy in enumerate(policies[1:], start=1):
        title = f'<i style="background:{ink(place)}"></i>{escape(label(policy))}'
        lines.append(f'<tr><th colspan="{len(scenarios) + 1}" scope="rowgroup">{title}</th></tr>')
        for measure in dict.fromkeys(row["measure"] for row in rows):
            cells = "".join(
                _sign(found.get((policy, measure, name)), better.get(measure, "neither")) for name in scenarios
            )
            lines.append(f"<tr><td>{escape(label(measure))}</td>{cells}</tr>")
    table = f"<thead><tr><th></th>{head}</tr></thead><tbody>{''.join(lines)}</tbody>"
    return f'<div class="wide"><table class="signs">{table}</table></div>'


def _sign(row: Row | None, better: str) -> str:
    if row is None:
        return "<td></td>"
    word = verdict(row, better)
    mark = "0" if word == "unclear" else "+" if row["difference"] > 0 else "−"
    return f'<td class="{word}" title="{escape(SAID[word])}">{mark}</td>'
