"""Explore: open a results folder, see its effects and trajectories, and watch one of its runs again."""

from __future__ import annotations

import html
import re
from typing import Any
from urllib.parse import parse_qs, urlencode

import solara

from model import MEASURES
from viz.errors import line_of
from viz.pages.figures import bands, effects, key
from viz.pages.studies import bars, boxes
from viz.pages.turns import turns
from viz.places import confined, results_folders
from viz.titles import title_of

__all__ = ["Explore", "findings", "replay_link"]

NOTHING_YET = (
    "<code>foedus compare baseline hague --runs 200 --out results/mine</code> makes one;"
    " <code>make demo</code> makes <code>results/demo</code>."
)

ABOUT = "damage"
"""The measure that worlds, sensitivity and failures are about, unless another one is chosen."""

BANDS = (
    "Means over the runs. What happens is counted by year, the band being the 95 % interval of the mean; what stands at a"
    " level is shown by month, the band holding the middle nine tenths of the runs."
)


def findings(path: str, about: str = ABOUT) -> tuple[Any, Any]:
    """The results of a folder that the page may open, and what the report finds in them about a measure.

    Errors: RequestError, OSError; an unknown measure.
    """
    from experiments.report.findings import gather
    from experiments.results.results import open_results

    place = confined(path)
    return open_results(place), gather(place, MEASURES[about].name, 0.95, "t")


def replay_link(folder: str, policy: str, scenario: str, run: int) -> str:
    """The link to a stored run in Watch: its own key and settings, whatever today's policy files say."""
    return "/?" + urlencode({"folder": folder, "policy": policy, "scenario": scenario, "run": run})


def results_html(found: Any, folder: str = "") -> str:
    """The effect table, what turns it round, trajectories where series were kept, sensitivity bars, boxes of failure if any."""
    parts: list[str] = []
    if found.series:
        drawn = (
            bands(name, MEASURES[name].unit, lines, found.policies, found.first_year)
            for name, lines in found.series.items()
            if lines
        )
        parts.append(
            f"<h2>Trajectories</h2>{key(found.policies)}<div class=figures data-testid=bands>{''.join(drawn)}</div>"
        )
        parts.append(f"<p class=soft>{BANDS}</p>")
    first = []
    rows = [row for row in found.table if MEASURES[row["measure"]].shown]
    if rows:
        level = f"{100 * found.confidence:g} %"
        said = (
            f"Against {found.policies[0]}, in the same worlds and luck. Thick: the mean's {level} interval; "
            f"thin: {level} of worlds, where there are several; the line is zero."
        )
        first.append(f"<h2>Effects</h2><p class=soft>{html.escape(said)}</p>{effects(rows, found.scenarios)}")
    if found.turns or found.indices or found.worlds:
        first.append(chooser(folder, found.measure))
    first.append(turns(found, lambda policy, run: replay_link(folder, policy, found.scenarios[0], run)))
    parts = [*first, *parts]
    parts += [bars(found.indices, found.measure), boxes(found.worlds, found.measure)]
    return "".join(parts)


def chooser(folder: str, about: str) -> str:
    """Links to the same folder, about each measure."""
    links = []
    for name in (name for name, measure in MEASURES.items() if measure.shown):
        query = html.escape(urlencode({"folder": folder, "about": name}))
        here = ' aria-current="true"' if name == about else ""
        links.append(f'<a href="/explore?{query}"{here}>{html.escape(title_of(name))}</a>')
    return f'<nav class=about aria-label="measure">About: {" ".join(links)}</nav>'


def folders_html() -> str:
    """Links to the results folders that the page may open."""
    lines = [
        f'<li><a href="/explore?{html.escape(urlencode({"folder": name}))}">{html.escape(name)}</a></li>'
        for name in results_folders()
    ]
    return f"<h2>Folders here</h2><ul data-testid=folders>{''.join(lines)}</ul>" if lines else ""


def links_html(folder: str, results: Any, run: int) -> str:
    """A link to Watch for this run under each policy and scenario."""
    lines = [
        f'<li><a href="{html.escape(replay_link(folder, policy, scenario, run))}">'
        f"{html.escape(policy)} in {html.escape(scenario)}</a></li>"
        for scenario in results.scenarios
        for policy in results.policies
    ]
    return "".join(lines)


@solara.component
def Explore() -> None:
    """A folder's name, what is in it, and a run to be watched again."""
    router = solara.use_router()
    query = parse_qs(router.search or "")
    asked, about = query.get("folder", [""])[0], query.get("about", [ABOUT])[0]
    folder, set_folder = solara.use_state(asked)
    run, set_run = solara.use_state("0")

    def read() -> tuple[Any, str, str]:
        if not folder.strip():
            return None, "", ""
        try:
            results, found = findings(folder.strip(), about)
            return results, results_html(found, folder.strip()), ""
        except Exception as error:  # the border of the page: a folder may hold anything
            return None, "", line_of(error, f"{folder.strip()[:200]} could not be read")

    results, page, error = solara.use_memo(read, [folder, about])
    with solara.Div(classes=["foedus-text"], attributes={"data-testid": "explore"}):
        solara.HTML("h1", unsafe_innerHTML="Explore results")
        solara.InputText("Results folder (Enter opens it)", value=folder, on_value=set_folder)
        if error:
            solara.HTML(
                "p", unsafe_innerHTML=html.escape(error), classes=["foedus-error"], attributes={"role": "alert"}
            )
        if results is None:
            solara.HTML("div", unsafe_innerHTML=folders_html())
            solara.HTML("p", classes=["soft"], unsafe_innerHTML=NOTHING_YET)
            return
        counted = f"Policies: {', '.join(results.policies)}. Scenarios: {', '.join(results.scenarios)}. Runs of each: "
        solara.HTML("p", unsafe_innerHTML=html.escape(f"{counted}{results.runs}."))
        solara.HTML("h2", unsafe_innerHTML="Watch a run again")
        solara.InputText(f"Run, 0 to {results.runs - 1}", value=run, on_value=set_run)
        if re.fullmatch("[0-9]{1,9}", run) and int(run) < results.runs:
            listed = links_html(folder.strip(), results, int(run))
            solara.HTML("ul", unsafe_innerHTML=listed, attributes={"data-testid": "replays"})
        else:
            solara.HTML("p", unsafe_innerHTML="There is no such run.", classes=["foedus-error"])
        solara.HTML("div", unsafe_innerHTML=page)
