"""Budgets: each January a state plans core defence and resilience, under two pledges and one fiscal limit on what rises.

Equation: b' = b + ω (τ − b)⁺/max(1, D − t) − ε (b − τ)⁺ + prox s + λ (b° − b°_last) + σ (b/1.6 %)^0.7 T₃; r* = r° +
ω_r max(0, τ_r − r°), r° = δS + v (S* − S); 100 Δb + Δr ≤ φ + prox s before luck. Units: core in shares of GDP a year,
resilience in points of GDP a year. Source: NATO's record 2014–2024 (docs/validation.md); Cornes & Sandler 1996 (impure public
good); NATO pledges of Wales 2014, Warsaw 2016, Vilnius 2023 and The Hague 2025; threshold norm after Granovetter 1978.
"""

from __future__ import annotations

from model.randomness import Draw, normal
from model.rule import rule
from model.rules.bargain import asked_of
from model.rules.calendar import is_january
from model.rules.record import rank_burdens
from model.rules.resilience import optimal_stock
from model.rules.spending import best_response, disturbed, pledged, step_to, student_three
from model.state import Layer, Role


@rule
def spill_in(world, i):
    """What allies' spending is worth to state i before its own doubt in them.

    Equation: B̄_i = Σ_j w_ij b_j Y_j / Σ_{k: i and its treaty ties} Y_k; the hegemon's term counts as h b Y. Units: share of
    GDP. Range: ≥ 0. Errors: none; without ties 0. Source: Cornes & Sandler 1996, thinned form.
    """
    above = 0.0
    below = world.states[i].gdp
    for k in range(world.first[Layer.TREATY, i], world.first[Layer.TREATY, i + 1]):
        ally = world.states[world.ties[k].neighbour]
        spent = world.ties[k].weight * ally.core * ally.gdp
        above += spent * world.alliance[0].commitment if ally.hegemon > 0.0 else spent
        below += ally.gdp
    return above / below


@rule
def peer_pull(weight, peers, p):
    """A pledge's pull on one state, which grows as its peers comply: ω (1 − ½ π (1 − x)). Source: Granovetter 1978."""
    return weight * (1.0 - 0.5 * p.peer_pull * (1.0 - peers))


@rule
def own_choice(world, i, p):
    """What state i would spend by itself: its best response to its allies' spending, at the threat it feels.

    Equation: b° = max(0, a − (1 − a) θ0 C B̄), a = a0 (1 + kT T). Units: share of GDP. Range: [0, 1). Errors: none. Source:
    Olson & Zeckhauser 1966; Cornes & Sandler 1996.
    """
    state = world.states[i]
    taste = min(0.99, state.taste * (1.0 + p.threat_response * state.threat))
    return best_response(taste, p.theta * state.credence, state.spill_in)


@rule
def pledged_step(world, i, alone, p):
    """What the pledges make of state i this year: up to the first by its date, on to the second by its own, and what lies
    above both lapses, but for what its changed own choice `alone` has added.

    Equation: ω_i (τ − b)⁺/max(1, D − t) + ω' (τ' − max(b, τ))⁺/max(1, D' − t) − ε (b − max(τ, asked) − λ (b° − b0)⁺)⁺, for
    members that the pledge binds. Units: share of GDP a year. Errors: none; the second pledge is none where τ' ≤ τ. Source:
    Wales 2014; The Hague 2025; own form, fitted on NATO's record 2014–2024 (λ is not seen there).
    """
    state = world.states[i]
    alliance = world.alliance[0]
    if state.pledged == 0.0:
        return 0.0
    passed = alliance.month // 12
    pull = peer_pull(p.pledge_weight, alliance.compliance, p)
    step = step_to(state.plan, p.pledge_core, pull, p.pledge_due + 1.0 - passed)
    base = max(state.plan, p.pledge_core)
    step += step_to(base, p.pledge_core_end, p.pledge_weight_end, p.pledge_years + 1.0 - passed)
    kept = max(p.pledge_core, asked_of(state, p, passed)) + p.budget_adjustment * max(0.0, alone - state.core_start)
    return step - p.budget_ease * max(0.0, state.plan - kept)


@rule
def desired_resilience(world, i, p):
    """Resilience spending that state i aims at by itself: upkeep and a part of what is missing to its optimal stock.

    Equation: r° = max(0, δ S + v (S* − S)), S* = max(0, ln(κ L/(ρ + δ))/κ), L = L0 + s (Ls + ψ L_abroad). Units: points of
    GDP a year. Errors: none. Source: Gordon & Loeb 2002; Kunreuther & Heal 2003 (ψ = 0 is the selfish case).
    """
    state = world.states[i]
    loss = p.baseline_loss + p.salience * (state.loss + p.psi * state.loss_abroad)
    aim = optimal_stock(p.kappa, loss, p.discount + p.resilience_decay)
    return max(0.0, p.resilience_decay * state.stock + p.invest_speed * (aim - state.stock))


@rule
def budgets_due(world, p):
    """Whether states set their budgets this month: each January, once spending is no longer given by the record."""
    month = world.alliance[0].month
    return is_january(month) and month >= p.first_budget


@rule
def set_budget(world, i, p):
    """State i plans its year: what is planned anew, one fiscal limit over it, then luck. Others still see last year's.

    Equation: Δb = pledges + λ (b° − b°_last) + prox s, r = r° + ω_r max(0, τ_r − r°); where 100 Δb + Δr > φ + prox s the rises
    are cut by `priority`: 0 resilience, 1 core, ½ in proportion; b' = disturbed(b + Δb). Only rises are cut, so a pledge
    lowers no level. Units: shares and points of GDP a year. Errors: none. Source: own form of one treasury behind both pledges.
    """
    state = world.states[i]
    alliance = world.alliance[0]
    state.spill_in = spill_in(world, i)
    alone = own_choice(world, i, p)
    lifted = alliance.budget_shock * world.pairs[0, i].proximity if len(world.adversaries) > 0 else 0.0
    lifted = lifted if state.core_start > 0.0 else 0.0  # whoever began without forces has nothing to lift
    rise = pledged_step(world, i, alone, p) + p.budget_adjustment * (alone - state.alone) + 0.01 * lifted
    state.alone = alone
    alone = desired_resilience(world, i, p)
    pull = peer_pull(p.resilience_pledge_weight, alliance.resilience_compliance, p)
    own = pledged(alone, p.resilience_pledge, pull if state.role == Role.ALLY else 0.0)
    money = alone + p.resilience_cost * (own - alone)  # only the pledged increment buys more than cyber
    limit = p.fiscal_room + lifted
    state.budget_limit = 100.0 * state.plan + state.resilience_money + limit
    excess = 100.0 * rise + money - state.resilience_money - limit
    if excess > 0.0:
        more_core = max(0.0, 100.0 * rise)
        more_money = max(0.0, money - state.resilience_money)
        cut = min(more_money, max(cut_share(more_core, more_money, p.priority) * excess, excess - more_core))
        own = own * (1.0 - cut / money) if money > 0.0 else own
        money = money - cut
        rise = rise - 0.01 * (excess - cut)
    plan = min(0.9, max(0.0, state.plan + rise))
    state.plan = disturbed(plan, p.spending_noise, spending_luck(world, i))
    state.resilience_spending = own
    state.resilience_money = money


@rule
def cut_share(more_core, more_money, priority):
    """Resilience's share of a cut, by priority: all of it at 0, its part of the rise at ½, none at 1."""
    total = more_core + more_money
    proportional = more_money / total if total > 0.0 else 0.0
    if priority < 0.5:
        return proportional + (1.0 - proportional) * (1.0 - 2.0 * priority)
    return proportional * (2.0 - 2.0 * priority)


@rule
def spending_luck(world, i):
    """The year's luck of state i's budget: four named normals make one T₃."""
    key = world.alliance[0].key
    month = world.alliance[0].month
    return student_three(
        normal(key, month, Draw.SPENDING, i, 0),
        normal(key, month, Draw.SPENDING, i, 1),
        normal(key, month, Draw.SPENDING, i, 2),
        normal(key, month, Draw.SPENDING, i, 3),
    )


@rule
def adopt_budgets(world, p):
    """Plans become spending, all at once, so that nobody's year depends on the order of the roll.

    Equation: b = posture · plan. Units: shares of GDP a year. Source: own bookkeeping; `posture` below one is a withdrawal,
    of which the alliance feels the cut.
    """
    if not is_january(world.alliance[0].month):
        return
    for i in range(len(world.states)):
        state = world.states[i]
        state.core = state.posture * state.plan
        world.history[world.alliance[0].month // 12, i] = state.core
    rank_burdens(world)
