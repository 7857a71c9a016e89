"""Options that several commands share, each declared once, and the checks of what a user gives them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer

from model.constants import LARGEST_KEY, LONGEST, MOST_RUNS
from model.errors import RequestError

__all__ = [
    "Adjust",
    "Alliance",
    "Believe",
    "Cluster",
    "Confidence",
    "Interval",
    "Json",
    "Largest",
    "Lucks",
    "Matters",
    "Measures",
    "Months",
    "OneWorld",
    "Out",
    "Policies",
    "Policy",
    "Runs",
    "Scenario",
    "Seed",
    "Settings",
    "Simultaneous",
    "Workers",
    "Worlds",
    "by_road",
    "check_folder",
    "check_request",
    "check_results",
    "grouped",
    "measure_names",
    "one_of",
    "one_world",
    "parted",
    "positive",
    "settings",
    "sizes",
    "tell_before",
    "worlds",
]


def _open_share(value: float) -> float:
    """A probability strictly between 0 and 1; NaN is none."""
    if not 0.0 < value < 1.0:
        raise typer.BadParameter(f"{value:g} is not a probability; allowed: between 0 and 1, as 0.95")
    return value


def one_of(*allowed: str):
    """A check that a word is among the allowed ones, with the nearest named."""

    def check(value: str | None) -> str | None:
        if value is not None and value not in allowed:
            raise typer.BadParameter(f"'{value}'; allowed: {' | '.join(allowed)}")
        return value

    return check


def positive(value: float | None) -> float | None:
    if value is not None and not (value > 0 and math.isfinite(value)):
        raise typer.BadParameter(f"{value:g} is not a positive number")
    return value


Policies = Annotated[
    list[str],
    typer.Argument(
        help="names (foedus list policies), TOML files or FILE.py:CLASS; the first is the reference",
        metavar="POLICY...",
    ),
]
Policy = Annotated[str, typer.Option(help="a named policy, a TOML file or FILE.py:CLASS")]
Scenario = Annotated[str, typer.Option(help="a named scenario or a TOML file")]
Seed = Annotated[
    int, typer.Option(min=0, max=LARGEST_KEY, help="seed of all luck: the same seed gives the same numbers")
]
Months = Annotated[int, typer.Option(min=1, max=LONGEST, help="months in a run")]
Runs = Annotated[int, typer.Option(min=1, max=MOST_RUNS, help="number of runs; every policy meets the same luck")]
Workers = Annotated[int, typer.Option(min=1, max=1024, help="threads on this machine")]
Confidence = Annotated[float, typer.Option(callback=_open_share, help="confidence of the intervals, between 0 and 1")]
Interval = Annotated[str, typer.Option(callback=one_of("t", "bootstrap"), help="t (paired Student) or bootstrap")]
Simultaneous = Annotated[bool, typer.Option("--simultaneous", help="intervals that hold for all rows together (Holm)")]
Settings = Annotated[
    list[str], typer.Option("--set", metavar="NAME=VALUE", help="set a parameter under every policy; repeatable")
]
Measures = Annotated[
    list[str], typer.Option("--measure", metavar="NAME,NAME", help="a measure (foedus list measures); repeatable")
]
Alliance = Annotated[
    str | None,
    typer.Option(
        "--alliance", "--world", metavar="NAME|DIR", help="an alliance (foedus list alliances) or your own folder"
    ),
]
Out = Annotated[
    Path | None, typer.Option(metavar="DIR", help="keep runs and manifest here; without it nothing is written")
]
Cluster = Annotated[str | None, typer.Option(metavar="ADDRESS", help="a Dask scheduler, as tcp://host:8786")]
Json = Annotated[bool, typer.Option("--json", help="print one JSON object, for programs")]
Precision = Annotated[
    float | None, typer.Option(callback=positive, help="add runs until the interval's half-width is this small")
]


Worlds = Annotated[
    str,
    typer.Option(
        "--worlds",
        metavar="record|one|prior|NUMBER|FILE",
        help="the worlds of the runs: those the record allows (where none are shipped: one), the declared defaults, the "
        "prior's, one of the alliance's by its place, or a table in Parquet or CSV",
    ),
]
Believe = Annotated[
    list[str],
    typer.Option(
        "--believe",
        metavar="NAME=LOW:HIGH",
        help="weigh the worlds by what you hold right of a parameter, with 90 %; repeatable",
    ),
]
OneWorld = Annotated[
    str,
    typer.Option(
        "--worlds", metavar="one|NUMBER", help="the world: the declared defaults, or one of the alliance's by its place"
    ),
]
Lucks = Annotated[
    int, typer.Option(min=1, max=MOST_RUNS, help="runs in each world before the next; two tell luck from world")
]
Adjust = Annotated[
    str | None,
    typer.Option(
        callback=one_of("holm", "fdr"), metavar="holm|fdr", help="intervals and words that hold for all rows together"
    ),
]
Matters = Annotated[
    list[str],
    typer.Option("--matters", metavar="MEASURE=SIZE", help="the smallest difference that matters to you; repeatable"),
]
Largest = Annotated[
    list[str],
    typer.Option(
        "--largest",
        metavar="MEASURE=SIZE",
        help="what no single difference can exceed, where hardly any run differs; repeatable",
    ),
]


def sizes(pairs: Iterable[str], option: str) -> dict[str, float]:
    """`--matters MEASURE=SIZE` as positive numbers by measure."""
    from experiments.analysis.questions import check_measures

    found: dict[str, float] = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        try:
            found[name.strip()] = float(value)
        except ValueError:
            raise RequestError(f"{option} {pair}: write a measure and a size, as damage=0.0005") from None
        if not equals:
            raise RequestError(f"{option} {pair}: write a measure and a size, as damage=0.0005")
    check_measures(option, found)
    return found


def worlds(given: str, alliance: str | None, lucks: int = 2, believe: Iterable[str] = (), seed: int = 0) -> Any:
    """What `--worlds` says, checked before anything is compiled: a file that is there, a place that exists; with
    `--believe` the table of worlds that are kept."""
    from experiments.study.world_tables import lived
    from model.roster import read_roster

    found = lived(given, lucks, seed, read_roster(alliance))
    if not (beliefs := _beliefs(believe)):
        return given
    if found.table is None or found.count < 2:
        raise RequestError(f"--believe: weighs many worlds; --worlds {given} has one")
    from experiments.cli.progress import note
    from experiments.study.beliefs import believed

    kept = believed(found.table, beliefs, seed)
    note(f"{len(kept)} of {found.count} worlds are kept, in proportion to what you hold right")
    return kept


def _beliefs(pairs: Iterable[str]) -> dict[str, tuple[float, float]]:
    """`--believe NAME=LOW:HIGH` as the ends of an interval by name."""
    found: dict[str, tuple[float, float]] = {}
    for pair in pairs:
        name, _, ends = pair.partition("=")
        try:
            low, high = (float(end) for end in ends.split(":"))
        except ValueError:
            raise RequestError(
                f"--believe {pair}: write a parameter and an interval, as cost_disruption=5:15"
            ) from None
        if not (math.isfinite(low) and math.isfinite(high)):
            raise RequestError(f"--believe {pair}: the ends must be numbers")
        found[name.strip()] = low, high
    return found


def one_world(given: str, alliance: str | None) -> Any:
    """The single world of `--worlds one|NUMBER` as a table of one row, None for the declared defaults."""
    from experiments.study.world_tables import lived
    from model.roster import read_roster

    if given != "one" and not given.isdigit():
        raise RequestError(f"--worlds {given}: one run is lived in one world; allowed: one, or a world's place, as 17")
    return lived(given, 1, 0, read_roster(alliance)).table


def settings(pairs: Iterable[str]) -> dict[str, object]:
    """`--set NAME=VALUE` as checked numbers by name; a name with a dot is a state's variable, as TUR.balancing."""
    from model.parameters import PARAMETERS

    chosen: dict[str, object] = {}
    for pair in pairs:
        name, sign, value = (part.strip() for part in pair.partition("="))
        if not sign or not name or not value:
            raise RequestError(f"--set {pair}: write NAME=VALUE, as in --set theta=0.3")
        if name in chosen:
            raise RequestError(f"--set: {name} is set twice")
        chosen[name] = _number(name, value) if "." in name else PARAMETERS.check(name, value, "--set")
    return chosen


def _number(name: str, value: str) -> float:
    try:
        return float(value)
    except ValueError:
        raise RequestError(f"--set: {name} = '{value}' is not a number") from None


def parted(words: Iterable[str]) -> list[str]:
    """Names given one by one or with commas between; a file may have a comma in its name."""
    return [part for word in words for part in ([word] if Path(word).is_file() else word.split(","))]


def grouped(pairs: Iterable[str], what: str) -> dict[str, list[str]]:
    """`--group NAME=MEMBER,MEMBER` by name; `what` says of the members how they are written. Errors: RequestError."""
    found: dict[str, list[str]] = {}
    for pair in pairs:
        name, _, words = (part.strip() for part in pair.partition("="))
        members = [word.strip() for word in words.split(",") if word.strip()]
        if not name or not members:
            raise RequestError(f"--group {pair}: write a name and {what}")
        if name in found:
            raise RequestError(f"--group: {name} is given twice")
        found[name] = members
    return found


def check_request(
    policies: Iterable[str], scenarios: Iterable[str], parameters: Mapping[str, object], alliance: str | None = None
) -> list[Any]:
    """Refuse an impossible request before anything is compiled, run or written. The policies as settings."""
    from experiments.study.study import read_given
    from model.roster import read_roster
    from model.settings import resolve

    policies, scenarios, roster = list(policies), list(scenarios), read_roster(alliance)
    for kind, names in (("policy", policies), ("scenario", scenarios)):
        for name in names:
            if names.count(name) > 1:
                raise RequestError(f"{kind} '{name}' is named twice")
    found = [read_given(name, "policy") for name in policies]
    for policy in found:
        for scenario in scenarios:
            resolve(policy, scenario, parameters, roster=roster)
    return found


def tell_before(policies: Iterable[Any], scenarios: Iterable[Any], months: int, alliance: Any = None) -> None:
    """What a user should know before anything runs: changes that come too late, and how agents of the user's own decide.

    Such agents are tried here, and their compiled rule against its Mesa twin: call this when the request is checked.
    """
    from experiments.cli.progress import note, say_if_cold
    from experiments.study.study import read_alliance, read_given

    policies = list(policies)
    for setting in (*policies, *(read_given(scenario, "scenario") for scenario in scenarios)):
        late = [change.month for change in setting.changes if change.month >= months]
        if late:
            what = (
                f"changes in months {', '.join(map(str, late))} lie"
                if len(late) > 1
                else f"change in month {late[0]} lies"
            )
            note(f"{setting.name}: its {what} after the end of these {months} months, and has no effect")
    for policy in policies:
        if hasattr(policy, "kind_of_agent"):
            say_if_cold()
            note(policy.check(months, read_alliance(alliance)))


def by_road(policies: list[Any], engine: str) -> list[Any]:
    """The policies, those with agents of their own on the Mesa road if that was asked."""
    if engine != "mesa":
        return policies
    if not any(hasattr(policy, "kind_of_agent") for policy in policies):
        raise RequestError("--engine mesa: none of these policies has agents of its own (FILE.py:CLASS); leave it out")
    return [replace(policy, mesa=True) if hasattr(policy, "kind_of_agent") else policy for policy in policies]


def check_folder(out: Path | None, option: str = "--out") -> None:
    """A folder to write in is a folder or nothing yet."""
    if out is not None and out.exists() and not out.is_dir():
        raise RequestError(f"{option} {out}: is a file; name a folder")


def check_results(out: Path | None) -> None:
    """A folder for a study's runs holds nothing else: refused before the rules are compiled."""
    check_folder(out)
    if out is not None:
        from experiments.results.folder import Folder

        Folder(out)


def measure_names(names: Iterable[str], where: str = "--measure") -> list[str]:
    """Declared measures only."""
    from model.measures import MEASURES

    return MEASURES.require(parted(names), where)
