"""Cases that several tests look at: one stopped by the same member in every sitting, told once."""

from __future__ import annotations

import numpy as np
import pytest

from experiments import why
from experiments.explanation.case import read_case
from experiments.explanation.lives import Life
from model import AllianceModel, simulate
from model.preparation import prepare
from model.state import Fate


@pytest.fixture(scope="session")
def runs():
    """Six runs as anybody simulates them."""
    return simulate("hague", seeds=range(1, 7))


@pytest.fixture(scope="session")
def stopped(runs):
    """Key and identity of the gravest attack on an ally that one member alone kept from an answer."""
    ready, allies, unanswered = prepare("hague"), 32, []
    for row, key in enumerate(runs.keys.tolist()):
        events = runs.events[row]
        there = (events["tier"] == 2) & (events["fate"] == Fate.UNANSWERED) & (events["brought_month"] >= 0)
        unanswered += [(key, event) for event in events[there & (events["target"] < allies)]]
    for key, event in sorted(unanswered, key=lambda one: -one[1]["civilian"]):
        missing = {one.missing for one in read_case(Life(ready, key), event).meetings}
        if len(missing) == 1 and len(next(iter(missing))) == 1:
            return key, int(event["identity"])
    raise AssertionError("no attack in these runs was kept from an answer by one member alone")


@pytest.fixture(scope="session")
def found(stopped):
    """The case and what would have changed it."""
    key, identity = stopped
    return why(AllianceModel("hague", seed=key), identity)


@pytest.fixture(scope="session")
def objector(found):
    """Row, code and name of the member that stopped it."""
    roster = found.case.life.prepared.roster
    (k,) = found.case.meetings[0].missing
    return k, roster.codes[k], roster.names[k]


@pytest.fixture(scope="session")
def incident(runs, stopped):
    """The same incident in the run's own table."""
    table = runs.incidents
    (_, row), *_ = table[(table.key == stopped[0]) & (table.identity == stopped[1])].iterrows()
    return row


@pytest.fixture(scope="session")
def log(runs, stopped):
    """All opportunities of that run."""
    return np.asarray(runs.events[runs.keys.tolist().index(stopped[0])])
