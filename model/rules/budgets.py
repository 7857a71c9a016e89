"""Budgets: each January a state weighs core defence and resilience, under two pledges and one fiscal limit.

Equation: b += λ (b* − b); b* from `spending`, r* = r° + ω_r max(0, τ_r − r°), r° = δS + v (S* − S); 100 b + r ≤ Φ.
Units: core in shares of GDP a year, resilience in points of GDP a year. Source: Cornes & Sandler 1996 (impure public
good); NATO pledges of Wales 2014, Warsaw 2016, Vilnius 2023 and The Hague 2025; threshold norm after Granovetter 1978.
"""

from __future__ import annotations

from model.rule import rule
from model.rules.calendar import is_january
from model.rules.record import rank_burdens
from model.rules.resilience import optimal_stock
from model.rules.spending import best_response, path, pledged
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
def desired_core(world, i, p):
    """Core spending that state i aims at: its best response to its allies' spending, pulled up to the pledge.

    Equation: b* = b° + ω_i max(0, τ − b°), b° = max(0, a − (1 − a) θ0 C B̄), a = a0 (1 + kT T). Units: share of GDP. Range:
    [0, 1). Errors: none. Source: Olson & Zeckhauser 1966; Cornes & Sandler 1996.
    """
    state = world.states[i]
    alliance = world.alliance[0]
    taste = min(0.99, state.taste * (1.0 + p.threat_response * state.threat))
    alone = best_response(taste, p.theta * state.credence, state.spill_in)
    weight = path(p.pledge_weight, p.pledge_weight_end, p.pledge_years, alliance.month)
    pull = peer_pull(weight, alliance.compliance, p) if state.pledged > 0.0 else 0.0
    return pledged(alone, path(p.pledge_core, p.pledge_core_end, p.pledge_years, alliance.month), pull)


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
def set_budget(world, i, p):
    """State i plans its year: both aims, then one fiscal limit over their sum. Other states still see last year's.

    Equation: plan = b + λ (b* − b), r = r° + ω_r max(0, τ_r − r°); if 100 plan + r > Φ the excess is cut by `priority`: 0 all
    from resilience, 1 all from core, ½ in proportion. Units: shares and points of GDP a year. Errors: none. Source: own
    form of one treasury behind both pledges.
    """
    state = world.states[i]
    state.spill_in = spill_in(world, i)
    plan = state.plan + p.budget_adjustment * (desired_core(world, i, p) - state.plan)
    alone = desired_resilience(world, i, p)
    pull = peer_pull(p.resilience_pledge_weight, world.alliance[0].resilience_compliance, p)
    own = pledged(alone, p.resilience_pledge, pull if state.role == Role.ALLY else 0.0)
    money = alone + p.resilience_cost * (own - alone)  # only the pledged increment buys more than cyber
    excess = 100.0 * plan + money - state.budget_limit
    if excess > 0.0:
        proportional = money / (100.0 * plan + money)
        if p.priority < 0.5:
            share = proportional + (1.0 - proportional) * (1.0 - 2.0 * p.priority)
        else:
            share = proportional * (2.0 - 2.0 * p.priority)
        cut = min(money, max(share * excess, money - state.budget_limit))
        own = own * (1.0 - cut / money) if money > 0.0 else own
        money = money - cut
        plan = max(0.0, min(plan, (state.budget_limit - money) / 100.0))
    state.plan = plan
    state.resilience_spending = own
    state.resilience_money = money


@rule
def adopt_budgets(world, p):
    """Plans become spending, all at once, so that nobody's year depends on the order of the roll. Limits grow.

    Equation: b = posture · plan; Φ' = Φ + φ. Units: shares and points of GDP a year. Source: own bookkeeping; `posture`
    below one is a withdrawal, of which the alliance feels the cut.
    """
    if not is_january(world.alliance[0].month):
        return
    for i in range(len(world.states)):
        state = world.states[i]
        state.core = state.posture * state.plan
        state.budget_limit = state.budget_limit + p.fiscal_room
    rank_burdens(world)
