"""Analysts before they look at a case: whom they suspect, who contributes, and what neighbours and channels add.

Equation: π_i ∝ s π⁰_i + named_i; insight and channel: see `refresh_insight`. Units: weights, factors on d. Source: base
rates from EuRepoC; Rid & Buchanan 2015 (attribution is a process); own forms.
"""

from __future__ import annotations

from model.arithmetic import exp
from model.rule import rule
from model.state import Layer, Role


@rule
def prepare_analysts(world, p):
    """Once a month: suspects' weights, each victim's contributors, and what their neighbours and channels add.

    Equation: π_i ∝ s π⁰_i + named_i, crime at its known share (a count of what was named crime would feed on itself);
    m_i = low + (high − low) Σ_j w_ij D_j / best, so that the best connected victim always has `evidence_high`: m says how well
    a victim is connected, skill itself counts in `monthly_strength`. r_j = exp(recognised_j). Units: weights; number of
    contributors; factor. Source: base rates from EuRepoC; own forms. A partner's ties count by `partner_evidence`.
    """
    alliance = world.alliance[0]
    crime = len(world.adversaries)
    states = 0.0
    for j in range(crime):
        adversary = world.adversaries[j]
        adversary.named = adversary.named * p.prior_decay
        alliance.prior[j] = p.prior_strength * adversary.base_rate + adversary.named
        states += alliance.prior[j]
        adversary.recognisability = exp(adversary.recognised) if p.recognisability > 0 else 1.0
    alliance.prior[crime] = states * p.crime_prior / (1.0 - p.crime_prior)
    best = gather_intelligence(world, p)
    for i in range(len(world.states)):
        state = world.states[i]
        share = state.shared / best if best > 0.0 else 0.0
        state.contributors = p.evidence_low + (p.evidence_high - p.evidence_low) * share
    if alliance.refresh > 0:
        alliance.refresh = 0
        for i in range(len(world.states)):
            for j in range(len(world.adversaries)):
                refresh_insight(world, j, i, p)
    if alliance.month >= 60 and alliance.month % 12 == 0:
        revise_flag_beliefs(world, p)


@rule
def gather_intelligence(world, p):
    """What each state's contributors know, and the most that any has; summed over ties where it may have changed.

    Equation: Σ_j w_ij D_j. Where every skill has but faded by ρ since last month, so have all sums, and summing 1,300 ties
    again would take a quarter of a run's time. Whether it may be skipped hangs on what the sum is made of and on nothing
    else, or an agent that writes its column would move the last bit. Units: skill. Source: own bookkeeping.
    """
    alliance = world.alliance[0]
    faded = alliance.partner_weight == p.partner_evidence
    alliance.partner_weight = p.partner_evidence
    for i in range(len(world.states)):
        state = world.states[i]
        if state.detection != state.detection_before * p.skill_retention or state.role != state.role_before:
            faded = False
        state.detection_before = state.detection
        state.role_before = state.role
    best = 0.0
    for i in range(len(world.states)):
        state = world.states[i]
        if faded:
            state.shared = state.shared * p.skill_retention
        else:
            state.shared = 0.0
            for k in range(world.first[Layer.INTELLIGENCE, i], world.first[Layer.INTELLIGENCE, i + 1]):
                tie = world.ties[k]
                other = world.states[tie.neighbour]
                state.shared += intelligence(tie.weight, state.role, other.role, p) * other.detection
        best = max(best, state.shared)
    return best


@rule
def intelligence(weight, role, other, p):
    """How much intelligence a tie carries: its weight, cut to the partners' weight where either end is a partner."""
    if role == Role.PARTNER or other == Role.PARTNER:
        return weight * p.partner_evidence
    return weight


@rule
def refresh_insight(world, j, i, p):
    """What contributors to i's case add against adversary j: knowledge of a neighbour or rival, a balancer's channel.

    Equation: insight = 1 + (ι − 1) max_k w_ik rival_jk; channel = 1 + β max_k w_ik a_k hedge_jk, k = i at weight one. Units:
    factors on d. Source: own form; neighbours know their rivals best.
    """
    own = world.states[i]
    knows = 1.0 if world.pairs[j, i].rival > 0.0 else 0.0
    channel = p.balancing_scale * own.balancing * world.pairs[j, i].hedge
    for k in range(world.first[Layer.INTELLIGENCE, i], world.first[Layer.INTELLIGENCE, i + 1]):
        other = world.ties[k].neighbour
        weight = intelligence(world.ties[k].weight, own.role, world.states[other].role, p)
        if world.pairs[j, other].rival > 0.0:
            knows = max(knows, weight)
        channel = max(channel, weight * p.balancing_scale * world.states[other].balancing * world.pairs[j, other].hedge)
    world.pairs[j, i].insight = 1.0 + (p.rival_insight - 1.0) * knows
    world.pairs[j, i].back_channel = 1.0 + p.balancing_insight * channel


@rule
def revise_flag_beliefs(world, p):
    """From the sixth year analysts' belief in flags steps towards the true rate: files are declassified.

    A fooled case never looks flagged, so resolved cases teach nothing before. Units: probability, a year. Source: own.
    """
    for j in range(len(world.adversaries)):
        adversary = world.adversaries[j]
        if adversary.operations_used > 0.0:
            truth = adversary.flags_used / adversary.operations_used
            adversary.flag_belief += p.flag_learning * (truth - adversary.flag_belief)
            adversary.flag_belief = min(0.999, max(0.001, adversary.flag_belief))
