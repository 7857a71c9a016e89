"""What a right implementation must reproduce: results of the literature, solved apart from the model, and facts of the
world that its baseline must resemble.

    from experiments.validation import validate
    rows = validate(seed=0)      # name, group, expected, value, tolerance, holds, source

`closed_forms` lists what is known exactly, `bands` what the whole model must resemble.
"""

from __future__ import annotations

__all__ = ["validate"]


def validate(runs: int = 200, seed: int = 0, threads: int = 2) -> list[dict]:
    """Every statement beside what the code gives, one row each: closed forms, then the bands over so many baseline runs.

    A row's `expected` and `tolerance` are a number and a margin; for a band, its middle and half its width.
    """
    from experiments.validation import bands, closed_forms

    facts = [*closed_forms.closed_forms(seed), *bands.facts(bands.baseline_runs(runs, seed, threads))]
    return [fact.row() for fact in facts]
