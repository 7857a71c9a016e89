"""Evidence: what contributors find out about an open case month by month, and when an author is named.

Equation: posterior_i ∝ π_i exp(ℓI_i) Σ_s P(s | i; f̂) exp(ℓT_s); each month ℓ_h += N(±d²/2, d²), + for the truth (the author in
the independent channel, the flag shown in the technical one), d = d0 · difficulty · skill · insight, pooled over m.
Units: log-likelihoods. Source: Green & Swets 1966; Rid & Buchanan 2015; Winkler 1981 (dependent sources).
"""

from __future__ import annotations

import math

from model.randomness import Draw, normal, poisson, uniform
from model.rule import rule
from model.rules.attribution import evidence_strength
from model.rules.cases import close_case
from model.rules.response import answer_in_public, book_silence
from model.state import Fate, Layer, Role, Rung, Status, Tier


@rule
def prepare_analysts(world, p):
    """Once a month: suspects' weights, each victim's contributors, and what their neighbours and channels add.

    Equation: π_i ∝ s π⁰_i + named_i, crime at its known share (a count of what was named crime would feed on itself);
    m_i = low + (high − low) Σ_j w_ij D_j / best in the first month. Units: weights; number of contributors. Source: base
    rates from EuRepoC; own forms. A partner's ties count by `partner_evidence`.
    """
    alliance = world.alliance[0]
    crime = len(world.adversaries)
    states = 0.0
    for j in range(crime):
        adversary = world.adversaries[j]
        adversary.named = adversary.named * p.prior_decay
        alliance.prior[j] = p.prior_strength * adversary.base_rate + adversary.named
        states += alliance.prior[j]
    alliance.prior[crime] = states * p.crime_prior / (1.0 - p.crime_prior)
    best = 0.0
    for i in range(len(world.states)):
        state = world.states[i]
        shared = 0.0
        for k in range(world.first[Layer.INTELLIGENCE, i], world.first[Layer.INTELLIGENCE, i + 1]):
            tie = world.ties[k]
            other = world.states[tie.neighbour]
            shared += intelligence(tie.weight, state.role, other.role, p) * other.detection
        state.contributors = shared
        best = max(best, shared)
    if alliance.evidence_scale == 0.0:
        alliance.evidence_scale = best
    for i in range(len(world.states)):
        state = world.states[i]
        share = state.contributors / alliance.evidence_scale if alliance.evidence_scale > 0.0 else 0.0
        state.contributors = p.evidence_low + (p.evidence_high - p.evidence_low) * share
    if alliance.refresh > 0:
        alliance.refresh = 0
        for i in range(len(world.states)):
            for j in range(len(world.adversaries)):
                refresh_insight(world, j, i, p)
    if alliance.month >= 60 and alliance.month % 12 == 0:
        revise_flag_beliefs(world, p)


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


@rule
def monthly_strength(world, case, author, p):
    """The month's d of both channels against the true author of a case, pooled over its contributors.

    Equation: d = d0 · exp(σξ − σ²/2) · (0.55 + 0.45 R + 0.5 (D − D0)) · insight, then `evidence_strength` with correlation
    ρ (1 − c (Q̄ − Q0)). Units: standard deviations. Source: see the top of the file.
    """
    alliance = world.alliance[0]
    contributors = p.evidence_high
    resilience = alliance.mean_protection
    detection = alliance.mean_detection
    insight = 1.0
    channel = 1.0
    if case.victim < len(world.states):
        victim = world.states[case.victim]
        contributors = victim.contributors
        resilience = victim.protection
        detection = victim.detection
        if author < len(world.adversaries):
            insight = world.pairs[author, case.victim].insight
            channel = world.pairs[author, case.victim].back_channel
    skill = p.skill_base + p.skill_resilience * resilience + p.skill_detection * (detection - p.skill_reference)
    correlation = p.correlation * (1.0 - p.coordination_effect * (alliance.mean_coordination - p.skill_reference))
    pooled = evidence_strength(case.difficulty * max(0.0, skill) * insight, contributors, correlation)
    return p.technical * pooled, p.independent * pooled * channel


@rule
def gather(world, c, p):
    """A month's evidence on case c. Each channel tells its truth from every other suspect with the same strength."""
    case = world.cases[c]
    alliance = world.alliance[0]
    technical, independent = monthly_strength(world, case, case.author, p)
    for h in range(len(world.adversaries) + 1):
        if technical > 0.0:
            z = normal(alliance.key, alliance.month, Draw.TECHNICAL, h, case.identity)
            case.technical[h] += likelihood_ratio(technical, h == case.shown, z)
        if independent > 0.0:
            z = normal(alliance.key, alliance.month, Draw.INDEPENDENT, h, case.identity)
            case.independent[h] += likelihood_ratio(independent, h == case.author, z)


@rule
def likelihood_ratio(d, true, z):
    """One log-likelihood ratio: N(+d²/2, d²) for the truth, N(−d²/2, d²) for anybody else. Source: Green & Swets 1966."""
    half = 0.5 * d * d
    return (half if true else -half) + d * z


@rule
def judge(world, c):
    """The posterior of case c over its suspects, given what analysts believe about flags; returns the likeliest.

    Equation: see the top of the file; P(s = i | i) = 1 − f̂_i, P(s | i) = f̂_i π_s/Σ_{k≠i} π_k; crime flies no flag. Units:
    probabilities. Source: Bayes' rule; flags after Baliga, Bueno de Mesquita & Wolitzky 2020.
    """
    case = world.cases[c]
    prior = world.alliance[0].prior
    crime = len(world.adversaries)
    everyone = 0.0
    most = case.technical[0]
    steady = case.independent[0]
    for s in range(crime + 1):
        everyone += prior[s]
        most = max(most, case.technical[s])
        steady = max(steady, case.independent[s])
    seen = 0.0
    for s in range(crime + 1):
        seen += prior[s] * bounded_exp(case.technical[s] - most)
    total = 0.0
    best = 0
    for i in range(crime + 1):
        plain = bounded_exp(case.technical[i] - most)
        shown = plain
        if i < crime:
            belief = world.adversaries[i].flag_belief
            shown = (1.0 - belief) * plain + belief * (seen - prior[i] * plain) / (everyone - prior[i])
        case.posterior[i] = prior[i] * bounded_exp(case.independent[i] - steady) * shown
        total += case.posterior[i]
    for i in range(crime + 1):
        case.posterior[i] = case.posterior[i] / total if total > 0.0 else prior[i] / everyone
        if case.posterior[i] > case.posterior[best]:
            best = i
    return best


@rule
def bounded_exp(x):
    """exp(x) for x ≤ 0, and 0 where it would underflow."""
    return math.exp(x) if x > -700.0 else 0.0


@rule
def investigate(world, p):
    """All open investigations a month on: evidence, posterior, a name at the bar, or closed as stale."""
    alliance = world.alliance[0]
    for c in range(alliance.open_cases):
        case = world.cases[c]
        if case.status != Status.INVESTIGATED:
            continue
        gather(world, c, p)
        best = judge(world, c)
        if case.posterior[best] >= p.bar:
            name_author(world, c, best, p)
        elif alliance.month - case.birth >= p.window:
            book_silence(world, c, p)
            close_case(world, c, Fate.UNNAMED, 0)


@rule
def name_author(world, c, suspect, p):
    """A suspect is named: the record and the measures note it, and the victim decides whether to bring the case.

    It brings one whose harm, own and (at a weight: Brussels 2021, para 32) what the accused did to it in two years,
    reaches a threshold. A case named as crime, or too slight, ends here, in public or not.
    """
    case = world.cases[c]
    alliance = world.alliance[0]
    key, month = alliance.key, alliance.month
    crime = len(world.adversaries)
    case.suspect = suspect
    case.certainty = case.posterior[suspect]
    count_naming(world, c)
    if suspect == crime:
        if case.event >= 0:
            book_silence(world, c, p)
        close_case(world, c, Fate.UNANSWERED, 0)
        return
    world.adversaries[suspect].named += 1.0
    gravity = case.harm
    if case.victim < len(world.states):
        pair = world.pairs[suspect, case.victim]
        gravity += p.cumulative_weight * pair.recent_harm
        pair.recent_harm += case.harm
    elif case.tier >= Tier.DISRUPTION:
        gravity = p.consult_threshold  # the alliance's own networks: brought whatever it cost
    if gravity >= p.consult_threshold:
        case.status = Status.BROUGHT
        wait = poisson(
            p.delay * (1.0 - alliance.mean_coordination), uniform(key, case.birth, Draw.DELAY, 0, case.identity)
        )
        case.first_vote = month + wait
        case.rung = Rung.NONE
        world.months[month].consultations += 1.0
        world.months[month].severe_cases += 1.0 if case.tier >= Tier.DISRUPTION else 0.0
    elif uniform(key, case.birth, Draw.NAMING, 0, case.identity) < p.public_naming:
        answer_in_public(world, c, p)
    else:
        book_silence(world, c, p)
        close_case(world, c, Fate.UNANSWERED, 0)


@rule
def count_naming(world, c):
    """Book a naming to the month of the operation, and to the log."""
    case = world.cases[c]
    alliance = world.alliance[0]
    row = world.months[case.birth]
    if case.suspect < len(world.adversaries):
        row.accusations += 1.0
        row.misattributed += 1.0 if case.suspect != case.author else 0.0
        row.certainty += case.certainty
    if case.event < 0:
        return
    event = world.events[case.event]
    event.named = case.suspect
    event.named_month = alliance.month
    event.certainty = case.certainty
    row.attributed += 1.0
    row.attribution_months += alliance.month - case.birth
    if case.victim < len(world.states) and case.suspect == case.author:
        row.attributed_rivals += 1.0 if world.pairs[case.author, case.victim].rival > 0.0 else 0.0
