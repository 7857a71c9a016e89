"""Mesa agents: views on the world's rows. Each decision is a short method that calls its rule; override one to change it.

A class may also name rules of its own, `compiled = {"set_budget": mine}`: Mesa agents then decide by them, and the same
rules can take their places in the compiled engine (`model.swap`), at full speed and with the same bits.

An agent's columns (core, threat, credence, balancing …) are attributes, readable and writable, so that DataCollector,
AgentSet and portrayals work as with any Mesa agent.
"""

from __future__ import annotations

import difflib
import itertools
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar, Protocol
from weakref import WeakKeyDictionary

import numpy as np
from mesa.discrete_space import FixedAgent

from model.rules.budgets import set_budget
from model.rules.choice import choose_operation
from model.rules.votes import cast_vote
from model.state import STATES

if TYPE_CHECKING:
    from model.world import World

__all__ = ["DECISIONS", "Adversary", "Ally", "Partner", "State", "Surroundings"]

DECISIONS = {"decide_budget": set_budget, "vote": cast_vote, "choose": choose_operation}
"""The methods that decide, and the rule that each applies."""


class _Counters(WeakKeyDictionary):
    """The next agent's number by model, from 1. Mesa 3.3 keeps these in a plain dict, and with it every model ever made."""

    def __getitem__(self, model: Any) -> Any:
        return self.setdefault(model, itertools.count(1))


class Surroundings(Protocol):
    """All that an agent may touch of its model; `AllianceModel` offers it."""

    @property
    def world(self) -> World:
        """The rows of everybody and everything, the agent's own among them."""

    @property
    def p(self) -> np.record:
        """The parameters in force this month."""

    @property
    def month(self) -> int:
        """Months that have passed."""


class _Row(FixedAgent):
    """An agent that is one row of a table of the world."""

    model: Surroundings
    _ids = _Counters()
    table = ""
    row, code, name = -1, "", ""
    compiled: ClassVar[dict[str, Callable]] = {}
    """Rules in place of those that its methods apply, by the name of the rule."""

    def __init__(self, model: Surroundings, row: int, code: str, name: str) -> None:
        super().__init__(model)
        self.row, self.code, self.name = row, code, name

    @property
    def record(self) -> np.record:
        """The row itself."""
        return getattr(self.model.world, self.table)[self.row]

    def __setattr__(self, name: str, value: Any) -> None:
        """New attributes are allowed; a name close to a column's is refused as a slip, since it would change nothing."""
        if not name.startswith("_") and name not in self.__dict__ and not hasattr(type(self), name):
            columns = [variable.name for variable in STATES.values() if hasattr(type(self), variable.name)]
            close = difflib.get_close_matches(name, columns, n=1, cutoff=0.75)
            if close:
                raise AttributeError(f"{type(self).__name__} has no column '{name}'; did you mean '{close[0]}'?")
        super().__setattr__(name, value)

    def _rule(self, method: str) -> Callable:
        """The rule behind a decision: the class's own, or the model's."""
        rule = DECISIONS[method]
        return self.compiled.get(rule.__name__, rule)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.code}>"


def _column(name: str, meaning: str) -> property:
    def read(agent: _Row) -> Any:
        return getattr(agent.model.world, agent.table)[name][agent.row]

    def write(agent: _Row, value: Any) -> None:
        getattr(agent.model.world, agent.table)[name][agent.row] = value
        agent.model.world.alliance.refresh[0] = 1

    return property(read, write, doc=meaning)


def _with_columns(owner: str):
    """A class decorator: every declared variable of this owner becomes an attribute."""

    def add(cls: type) -> type:
        for variable in STATES.values():
            if variable.owner == owner:
                setattr(cls, variable.name, _column(variable.name, variable.meaning))
        return cls

    return add


@_with_columns("state")
class State(_Row):
    """A state: what it has, believes and fears are its columns."""

    table = "states"

    def decide_budget(self) -> None:
        """Plan core defence and resilience for the year (January)."""
        self._rule("decide_budget")(self.model.world, self.row, self.model.p)

    def vote(self, case: int) -> None:
        """Vote on the proposal of a case: set `ballot` (and `margin`). `case` is a row of `model.world.cases`."""
        self._rule("vote")(self.model.world, case, self.row, self.model.p)


class Ally(State):
    """A member of the alliance: it votes, and may claim Article 5."""


class Partner(State):
    """A partner: attacked too, sharing evidence and exercises, without a vote or a claim to Article 5."""


@_with_columns("adversary")
class Adversary(_Row):
    """A state that weighs operations against the alliance and its partners."""

    table = "adversaries"

    def choose(self, opportunity: int) -> None:
        """Decide on the k-th opportunity of the month: set `target`, `tier` (−1 abstains), `flag` and `zero_day`.

        One that strikes back after an answer has a number from `rules.retaliation.REVENGE_FIRST` up.
        """
        self._rule("choose")(self.model.world, self.row, opportunity, self.model.p)
