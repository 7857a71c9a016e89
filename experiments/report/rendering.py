"""The report of a finished study: findings in, one self-contained HTML file out.

`findings.gather` reads the findings from a results folder. A section whose figures
are not there (no ledger kept, one scenario only) is left out, never filled in.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from experiments.report import figures, sections, text
from experiments.report.contents import Findings, Paper
from experiments.report.ink import FATES, Row, label
from experiments.report.page import page
from experiments.tables import number

__all__ = ["render"]


def render(found: Findings) -> str:
    """The report as HTML."""
    from model.measures import MEASURES

    paper, scenario = Paper(), found.scenarios[0]
    here = [row for row in found.table if row["scenario"] == scenario]
    shown = [row for row in here if MEASURES[row["measure"]].shown or row["measure"] == found.measure]
    names = text.listed(label(name) for name in found.policies[1:])
    title = f"{label(found.policies[0])} against {names}" if names else label(found.policies[0])
    if found.ablation:
        title = "each mechanism switched off in turn"
    headline = [row for row in here if row["measure"] == found.measure]
    lead = text.answer(headline, found.policies[0], found.measure, found.months / 12, found.confidence)
    paper.parts.append(f'<h1>{escape(title[:1].upper() + title[1:])}</h1><p class="lead">{lead}</p>')
    paper.section("What was asked", text.asked(found.policies, found.scenarios, found.meanings, found.facts))
    sections.add_mechanisms(paper, found)
    sections.add_indices(paper, found)
    if len(found.policies) > 1:
        _effects(paper, found, shown)
    else:
        _table(paper, found, shown)
    _trajectories(paper, found)
    _waterfall(paper, found, here)
    _burden(paper, found)
    sections.add_states(paper, found)
    sections.add_ledgers(paper, found)
    _signs(paper, found)
    sections.add_tails(paper, found)
    sections.add_turns(paper, found)
    sections.add_worlds(paper, found)
    _seeds(paper, found)
    return page(title, "\n".join(paper.parts), paper.figures)


def _effects(paper: Paper, found: Findings, rows: Sequence[Row]) -> None:
    relative = []
    means = {row["measure"]: row["mean"] for row in rows if row["policy"] == found.policies[0]}
    for row in rows:
        mean = means.get(row["measure"])
        if row["policy"] == found.policies[0] or not mean or row["difference"] is None or row["low"] is None:
            continue
        scale = 100.0 / abs(mean)
        said = f"{label(row['measure'])}: {number(row['difference'], 3, sign=True)} {row['unit']} ({text.span(row)})"
        part = {"relative": row["difference"] * scale, "low": row["low"] * scale, "high": row["high"] * scale}
        relative.append({"policy": row["policy"], "measure": row["measure"], "text": escape(said)} | part)
    if relative:
        plot = paper.plot(figures.effects(relative, found.policies), "change of each measure under each policy")
        paper.section(
            "What each policy changes",
            f"<p class='quiet'>Change of each measure's mean against {escape(label(found.policies[0]))}, in per cent of "
            f"it, with {text.share(found.confidence)} intervals of the paired difference. A line across zero: no clear "
            "change.</p>",
            text.key(found.policies[1:], first=1),
            plot,
        )
    _table(paper, found, rows)


def _table(paper: Paper, found: Findings, rows: Sequence[Row]) -> None:
    from model.measures import MEASURES

    better = {name: measure.better for name, measure in MEASURES.items()}
    meanings = {name: measure.meaning for name, measure in MEASURES.items()}
    table = text.effect_table(rows, found.policies, better, meanings, found.confidence)
    paper.section(
        "In figures",
        f'<p class="quiet">Intervals: {text.share(found.confidence)}, {escape(found.interval)}.</p>{table}',
    )


def _trajectories(paper: Paper, found: Findings) -> None:
    from model.measures import MEASURES

    plots = []
    for name, rows in found.series.items():
        plot = paper.plot(
            figures.bands(rows, found.policies, MEASURES[name].unit, found.first_year), f"{label(name)} by year"
        )
        plots.append(f"<div><h3>{escape(label(name))}</h3><small>{escape(MEASURES[name].meaning)}</small>{plot}</div>")
    if plots:
        said = (
            "Means over the runs. Events are counted by year; the band is the 95 % interval of the mean. "
            "Levels are shown by month; the band holds the middle nine tenths of the runs."
        )
        key = text.key(found.policies)
        paper.section("Over the years", f'<p class="quiet">{said}</p>{key}<div class="grid">{"".join(plots)}</div>')


def _waterfall(paper: Paper, found: Findings, rows: Sequence[Row]) -> None:
    means = {(row["policy"], row["measure"]): row["mean"] for row in rows}
    shares = {}
    for policy in found.policies:
        whole = means.get((policy, "civilian_settled"))
        if whole:
            shares[policy] = {fate: 100 * (means.get((policy, f"civilian_{fate}")) or 0) / whole for fate in FATES}
    if shares:
        paper.section(
            "Who answers for civilian harm",
            "<p class='quiet'>What became of each dollar of civilian harm: answered against its author; attributed and "
            "left unanswered; answered against the wrong state; detected with nobody named; never detected; still "
            "pending. Harm of the last three years is left out, since its cases may still be open.</p>",
            paper.plot(figures.waterfall(shares), "what became of civilian harm under each policy"),
        )


def _burden(paper: Paper, found: Findings) -> None:
    if found.burden:
        pledge = "" if found.pledge is None else f" The dotted line is the pledge of {found.pledge:g} %."
        paper.section(
            "Who carries the burden",
            f'<p class="quiet">Core defence spending of each member, mean over months and runs, with '
            f"{text.share(found.confidence)} intervals.{pledge}</p>",
            text.key(found.policies),
            paper.plot(
                figures.burden(found.states, found.burden, found.pledge, found.spread), "core spending of each member"
            ),
        )


def _signs(paper: Paper, found: Findings) -> None:
    from model.measures import MEASURES

    if len(found.scenarios) > 1 and len(found.policies) > 1:
        rows = [row for row in found.table if MEASURES[row["measure"]].shown]
        better = {name: measure.better for name, measure in MEASURES.items()}
        paper.section(
            "In other worlds",
            "<p class='quiet'>The direction in which each measure moves, + or −; 0 where the interval holds zero.</p>",
            text.sign_table(rows, found.policies, found.scenarios, better),
        )


def _seeds(paper: Paper, found: Findings) -> None:
    lines = "".join(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in found.versions.items())
    notes = "".join(f'<p class="note">{escape(note)}</p>' for note in found.notes)
    paper.section("Seeds and versions", f"<dl>{lines}</dl>{notes}")
