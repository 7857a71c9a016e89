"""Signposts as a run heeds them: at the end of each month, by numbers, so that compiled code can.

Equation: a signpost turns after n months on end in which its measure lay beyond the threshold (or, in force and not
for good, within it). Units: the measure's. Range: bit k of `alliance.signposts` is 1 while the k-th one's changes are in
force. Errors: none. Source: Walker, Rahman & Cave 2001; Haasnoot et al. 2013.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from model.measures import MONTHLY
from model.rule import rule
from model.settings.signposts import Signpost
from model.writes import write

__all__ = ["heed_signposts", "signpost_rows"]

SIGNPOST = np.dtype([(name, "i8") for name in ("column", "above", "months", "once", "since")] + [("threshold", "f8")])


def signpost_rows(signposts: Iterable[Signpost]) -> np.recarray:
    """Signposts as records."""
    rows = [
        (
            list(MONTHLY).index(one.measure),
            int(one.side == "above"),
            one.months,
            int(one.once),
            one.since,
            one.threshold,
        )
        for one in signposts
    ]
    return np.array(rows, SIGNPOST).view(np.recarray)


@rule
def heed_signposts(world, numbers, course):
    """Let each signpost count the month just closed, and turn. Returns −1, or the row of a write that was refused."""
    alliance = world.alliance[0]
    for k in range(len(course.signposts)):
        signpost = course.signposts[k]
        on = (alliance.signposts >> k) & 1
        if alliance.month <= signpost.since or (on == 1 and signpost.once == 1):
            continue
        value = numbers.months[alliance.month - 1, signpost.column]
        beyond = value > signpost.threshold if signpost.above == 1 else value < signpost.threshold
        if beyond == (on == 1):
            alliance.signpost_months[k] = 0
            continue
        alliance.signpost_months[k] += 1
        if alliance.signpost_months[k] < signpost.months:
            continue
        alliance.signpost_months[k] = 0
        alliance.signposts ^= 1 << k
        alliance.refresh = 1
        if on == 0:
            refused = write(numbers, course, 1 + len(course.until) + k)
            if refused >= 0:
                return refused
    return -1
