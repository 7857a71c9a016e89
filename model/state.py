"""Every state variable, declared once: what a state, an adversary, a pair, the alliance, a case and an event remember.

The numpy records that the rules read and write (STATE, ADVERSARY, PAIR, ALLIANCE, CASE, EVENT) are derived from this
table. Money is billions of 2024 US dollars; `core` is a share of GDP a year; resilience spending, its stock, expected
loss and harm are percentage points of GDP. `settable` variables may be written by a policy or scenario: TUR.balancing.
"""

# fmt: off

from __future__ import annotations

from enum import IntEnum

import numpy as np

from model.constants import LEDGER_MONTHS, SIGNPOSTS
from model.declaration import Table, Variable
from model.prior import half_normal, hierarchy, normal

__all__ = [
    "ADVERSARY",
    "ALLIANCE",
    "CASE",
    "EVENT",
    "HYPOTHESES",
    "PAIR",
    "STATE",
    "STATES",
    "STATE_TOTALS",
    "Ballot",
    "Fate",
    "Layer",
    "Role",
    "Rung",
    "Status",
    "Tier",
]

HYPOTHESES = 8
"""Room for up to seven adversaries and crime in a case's list of suspects."""


class Role(IntEnum):
    """Who a state is in the alliance's eyes."""

    ALLY = 0
    PARTNER = 1


class Layer(IntEnum):
    """The layers of ties between states; `model.network.LAYERS` names them in this order."""

    TREATY = 0
    INTELLIGENCE = 1
    DIGITAL = 2
    BORDER = 3


class Rung(IntEnum):
    """The ladder of answers; `model.parameters.RUNGS` names it."""

    NONE = -1
    STATEMENT = 0
    SANCTIONS = 1
    COUNTER_CYBER = 2
    ARTICLE_5 = 3


class Tier(IntEnum):
    """What an operation does; `model.parameters.TIERS` names it."""

    ABSTAIN = -1
    NUISANCE = 0
    ESPIONAGE = 1
    DISRUPTION = 2
    DESTRUCTION = 3


class Status(IntEnum):
    """Where a case stands: closed, gathering evidence, named in private with a public word to come, or before the Council."""

    CLOSED = 0
    INVESTIGATED = 1
    NAMED = 2
    BROUGHT = 3


class Ballot(IntEnum):
    """A member's answer to a proposal; to abstain is to be unwilling and keep silent."""

    NONE = 0
    SUPPORT = 1
    ABSTAIN = 2
    OBJECT = 3


class Fate(IntEnum):
    """Where an opportunity or incident ended; the last five are the parts of the harm waterfall."""

    ABSTAINED = 0
    PENDING = 1
    UNDETECTED = 2
    UNNAMED = 3
    UNANSWERED = 4
    WRONG = 5
    ANSWERED = 6


_entries: dict[str, Variable] = {}
_owner = ""


def _add(name, symbol, unit, meaning, type="f8", shape=(), settable=False, low=-np.inf, high=np.inf, prior=None, whole=False, start=None):
    key = name if name not in _entries else f"{_owner}.{name}"
    _entries[key] = Variable(name, symbol, unit, _owner, meaning, type, shape, settable, (low, high), prior, whole, start)


_owner = "state"
_add("gdp", "Y", "bn USD", "gross domestic product", settable=True, low=0.001, high=1e6)
_add("growth", "", "a year", "growth of GDP", settable=True, low=-0.2, high=0.2)
_add("role", "", "", "0 ally, 1 partner", "i8", settable=True, low=0, high=1, whole=True)
_add("hegemon", "", "", "1 for the state on whose commitment the alliance rests", "i8")
_add("pledged", "", "", "1 if the spending pledge binds it", "i8", settable=True, low=0, high=1, whole=True)
_add("core", "b", "share of GDP", "core defence spending, as the alliance feels it")
_add("plan", "", "share of GDP", "core defence spending before posture")
_add("core_start", "b0", "share of GDP", "core defence spending before the first January")
_add("alone", "b°", "share of GDP", "core defence spending that it would choose by itself, as of January")
_add("posture", "", "", "share of its core spending that a state keeps up; a withdrawal is less than one", settable=True, low=0, high=2)
_add("taste", "a0", "", "taste for defence at no threat, by inversion of 2024", settable=True, low=0, high=1)
_add("resilience_spending", "r", "points of GDP a year", "spending on cyber resilience")
_add("budget_limit", "Φ", "points of GDP", "what core plus resilience spending may come to this year, before luck")
_add("spill_in", "B̄", "share of GDP", "allies' spending that spills in, as of January")
_add("resilience_money", "", "points of GDP a year", "money that resilience spending takes from the budget")
_add("resilience_kept", "", "", "graded compliance with the resilience pledge")
_add("capability", "K", "bn USD", "military capability")
_add("stock", "S", "points of GDP", "resilience stock")
_add("protection", "R", "", "resilience, the share of an attack that fails")
_add("protection_start", "", "", "the same in year zero, by which the record of targets was made")
_add("detection", "D", "", "detection skill", settable=True, low=0, high=1)
_add("coordination", "Q", "", "coordination skill", settable=True, low=0, high=1)
_add("shields_part", "", "", "part taken in Locked Shields", settable=True, low=0, high=1)
_add("coalition_part", "", "", "part taken in Cyber Coalition", settable=True, low=0, high=1)
_add("threat", "T", "", "perceived threat", settable=True, low=0, high=1)
_add("threat_rest", "T0", "", "perceived threat at rest", settable=True, low=0, high=1)
_add("credence", "C", "", "belief that the alliance answers", settable=True, low=0, high=1)
_add("balancing", "a", "", "strategic balancing: 0 aligned, 1 always hedges", settable=True, low=0, high=1)
_add("veto", "", "", "1 if it breaks the silence on every proposal, 2 if on none, whatever it thinks of them", "i8", settable=True, low=0, high=2, whole=True)
_add("loss", "Ls", "points of GDP a year", "expected loss to states' attacks, before protection")
_add("loss_abroad", "", "points of GDP a year", "expected harm that would spill from oneself to neighbours without own protection")
_add("fear", "F", "", "fear of nuclear escalation, weighed by proximity in a vote")
_add("reluctance", "c", "", "lasting reluctance to act")
_add("contributors", "m", "", "contributors to a case of this victim")
_add("shared", "", "", "detection skill of those who share intelligence with it, weighed by the tie")
_add("detection_before", "", "", "detection skill of the month before, by which that is known to have but faded")
_add("role_before", "", "", "role of the month before, likewise", "i8")
_add("harm", "", "points of GDP", "harm of the month")
_add("civilian", "", "points of GDP", "civilian harm of the month")
_add("attempted", "A", "points of GDP", "harm of the month as it would be without protection and help")
_add("harm_abroad", "", "points of GDP", "harm of the month that would have spilled to neighbours without own protection")
_add("digital_total", "", "", "sum of its digital ties")
_add("margin", "", "", "margin of the last vote cast")
_add("threat_next", "", "", "perceived threat next month")
_add("population", "", "millions", "population")
_add("weight_sought", "", "", "population to the power with which targets are sought")
_add("ballot", "", "", "last vote cast: 1 support, 2 abstain, 3 object", "i8")
_add("welfare", "", "", "welfare of the month, × 100")
_add("total_welfare", "", "", "welfare, summed over months")
_add("total_damage", "", "points of GDP", "harm, summed over months")
_add("total_civilian", "", "points of GDP", "civilian harm, summed over months")
_add("total_core", "", "share of GDP", "core spending, summed over months")
_add("total_protection", "", "", "resilience, summed over months")
_add("total_gdp", "", "bn USD", "GDP, a twelfth a month")
_add("total_money", "", "bn USD", "harm")
_add("total_civilian_money", "", "bn USD", "civilian harm")
_add("total_core_money", "", "bn USD", "core spending")
_add("total_resilience_money", "", "bn USD", "resilience spending")
_add("total_operations", "", "", "operations against it")
_add("total_severe", "", "", "of those, disruption and destruction")

_owner = "adversary"
_add("motive", "g", "", "multiplies the gain from every operation", settable=True, low=0, high=10)
_add("tempo", "", "a month", "mean number of opportunities", settable=True, low=0, high=20, prior=hierarchy(normal(0.5, 0.4), half_normal(0.5), scale="log"))
_add("finds", "", "a month", "mean number of zero-days found", settable=True, low=0, high=20)
_add("harshness", "δ", "", "taste for disruption and worse against others: a logarithm that is added to the gain's", settable=True, low=-3, high=3, prior=hierarchy(normal(0, 0.3), half_normal(0.5)), start=0.0)
_add("campaign_spread", "σ", "", "how far its tempo rises and falls in campaigns, as a logarithm", settable=True, low=0, high=1.5, prior=hierarchy(normal(-0.7, 0.3), half_normal(0.4), scale="log"), start=0.5)
_add("campaign", "x", "", "where it stands between campaigns: 0 its mean tempo, in standard deviations")
_add("flag_rate", "f", "", "habit of striking under another's flag", settable=True, low=0.001, high=0.999)
_add("nuclear", "", "", "1 if it has nuclear weapons", "i8")
_add("escalation_level", "E", "", "escalation, 0 … 5")
_add("escalation_rest", "E0", "", "escalation at rest", settable=True, low=0, high=5)
_add("base_rate", "π0", "", "analysts' base rate for it as an author", settable=True, low=0.001, high=1)
_add("flag_belief", "f̂", "", "analysts' belief in its habit")
_add("recognised", "r", "log", "how much more easily its hand is told than another's", settable=True, low=-3, high=3, prior=hierarchy(normal(0.25, 0.25), half_normal(0.4)), start=0.0)
_add("recognisability", "", "", "factor on the evidence for or against it, from `recognised`")
_add("accused_by_victims", "a", "logit", "how readily a victim names it in public", settable=True, low=-10, high=10, prior=hierarchy(normal(-1.6, 0.5), half_normal(0.7)), start=-1.6)
_add("accused_by_allies", "l", "logit", "how readily allies name it in public on behalf of a victim", settable=True, low=-10, high=10, prior=hierarchy(normal(-1.3, 0.5), half_normal(0.7)), start=-1.3)
_add("reported", "i", "", "chance that industry publishes whose a detected operation on an ally was", settable=True, low=0.001, high=0.999, start=0.55, prior=hierarchy(normal(0.3, 0.4), half_normal(0.6), scale="logit"))
_add("harm_ledger", "", "bn USD", "harm to allies named as its own, by month of the deed", shape=(LEDGER_MONTHS,))
_add("named", "", "", "decayed count of operations named as its own")
_add("zero_days", "N", "", "zero-days held", "i8")
_add("punished", "", "", "punished events by tier, flag and group", shape=(4, 2, 2))
_add("unpunished", "", "", "unpunished events by tier, flag and group", shape=(4, 2, 2))
_add("tier_punished", "", "", "punished events by tier", shape=(4,))
_add("tier_unpunished", "", "", "unpunished events by tier", shape=(4,))
_add("answers_heard", "", "", "answers to deeds of a tier that it heard of", shape=(4,))
_add("weight_heard", "", "", "their weights, summed: with the answers, how hard", shape=(4,))
_add("blame", "", "", "weight of this month's punishment for what it had not done")
_add("blamed", "", "", "months in which it was punished for what it had not done")
_add("unblamed", "", "", "quiet months in which it was not")
_add("blame_heard", "", "", "months of blame that it remembers")
_add("blame_weight", "", "", "their weights, summed")
_add("stake_threshold", "T*", "", "stakes from which it spends a zero-day")
_add("threshold_for", "", "", "zero-days held when that was worked out", "i8")
_add("revenge", "", "", "opportunities of the month that it makes to strike back", "i8")
_add("avenging", "", "", "1 while it weighs one of them", "i8")
_add("answers_firm", "", "", "answers above a statement that it was given")
_add("answers_met", "", "", "of those, met by retaliation")
_add("operations_used", "", "", "decayed count of its operations")
_add("flags_used", "", "", "decayed count of its flagged operations")
_add("opportunities", "", "", "opportunities of the month", "i8")
_add("seen", "", "", "detected operations of the month", "i8")
_add("networks_pull", "", "", "how much it seeks the alliance's own networks this month")
_add("pull_total", "", "", "sum of its pulls this month")
_add("target", "", "", "target chosen last (a row of states; their number is the alliance's own networks)", "i8")
_add("tier", "", "", "tier chosen last, −1 abstained", "i8")
_add("flag", "", "", "1 if chosen under another's flag", "i8")
_add("zero_day", "", "", "1 if a zero-day was chosen", "i8")
_add("stake", "x", "", "stakes of the last opportunity")
_add("utility", "U", "", "utility of abstaining and of each tier, plain and flagged", shape=(9,))
_add("utility_undeterred", "", "", "the same where no one ever answers", shape=(9,))
_add("chances", "", "", "probability of abstaining and of each tier, plain and flagged", shape=(9,))
_add("severe", "", "", "chance of disruption or worse at the last opportunity")
_add("severe_undeterred", "", "", "the same where no one ever answers")
_add("severity", "", "", "expected tier of the last opportunity, abstention 0, nuisance 1")
_add("severity_undeterred", "", "", "the same where no one ever answers")

_owner = "pair"
_add("focus", "", "", "how much an adversary seeks a target", settable=True, low=0, high=1000)
_add("proximity", "", "", "nearness, 0 … 1")
_add("hedge", "", "", "the channel a balancing state keeps to an adversary")
_add("rival", "", "", "1 if the state's analysts know the adversary well")
_add("war", "", "", "1 where the adversary wages war on the state", settable=True, low=0, high=1, start=0.0)
_add("hostility", "", "", "hostility from false blame")
_add("pull", "", "", "how much the adversary seeks the target this month")
_add("ire", "", "", "anger at a state that led an answer, in extra operations still to come")
_add("attempts", "", "points of GDP", "gravity of what was named as the adversary's, by month of the deed", shape=(LEDGER_MONTHS,))
_add("exposed_until", "", "month", "until when a burned zero-day still opens the target", "i8")
_add("insight", "", "", "evidence factor from contributors who know the adversary")
_add("back_channel", "", "", "independent-evidence factor from balancing contributors")

_owner = "alliance"
_add("key", "", "", "the run's luck: its key, mixed, from which all its draws follow", "i8")
_add("month", "", "month", "month under way, 0 is January of the first year", "i8")
_add("norm", "M", "", "strength of the norm of responsible behaviour")
_add("cohesion", "", "", "cohesion")
_add("commitment", "h", "", "hegemon's commitment")
_add("compliance", "x", "", "graded compliance with the pledge, twelve-month mean")
_add("compliance_months", "", "", "the twelve months behind it", shape=(12,))
_add("resilience_compliance", "", "", "graded compliance with the resilience pledge")
_add("common_view", "Z", "", "common shock to members' views")
_add("shock", "", "", "shock to perceived threat that is left")
_add("shock_given", "", "", "shock that was last given")
_add("budget_shock", "s", "points of GDP a year", "lift that events give to budgets, at proximity one")
_add("budget_shock_given", "", "points of GDP a year", "dated budget shock that was last given")
_add("prior", "π", "", "analysts' weight for each suspect, crime last", shape=(HYPOTHESES,))
_add("alarm_until", "", "month", "until when CBRN use keeps the members alarmed", "i8")
_add("networks_hit", "", "", "1 in the month after the alliance's own networks were disrupted", "i8")
_add("signposts", "", "", "signposts of the policy whose changes are in force, one bit each", "i8")
_add("signpost_months", "", "month", "months on end for which each tells otherwise", "i8", shape=(SIGNPOSTS,))
_add("open_cases", "", "", "cases under way", "i8")
_add("events", "", "", "events logged", "i8")
_add("overflow", "", "", "things that found no room", "i8")
_add("capability_2024", "", "bn USD", "capability of all members in 2024")
_add("capability_now", "", "bn USD", "capability of all members")
_add("capability_most", "", "bn USD", "capability of the strongest member")
_add("hegemon_share", "", "", "hegemon's share of all members' capability")
_add("partner_weight", "", "", "weight of intelligence ties with partners in the month before")
_add("red_line_kept", "", "", "CBRN uses that met severe consequences")
_add("red_line_broken", "", "", "CBRN uses that met none")
_add("answered", "u", "", "weight of violations answered this month")
_add("unanswered", "v", "", "weight of violations left unanswered this month")
_add("threats", "", "", "nuclear threats uttered this month")
_add("mean_coordination", "", "", "mean coordination skill of the members")
_add("mean_detection", "", "", "mean detection skill of the members")
_add("mean_credence", "", "", "mean credence of the members")
_add("mean_protection", "", "", "mean resilience of the members")
_add("backing", "", "", "share of the members' capability behind recent answers")
_add("refresh", "", "", "1 when ties or parameters changed and evidence factors must be computed again", "i8")
_add("resolve", "", "", "weight with which the next punishment is expected to bite")
_add("gini", "", "", "Gini coefficient of members' core shares")
_add("free_riding", "", "", "rank correlation of core share and GDP")

_owner = "case"
_add("identity", "", "", "birth identity: month, author and number of the opportunity", "i8")
_add("birth", "", "month", "month of the operation", "i8")
_add("event", "", "", "row in the event log", "i8")
_add("author", "", "", "true author; the number of adversaries stands for crime", "i8")
_add("victim", "", "", "row of the target", "i8")
_add("tier", "", "", "tier of the operation", "i8")
_add("shown", "", "", "author to whom the technical traces point", "i8")
_add("flag", "", "", "1 under another's flag", "i8")
_add("harm", "", "points of GDP", "harm to the victim")
_add("attempted", "A", "points of GDP", "harm that the victim would have had without protection and help")
_add("civilian", "", "points of GDP", "civilian harm to the victim")
_add("civilian_money", "", "bn USD", "all its civilian harm, spill-over included")
_add("difficulty", "", "", "the case's own factor on evidence")
_add("technical", "ℓT", "", "technical log-likelihoods by hypothesis", shape=(HYPOTHESES,))
_add("independent", "ℓI", "", "independent log-likelihoods by hypothesis", shape=(HYPOTHESES,))
_add("posterior", "q", "", "posterior by hypothesis", shape=(HYPOTHESES,))
_add("suspect", "", "", "author named, −1 while unnamed", "i8")
_add("certainty", "", "", "posterior at naming")
_add("gravity", "g", "points of GDP", "what the victim weighs before it brings the case")
_add("public_month", "", "month", "month in which the name is made public, −1 if it never is", "i8")
_add("first_rung", "", "", "rung proposed first", "i8")
_add("first_vote", "", "month", "month of the first vote, −1 if the case is not brought", "i8")
_add("rung", "", "", "rung proposed", "i8")
_add("tried", "", "months", "months of trying at this rung", "i8")
_add("status", "", "", "0 closed, 1 investigated, 2 named in private, 3 before the Council", "i8")

_owner = "event"
_add("identity", "", "", "birth identity", "i8")
_add("month", "", "month", "month of the opportunity", "i8")
_add("author", "", "", "true author", "i8")
_add("index", "", "", "number of the opportunity in its month", "i8")
_add("target", "", "", "row of the target", "i8")
_add("tier", "", "", "tier, −1 abstained", "i8")
_add("flag", "", "", "1 under another's flag", "i8")
_add("shown", "", "", "author to whom the technical traces point", "i8")
_add("zero_day", "", "", "1 with a zero-day, 2 if recognised", "i8")
_add("harm", "", "points of GDP", "harm to the target")
_add("harm_money", "", "bn USD", "all its harm, spill-over included")
_add("civilian", "", "bn USD", "all its civilian harm")
_add("detected", "", "", "1 if detected", "i8")
_add("named", "", "", "author named, −1 if none", "i8")
_add("named_month", "", "month", "month of naming, in private", "i8")
_add("public_month", "", "month", "month in which victim or allies named it in public, −1 if never", "i8")
_add("brought_month", "", "month", "month in which the victim brought it to the Council, −1 if never", "i8")
_add("published", "", "", "author whom industry publishes, −1 if none", "i8")
_add("published_month", "", "month", "month of that, which may lie after the run's end", "i8")
_add("certainty", "", "", "posterior at naming")
_add("closed_month", "", "month", "month in which its fate was known", "i8")
_add("outcome", "", "", "0 no answer, 1–4 the rung of a collective answer, 5 the victim alone", "i8")
_add("fate", "", "", "see Fate", "i8")

STATES = Table("state variable", _entries)
"""Every state variable; a name used by two owners is listed under `owner.name` the second time."""


def _record(owner: str) -> np.dtype:
    fields = [v for v in _entries.values() if v.owner == owner]
    return np.dtype([(v.name, v.type, v.shape) if v.shape else (v.name, v.type) for v in fields])


STATE, ADVERSARY, PAIR = _record("state"), _record("adversary"), _record("pair")
ALLIANCE, CASE, EVENT = _record("alliance"), _record("case"), _record("event")

STATE_TOTALS = tuple(v.name for v in _entries.values() if v.owner == "state" and v.name.startswith("total_"))
"""What is summed up for each state over a run, and kept at the end of each year: `compare --by state` works with these."""
