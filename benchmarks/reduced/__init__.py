"""One small model written five times: in our engine, in C, with Mesa, AgentPy and Starsim; same work, same statistics.

A month of the reduced model: each January every state moves its core share towards its best response to the others; every
month resilience stocks follow their spending; each of four adversaries has Poisson opportunities, seeks a target by its
openness, and makes a logit choice among abstaining and four tiers; a named author (evidence above a threshold) is punished
if a simple majority of the states support it; adversaries learn. No cases, no flags, no zero-days, no ties.
"""

STATES, ADVERSARIES, MONTHS = 37, 4, 240
THETA, ADJUST, KAPPA, DECAY = 0.5, 0.10, 2.2, 0.20
TEMPO = (2.6, 2.4, 1.0, 0.9)
PRECISION = 3.0
GAIN = (0.6, 0.7, 0.85, 1.4)
COST = (0.3, 0.6, 7.0, 12.0)
OWN = (0.05, 0.20, 0.20, 1.6)
DAMAGE = (0.002, 0.01, 0.1, 0.6)
SIGMA = 0.9
EVIDENCE, BAR = 1.5, 1.2
BENEFIT, VOTE_COST, CORRELATION = (0.1, 0.2, 0.6, 1.5), 0.3, 0.6
PRIOR = (1.0, 6.0)
FORGET = 0.985

OUTCOMES = ("operations", "severe", "punished", "damage", "core", "resilience")
"""What a run returns, in this order: counts, points of GDP, mean share and mean protection in the last month."""


def economies() -> tuple[list[float], list[float], list[float]]:
    """GDP (bn USD), taste for defence and yearly resilience spending of each state: fixed, and the same for everybody."""
    gdp = [30000.0 / (1.0 + 1.7 * i) for i in range(STATES)]
    taste = [0.018 + 0.0003 * (i % 12) for i in range(STATES)]
    spending = [0.06 + 0.002 * (i % 20) for i in range(STATES)]
    return gdp, taste, spending
