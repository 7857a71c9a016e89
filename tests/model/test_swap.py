"""A user's rule in the compiled engine: the same bits as its Mesa twin, and the shipped engine stays as it was."""

from __future__ import annotations

import numpy as np
import pytest

from model import AllianceModel, Ally, RequestError, engine_with
from model.rule import rule
from model.rules.votes import cast_vote
from model.simulation import prepare, run_block, run_world
from model.state import Ballot, Role


@rule
def sceptical_vote(world, c, k, p):
    """A member that objects unless its margin is clear."""
    cast_vote(world, c, k, p)
    state = world.states[k]
    if state.role == Role.ALLY and state.ballot == Ballot.SUPPORT and state.margin < 0.5:
        state.ballot = Ballot.OBJECT


class Sceptic(Ally):
    """The same decision as a method of a Mesa agent."""

    def vote(self, case):
        super().vote(case)
        if self.ballot == Ballot.SUPPORT and self.margin < 0.5:
            self.ballot = Ballot.OBJECT


def test_the_compiled_twin_has_the_bits_of_the_mesa_twin():
    prepared = prepare(months=96)
    compiled, _ = run_world(prepared, 5, engine_with(cast_vote=sceptical_vote))
    agents = AllianceModel(seed=5, months=96, kinds={"ally": Sceptic}).run()
    shipped, _ = run_world(prepared, 5)
    assert compiled.months.tobytes() == agents.world.months.tobytes()
    assert compiled.months.tobytes() != shipped.months.tobytes(), "the rule was not swapped at all"


def test_sceptics_answer_less():
    prepared = prepare(months=240)
    swapped = run_block(prepared, range(20), engine=engine_with(cast_vote=sceptical_vote)).summary
    shipped = run_block(prepared, range(20)).summary
    assert swapped.severe_response_share.mean() < shipped.severe_response_share.mean() - 5.0


def test_the_same_swap_is_the_same_engine():
    assert engine_with(cast_vote=sceptical_vote) is engine_with(cast_vote=sceptical_vote)


def makes_an_array(world, c, k, p):
    """A plain function that allocates, as a newcomer may write it."""
    seen = np.zeros(1)
    cast_vote(world, c, k, p)
    seen[0] = world.states[k].margin


def test_a_plain_function_that_allocates_takes_a_place():
    prepared = prepare(months=48)
    swapped, error = run_world(prepared, 5, engine_with(cast_vote=makes_an_array))
    assert error == ""
    assert swapped.months.tobytes() == run_world(prepared, 5)[0].months.tobytes()


def test_an_unknown_procedure_is_one_line_with_the_nearest_name():
    with pytest.raises(RequestError, match="did you mean 'set_budget'"):
        engine_with(set_budgets=sceptical_vote)
    with pytest.raises(RequestError, match="expected a function"):
        engine_with(set_budget=3)
