"""The Mesa model: agents own their decisions, the month's schedule is the engine's, and so are the bits.

The schedule in `step` is that of `engine.month_of`; a test holds both bit-identical on every policy and scenario.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import mesa
import networkx as nx
import numpy as np
from mesa.discrete_space import Network

from model.agents import Adversary, Ally, Partner
from model.batch import close_year
from model.incidents import incident_table
from model.measures import MEASURES, MONTHLY
from model.preparation import Prepared, check_key, prepare
from model.roster import Roster
from model.rules.analysts import prepare_analysts
from model.rules.bargain import bargain
from model.rules.budgets import adopt_budgets, budgets_due
from model.rules.calendar import begin_month, begin_run
from model.rules.cases import tidy_cases
from model.rules.choice import seek_targets
from model.rules.council import common_view, decide, table_case, votes_on
from model.rules.crime import commit_crime
from model.rules.effects import carry_out
from model.rules.escalation import escalate
from model.rules.exercises import hold_exercises
from model.rules.learning import relax_beliefs
from model.rules.naming import investigate
from model.rules.perceptions import perceive, remember
from model.rules.record import record_month
from model.rules.response import expect_backing
from model.rules.retaliation import opportunity, plan_revenge
from model.rules.shocks import feel_budget_shock
from model.rules.stocks import build_stocks
from model.rules.zero_days import tend_zero_days
from model.settings import Setting
from model.signposts import heed_signposts
from model.state import Layer, Role, Status
from model.world import copy_world, empty_rows, monthly_values
from model.writes import Numbers, numbers_of, refusal, write_on

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["AllianceModel"]


def _latest(model: AllianceModel, name: str) -> float:
    """A measure in the month just passed; a plain function, so that a model with its reporters can be pickled."""
    return float(model.world.months[name][model.month - 1])


class AllianceModel(mesa.Model):
    """One run as a Mesa model: `AllianceModel(policy="hague", scenario="today", seed=7)`; parameters by keyword too.

    `seed` is the run's own key (0 … 2^53 − 1), from which all its luck follows; None, as Mesa's batch runner hands it where
    no `rng` is given, draws one, which `key` tells. `allies`, `partners`, `adversaries` are
    dictionaries by ISO code; `kinds` replaces an agent class by one of yours: kinds={"ally": Sceptic}. `prepared` is a
    request that was checked before, in place of all others.
    """

    def __init__(
        self,
        policy: str | Path | Setting = "baseline",
        scenario: str | Path | Setting = "today",
        seed: int | None = 0,
        months: int = 240,
        *,
        graphml: str | Path | None = None,
        roster: Roster | None = None,
        kinds: Mapping[str, type] | None = None,
        prepared: Prepared | None = None,
        **parameters: object,
    ) -> None:
        key = secrets.randbits(53) if seed is None else check_key(seed)
        super().__init__(rng=key)
        self.prepared = prepared or prepare(policy, scenario, months, parameters, graphml=graphml, roster=roster)
        self.key, self.months = key, self.prepared.months
        self.roster = self.prepared.roster
        self.world = copy_world(self.prepared.template)
        self.p = self.prepared.segments[0].p
        begin_run(self.world, key, self.p)
        self.grid = Network(self._graph(), random=self.random)
        shown = [name for name in MONTHLY if MEASURES[name].shown]
        self.datacollector = mesa.DataCollector({name: partial(_latest, name=name) for name in shown})
        self._populate({"ally": Ally, "partner": Partner, "adversary": Adversary, **(kinds or {})})

    def _graph(self) -> nx.Graph:
        """All ties between states as one graph with integer nodes; a node's cell holds its state."""
        graph = nx.Graph()
        graph.add_nodes_from(range(len(self.world.states)))
        for layer in Layer:
            for i in range(len(self.world.states)):
                for k in range(self.world.first[layer, i], self.world.first[layer, i + 1]):
                    graph.add_edge(i, int(self.world.ties.neighbour[k]))
        return graph

    def _populate(self, kinds: dict[str, type]) -> None:
        self.allies: dict[str, Ally] = {}
        self.partners: dict[str, Partner] = {}
        self.adversaries: dict[str, Adversary] = {}
        for i, (code, name) in enumerate(zip(self.roster.codes, self.roster.names, strict=True)):
            ally = self.world.states.role[i] == Role.ALLY
            agent = kinds["ally" if ally else "partner"](self, i, code, name)
            agent.cell = self.grid[i]
            (self.allies if ally else self.partners)[code] = agent
        for j, (code, name) in enumerate(zip(self.roster.adversary_codes, self.roster.adversary_names, strict=True)):
            self.adversaries[code] = kinds["adversary"](self, j, code, name)
        self.states = [*self.allies.values(), *self.partners.values()]
        self.states.sort(key=lambda agent: agent.row)

    @property
    def month(self) -> int:
        """Months that have passed."""
        return int(self.world.alliance.month[0])

    def step(self) -> None:
        """One month. The order is the specification's, and the engine's."""
        self._make_room()
        self._apply_changes()
        world, p = self.world, self.p
        begin_month(world, p)
        bargain(world, p)
        feel_budget_shock(world, p)
        if budgets_due(world, p):
            for state in self.states:
                state.decide_budget()
        adopt_budgets(world, p)
        build_stocks(world, p)
        hold_exercises(world, p)
        tend_zero_days(world, p)
        prepare_analysts(world, p)
        expect_backing(world, p)
        seek_targets(world, p)
        plan_revenge(world, p)
        for adversary in self.adversaries.values():
            for n in range(adversary.opportunities + adversary.revenge):
                k = opportunity(world, adversary.row, n)
                world.adversaries.tier[adversary.row] = -1  # who decides nothing abstains
                adversary.choose(k)
                carry_out(world, adversary.row, k, p)
        commit_crime(world, p)
        investigate(world, p)
        common_view(world, p)
        for case in self._agenda():
            table_case(world, case, p)
            for state in self.states:
                if votes_on(world, state.row, p):
                    state.vote(case)
            decide(world, case, p)
        tidy_cases(world)
        escalate(world, p)
        relax_beliefs(world, p)
        perceive(world, p)
        remember(world, p)
        record_month(world, p)
        numbers = numbers_of(world)
        close_year(world, numbers)
        self._heed_signposts(numbers)
        self.running = self.month < self.months
        self.datacollector.collect(self)

    def _agenda(self) -> list[int]:
        """Cases before the Council this month, as in `rules.council.on_agenda`."""
        cases = self.world.cases[: self.world.alliance.open_cases[0]]
        due = (cases["status"] == Status.BROUGHT) & (cases["first_vote"] <= self.month)
        return [int(c) for c in np.flatnonzero(due)]

    def _apply_changes(self) -> None:
        now = self.prepared.segments[0]
        for s, segment in enumerate(self.prepared.segments):
            if segment.first <= self.month:
                now = segment
            if segment.first == self.month:
                write_on(self.world, self.prepared.course, s + 1, self.prepared.written)
                self.world.alliance.refresh[0] = 1
        self.p = now.modes[self.world.alliance.signposts[0]]

    def _heed_signposts(self, numbers: Numbers) -> None:
        course = self.prepared.course
        refused = heed_signposts(self.world, numbers, course)
        if refused >= 0:
            raise refusal(numbers, course, refused, self.prepared.written)

    def _make_room(self) -> None:
        """A model that is stepped beyond its planned months gets more rows for its record."""
        if self.month < len(self.world.months):
            return
        months, events = (
            np.concatenate([rows, empty_rows(rows.dtype, len(rows))]).view(np.recarray)
            for rows in (self.world.months, self.world.events)
        )
        history, totals = (
            np.concatenate([rows, np.zeros_like(rows)]) for rows in (self.world.history, self.world.totals)
        )
        self.world = self.world._replace(months=months, events=events, history=history, totals=totals)

    def run(self, months: int | None = None) -> AllianceModel:
        """Step until so many months have passed since the start (default: the model's own length)."""
        until = self.months if months is None else months
        while self.month < until:
            self.step()
        return self

    @property
    def measures(self) -> pd.DataFrame:
        """One row a month that has passed, one column a monthly measure."""
        import pandas as pd

        table = pd.DataFrame(monthly_values(self.world)[: self.month].copy(), columns=list(MONTHLY))
        table.insert(0, "year", self.roster.first_year + table.index // 12)
        table.index.name = "month"
        return table

    @property
    def incidents(self) -> pd.DataFrame:
        """One row an operation so far, detected or not."""
        return incident_table(self.world.events[: self.world.alliance.events[0]].view(np.recarray), self.roster)
