"""Calibration repeated: simulated moments against the record, what they can tell apart, and a profile of each parameter.

    from experiments.calibration import calibrate
    found = calibrate(runs=20, seed=0)
    found.moments, found.parameters, found.pairs      # lists of rows
    found.to_json()                                   # all of it

It changes no default: it says how far the shipped values lie from the best that the moments know, and how little that is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from experiments.calibration.calibration import Calibration

__all__ = ["calibrate"]


def calibrate(**request: Any) -> Calibration:
    """See `experiments.calibration.calibration.calibrate`."""
    from experiments.calibration.calibration import calibrate as calibrated

    return calibrated(**request)
