"""What a right implementation must reproduce: results of the literature, solved apart from the model, and facts of the
world that its baseline must resemble.

    from experiments.validation import validate
    rows = validate(seed=0)      # name, group, expected, value, tolerance, holds, source

`closed_forms` lists what is known exactly, `contrasts` what theory predicts of the whole model, `bands` what its baseline
must resemble, `backtest` how the spending rule does on NATO's record, `focus` whether whom adversaries seek lasts. Beside
them `placebo`, `robustness`, `altered` and `other_rules` ask whether findings survive; `baliga`, `blame` and `metanorms` are
games on their own.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import chain

__all__ = ["validate"]

LEAST = 4
"""Runs: an interval over half of them takes two."""


def validate(
    runs: int = 200, seed: int = 0, threads: int = 2, progress: Callable[[int, int], None] | None = None
) -> list[dict]:
    """Every statement with the value that the code gives, one row each: closed forms, the backtest of the spending rule, the
    adversaries' focus from one period to the next, bands over so many baseline runs, contrasts over half as many.

    A row's `expected` and `tolerance` are a number and a margin; for a band, its middle and half its width; for a contrast,
    the bound that the interval's end in `value` must clear. progress(done, total) counts the statements. Errors: RequestError
    for fewer than LEAST runs.
    """
    from experiments.validation import backtest, bands, closed_forms, contrasts, focus
    from model.errors import RequestError

    if runs < LEAST:
        raise RequestError(
            f"runs = {runs} is out of bounds; allowed: {LEAST} or more, since contrasts use half of them"
        )
    if progress is not None:
        progress(0, 1)  # the request is checked, and work begins; how many statements there are is known below
    facts = [*closed_forms.closed_forms(seed), *backtest.facts(seed), *focus.facts()]
    total = len(facts) + len(bands.BANDS) + len(contrasts.CONTRASTS)
    known = (fact.row() for fact in facts)
    banded = (fact.row() for fact in bands.facts(bands.baseline_runs(runs, seed, threads)))
    rows = []
    for row in chain(known, banded, contrasts.contrasts(contrasts.Results(runs // 2, seed, threads))):
        rows.append(row)
        if progress is not None:
            progress(len(rows), total)
    return rows
