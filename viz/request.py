"""What a page was asked for, read from and written to the query of its link: the same link opens the same picture."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import parse_qsl, urlencode

from experiments.study.inline import without_values
from experiments.study.study import read_given
from model import PARAMETERS
from model.constants import MOST_RUNS
from model.errors import RequestError, unknown
from model.preparation import check_key
from model.settings import load_scenario
from viz.frames import COLOURS, PLAIN
from viz.places import confined, is_file_name

__all__ = ["Request", "read_request"]

PAGE_ALONE = ("view", "story", "large", "incident", "case", "whose")
"""What only the page reads: whose eyes look, which story is told, whether in large type, which case is open (by its identity,
or to the allies' eyes by its row in the log, since an identity would tell its author), of which of two policies."""


@dataclass(frozen=True)
class Request:
    """One run, or two under the same luck; `parameters` are levers that were moved."""

    policies: tuple[str, ...] = ("hague",)
    scenario: str = "today"
    seed: int = 1
    month: int = 0
    measure: str = PLAIN
    parameters: Mapping[str, Any] = field(default_factory=dict)
    folder: str = ""  # a run of a results folder instead: policy and scenario are then names in it
    run: int = 0
    future: int | None = None  # a run of the study with this seed: its own world and luck
    point: int = 0  # which of the design's points under that policy and scenario

    def __post_init__(self) -> None:
        if self.folder:
            confined(self.folder)
        else:
            own = [without_values(policy) for policy in self.policies]
            for name in filter(is_file_name, (*own, self.scenario)):
                confined(name)
            for policy, name in zip(self.policies, own, strict=True):
                if ".py" in name:
                    raise RequestError(f"unknown policy '{policy[:200]}'; a page shows no agents of your own")
                read_given(policy, "policy")
            load_scenario(self.scenario)
        check_key(self.seed)
        if not 0 <= self.month <= 240:
            raise RequestError(f"month = {self.month} is out of bounds; allowed: 0 … 240")
        if self.measure not in COLOURS:
            raise unknown("measure of states", self.measure, COLOURS)
        if self.future is not None and not 0 <= self.future < MOST_RUNS:
            raise RequestError(f"future = {self.future} is out of bounds; allowed: 0 … {MOST_RUNS - 1}")
        for name, value in self.parameters.items():
            PARAMETERS.check(name, value)

    @property
    def question(self) -> dict[str, Any]:
        """What a run's numbers hang on, and so what results must say of themselves."""
        return {
            "policies": list(self.policies),
            "scenario": self.scenario,
            "seed": self.seed,
            "levers": {name: PARAMETERS[name].shown(PARAMETERS.check(name, v)) for name, v in self.parameters.items()},
            "folder": self.folder,
            "run": self.run,
            "point": self.point,
        }

    @property
    def link(self) -> str:
        """The query without the month, which the page adds as it goes."""
        names = ("policy", "against")
        pairs: list[tuple[str, Any]] = list(zip(names, self.policies, strict=False))
        pairs += [("scenario", self.scenario), ("seed", self.seed), ("measure", self.measure)]
        if self.future is not None:
            pairs.append(("future", self.future))
        if self.folder:
            pairs += [("folder", self.folder), ("run", self.run), ("point", self.point)]
        return urlencode(pairs + list(self.question["levers"].items()))


def read_request(query: str | None, default: Request) -> tuple[Request, str]:
    """The request of a query string, and one line about what in it cannot be met (that part then stays at its default)."""
    wanted = dict(parse_qsl(query or ""))
    for name in PAGE_ALONE:
        wanted.pop(name, None)
    request, said = default, []
    two = len(default.policies) == 2
    first, second = wanted.pop("policy", default.policies[0]), wanted.pop("against", default.policies[-1])
    steps: list[tuple[str, Any]] = [("folder", wanted.pop("folder"))] if "folder" in wanted else []
    steps.append(("policies", (first, second) if two else (first,)))
    steps += [(name, wanted.pop(name)) for name in ("scenario", "measure") if name in wanted]
    steps += [
        (name, _whole(wanted.pop(name))) for name in ("seed", "month", "run", "point", "future") if name in wanted
    ]
    steps += [("parameters", {name: value}) for name, value in wanted.items()]
    for name, value in steps:
        try:
            if name in ("month", "run", "point", "future") and not isinstance(value, int):
                raise RequestError(f"{name} = {value!r} is not a whole number")
            change: dict[str, Any] = {name: {**request.parameters, **value} if name == "parameters" else value}
            request = replace(request, **change)
        except RequestError as error:
            said.append(str(error))
    return request, "; ".join(said)


def _whole(text: str) -> int | str:
    """The number that a text is, or the text, for the check that will refuse it."""
    return int(text) if text.isascii() and text.isdigit() else text
