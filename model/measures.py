"""Every measure, declared once: its name, unit, how a run sums it up, and which direction is better.

A monthly measure is a column of the month's record MONTH, which the rules add to; a `ratio` is Σa/Σb over the run of
two such columns, a `difference` is one measure less another. Shares are ratios: undefined (null) when Σb = 0.
Totals of what follows attacks (answers, names, votes) grow with the attacks: alone they are neither better nor worse, their shares are.
Measures that settle late (a case may take two years) leave the last 36 months out of the run's summary.
"""

from __future__ import annotations

import numpy as np

from model.declaration import Measure, Table

__all__ = ["MEASURES", "MONTH", "MONTHLY", "SETTLING_MONTHS"]

SETTLING_MONTHS = 36

_entries: dict[str, Measure] = {}
_group = ""


def _add(name, unit, summary, better, meaning, **more):
    _entries[name] = Measure(name, unit, summary, better, _group, meaning, **more)


def total(name, unit, better, meaning, **more):
    _add(name, unit, "sum", better, meaning, **more)


def average(name, unit, better, meaning, **more):
    _add(name, unit, "mean", better, meaning, **more)


def ratio(name, unit, better, above, below, meaning, **more):
    _add(name, unit, "ratio", better, meaning, of=(above, below), **more)


_group = "operations"
total("opportunities", "", "neither", "opportunities that adversaries weighed")
total("operations", "", "lower", "operations carried out by states", shown=True)
total("operations_low", "", "lower", "nuisance and espionage", shown=True)
total("operations_medium", "", "lower", "disruption", shown=True)
total("operations_high", "", "lower", "destruction of critical infrastructure", shown=True)
total("operations_nuisance", "", "lower", "nuisance")
total("operations_espionage", "", "lower", "espionage")
_add("operations_busiest", "a month", "maximum", "lower", "operations of the busiest month")
total("operations_allies", "", "lower", "operations against allies")
total("operations_networks", "", "lower", "operations against the alliance's own networks")
total("operations_flagged", "", "lower", "operations under another's flag")
total("crime", "", "neither", "criminal incidents")
ratio("severe_share", "%", "lower", "operations_severe", "operations", "share of operations at disruption or above", scale=100.0)
total("operations_severe", "", "lower", "disruption and destruction")
total("severe_undeterred", "", "neither", "expected severe operations where no one ever answers")
total("severe_deterred", "", "neither", "expected severe operations deterred")
ratio("deterrence", "%", "higher", "severe_deterred", "severe_undeterred", "severe operations deterred by the fear of an answer, of those that would be where no one ever answers", scale=100.0, shown=True)
total("tiers_deterred", "tiers", "neither", "expected tiers by which operations are milder than where no one ever answers")
ratio("tiers_milder", "tiers", "higher", "tiers_deterred", "opportunities", "expected tiers by which an opportunity is used more mildly")

_group = "harm"
total("harm_money", "bn USD", "lower", "harm to all states by states")
total("gdp_months", "bn USD", "neither", "GDP of all states, a twelfth a month")
ratio("damage", "% of GDP a year", "lower", "harm_money", "gdp_months", "harm to all states by states", scale=100.0, shown=True)
total("harm_allies", "bn USD", "lower", "harm to allies")
total("harm_partners", "bn USD", "lower", "harm to partners")
total("harm_spilled", "bn USD", "lower", "harm that travelled along digital ties")
total("harm_zero_day", "bn USD", "lower", "harm done with zero-days, fresh or unpatched")
total("harm_crime", "bn USD", "lower", "harm by crime")
total("harm_prevented", "bn USD", "neither", "harm prevented by help to the victim")

_group = "responsibility to protect"
total("civilian_harm", "bn USD", "lower", "civilian harm by states, spill-over included", shown=True)
ratio("civilian_share", "% of GDP a year", "lower", "civilian_harm", "gdp_months", "civilian harm by states", scale=100.0)
total("civilian_answered", "bn USD", "neither", "civilian harm answered against its author", settles=True)
total("civilian_unanswered", "bn USD", "lower", "civilian harm attributed and left unanswered, or the wrong state named without an answer", settles=True)
total("civilian_wrong", "bn USD", "lower", "civilian harm answered against the wrong state", settles=True)
total("civilian_unnamed", "bn USD", "lower", "civilian harm detected, no perpetrator named", settles=True)
total("civilian_undetected", "bn USD", "lower", "civilian harm never detected", settles=True)
total("civilian_pending", "bn USD", "lower", "civilian harm whose case is still open", settles=True)
total("civilian_settled", "bn USD", "neither", "civilian harm, the whole of the waterfall", settles=True)
total("civilian_gap", "bn USD", "lower", "civilian harm not answered against its author", settles=True)
ratio("responsibility_gap", "%", "lower", "civilian_gap", "civilian_settled", "share of civilian harm that nobody answers for", scale=100.0, settles=True, shown=True)
total("civilian_allies", "bn USD", "lower", "civilian harm of operations against allies", settles=True)
total("civilian_partners", "bn USD", "lower", "civilian harm of operations against partners", settles=True)
total("answered_allies", "bn USD", "neither", "civilian harm of operations against allies, answered", settles=True)
total("answered_partners", "bn USD", "neither", "civilian harm of operations against partners, answered", settles=True)
ratio("protection_allies", "%", "higher", "answered_allies", "civilian_allies", "share of allies' civilian harm answered", scale=100.0, settles=True)
ratio("protection_partners", "%", "higher", "answered_partners", "civilian_partners", "share of partners' civilian harm answered", scale=100.0, settles=True)
_add("selectivity", "points", "difference", "lower", "answered share for allies less that for partners", of=("protection_allies", "protection_partners"), settles=True)

_group = "attribution"
total("detected", "", "neither", "operations detected", settles=True)
total("detected_low", "", "neither", "nuisance and espionage detected", settles=True)
total("detected_high", "", "neither", "destruction detected", settles=True)
total("detected_allies", "", "neither", "operations detected against allies", settles=True)
total("zero_days_recognised", "", "neither", "detected operations recognised as using a zero-day", settles=True)
total("operations_settled", "", "neither", "operations, for shares that settle late", settles=True)
ratio("detected_share", "%", "higher", "detected", "operations_settled", "share of operations detected", scale=100.0, settles=True)
total("attributed", "", "neither", "detected operations for which somebody was named, in private or in public", settles=True)
total("accusations", "", "neither", "cases in which an adversary was named", settles=True)
total("misattributed", "", "lower", "of those, cases in which it was innocent", settles=True)
total("unattributed", "", "neither", "detected operations that went stale unnamed", settles=True)
total("attribution_months", "months", "neither", "months from operation to name, summed", settles=True)
total("certainty", "", "neither", "posterior at naming an adversary, summed", settles=True)
ratio("attributed_share", "%", "higher", "attributed", "detected", "share of detected operations for which somebody was named", scale=100.0, settles=True, shown=True)
ratio("misattributed_share", "%", "lower", "misattributed", "accusations", "share of accusations that were wrong", scale=100.0, settles=True, shown=True)
ratio("months_to_attribution", "months", "lower", "attribution_months", "attributed", "mean months from operation to name", settles=True)
ratio("mean_certainty", "", "higher", "certainty", "accusations", "mean posterior at naming", settles=True)
total("detected_severe", "", "neither", "disruption and destruction detected", settles=True)
total("attributed_severe", "", "neither", "of those, operations for which somebody was named", settles=True)
ratio("attributed_severe_share", "%", "higher", "attributed_severe", "detected_severe", "share of detected disruption and destruction for which somebody was named", scale=100.0, settles=True)
total("attributed_publicly", "", "neither", "detected operations whose author, or whom they took for it, victim or allies named in public", settles=True)
total("public_months", "months", "neither", "months from operation to public name, summed", settles=True)
ratio("public_share", "%", "neither", "attributed_publicly", "detected", "share of detected operations for which victim or allies named somebody in public", scale=100.0, settles=True, shown=True)
ratio("months_to_public", "months", "lower", "public_months", "attributed_publicly", "mean months from operation to public name", settles=True)
total("published", "", "neither", "detected operations whose author industry publishes", settles=True)
ratio("published_share", "%", "neither", "published", "detected", "share of detected operations whose author industry publishes", scale=100.0, settles=True)
total("ascribed", "", "neither", "detected operations for which industry, victim or allies name somebody in public", settles=True)
ratio("ascribed_share", "%", "neither", "ascribed", "detected", "share of detected operations for which anybody names somebody in public", scale=100.0, settles=True)
average("cases_open", "", "neither", "cases under way")
total("detected_rivals", "", "neither", "operations detected against states that know their author well", settles=True)
total("attributed_rivals", "", "neither", "of those, rightly named", settles=True)
ratio("attributed_rivals_share", "%", "higher", "attributed_rivals", "detected_rivals", "share of operations against states that know their author well that were rightly named", scale=100.0, settles=True)

_group = "response"
total("consultations", "", "neither", "cases brought to the Council")
total("votes", "", "neither", "proposals put to a vote")
total("objections", "", "neither", "objections that broke the silence")
ratio("objections_per_vote", "", "lower", "objections", "votes", "objections per vote")
total("collective_responses", "", "neither", "collective answers, statements included", shown=True)
total("statements", "", "neither", "collective statements, public naming included")
total("responses_firm", "", "neither", "collective answers above a statement")
total("article_5", "", "neither", "Article 5 invoked", rare=True)
total("article_5_eligible", "", "neither", "cases that met the bar of Article 5", rare=True)
total("national_responses", "", "neither", "victims who answered alone")
total("false_responses", "", "lower", "answers against the wrong state")
ratio("response_share", "%", "higher", "answered_cases", "consultations", "share of consultations that ended in a collective answer", scale=100.0)
total("answered_cases", "", "neither", "consultations that ended in a collective answer")
total("severe_cases", "", "neither", "cases of disruption or worse brought to the Council")
total("severe_answered", "", "neither", "of those, collectively answered")
ratio("severe_response_share", "%", "higher", "severe_answered", "severe_cases", "share of severe cases before the Council that were collectively answered", scale=100.0)
total("concessions", "", "neither", "side payments for consent", rare=True)
total("concessions_expected", "", "neither", "expected side payments")

_group = "escalation"
total("answers_firm", "", "neither", "answers above a statement, together or alone")
total("retaliations", "", "lower", "of those, met by retaliation", rare=True)
total("retaliations_expected", "", "lower", "expected retaliations")
ratio("retaliation_share", "%", "lower", "retaliations", "answers_firm", "share of answers above a statement met by retaliation", scale=100.0)
total("retaliation_operations", "", "lower", "extra operations that retaliation brought")
total("retaliation_harm", "bn USD", "lower", "harm by extra operations that retaliation brought")
total("escalations", "", "lower", "retaliations by a nuclear adversary, which escalate", rare=True)
total("escalations_expected", "", "lower", "expected escalations")
total("intimidations", "", "lower", "nuclear threats uttered")
total("intimidations_expected", "", "lower", "expected nuclear threats")
total("cbrn_uses", "", "lower", "CBRN uses", rare=True)
total("cbrn_expected", "", "lower", "expected CBRN uses")
total("red_line_expected", "", "neither", "expected answers to CBRN use")
average("red_line_belief", "", "higher", "belief that CBRN use meets severe consequences")
average("fear", "", "lower", "members' mean fear of nuclear escalation")
average("escalation_level", "", "lower", "adversaries' mean escalation")
average("zero_days_held", "", "lower", "zero-days held by adversaries")
total("zero_days_used", "", "lower", "zero-days used")
total("zero_days_burned", "", "neither", "zero-days burned by detection")
total("zero_days_found", "", "lower", "zero-days found")

_group = "burden"
average("core_share", "% of GDP", "neither", "members' mean core defence spending", shown=True)
_add("core_share_end", "% of GDP", "last", "neither", "members' mean core defence spending in the last month")
average("core_share_allies", "% of GDP", "neither", "the same without the hegemon")
average("core_share_gdp", "% of GDP", "neither", "members' core spending over their GDP")
average("cost", "% of GDP a year", "lower", "what members spend: core defence, resilience, exercises, attribution, answers, over their GDP", shown=True)
average("cost_standing", "% of GDP a year", "lower", "of that, exercises and attribution")
average("cost_answers", "% of GDP a year", "lower", "of that, answers")
average("compliance", "", "higher", "graded compliance with the pledge")
average("commitment", "", "higher", "hegemon's commitment")
average("burden_gini", "", "lower", "Gini coefficient of core shares")
average("adapted", "", "neither", "share of months in which a signpost's changes are in force")
average("free_riding", "", "lower", "rank correlation of core share and GDP (1: the small exploit the great)")
average("capability", "bn USD", "higher", "members' capability")
average("resilience_spending", "points of GDP", "neither", "members' mean resilience spending")

_group = "resilience"
average("resilience", "", "higher", "members' mean resilience", shown=True)
average("resilience_minimum", "", "higher", "least resilience among members")
average("detection_skill", "", "higher", "members' mean detection skill")
average("coordination_skill", "", "higher", "members' mean coordination skill")
average("threat", "", "lower", "mean perceived threat")

_group = "alliance"
average("credence", "", "higher", "members' mean belief that the alliance answers", shown=True)
average("cohesion", "", "higher", "cohesion", shown=True)
average("norm_strength", "", "higher", "strength of the norm of responsible behaviour", shown=True)
average("belief", "", "higher", "adversaries' mean belief of being punished for disruption, less that of being blamed")
average("welfare", "× 100", "higher", "mean welfare of all states", shown=True)
average("consumption", "% of GDP", "higher", "members' consumption less harm")

MEASURES = Table("measure", _entries)
MONTHLY = tuple(name for name, m in _entries.items() if m.summary not in ("ratio", "difference"))
"""Measures with a figure every month: the columns of MONTH."""
MONTH = np.dtype([(name, "f8") for name in MONTHLY])
