"""`foedus why`: one case from the choice to the answer, and what would have changed it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from experiments.cli.options import (
    Alliance,
    Json,
    Months,
    OneWorld,
    Settings,
    Workers,
    check_request,
    one_world,
    settings,
)
from experiments.cli.progress import note, say_if_cold, working
from experiments.tables import write_json
from model.constants import LARGEST_KEY
from model.errors import RequestError

__all__ = ["why"]

Folder = Annotated[Path | None, typer.Argument(metavar="DIR", help="a results folder, whose run --run is told")]
Run = Annotated[int | None, typer.Option("--run", min=0, metavar="K", help="run K of that folder")]
Policy = Annotated[
    str | None,
    typer.Option(
        help="a named policy or a TOML file, with values beside it if you like, as hague+bar=0.7@2030-06; default: hague"
    ),
]
Scenario = Annotated[str | None, typer.Option(help="a named scenario or a TOML file")]
Seed = Annotated[int | None, typer.Option(min=0, max=LARGEST_KEY, help="the run's own key; default: 1")]
Incident = Annotated[
    int | None, typer.Option(metavar="ID", help="identity of an incident; default: the gravest that nobody answered")
]
Month = Annotated[str | None, typer.Option(metavar="YYYY-MM", help="the gravest incident of this month")]
Against = Annotated[
    str | None, typer.Option(metavar="POLICY", help="another policy: what parted the two, up to the end of the run")
]
Years = Annotated[int, typer.Option(min=1, max=100, help="years after the incident over which harm is compared")]
Trust = Annotated[
    bool, typer.Option("--trust", help="import the Python file that the folder names; only if you trust it")
]
Point = Annotated[int | None, typer.Option(min=0, help="which point of a design, counted from 0")]


def why(
    folder: Folder = None,
    run: Run = None,
    policy: Policy = None,
    scenario: Scenario = None,
    seed: Seed = None,
    months: Months = 240,
    set: Settings = [],  # noqa: B006
    alliance: Alliance = None,
    worlds: OneWorld = "one",
    point: Point = None,
    incident: Incident = None,
    month: Month = None,
    against: Against = None,
    years: Years = 5,
    workers: Workers = 2,
    trust: Trust = False,
    json: Json = False,
) -> None:
    """Tell why one case ended as it did, and what would have changed it."""
    if folder is None and run is not None:
        raise RequestError("--run: name the results folder too, as in foedus why DIR --run 5")
    if folder is not None and (seed is not None or set or alliance is not None or worlds != "one" or months != 240):
        raise RequestError(
            f"{folder}: a stored run has its own seed, months, settings and world; leave those options out"
        )
    if against is not None and (incident is not None or month is not None):
        raise RequestError(
            "--against: begins at the first incident that parted the policies; leave out --incident, --month"
        )
    if incident is not None and month is not None:
        raise RequestError("--incident and --month are both given; leave one out")

    from experiments.cli.why_text import print_case, print_parting
    from experiments.explanation.explained import Asked

    if folder is not None:
        chosen: Mapping[str, Any] = {"run": run or 0, "scenario": scenario, "point": point, "trust": trust}
        lives = [_stored(folder, one, **chosen) for one in _both(policy, against)]
        options = [
            f"--{name}={value}" for name, value in (("scenario", scenario), ("point", point)) if value is not None
        ]
        asked = Asked(
            policy or lives[0].prepared.resolved.policy, tuple(options), (str(folder), "--run", str(run or 0))
        )
    else:
        named, place, parameters = policy or "hague", scenario or "today", settings(set)
        key = 1 if seed is None else seed
        both = _both(named, against)
        lives = [_fresh(one or "", place, key, months, parameters, alliance, worlds) for one in both]
        options = ["--scenario", place, "--seed", str(key)]
        options += [] if months == 240 else ["--months", str(months)]
        options += [word for pair in set for word in ("--set", pair)]
        options += ["--alliance", alliance] if alliance else []
        options += ["--worlds", worlds] if worlds != "one" else []
        asked = Asked(named, tuple(options))
    say_if_cold()
    if against is not None:
        from experiments.explanation.chain import part

        parting = part(*lives)
        write_json(parting.to_json()) if json else print_parting(parting)
        return

    from experiments.explanation.explained import explain

    found = explain(lives[0], incident, month, years=years, asked=asked)
    with working("changes") as progress:
        found.try_changes(workers, progress)
    for line in found.notes:
        note(line)
    write_json(found.to_json()) if json else print_case(found)


def _both(policy: str | None, against: str | None) -> list[str | None]:
    return [policy] if against is None else [policy, against]


def _fresh(
    policy: str,
    scenario: str,
    seed: int,
    months: int,
    parameters: Mapping[str, object],
    alliance: str | None,
    worlds: str,
) -> Any:
    """A run asked for by its policy and its key. Errors: RequestError before anything is compiled."""
    from experiments.explanation.lives import Life
    from experiments.study.study import read_given
    from model.preparation import prepare
    from model.roster import read_roster

    (setting,) = check_request([policy], [scenario], parameters, alliance)
    if hasattr(setting, "kind_of_agent"):
        raise RequestError(f"--policy {policy}: only what the model's own rules decided can be told")
    table = one_world(worlds, alliance)
    place = read_given(scenario, "scenario")
    ready = prepare(setting, place, months, parameters, roster=read_roster(alliance), worlds=table)
    return Life(ready if table is None else ready.only(0), seed)


def _stored(folder: Path, policy: str | None, run: int, scenario: str | None, point: int | None, trust: bool) -> Any:
    """A stored run; values in the policy's name are set beside what was stored."""
    from experiments.explanation.lives import life_of
    from experiments.results.results import open_results
    from experiments.running.replays import replay
    from experiments.study.inline import read_values, without_values

    stored = policy is None or policy in open_results(folder).policies
    plain = policy if stored or policy is None else without_values(policy)
    life = life_of(replay(folder, run, plain, scenario, point, steps=False, trust=trust))
    changes = () if stored else read_values(policy or "")
    return life.changed(changes) if changes else life
