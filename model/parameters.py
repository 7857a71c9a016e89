"""Every parameter of the model, declared once: name, symbol, unit, bounds, default, group, source, meaning.

The order of an entry: name, symbol, unit, low, high, default, standing, source, meaning. `lever` is what an alliance
can decide, `uncertainty` what nobody knows, `constant` what the literature or a decision fixed (XLRM, Lempert 2003).
`prior` is what is held of an uncertain value before the record is looked at; its spread is our judgement unless the source
says more, and it is wide where a value was calibrated: that one has seen the record. A lever or a constant has none.
`standing` says how a value came about: fixed, calibrated to the bands of docs/validation.md, or scenario. A family
(`gain`, one entry per tier) is declared once with all its values; its elements are `gain_nuisance` and so on.
Values marked "assumption" have no source: they are our choice; some have a line of argument in docs/odd.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import numpy as np

from model.constants import LEDGER_MONTHS
from model.declaration import Parameter, Table
from model.prior import log_uniform, lognormal, normal, share, uniform

__all__ = ["FAMILIES", "PARAMETER", "PARAMETERS", "RULES", "RUNGS", "TIERS", "TOPOLOGIES", "parameter_record", "parameter_rows"]

TIERS = ("nuisance", "espionage", "disruption", "destruction")
RUNGS = ("statement", "sanctions", "counter_cyber", "article_5")
RULES = ("silence", "strict", "majority", "coalition", "nobody")
TOPOLOGIES = ("real", "complete", "hub", "small_world", "scale_free", "blocks")

_entries: dict[str, Parameter] = {}
FAMILIES: dict[str, int] = {}
"""Names of the vectors and how many elements each has."""
_group = ""


def _add(role, name, symbol, unit, low, high, default, standing, source, meaning, kind="float", choices=(), **place):
    if name in _entries:
        raise RuntimeError(f"parameter {name} is declared twice")
    _entries[name] = Parameter(
        name, symbol, unit, (low, high), default, role, _group, source, meaning, kind, choices, standing=standing, **place
    )


def lever(*entry, **more):
    _add("lever", *entry, **more)


def uncertainty(*entry, **more):
    _add("uncertainty", *entry, **more)


def constant(*entry, **more):
    _add("constant", *entry, **more)


def switch(name, default, source, meaning):
    """A mechanism that is either at work or not."""
    _add("lever", name, "", "", 0, 1, default, "scenario", source, meaning, kind="bool")


def family(role, name, symbol, unit, low, high, elements, defaults, standing, source, meaning, prior=None):
    """`prior` is made from each element's value; an element at 0 that is 0 by definition has none."""
    FAMILIES[name] = len(elements)
    for position, (element, value) in enumerate(zip(elements, defaults, strict=True)):
        text = f"{meaning}: {element.replace('_', ' ')}"
        full = f"{name}_{element}"
        place = {"family": name, "position": position, "prior": prior(value) if prior and value != 0 else None}
        _add(role, full, symbol, unit, low, high, value, standing, source, text, **place)


_group = "spending"
lever("theta", "θ0", "", 0, 2, 0.5, "scenario", "Olson & Zeckhauser 1966; Cornes & Sandler 1996", "how far the spending of a fully trusted ally replaces a state's own")
uncertainty("threat_response", "kT", "", 0, 4, 1.6, "calibrated", "Nordhaus, Oneal & Russett 2012", "how much a threat of one raises the taste for defence", prior=lognormal(1.6, 0.6))
lever("pledge_core", "τ", "share of GDP", 0, 0.06, 0.02, "fixed", "Wales 2014, para 14", "first pledge for core defence")
constant("pledge_due", "D", "years", -20, 30, -1, "fixed", "Wales 2014: within a decade", "date of the first pledge, counted from the first January (−1: 2024)", kind="int")
lever("pledge_core_end", "τ'", "share of GDP", 0, 0.06, 0.02, "fixed", "The Hague 2025", "second pledge for core defence; none where it is not above the first")
lever("pledge_years", "D'", "years", 1, 20, 10, "fixed", "The Hague 2025: by 2035", "date of the second pledge, counted from the first January", kind="int")
uncertainty("pledge_weight", "ω", "", 0, 1, 0.2, "calibrated", "NATO's record 2014–2024: 0.20 ± 0.07", "share of an even path to the first pledge that those below it keep", prior=normal(0.2, 0.07))
uncertainty("pledge_weight_end", "ω'", "", 0, 1, 0.5, "scenario", "assumption: no record yet", "share of an even path to the second pledge that members keep", prior=uniform(0.1, 1))
uncertainty("budget_ease", "ε", "a year", 0, 1, 0.1, "calibrated", "NATO's record 2014–2024: 0.1, 0.02 to 0.4", "share of what lies above the pledge that lapses in a year (peace dividend)", prior=lognormal(0.1, 0.8))
uncertainty("peer_pull", "", "", 0, 1, 0.5, "scenario", "threshold norms, Granovetter 1978; the record does not see it", "share of the pull that depends on peers' compliance (at most half of it)", prior=uniform(0, 1))
uncertainty("budget_adjustment", "λ", "", 0, 1, 0.25, "scenario", "assumption: the record does not see it", "share of a change in a state's own choice that its budget follows", prior=uniform(0, 0.5))
uncertainty("fiscal_room", "φ", "points of GDP a year", 0, 2, 0.3, "fixed", "assumption", "what core plus resilience spending may rise by in a year", prior=lognormal(0.3, 0.35))
uncertainty("spending_noise", "σ", "points of GDP", 0, 1, 0.123, "fixed", "NATO's record 2014–2024", "scale of a year's unplanned change at 1.6 % of GDP (Student's t, 3 degrees of freedom)", prior=lognormal(0.123, 0.17))
lever("budget_shock", "", "points of GDP a year", 0, 3, 0, "scenario", "2022: 0.46 ± 0.10", "a dated event that lifts budgets, at proximity one to the first adversary")
uncertainty("budget_shock_start", "", "points of GDP a year", 0, 3, 0.24, "fixed", "NATO's record: 0.46 of 2022 and 0.09 of 2014, faded", "what is left of earlier events in the first January", prior=lognormal(0.24, 0.22))
uncertainty("budget_shock_rate", "ν", "a year", 0, 1, 0.1, "scenario", "assumption: two events in eleven years", "chance of an event that lifts budgets", prior=lognormal(0.1, 0.6))
uncertainty("budget_shock_size", "", "points of GDP a year", 0, 3, 0.25, "scenario", "assumption: between 2014 and 2022", "mean size of such an event", prior=lognormal(0.25, 0.6))
constant("budget_shock_memory", "m", "years", 0, 50, 3, "fixed", "NATO's record 2014–2024", "memory of such an event")
constant("first_budget", "", "months", 0, 1200, 0, "fixed", "which years' spending is given", "month from which on states set budgets; before it spending stays as the alliance's file gives it", kind="int")
lever("priority", "", "", 0, 1, 0.5, "scenario", "assumption", "when the fiscal limit binds: 0 spares core, 1 spares resilience, a half cuts in proportion")
uncertainty("commitment_min", "hmin", "", 0, 1, 0.2, "scenario", "assumption", "the hegemon's commitment when no ally complies", prior=uniform(0, 0.5))
uncertainty("commitment_max", "hmax", "", 0, 1, 0.95, "scenario", "assumption", "the hegemon's commitment when all allies comply", prior=uniform(0.7, 1))
uncertainty("commitment_slope", "", "", 0, 40, 12, "fixed", "assumption", "how sharply commitment follows compliance; 0 makes it unconditional at the middle", prior=lognormal(12, 0.5))
lever("commitment_ceiling", "", "", 0, 1, 1, "scenario", "assumption", "the hegemon's commitment is never above this")
constant("capability_decay", "", "a year", 0.01, 0.5, 0.07, "fixed", "perpetual inventory, Meinen et al. 1998", "depreciation of military capability")
uncertainty("capability_weight", "", "", 0, 1, 0.4, "fixed", "assumption", "share of punishment that depends on the capability of those who punish", prior=share(0.4, 0.8))
constant("capability_cap", "", "", 1, 5, 1.6, "fixed", "assumption", "capability counts up to this multiple of 2024")

_group = "resilience"
uncertainty("kappa", "κ", "per point", 0.1, 10, 2.2, "calibrated", "Gordon & Loeb 2002 (diminishing returns)", "how fast the resilience stock protects", prior=log_uniform(0.7, 7))
constant("resilience_decay", "δ", "a year", 0.01, 1, 0.20, "fixed", "assumption: software life of five years", "depreciation of the resilience stock")
constant("discount", "ρ", "a year", 0, 0.2, 0.03, "fixed", "EU cost-benefit guide 2014", "discount rate in the carrying cost")
uncertainty("baseline_loss", "L0", "points a year", 0, 2, 0.2, "calibrated", "assumption", "yearly loss to ordinary crime against which everybody insures", prior=lognormal(0.2, 0.5))
uncertainty("loss_start", "", "points a year", 0, 1, 0.02, "calibrated", "calibration", "expected loss to states' attacks at the start, before protection, for an average target", prior=lognormal(0.02, 0.7))
uncertainty("salience", "s", "", 0, 20, 3, "calibrated", "Slovic 1987", "weight of experienced state attacks against ordinary crime", prior=lognormal(3, 0.5))
lever("psi", "ψ", "", 0, 1, 0, "scenario", "Kunreuther & Heal 2003", "share of the harm spilled on neighbours that a state counts as its own")
uncertainty("invest_speed", "", "a year", 0.05, 2, 0.63, "fixed", "assumption", "share of the shortfall in resilience planned to be closed in a year", prior=lognormal(0.63, 0.5))
lever("resilience_pledge", "τr", "points a year", 0, 0.5, 0, "scenario", "Cyber Defence Pledge 2016, 2023", "pledged yearly spending on resilience, in cyber points of GDP")
lever("resilience_pledge_weight", "ωr", "", 0, 1, 0.9, "scenario", "assumption", "pull of the resilience pledge")
lever("resilience_cost", "", "", 1, 10, 1, "scenario", "The Hague 2025", "new money per cyber point (3 where the pledge buys more than cyber)")
lever("infrastructure_first", "", "", 0, 1, 0, "scenario", "enhanced Cyber Defence Pledge 2023", "how far pledged money goes to critical infrastructure first: its damage halves as the pledge is met")
uncertainty("infrastructure_factor", "CI", "", 0.2, 5, 1, "fixed", "assumption", "damage factor of critical infrastructure, at disruption and above", prior=lognormal(1, 0.3))

_group = "exercises"
lever("locked_shields", "", "a year", 0, 2, 1, "scenario", "CCDCOE, yearly since 2010", "Locked Shields held in a year (April, October)", kind="int")
lever("cyber_coalition", "", "a year", 0, 2, 1, "scenario", "NATO ACT, yearly", "Cyber Coalition held in a year (November, May)", kind="int")
uncertainty("exercise_gain", "g", "", 0, 1, 0.3, "fixed", "assumption", "share of the missing skill gained in one exercise at full part", prior=share(0.3, 0.6))
constant("skill_retention", "", "a month", 0.5, 1, 0.97, "fixed", "Arthur et al. 1998 (skill decay)", "share of a skill kept from month to month")
constant("skill_reference", "D0", "", 0, 1, 0.49, "fixed", "mean over a year of one exercise at full part", "skill at which the base rates of detection and evidence hold")
lever("participation_floor", "", "", 0, 1, 0, "scenario", "assumption", "least part anybody takes in an exercise")
lever("partner_seats", "", "", 0, 1, 0.5, "scenario", "CCDCOE and ACT rosters", "partners' part in the exercises")
lever("drill", "", "", 0, 1, 0.5, "scenario", "Locked Shields, unknown-vulnerability drill", "how much of the exercise goes to unknown vulnerabilities")

_group = "zero-days"
uncertainty("find_scale", "", "", 0, 10, 1, "scenario", "assumption", "multiplies every adversary's discovery of zero-days", prior=lognormal(1, 0.7))
constant("zero_day_life", "", "years", 0.5, 30, 6.9, "fixed", "Ablon & Bogart 2017", "mean life of a zero-day")
uncertainty("collision_hazard", "", "a year", 0, 2, 0.058689, "fixed", "Ablon & Bogart 2017: 5.7 % a year", "hazard that someone else finds the same vulnerability", prior=lognormal(0.058689, 0.4))
constant("stake_discount", "w", "a month", 0, 0.999, 0.98, "fixed", "assumption", "weight of the next month's stakes")
constant("zero_day_tier", "", "", 1, 3, 1, "fixed", "assumption: recognised uses are mostly espionage", "least tier at which a zero-day serves: 1 espionage, 2 disruption", kind="int")
uncertainty("stake_stealth", "S", "", 0, 1, 0.5, "fixed", "assumption", "chance that a used zero-day survives its use, as its holder expects", prior=share(0.5, 0.8))
uncertainty("zero_day_bypass", "", "", 0, 1, 0.4, "fixed", "assumption", "resilience left against a zero-day", prior=share(0.4, 0.7))
uncertainty("zero_day_stealth", "", "logit", 0, 5, 1.5, "fixed", "assumption", "how much a zero-day lowers detection, undrilled", prior=lognormal(1.5, 0.4))
uncertainty("recognition", "", "", 0, 1, 0.35, "fixed", "assumption", "chance that a detected zero-day is recognised, undrilled", prior=share(0.35, 0.6))
uncertainty("recognition_drill", "", "", 0, 1, 0.4, "fixed", "assumption", "what a full drill adds to recognition", prior=share(0.4, 0.6))
uncertainty("patch_exposure", "", "", 0, 1, 0.7, "fixed", "assumption", "resilience left against a burned zero-day until patched", prior=share(0.7, 0.7))
lever("patch_delay_allied", "", "months", 0, 24, 1, "fixed", "assumption", "months to a patch at intelligence distance one", kind="int")
lever("patch_delay_far", "", "months", 0, 24, 3, "fixed", "assumption", "months to a patch at intelligence distance two or more", kind="int")

_group = "operations"
constant("tempo_scale", "", "", 0, 4, 1, "scenario", "assumption", "multiplies every adversary's opportunities")
uncertainty("precision", "λq", "", 0.1, 20, 3, "fixed", "McKelvey & Palfrey 1995", "precision of the logit choice", prior=lognormal(3, 0.4))
family("uncertainty", "gain", "g", "", 0, 10, TIERS, (0.6, 0.7, 0.82, 1.7), "calibrated", "calibration", "adversary's gain per unit of stakes", prior=lambda value: lognormal(value, 0.4))
family("uncertainty", "cost", "c", "", 0, 50, TIERS, (0.3, 0.6, 9.0, 16.0), "calibrated", "calibration", "cost to the author if punished", prior=lambda value: lognormal(value, 0.8))
family("uncertainty", "own_cost", "", "", 0, 10, TIERS, (0.05, 0.20, 0.20, 1.6), "calibrated", "calibration", "author's own cost", prior=lambda value: lognormal(value, 0.5))
family("uncertainty", "damage", "d", "points of GDP", 0, 5, TIERS, (0.002, 0.01, 0.1, 0.6), "calibrated", "NotPetya: about 0.5 % of Ukraine's GDP", "mean harm to an economy of 500 bn", prior=lambda value: lognormal(value, 0.7))
family("uncertainty", "civilian", "", "", 0, 1, TIERS, (0.0, 0.05, 0.4, 0.8), "fixed", "assumption", "civilian share of the harm", prior=lambda value: share(value, 0.6))
family("constant", "norm_tier", "m", "", 0, 10, TIERS, (0.0, 0.1, 1.0, 3.0), "fixed", "UN GGE 2015 norms (f), (g)", "weight on the norm of responsible behaviour")
uncertainty("norm_weight", "wM", "", 0, 3, 0.25, "fixed", "Finnemore & Hollis 2016", "how much norm strength lowers the taste for harm", prior=lognormal(0.25, 0.8))
uncertainty("resilience_denial", "", "", 0, 1, 0.75, "fixed", "deterrence by denial, Nye 2017", "share of the gain that full resilience denies", prior=share(0.75, 0.8))
constant("target_slack", "", "", 1, 3, 1.15, "fixed", "assumption", "targets are sought in proportion to this less their resilience, against the same at the start")
uncertainty("target_size", "b", "", 0, 1.5, 0.83, "calibrated", "EuRepoC 2014–2018, marginal likelihood", "elasticity of being sought in population", prior=normal(0.83, 0.07))
uncertainty("war_severity", "ω", "", -2, 4, 1.35, "calibrated", "EuRepoC: Russia on Ukraine, 27 of 48 severe", "what a war with the target adds to the taste for disruption and worse, as a logarithm", prior=normal(1, 0.5))
switch("character", 1, "EuRepoC 2014–2023 by author", "adversaries differ in their taste for harm and in how easily they are recognised; off: all have the mean of none")
switch("campaigns", 1, "EuRepoC 2014–2022: counts vary more than luck", "adversaries' tempo rises and falls for months")
uncertainty("campaign_persistence", "φ", "a month", 0, 0.99, 0.9, "fixed", "assumption", "how much of a campaign is left a month later", prior=uniform(0.5, 0.95))
uncertainty("flag_cost", "", "", 0, 5, 1, "scenario", "Skopik & Pahi 2020", "multiplies the cost of a false flag; 0 makes flags free", prior=lognormal(1, 0.5))
switch("false_flags", 1, "Baliga, Bueno de Mesquita & Wolitzky 2020", "adversaries may strike under another's flag")
uncertainty("hostility_weight", "", "", 0, 5, 1, "fixed", "assumption", "how much hostility from false blame adds to the taste for an operation", prior=lognormal(1, 0.7))
lever("alliance_networks", "", "", 0, 5, 1, "scenario", "NATO Cyber Security Centre", "how much the alliance's own networks are sought; 0 takes them off the target list")
uncertainty("crime_rate", "", "a month", 0, 50, 2, "calibrated", "calibration: a quarter of what looks like a state's", "criminal incidents a month that look like a state's, the cover in which states hide", prior=lognormal(2, 0.5))
family("constant", "crime_mix", "", "", 0, 1, TIERS, (0.58, 0.37, 0.05, 0.0), "fixed", "assumption: as states' operations", "share of criminal incidents that look like this tier")
constant("damage_sigma", "σ", "", 0, 2, 0.9, "fixed", "Edwards, Hofmeyr & Forrest 2016 (heavy tails)", "spread of the lognormal harm, mean one")
constant("damage_size", "", "", 0, 1, 0.5, "fixed", "assumption", "harm as a share of GDP falls with GDP to this power")
uncertainty("spill", "", "", 0, 1, 0.2, "fixed", "NotPetya 2017", "share of the harm that travels along digital ties", prior=share(0.2, 0.6))

_group = "attribution"
family("uncertainty", "detection", "", "", 0.01, 0.99, TIERS, (0.60, 0.50, 0.75, 0.97), "calibrated", "calibration", "chance of detection at mean skill", prior=lambda value: share(value, 0.5))
uncertainty("detection_skill", "", "logit", 0, 10, 2, "fixed", "assumption", "what detection skill adds to the odds of detection", prior=lognormal(2, 0.4))
uncertainty("technical", "dT", "", 0, 12, 0.76, "calibrated", "calibration", "monthly strength of one contributor's technical evidence", prior=lognormal(0.6, 0.4))
uncertainty("independent", "dI", "", 0, 12, 0.44, "calibrated", "calibration", "monthly strength of one contributor's evidence that no flag can reach", prior=lognormal(0.4, 0.4))
family("uncertainty", "effort", "e", "", 0.1, 20, TIERS, (0.9, 1.0, 2.0, 3.0), "calibrated", "EuRepoC: lags by type", "effort of an investigation, a factor on evidence", prior=lambda value: lognormal(value, 0.3))
uncertainty("difficulty_sigma", "", "", 0, 2, 0.8, "calibrated", "calibration", "spread of a case's own difficulty", prior=lognormal(0.8, 0.4))
uncertainty("correlation", "ρe", "", 0, 0.99, 0.3, "fixed", "Clemen & Winkler 1985", "correlation between contributors' evidence, at mean coordination", prior=share(0.3, 0.7))
lever("evidence_low", "", "", 1, 10, 2, "fixed", "assumption", "contributors to the least connected victim's case")
lever("evidence_high", "", "", 1, 10, 4, "fixed", "assumption", "contributors to the best connected victim's case")
switch("partner_capability", 0, "assumption", "partners' capability counts in coalitions")
lever("partner_evidence", "", "", 0, 1, 0.5, "scenario", "assumption", "weight of intelligence ties with partners")
constant("skill_base", "", "", 0, 1, 0.55, "fixed", "assumption", "forensic skill without resilience")
constant("skill_resilience", "", "", 0, 1, 0.45, "fixed", "assumption", "what resilience adds to forensic skill")
constant("skill_detection", "", "", 0, 2, 0.5, "fixed", "assumption", "what detection skill adds to forensic skill")
uncertainty("coordination_effect", "", "", 0, 1, 0.5, "fixed", "assumption", "how much coordination lowers the correlation of evidence", prior=share(0.5, 0.8))
uncertainty("rival_insight", "", "", 1, 3, 1.3, "fixed", "assumption", "evidence factor when a contributor borders or rivals the accused", prior=uniform(1, 1.8))
uncertainty("balancing_insight", "", "", 0, 2, 0.3, "fixed", "assumption", "what a balancing contributor's channel adds to independent evidence", prior=lognormal(0.3, 0.7))
switch("recognisability", 1, "EuRepoC: shares named by industry", "some adversaries' hands are told more easily than others'")
lever("bar", "", "", 0.3, 0.999, 0.80, "calibrated", "Rid & Buchanan 2015", "posterior at which an author is named, in private")
lever("window", "", "months", 1, 60, 24, "calibrated", "EuRepoC: third quartile of political lags 476 days", "months after which an unnamed case is stale", kind="int")
uncertainty("prior_strength", "", "", 0.01, 100, 4, "fixed", "assumption", "weight of the base rates against the record of named operations", prior=lognormal(4, 0.8))
constant("prior_decay", "", "a month", 0.5, 1, 0.98, "fixed", "assumption", "memory of the record of named operations")
uncertainty("crime_prior", "", "", 0.01, 0.9, 0.25, "calibrated", "EuRepoC: share of non-state authors among state-like incidents", "base rate of crime among the hypotheses", prior=share(0.25, 0.5))
uncertainty("flag_belief", "", "", 0, 5, 1, "scenario", "assumption", "analysts' first belief in flags, as a multiple of the true habit", prior=lognormal(1, 0.5))
uncertainty("flag_learning", "", "a year", 0, 1, 0.1, "fixed", "declassification after years", "step of that belief towards the true rate, from the sixth year", prior=share(0.1, 0.8))
switch("publication", 1, "EuRepoC: industry's attributions", "industry publishes whose some detected operations were")
uncertainty("publication_partner", "", "logit", -5, 5, 1.0, "calibrated", "EuRepoC: industry's shares within and outside NATO", "what is added to the odds of that where the target is a partner", prior=normal(1.0, 0.5))
uncertainty("publication_delay", "", "months", 0, 60, 8.7, "calibrated", "EuRepoC: cleaned industry lags", "mean months from an operation to industry's report", prior=lognormal(8.7, 0.2))
switch("discretion", 1, "Egloff & Smeets 2021", "to name in public is a choice; off, whoever is named is named in public at once")
family("uncertainty", "public_tier", "t", "logit", -5, 5, TIERS, (-0.2, 0.0, 0.6, 1.3), "calibrated", "EuRepoC: political attribution by intensity", "how much more readily a name is made public than espionage's", prior=lambda value: normal(value, 0.4))
family("uncertainty", "public_delay", "D", "months", 0, 24, TIERS, (8.0, 8.0, 3.0, 2.0), "calibrated", "EuRepoC: cleaned political lags", "half the mean months from a name to its publication", prior=lambda value: lognormal(value, 0.4))
uncertainty("public_doubt", "", "logit", 0, 20, 3, "fixed", "Egloff & Smeets 2021", "how much doubt about the author holds back a public word", prior=lognormal(3, 0.4))
uncertainty("public_sources", "", "logit", 0, 5, 0.3, "fixed", "assumption", "what a further contributor adds to the victim's readiness", prior=lognormal(0.3, 0.6))
uncertainty("public_hedge", "", "logit", 0, 20, 2, "fixed", "assumption", "how much a balancing victim's channel holds it back", prior=lognormal(2, 0.5))

_group = "consultation"
lever("rule", "", "", 0, 4, 0, "scenario", "North Atlantic Council practice", "how the Council decides: silence procedure, strict consensus, qualified majority, coalition of the willing, or nobody answers", kind="choice", choices=RULES)
lever("quota", "", "", 0.5, 1, 0.6667, "scenario", "assumption: two thirds", "share of members that makes a qualified majority")
lever("coalition_share", "", "", 0.05, 1, 0.5, "scenario", "assumption", "share of capability that makes a coalition")
family("uncertainty", "benefit", "B", "", 0, 20, TIERS, (0.45, 0.65, 1.35, 2.6), "calibrated", "calibration", "benefit of answering an operation", prior=lambda value: lognormal(value, 0.4))
family("uncertainty", "error_cost", "E", "", 0, 20, RUNGS, (0.3, 0.8, 1.5, 3.0), "calibrated", "calibration", "cost of answering the wrong state", prior=lambda value: lognormal(value, 0.5))
family("uncertainty", "act_cost", "C", "", 0, 20, RUNGS, (0.0, 0.45, 0.75, 2.2), "calibrated", "calibration", "cost of answering at all", prior=lambda value: lognormal(value, 0.5))
family("uncertainty", "punishment", "", "", 0, 5, RUNGS, (0.15, 0.5, 1.0, 2.0), "fixed", "assumption", "weight of an answer as punishment", prior=lambda value: lognormal(value, 0.5))
uncertainty("vote_scale", "", "", 0.1, 10, 1.8, "fixed", "assumption", "margin in units of the members' idiosyncratic views", prior=lognormal(1.8, 0.4))
uncertainty("vote_correlation", "ρ", "", 0, 0.99, 0.6, "fixed", "one-factor model, Vasicek 2002", "share of members' views that is common", prior=share(0.6, 0.7))
constant("shock_persistence", "", "a month", 0, 0.999, 0.8, "fixed", "assumption", "persistence of the common view")
uncertainty("member_cost_sd", "", "", 0, 2, 0.3, "fixed", "assumption", "spread of members' lasting reluctance", prior=lognormal(0.3, 0.5))
uncertainty("objection", "", "", 0, 1, 0.25, "calibrated", "silence procedure", "chance that an unwilling, aligned member breaks the silence", prior=share(0.25, 0.7))
uncertainty("objection_balancing", "", "", 0, 1, 0.75, "fixed", "assumption", "what balancing adds to that chance", prior=share(0.75, 0.8))
lever("balancing_scale", "", "", 0, 1.5, 1, "scenario", "assumption", "multiplies every member's balancing; 0 aligns all")
uncertainty("balancing_cost", "", "", 0, 10, 1.5, "fixed", "assumption", "cost of answering an adversary with which the member hedges", prior=lognormal(1.5, 0.5))
uncertainty("cohesion_vote", "", "", 0, 5, 0.8, "fixed", "assumption", "weight of cohesion in a vote", prior=lognormal(0.8, 0.6))
uncertainty("credence_vote", "", "", 0, 5, 0.4, "fixed", "assumption", "weight of credence in a vote", prior=lognormal(0.4, 0.7))
uncertainty("abandonment", "", "", 0, 5, 0.3, "scenario", "Snyder 1984 (abandonment)", "what acting above a statement costs where the hegemon does not stand behind it", prior=lognormal(0.3, 0.7))
lever("r2p", "wR", "", 0, 2, 0.3, "scenario", "World Summit 2005, paras 138–139", "weight of others' civilian harm in a vote")
lever("r2p_partner", "", "", 0, 1, 0.6, "scenario", "assumption", "weight of harm to partners against harm to allies")
constant("r2p_harm", "", "points of GDP", 0.001, 1, 0.05, "fixed", "assumption", "civilian harm at which the weight is full")
lever("tries", "", "months", 1, 24, 6, "fixed", "assumption", "months of trying at the first rung (a nuisance one)", kind="int")
switch("fall_back", 1, "assumption", "a proposal that fails is tried a rung lower")
lever("unilateral", "", "", 0, 1, 1, "scenario", "assumption", "scales the chance that a victim answers alone")
uncertainty("consult_threshold", "g0", "points of GDP", 0, 1, 0.005, "calibrated", "calibration", "gravity at which every second public case is brought", prior=log_uniform(0.001, 0.01))
uncertainty("consult_slope", "s", "", 0.05, 50, 0.7, "calibrated", "calibration", "how sharply the chance of that rises with gravity; large: a threshold", prior=log_uniform(0.4, 3))
uncertainty("consult_harm", "w", "", 0, 1, 0.25, "fixed", "assumption", "weight in gravity of the harm done against the harm attempted; 1 judges by harm alone", prior=uniform(0, 0.5))
uncertainty("article_5_threshold", "", "points of GDP", 0, 10, 0.5, "fixed", "Brussels 2021, para 32", "cumulative harm at which Article 5 may be proposed: to the victim in points of its GDP, earlier to any ally in points of the average member's", prior=lognormal(0.5, 0.5))
lever("cumulative_weight", "", "", 0, 1, 0.5, "fixed", "Brussels 2021, para 32", "weight of what the accused did before; 0 judges each case alone")
constant("cumulative_months", "", "months", 1, LEDGER_MONTHS, 24, "fixed", "assumption", "window of what the accused did before, the month itself included", kind="int")
uncertainty("delay", "", "months", 0, 24, 3, "calibrated", "Albania 2022: 54 days; SolarWinds 123", "mean months to a first vote at no coordination", prior=lognormal(3, 0.4))
lever("concession", "", "", 0, 1, 0, "scenario", "Morgenthau 1962; Türkiye 2022–23", "chance that the only objector sells its consent")
uncertainty("concession_cohesion", "", "", 0, 1, 0.03, "fixed", "assumption", "cohesion lost by a side payment", prior=lognormal(0.03, 0.6))
uncertainty("concession_drift", "", "", 0, 1, 0.02, "fixed", "assumption", "balancing learnt from a side payment", prior=lognormal(0.02, 0.7))
lever("assist", "", "", 0, 1, 0.5, "scenario", "Vilnius 2023, VCISC", "help to the victim of a detected operation")
constant("assist_effect", "", "", 0, 1, 0.25, "fixed", "assumption", "share of the harm that full help prevents")
lever("public_naming", "", "", 0, 1, 0, "scenario", "assumption", "share of named cases that the alliance makes public at once whatever the victim would, with a statement where they are not brought")

_group = "escalation"
lever("mediation", "", "", 0, 1, 0.4, "scenario", "assumption", "how much a balancing member's channel damps escalation and intimidation")
uncertainty("escalation", "e", "", 0, 1, 0.05, "calibrated", "Valeriano & Maness 2014 (rare)", "chance that an answer above a statement is met by retaliation, before rung and mediation", prior=uniform(0, 0.09))
uncertainty("escalation_rung", "", "", 0, 3, 0.3, "fixed", "assumption", "what each rung adds to that chance", prior=lognormal(0.3, 0.7))
uncertainty("ire_gain", "I0", "", 0, 200, 6, "fixed", "assumption", "extra operations that a retaliation brings, on average", prior=lognormal(6, 0.9))
constant("ire_rate", "", "a month", 0, 1, 0.2, "fixed", "assumption: gone in a year", "share of the extra operations still to come that comes this month")
constant("ire_most", "", "", 0, 1000, 40, "fixed", "assumption", "most extra operations that an adversary has still to come")
uncertainty("revenge_heat", "", "", 0, 3, 0.3, "fixed", "assumption", "log gain that anger adds to disruption and above", prior=lognormal(0.3, 0.7))
uncertainty("retaliation_vote", "v", "", 0, 20, 1, "fixed", "assumption", "what expected retaliation costs in the vote of who would be its first target", prior=uniform(0, 4))
constant("retaliation_memory", "", "", 0.1, 1000, 20, "fixed", "assumption", "weight, in answers, of the first belief that one is met by retaliation")
constant("escalation_decay", "", "a month", 0.5, 1, 0.98, "fixed", "assumption", "return of escalation to its rest")
uncertainty("intimidation", "", "", 0, 2, 0.3, "scenario", "assumption", "chance of nuclear threats after an answer, at full escalation", prior=share(0.3, 0.8))
uncertainty("fear_gain", "", "", 0, 1, 0.3, "fixed", "assumption", "fear that one threat raises", prior=share(0.3, 0.7))
uncertainty("fear_decay", "", "a month", 0, 1, 0.9, "fixed", "assumption", "persistence of fear", prior=share(0.9, 0.5))
uncertainty("fear_weight", "", "", 0, 5, 0.8, "fixed", "assumption", "what fear costs in a vote on force", prior=lognormal(0.8, 0.7))
uncertainty("cbrn_hazard", "", "a month", 0, 0.1, 0.002, "scenario", "assumption", "hazard of CBRN use at full escalation without a red line", prior=lognormal(0.002, 1))
lever("red_line", "", "", 0, 1, 0.5, "scenario", "Price & Tannenwald 1996; 2022 statements", "commitment to severe consequences of CBRN use")
uncertainty("red_line_memory", "", "", 0.1, 1000, 2, "fixed", "assumption", "weight, in uses, of members' credence in the belief that CBRN use meets consequences", prior=lognormal(2, 0.7))
uncertainty("cbrn_damage", "", "points of GDP", 0, 50, 5, "scenario", "assumption", "harm of one CBRN use", prior=lognormal(5, 0.8))
constant("alarm_benefit", "", "", 1, 20, 4, "fixed", "critical risk, Powell 2015", "benefit of answering after CBRN use, as a multiple")
constant("alarm_months", "", "months", 1, 60, 12, "fixed", "assumption", "how long that lasts", kind="int")
uncertainty("hostile_focus", "", "", 0, 1, 0.10, "fixed", "assumption", "focus an innocent accused turns on its accusers", prior=lognormal(0.10, 0.7))
constant("hostility_decay", "", "a month", 0.5, 1, 0.95, "fixed", "assumption", "persistence of hostility")

_group = "learning"
switch("learning", 1, "null model", "adversaries learn from what happens; off freezes their beliefs")
constant("prior_punished", "", "", 0.01, 50, 1, "fixed", "Beta prior, mean 1/7", "punished events that adversaries start with")
constant("prior_unpunished", "", "", 0.01, 50, 6, "fixed", "Beta prior, mean 1/7", "unpunished events that adversaries start with")
constant("prior_blamed", "", "", 0.001, 50, 0.1, "fixed", "assumption", "months of false blame that adversaries start with")
constant("prior_unblamed", "", "", 0.01, 100, 11.9, "fixed", "assumption", "quiet months that adversaries start with")
uncertainty("event_decay", "", "", 0.5, 1, 0.985, "fixed", "calibration", "weight of old evidence after a new event", prior=share(0.985, 0.5))
uncertainty("month_decay", "", "a month", 0.5, 1, 0.998, "fixed", "calibration", "monthly relaxation of beliefs to the prior", prior=share(0.998, 0.6))
uncertainty("weight_prior", "n0", "", 0.1, 1000, 2, "fixed", "assumption", "weight, in answers, of declared weights in how hard an answer is expected to be", prior=lognormal(2, 0.6))
family("constant", "rungs_nuisance", "s", "", 0, 1, RUNGS, (0.8, 0.2, 0.0, 0.0), "fixed", "assumption: the ladder begins at a statement", "share of a rung among answers first expected to a nuisance")
family("constant", "rungs_espionage", "s", "", 0, 1, RUNGS, (0.7, 0.3, 0.0, 0.0), "fixed", "assumption: the ladder begins at a statement", "share of a rung among answers first expected to espionage")
family("constant", "rungs_disruption", "s", "", 0, 1, RUNGS, (0.25, 0.5, 0.2, 0.05), "fixed", "assumption", "share of a rung among answers first expected to a disruption")
family("constant", "rungs_destruction", "s", "", 0, 1, RUNGS, (0.05, 0.2, 0.5, 0.25), "fixed", "assumption", "share of a rung among answers first expected to a destruction")
constant("cell_weight", "", "", 0.1, 100, 6, "fixed", "partial pooling, Gelman & Hill 2007", "weight of a tier's mean in each of its cells")
uncertainty("vicarious", "", "", 0, 1, 0.1, "fixed", "Bandura 1977", "weight of what befalls other adversaries", prior=share(0.1, 0.9))
uncertainty("threat_reversion", "", "a month", 0, 1, 0.03, "fixed", "assumption", "return of perceived threat to its rest", prior=lognormal(0.03, 0.6))
uncertainty("threat_harm", "", "per point", 0, 20, 2, "fixed", "assumption", "threat raised by a point of harm", prior=lognormal(2, 0.7))
uncertainty("threat_border", "", "a month", 0, 1, 0.02, "fixed", "Buhaug & Gleditsch 2008", "threat carried over borders", prior=lognormal(0.02, 0.7))
lever("threat_shock", "", "", 0, 1, 0, "scenario", "2022", "shock to the threat perceived by the near neighbours of the first adversary")
uncertainty("shock_floor", "", "", 0, 1, 0.4, "scenario", "assumption", "what is left of the shock in the long run", prior=share(0.4, 0.8))
uncertainty("shock_decay", "", "a month", 0, 1, 0.97, "scenario", "assumption", "fading of the shock", prior=share(0.97, 0.5))
uncertainty("loss_memory", "", "a month", 0, 1, 0.04, "fixed", "assumption", "speed at which expected loss follows experience", prior=lognormal(0.04, 0.6))
constant("credence_start", "", "", 0, 1, 0.6, "calibrated", "calibration", "credence at the start")
uncertainty("credence_up", "", "", 0, 1, 0.05, "fixed", "Slovic 1993 (asymmetry of trust)", "credence won by an answer", prior=lognormal(0.05, 0.5))
uncertainty("credence_down", "", "", 0, 1, 0.10, "fixed", "Slovic 1993 (asymmetry of trust)", "credence lost by silence", prior=lognormal(0.10, 0.5))
constant("credence_witness", "", "", 0, 1, 0.25, "fixed", "assumption", "weight of what befalls others")
lever("norm_gain", "φ", "", 0, 1, 0.05, "fixed", "Finnemore & Sikkink 1998; Axelrod 1986", "norm strength won by violations attributed and answered")
uncertainty("norm_wear", "χ", "", 0, 1, 0.01, "fixed", "Axelrod 1986", "norm strength worn by violations that are not", prior=lognormal(0.01, 0.7))
constant("norm_reversion", "ν", "a month", 0, 1, 0.01, "fixed", "assumption", "return of norm strength to its rest")
constant("norm_rest", "N0", "", 0, 1, 0.5, "fixed", "assumption", "norm strength at rest")
constant("statement_norm", "", "", 0, 1, 0.3, "fixed", "assumption", "what a statement alone counts as an answer to the norm")
uncertainty("cohesion_won", "", "", 0, 1, 0.02, "fixed", "calibration", "cohesion won by a right answer", prior=lognormal(0.02, 0.6))
uncertainty("cohesion_false", "", "", 0, 1, 0.06, "fixed", "calibration", "cohesion lost by a wrong one", prior=lognormal(0.06, 0.6))
uncertainty("cohesion_unanswered", "", "", 0, 1, 0.015, "fixed", "calibration", "cohesion lost by a failed consultation", prior=lognormal(0.015, 0.6))
constant("cohesion_reversion", "", "a month", 0, 1, 0.01, "fixed", "calibration", "return of cohesion to its rest")
constant("cohesion_rest", "", "", 0, 1, 0.6, "fixed", "calibration", "cohesion at rest")

_group = "prices"
uncertainty("price_exercise", "", "points of members' GDP", 0, 1, 0.00005, "fixed", "assumption: the 4,000 people of a Locked Shields, a week at 1,000 USD a day", "one exercise in which all members take full part", prior=lognormal(0.00005, 0.7))
uncertainty("price_contributor", "", "points of members' GDP a year", 0, 1, 0.0003, "fixed", "assumption: 20 analysts in each ally at 0.25 m USD", "one contributor to every member's cases", prior=lognormal(0.0003, 0.7))
uncertainty("price_cell", "", "points of members' GDP a year", 0, 1, 0.0001, "fixed", "assumption: 200 analysts at 0.25 m USD", "a standing attribution cell", prior=lognormal(0.0001, 0.7))
lever("cell", "", "", 0, 1, 0, "scenario", "assumption", "a standing attribution cell is paid for (its work is in the evidence)")
family("uncertainty", "price_answer", "", "points of GDP", 0, 10, RUNGS, (0.0, 0.002, 0.0001, 0.02), "fixed", "assumptions: sanctions between a listing and Crozet & Hinz 2020 (42 bn USD in two years); a team's year; from the air campaign over Libya to the liberation of Kuwait", "what an answer costs those who stand behind it, of their GDP", prior=lambda value: lognormal(value, 1.3))

_group = "network"
lever("topology", "", "", 0, 5, 0, "scenario", "networkx", "who is tied to whom: the real alliance or a made one", kind="choice", choices=TOPOLOGIES)
constant("topology_seed", "", "", 0, 1e9, 0, "fixed", "none: any seed will do", "seed of a made network", kind="int")

PARAMETERS = Table("parameter", _entries)
"""Every parameter by name; an unknown name is an error with the nearest known one."""


def _dtype() -> np.dtype:
    """The compiled record: a field for each parameter, a vector for each family."""
    fields: list[tuple] = []
    for entry in _entries.values():
        type = "f8" if entry.kind == "float" else "i8"
        if not entry.family:
            fields.append((entry.name, type))
        elif entry.position == 0:
            fields.append((entry.family, type, (FAMILIES[entry.family],)))
    return np.dtype(fields)


PARAMETER = _dtype()
"""The record that every rule receives as `p`."""


def parameter_record(values: Mapping[str, float]) -> np.recarray:
    """One row of PARAMETER: every parameter at its value, or at its default where `values` does not name it."""
    return parameter_rows(values, 1)


def parameter_rows(values: Mapping[str, float | np.ndarray], count: int) -> np.recarray:
    """So many rows of PARAMETER; a value may be an array with one entry a row."""
    rows = np.repeat(_declared(), count)
    for name, value in values.items():
        entry = _entries[name]
        if isinstance(value, np.ndarray) or value != entry.default:
            if entry.family:
                rows[entry.family][:, entry.position] = value
            else:
                rows[name] = value
    return rows.view(np.recarray)


@cache
def _declared() -> np.ndarray:
    """A row of defaults."""
    row = np.zeros(1, PARAMETER)
    for entry in _entries.values():
        if entry.family:
            row[entry.family][0, entry.position] = entry.default
        else:
            row[entry.name] = entry.default
    return row
