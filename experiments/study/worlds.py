"""Which world a run is lived in: run k has luck k, and its world is π(⌊k/L⌋ mod N), L the lucks a world and N the
worlds there are.

π is a permutation that hangs on the study's seed and the cycle ⌊k/L⌋ div N. So every policy meets the same futures,
more runs only add, and the worlds of the first runs are a sample of all. Nothing here hangs on what is compared.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

__all__ = ["by_world", "places"]

STREAM = 77
"""Sets these permutations apart from other uses of a study's seed."""


@lru_cache(maxsize=64)
def _permutation(seed: int, cycle: int, worlds: int) -> np.ndarray:
    found = np.random.Generator(np.random.Philox(key=[seed, STREAM], counter=[0, 0, 0, cycle])).permutation(worlds)
    found.setflags(write=False)
    return found


def places(seed: int, first: int, last: int, worlds: int, lucks: int) -> np.ndarray:
    """The worlds of runs first … last, as rows of a table of `worlds` worlds, `lucks` runs after one another in each."""
    group = np.arange(first, last + 1, dtype=np.int64) // lucks
    cycle, step = np.divmod(group, worlds)
    found = np.empty(len(group), dtype=np.int64)
    for one in np.unique(cycle):
        mine = cycle == one
        found[mine] = _permutation(seed, int(one), worlds)[step[mine]]
    return found


def by_world(values: np.ndarray, seed: int, worlds: int, lucks: int) -> np.ndarray:
    """Values by run as (worlds, lucks). A last world with fewer lucks is left out; so is a last cycle that is not
    through, once one is.

    Until every world was met, rows stand in the order of the runs; from then on row w is world w, with the lucks of all cycles.
    """
    values = np.asarray(values)
    groups = len(values) // lucks
    cells = values[: groups * lucks].reshape(groups, lucks)
    if groups < worlds:
        return cells
    cycles = groups // worlds
    found = np.empty((worlds, cycles, lucks), dtype=values.dtype)
    for cycle in range(cycles):
        found[_permutation(seed, cycle, worlds), cycle] = cells[cycle * worlds : (cycle + 1) * worlds]
    return found.reshape(worlds, cycles * lucks)
