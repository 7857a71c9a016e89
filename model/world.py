"""The world as arrays: records of states, adversaries, pairs, the alliance, cases and events, and the ties between states.

State is arrays; Mesa's agents are views on them, and the compiled engine reads the same. Nothing here is random: what a
run draws at its start is drawn by `rules.calendar.begin_run`.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from model.errors import RequestError, unknown
from model.measures import MONTH, MONTHLY
from model.network import LAYERS, make_layers, to_csr
from model.parameters import PARAMETERS, TOPOLOGIES, parameter_record
from model.roster import Roster
from model.settings import Resolved
from model.state import ADVERSARY, ALLIANCE, CASE, EVENT, HYPOTHESES, PAIR, STATE, STATES, Role

__all__ = ["World", "apply_entities", "build_world", "copy_world", "empty_rows", "monthly_values"]

TIE = np.dtype([("neighbour", "i8"), ("weight", "f8")])


class World(NamedTuple):
    """Everything that a rule may read or write. `ties[first[l, i]:first[l, i + 1]]` are the ties of row i on layer l."""

    states: np.recarray
    adversaries: np.recarray
    pairs: np.recarray  # (adversaries, states)
    alliance: np.recarray  # one row
    cases: np.recarray  # the first `open_cases` rows are under way
    events: np.recarray  # the first `events` rows are written
    months: np.recarray  # one row a month: the measures
    ties: np.recarray
    first: np.ndarray


def empty_rows(dtype: np.dtype, *shape: int) -> np.recarray:
    """Rows of zeros whose fields are attributes."""
    return np.zeros(shape, dtype).view(np.recarray)


def copy_world(world: World) -> World:
    """A world that shares only the ties, which no rule writes."""
    shared = ("ties", "first")
    return world._replace(**{name: getattr(world, name).copy() for name in World._fields if name not in shared})


def monthly_values(world: World) -> np.ndarray:
    """The measures of every month as plain numbers, (months, len(MONTHLY)); a view, not a copy."""
    return world.months.view(np.float64).reshape(len(world.months), len(MONTHLY)).view(np.ndarray)


def build_world(roster: Roster, resolved: Resolved, months: int, cases: int, events: int) -> World:
    """The world in January of the first year, before any luck is drawn, with room for so many open cases and events.

    Facts first (2024's spending, from which tastes follow), then what the policy and scenario write, then the stocks
    that follow from both.
    """
    states, adversaries = len(roster.codes), len(roster.adversary_codes)
    if adversaries >= HYPOTHESES:
        raise RequestError(f"{roster.name}: {adversaries} adversaries; at most {HYPOTHESES - 1} are allowed")
    values = resolved.parameters
    topology = TOPOLOGIES[int(values["topology"])]
    layers = make_layers(roster, topology, int(values["topology_seed"]), resolved.graphml)
    first, neighbour, weight = to_csr(layers, states)
    ties = empty_rows(TIE, len(neighbour))
    ties.neighbour, ties.weight = neighbour, weight
    world = World(
        empty_rows(STATE, states),
        empty_rows(ADVERSARY, adversaries),
        empty_rows(PAIR, adversaries, states),
        empty_rows(ALLIANCE, 1),
        empty_rows(CASE, cases),
        empty_rows(EVENT, events),
        empty_rows(MONTH, months),
        ties,
        np.ascontiguousarray(first, dtype=np.int64),
    )
    assert len(first) == len(LAYERS)
    p = parameter_record(values)[0]
    _facts(world, roster)
    _year_2024(world, roster, resolved)
    apply_entities(world, roster, resolved.entities)
    _stocks(world, p)
    return world


def _facts(world: World, roster: Roster) -> None:
    """What the roster says."""
    for table, columns in ((world.states, roster.columns), (world.adversaries, roster.adversary_columns)):
        for name, column in columns.items():
            if name in (table.dtype.names or ()):
                table[name] = column
    for name, matrix in roster.pairs.items():
        world.pairs[name] = matrix
    world.states.posture = 1.0
    world.states.core = roster.columns["core_2024"]
    world.states.plan = roster.columns["core_2024"]
    world.states.threat = roster.columns["threat_rest"]


def _year_2024(world: World, roster: Roster, resolved: Resolved) -> None:
    """Commitment and tastes by inversion: 2024's spending is everybody's fixed point at 2024's threat.

    Levers stand at their defaults here, whatever the policy: a taste is a fact about a state, not about a policy.
    """
    from model.rules.bargain import commitment, graded_compliance
    from model.rules.budgets import spill_in
    from model.rules.spending import implied_taste

    values, defaults = resolved.parameters, resolved.defaults
    p = parameter_record({n: defaults[n] if PARAMETERS[n].role == "lever" else values[n] for n in PARAMETERS})[0]
    alliance, states = world.alliance[0], world.states
    alliance.compliance = graded_compliance(world, p.pledge_core)
    alliance.compliance_months[:] = alliance.compliance
    alliance.commitment = min(
        p.commitment_ceiling, commitment(alliance.compliance, p.commitment_min, p.commitment_max, p.commitment_slope)
    )
    states.credence = p.credence_start
    pull = p.pledge_weight * (1.0 - 0.5 * p.peer_pull * (1.0 - alliance.compliance))
    for i in range(len(states)):
        state = states[i]
        state.spill_in = spill_in(world, i)
        weight = pull if state.pledged else 0.0
        wanted = implied_taste(state.core, p.theta * state.credence, state.spill_in, p.pledge_core, weight)
        state.taste = wanted / (1.0 + p.threat_response * state.threat)


def _stocks(world: World, p: np.record) -> None:
    """Stocks and skills at the level at which they would rest, so that a run does not begin with a long transient."""
    from model.rules.exercises import periodic_skill
    from model.rules.resilience import optimal_stock, protection
    from model.rules.zero_days import stationary_mean, use_threshold

    states, adversaries, alliance = world.states, world.adversaries, world.alliance[0]
    interest = world.adversaries.tempo @ world.pairs.focus if len(adversaries) else np.ones(len(states))
    states.loss = p.loss_start * interest / max(interest.mean(), 1e-300)
    states.loss_abroad = p.spill * states.loss
    for i in range(len(states)):
        state = states[i]
        state.capability = state.core * state.gdp / p.capability_decay
        state.stock = optimal_stock(
            p.kappa,
            p.baseline_loss + p.salience * (state.loss + p.psi * state.loss_abroad),
            p.discount + p.resilience_decay,
        )
        state.resilience_spending = state.resilience_money = p.resilience_decay * state.stock
        state.budget_limit = 100.0 * state.core + state.resilience_money
        state.protection = protection(p.kappa, state.stock)
        state.digital_total = float(sum(world.ties.weight[world.first[2, i] : world.first[2, i + 1]]))
        seats = 1.0 if state.role == Role.ALLY else p.partner_seats
        state.detection = periodic_skill(p.exercise_gain * state.shields_part * seats, p.skill_retention, 8)
        state.coordination = periodic_skill(p.exercise_gain * state.coalition_part * seats, p.skill_retention, 1)
    members = states.role == Role.ALLY
    alliance.capability_2024 = alliance.capability_now = float(states.capability[members].sum())
    alliance.mean_credence = p.credence_start
    alliance.backing = 0.8
    alliance.resolve = 1.0
    alliance.norm, alliance.cohesion = p.norm_rest, p.cohesion_rest
    alliance.stake_threshold = use_threshold(p.stake_discount, p.stake_persistence, p.stake_stealth)
    alliance.refresh = 1
    alliance.alarm_until = -1
    for adversary in adversaries:
        finds = 12.0 * adversary.finds * p.find_scale
        adversary.zero_days = round(stationary_mean(finds, 1.0 / p.zero_day_life, p.collision_hazard))
        adversary.escalation_level = adversary.escalation_rest
        adversary.flag_belief = min(0.999, p.flag_belief * adversary.flag_rate)
        adversary.tier_punished[:] = p.prior_punished
        adversary.tier_unpunished[:] = p.prior_unpunished
        adversary.blamed, adversary.unblamed = p.prior_blamed, p.prior_unblamed
    world.pairs.exposed_until[:] = -1


def apply_entities(world: World, roster: Roster, entities: Iterable[tuple]) -> None:
    """Write what a policy or scenario sets: `(table, code, variable, op, value)`, op one of set, times, add."""
    for table, code, variable, op, value in entities:
        rows, array = _rows(world, roster, table, code)
        entry = STATES[variable]
        for row in rows:
            before = float(array[variable][row])
            after = value if op == "set" else before * value if op == "times" else before + value
            low, high = entry.bounds
            if not (math.isfinite(after) and low <= after <= high):
                made = {"set": "", "times": f"{before:g} × {value:g} = ", "add": f"{before:g} + {value:g} = "}[op]
                told = f"{code.replace(':', '.')}.{variable} = {made}{after:g}"
                raise RequestError(f"{told} is out of bounds; allowed: {low:g} … {high:g}")
            array[variable][row] = after
            if variable == "posture":
                array["core"][row] = after * float(array["plan"][row])


def _rows(world: World, roster: Roster, table: str, code: str) -> tuple[list, np.recarray]:
    """The rows that a code or a group's name means, and the array they are rows of."""
    if table == "states":
        groups = {
            "ALL": list(range(len(roster.codes))),
            "ALLIES": [int(i) for i in np.flatnonzero(world.states.role == Role.ALLY)],
            "PARTNERS": [int(i) for i in np.flatnonzero(world.states.role == Role.PARTNER)],
        }
        return groups.get(code) or [_index(roster.codes, code, "state")], world.states
    if table == "adversaries":
        everyone = list(range(len(roster.adversary_codes)))
        return (everyone if code == "ALL" else [_index(roster.adversary_codes, code, "adversary")]), world.adversaries
    one, other = code.split(":")
    adversaries, _ = _rows(world, roster, "adversaries", one)
    states, _ = _rows(world, roster, "states", other)
    return [(j, i) for j in adversaries for i in states], world.pairs


def _index(codes: tuple[str, ...], code: str, kind: str) -> int:
    if code not in codes:
        raise unknown(kind, code, codes)
    return codes.index(code)
