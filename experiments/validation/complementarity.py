"""A more aggressive Russia makes China attack more (Baliga, Bueno de Mesquita & Wolitzky 2020), in the whole model.

Learning from others' fates is off and budgets hear neither allies' spending nor threat nor loss, so that nothing is
left between the two but suspicion, the Council and the innocent's anger. With budgets that react the sign may change:
more Russian attacks buy resilience that also keeps China out.

With the evidence that ships it can no longer be told: grave cases are looked into two or three times as hard, so that
suspicion hardly moves who is named for them. Where evidence is weak (WEAK) it is there.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from model.simulation import Runs

__all__ = ["FROZEN", "WEAK", "beside_russia", "chinese", "severe"]

FROZEN: dict[str, Any] = {"vicarious": 0, "theta": 0, "threat_response": 0, "salience": 0}

WEAK: dict[str, Any] = FROZEN | {
    f"effort_{tier}": 0.6 for tier in ("nuisance", "espionage", "disruption", "destruction")
}
"""The same where every case is looked into with three fifths of the usual effort, grave ones no harder."""


def beside_russia(tempo: float, runs: int, seed: int = 0, parameters: dict[str, Any] | None = None) -> Runs:
    """Runs with the log of opportunities, Russia having `tempo` times its opportunities; default: FROZEN."""
    from model.randomness import run_key
    from model.simulation import prepare, run_block

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "russia.toml"
        path.write_text(
            f'title = "Russia"\nmeaning = "Russia at its own pace."\n[adversaries.RUS]\ntempo = {{ times = {tempo} }}\n'
        )
        prepared = prepare(scenario=path, parameters=FROZEN if parameters is None else parameters)
    return run_block(prepared, [run_key(seed, k) for k in range(runs)], incidents=True)


def chinese(runs: Runs, figure: Callable[[np.ndarray], float]) -> np.ndarray:
    """A figure of China's part of every run's log."""
    assert runs.events is not None
    china = runs.roster.adversary_codes.index("CHN")
    return np.array([figure(events[events.author == china]) for events in runs.events], dtype=float)


def severe(log: Any) -> int:
    """Disruption and destruction."""
    return int(np.count_nonzero(log.tier >= 2))
