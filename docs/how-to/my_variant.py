"""A decision of your own, written twice: as a Mesa agent, and as a rule for the compiled engine."""

from __future__ import annotations

from model import Ally
from model.rule import rule
from model.rules.votes import cast_vote
from model.state import Ballot, Role, Rung


class Sceptic(Ally):
    """A member that objects to more than a statement unless it is nearly sure who did it."""

    def vote(self, case):
        super().vote(case)
        proposal = self.model.world.cases[case]
        if proposal.rung > Rung.STATEMENT and proposal.certainty < 0.95:
            self.ballot = Ballot.OBJECT


@rule
def sceptical_vote(world, c, k, p):
    """The same as a rule. In the compiled engine it decides for every state: so it asks for the role."""
    cast_vote(world, c, k, p)
    case = world.cases[c]
    if world.states[k].role == Role.ALLY and case.rung > Rung.STATEMENT and case.certainty < 0.95:
        world.states[k].ballot = Ballot.OBJECT


class CompiledSceptic(Ally):
    """The same member at full speed."""

    compiled = {"cast_vote": sceptical_vote}
