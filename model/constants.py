"""Bounds and dates that several rooms need, each declared once. Nothing is imported here, so that commands start fast."""

from __future__ import annotations

__all__ = ["FIRST_YEAR", "LARGEST_KEY", "LONGEST", "MOST_RUNS", "SIGNPOSTS"]

FIRST_YEAR = 2025
"""Month 0 of a run is January of this year, where an alliance's file does not say another."""

LARGEST_KEY = 2**53 - 1
"""Largest seed of a study and largest key of a run: JSON and a 64-bit float hold it exactly."""

LONGEST = 1200
"""Months of the longest run."""

MOST_RUNS = 100_000_000
"""Runs of each point of a study, at most."""

LEDGER_MONTHS = 24
"""Months that a ledger of named deeds holds, a slot each: `cumulative_months` may be shorter, not longer."""

SIGNPOSTS = 4
"""Signposts of a run at most: parameters are worked out beforehand for each set of them that may be in force."""
