"""Cases that several tests look at: one stopped by Hungary alone, told once."""

from __future__ import annotations

import pytest

from experiments import why
from model import AllianceModel, simulate

HUNGARY = 9963520
"""Russia disrupts Germany in the run of key 4 under `hague`: seven sittings, one objector."""


@pytest.fixture(scope="session")
def found():
    """The case and what would have changed it."""
    return why(AllianceModel("hague", seed=4), HUNGARY)


@pytest.fixture(scope="session")
def runs():
    """Four runs as anybody simulates them."""
    return simulate("hague", seeds=range(1, 5))


@pytest.fixture(scope="session")
def incident(runs):
    """The same incident in the run's own table."""
    table = runs.incidents
    (_, row), *_ = table[(table.key == 4) & (table.identity == HUNGARY)].iterrows()
    return row
