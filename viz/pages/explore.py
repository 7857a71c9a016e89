"""Explore: open a results folder, see its effects, and watch one of its runs again."""

from __future__ import annotations

import html
from typing import Any
from urllib.parse import parse_qs, urlencode

import solara

from model import MEASURES
from model.errors import RequestError

__all__ = ["Explore", "effects_of", "replay_link", "table_html"]


def effects_of(path: str) -> tuple[Any, list[dict[str, Any]]]:
    """The results of a folder and the paired effects of its policies. Errors: RequestError."""
    from experiments.comparison import compared
    from experiments.effects import Asked
    from experiments.results import open_results

    results = open_results(path)
    shown = [name for name in MEASURES if MEASURES[name].shown]
    if len(results.policies) < 2:
        return results, []
    table = compared(results, results.study, shown, Asked(0.95, "t", False, results.study.seed)).table
    return results, table.to_dict("records")


def replay_link(folder: str, policy: str, scenario: str, run: int) -> str:
    """The link to a stored run in Watch: its own key and settings, whatever today's policy files say."""
    return "/?" + urlencode({"folder": folder, "policy": policy, "scenario": scenario, "run": run})


def table_html(rows: list[dict[str, Any]]) -> str:
    """The effect table; bold where the interval leaves out zero."""
    head = "".join(f"<th{' class=number' if k in (3, 4, 5, 6) else ''}>{name}</th>" for k, name in enumerate(COLUMNS))
    body = []
    for row in rows:
        low, high = row["low"], row["high"]
        clear = low is not None and high is not None and (low > 0 or high < 0)
        cells = "".join(
            f"<td{' class=number' if k in (3, 4, 5, 6) else ''}>{_cell(row[name])}</td>"
            for k, name in enumerate(COLUMNS)
        )
        body.append(f"<tr{' class=clear' if clear else ''}>{cells}</tr>")
    return f"<div class=scroll><table data-testid=effects><tr>{head}</tr>{''.join(body)}</table></div>"


COLUMNS = ("scenario", "policy", "measure", "mean", "difference", "low", "high", "unit")


def _cell(value: Any) -> str:
    if value is None or value != value:
        return "–"
    return f"{value:.4g}" if isinstance(value, float) else html.escape(str(value).replace("_", " "))


@solara.component
def Explore() -> None:
    """A folder's name, its table, and a run to be watched again."""
    router = solara.use_router()
    asked = parse_qs(router.search or "").get("folder", [""])[0]
    folder, set_folder = solara.use_state(asked)
    run, set_run = solara.use_state("0")

    def read() -> tuple[Any, list[dict[str, Any]], str]:
        if not folder.strip():
            return None, [], ""
        try:
            return *effects_of(folder.strip()), ""
        except RequestError as error:
            return None, [], str(error)
        except OSError as error:
            return None, [], f"{error.strerror}: {error.filename}"

    results, rows, error = solara.use_memo(read, [folder])
    with solara.Div(classes=["foedus-text"], attributes={"data-testid": "explore"}):
        solara.HTML("h1", unsafe_innerHTML="Explore results")
        solara.InputText("Results folder on this machine (Enter opens it)", value=folder, on_value=set_folder)
        if error:
            solara.HTML("p", unsafe_innerHTML=html.escape(error), classes=["foedus-error"])
        if results is None:
            solara.HTML(
                "p",
                classes=["soft"],
                unsafe_innerHTML="<code>foedus compare baseline hague --runs 200 --out results/mine</code> makes one;"
                " <code>make demo</code> makes <code>results/demo</code>.",
            )
            return
        what = (
            f"{len(results.policies)} policies, {len(results.scenarios)} scenarios, {results.runs} runs of each point."
        )
        solara.HTML("p", unsafe_innerHTML=html.escape(what))
        if rows:
            solara.HTML("div", unsafe_innerHTML=table_html(rows))
        solara.HTML("h2", unsafe_innerHTML="Watch a run again")
        solara.InputText(f"Run, 0 to {results.runs - 1}", value=run, on_value=set_run)
        if not run.isdigit() or int(run) >= results.runs:
            solara.HTML("p", unsafe_innerHTML="There is no such run.", classes=["foedus-error"])
            return
        lines = [
            f'<li><a href="{html.escape(replay_link(folder.strip(), policy, scenario, int(run)))}">'
            f"{html.escape(policy)} in {html.escape(scenario)}</a></li>"
            for scenario in results.scenarios
            for policy in results.policies
        ]
        solara.HTML("ul", unsafe_innerHTML="".join(lines), attributes={"data-testid": "replays"})
