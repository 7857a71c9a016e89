"""Sections of the report that only some studies have: winners and losers, ledgers, mechanisms, indices, worlds.

Each is left out when its figures are not there. Everything that comes from a folder is escaped.
"""

from __future__ import annotations

from html import escape

from experiments.analysis.turning import DECIDES
from experiments.report import section_figures as figures
from experiments.report import text
from experiments.report.contents import Findings, Paper
from experiments.report.ink import Row, label
from experiments.tables import number

__all__ = ["add_indices", "add_ledgers", "add_mechanisms", "add_states", "add_tails", "add_turns", "add_worlds"]


def add_states(paper: Paper, found: Findings) -> None:
    """What each policy does to the welfare of each state."""
    rows = [row for row in found.by_state if row["measure"] == "welfare" and row["difference"] is not None]
    if not rows:
        return
    counts = []
    for policy in found.policies[1:]:
        words = [text.verdict(row, "higher") for row in rows if row["policy"] == policy]
        said = f"{words.count('better')} states better off, {words.count('worse')} worse off"
        counts.append(f"{escape(label(policy))}: {said}, {words.count('unclear')} without a clear change")
    paper.section(
        "Winners and losers",
        f"<p class='quiet'>Welfare of each state (× 100, mean over months) less that under "
        f"{escape(label(found.policies[0]))}, with {text.share(found.confidence)} intervals. {'; '.join(counts)}.</p>",
        text.key(found.policies[1:], first=1),
        paper.plot(figures.winners(rows, found.policies), "change of each state's welfare under each policy"),
    )


def add_ledgers(paper: Paper, found: Findings) -> None:
    """What became of the same opportunities: in words with intervals, and as a flow."""
    for policy, rows in found.ledgers.items():
        if not rows:
            continue
        reference = escape(label(found.policies[0]))
        told = [
            (row["verdict"], f"{number(100 * row['share'], 3)} %", _interval(row, 100.0))
            for row in found.verdicts.get(policy, ())
        ]
        columns = ("what became of it", "share", f"{text.share(found.confidence)} interval")
        paper.section(
            f"The same opportunities under {label(policy)}",
            f"<p class='quiet'>Left: what adversaries did with their opportunities under {reference}; right: with the "
            f"same ones under {escape(label(policy))}.</p>",
            paper.plot(figures.ledger(rows), f"flow of opportunities from {reference} to {escape(label(policy))}"),
            text.plain_table(columns, told, columns[1:]) if told else "",
        )


def add_mechanisms(paper: Paper, found: Findings) -> None:
    """An ablation: the measure of the report with each mechanism off, and each mechanism where it is judged."""
    from model.measures import MEASURES

    rows = [row for row in found.ablation if row["measure"] == found.measure and row["difference"] is not None]
    if not rows:
        return
    columns = (
        "mechanism off",
        "measure",
        "off less on",
        f"{text.share(found.confidence)} interval",
        "expected",
        "reading",
    )
    judged = [
        (
            row["mechanism"],
            f"{label(row['measure'])}{', ' + row['unit'] if row['unit'] else ''}",
            number(row["difference"], 3, sign=True),
            text.span(row),
            {"+": "more", "-": "less"}.get(row["sign"], "either"),
            row["reading"],
        )
        for row in found.judged
    ]
    paper.section(
        "What each mechanism does",
        f"<p class='quiet'>{escape(label(found.measure))} without the mechanism, less the value of the whole model.</p>",
        paper.plot(figures.mechanisms(rows, MEASURES[found.measure].unit), "effect of each mechanism"),
        f"<h3>Each on the measure it is judged by</h3>{text.plain_table(columns, judged, columns[2:4])}"
        if judged
        else "",
    )


def add_indices(paper: Paper, found: Findings) -> None:
    """A sensitivity study: the indices of the measure with intervals, and the warning if they are too wide."""
    if not found.indices:
        return
    main = "ST" if found.indices[0]["method"] == "sobol" else "mu_star"
    says = {
        "ST": "Sobol' total indices: the share of the variance in which a parameter has a part, without the luck of runs.",
        "mu_star": "Morris' μ*: how much the measure moves, on average, over a parameter's whole range.",
    }[main]
    dots = sorted((row for row in found.indices if row["index"] == main), key=lambda row: -(row["value"] or 0.0))
    shown = [
        {"mechanism": row["parameter"], "difference": row["value"], "low": row["low"], "high": row["high"]}
        for row in dots
        if row["low"] is not None
    ]
    columns = ("parameter", "index", "value", f"{text.share(found.confidence)} interval")
    cells = [(row["parameter"], row["index"], number(row["value"], 3), _interval(row)) for row in found.indices]
    unit = found.indices[0]["unit"] if main == "mu_star" else ""
    paper.section(
        "Which parameters matter",
        f"<p class='quiet'>{says} About {escape(label(found.measure))}; intervals include the luck of the runs.</p>",
        paper.plot(figures.mechanisms(shown, unit, main.replace("mu_star", "μ*")), "indices") if shown else "",
        text.plain_table(columns, cells, columns[2:]),
    )


def add_tails(paper: Paper, found: Findings) -> None:
    """What single futures may bring under each policy."""
    if not found.tails:
        return

    def cell(row: Row, name: str) -> str:
        return f"{number(row[name], 3)} ({number(row[f'{name}_low'], 3)} to {number(row[f'{name}_high'], 3)})"

    kept, level = text.share(found.confidence), found.tails[0]["tail"]
    columns = (
        "policy",
        f"{kept} of futures",
        f"{100 * level:g} % are no worse than",
        f"mean of the worst {100 - 100 * level:g} %",
    )
    cells = [
        (
            label(row["policy"]),
            f"{number(row['future_low'], 3)} to {number(row['future_high'], 3)}",
            cell(row, "quantile"),
            cell(row, "cvar"),
        )
        for row in found.tails
    ]
    paper.section(
        "What single futures may bring",
        f"<p class='quiet'>{escape(label(found.measure))}: not its mean but one future's, world and luck; in brackets "
        f"{kept} intervals.</p>",
        text.plain_table(columns, cells, columns[1:]),
    )


def add_turns(paper: Paper, found: Findings) -> None:
    """Which unknowns decide the answer, and at which value it turns."""
    columns = ("unknown", "share of the spread", "where it is low", "where it is high", "sign changes at")
    for one in found.turns:
        name = f"{label(one['policy'])} less {label(found.policies[0])}"
        title = f"What turns it round: {name}"
        if one["marks"] is None:
            paper.section(
                title, f"<p>No single unknown decides it, of {one['unknowns']} in {one['worlds']} worlds.</p>"
            )
            continue
        rows = [row for row in one["rows"] if row["share"] >= DECIDES]
        cells = [
            (
                row["parameter"],
                f"{100 * row['share']:.0f} % ({100 * row['low']:.0f} to {100 * row['high']:.0f})",
                number(row["below"], 3, sign=True),
                number(row["above"], 3, sign=True),
                number(row["turns_at"], 3),
            )
            for row in rows
        ]
        paper.section(
            title,
            f"<p class='quiet'>Each mark is a world: {escape(label(found.measure))}, {escape(name)}, against the unknown that "
            f"decides most of how worlds differ; the band is the fit with its {text.share(found.confidence)} interval; dashed, "
            "where the fitted difference changes its sign. Low and high are the tenth and the ninetieth of a hundred "
            "worlds.</p>",
            paper.plot(figures.turning(one, found.measure), f"worlds by {rows[0]['parameter']}"),
            text.plain_table(columns, cells, columns[1:]),
        )


def add_worlds(paper: Paper, found: Findings) -> None:
    """Where policies fail, how far they fall short, and which are efficient."""
    if found.worlds is None:
        return
    level = f"{text.share(found.confidence)} interval"
    boxes = [
        (
            f"{row['policy']}, box {row['box']}",
            f"{row['parameter']}: {number(row['low'], 3)} to {number(row['high'], 3)}",
            f"{100 * row['density']:.0f} %",
            f"{100 * row['coverage']:.0f} %",
            number(row["p_value"], 2),
        )
        for row in found.worlds["boxes"]
    ]
    regrets = [
        (
            label(row["policy"]),
            f"{number(row['mean_regret'], 3)} ({number(row['mean_low'], 3)} to {number(row['mean_high'], 3)})",
            f"{number(row['worst_regret'], 3)} ({number(row['worst_low'], 3)} to {number(row['worst_high'], 3)})",
            row["worst_in"] if row["worst_regret"] else "–",
        )
        for row in found.worlds["regret"]
    ]
    pareto = [
        (
            f"{label(row['policy'])}, {label(row['scenario'])}",
            f"{number(row['cost'], 3)} ({number(row['cost_low'], 3)} to {number(row['cost_high'], 3)})",
            f"{number(row['damage'], 3)} ({number(row['damage_low'], 3)} to {number(row['damage_high'], 3)})",
            f"{'yes' if row['efficient'] else 'no'}, so in {100 * row['certainty']:.0f} % of resamples",
        )
        for row in found.worlds["pareto"]
    ]
    about = escape(label(found.measure))
    parts = [f"<p class='quiet'>{escape(line)}.</p>" for line in found.worlds["notes"]]
    if boxes:
        columns = ("policy", "where", "fails there", "of its failures", "quasi-p")
        parts.append(f"<h3>Where failures are dense</h3>{text.plain_table(columns, boxes, columns[2:])}")
    short = ("policy", f"mean ({level})", f"worst ({level})", "worst in the world")
    told = 4 if any(row["worst_in"] for row in found.worlds["regret"]) else 3
    regret = text.plain_table(short[:told], [row[:told] for row in regrets])
    parts.append(f"<h3>Regret in {about}: short of the best in the same world</h3>{regret}")
    if pareto:
        short = ("policy", f"cost, % of GDP a year ({level})", f"damage, % of GDP a year ({level})", "efficient")
        parts.append(f"<h3>Cost against harm</h3>{text.plain_table(short, pareto)}")
    paper.section("Across the worlds", *parts)


def _interval(row: Row, scale: float = 1.0) -> str:
    low, high = (None if row[name] is None else scale * row[name] for name in ("low", "high"))
    return f"{number(low, 3)} to {number(high, 3)}"
