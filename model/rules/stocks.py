"""Stocks by perpetual inventory: what is spent adds up, what is old wears out.

Equation: K' = (1 − δ_K/12) K + b Y/12; S' = S + (r − δ S)/12; R = 1 − exp(−κ S). Units: K in bn USD; S in points of GDP.
Source: perpetual inventory (Meinen, Verbiest & de Wolf 1998); Gordon & Loeb 2002 for R.
"""

from __future__ import annotations

from model.rule import rule
from model.rules.resilience import protection
from model.state import Role


@rule
def build_stocks(world, p):
    """Capability, resilience stock and protection of every state a month on, and their sums over the members."""
    alliance = world.alliance[0]
    alliance.capability_now = 0.0
    alliance.capability_most = 0.0
    hegemon = 0.0
    protected = 0.0
    members = 0
    for i in range(len(world.states)):
        state = world.states[i]
        state.capability = (1.0 - p.capability_decay / 12.0) * state.capability + state.core * state.gdp / 12.0
        stock = state.stock + (state.resilience_spending - p.resilience_decay * state.stock) / 12.0
        state.stock = max(0.0, stock)
        state.protection = protection(p.kappa, state.stock)
        if state.role == Role.ALLY:
            members += 1
            protected += state.protection
            alliance.capability_now += state.capability
            hegemon += state.capability if state.hegemon > 0.0 else 0.0
            alliance.capability_most = max(alliance.capability_most, state.capability)
    alliance.mean_protection = protected / members if members > 0 else 0.0
    alliance.hegemon_share = hegemon / alliance.capability_now if alliance.capability_now > 0.0 else 0.0
