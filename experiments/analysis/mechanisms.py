"""Every mechanism of the model, how it is switched off, and what its absence is expected to do.

An entry: name, off-switch, measure and sign it is judged on (*off minus on*: "+" the measure rises without the mechanism,
"-" it falls, "either" the literature disagrees), why, and where it is judged if not under `baseline` in `today`. Signs
were written down from the sources before they were run; what does not hold is a finding, shown as such. Twelve entries were
changed after a first look, because the measure did not see the mechanism (deliberation, responsibility to protect, denial,
cohesion (twice), credence and fear in votes, capability, effort by tier, retaliation in votes) or the sources leave the
sign open (learning, vicarious learning).
"""
# ruff: noqa: E501  (a table, one line an entry)
# fmt: off

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from model.parameters import TIERS

__all__ = ["MECHANISMS", "Mechanism"]


@dataclass(frozen=True)
class Mechanism:
    """One mechanism and its off-switch."""

    name: str
    off: Mapping[str, Any]
    measure: str
    sign: str  # "+" · "-" · "either", off minus on
    why: str
    policy: str = "baseline"
    scenario: str = "today"
    equation: str = ""  # for one that docs/mechanisms.md does not gather by hand


BALANCING, ANONYMOUS, THREATS, WAR = "strategic-balancing", "anonymous-world", "intimidation", "war-next-door"
RETRENCHMENT = "us-retrenchment"

MECHANISMS: tuple[Mechanism, ...] = (
    # spending
    Mechanism("free riding", {"theta": 0}, "core_share", "+", "allies' spending no longer replaces a state's own (Olson & Zeckhauser 1966)"),
    Mechanism("threat response", {"threat_response": 0}, "core_share", "-", "threat no longer raises the taste for defence (Nordhaus et al. 2012)", scenario=WAR),
    Mechanism("own choice in budgets", {"budget_adjustment": 0}, "core_share_allies", "-", "budgets no longer follow a changed best response (Olson & Zeckhauser 1966)", scenario=RETRENCHMENT),
    Mechanism("spending pledge", {"pledge_weight": 0}, "core_share", "-", "nothing pulls those below the pledge (Becker 2024)"),
    Mechanism("second pledge", {"pledge_weight_end": 0}, "core_share", "-", "nobody walks the path to the second pledge (The Hague 2025)", policy="hague"),
    Mechanism("peace dividend", {"budget_ease": 0}, "core_share", "+", "what lies above the pledge no longer lapses (NATO's record)"),
    Mechanism("events that lift budgets", {"budget_shock_start": 0, "budget_shock_rate": 0}, "core_share", "-", "neither 2022 nor what may come lifts budgets (NATO's record)"),
    Mechanism("luck in budgets", {"spending_noise": 0}, "burden_gini", "-", "without luck burdens draw together (NATO's record)"),
    Mechanism("peer compliance", {"peer_pull": 0}, "core_share", "+", "the pledge pulls in full whatever the peers do (Granovetter 1978)"),
    Mechanism("hegemon's bargain", {"commitment_slope": 0}, "commitment", "-", "commitment no longer rewards compliance; allies comply by more than half"),
    Mechanism("hegemon's retrenchment", {"commitment_ceiling": 0.05}, "core_share_allies", "+", "without its commitment allies have less to ride on (Olson & Zeckhauser 1966)"),
    Mechanism("fiscal limit", {"fiscal_room": 2}, "core_share", "+", "budgets may grow as fast as is wanted", policy="hague"),
    Mechanism("capability in punishment", {"capability_weight": 0}, "deterrence", "+", "punishment bites no less when the hegemon's capability goes", scenario=RETRENCHMENT),
    # resilience
    Mechanism("experience of attacks", {"salience": 0}, "resilience", "-", "only ordinary crime is insured against (Slovic 1987)"),
    Mechanism("neighbours' harm", {"psi": 0}, "resilience", "-", "interdependent security: private value alone (Kunreuther & Heal 2003)", policy="cyber-defence-pledge"),
    Mechanism("resilience pledge", {"resilience_pledge": 0}, "resilience", "-", "no target to invest towards (Cyber Defence Pledge 2016)", policy="cyber-defence-pledge"),
    Mechanism("infrastructure first", {"infrastructure_first": 0}, "damage", "+", "pledged money no longer spares critical infrastructure (2023)", policy="cyber-defence-pledge"),
    # exercises
    Mechanism("Locked Shields", {"locked_shields": 0}, "detection_skill", "-", "nobody trains detection"),
    Mechanism("Cyber Coalition", {"cyber_coalition": 0}, "coordination_skill", "-", "nobody trains coordination"),
    Mechanism("unknown-vulnerability drill", {"drill": 0}, "zero_days_recognised", "-", "zero-days are recognised less often"),
    Mechanism("partners' seats", {"partner_seats": 0}, "detected_share", "-", "partners see less of what hits them"),
    # zero-days
    Mechanism("zero-days", {"find_scale": 0}, "harm_zero_day", "-", "nothing to find or use (Ablon & Bogart 2017)"),
    Mechanism("zero-days for espionage", {"zero_day_tier": 2}, "zero_days_used", "-", "they are kept for disruption and destruction"),
    Mechanism("zero-day bypass", {"zero_day_bypass": 1}, "harm_zero_day", "-", "resilience holds against them in full"),
    Mechanism("zero-day stealth", {"zero_day_stealth": 0}, "zero_days_burned", "+", "their use is seen as often as any other"),
    Mechanism("collision", {"collision_hazard": 0}, "zero_days_held", "+", "nobody else finds them (Ablon & Bogart 2017)"),
    Mechanism("slow patches", {"patch_delay_allied": 0, "patch_delay_far": 0}, "harm_zero_day", "-", "burned vulnerabilities are closed at once"),
    # operations
    Mechanism("character", {"character": 0}, "severe_share", "-", "Russia and its war, Iran and North Korea are harsher than one mean taste; China alone is milder (EuRepoC 2014–2023)"),
    Mechanism("war", {"war_severity": 0}, "severe_share", "-", "Ukraine is attacked no more harshly than others (EuRepoC: 27 of 48 severe)"),
    Mechanism("campaigns", {"campaigns": 0}, "operations_busiest", "-", "every month has the mean tempo (EuRepoC: counts vary more than luck)"),
    Mechanism("targets by size", {"target_size": 0}, "operations_allies", "either", "focus alone says who is sought"),
    Mechanism("norms in tastes", {"norm_weight": 0}, "operations_severe", "+", "norm strength no longer lowers the taste for harm (Finnemore & Hollis 2016)"),
    Mechanism("denial by resilience", {"resilience_denial": 0}, "operations", "+", "resilience no longer spoils the gain (Nye 2017); which tier it is spent on turns on the answers it draws"),
    Mechanism("false flags", {"false_flags": 0}, "misattributed_share", "either", "with exact beliefs flags cannot raise false blame (Skopik & Pahi 2020; Baliga et al. 2020)", scenario=ANONYMOUS),
    Mechanism("hostility from false blame", {"hostility_weight": 0, "hostile_focus": 0}, "operations", "-", "the falsely blamed do not strike back", scenario=ANONYMOUS),
    Mechanism("alliance's own networks", {"alliance_networks": 0}, "operations_networks", "-", "they are off the target list"),
    Mechanism("crime as cover", {"crime_rate": 0}, "harm_crime", "-", "no criminal incidents"),
    Mechanism("spill-over", {"spill": 0}, "damage", "-", "harm stays where it falls (NotPetya 2017)"),
    # attribution
    Mechanism("attribution", {"technical": 0, "independent": 0}, "operations_severe", "+", "nobody can be named, so nobody is deterred (Rid & Buchanan 2015)"),
    Mechanism("evidence beyond flags", {"independent": 0}, "attributed_share", "-", "technical traces alone", scenario=ANONYMOUS),
    Mechanism("pooling of evidence", {"evidence_low": 1, "evidence_high": 1}, "attributed_share", "-", "each victim investigates alone (Clemen & Winkler 1985)"),
    Mechanism("partners' evidence", {"partner_evidence": 0}, "attributed_rivals_share", "-", "partners who know an adversary well share nothing"),
    Mechanism("rivals' insight", {"rival_insight": 1}, "attributed_rivals_share", "-", "neighbours and rivals know no more than others"),
    Mechanism("recognisability", {"recognisability": 0}, "attributed_share", "-", "no hand is told more easily than another (EuRepoC: industry names North Korea most often, Russia least)"),
    Mechanism("effort by tier", {f"effort_{tier}": 1 for tier in TIERS}, "attributed_severe_share", "-", "grave cases are looked into no harder than slight ones"),
    Mechanism("choice of a public word", {"discretion": 0}, "consultations", "+", "whoever is named is named in public at once, so that more can be brought (Egloff & Smeets 2021)"),
    Mechanism("industry's reports", {"publication": 0}, "ascribed_share", "-", "only victims and allies name anybody in public"),
    Mechanism("resilience in evidence", {"skill_resilience": 0}, "attributed_share", "-", "logs and staff that resilience pays for are missing"),
    Mechanism("detection skill", {"detection_skill": 0}, "detected_share", "either", "skill is counted from its mean of today, so it helps some and hurts others"),
    Mechanism("coordination in evidence", {"coordination_effect": 0}, "attributed_share", "either", "correlation stays at its mean of today"),
    Mechanism("memory of past authors", {"prior_strength": 100}, "misattributed_share", "either", "suspicion falls by base rates alone: a noisy author no longer shelters a quiet one"),
    Mechanism("learning about flags", {"flag_learning": 0}, "misattributed_share", "+", "analysts go on believing in the old habits", scenario=ANONYMOUS),
    # consultation
    Mechanism("collective response", {"rule": "nobody"}, "operations_severe", "+", "the Council never answers; victims may"),
    Mechanism("silence procedure", {"rule": "strict"}, "collective_responses", "-", "all must say yes, where silence used to do (North Atlantic Council practice)"),
    Mechanism("common view", {"vote_correlation": 0}, "responses_firm", "-", "thirty-two independent views never agree (Vasicek 2002)"),
    Mechanism("fear of abandonment", {"abandonment": 0}, "responses_firm", "+", "members act without a hegemon behind them as with one (Snyder 1984)", scenario=RETRENCHMENT),
    Mechanism("deliberation", {"tries": 1}, "severe_response_share", "-", "one vote, no second try"),
    Mechanism("falling back a rung", {"fall_back": 0}, "collective_responses", "-", "what fails is dropped"),
    Mechanism("answering alone", {"unilateral": 0}, "national_responses", "-", "victims never answer alone"),
    Mechanism("intent in consultation", {"consult_harm": 1}, "consultations", "-", "what was stopped is not brought"),
    Mechanism("graded consultation", {"consult_slope": 50}, "consultations", "either", "a bar in place of a chance: graver cases surely, slighter ones never"),
    Mechanism("cumulative harm", {"cumulative_weight": 0}, "consultations", "-", "each case is judged alone (Brussels 2021, para 32)"),
    Mechanism("balancing", {"balancing_scale": 0}, "responses_firm", "either", "nobody hedges: fewer objections, and no channel (Morgenthau 1962)", scenario=BALANCING),
    Mechanism("balancing members' channel", {"mediation": 0}, "escalations_expected", "+", "nobody mediates after an answer", scenario=BALANCING),
    Mechanism("side payments", {"concession": 0}, "collective_responses", "-", "a lone objector cannot be bought", scenario=BALANCING),
    Mechanism("cohesion in votes", {"cohesion_vote": 0}, "severe_response_share", "-", "cohesion above a half no longer helps"),
    Mechanism("credence in votes", {"credence_vote": 0}, "response_share", "either", "credence above a half helps, below it hurts"),
    Mechanism("responsibility to protect", {"r2p": 0}, "severe_response_share", "-", "others' civilian harm moves no vote (World Summit 2005)"),
    Mechanism("help to the victim", {"assist": 0}, "harm_prevented", "-", "no help to Allies (Vilnius 2023)"),
    # escalation
    Mechanism("escalation", {"escalation": 0}, "escalation_level", "-", "punishment is never answered (Valeriano & Maness 2014)", scenario=THREATS),
    Mechanism("retaliation", {"ire_gain": 0}, "damage", "-", "the punished strike back with no extra operation (Valeriano & Maness 2014)"),
    Mechanism("anger in retaliation", {"revenge_heat": 0}, "retaliation_harm", "-", "extra operations are no harsher than others"),
    Mechanism("retaliation in votes", {"retaliation_vote": 0}, "votes", "-", "those who would lead no longer fear to be the first targets, and a coalition comes together sooner", policy="coalition-of-the-willing"),
    Mechanism("intimidation", {"intimidation": 0}, "fear", "-", "no nuclear threats", scenario=THREATS),
    Mechanism("fear in votes", {"fear_weight": 0}, "objections", "-", "fear no longer makes members unwilling to act", scenario=THREATS),
    Mechanism("red line", {"red_line": 0}, "cbrn_expected", "+", "CBRN use meets no stated commitment (Price & Tannenwald 1996)", scenario=THREATS),
    Mechanism("red line learnt", {"red_line_memory": 1000}, "red_line_belief", "either", "what befell earlier uses of CBRN weapons moves no belief", scenario=THREATS),
    Mechanism("CBRN hazard", {"cbrn_hazard": 0}, "cbrn_expected", "-", "no such weapon is used", scenario=THREATS),
    # learning
    Mechanism("learning", {"learning": 0}, "deterrence", "either", "beliefs stay at the prior of 1/7, which may be more or less than is earned: the null"),
    Mechanism("how hard is learnt", {"weight_prior": 1000}, "deterrence", "either", "answers are expected as hard as declared, however hard they were"),
    Mechanism("vicarious learning", {"vicarious": 0}, "belief", "either", "what befalls others, punished or not, teaches nothing (Bandura 1977)"),
    Mechanism("threat from harm", {"threat_harm": 0}, "threat", "-", "harm suffered raises no threat"),
    Mechanism("threat contagion", {"threat_border": 0}, "threat", "-", "threat stays within borders (Buhaug & Gleditsch 2008)"),
    Mechanism("credence", {"credence_up": 0, "credence_down": 0}, "credence", "either", "trust neither won nor lost (Slovic 1993)"),
    Mechanism("norm dynamics", {"norm_gain": 0, "norm_wear": 0}, "norm_strength", "either", "norm strength stays at its rest (Axelrod 1986)"),
    Mechanism("public naming", {"public_naming": 0}, "statements", "-", "named cases below the bar of consultation pass in silence", policy="norms-first"),
    Mechanism("cohesion won and lost", {"cohesion_won": 0, "cohesion_false": 0, "cohesion_unanswered": 0}, "cohesion", "+", "failed consultations no longer wear cohesion", policy="strict-consensus"),
)
