"""Evidence: what contributors find out about an open case in a month, and what that says of its author.

Equation: posterior_i ∝ π_i exp(ℓI_i) Σ_s P(s | i; f̂) exp(ℓT_s); each month ℓ_h += N(±d_h²/2, d_h²), + for the truth (the
author in the independent channel, the flag shown in the technical one), d_h = d0 · difficulty · skill · effort · ι_h · r_h,
pooled over m. Units: log-likelihoods. Source: Green & Swets 1966; Rid & Buchanan 2015; Winkler 1981 (dependent sources).

Every suspect has a test of its own, whose strength d_h is known before its outcome: it depends on the suspect, not on who
did it. With x_h the outcomes and f0, f1 their densities for an innocent and a guilty h, P(x | i) = f1(x_i) Π_{h ≠ i} f0(x_h),
which is f1(x_i)/f0(x_i) = exp(ℓ_i) times what is the same for all i. So the posterior is Bayes' rule however the d_h differ.
"""

from __future__ import annotations

from model.arithmetic import exp
from model.randomness import Draw, normal
from model.rule import rule
from model.rules.attribution import evidence_strength


@rule
def monthly_strength(world, case, p):
    """The month's d of both channels for a suspect about whom nothing more is known, pooled over the case's contributors.

    Equation: d = d0 · exp(σξ − σ²/2) · (0.55 + 0.45 R + 0.5 (D − D0)) · e_tier, then `evidence_strength` with correlation
    ρ (1 − c (Q̄ − Q0)). Units: standard deviations. Source: see the top of the file.
    """
    alliance = world.alliance[0]
    contributors = p.evidence_high
    resilience = alliance.mean_protection
    detection = alliance.mean_detection
    if case.victim < len(world.states):
        victim = world.states[case.victim]
        contributors = victim.contributors
        resilience = victim.protection
        detection = victim.detection
    skill = p.skill_base + p.skill_resilience * resilience + p.skill_detection * (detection - p.skill_reference)
    correlation = p.correlation * (1.0 - p.coordination_effect * (alliance.mean_coordination - p.skill_reference))
    pooled = evidence_strength(case.difficulty * max(0.0, skill) * p.effort[case.tier], contributors, correlation)
    return p.technical * pooled, p.independent * pooled


@rule
def known_of(world, case, h):
    """How much more can be told of suspect h: a factor on both channels, and one on the independent channel alone.

    Equation: ι_h r_h, and the channel of a balancing contributor; both 1 for crime. Units: factors on d. Source: own form; a
    neighbour knows its neighbour's hand, guilty or not.
    """
    if h >= len(world.adversaries):
        return 1.0, 1.0
    told = world.adversaries[h].recognisability
    if case.victim >= len(world.states):
        return told, 1.0
    pair = world.pairs[h, case.victim]
    return told * pair.insight, pair.back_channel


@rule
def gather(world, c, p):
    """A month's evidence on case c: of every suspect, a test of whether the traces are its and of whether it did it."""
    case = world.cases[c]
    alliance = world.alliance[0]
    technical, independent = monthly_strength(world, case, p)
    for h in range(len(world.adversaries) + 1):
        known, channel = known_of(world, case, h)
        if technical > 0.0:
            z = normal(alliance.key, alliance.month, Draw.TECHNICAL, h, case.identity)
            case.technical[h] += likelihood_ratio(technical * known, h == case.shown, z)
        if independent > 0.0:
            z = normal(alliance.key, alliance.month, Draw.INDEPENDENT, h, case.identity)
            case.independent[h] += likelihood_ratio(independent * known * channel, h == case.author, z)


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
        case.posterior[s] = bounded_exp(case.technical[s] - most)  # kept there for the second loop
        seen += prior[s] * case.posterior[s]
    total = 0.0
    best = 0
    for i in range(crime + 1):
        plain = case.posterior[i]
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
    return exp(x) if x > -700.0 else 0.0
