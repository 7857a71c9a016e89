"""Every number that the literature or a derivation fixes is what the code gives.

The statements stand in `experiments/validation`, which prints the same rows: name, expected, value, tolerance, source.
"""

from __future__ import annotations

import pytest

from experiments.validation.closed_forms import closed_forms

FACTS = closed_forms()


@pytest.mark.parametrize("fact", FACTS, ids=[f"{fact.group}: {fact.name}" for fact in FACTS])
def test_the_code_gives_the_known_number(fact):
    assert fact.row()["holds"], fact.row()


def test_no_two_statements_share_a_name():
    assert len({(fact.group, fact.name) for fact in FACTS}) == len(FACTS)


def test_a_value_that_is_not_a_number_does_not_hold():
    from experiments.validation.fact import Fact

    assert not Fact("nothing", "test", 0.0, lambda: float("nan"), 1e9).row()["holds"]
