"""What turns a finding round, as a picture: worlds against the unknown that decides most, and how much each unknown decides."""

from __future__ import annotations

import html
import math
from collections.abc import Mapping, Sequence
from typing import Any

from experiments.analysis.told import better_of
from experiments.analysis.turning import DECIDES
from experiments.report.ink import ink, label
from model import PARAMETERS
from viz.pages.figures import shown, written
from viz.titles import form_of, title_of

__all__ = ["turns"]

Row = Mapping[str, Any]
WIDTH, HEIGHT = 620, 400
LEFT, RIGHT, TOP, BOTTOM = 58, 14, 34, 44
LONG_TAIL = 15.0
"""Largest over the middle value from which the unknown's axis counts in powers."""


def turns(found: Any, watch: Any) -> str:
    """A section a policy; nothing where runs are lived in one world, or in too few. watch(policy, run): a link to that run."""
    return "".join(_section(found, one, watch) for one in found.turns)


def _section(found: Any, one: Row, watch: Any) -> str:
    policy, reference = label(one["policy"]), label(found.policies[0])
    about = f"{title_of(one['measure'])}, {policy} less {reference}"
    head = f"<h2>What turns it round: {html.escape(about)}</h2>"
    told = f"<p class=soft>{html.escape(_worlds(found, one))}</p>"
    if one["marks"] is None:
        said = f"<p><b>No single unknown decides it.</b> {_rest(one)}</p>"
        return f"<section data-testid=turns>{head}{said}{told}{_shares(one)}</section>"
    places = found.policies.index(one["policy"])
    picture = _picture(found, one, places, watch)
    said = f"<p><b>{html.escape(_sentence(one, policy))}</b></p>"
    return (
        f"<section data-testid=turns>{head}{said}{told}<div class=turns><div>{picture}{_table(found, one, watch)}</div>"
        f"<div><h3>What decides how worlds differ</h3>{_shares(one)}<p class=soft>{_rest(one)}</p></div></div></section>"
    )


def _sentence(one: Row, policy: str) -> str:
    """Where the answer turns, or that it does not."""
    row, better = one["rows"][0], better_of(one["measure"])
    name = label(row["parameter"])
    if row["turns_at"] is None:
        return f"{name} decides most of how much it changes, and does not turn it round.".capitalize()
    rises = row["above"] > row["below"]
    more, less = ("above", "below") if rises else ("below", "above")
    if better == "lower":
        more, less = less, more
    does, undoes = ("raises it", "lowers it") if better == "neither" else ("helps", "harms")
    said = f"{policy} {does} where {name} is {more} {shown(row['turns_at'])}, and {undoes} {less}."
    return said[:1].upper() + said[1:]


def _worlds(found: Any, one: Row) -> str:
    """How many worlds there are, and how many lie on the mean's side."""
    count = f"{one['worlds']} worlds."
    table = (row for row in found.table if (row["policy"], row["measure"]) == (one["policy"], one["measure"]))
    row: Row = next((row for row in table if row["scenario"] == found.scenarios[0]), {})
    if row.get("share_worlds_low") is None:
        return count
    low, high = (100 * row[f"share_worlds_{end}"] for end in ("low", "high"))
    side = "above" if row["difference"] > 0 else "below"
    return f"In {100 * row['share_worlds']:.0f} % of worlds ({low:.0f} to {high:.0f}) the difference is {side} zero; {count}"


def _rest(one: Row) -> str:
    """The unknowns whose part is too small to be told."""
    less = sum(row["share"] < DECIDES for row in one["rows"])
    none = one["unknowns"] - len(one["rows"])
    small = f"{less} of {one['unknowns']} unknowns {'has' if less == 1 else 'have'} less than a tenth. " if less else ""
    return f"{small}Of {none} {'others' if one['rows'] else 'unknowns'} no part is found."


def _shares(one: Row) -> str:
    """How much of the spread between worlds each unknown has, with its interval, and the difference at its ends."""
    if not one["rows"]:
        return ""
    form, lines = form_of(one["measure"]), []
    for row in one["rows"]:
        low, high, at = (200 * row[name] for name in ("low", "high", "share"))
        # A dot with its interval on a scale from nothing to all.
        picture = (
            f'<svg viewBox="0 0 200 20" aria-hidden="true"><path d="M0.5 2V18M199.5 2V18" stroke="currentColor" opacity=".45"/>'
            f'<path d="M{low:.1f} 10H{high:.1f}" stroke="currentColor" stroke-width="5"/>'
            f'<circle cx="{at:.1f}" cy="10" r="4"/></svg>'
        )
        name = PARAMETERS[row["parameter"]].meaning if row["parameter"] in PARAMETERS else ""
        share = f"{100 * row['share']:.0f} %<br><small>{100 * row['low']:.0f} to {100 * row['high']:.0f}</small>"
        ends = "".join(f"<td class=number>{written(row[end], form)}</td>" for end in ("below", "above"))
        quiet = "" if row["share"] >= DECIDES else " class=soft"
        lines.append(
            f"<tr{quiet}><td>{html.escape(label(row['parameter']))}<br><small>{html.escape(name)}</small></td>"
            f"<td class=interval>{picture}</td><td class=number>{share}</td>{ends}</tr>"
        )
    heads = ("unknown", "0 to 100 % of the spread", "share", "where low", "where high")
    kinds = ("", "", " class=number", " class=number", " class=number")
    head = "".join(f"<th{kind}>{name}</th>" for name, kind in zip(heads, kinds, strict=True))
    return f"<div class=scroll><table data-testid=deciding><tr>{head}</tr>{''.join(lines)}</table></div>"


def _picture(found: Any, one: Row, place: int, watch: Any) -> str:
    """Each world a mark that leads to its first run; the fit as a band; dashed, where it turns."""
    marks, band, row = one["marks"], one["band"], one["rows"][0]
    form, better = form_of(one["measure"]), better_of(one["measure"])
    across, ticks_x = _axis(marks["x"], LEFT, WIDTH - RIGHT, powers=True)
    up, ticks_y = _axis([*marks["y"], 0.0, *band["low"], *band["high"]], HEIGHT - BOTTOM, TOP)
    drawn = []
    for value in ticks_y:
        y = up(value)
        drawn.append(
            f'<path d="M{LEFT} {y:.1f}H{WIDTH - RIGHT}" stroke="currentColor" opacity="{0.6 if value == 0 else 0.14}"/>'
        )
        drawn.append(f'<text x="{LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{written(value, form)}</text>')
    for value in ticks_x:
        drawn.append(f'<text x="{across(value):.1f}" y="{HEIGHT - 24}" text-anchor="middle">{shown(value)}</text>')
    edge = [f"{across(x):.1f},{up(y):.1f}" for x, y in zip(band["x"], band["low"], strict=True)]
    edge += [f"{across(x):.1f},{up(y):.1f}" for x, y in zip(band["x"][::-1], band["high"][::-1], strict=True)]
    drawn.append(f'<polygon class=band points="{" ".join(edge)}" fill="currentColor" opacity=".18"/>')
    for x, y, run in zip(marks["x"], marks["y"], marks["run"], strict=True):
        first = better != "neither" and y != 0 and (y > 0) != (better == "higher")
        form_of_mark = (
            f'<rect x="{across(x) - 4:.1f}" y="{up(y) - 4:.1f}" width="8" height="8" fill="{ink(0)}"/>'
            if first
            else f'<circle cx="{across(x):.1f}" cy="{up(y):.1f}" r="4.2" fill="{ink(place)}"/>'
        )
        said = f"{label(row['parameter'])} {shown(x)}: {written(y, form)}; watch run {run}"
        link = html.escape(watch(one["policy"], run))
        # The table below holds the same links, for the keyboard.
        drawn.append(f'<a href="{link}" tabindex="-1" class=mark><title>{html.escape(said)}</title>{form_of_mark}</a>')
    if row["turns_at"] is not None:
        x = across(row["turns_at"])
        side, anchor = (6, "start") if x < WIDTH / 2 else (-6, "end")
        drawn.append(
            f'<path class=turn d="M{x:.1f} {TOP - 16}V{HEIGHT - BOTTOM}" stroke="currentColor" stroke-width="1.6" '
            f'stroke-dasharray="6 4"/><text class=says x="{x + side:.1f}" y="{TOP - 10}" text-anchor="{anchor}">'
            f"turns here: {shown(row['turns_at'])}</text>"
        )
    drawn.append(
        f'<text class=says x="{(LEFT + WIDTH - RIGHT) / 2}" y="{HEIGHT - 6}" text-anchor="middle">'
        f"{html.escape(label(row['parameter']))}</text>"
    )
    policy, reference = label(one["policy"]), label(found.policies[0])
    key = (
        f'<i class=dot style="background:{ink(place)}"></i>{html.escape(policy)} better'
        f'<i class=box style="background:{ink(0)}"></i>{html.escape(reference)} better'
        if better != "neither"
        else f'<i class=dot style="background:{ink(place)}"></i>a world'
    )
    says = f"{title_of(one['measure'])}, {policy} less {reference}, world by world against {label(row['parameter'])}"
    return (
        f"<h3>Each mark is a world</h3><figure data-testid=turning>"
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="group" aria-label="{html.escape(says)}">{"".join(drawn)}</svg>'
        f"<figcaption class=soft>{key} · band: the fit · a mark leads to the first run of that world</figcaption></figure>"
    )


def _table(found: Any, one: Row, watch: Any) -> str:
    """The marks as a table, folded, whose links a keyboard reaches."""
    marks, form = one["marks"], form_of(one["measure"])
    name = html.escape(label(one["rows"][0]["parameter"]))
    order = sorted(range(len(marks["x"])), key=lambda at: marks["x"][at])
    lines = "".join(
        f"<tr><td class=number>{shown(marks['x'][at])}</td><td class=number>{written(marks['y'][at], form)}</td>"
        f'<td><a href="{html.escape(watch(one["policy"], marks["run"][at]))}">run {marks["run"][at]}</a></td></tr>'
        for at in order
    )
    head = f"<tr><th class=number>{name}</th><th class=number>difference</th><th>watch</th></tr>"
    return f"<details><summary>The worlds as a table</summary><table>{head}{lines}</table></details>"


def _axis(values: Sequence[float], start: float, end: float, powers: bool = False) -> tuple[Any, list[float]]:
    """From a value to its place between two ends, and round ticks; in powers where a few values are far above the rest."""
    low, high = min(values), max(values)
    if powers and low > 0 and high / sorted(values)[len(values) // 2] > LONG_TAIL:
        first, last = math.log(low), math.log(high)
        whole = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
        ticks = [digit * 10.0**power for power in whole for digit in (1, 3)]

        def along(value: float) -> float:
            return start + (end - start) * (math.log(max(value, low)) - first) / (last - first)
    else:
        span = (high - low) or 1.0
        rough = span / 5
        unit = 10.0 ** math.floor(math.log10(rough))
        step = next(unit * size for size in (1, 2, 5, 10) if unit * size >= rough)
        ticks = [round(step * at, 10) for at in range(math.ceil(low / step), math.floor(high / step) + 1)]

        def along(value: float) -> float:
            return start + (end - start) * (value - low) / span

    return along, [tick for tick in ticks if low <= tick <= high]
