"""The tables of the docs, made from the declarations: `python docs/tables.py` writes them, a test compares them.

`reference.md` is generated as a whole; in `mechanisms.md` the table and in `odd.md` the list of draws between its marks are.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from marks import between, table

from experiments.analysis.mechanisms import MECHANISMS
from model.declaration import Parameter
from model.measures import MEASURES
from model.parameters import PARAMETERS
from model.randomness import Draw
from model.state import STATES

HERE = Path(__file__).parent
SIGNS = {"+": "rises without it", "-": "falls without it", "either": "open"}


def parameters() -> str:
    """A table a group: what a policy, a scenario or `--set` may write."""
    parts = []
    for group in dict.fromkeys(entry.group for entry in PARAMETERS.values()):
        rows = [
            (
                f"`{p.name}`",
                p.symbol,
                p.unit,
                p.shown(p.default),
                p.allowed,
                p.role,
                p.standing,
                p.prior or "",
                p.source,
                p.meaning,
            )
            for p in PARAMETERS.values()
            if p.group == group
        ]
        head = "name | symbol | unit | default | allowed | role | standing | prior | source | meaning"
        parts.append(f"### {group.capitalize()}\n\n{table(head, rows)}")
    return "\n\n".join(parts)


def states() -> str:
    """A table an owner: what each agent and thing remembers."""
    parts = []
    for owner in dict.fromkeys(entry.owner for entry in STATES.values()):
        rows = [
            (f"`{v.name}`", v.symbol, v.unit, "yes" if v.settable else "", v.prior or "", v.meaning)
            for v in STATES.values()
            if v.owner == owner
        ]
        parts.append(f"### {owner.capitalize()}\n\n{table('name | symbol | unit | settable | prior | meaning', rows)}")
    return "\n\n".join(parts)


def measures() -> str:
    """A table a group: what a run reports."""
    parts = []
    for group in dict.fromkeys(entry.group for entry in MEASURES.values()):
        rows = [
            (
                f"`{m.name}`",
                m.unit,
                f"{m.of[0]} / {m.of[1]}" if m.summary == "ratio" else m.summary,
                m.better,
                "yes" if m.settles else "",
                m.meaning,
            )
            for m in MEASURES.values()
            if m.group == group
        ]
        parts.append(
            f"### {group.capitalize()}\n\n{table('name | unit | summary | better | settles late | meaning', rows)}"
        )
    return "\n\n".join(parts)


def switches() -> str:
    """How each mechanism is switched off, and where, on what and with which expected sign its absence is judged."""
    rows = [
        (
            m.name,
            ", ".join(f"`{name}` = {value}" for name, value in m.off.items()),
            f"{m.policy} × {m.scenario}",
            f"`{m.measure}`",
            SIGNS[m.sign],
            f"`{m.equation}`: {m.why}" if m.equation else m.why,
        )
        for m in MECHANISMS
    ]
    return table("mechanism | off | judged under | measure | expected | why", rows)


def _ground(parameter: Parameter) -> str:
    """What a value rests on, by the first word of its source."""
    first = parameter.source.replace(":", " ").split()[0]
    return first if first in ("assumption", "calibration") else "source"


def reference() -> str:
    """All of reference.md."""
    counts = Counter(p.standing for p in PARAMETERS.values())
    said = Counter(_ground(p) for p in PARAMETERS.values())
    fixed = Counter(_ground(p) for p in PARAMETERS.values() if p.standing == "fixed")
    return f"""# Reference: parameters, state variables, measures

In short:

- {len(PARAMETERS)} parameters: {counts["fixed"]} fixed, {counts["calibrated"]} calibrated to the record,
  {counts["scenario"]} scenario levers that are varied and never fitted.
- {said["source"]} of them name a source or an argument, {said["assumption"]} are marked as assumptions,
  {said["calibration"]} name only the calibration.
- {len(STATES)} state variables and {len(MEASURES)} measures.
- `python docs/tables.py` makes this page from `model/parameters.py`, `model/state.py` and `model/measures.py`.
- `foedus list parameters` prints the same; `--json` gives it to programs.

## Parameters

Of the fixed parameters, {fixed["source"]} have a source or an argument, {fixed["assumption"]} are assumptions, and
{fixed["calibration"]} were set by hand while calibrating. A source often backs the form or the sign and not the number
([ODD](odd.md#departures-from-the-sources-known-and-kept)). Role: a *lever* is what an alliance
decides, an *uncertainty* what nobody knows, a *constant* what is settled (XLRM, Lempert et al. 2003).

{parameters()}

## State variables

A *settable* variable may be written by a policy or scenario, as in `[states.TUR] balancing = 0.8`.

{states()}

## Measures

A measure that *settles late* leaves the last 36 months out of a run's summary: its cases may still be open.

{measures()}
"""


def mechanisms(text: str) -> str:
    """mechanisms.md with its generated part made again."""
    return between(text, "switches", switches())


def odd(text: str) -> str:
    """odd.md with its list of everything that is random made again."""
    return between(text, "draws", ", ".join(draw.name.lower().replace("_", " ") for draw in Draw) + ".")


def main() -> None:
    """Write all three."""
    (HERE / "reference.md").write_text(reference(), encoding="utf-8")
    page = HERE / "mechanisms.md"
    page.write_text(mechanisms(page.read_text(encoding="utf-8")), encoding="utf-8")
    page = HERE / "odd.md"
    page.write_text(odd(page.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
