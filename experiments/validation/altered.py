"""The headline findings in altered models: other networks, other ways to learn, other terms of decision, other targets, and
another split between what adversaries fear and what an operation costs them.

Each alteration leaves everything else, and the luck, as it is. Some set parameters, some replace a rule (`other_rules`).
*Split of costs*: the record sees how often severe operations happen, hardly whether fear or their own cost holds them
back. SPLITS move both along that ridge, towards worlds in which punishment deters little; the first has the costs from which
calibration began.
*Reporting filter*: counts of incidents measure attention, so focus by target is flattened to its square root (half of its
spread is attention), or to nothing (all of it is).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from experiments.validation.robustness import MEASURES_ASKED, SETTINGS, Asked

__all__ = ["SPLITS", "Alteration", "alterations", "asked_in", "split"]

SPLITS = ((2.0, 6.0, 0.55, 2.5), (3.0, 6.0, 0.6, 2.2), (2.0, 4.0, 0.8, 2.2))
"""Feared cost of disruption and of destruction, own cost of either. As shipped: 9, 16, 0.2, 1.6."""


@dataclass(frozen=True)
class Alteration:
    """What is set in every setting, the power to which focus by target is raised, and procedures of the engine replaced."""

    name: str
    parameters: Mapping[str, Any] = field(default_factory=dict)
    attention: float = 1.0
    rules: Mapping[str, Callable] = field(default_factory=dict)


def split(feared: float, feared_more: float, own: float, own_more: float) -> Alteration:
    """A world in which severe operations are as rare, more for their own cost and less for fear."""
    name = f"costs: feared {feared:g} and {feared_more:g}, own {own:g} and {own_more:g}"
    costs = {"cost_disruption": feared, "cost_destruction": feared_more}
    return Alteration(name, costs | {"own_cost_disruption": own, "own_cost_destruction": own_more})


def alterations() -> tuple[Alteration, ...]:
    """All of them, the model as it is first."""
    from experiments.validation.other_rules import every_month, last_event, linear_operator, quarterly

    kept = {"event_decay": 1.0, "month_decay": 1.0}
    return (
        Alteration("as it is"),
        *(
            Alteration(f"network: {kind.replace('_', ' ')}", {"topology": kind})
            for kind in ("complete", "hub", "small_world", "scale_free", "blocks")
        ),
        Alteration("learning: fast forgetting", {"event_decay": 0.9, "month_decay": 0.98}),
        Alteration("learning: nothing forgotten", kept),
        Alteration("learning: others' fates count as its own", {"vicarious": 1.0}),
        Alteration("learning: own fates alone", {"vicarious": 0.0}),
        Alteration("learning rule: linear operator", {"event_decay": 1.0}, rules={"relax_beliefs": linear_operator}),
        Alteration(
            "learning rule: last event", {"event_decay": 1.0, "vicarious": 0.0}, rules={"relax_beliefs": last_event}
        ),
        Alteration("learning rule: blame in every month", rules={"relax_beliefs": every_month}),
        *(split(*costs) for costs in SPLITS),
        Alteration("deciding: one month of trying", {"tries": 1}),
        Alteration("deciding: three months of trying", {"tries": 3}),
        Alteration("deciding: a vote once in three months", {"tries": 2}, rules={"on_agenda": quarterly}),
        Alteration("reports: focus flattened to its root", attention=0.5),
        Alteration("reports: no focus at all", attention=0.0),
    )


def asked_in(alteration: Alteration, runs: int = 20, seed: int = 0, workers: int = 2) -> Asked:
    """Every setting's runs in the altered model. What the alteration sets wins over what a policy sets."""
    from model.arithmetic import power
    from model.measures import MEASURES
    from model.randomness import run_key
    from model.simulation import prepare, run_block
    from model.swap import engine_with
    from model.world import copy_world

    engine = engine_with(**alteration.rules) if alteration.rules else None
    keys, names = [run_key(seed, k) for k in range(runs)], list(MEASURES)
    found = {}
    for name, (policy, scenario, more) in SETTINGS.items():
        prepared = prepare(policy, scenario, parameters={**alteration.parameters, **more})
        if alteration.attention != 1.0:
            world = copy_world(prepared.template)
            focus = np.vectorize(power)(world.pairs.focus, alteration.attention)
            world.pairs.focus[:] = focus / focus.mean(axis=1, keepdims=True)
            prepared = replace(prepared, template=world)
        block = run_block(prepared, keys, workers, engine=engine)
        if block.errors:
            raise RuntimeError(f"{alteration.name}, {name}: {next(iter(block.errors.values()))}")
        summaries = block.summaries
        found[name] = {measure: np.asarray(summaries[:, names.index(measure)]) for measure in MEASURES_ASKED}
    return Asked(found)
