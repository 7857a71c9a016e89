"""Credence in the alliance and the norm of responsible behaviour: won slowly, lost by silence.

Equation: C' = C + up x (1 − C) − down (1 − x) C; M' = M + φ u (1 − M) − χ v M − ν (M − N0). Units: none; rates a month.
Source: Slovic 1993 (trust is lost faster than won); Finnemore & Sikkink 1998 and Axelrod 1986 (norms).
"""

from __future__ import annotations

from model.rule import rule


@rule
def credence_next(credence, answer, up, down, weight):
    """The belief that the alliance answers, after a case: answer 1 if it did, ½ if the victim alone did, 0 if none did.

    Equation: C' = C + w (up x (1 − C) − down (1 − x) C). Units: probability. Range: [0, 1] for rates and weight in [0, 1].
    Errors: none. Source: Slovic 1993 (asymmetric trust), own form.
    """
    return credence + weight * (up * answer * (1.0 - credence) - down * (1.0 - answer) * credence)


@rule
def credence_rest(q, up, down):
    """Where credence settles when a share q of cases is answered. With down > up it lies below q.

    Equation: C* = up q/(up q + down (1 − q)). Units: probability. Range: [0, 1]. Errors: none; no movement at all gives ½.
    Source: from `credence_next`.
    """
    won = up * q
    total = won + down * (1.0 - q)
    return won / total if total > 0.0 else 0.5


@rule
def norm_next(norm, gain, wear, reversion, rest, answered, unanswered):
    """The norm's strength a month on: raised by violations answered, worn by those that are not, drawn to its rest.

    Equation: M' = M + φ u (1 − M) − χ v M − ν (M − N0), moved into [0, 1]. Units: none; u, v weights of violations a month.
    Range: [0, 1]. Errors: none. Source: Axelrod 1986; Finnemore & Sikkink 1998, own form.
    """
    after = norm + gain * answered * (1.0 - norm) - wear * unanswered * norm - reversion * (norm - rest)
    if after < 0.0:
        return 0.0
    return after if after < 1.0 else 1.0


@rule
def norm_rest(gain, wear, reversion, rest, answered, unanswered):
    """Where the norm settles under a constant stream of answered and unanswered violations.

    Equation: M* = (φ u + ν N0)/(φ u + χ v + ν). Units: none. Range: [0, 1] for N0 in [0, 1]. Errors: none; no movement at
    all gives N0. Source: from `norm_next`.
    """
    raised = gain * answered
    total = raised + wear * unanswered + reversion
    return (raised + reversion * rest) / total if total > 0.0 else rest + 0.0
