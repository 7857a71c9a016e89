"""Publication: industry's report, which says in public whose an operation was, whatever states know or do.

Equation: published with chance i_j (partners: logit i_j + b), T months later, T ~ Exp(D). Units: probability, months.
Source: EuRepoC 2014–2023 (shares with an industry attribution; cleaned lags, whose quartiles are 1.9, 6.0 and 12.1 months,
those of Exp(8.7) 2.5, 6.0 and 12.1).
"""

from __future__ import annotations

from model.arithmetic import exp
from model.randomness import Draw, exponential, uniform
from model.rule import rule
from model.state import Role


@rule
def shifted(chance, shift):
    """A chance moved on the scale of its log-odds.

    Equation: σ(logit(q) + b). Units: probability, log-odds. Range: (0, 1) for q in (0, 1). Errors: none. Source: own form.
    """
    odds = exp(shift) * chance / (1.0 - chance)
    return odds / (1.0 + odds)


@rule
def publish(world, j, row, incident, p):
    """Industry may find out whose a detected operation of adversary j was; the log says when it will say so.

    It names whom the traces show. Nothing that states decide hangs on it: it is there to be counted as the record counts,
    and its two draws are the operation's own. Equation: see the top of the file.
    """
    if row < 0 or p.publication == 0:
        return
    alliance = world.alliance[0]
    event = world.events[row]
    chance = world.adversaries[j].reported
    if incident.target < len(world.states) and world.states[incident.target].role == Role.PARTNER:
        chance = shifted(chance, p.publication_partner)
    if uniform(alliance.key, alliance.month, Draw.PUBLICATION, 0, event.identity) >= chance:
        return
    wait = p.publication_delay * exponential(uniform(alliance.key, alliance.month, Draw.PUBLICATION, 1, event.identity))
    event.published = incident.shown
    event.published_month = alliance.month + int(wait)
    world.months[alliance.month].published += 1.0
    world.months[alliance.month].ascribed += 1.0
